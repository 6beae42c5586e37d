// Rate limits as sliding windows: a caller told to wait n seconds succeeds after exactly n seconds (section 1 of the Trellis API).
// Not here: which limit applies where; the routes and the socket name theirs.
import { ApiError } from './apiError.ts';

export interface Window {
  requests: number;
  seconds: number;
}

export const limits = {
  authenticate: [{ requests: 60, seconds: 60 }],
  createChat: [{ requests: 20, seconds: 60 }],
  upload: [{ requests: 30, seconds: 60 }],
  send: [{ requests: 30, seconds: 60 }],
  sendOnSocket: [
    { requests: 3, seconds: 10 },
    { requests: 10, seconds: 60 },
  ],
} as const satisfies Record<string, readonly Window[]>;

export const socketsPerToken = 3;

export interface Limiter {
  /** False: as much as anybody likes, sockets too. */
  readonly isOn: boolean;
  /** Takes one place in every bucket, or none and throws RATE_LIMIT with the seconds until all have one. */
  take(buckets: readonly { key: string; windows: readonly Window[] }[]): void;
  forget(key: string): void;
}

export const noLimits: Limiter = { isOn: false, take: () => undefined, forget: () => undefined };

export function createLimiter(now: () => number): Limiter {
  const taken = new Map<string, number[]>();
  let calls = 0;

  function sweep(at: number) {
    // Buckets of tokens nobody uses any more go, so that memory does not grow with the number of tokens ever seen.
    for (const [key, times] of taken) if ((times.at(-1) ?? 0) < at - 60_000) taken.delete(key);
  }

  return {
    isOn: true,
    take(buckets) {
      const at = now();
      calls += 1;
      if (calls % 1000 === 0) sweep(at);
      let wait = 0;
      for (const { key, windows } of buckets) {
        const times = taken.get(key) ?? [];
        for (const window of windows) {
          const nth = times.at(-window.requests);
          if (nth !== undefined) wait = Math.max(wait, nth + window.seconds * 1000 - at);
        }
      }
      if (wait > 0) {
        const seconds = Math.ceil(wait / 1000);
        throw new ApiError('RATE_LIMIT', `Too many requests: try again in ${seconds} s.`, {
          retryAfterSeconds: seconds,
        });
      }
      for (const { key, windows } of buckets) {
        const longest = Math.max(...windows.map((window) => window.seconds));
        const times = (taken.get(key) ?? []).filter((time) => time > at - longest * 1000);
        taken.set(key, [...times, at]);
      }
    },
    forget: (key) => taken.delete(key),
  };
}

// How long to wait before the next attempt: doubling, with jitter, so that many windows do not come back at once.
// Not here: when to give up (errors.ts).
const firstMs = 500;
const longestMs = 30_000;

/** Milliseconds before attempt `attempt` (1 is the first retry); `random` is in [0, 1). */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}

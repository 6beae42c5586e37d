// What time it is for tokens, links and rate limits, so that a test need not wait for hours.
// Not here: times in the store, which are for people.
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since some moment; never goes back. */
  elapsed(): number;
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };

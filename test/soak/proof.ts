// What a long proof has to show: named checks that are counted, figures that are printed, chance that can be repeated.
// Not here: what is proved (kills.ts, load.ts).

export interface CheckResult {
  name: string;
  /** How often it was looked at. One that never was has shown nothing. */
  times: number;
  failed: number;
  /** The first failures in words. */
  examples: string[];
}

export interface Report {
  name: string;
  figures: { name: string; value: string }[];
  checks: CheckResult[];
}

export interface Checks<N extends string> {
  /** Counts one look at the check `name`; `why` says what was found instead. */
  expect(name: N, holds: boolean, why: () => string): void;
  results(): CheckResult[];
}

const examplesAtMost = 10;

export function createChecks<N extends string>(names: readonly N[]): Checks<N> {
  const results = new Map<N, CheckResult>(names.map((name) => [name, { name, times: 0, failed: 0, examples: [] }]));
  return {
    expect(name, holds, why) {
      const result = results.get(name);
      if (!result) throw new Error(`"${name}" is no check of this proof.`);
      result.times += 1;
      if (holds) return;
      result.failed += 1;
      if (result.examples.length < examplesAtMost) result.examples.push(why());
    },
    results: () => [...results.values()],
  };
}

/** Why the check counts as failed; undefined when it has passed. */
export function failureOf({ times, failed, examples }: CheckResult): string | undefined {
  if (times === 0) return 'it was never looked at';
  return failed === 0 ? undefined : `${failed} of ${times} failed:\n  ${examples.join('\n  ')}`;
}

/** Numbers from 0 up to 1 that are the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The value below which that share of all values lies; NaN of no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

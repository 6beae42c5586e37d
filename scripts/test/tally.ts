// Adds up what passed, failed and was skipped over the steps of a run, and says it at the end.
// Not here: running anything.

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Step extends Counts {
  name: string;
  seconds: number;
  /** What a person must know and the counts do not say: reasons of skips, names of failures. */
  notes: string[];
}

/** A step that could not run at all counts as one failure. */
export function failedStep(name: string, seconds: number, why: string): Step {
  return { name, seconds, passed: 0, failed: 1, skipped: 0, notes: [why] };
}

/** One line per step with its notes, and last the sum alone: `N passed, N failed, N skipped`. */
export function report(steps: readonly Step[]): string[] {
  const lines = steps.flatMap((step) => [
    `${step.name.padEnd(10)} ${inWords(step)} (${step.seconds.toFixed(1)} s)`,
    ...step.notes.map((note) => `  ${note}`),
  ]);
  return ['', ...lines, inWords(total(steps))];
}

export function total(counts: readonly Counts[]): Counts {
  const sum: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const each of counts) {
    sum.passed += each.passed;
    sum.failed += each.failed;
    sum.skipped += each.skipped;
  }
  return sum;
}

function inWords(counts: Counts): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
}

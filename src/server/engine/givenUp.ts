// Files that took too long to read, so that they are not tried again at every start.
// Not here: giving one up (opening.ts).
import { type DataFile, filesOf, type OpenPlan, planWith } from './queryMessages.ts';

export interface GivenUp {
  add(file: DataFile, warning: string): void;
  /** The plan without them, and their warnings. One that changed since is another file. */
  without(plan: OpenPlan): { plan: OpenPlan; warnings: string[] };
}

export function createGivenUp(): GivenUp {
  const known = new Map<string, string>();
  return {
    add(file, warning) {
      known.set(keyOf(file), warning);
    },
    without(plan) {
      const kept = planWith(plan, (file) => !known.has(keyOf(file)));
      // With nothing else to read they are tried once more.
      if (kept.kind === 'files' && kept.files.length === 0) return { plan, warnings: [] };
      return { plan: kept, warnings: filesOf(plan).flatMap((file) => known.get(keyOf(file)) ?? []) };
    },
  };
}

function keyOf(file: DataFile): string {
  return `${file.path}\u0000${file.size}\u0000${file.mtimeMs}`;
}

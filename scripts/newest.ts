// Is what was built still up to date? Compares times of change.
// Not here: the builds themselves.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.ts';

/** True when a product is missing or an input (file or folder, relative to the root) is newer than the oldest product. */
export function isStale(products: readonly string[], inputs: readonly string[]): boolean {
  const made = Math.min(...products.map((product) => timeOf(path.resolve(root, product)) ?? 0));
  return inputs.some((input) => newestTime(path.resolve(root, input)) > made);
}

/** Milliseconds since the epoch of the newest file at or under `where`; 0 when there is none. */
function newestTime(where: string): number {
  const stats = statSync(where, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  // A folder's own time changes when a file in it is removed or renamed.
  return Math.max(stats.mtimeMs, ...readdirSync(where).map((name) => newestTime(path.join(where, name))));
}

function timeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

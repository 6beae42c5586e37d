// Moves a damaged store out of the way: the database, its log and the uploads that only it knows, all under one suffix.
// Not here: telling that it is damaged (openFile.ts), making sure that nobody uses it (locks.ts).
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StoreProblem } from './problems.ts';

export const databaseName = 'trellis.db';

/** While this file is there, a set of files is on its way to the suffix written in it. */
const underWay = (directory: string) => path.join(directory, 'setting-aside');
const suffixForm = /^\.damaged-[\dT-]{10,30}Z(-\d+)?$/;

/** A process died while it set this store aside: `setAside` is to finish it before anything is opened. */
export function isHalfSetAside(directory: string): boolean {
  return suffixBegun(directory) !== undefined;
}

/**
 * Moves all or nothing, and returns the new path of the database; the log and `uploads` lie beside it under the same suffix.
 * What a process that died had begun is finished. Throws a StoreProblem when something cannot be moved; all is back then.
 */
export function setAside(directory: string, rename: (from: string, to: string) => void = renameSync): string {
  const begun = suffixBegun(directory);
  const suffix = begun ?? newSuffix(directory);
  // Written through to the disk before anything moves: half a move must not look like an empty store.
  if (begun === undefined) writeFileSync(underWay(directory), suffix, { mode: 0o600, flush: true });
  const moved: { from: string; to: string }[] = [];
  try {
    for (const { from, to } of moves(directory, suffix)) {
      // What lies at the new place already was moved before; nothing is written over it.
      if (!existsSync(from) || existsSync(to)) continue;
      rename(from, to);
      moved.push({ from, to });
    }
  } catch (cause) {
    // Should a step back fail, too, `setting-aside` stays, and the next start goes on from here.
    for (const { from, to } of moved.reverse()) rename(to, from);
    if (begun === undefined) rmSync(underWay(directory), { force: true });
    throw new StoreProblem(
      `The stored chats in ${directory} are damaged and could not be set aside: ${cause instanceof Error ? cause.message : String(cause)}. Close the programs that use files of that folder, then start again.`,
      { cause },
    );
  }
  rmSync(underWay(directory), { force: true });
  return path.join(directory, `${databaseName}${suffix}`);
}

/** Uploads first: a file of theirs that another program has open is what most likely stops a move, on Windows. */
function moves(directory: string, suffix: string) {
  const aside = `${databaseName}${suffix}`;
  const names: [string, string][] = [
    ['uploads', `uploads${suffix}`],
    [databaseName, aside],
    // SQLite finds them by these names when somebody opens the database to repair it.
    ...['-wal', '-shm', '-journal'].map((end): [string, string] => [`${databaseName}${end}`, `${aside}${end}`]),
  ];
  return names.map(([from, to]) => ({ from: path.join(directory, from), to: path.join(directory, to) }));
}

function suffixBegun(directory: string): string | undefined {
  if (!existsSync(underWay(directory))) return undefined;
  const suffix = readFileSync(underWay(directory), 'utf8');
  // Anything else was cut while it was written, and nothing had been moved yet.
  return suffixForm.test(suffix) ? suffix : undefined;
}

function newSuffix(directory: string): string {
  const base = `.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  for (let count = 1; ; count++) {
    const suffix = count === 1 ? base : `${base}-${count}`;
    if (!moves(directory, suffix).some(({ to }) => existsSync(to))) return suffix;
  }
}

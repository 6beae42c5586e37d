// Two locks between processes on one store: one held while opening, one shared by every server for its life.
// Not here: what is done under them (database.ts), the locks of the store's own file (SQLite's).
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Disposable } from '../../base/disposable.ts';
import { isBusy, isDamage, StoreProblem } from './problems.ts';

/** Longer than any check and migration takes; whoever holds it longer is stopped in a debugger or hangs. */
const openingTimeoutMs = 60_000;

/** Waits until no other process is opening this store. The lock ends with `dispose()`, or with the process. */
export function lockOpening(directory: string, timeoutMs = openingTimeoutMs): Disposable {
  const database = openLockFile(directory, 'opening.lock', timeoutMs, 'BEGIN EXCLUSIVE');
  return { dispose: () => database.close() };
}

/** Used under `lockOpening` only, so that nobody else changes it between two calls. Ends with `dispose()` or the process. */
export interface ServersLock extends Disposable {
  /** Runs the work while no server uses the store; throws a StoreProblem, without waiting, when one does. */
  alone<T>(work: () => T): T;
  /** From here on this process is one of the store's servers. */
  share(): void;
}

export function openServersLock(directory: string): ServersLock {
  const database = openLockFile(directory, 'servers.lock', 0);
  return {
    alone(work) {
      try {
        database.exec('BEGIN EXCLUSIVE');
      } catch (cause) {
        if (!isBusy(cause)) throw cause;
        throw new StoreProblem(
          `The stored chats in ${directory} are damaged, and another Trellis still uses them, perhaps in another window. Close it, then start again. Nothing was moved or changed.`,
          { cause },
        );
      }
      try {
        return work();
      } finally {
        database.exec('ROLLBACK');
      }
    },
    share() {
      // A read transaction that stays open is a shared lock; it begins with the first read.
      database.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
    },
    dispose: () => {
      if (database.isOpen) database.close();
    },
  };
}

/**
 * SQLite is used for its locks alone: they hold between processes on every system, and the system releases them when a
 * process dies. Nothing is ever written, so the file stays empty, and with its journal in memory nothing is left beside it.
 */
function openLockFile(directory: string, name: string, timeout: number, begin = ''): DatabaseSync {
  const file = path.join(directory, name);
  const database = new DatabaseSync(file, { timeout });
  try {
    database.exec(`PRAGMA journal_mode = MEMORY; ${begin}`);
    return database;
  } catch (cause) {
    database.close();
    if (!isDamage(cause)) throw cause;
    throw new StoreProblem(`The file ${file} is damaged. Close every Trellis, delete that file, then start again.`, {
      cause,
    });
  }
}

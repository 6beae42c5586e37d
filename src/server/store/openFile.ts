// Opens the store's SQLite file: checked without writing to it, then brought up to date.
// Not here: what becomes of a damaged one (setAside.ts), who may open it when (locks.ts).
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrations } from './migrations.ts';
import { isDamage, StoreProblem } from './problems.ts';

/** The file is as it was, and nothing of ours has it open. */
export class Damaged extends Error {}

/** The pages of a larger file are not all looked at: it would take seconds at every start. */
const maxCheckedBytes = 256 * 1024 * 1024;
const timeout = 5000;

/** Throws Damaged, or a StoreProblem when a newer version wrote it. A missing or empty file becomes a new store. */
export function openFile(file: string): DatabaseSync {
  const size = sizeOf(file);
  if (size === 0 && sizeOf(`${file}-wal`) > 0) {
    // Opening it in any way would delete the log, and the log may be all that is left.
    throw new Damaged('There is a log, but the database it belongs to is empty.');
  }
  let reader: DatabaseSync | undefined;
  try {
    if (existsSync(`${file}-journal`)) rollBack(file);
    if (size > 0) {
      reader = new DatabaseSync(file, { readOnly: true, timeout });
      check(reader, size);
    }
    return openForWriting(file);
  } catch (cause) {
    throw isDamage(cause) ? new Damaged('The file is damaged.', { cause }) : cause;
  } finally {
    // The last connection to close writes the log into the file and deletes it, unless it is a reading one. So the reader
    // goes last: should the file turn out to be damaged, both files are as they were.
    reader?.close();
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Whoever was killed while making a store left a journal instead of a log, and a reader may not apply it. */
function rollBack(file: string) {
  const database = new DatabaseSync(file, { timeout });
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
  } finally {
    database.close();
  }
}

function check(database: DatabaseSync, size: number) {
  database.prepare('SELECT count(*) FROM sqlite_schema').get();
  if (size > maxCheckedBytes) return;
  const answer = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (answer !== 'ok') throw new Damaged(String(answer));
}

function openForWriting(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout, enableForeignKeyConstraints: true });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    migrate(database, file);
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

function migrate(database: DatabaseSync, file: string) {
  transaction(database, 'BEGIN IMMEDIATE', () => {
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
    if (version > migrations.length) {
      throw new StoreProblem(
        `The store ${path.dirname(file)} was written by a newer version of Trellis. Update Trellis, or choose another store.`,
      );
    }
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** Commits what the work did, or nothing of it when it throws. */
export function transaction<T>(database: DatabaseSync, begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: () => T): T {
  database.exec(begin);
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (cause) {
    // A failure such as a full disk may have ended the transaction already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw cause;
  }
}

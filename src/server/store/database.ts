// Opens the store's SQLite file: schema up to date, a damaged file set aside and never written over.
// Not here: what is asked of it (chats.ts and the files beside it).
import { mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Disposable } from '../../base/disposable.ts';
import { migrations } from './migrations.ts';

export type Value = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

export interface Database extends Disposable {
  get(sql: string, ...values: Value[]): Row | undefined;
  all(sql: string, ...values: Value[]): Row[];
  /** Returns how many rows changed. */
  run(sql: string, ...values: Value[]): number;
  /** One write transaction; IMMEDIATE, so that two servers wait for each other instead of failing half-way. */
  transaction<T>(work: () => T): T;
  /** Differs from what it was before as soon as anybody has written, here or in another process. */
  version(): string;
  /** Where the damaged file went that stood here before; undefined when there was none. */
  readonly setAside: string | undefined;
}

const fileName = 'trellis.db';
/** The pages of a larger file are not all looked at: it would take seconds at every start. */
const maxCheckedBytes = 256 * 1024 * 1024;
const corrupt = 11;
const notADatabase = 26;

/** Throws when the store cannot be used: written by a newer version, or not readable at all. */
export function openDatabase(directory: string): Database {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = path.join(directory, fileName);
  try {
    return wrap(openFile(file), undefined);
  } catch (cause) {
    if (!(cause instanceof Damaged)) throw cause;
    const aside = setAside(file);
    return wrap(openFile(file), aside);
  }
}

class Damaged extends Error {}

function openFile(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    if (statSync(file).size <= maxCheckedBytes) {
      const answer = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
      if (answer !== 'ok') throw new Damaged(String(answer));
    }
    migrate(database, file);
    return database;
  } catch (cause) {
    database?.close();
    const code = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : 0;
    if (code === corrupt || code === notADatabase) throw new Damaged('The file is damaged.', { cause });
    throw cause;
  }
}

function migrate(database: DatabaseSync, file: string) {
  transaction(database, () => {
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
    if (version > migrations.length) {
      throw new Error(
        `The store ${path.dirname(file)} was written by a newer version of Trellis. Update Trellis, or choose another store.`,
      );
    }
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** Moves the file and its log away together, so that whoever can repair it finds all of it. Returns its new name. */
function setAside(file: string): string {
  const aside = `${file}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    try {
      renameSync(`${file}${suffix}`, `${aside}${suffix}`);
    } catch (cause) {
      // Another server on this store may have done it already, and not every store has a log.
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
    }
  }
  return aside;
}

function wrap(database: DatabaseSync, aside: string | undefined): Database {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    setAside: aside,
    get: (sql, ...values) => prepared(sql).get(...values),
    all: (sql, ...values) => prepared(sql).all(...values),
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    transaction: (work) => transaction(database, work),
    version: () => {
      // What others wrote, and what we did.
      const others = prepared('PRAGMA data_version').get()?.data_version;
      return `${others} ${prepared('SELECT total_changes() AS ours').get()?.ours}`;
    },
    dispose: () => {
      if (database.isOpen) database.close();
    },
  };
}

function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
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

export function text(value: unknown): string {
  return String(value ?? '');
}

export function optionalText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

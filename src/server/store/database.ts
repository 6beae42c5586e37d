// The store's SQLite file as the rest of the store sees it; opened by one process at a time, a damaged one set aside.
// Not here: what is asked of it (chats.ts and the files beside it), how it is checked (openFile.ts) and locked (locks.ts).
import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Disposable } from '../../base/disposable.ts';
import { lockOpening, openServersLock } from './locks.ts';
import { Damaged, openFile, transaction } from './openFile.ts';
import { explained } from './problems.ts';
import { databaseName, isHalfSetAside, setAside } from './setAside.ts';

export type Value = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

export interface Database extends Disposable {
  get(sql: string, ...values: Value[]): Row | undefined;
  all(sql: string, ...values: Value[]): Row[];
  /** Returns how many rows changed. */
  run(sql: string, ...values: Value[]): number;
  /** One write transaction; IMMEDIATE, so that two servers wait for each other instead of failing half-way. */
  transaction<T>(work: () => T): T;
  /** Several SELECTs that all see one state, whatever others write meanwhile. Inside a transaction it just runs. */
  read<T>(work: () => T): T;
  /** Where the damaged file went that stood here before, its uploads beside it; undefined when there was none. */
  readonly setAside: string | undefined;
}

/** More than the store has texts; changing ones, should somebody pass them, push out the least used. */
const maxStatements = 256;

/** Throws a StoreProblem when a person can mend it: a newer version, no right to write, a damaged store still in use. */
export function openDatabase(directory: string): Database {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const opening = lockOpening(directory);
    try {
      return openLocked(directory);
    } finally {
      opening.dispose();
    }
  } catch (cause) {
    throw explained(cause, directory);
  }
}

function openLocked(directory: string): Database {
  const servers = openServersLock(directory);
  let database: DatabaseSync | undefined;
  try {
    const moveAway = () => servers.alone(() => setAside(directory));
    let aside = isHalfSetAside(directory) ? moveAway() : undefined;
    const file = path.join(directory, databaseName);
    try {
      database = openFile(file);
    } catch (cause) {
      if (!(cause instanceof Damaged)) throw cause;
      aside = moveAway();
      database = openFile(file);
    }
    // A store of an older version may be readable for others; its log takes the rights of the file.
    chmodSync(file, 0o600);
    servers.share();
    return wrap(database, servers, aside);
  } catch (cause) {
    database?.close();
    servers.dispose();
    throw cause;
  }
}

function wrap(database: DatabaseSync, servers: Disposable, aside: string | undefined): Database {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    // A map keeps the order of insertion: the first is the one not used for the longest time.
    statements.delete(sql);
    statements.set(sql, statement);
    const [oldest] = statements.keys();
    if (statements.size > maxStatements && oldest !== undefined) statements.delete(oldest);
    return statement;
  };
  return {
    setAside: aside,
    get: (sql, ...values) => prepared(sql).get(...values),
    all: (sql, ...values) => prepared(sql).all(...values),
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    transaction: (work) => transaction(database, 'BEGIN IMMEDIATE', work),
    read: (work) => (database.isTransaction ? work() : transaction(database, 'BEGIN', work)),
    dispose: () => {
      if (database.isOpen) database.close();
      servers.dispose();
    },
  };
}

export function text(value: unknown): string {
  return String(value ?? '');
}

export function optionalText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

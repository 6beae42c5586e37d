// What each database on the network brings: a connection, a cursor that is pulled, its guard, its schema, and a cancel that the server obeys.
// Not here: how many connections there are, time, caps and the queue (networkEngine.ts), which are the same for all.
import type { Cell, ColumnType, DialectName, ParameterValue, Table } from '../engine.ts';
import type { Address } from './address.ts';

export interface Driver {
  readonly dialect: DialectName;
  /** Opens a session that reads only, in UTC, with the settings its dialect rests on. Throws a QueryError whose text says what to do. */
  connect(signal?: AbortSignal): Promise<Connection>;
}

export type CreateDriver = (address: Address, log: (line: string) => void) => Driver;

export interface ServerInfo {
  /** `postgresql`, `mysql`, `mariadb`, `clickhouse`, `trino`. */
  engine: string;
  version: string;
  /** What the person should know about the login: that it may write, for example. A sentence each. */
  warnings: readonly string[];
  /** Where tables without a schema are looked for. */
  defaultSchema: string;
}

export interface Connection {
  /** It cannot be used again: the line is gone, or the state of the session is not known. */
  readonly isBroken: boolean;
  info(): Promise<ServerInfo>;
  /** Throws a QueryError, `refused`, with a sentence that says why, unless the statement is one that only reads. */
  judge(sql: string): Promise<void>;
  /**
   * Begins one statement, which has been judged when it is not ours; never several. Nothing is read before it is asked for.
   * One statement runs on a connection at a time. Errors of the database are QueryErrors: `timeout`, `cancelled` or `failed`.
   */
  run(sql: string, options: RunOptions): Promise<Cursor>;
  /** Ends what runs in the database itself, by a way of its own; resolves when the database has been told. The cursor then throws. */
  cancel(): Promise<void>;
  tables(signal?: AbortSignal): Promise<{ tables: Table[]; warnings: string[] }>;
  close(): Promise<void>;
}

export interface RunOptions {
  /** Bound to `$1`, `$2`, ...; never written into the text. */
  parameters?: readonly ParameterValue[];
  /** The database ends the statement itself after this long. */
  timeoutMs: number;
  /** No more rows than these will be read: a hint. */
  maxRows?: number;
  /** Characters of one text cell that will be looked at: a hint, so that a huge one never leaves the database. */
  maxCellLength?: number;
}

export interface Cursor {
  columns: CursorColumn[];
  /** The next rows, `atMost` of them; none: the end. */
  read(atMost: number): Promise<Cell[][]>;
  /**
   * Rows of the whole statement, counted by the database over the data that was read here. Called between `read` and
   * `close`. Absent: they can only be read to their end.
   */
  count?(timeoutMs: number): Promise<number>;
  /** Lets go of what was not read; the connection can be used again, or is broken. */
  close(): Promise<void>;
}

export interface CursorColumn {
  name: string;
  type: ColumnType;
  nativeType: string;
}

// The one interface to a database, whichever it is: its schema, bounded read-only queries, cancel.
// Not here: DuckDB (duckdb.ts), databases on the network (network/), what a question means (answer/).

import type { Disposable } from '../../base/disposable.ts';
import type { Cell, ColumnType } from '../../protocol/trellis/visualization.ts';

export type { Cell, ColumnType };

export interface Column {
  name: string;
  /** What the column is to a reader. */
  type: ColumnType;
  /** The database's own name for the type, e.g. `DECIMAL(12,2)`. */
  nativeType: string;
  nullable: boolean;
}

/** The SQL that a database speaks. */
export type DialectName = 'duckdb' | 'postgres' | 'mysql' | 'clickhouse' | 'trino';

export interface ForeignKey {
  columns: string[];
  /** Of the table it leads to; absent: that of its own table. */
  schema?: string;
  table: string;
  referencedColumns: string[];
}

export interface Table {
  schema: string;
  name: string;
  kind: 'table' | 'view';
  rowEstimate: number;
  columns: Column[];
  primaryKey: string[];
  foreignKeys: ForeignKey[];
}

/** What a person gave for a parameter of a saved query. */
export type ParameterValue = string | number | boolean | null;

export interface QueryLimits {
  /** Rows returned at most, and fewer when their text is very long; `rowCount` still counts them all. Default 200. */
  maxRows?: number;
  /** Characters of one text cell at most. Default 4,000. */
  maxCellLength?: number;
  /** Counted from when the query starts, which is after those asked before it. Default 60,000. */
  timeoutMs?: number;
  /** Waits while anybody else's query runs, and is stopped and begun again when one comes: for reading ahead. */
  background?: boolean;
  /** Bound to `$1`, `$2`, ... of an untrusted statement, in this order; never written into its text. */
  parameters?: readonly ParameterValue[];
  signal?: AbortSignal;
}

export interface QueryResult {
  columns: { name: string; type: ColumnType }[];
  /** Raw values: numbers as numbers (a decimal or huge integer that a double cannot hold comes as a string), dates as `YYYY-MM-DD`, timestamps as `YYYY-MM-DD HH:MM:SS`. */
  rows: Cell[][];
  /** Rows of the whole result. */
  rowCount: number;
  truncated: boolean;
  durationMs: number;
}

/** `refused`: not read-only. `failed`: the database's own error, or its process died. */
export type QueryErrorKind = 'refused' | 'failed' | 'timeout' | 'cancelled';

export class QueryError extends Error {
  readonly kind: QueryErrorKind;
  constructor(kind: QueryErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'QueryError';
    this.kind = kind;
  }
}

export interface Engine extends Disposable {
  /** The one whose calls this one tells about: what is known of that one is known of this one. */
  readonly told?: Engine;
  /** The name of the product: `duckdb`, `postgresql`, `mysql`, `mariadb`, `clickhouse`, `trino`. */
  readonly engine: string;
  readonly dialect: DialectName;
  /** Of the product, as it says it itself; known once `tables` has answered, and only where it matters. */
  readonly version?: string | undefined;
  /** Where the database looks for a table that is named without a schema; absent: where its dialect says. Known once `tables` has answered. */
  readonly defaultSchema?: string | undefined;
  /** What was left out of the data or read with a loss, a sentence each; complete once `tables` has answered. */
  readonly warnings?: readonly string[];
  /** A folder for what may be computed again. */
  readonly cacheDirectory?: string | undefined;
  /** Where the data is, whatever state it is in: the path of a file or folder. */
  readonly origin?: string | undefined;
  /** Changes when the data does; known once `tables` has answered, and only where it can be told. */
  readonly fingerprint?: string | undefined;
  /**
   * Tables with columns, keys and estimates. Read anew when the data may have changed. Throws a QueryError, `cancelled`
   * as soon as `signal` says so.
   */
  tables(signal?: AbortSignal): Promise<Table[]>;
  /** Runs one statement of SQL that we compiled. Throws a QueryError. */
  query(sql: string, limits?: QueryLimits): Promise<QueryResult>;
  /** Runs one statement that a person or a model wrote: judged by its parse tree first, refused unless it only reads. */
  queryUntrusted(sql: string, limits?: QueryLimits): Promise<QueryResult>;
  /**
   * Writes the whole result of one statement into a new DuckDB file, as table `result` of its schema `main`, in the order of
   * the rows; the columns are called `c0`, `c1`, ... there. Throws a QueryError and leaves no file behind. Absent: nothing can be kept.
   */
  keep?(sql: string, file: string, limits: KeepLimits): Promise<Kept>;
}

export interface KeepLimits {
  /** Whether a person or a model wrote the statement: then it is judged first, as by `queryUntrusted`. */
  untrusted: boolean;
  /** Bound to `$1`, `$2`, ... of an untrusted statement. */
  parameters?: readonly ParameterValue[];
  /** More rows are a QueryError, `failed`, that says so. */
  maxRows: number;
  /** A larger file is one, too. Default 2 GB. */
  maxBytes?: number;
  timeoutMs: number;
  /** Waits while anybody else's query runs. */
  background?: boolean;
  signal?: AbortSignal;
}

export interface Kept {
  rowCount: number;
  /** Each name once, whatever its case. */
  columns: { name: string; type: ColumnType }[];
}

// What an engine over DuckDB can be told.
// Not here: the engine (duckdb.ts).
import type { DataSource, UploadFile } from './dataSource.ts';
import type { OpenSettings } from './queryMessages.ts';

export interface DuckdbOptions {
  source: DataSource;
  /** Tables beside the data, in a schema of their own called `uploads`. They do not change while the engine lives. */
  uploads?: readonly UploadFile[];
  /** The query process's script: `path.join(__dirname, 'queryProcess.cjs')` in the bundle. */
  script: string;
  /** IANA name; the machine's by default. */
  timezone?: string;
  /** For what spills and for tables too large for memory; a folder in the system's temporary folder by default. */
  cacheDirectory?: string;
  /** A database file is let go of after this long without a query, and any data with uploads. Default 30. */
  idleSeconds?: number;
  /** How often the files are looked at for changes, at most. Default 1,000 ms. */
  checkEveryMs?: number;
  /** How long a query has to end after it was told to, before its process is killed. Default 2,000 ms. */
  graceMs?: number;
  /** For opening all of the data, in which a file that takes too long is left out. Default 60,000 ms. */
  openTimeoutMs?: number;
  /** Characters of one result at most; rows beyond are cut. Default 1,000,000. */
  maxResultLength?: number;
  /** Queries that run at once; further ones wait in order. Default 4. */
  maxRunning?: number;
  /** Queries that wait at most; further ones fail. Default 1,000. */
  maxWaiting?: number;
  settings?: Partial<Omit<OpenSettings, 'workDirectory' | 'timezone'>>;
  /** The process's own output, and files that could not be read. */
  log?(line: string): void;
}

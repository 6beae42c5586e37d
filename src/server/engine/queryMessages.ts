// What the server and its query process say to each other over IPC.
// Not here: who says it when (queryClient.ts, queryProcess.ts).
import type { QueryResult, Table } from './engine.ts';

export type FileFormat = 'csv' | 'json' | 'parquet';

export interface DataFile {
  /** Absolute. */
  path: string;
  format: FileFormat;
  /** The name the table gets. */
  table: string;
  size: number;
}

/** What the query process opens: one database file as it is, or files that become tables. */
export type OpenPlan = { kind: 'database'; file: string } | { kind: 'files'; files: DataFile[] };

export interface OpenSettings {
  /** IANA name; how timestamps with a zone are shown. */
  timezone: string;
  memoryMb: number;
  threads: number;
  /** A folder of this process alone: what spills goes here, and tables too large for memory. Removed after it. */
  workDirectory: string;
  maxSpillMb: number;
  /** Files together larger than this are loaded into a database on disk. */
  inMemoryMb: number;
}

export type ToQueryProcess =
  | { type: 'open'; plan: OpenPlan; settings: OpenSettings }
  | { type: 'query'; id: number; sql: string; untrusted: boolean; maxRows: number; maxCellLength: number }
  | { type: 'tables'; id: number }
  | { type: 'cancel'; id: number };

export type FromQueryProcess =
  | { type: 'opened'; warnings: string[] }
  | { type: 'openFailed'; message: string }
  | { type: 'result'; id: number; result: QueryResult }
  | { type: 'tables'; id: number; tables: Table[] }
  | { type: 'failed'; id: number; kind: 'refused' | 'failed'; message: string }
  /** The queries took more memory than they may; the process ends itself after this. */
  | { type: 'outOfMemory' };

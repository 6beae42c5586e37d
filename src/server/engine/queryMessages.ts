// What the server and its query process say to each other over IPC.
// Not here: who says it when (queryClient.ts, queryProcess.ts).
import type { Kept, ParameterValue, QueryResult, Table } from './engine.ts';

/** `sheet`: the values of one sheet, as xlsxConvert.ts leaves them. */
export type FileFormat = 'csv' | 'json' | 'parquet' | 'xlsx' | 'sheet';

export interface DataFile {
  /** Absolute, with every link followed. */
  path: string;
  /** As a person knows it: relative to the folder that was opened. */
  name: string;
  format: FileFormat;
  /** The name the table gets. */
  table: string;
  /** Bytes. */
  size: number;
  mtimeMs: number;
}

/** What the query process opens: one database file as it is, or files that become tables; uploads beside either. */
export type OpenPlan = ({ kind: 'database'; file: string } | { kind: 'files'; files: DataFile[] }) & {
  uploads: DataFile[];
};

/** The files that are read one by one, in the order of their numbers. */
export function filesOf(plan: OpenPlan): DataFile[] {
  return plan.kind === 'files' ? [...plan.files, ...plan.uploads] : plan.uploads;
}

/** The same plan with only those files. */
export function planWith(plan: OpenPlan, isKept: (file: DataFile) => boolean): OpenPlan {
  const uploads = plan.uploads.filter(isKept);
  return plan.kind === 'files' ? { ...plan, files: plan.files.filter(isKept), uploads } : { ...plan, uploads };
}

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
  | {
      type: 'query';
      id: number;
      sql: string;
      untrusted: boolean;
      /** For `$1`, `$2`, ...; none for a statement of ours. */
      parameters: readonly ParameterValue[];
      maxRows: number;
      maxCellLength: number;
      maxResultLength: number;
    }
  /** The whole result into a new file. */
  | {
      type: 'keep';
      id: number;
      sql: string;
      untrusted: boolean;
      parameters: readonly ParameterValue[];
      file: string;
      maxRows: number;
      maxBytes: number;
    }
  | { type: 'tables'; id: number }
  | { type: 'cancel'; id: number }
  /** Gives up the file of that number while it is read; `reason` ends its warning. */
  | { type: 'skip'; file: number; reason: string };

export type FromQueryProcess =
  /** The file of that number is read from now on; the number after the last: all have been. */
  | { type: 'loading'; file: number }
  /** `skipped`: numbers of the files that were given up when told to. */
  | { type: 'opened'; warnings: string[]; skipped: number[] }
  | { type: 'openFailed'; message: string }
  | { type: 'result'; id: number; result: QueryResult }
  | { type: 'kept'; id: number; kept: Kept }
  | { type: 'tables'; id: number; tables: Table[]; warnings: string[] }
  | { type: 'failed'; id: number; kind: 'refused' | 'failed'; message: string }
  /** The queries took more memory than they may; the process ends itself after this. */
  | { type: 'outOfMemory' };

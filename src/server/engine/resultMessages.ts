// What the server and its results process say to each other over IPC.
// Not here: who says it when (resultClient.ts, serveResults.ts).
import type { ResultFilterOp } from '../../protocol/trellis/results.ts';
import type { Cell, ColumnType } from './engine.ts';

/** With it the script of the query process serves results. */
export const resultsArgument = 'results';

export interface KeptColumn {
  name: string;
  type: ColumnType;
}

/** A whole result on disk: table `result` of a DuckDB file, whose columns are `c0`, `c1`, ... */
export interface KeptResult {
  file: string;
  columns: readonly KeptColumn[];
  rowCount: number;
}

/** Which rows of a result, in which order; columns by their number. Judged before it comes here. */
export interface Selection {
  sort: readonly { column: number; descending: boolean }[];
  /** `value` as text, null where the op has none. */
  filter: readonly { column: number; op: ResultFilterOp; value: string | null }[];
}

export const exportFormats = ['csv', 'json', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ResultSettings {
  /** Of the results; nothing outside can be read or written. */
  directory: string;
  /** Inside it, of this process alone. */
  workDirectory: string;
  memoryMb: number;
  threads: number;
}

/** What a column of a streamed result is called by its database. */
export interface WrittenColumn extends KeptColumn {
  nativeType: string;
}

export type ResultRequest =
  | { type: 'page'; result: KeptResult; selection: Selection; offset: number; limit: number }
  | { type: 'export'; result: KeptResult; selection: Selection; format: ExportFormat }
  /** Into a new file; rows follow as they are wanted. */
  | { type: 'write'; file: string; columns: readonly WrittenColumn[] }
  /** Ends what runs over the file, and lets go of it. */
  | { type: 'release'; file: string };

export type ToResultProcess =
  | { type: 'open'; settings: ResultSettings }
  | (ResultRequest & { id: number })
  /** One more piece of an export may be sent. */
  | { type: 'more'; id: number }
  /** Of a result that is written; none: it was the last. */
  | { type: 'rows'; id: number; rows: Cell[][] }
  | { type: 'cancel'; id: number };

export type FromResultProcess =
  | { type: 'opened' }
  | { type: 'openFailed'; message: string }
  /** The answer; `done` follows when what the next pages need is made, too. */
  | { type: 'page'; id: number; rows: Cell[][]; matched: number }
  /** Begins an export; `file`: where it is as a whole, for who asked to remove, else pieces follow. */
  | { type: 'exporting'; id: number; rowCount: number; file: string | null }
  | { type: 'piece'; id: number; text: string }
  | { type: 'wanted'; id: number }
  | { type: 'done'; id: number; rowCount: number }
  | { type: 'failed'; id: number; kind: 'failed' | 'cancelled' | 'unreadable'; message: string };

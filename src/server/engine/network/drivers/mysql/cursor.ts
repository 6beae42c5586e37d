// The rows of one running statement, pulled: the line is held back while enough of them wait.
// Not here: beginning and ending the statement (connection.ts), what a value is (cells.ts).
import { EventEmitter } from 'node:events';
import type { FieldPacket } from 'mysql2';
import { type Cell, QueryError } from '../../../engine.ts';
import { cellOf, columnOf, type ResultColumn } from './cells.ts';
import type { Line } from './line.ts';

/** What waits at most before the line is held back. */
const waitingRows = 1_000;
const waitingBytes = 4_000_000;
/** One row is held in memory whole. */
const maxRowBytes = 64_000_000;

export interface RowQueue {
  /** Resolves when the columns are known, which is before the first row. */
  columns: Promise<ResultColumn[]>;
  /** Resolves when nothing more comes, however it ended. */
  ended: Promise<void>;
  readonly hasEnded: boolean;
  next(atMost: number): Promise<Cell[][]>;
  /** From now on rows are let go of, and reading throws. */
  abandon(reason: QueryError): void;
  /** The line is gone. */
  fail(error: QueryError): void;
}

export interface ReadOptions {
  /** What an error of the command is. */
  errorOf(error: unknown): QueryError;
  /** Characters of a cell that anybody looks at. */
  maxCellLength: number | undefined;
}

/** `command` has been given to the line and answers in events. */
export function readRows(line: Line, command: unknown, { errorOf, maxCellLength }: ReadOptions): RowQueue {
  if (!(command instanceof EventEmitter)) throw new TypeError('The command of the library tells of no events.');
  const known = Promise.withResolvers<ResultColumn[]>();
  const over = Promise.withResolvers<void>();
  // Whoever asked has gone when the statement fails before its columns are known.
  known.promise.catch(() => undefined);
  const bytes = countBytes(line);
  let columns: ResultColumn[] = [];
  let rows: Cell[][] = [];
  let isPaused = false;
  let hasEnded = false;
  /** By whoever waits for rows. */
  let wanted = 0;
  let failure: QueryError | undefined;
  let wake: (() => void) | undefined;

  const tell = () => {
    wake?.();
    wake = undefined;
  };
  const end = () => {
    if (hasEnded) return;
    hasEnded = true;
    bytes.stop();
    known.resolve(columns);
    over.resolve();
    tell();
  };
  const fail = (error: QueryError) => {
    failure ??= error;
    known.reject(failure);
    end();
  };
  const flow = () => {
    if (!isPaused) return;
    isPaused = false;
    line.resume();
  };

  command.on('fields', (fields: FieldPacket[] | undefined) => {
    columns = (fields ?? []).map(columnOf);
    known.resolve(columns);
  });
  command.on('result', (row: unknown) => {
    bytes.rowCame();
    if (failure || !Array.isArray(row)) return;
    const values: unknown[] = row;
    rows.push(columns.map((column, index) => cellOf(values[index], column, maxCellLength)));
    if (rows.length >= Math.max(waitingRows, wanted) || bytes.waiting() >= waitingBytes) {
      isPaused = true;
      line.pause();
    }
    tell();
  });
  command.on('error', (error: unknown) => fail(errorOf(error)));
  command.on('end', end);
  bytes.onTooMany(() => {
    fail(
      new QueryError(
        'failed',
        'One row holds more than 64 MB. Select fewer columns, or a part of the long ones with LEFT().',
      ),
    );
    line.destroy();
  });

  return {
    columns: known.promise,
    ended: over.promise,
    get hasEnded() {
      return hasEnded;
    },
    async next(atMost) {
      wanted = atMost;
      while (!failure && !hasEnded && rows.length < atMost) {
        if (isPaused) {
          flow();
          continue;
        }
        const more = Promise.withResolvers<void>();
        wake = more.resolve;
        await more.promise;
      }
      if (failure) throw failure;
      const taken = rows.slice(0, atMost);
      rows = rows.slice(atMost);
      bytes.taken();
      return taken;
    },
    abandon(reason) {
      failure ??= reason;
      rows = [];
      flow();
      tell();
    },
    fail,
  };
}

/** How much has come over the line: since rows were taken, and since the last row. */
function countBytes(line: Line) {
  let waiting = 0;
  let sinceRow = 0;
  let tooMany: (() => void) | undefined;
  const stream = socketOf(line);
  const count = (chunk: Uint8Array) => {
    waiting += chunk.length;
    sinceRow += chunk.length;
    if (sinceRow > maxRowBytes) tooMany?.();
  };
  stream?.on('data', count);
  return {
    waiting: () => waiting,
    taken() {
      waiting = 0;
    },
    rowCame() {
      sinceRow = 0;
    },
    onTooMany(listener: () => void) {
      tooMany = listener;
    },
    stop() {
      stream?.off('data', count);
    },
  };
}

/** The library names it `stream`, and its types leave it out. */
function socketOf(line: Line): EventEmitter | undefined {
  const stream: unknown = Reflect.get(line, 'stream');
  return stream instanceof EventEmitter ? stream : undefined;
}

// One statement on one connection, bounded in rows and characters; the rows of its whole result are counted.
// Not here: time and cancel (within.ts), whether it may run at all (drivers/).
import { cancelled } from '../cancelled.ts';
import { type Cell, QueryError, type QueryResult } from '../engine.ts';
import type { Connection, Cursor, CursorColumn, RunOptions } from './driver.ts';
import type { Course } from './within.ts';

export interface StatementLimits {
  maxRows: number;
  maxCellLength: number;
  /** Characters of one whole result. */
  maxResultLength: number;
  timeoutMs: number;
  /** How long the rows of a result that is cut may be counted. */
  countMs: number;
  parameters: RunOptions['parameters'];
}

/** Cells of a very wide row are cut to no less than this. */
const minCellLength = 20;
/** What is asked for at once, so that a few wide rows come one by one. */
const batchLength = 2_000_000;
const maxBatch = 2000;
const firstBatch = 20;

/** Throws a QueryError. A result whose rows cannot be counted in time says that it has one more than are shown. */
export async function runStatement(
  connection: Connection,
  sql: string,
  limits: StatementLimits,
  course: Course,
): Promise<QueryResult> {
  const started = performance.now();
  const { maxRows, parameters, timeoutMs } = limits;
  // What was stopped while it was judged has nothing in the database that could be stopped.
  if (course.stopped.aborted) throw cancelled(course.stopped);
  const cursor = await connection.run(sql, {
    timeoutMs,
    // One more than is shown tells that there are more.
    maxRows: maxRows + 1,
    maxCellLength: limits.maxCellLength,
    ...(parameters && parameters.length > 0 ? { parameters } : {}),
  });
  course.begun();
  try {
    const columns = uniqueColumns(cursor.columns).map(({ name, type }) => ({ name, type }));
    const { rows, truncated, seen } = await readRows(cursor, limits, course.stopped);
    if (truncated) course.allow(2 * limits.countMs);
    const rowCount = truncated ? await countRows(connection, cursor, seen, limits, course.stopped) : rows.length;
    return { columns, rows, rowCount, truncated, durationMs: Math.round(performance.now() - started) };
  } finally {
    await cursor.close();
  }
}

async function readRows(cursor: Cursor, limits: StatementLimits, stopped: AbortSignal) {
  const { maxRows, maxResultLength } = limits;
  // So that the first row fits, however many columns it has.
  const share = Math.max(minCellLength, Math.trunc(maxResultLength / Math.max(1, cursor.columns.length)));
  const longest = Math.min(limits.maxCellLength, share);
  const rows: Cell[][] = [];
  let length = 0;
  let seen = 0;
  let truncated = false;
  for await (const batch of batches(cursor, maxRows + 1, stopped)) {
    seen += batch.length;
    for (const row of batch) {
      const cells = row.map((cell) => (typeof cell === 'string' ? cutText(cell, longest) : cell));
      for (const cell of cells) length += String(cell).length;
      truncated = rows.length >= maxRows || (rows.length > 0 && length > maxResultLength);
      if (truncated) break;
      rows.push(cells);
    }
    if (truncated) break;
  }
  return { rows, truncated, seen };
}

/** The database counts where it can; else they are read to their end, where the time is enough for that. */
async function countRows(
  connection: Connection,
  cursor: Cursor,
  seen: number,
  { countMs }: StatementLimits,
  stopped: AbortSignal,
): Promise<number> {
  if (cursor.count) return await countedThere(connection, cursor.count(countMs), seen, countMs, stopped);
  const deadline = performance.now() + countMs;
  let count = seen;
  try {
    for await (const batch of batches(cursor, Number.POSITIVE_INFINITY, stopped)) {
      count += batch.length;
      if (performance.now() > deadline) return seen;
    }
  } catch (cause) {
    // The time of the whole statement, which the database keeps by itself.
    if (cause instanceof QueryError && cause.kind === 'timeout' && !stopped.aborted) return seen;
    throw cause;
  }
  return count;
}

/** What was read is right even where it takes too long to say how many rows there are. */
async function countedThere(
  connection: Connection,
  counting: Promise<number>,
  seen: number,
  countMs: number,
  stopped: AbortSignal,
): Promise<number> {
  let cancelling: Promise<unknown> | undefined;
  const timer = setTimeout(() => {
    cancelling = connection.cancel().catch(() => undefined);
  }, countMs);
  try {
    return Math.max(seen, await counting);
  } catch (cause) {
    const isLate = cause instanceof QueryError && (cause.kind === 'timeout' || cancelling !== undefined);
    if (isLate && !stopped.aborted) return seen;
    throw cause;
  } finally {
    clearTimeout(timer);
    await cancelling;
  }
}

/** Rows as they are asked for, as many at once as are of a moderate length together; `atMost` of them. */
export async function* batches(
  cursor: Cursor,
  atMost: number,
  stopped: AbortSignal,
): AsyncGenerator<Cell[][], void, undefined> {
  let next = firstBatch;
  for (let left = atMost; left > 0; ) {
    if (stopped.aborted) throw cancelled(stopped);
    const rows = await cursor.read(Math.min(next, left));
    if (rows.length === 0) return;
    left -= rows.length;
    yield rows;
    let length = 1;
    for (const row of rows) for (const cell of row) length += typeof cell === 'string' ? cell.length : 8;
    next = Math.max(1, Math.min(maxBatch, next * 4, Math.trunc((batchLength * rows.length) / length)));
  }
}

/** The same name a second time gets a number. */
export function uniqueColumns(columns: readonly CursorColumn[]): CursorColumn[] {
  const used = new Set<string>();
  return columns.map((column) => {
    let name = column.name;
    for (let number = 2; used.has(name.toLowerCase()); number++) name = `${column.name}_${number}`;
    used.add(name.toLowerCase());
    return { ...column, name };
  });
}

/** Half of a pair of surrogates is no character. */
function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  return text.slice(0, /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length);
}

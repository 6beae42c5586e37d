// The whole result of a statement, written into a DuckDB file of its own as it streams out of the data.
// Not here: whether the statement may run (guard.ts), the files of results and who reads them (serveResults.ts).
import { rmSync, statSync } from 'node:fs';
import { type DuckDBConnection, DuckDBInstance, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import type { BoundValues } from './boundValues.ts';
import { columnTypeOf } from './columnTypes.ts';
import { type Cell, type Kept, QueryError } from './engine.ts';
import { learnColumns } from './runQuery.ts';
import { uniqueName } from './uniqueName.ts';

export interface KeepBounds {
  file: string;
  maxRows: number;
  /** Of the file. */
  maxBytes: number;
  /** Throws when it was cancelled; asked between the steps. */
  checkCancelled(): void;
}

/** The size of a file that grows is looked at after so many chunks of 2,048 rows, and earlier where it grows by this part of its bound. */
const chunksBetweenLooks = 50;
const sizeStep = 0.05;

/**
 * Runs one SELECT in the form `singleStatement` gives and writes its rows, in their order, as table `result` with columns
 * `c0`, `c1`, ... Throws a QueryError or the database's own error, and then no file is left.
 */
export async function keepResult(
  connection: DuckDBConnection,
  sql: string,
  bound: BoundValues,
  bounds: KeepBounds,
): Promise<Kept> {
  const native = await learnColumns(connection, sql, bound);
  const used = new Set<string>();
  const columns = native.map(({ name, type }) => ({
    name: uniqueName(name, used),
    type: columnTypeOf(type.toString()),
    ...keptAs(type),
  }));
  const names = columns.map((_, at) => `c${at}`).join(', ');
  const selected = columns.map(({ as }, at) => as(`c${at}`)).join(', ');
  // The line break ends a comment in the statement's last line.
  const result = await connection.stream(
    `SELECT ${selected} FROM (${sql}\n) AS r(${names})`,
    bound.values,
    bound.types,
  );
  const rowCount = await intoNewFile(bounds, columns, async (append) => {
    let rows = 0;
    let next = 1;
    for (let count = 1; ; count++) {
      const chunk = await result.fetchChunk();
      bounds.checkCancelled();
      if (!chunk || chunk.rowCount === 0) return rows;
      rows += chunk.rowCount;
      checkRows(bounds, rows);
      append.appendDataChunk(chunk);
      if (count < next) continue;
      // What is not flushed is in memory, and then in a file of its own.
      append.flushSync();
      const chunks = (bounds.maxBytes * sizeStep * count) / checkSize(bounds);
      next = count + Math.max(1, Math.min(chunksBetweenLooks, Math.floor(chunks)));
    }
  });
  return { rowCount, columns: columns.map(({ name, type }) => ({ name, type })) };
}

/** The same for rows that are there already, all of them text. */
export async function keepLines(column: string, lines: readonly Cell[][], bounds: KeepBounds): Promise<Kept> {
  const rowCount = await intoNewFile(bounds, [{ sql: 'VARCHAR' }], async (append) => {
    for (const [line] of lines) {
      append.appendVarchar(String(line ?? ''));
      append.endRow();
    }
    return lines.length;
  });
  return { rowCount, columns: [{ name: column, type: 'text' }] };
}

type Appender = Awaited<ReturnType<DuckDBConnection['createAppender']>>;

/** An instance of its own: that of the data is closed to every file but its own. */
async function intoNewFile(
  bounds: KeepBounds,
  columns: readonly { sql: string }[],
  fill: (appender: Appender) => Promise<number>,
): Promise<number> {
  const { file } = bounds;
  // A process that died while it wrote the same may have left its part.
  removeAll(file);
  const instance = await DuckDBInstance.create(file, { memory_limit: '256MB', threads: '1' });
  const connection = await instance.connect();
  let isWhole = false;
  try {
    await connection.run(`CREATE TABLE result (${columns.map(({ sql }, at) => `c${at} ${sql}`).join(', ')})`);
    const appender = await connection.createAppender('result');
    const rows = await fill(appender);
    appender.closeSync();
    await connection.run('CHECKPOINT');
    checkSize(bounds);
    isWhole = true;
    return rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
    if (!isWhole) removeAll(file);
  }
}

/** With what the database keeps beside a file while it writes. */
function removeAll(file: string): void {
  for (const each of [file, `${file}.wal`, `${file}.tmp`]) rmSync(each, { recursive: true, force: true });
}

function checkRows({ maxRows }: KeepBounds, rows: number): void {
  if (rows <= maxRows) return;
  const most = maxRows.toLocaleString('en');
  throw new QueryError('failed', `The whole result has more than ${most} rows, which is the limit. Ask for less.`);
}

/** The bytes that are written. */
function checkSize({ file, maxBytes }: KeepBounds): number {
  const bytes = [file, `${file}.wal`].reduce(
    (sum, each) => sum + (statSync(each, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  if (bytes <= maxBytes) return bytes;
  const most = Math.round(maxBytes / 1e6).toLocaleString('en');
  throw new QueryError('failed', `The whole result is larger than ${most} MB, which is the limit. Ask for less.`);
}

/** As it is where every copy of the database reads it the same; a moment with a zone as the person's clock showed it. */
function keptAs(type: DuckDBType): { sql: string; as: (column: string) => string } {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.DECIMAL:
    case DuckDBTypeId.DATE:
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_NS:
      return { sql: type.toString(), as: (column) => column };
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return { sql: 'TIMESTAMP', as: (column) => `CAST(${column} AS TIMESTAMP)` };
    default:
      return { sql: 'VARCHAR', as: (column) => `CAST(${column} AS VARCHAR)` };
  }
}

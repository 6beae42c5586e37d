// A kept result as one file, in pieces of text as they are taken, or whole where its format has to be.
// Not here: the text of a line (resultText.ts), the line to the server (serveResults.ts).
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { OpenedResult, Rows } from './openResults.ts';
import type { ExportFormat, Selection } from './resultMessages.ts';
import { csvHeader, csvLine, jsonLine } from './resultText.ts';
import { quoteName, quoteText } from './sqlText.ts';

const pieceLength = 128 * 1024;
/** Rows of one group of a Parquet file, which are held in memory. */
const rowsOfGroup = 50_000;

export interface ExportSink {
  /** Told once, before the first piece. */
  begin(rowCount: number, file: string | null): void;
  /** Resolves when the next piece may come; throws when nobody wants it any more. */
  piece(text: string): Promise<void>;
}

export interface ExportWanted {
  selection: Selection;
  format: ExportFormat;
  workDirectory: string;
  /** Of this export alone. */
  name: string;
}

/** Returns how many rows there were. */
export async function exportResult(
  connection: DuckDBConnection,
  open: OpenedResult,
  { selection, format, workDirectory, name }: ExportWanted,
  sink: ExportSink,
): Promise<number> {
  if (format === 'parquet') {
    const file = path.join(workDirectory, `${name}.parquet`);
    // From a copy, for COPY binds no values.
    return await open.rowsOf(selection, true, async (rows) => {
      await writeParquet(connection, rows, file);
      sink.begin(rows.count ?? 0, file);
      return rows.count ?? 0;
    });
  }
  return await open.rowsOf(selection, false, async (rows) => {
    const count = rows.count ?? (await counted(connection, rows));
    sink.begin(count, null);
    const lines = linesOf(connection, rows, format);
    for await (const text of piecesOf(lines, format === 'csv' ? '' : ',\n', frames[format](rows)))
      await sink.piece(text);
    return count;
  });
}

async function counted(connection: DuckDBConnection, { table, sql }: Rows): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*) FROM ${table}${sql.where}`, sql.parameters);
  return Number(reader.getRows()[0]?.[0] ?? 0);
}

async function writeParquet(connection: DuckDBConnection, { table, columns }: Rows, file: string): Promise<void> {
  // A column without a name cannot be written.
  const selected = columns.map(({ name }, at) => `c${at} AS ${quoteName(name === '' ? `column${at + 1}` : name)}`);
  const options = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowsOfGroup}`;
  try {
    await connection.run(
      `COPY (SELECT ${selected.join(', ')} FROM ${table} ORDER BY rowid) TO ${quoteText(file)} (${options})`,
    );
  } catch (cause) {
    rmSync(file, { force: true });
    throw cause;
  }
}

async function* linesOf(
  connection: DuckDBConnection,
  { table, sql, columns }: Rows,
  format: 'csv' | 'json',
): AsyncGenerator<string[]> {
  const line = format === 'csv' ? csvLine(columns) : jsonLine(columns);
  // A table is read in its order without being told to; sorting it once more would hold all of it.
  const order = sql.order === '' ? '' : ` ORDER BY ${sql.order}, rowid`;
  const result = await connection.stream(`SELECT ${line} FROM ${table}${sql.where}${order}`, sql.parameters);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    yield chunk.getColumnValues(0).map(String);
  }
}

const frames = {
  csv: ({ columns }: Rows) => ({ before: csvHeader(columns), after: '' }),
  json: () => ({ before: '[\n', after: '\n]\n' }),
};

/** The same text in pieces of about one size. */
async function* piecesOf(
  lines: AsyncIterable<string[]>,
  between: string,
  { before, after }: { before: string; after: string },
): AsyncGenerator<string> {
  let parts = [before];
  let length = before.length;
  let isFirst = true;
  for await (const some of lines) {
    for (const line of some) {
      parts.push(isFirst ? '' : between, line);
      length += line.length;
      isFirst = false;
      if (length < pieceLength) continue;
      yield parts.join('');
      parts = [];
      length = 0;
    }
  }
  yield parts.join('') + after;
}

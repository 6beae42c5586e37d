// Rows that come from elsewhere, written into the file of a result: first as text, then once as what they are.
// Not here: where they come from (resultWriter.ts).
import { rmSync } from 'node:fs';
import path from 'node:path';
import { type DuckDBConnection, DuckDBDataChunk, type DuckDBInstance, VARCHAR } from '@duckdb/node-api';
import type { Cell } from './engine.ts';
import type { WrittenColumn } from './resultMessages.ts';
import { quoteText } from './sqlText.ts';

export interface WriteWanted {
  file: string;
  columns: readonly WrittenColumn[];
  workDirectory: string;
  /** Of this writing alone. */
  name: string;
  /** The next rows; none: the end. */
  next(): Promise<Cell[][]>;
}

/** What one chunk of the database holds. */
const chunkRows = 2_048;

/** Returns how many rows there were. Leaves no file behind when it fails. */
export async function writeResult(
  instance: DuckDBInstance,
  connection: DuckDBConnection,
  { file, columns, workDirectory, name, next }: WriteWanted,
): Promise<number> {
  const raw = path.join(workDirectory, `${name}.duckdb`);
  const attached: string[] = [];
  const attach = async (where: string, alias: string) => {
    await connection.run(`ATTACH ${quoteText(where)} AS ${alias}`);
    attached.push(alias);
  };
  let isWhole = false;
  try {
    await attach(raw, `${name}_raw`);
    await connection.run(`CREATE TABLE ${name}_raw.main.raw (${columns.map((_, at) => `c${at} VARCHAR`).join(', ')})`);
    const rows = await appendText(connection, `${name}_raw`, columns.length, next);
    await attach(file, `${name}_to`);
    const typed = await Promise.all(columns.map((column, at) => typedColumn(connection, `${name}_raw`, column, at)));
    await connection.run(`CREATE TABLE ${name}_to.main.result AS SELECT ${typed.join(', ')} FROM ${name}_raw.main.raw`);
    await connection.run(`CHECKPOINT ${name}_to`);
    isWhole = true;
    return rows;
  } finally {
    // The other one may still be interrupted.
    const tidying = await instance.connect();
    for (const alias of attached) await tidying.run(`DETACH ${alias}`);
    tidying.closeSync();
    for (const each of isWhole ? [raw] : [raw, file]) {
      rmSync(each, { force: true });
      rmSync(`${each}.wal`, { force: true });
    }
  }
}

async function appendText(
  connection: DuckDBConnection,
  catalog: string,
  width: number,
  next: WriteWanted['next'],
): Promise<number> {
  const appender = await connection.createAppender('raw', 'main', catalog);
  const types = Array.from({ length: width }, () => VARCHAR);
  let rows = 0;
  try {
    for (let batch = await next(); batch.length > 0; batch = await next()) {
      for (let at = 0; at < batch.length; at += chunkRows) {
        const some = batch.slice(at, at + chunkRows);
        const chunk = DuckDBDataChunk.create(types);
        chunk.setRows(some.map((row) => types.map((_, column) => textOf(row[column]))));
        appender.appendDataChunk(chunk);
        rows += some.length;
      }
    }
  } finally {
    appender.closeSync();
  }
  return rows;
}

function textOf(cell: Cell | undefined): string | null {
  return cell === null || cell === undefined ? null : String(cell);
}

/** The column as its type where every value fits into it, else as the text it came as. */
async function typedColumn(
  connection: DuckDBConnection,
  catalog: string,
  column: WrittenColumn,
  at: number,
): Promise<string> {
  for (const type of candidates(column)) {
    const wanted = type === 'DECIMAL' ? await decimalFor(connection, catalog, at) : type;
    if (wanted === undefined) continue;
    const reader = await connection.runAndReadAll(
      `SELECT count(*) FROM ${catalog}.main.raw WHERE c${at} IS NOT NULL AND TRY_CAST(c${at} AS ${wanted}) IS NULL`,
    );
    if (Number(reader.getRows()[0]?.[0] ?? 0) === 0) return `CAST(c${at} AS ${wanted}) AS c${at}`;
  }
  return `c${at}`;
}

function candidates({ type, nativeType }: WrittenColumn): string[] {
  switch (type) {
    case 'integer':
      return ['BIGINT', 'HUGEINT'];
    case 'number':
      return /float|double|real/i.test(nativeType) ? ['DOUBLE'] : ['DECIMAL'];
    case 'boolean':
      return ['BOOLEAN'];
    case 'date':
      return ['DATE'];
    case 'timestamp':
      return ['TIMESTAMP'];
    case 'text':
      return [];
  }
}

/** The narrowest decimal that holds every digit of the column; undefined where none does. */
async function decimalFor(connection: DuckDBConnection, catalog: string, at: number): Promise<string | undefined> {
  const reader = await connection.runAndReadAll(
    `SELECT max(length(regexp_extract(c${at}, '^-?(\\d+)', 1))), max(length(regexp_extract(c${at}, '\\.(\\d+)$', 1))),
       count(*) FILTER (NOT regexp_full_match(c${at}, '-?\\d+(\\.\\d+)?')) FROM ${catalog}.main.raw`,
  );
  const [whole = 0, fraction = 0, others = 0] = (reader.getRows()[0] ?? []).map(Number);
  const width = Math.max(1, whole + fraction);
  return others === 0 && width <= 38 ? `DECIMAL(${width}, ${fraction})` : undefined;
}

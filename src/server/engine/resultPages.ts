// One page of a kept result: its cells as a reader takes them, and how many rows the filter lets through.
// Not here: which table the rows stand in (openResults.ts).
import type { DuckDBConnection } from '@duckdb/node-api';
import { cellOf, projectCell } from './columnTypes.ts';
import type { Cell } from './engine.ts';
import type { OpenedResult, Rows } from './openResults.ts';
import type { Selection } from './resultMessages.ts';

/** Characters of one cell; the export has the whole text. */
const maxCellLength = 4_000;
const minCellLength = 20;
/** Of one page, if every cell is as long as it may be. */
const maxPageLength = 32e6;

export interface PageWanted {
  selection: Selection;
  offset: number;
  limit: number;
}

export async function readPage(
  connection: DuckDBConnection,
  open: OpenedResult,
  { selection, offset, limit }: PageWanted,
): Promise<{ rows: Cell[][]; matched: number }> {
  return await open.rowsOf(selection, false, async (rows) => ({
    rows: await rowsAt(connection, rows, offset, limit),
    matched: rows.count ?? (await matchedOf(connection, open, rows, selection)),
  }));
}

async function rowsAt(connection: DuckDBConnection, rows: Rows, offset: number, limit: number): Promise<Cell[][]> {
  const { table, sql, columns } = rows;
  const probe = await connection.run(`SELECT * FROM ${table} LIMIT 0`);
  const share = Math.trunc(maxPageLength / (limit * Math.max(1, columns.length)));
  const cut = Math.min(maxCellLength, Math.max(minCellLength, share));
  const cells = columns.map((_, at) => `${projectCell(`c${at}`, probe.columnType(at), cut)} AS v${at}`).join(', ');
  const isRange = sql.where === '' && sql.order === '';
  const order = sql.order === '' ? 'rowid' : `${sql.order}, rowid`;
  const text = isRange
    ? `SELECT ${cells} FROM ${table} WHERE rowid >= ${offset} AND rowid < ${offset + limit} ORDER BY rowid`
    : `SELECT ${cells} FROM ${table}${sql.where} ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}`;
  const reader = await connection.runAndReadAll(text, sql.parameters);
  return reader.getRows().map((row) => columns.map(({ type }, at) => cellOf(row[at], type)));
}

/** Counted once for each filter, whatever the order. */
async function matchedOf(
  connection: DuckDBConnection,
  { counts }: OpenedResult,
  { table, sql }: Rows,
  { filter }: Selection,
): Promise<number> {
  const key = JSON.stringify(filter);
  const known = counts.get(key);
  if (known !== undefined) return known;
  const reader = await connection.runAndReadAll(`SELECT count(*) FROM ${table}${sql.where}`, sql.parameters);
  const count = Number(reader.getRows()[0]?.[0] ?? 0);
  counts.set(key, count);
  return count;
}

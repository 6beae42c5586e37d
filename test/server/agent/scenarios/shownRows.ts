// Whether what a person sees is the database's: the rows of every table and the points of every chart, asked for without our code.
// Not here: what else must be true of an answer (judge.ts).
import assert from 'node:assert/strict';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Outcome } from './scenario.ts';

type Value = unknown;
interface Rows {
  names: string[];
  rows: Value[][];
  count: number;
}

const inline = 200;

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Rows> {
  const reader = await connection.streamAndReadUntil(sql, 5_000);
  const names = reader.columnNames();
  const rows = reader.getRowsJson().slice(0, 5_000);
  if (reader.done) return { names, rows, count: rows.length };
  const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM (${sql})`);
  return { names, rows, count: Number(counted.getRows()[0]?.[0]) };
}

export async function checkShown(connection: DuckDBConnection, { of }: Outcome): Promise<void> {
  const failed = new Set(of('tool_result').flatMap(({ id, error }) => (error === undefined ? [] : [id])));
  const wishes = of('tool_call').filter(({ name, id }) => name === 'draw_chart' && !failed.has(id));
  for (const shown of of('visualization')) {
    // Files of a chat are not in the database that is asked here.
    if (/\buploads\./.test(shown.sql)) continue;
    const found = await rowsOf(connection, shown.sql);
    assert.equal(shown.row_count, found.count);
    if (shown.type === 'table') checkTable(shown, found);
    // The planner's charts, and those of answers without tool events, were wished for by no call that was heard.
    else if (wishes.length > 0) checkChart(shown, found, wishes.shift()?.arguments ?? {});
  }
}

function checkTable(shown: { headers: string[]; rows: Value[][]; truncated: boolean }, { names, rows, count }: Rows) {
  // Of two columns of one name the second is told apart.
  assert.deepEqual(
    shown.headers.map((header, at) => (names.indexOf(names[at] ?? '') < at ? header.replace(/_\d+$/, '') : header)),
    names,
  );
  assert.equal(shown.truncated, count > inline);
  assert.equal(shown.rows.length, Math.min(count, inline));
  for (const [at, row] of shown.rows.entries())
    for (const [column, cell] of row.entries()) {
      const value = rows[at]?.[column];
      assert.ok(sameCell(cell, value), `${String(cell)} is shown for ${JSON.stringify(value)}`);
    }
}

/** Numbers are shown grouped, and to four digits at least. */
function sameCell(cell: Value, value: Value): boolean {
  if (value === null || cell === null) return value === cell;
  // Lists and structs are shown as the database writes them.
  if (typeof value === 'object')
    return JSON.stringify(value).replaceAll(/[\s"]/g, '') === String(cell).replaceAll(/[\s"']/g, '');
  const text = String(value);
  if (cell === text || (text.length > 3_000 && text.startsWith(String(cell).slice(0, 3_000)))) return true;
  const plain = String(cell).replaceAll(',', '');
  if (plain === text) return true;
  const difference = Math.abs(Number(plain) - Number(text));
  return !Number.isInteger(Number(text)) && difference <= Math.max(0.005, Math.abs(Number(text)) * 0.000_5);
}

interface Point {
  label: Value;
  value: Value;
  series?: Value;
}

function checkChart(
  shown: { chart_type: string; data: { values: Record<string, Value>[] } },
  { names, rows }: Rows,
  wish: Record<string, Value>,
): void {
  const place = (name: Value) => names.findIndex((each) => each.toLowerCase() === String(name).toLowerCase());
  const label = place(wish.x);
  const values = [wish.y].flat().map(place);
  const series = wish.series ? place(wish.series) : -1;
  const points = rows.flatMap((row) =>
    values.map((at): Point => {
      const number = row[at] === null ? Number.NaN : Number(row[at]);
      const value = Number.isFinite(number) ? number : null;
      const point = { label: row[label] === null ? '(none)' : String(row[label]), value };
      if (series >= 0) return { ...point, series: String(row[series]) };
      return values.length > 1 ? { ...point, series: names[at] } : point;
    }),
  );
  const keepsGaps = ['line', 'area'].includes(shown.chart_type);
  const drawn = shown.data.values.map(({ text, ...item }) => (text === undefined ? item : { label: text, ...item }));
  assert.deepEqual(
    drawn,
    points.filter(({ value }) => keepsGaps || value !== null),
  );
}

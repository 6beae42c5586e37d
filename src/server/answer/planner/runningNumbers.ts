// Columns of whole numbers that run on from row to row: they tell rows apart, whatever they are called, and are never added up.
// Not here: what follows from it (roles.ts), the other statistics (tableProfile.ts).
import type { Table } from '../../engine/engine.ts';
import type { NumberRange } from './roles.ts';
import type { Dialect } from './sql/dialect.ts';

type Run = (sql: string, maxRows: number) => Promise<{ rows: (string | number | boolean | null)[][] }>;

/** A few rows may be numbered by chance. */
export const fewestRunning = 20;
/** Of so many numbers in a row one may be left out. */
const gaps = 10;

interface Known {
  distinct: ReadonlyMap<string, number>;
  ranges: ReadonlyMap<string, NumberRange>;
  unique: ReadonlySet<string>;
}

/** The columns of the table in which every row has a number of its own and the numbers run on. One query, if any may be. */
export async function runningNumbers(
  run: Run,
  { quote }: Dialect,
  source: string,
  table: Table,
  { distinct, ranges, unique }: Known,
  rows: number,
): Promise<string[]> {
  const likely = table.columns.filter(({ name, type }) => {
    const range = ranges.get(name);
    if (type !== 'integer' || !range) return false;
    const span = range.max - range.min + 1;
    // The number of different values is an estimate.
    return span >= rows && span <= rows * (1 + 1 / gaps) && (distinct.get(name) ?? 0) > rows * 0.8;
  });
  const open = likely.filter(({ name }) => !unique.has(name));
  if (open.length === 0) return likely.map(({ name }) => name);
  const asks = open.map(({ name }) => `COUNT(DISTINCT ${quote(name)})`);
  const [row] = (await run(`SELECT ${asks.join(', ')} FROM ${source} AS t`, 1)).rows;
  return likely
    .filter(({ name }) => unique.has(name) || Number(row?.[open.findIndex((each) => each.name === name)]) === rows)
    .map(({ name }) => name);
}

// The dates of a table, asked of its rows: texts and numbers that are dates, and dates that fall on the same days.
// Not here: which ways of writing dates there are (textDates.ts), everything else of a table (tableProfile.ts).
import { type Column, QueryError, type Table } from '../../engine/engine.ts';
import { askAll, type Run } from './profileRun.ts';
import type { Dialect } from './sql/dialect.ts';
import { dateFormatOf } from './textDates.ts';

const sampledDates = 1_000;
/** Dates of one table that are compared with each other. */
const maxComparedDates = 5;

/** How all the texts of a column are written, if they are dates. A single one that is not makes the column text. */
export async function dateFormat(
  run: Run,
  dialect: Dialect,
  from: string,
  column: string,
): Promise<string | undefined> {
  const name = dialect.asText(dialect.quote(column));
  const { rows } = await run(
    `SELECT DISTINCT ${name} FROM ${from} AS t WHERE ${name} IS NOT NULL LIMIT ${sampledDates}`,
    sampledDates,
  );
  const format = dateFormatOf(rows.map(([value]) => String(value)));
  if (format === undefined) return undefined;
  return (await areAllDates(run, dialect, from, column, format)) ? format : undefined;
}

/** A number of eight digits may be a day as well. */
export const compactDays = '%Y%m%d';

export async function areAllDates(
  run: Run,
  dialect: Dialect,
  from: string,
  column: string,
  format: string,
): Promise<boolean> {
  const name = dialect.asText(dialect.quote(column));
  const date = dialect.parseDate(name, format, 'UTC');
  const sql = `SELECT COUNT(*) FROM ${from} AS t WHERE ${name} IS NOT NULL AND ${date} IS NULL`;
  try {
    return Number((await run(sql, 1)).rows[0]?.[0]) === 0;
  } catch (error) {
    // The 31st of February is an error to some.
    if (error instanceof QueryError && error.kind === 'failed') return false;
    throw error;
  }
}

/** Which dates fall on the same day in every row: either then says when, and nobody need be asked which is meant. */
export async function sameDaysOf(run: Run, dialect: Dialect, from: string, table: Table): Promise<Map<string, string>> {
  const isDay = ({ type }: Column) => type === 'date';
  const dates = table.columns
    .filter(({ type, nativeType }) => (type === 'date' || type === 'timestamp') && !dialect.isInstant(nativeType))
    .sort((a, b) => Number(isDay(b)) - Number(isDay(a)))
    .slice(0, maxComparedDates);
  const pairs = dates.flatMap((one, at) => dates.slice(at + 1).map((other) => [one.name, other.name] as const));
  if (pairs.length === 0) return new Map();
  const day = (name: string) => dialect.asDay(dialect.quote(name));
  const asks = pairs.map(([one, other]): [string, string] => [
    `${one} ${other}`,
    `COUNT(CASE WHEN ${day(one)} = ${day(other)} OR (${day(one)} IS NULL AND ${day(other)} IS NULL) THEN NULL ELSE 1 END)`,
  ]);
  const different = await askAll(run, from, new Map(asks));
  const same = new Map<string, string>();
  for (const [one, other] of pairs)
    if (Number(different.get(`${one} ${other}`)) === 0 && !same.has(one) && !same.has(other)) same.set(other, one);
  return same;
}

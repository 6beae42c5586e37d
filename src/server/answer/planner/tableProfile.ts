// The bounded queries over one table: how many rows and distinct values, ranges of numbers, values of text, dates that are text.
// Not here: what the index makes of them (schemaIndex.ts), when they run (profile.ts).
import { type Column, QueryError, type Table } from '../../engine/engine.ts';
import { identifierWords } from './nameLexicon.ts';
import { isNumeric, mayBePeriod, type NumberRange } from './roles.ts';
import { fewestRunning, runningNumbers } from './runningNumbers.ts';
import type { TableProfile } from './schemaIndex.ts';
import { literal, quote } from './sqlText.ts';
import { dateFormatOf, looksLikeDate } from './textDates.ts';
import { nameWords } from './tokens.ts';

/** Columns with more values than this are searched when a question names an unknown word, and not read ahead. */
const maxValues = 10_000;
const maxValueLength = 80;
/** Rows looked at in a table; keys of larger tables are trusted only when declared. */
const maxProfiledRows = 5_000_000;
/** Of larger tables the different values are estimated from a sample of so many rows. */
const sampledRows = 200_000;
const sampledDates = 1_000;
/** Dates of one table that are compared with each other. */
const maxComparedDates = 5;

export type Run = (
  sql: string,
  maxRows: number,
) => Promise<{ rows: (string | number | boolean | null)[][]; rowCount: number; truncated?: boolean }>;

/** Runs one query of the profile and answers with its rows, or undefined where the database could not. */
export type Probe = (sql: string) => Promise<(string | number | boolean | null)[][] | undefined>;

/** What values read ahead may still take of memory, of all tables together: about so many characters. */
export interface ValueBudget {
  left: number;
}

export const wholeBudget = (): ValueBudget => ({ left: 20_000_000 });

/** Beside its characters, what a value takes in maps. */
const valueCost = 50;

/** What is known of a table before anything was read. */
export const emptyProfile = () => ({
  unique: new Set<string>(),
  distinct: new Map<string, number>(),
  values: new Map<string, string[]>(),
  ranges: new Map<string, NumberRange>(),
  dateFormats: new Map<string, string>(),
  sameDays: new Map<string, string>(),
});

const isPlainText = ({ type, nativeType }: Column): boolean =>
  type === 'text' && /^((VARCHAR|TEXT|CHAR|STRING)(\(\d+\))?|ENUM\(.*\))$/is.test(nativeType);

function isIdentifierLike(name: string): boolean {
  const words = nameWords(name);
  return identifierWords.has(words.at(-1) ?? '') || words.includes('name') || words.includes('title');
}

/** Everything there is to know of one table or query: its statistics, then the values of each text column that has few. */
export async function profileTable(run: Run, table: Table, source: string): Promise<TableProfile> {
  const profile = await profileStatistics(run, table, source);
  await readValues(run, table, source, profile, wholeBudget());
  return profile;
}

/** Rows, distinct values, ranges, keys and dates in text: a few queries over the whole table, or over what is allowed of it. */
export async function profileStatistics(run: Run, table: Table, source: string): Promise<TableProfile> {
  const profile = emptyProfile();
  const { unique, distinct: distincts, ranges, dateFormats } = profile;
  const isHuge = table.rowEstimate > maxProfiledRows;
  const from = isHuge ? `(SELECT * FROM ${source} LIMIT ${maxProfiledRows})` : source;
  const asked = await askAll(run, from, statisticsOf(table, isHuge));
  const rows = Number(asked.get('rows') ?? 0);
  const counted = table.rowEstimate > sampledRows * 2 ? await countSample(run, table, source, rows) : asked;
  for (const { name, type } of table.columns) {
    const distinct = counted.get(`distinct ${name}`);
    if (distinct !== undefined) distincts.set(name, Number(distinct));
    if (rows > 0 && Number(asked.get(`exact ${name}`)) === rows) unique.add(name);
    const [min, max] = [asked.get(`min ${name}`), asked.get(`max ${name}`)];
    if (min === undefined || min === null || max === undefined || max === null) continue;
    if (isNumeric(type)) {
      const [least, most] = [Number(min), Number(max)];
      const yearMonths = asked.get(`months ${name}`) === true ? { yearMonths: true } : {};
      if (Number.isFinite(least) && Number.isFinite(most)) ranges.set(name, { min: least, max: most, ...yearMonths });
      const mayBeDays = type === 'integer' && least >= 18000101 && most <= 22001231 && !isIdentifierLike(name);
      if (mayBeDays && (await areAllDates(run, source, name, compactDays))) dateFormats.set(name, compactDays);
    } else if (looksLikeDate(String(min)) && looksLikeDate(String(max))) {
      const format = await dateFormat(run, source, name);
      if (format !== undefined) dateFormats.set(name, format);
    }
  }
  if (!isHuge && rows >= fewestRunning) {
    for (const name of await runningNumbers(run, from, table, profile, rows)) {
      unique.add(name);
      const range = ranges.get(name);
      if (range) ranges.set(name, { ...range, running: true });
    }
  }
  if (!isHuge && rows > 0) profile.sameDays = await sameDaysOf(run, source, table);
  if (!isHuge && unique.size === 0 && table.primaryKey.length === 0 && rows > 0) {
    const text = await uniqueText(run, from, table, distincts, rows);
    if (text !== undefined) unique.add(text);
  }
  return { ...profile, rows };
}

/** What is asked of the whole table, by the name it is found under. */
function statisticsOf(table: Table, isHuge: boolean): Map<string, string> {
  const declared = new Set([...table.primaryKey, ...table.foreignKeys.flatMap((key) => key.columns)]);
  const asks = new Map([['rows', 'COUNT(*)']]);
  for (const [at, column] of table.columns.entries()) {
    const { name, type } = column;
    const quoted = quote(name);
    if (table.rowEstimate <= sampledRows * 2 && isCounted(column))
      asks.set(`distinct ${name}`, `APPROX_COUNT_DISTINCT(${quoted})`);
    const isKey = (at === 0 && type !== 'number') || isIdentifierLike(name);
    if (!isHuge && !declared.has(name) && isKey) asks.set(`exact ${name}`, `COUNT(DISTINCT ${quoted})`);
    if (isNumeric(type)) {
      asks.set(`min ${name}`, `MIN(${quoted})::DOUBLE`).set(`max ${name}`, `MAX(${quoted})::DOUBLE`);
      if (type === 'integer' && mayBePeriod(nameWords(name)))
        asks.set(`months ${name}`, `COALESCE(BOOL_AND(${quoted} % 100 BETWEEN 1 AND 12), false)`);
    } else if (isPlainText(column)) {
      // A text cut short is no date any more.
      asks
        .set(`min ${name}`, `LEFT(MIN(${quoted}::VARCHAR), 60)`)
        .set(`max ${name}`, `LEFT(MAX(${quoted}::VARCHAR), 60)`);
    }
  }
  return asks;
}

const isCounted = ({ type }: Column): boolean => type === 'text' || type === 'integer';

async function askAll(run: Run, from: string, asks: Map<string, string>) {
  const [row] = (await run(`SELECT ${[...asks.values()].join(', ')} FROM ${from} AS t`, 1)).rows;
  return new Map([...asks.keys()].map((key, at) => [key, row?.[at] ?? null]));
}

/** The different values of a part of the rows; where hardly any comes twice, there are more in the whole. */
async function countSample(run: Run, table: Table, source: string, rows: number) {
  const columns = table.columns.filter(isCounted);
  const share = Math.min(100, Math.max(0.01, (sampledRows / Math.max(1, rows)) * 100));
  const asks = new Map([['rows', 'COUNT(*)']]);
  for (const { name } of columns) asks.set(`distinct ${name}`, `APPROX_COUNT_DISTINCT(${quote(name)})`);
  const sample = await askAll(run, `(SELECT * FROM ${source} TABLESAMPLE system(${share.toFixed(2)}%))`, asks);
  const seen = Number(sample.get('rows'));
  for (const { name } of columns) {
    const distinct = Number(sample.get(`distinct ${name}`));
    if (seen > 0 && distinct > seen / 2) sample.set(`distinct ${name}`, Math.round((distinct * rows) / seen));
  }
  return sample;
}

/** How all the texts of a column are written, if they are dates. A single one that is not makes the column text. */
async function dateFormat(run: Run, source: string, column: string): Promise<string | undefined> {
  const name = `${quote(column)}::VARCHAR`;
  const { rows } = await run(
    `SELECT DISTINCT ${name} FROM ${source} AS t WHERE ${name} IS NOT NULL LIMIT ${sampledDates}`,
    sampledDates,
  );
  const format = dateFormatOf(rows.map(([value]) => String(value)));
  if (format === undefined) return undefined;
  return (await areAllDates(run, source, column, format)) ? format : undefined;
}

/** A number of eight digits may be a day as well. */
const compactDays = '%Y%m%d';

async function areAllDates(run: Run, source: string, column: string, format: string): Promise<boolean> {
  const name = `${quote(column)}::VARCHAR`;
  const sql = `SELECT COUNT(*) FROM ${source} AS t WHERE ${name} IS NOT NULL AND TRY_STRPTIME(${name}, ${literal(format)}) IS NULL`;
  return Number((await run(sql, 1)).rows[0]?.[0]) === 0;
}

/** Which dates fall on the same day in every row: either then says when, and nobody need be asked which is meant. */
async function sameDaysOf(run: Run, source: string, table: Table): Promise<Map<string, string>> {
  const isDay = ({ type }: Column) => type === 'date';
  const dates = table.columns
    .filter(({ type, nativeType }) => (type === 'date' || type === 'timestamp') && !/ZONE|TZ/i.test(nativeType))
    .sort((a, b) => Number(isDay(b)) - Number(isDay(a)))
    .slice(0, maxComparedDates);
  const pairs = dates.flatMap((one, at) => dates.slice(at + 1).map((other) => [one.name, other.name] as const));
  if (pairs.length === 0) return new Map();
  const day = (name: string) => `CAST(${quote(name)} AS DATE)`;
  const asks = pairs.map(([one, other]): [string, string] => [
    `${one} ${other}`,
    `COUNT(*) FILTER (WHERE ${day(one)} IS DISTINCT FROM ${day(other)})`,
  ]);
  const different = await askAll(run, source, new Map(asks));
  const same = new Map<string, string>();
  for (const [one, other] of pairs)
    if (Number(different.get(`${one} ${other}`)) === 0 && !same.has(one) && !same.has(other)) same.set(other, one);
  return same;
}

/** Of a table without a key, the first text that tells its rows apart. */
async function uniqueText(
  run: Run,
  from: string,
  table: Table,
  distinct: ReadonlyMap<string, number>,
  rows: number,
): Promise<string | undefined> {
  const likely = table.columns.filter(
    (column) => isPlainText(column) && (distinct.get(column.name) ?? 0) >= rows * 0.9,
  );
  if (likely.length === 0) return undefined;
  const exact = await askAll(run, from, new Map(likely.map(({ name }) => [name, `COUNT(DISTINCT ${quote(name)})`])));
  return likely.find(({ name }) => Number(exact.get(name)) === rows)?.name;
}

/** Adds the values of text columns that have few, while there is room. Columns left out are searched at each question. */
export async function readValues(
  run: Run,
  table: Table,
  source: string,
  profile: TableProfile,
  budget: ValueBudget,
): Promise<void> {
  for (const column of table.columns) {
    const { name } = column;
    if (!isPlainText(column) || profile.dateFormats?.has(name)) continue;
    const distinct = profile.distinct.get(name) ?? 0;
    // A column may take a part of what is left, so that the few values of a later one always find room.
    if (distinct > maxValues * 1.2 || distinct * (maxValueLength + valueCost) > budget.left / 4) continue;
    try {
      const values = await valuesOf(run, source, name);
      if (!values) continue;
      for (const value of values) budget.left -= value.length + valueCost;
      profile.values.set(name, values);
    } catch (error) {
      // A column that the database cannot read has no values a person could name; the others have.
      if (!(error instanceof QueryError) || (error.kind !== 'failed' && error.kind !== 'timeout')) throw error;
    }
  }
}

/** All values of a column, or undefined when they are too many. */
async function valuesOf(run: Run, source: string, column: string): Promise<string[] | undefined> {
  const name = `${quote(column)}::VARCHAR`;
  const sql = `SELECT DISTINCT ${name} FROM ${source} AS t WHERE ${name} IS NOT NULL AND LENGTH(${name}) <= ${maxValueLength} LIMIT ${maxValues + 1}`;
  const { rows, rowCount } = await run(sql, maxValues + 1);
  if (rowCount > maxValues || rows.length < rowCount) return undefined;
  return rows.map(([value]) => String(value));
}

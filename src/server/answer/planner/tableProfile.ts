// The bounded queries over one table: how many rows and distinct values, ranges of numbers, values of text.
// Not here: dates (profileDates.ts), what the index makes of it all (schemaIndex.ts), when they run (profile.ts).
import { type Column, QueryError, type Table } from '../../engine/engine.ts';
import { identifierWords } from './nameLexicon.ts';
import { areAllDates, compactDays, dateFormat, sameDaysOf } from './profileDates.ts';
import { askAll, type Run } from './profileRun.ts';
import { isNumeric, mayBePeriod, type NumberRange } from './roles.ts';
import { fewestRunning, runningNumbers } from './runningNumbers.ts';
import type { TableProfile } from './schemaIndex.ts';
import type { Dialect } from './sql/dialect.ts';
import { looksLikeDate } from './textDates.ts';
import { nameWords } from './tokens.ts';

/** Columns with more values than this are searched when a question names an unknown word, and not read ahead. */
const maxValues = 10_000;
const maxValueLength = 80;
/** Of larger tables the different values are estimated from a sample of so many rows. */
const sampledRows = 200_000;
/** Of a column with more of them, a sample would not have nearly all. */
const maxSampledValues = 1_000;

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

const isPlainText = ({ type, nativeType }: Column, dialect: Dialect): boolean =>
  type === 'text' && dialect.isWords(nativeType);

/** What is read of a table, each for FROM. */
interface Source {
  /** As its name. */
  whole: string;
  /** For what counts rows: keys of tables of which this is a part are trusted only when declared. */
  from: string;
  /** For what looks at values. */
  values: string;
  isPart: boolean;
}

/** Of large tables a part is looked at. DuckDB's own are on this machine, and quick to go through. */
function sourceOf(dialect: Dialect, { rowEstimate, kind }: Table, whole: string): Source {
  const { mostRead, sample } = dialect.profile;
  const isHere = mostRead > sampledRows * 2;
  // How much there is behind a view of another server nobody knows.
  const isPart = rowEstimate > mostRead || (kind === 'view' && !isHere);
  if (!isPart) return { whole, from: whole, values: whole, isPart };
  if (isHere) return { whole, from: `(SELECT * FROM ${whole} LIMIT ${mostRead})`, values: whole, isPart };
  const part = sample(whole, sampledRows, rowEstimate, kind);
  return { whole, from: part, values: part, isPart };
}

function isIdentifierLike(name: string): boolean {
  const words = nameWords(name);
  return identifierWords.has(words.at(-1) ?? '') || words.includes('name') || words.includes('title');
}

/** Everything there is to know of one table or query: its statistics, then the values of each text column that has few. */
export async function profileTable(run: Run, dialect: Dialect, table: Table, source: string): Promise<TableProfile> {
  const profile = await profileStatistics(run, dialect, table, source);
  await readValues(run, dialect, table, source, profile, wholeBudget());
  return profile;
}

/** Rows, distinct values, ranges, keys and dates in text: a few queries over the whole table, or over what is allowed of it. */
export async function profileStatistics(run: Run, dialect: Dialect, table: Table, name: string): Promise<TableProfile> {
  const profile = emptyProfile();
  const { unique, distinct: distincts, ranges, dateFormats } = profile;
  const source = sourceOf(dialect, table, name);
  const asked = await askAll(run, source.from, statisticsOf(dialect, table, source));
  const read = Number(asked.get('rows') ?? 0);
  // A small view is seen whole even so.
  const isSampled = source.isPart && source.from === source.values && read >= sampledRows / 2;
  const isWhole = !source.isPart || (table.kind === 'view' && !isSampled && source.from === source.values);
  const rows = isSampled ? Math.max(read, table.rowEstimate) : read;
  const counted = needsSample(table) ? await countSample(run, dialect, table, source, rows) : asked;
  for (const column of table.columns) {
    const { name, type } = column;
    const distinct = counted.get(`distinct ${name}`);
    if (distinct !== undefined) distincts.set(name, Number(distinct));
    if (rows > 0 && Number(asked.get(`exact ${name}`)) === rows) unique.add(name);
    const [min, max] = [asked.get(`min ${name}`), asked.get(`max ${name}`)];
    if (min === undefined || min === null || max === undefined || max === null) continue;
    if (isNumeric(type)) {
      const [least, most] = [Number(min), Number(max)];
      const yearMonths = Number(asked.get(`months ${name}`) ?? 0) === 1 ? { yearMonths: true } : {};
      if (Number.isFinite(least) && Number.isFinite(most)) ranges.set(name, { min: least, max: most, ...yearMonths });
      const mayBeDays = type === 'integer' && least >= 18000101 && most <= 22001231 && !isIdentifierLike(name);
      if (mayBeDays && (await areAllDates(run, dialect, source.values, name, compactDays)))
        dateFormats.set(name, compactDays);
    } else if (looksLikeDate(String(min)) && looksLikeDate(String(max))) {
      const format = await dateFormat(run, dialect, source.values, name);
      if (format !== undefined) dateFormats.set(name, format);
    }
  }
  if (isWhole && rows >= fewestRunning) {
    for (const name of await runningNumbers(run, dialect, source.from, table, profile, rows)) {
      unique.add(name);
      const range = ranges.get(name);
      if (range) ranges.set(name, { ...range, running: true });
    }
  }
  if (isWhole && rows > 0) profile.sameDays = await sameDaysOf(run, dialect, source.values, table);
  if (isWhole && unique.size === 0 && table.primaryKey.length === 0 && rows > 0) {
    const text = await uniqueText(run, dialect, source.from, table, distincts, rows);
    if (text !== undefined) unique.add(text);
  }
  return { ...profile, rows, ...(isSampled ? { isSampled } : {}) };
}

const needsSample = ({ rowEstimate }: Table): boolean => rowEstimate > sampledRows * 2;

/** What is asked of the whole table, by the name it is found under. */
function statisticsOf(dialect: Dialect, table: Table, { isPart }: Source): Map<string, string> {
  const declared = new Set([...table.primaryKey, ...table.foreignKeys.flatMap((key) => key.columns)]);
  const asks = new Map([['rows', 'COUNT(*)']]);
  for (const [at, column] of table.columns.entries()) {
    const { name, type } = column;
    const quoted = dialect.quote(name);
    if (!needsSample(table) && isCounted(column))
      asks.set(`distinct ${name}`, dialect.profile.approxDistinct(comparable(dialect, column)));
    const isKey = (at === 0 && type !== 'number') || isIdentifierLike(name);
    const isExact = !isPart || (table.kind === 'view' && !needsSample(table));
    if (isExact && !declared.has(name) && isKey)
      asks.set(`exact ${name}`, `COUNT(DISTINCT ${comparable(dialect, column)})`);
    if (isNumeric(type)) {
      asks
        .set(`min ${name}`, dialect.asDouble(`MIN(${quoted})`))
        .set(`max ${name}`, dialect.asDouble(`MAX(${quoted})`));
      if (type === 'integer' && mayBePeriod(nameWords(name)))
        asks.set(
          `months ${name}`,
          `MIN(CASE WHEN ${quoted} % 100 BETWEEN 1 AND 12 THEN 1 WHEN ${quoted} IS NOT NULL THEN 0 END)`,
        );
    } else if (isPlainText(column, dialect)) {
      // A text cut short is no date any more.
      const end = (fn: string) => `SUBSTRING(${fn}(${dialect.asText(quoted)}), 1, 60)`;
      asks.set(`min ${name}`, end('MIN')).set(`max ${name}`, end('MAX'));
    }
  }
  return asks;
}

const isCounted = ({ type }: Column): boolean => type === 'text' || type === 'integer';

function comparable(dialect: Dialect, { name, nativeType }: Column): string {
  return dialect.isComparable(nativeType) ? dialect.quote(name) : dialect.asText(dialect.quote(name));
}

/** The different values of a part of the rows; where hardly any comes twice, there are more in the whole. */
async function countSample(run: Run, dialect: Dialect, table: Table, { whole }: Source, rows: number) {
  const columns = table.columns.filter(isCounted);
  const { approxDistinct, sample } = dialect.profile;
  const asks = new Map([['rows', 'COUNT(*)']]);
  for (const column of columns) asks.set(`distinct ${column.name}`, approxDistinct(comparable(dialect, column)));
  const counted = await askAll(run, sample(whole, sampledRows, rows, table.kind), asks);
  const seen = Number(counted.get('rows'));
  for (const { name } of columns) {
    const distinct = Number(counted.get(`distinct ${name}`));
    if (seen > 0 && distinct > seen / 2) counted.set(`distinct ${name}`, Math.round((distinct * rows) / seen));
  }
  return counted;
}

/** Of a table without a key, the first text that tells its rows apart. */
async function uniqueText(
  run: Run,
  dialect: Dialect,
  from: string,
  table: Table,
  distinct: ReadonlyMap<string, number>,
  rows: number,
): Promise<string | undefined> {
  const likely = table.columns.filter(
    (column) => isPlainText(column, dialect) && (distinct.get(column.name) ?? 0) >= rows * 0.9,
  );
  if (likely.length === 0) return undefined;
  const asks = likely.map(({ name }): [string, string] => [name, `COUNT(DISTINCT ${dialect.quote(name)})`]);
  const exact = await askAll(run, from, new Map(asks));
  return likely.find(({ name }) => Number(exact.get(name)) === rows)?.name;
}

/** Adds the values of text columns that have few, while there is room. Columns left out are searched at each question. */
export async function readValues(
  run: Run,
  dialect: Dialect,
  table: Table,
  source: string,
  profile: TableProfile,
  budget: ValueBudget,
): Promise<void> {
  const { values: from } = sourceOf(dialect, table, source);
  for (const column of table.columns) {
    const { name } = column;
    if (!isPlainText(column, dialect) || profile.dateFormats?.has(name)) continue;
    const distinct = profile.distinct.get(name) ?? 0;
    if (profile.isSampled && distinct > maxSampledValues) continue;
    // A column may take a part of what is left, so that the few values of a later one always find room.
    if (distinct > maxValues * 1.2 || distinct * (maxValueLength + valueCost) > budget.left / 4) continue;
    try {
      const values = await valuesOf(run, dialect, from, column);
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
async function valuesOf(
  run: Run,
  dialect: Dialect,
  from: string,
  { name, nativeType }: Column,
): Promise<string[] | undefined> {
  const stored = dialect.quote(name);
  const text = dialect.asText(stored);
  // Texts are told apart as the database does it, and not as its session would.
  const value = dialect.isText(nativeType) && dialect.textType !== 'VARCHAR' ? stored : text;
  const sql = `SELECT DISTINCT ${value} FROM ${from} AS t WHERE ${value} IS NOT NULL AND ${dialect.profile.length(text)} <= ${maxValueLength} LIMIT ${maxValues + 1}`;
  const { rows, rowCount } = await run(sql, maxValues + 1);
  if (rowCount > maxValues || rows.length < rowCount) return undefined;
  return rows.map(([read]) => String(read));
}

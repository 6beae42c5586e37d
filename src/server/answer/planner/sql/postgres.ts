// PostgreSQL's spelling of what a plan needs, in a session whose time zone is UTC.
// Not here: what the spellings are for (dialect.ts), quoting (sqlText.ts), dates in text (postgresDates.ts).
import { plainForThem, silent, strangeLetters } from '../fold.ts';
import type { DatePart, Grain } from '../plan/plan.ts';
import { literal, quote, tableSource } from '../sqlText.ts';
import { stepsOf } from './bins.ts';
import type { Aggregate, Dialect, Factor } from './dialect.ts';
import { parseDate } from './postgresDates.ts';

const defaultSchema = 'public';

/** Types that are no words: documents, places, ranges, bits. Of any other name are choices that somebody declared. */
const otherTypes =
  /^(json|xml|uuid|bytea|bit|inet|cidr|macaddr|interval|money|time|ts(vector|query)|point|line|lseg|box|path|polygon|circle|oid|reg|pg_|txid|hstore|geo|vector|ltree|\w*range\b)/i;
/** Types without a smallest value, and some of them without equality. */
const unordered =
  /^(json|xml|uuid|bytea|bit|ts(vector|query)|macaddr|point|line|lseg|box|path|polygon|circle|hstore|geo)/i;

const isText = (nativeType: string): boolean =>
  /^(character|varchar|text|char|bpchar|name|citext|"char")/i.test(nativeType) && !nativeType.endsWith(']');
/** The beginning of a period of a date would be an instant, and the session's time zone would count. */
const asTime = (sql: string): string => `CAST(${sql} AS TIMESTAMP)`;
const asDouble = (sql: string): string => `CAST(${sql} AS DOUBLE PRECISION)`;

export const postgres: Dialect = {
  defaultSchema,
  quote,
  literal,
  day: (day) => `DATE ${literal(day)}`,
  table: (table) => tableSource(table, defaultSchema),

  isInstant: (nativeType) => /with time zone|timestamptz/i.test(nativeType),
  isText,
  isWords: (nativeType) => isText(nativeType) || !(otherTypes.test(nativeType) || nativeType.endsWith(']')),
  isComparable: (nativeType) => !unordered.test(nativeType) || nativeType.endsWith(']'),
  textType: 'text',

  asText: (sql) => `CAST(${sql} AS TEXT)`,
  asDouble,
  asDay: (sql) => `CAST(${sql} AS DATE)`,
  concat: (parts) => `(${parts.join(' || ')})`,
  isTrue: (sql) => sql,
  isFalse: (sql) => `NOT ${sql}`,
  matches,

  localTime: (sql, timezone) => `(${sql} AT TIME ZONE ${literal(timezone)})`,
  parseDate,
  parseMonth: (sql) => `TO_DATE(CAST(${sql} AS TEXT), 'YYYYMM')`,
  periodStart: (sql, grain, fiscal) =>
    `DATE_TRUNC('${grain}', ${fiscal === undefined ? asTime(sql) : moved(sql, fiscal)})`,
  periodLabel,
  periodBefore: (start, grain) => `${start} - INTERVAL '${grain === 'quarter' ? '3 months' : `1 ${grain}`}'`,
  datePart,
  datePartOrder: (sql, part) =>
    part === 'weekday' ? number('ISODOW', sql) : part === 'month of year' ? number('MONTH', sql) : undefined,

  bin,
  product: (left, right) =>
    `${left.isInteger && right.isInteger ? `CAST(${left.sql} AS NUMERIC)` : left.sql} * ${right.sql}`,
  aggregate,
  // Ascending, what is missing comes last by itself.
  order: (sql, direction) => (direction === 'asc' ? sql : `${sql} DESC NULLS LAST`),
  limit: (rows) => `LIMIT ${rows}`,

  profile: {
    mostRead: 400_000,
    sample: (source, rows, of, kind) => {
      if (kind === 'view') return `(SELECT * FROM ${source} AS s LIMIT ${rows})`;
      const share = Math.min(100, Math.max(0.0001, (rows / Math.max(1, of)) * 100));
      return `(SELECT * FROM ${source} TABLESAMPLE SYSTEM (${share.toFixed(4)}) REPEATABLE (1))`;
    },
    approxDistinct: (sql) => `COUNT(DISTINCT ${sql})`,
    length: (sql) => `CHAR_LENGTH(${sql})`,
    lower: (sql) => `LOWER(${sql})`,
    squeezed: (sql) =>
      `TRANSLATE(REGEXP_REPLACE(NORMALIZE(LOWER(${sql}), NFKD), '[\u0300-\u036f]', '', 'g'), ${literal(strangeLetters + silent)}, ${literal(plainForThem)})`,
  },
};

function matches(sql: string, op: 'starts' | 'ends' | 'contains', value: string): string {
  const escaped = value.replaceAll(/[\\%_]/g, '\\$&');
  return `${sql} ILIKE ${literal(`${op === 'starts' ? '' : '%'}${escaped}${op === 'ends' ? '' : '%'}`)}`;
}

/** As in DuckDB's spelling: a fiscal year is named by the year it ends in. */
function moved(sql: string, fiscal: number): string {
  return `DATE_TRUNC('month', ${asTime(sql)}) + INTERVAL '${13 - fiscal} months'`;
}

const formats = {
  hour: 'YYYY-MM-DD HH24:00',
  day: 'YYYY-MM-DD',
  week: 'YYYY-MM-DD',
  month: 'YYYY-MM',
  quarter: 'YYYY-"Q"Q',
  year: 'YYYY',
} as const;

function periodLabel(sql: string, grain: Grain, fiscal?: number): string {
  const date = fiscal === undefined ? sql : moved(sql, fiscal);
  const shown = grain === 'week' ? `DATE_TRUNC('week', ${asTime(date)})` : date;
  return `TO_CHAR(${shown}, ${literal(`${fiscal === undefined ? '' : '"FY"'}${formats[grain]}`)})`;
}

const number = (field: string, sql: string): string => `CAST(EXTRACT(${field} FROM ${sql}) AS INTEGER)`;

function datePart(sql: string, part: DatePart): string {
  switch (part) {
    case 'hour of day':
      return number('HOUR', sql);
    case 'weekday':
      return `TO_CHAR(${sql}, 'FMDay')`;
    case 'month of year':
      return `TO_CHAR(${sql}, 'FMMonth')`;
    case 'quarter of year':
      return `TO_CHAR(${sql}, '"Q"Q')`;
  }
}

/** Whole numbers would be divided without a rest; a double becomes the decimal it is shown as. */
function bin({ sql }: Factor, width: number): string {
  const { scale, steps } = stepsOf(width);
  const decimal = `CAST(${sql} AS NUMERIC)`;
  if (scale === 1) return `FLOOR(${decimal} / ${steps}) * ${steps}`;
  return `FLOOR(${decimal} * ${scale} / ${steps}) * ${steps} / ${scale}`;
}

function aggregate({ fn, value, where }: Aggregate): string {
  return `${call(fn, value)}${where === undefined ? '' : ` FILTER (WHERE ${where})`}`;
}

function call(fn: Aggregate['fn'], value = '*'): string {
  switch (fn) {
    case 'count':
      return `COUNT(${value})`;
    case 'count_distinct':
      return `COUNT(DISTINCT ${value})`;
    case 'avg':
      return `AVG(${asDouble(value)})`;
    case 'median':
      return `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY ${asDouble(value)})`;
    case 'sum':
    case 'min':
    case 'max':
      return `${fn.toUpperCase()}(${value})`;
  }
}

// DuckDB's spelling of what a plan needs.
// Not here: what the spellings are for (dialect.ts), quoting (sqlText.ts).
import { plainForThem, silent, strangeLetters } from '../fold.ts';
import type { DatePart, Grain } from '../plan/plan.ts';
import { literal, quote, tableSource } from '../sqlText.ts';
import { stepsOf } from './bins.ts';
import type { Aggregate, Dialect, Factor } from './dialect.ts';

/** Of the database that is open; others are attached under names that stand in the place of a schema. */
const defaultSchema = 'main';

export const duckdb: Dialect = {
  defaultSchema,
  quote,
  literal,
  day: (day) => `DATE ${literal(day)}`,
  table: (table) => tableSource(table, defaultSchema),

  isInstant: (nativeType) => nativeType.toUpperCase().includes('WITH TIME ZONE'),
  isText: (nativeType) => /^(VARCHAR|TEXT|CHAR|STRING|ENUM)/i.test(nativeType) && !nativeType.endsWith(']'),
  isWords: (nativeType) => /^((VARCHAR|TEXT|CHAR|STRING)(\(\d+\))?|ENUM\(.*\))$/is.test(nativeType),
  isComparable: () => true,
  textType: 'VARCHAR',

  asText: (sql) => `CAST(${sql} AS VARCHAR)`,
  asDouble: (sql) => `CAST(${sql} AS DOUBLE)`,
  asDay: (sql) => `CAST(${sql} AS DATE)`,
  concat: (parts) => `(${parts.join(' || ')})`,
  isTrue: (sql) => sql,
  isFalse: (sql) => `NOT ${sql}`,
  matches,

  localTime: (sql, timezone) => `(${sql} AT TIME ZONE ${literal(timezone)})`,
  parseDate,
  parseMonth: (sql) => `CAST(TRY_STRPTIME(CAST(${sql} AS VARCHAR), '%Y%m') AS DATE)`,
  periodStart,
  periodLabel,
  periodBefore: (start, grain) => `${start} - INTERVAL ${grain === 'quarter' ? '3 MONTH' : `1 ${grain.toUpperCase()}`}`,
  datePart,
  datePartOrder: (sql, part) =>
    part === 'weekday' ? `ISODOW(${sql})` : part === 'month of year' ? `MONTH(${sql})` : undefined,

  bin,
  product,
  aggregate,
  // Ascending, what is missing comes last by itself.
  order: (sql, direction) => (direction === 'asc' ? sql : `${sql} DESC NULLS LAST`),
  limit: (rows) => `LIMIT ${rows}`,

  profile: {
    mostRead: 5_000_000,
    sample: (source, rows, of) => {
      const share = Math.min(100, Math.max(0.01, (rows / Math.max(1, of)) * 100));
      return `(SELECT * FROM ${source} TABLESAMPLE system(${share.toFixed(2)}%))`;
    },
    approxDistinct: (sql) => `APPROX_COUNT_DISTINCT(${sql})`,
    length: (sql) => `LENGTH(${sql})`,
    lower: (sql) => `LOWER(${sql})`,
    squeezed: (sql) =>
      `translate(strip_accents(lower(${sql})), ${literal(strangeLetters + silent)}, ${literal(plainForThem)})`,
  },
};

function matches(sql: string, op: 'starts' | 'ends' | 'contains', value: string): string {
  const escaped = value.replaceAll(/[\\%_]/g, '\\$&');
  const pattern = `${op === 'starts' ? '' : '%'}${escaped}${op === 'ends' ? '' : '%'}`;
  return `${sql} ILIKE ${literal(pattern)}${escaped === value ? '' : " ESCAPE '\\'"}`;
}

function parseDate(sql: string, format: string, timezone: string): string {
  const parsed = `TRY_STRPTIME(${sql}, ${literal(format)})`;
  if (!/%[HIMS]/.test(format)) return `CAST(${parsed} AS DATE)`;
  // A time that ends in Z is an instant, written in UTC.
  if (!format.endsWith('Z') || timezone === 'UTC') return parsed;
  return `(${parsed} AT TIME ZONE 'UTC' AT TIME ZONE ${literal(timezone)})`;
}

/**
 * A fiscal year is named by the year it ends in, so its months are moved to the calendar's months of that year. From the
 * first of a month, for the 31st cannot be moved into every month.
 */
function moved(sql: string, fiscal: number): string {
  return `DATE_TRUNC('month', ${sql}) + INTERVAL ${13 - fiscal} MONTH`;
}

function periodStart(sql: string, grain: Grain, fiscal?: number): string {
  return `DATE_TRUNC('${grain}', ${fiscal === undefined ? sql : moved(sql, fiscal)})`;
}

const formats = {
  hour: '%Y-%m-%d %H:00',
  day: '%Y-%m-%d',
  week: '%Y-%m-%d',
  month: '%Y-%m',
  quarter: '%Y-Q',
  year: '%Y',
} as const;

function periodLabel(sql: string, grain: Grain, fiscal?: number): string {
  const date = fiscal === undefined ? sql : moved(sql, fiscal);
  const format = `${fiscal === undefined ? '' : 'FY'}${formats[grain]}`;
  const text = `STRFTIME(${grain === 'week' ? `DATE_TRUNC('week', ${date})` : date}, ${literal(format)})`;
  return grain === 'quarter' ? `${text} || CAST(QUARTER(${date}) AS VARCHAR)` : text;
}

function datePart(sql: string, part: DatePart): string {
  switch (part) {
    case 'hour of day':
      return `HOUR(${sql})`;
    case 'weekday':
      return `DAYNAME(${sql})`;
    case 'month of year':
      return `MONTHNAME(${sql})`;
    case 'quarter of year':
      return `'Q' || CAST(QUARTER(${sql}) AS VARCHAR)`;
  }
}

function bin({ sql, nativeType, isInteger }: Factor, width: number): string {
  const { scale, steps } = stepsOf(width);
  if (scale === 1) return `FLOOR(${sql} / ${steps}) * ${steps}`;
  const quotient = `${isInteger ? `CAST(${sql} AS HUGEINT)` : sql} * ${scale} / ${steps}`;
  // A stored double is next to the decimal it is shown as, on either side.
  const isExact = isInteger || nativeType.toUpperCase().startsWith('DECIMAL');
  return `FLOOR(${isExact ? quotient : `ROUND(${quotient}, 9)`}) * ${steps} / ${scale}`;
}

function product(left: Factor, right: Factor): string {
  if (left.isInteger && right.isInteger) return `CAST(${left.sql} AS HUGEINT) * ${right.sql}`;
  const places = [left, right].map(({ nativeType }) => Number(/^DECIMAL\(\d+,\s*(\d+)\)/i.exec(nativeType)?.[1] ?? 0));
  const fits = places.reduce((sum, each) => sum + each, 0) <= 18;
  return `${fits ? left.sql : `CAST(${left.sql} AS DOUBLE)`} * ${right.sql}`;
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
    case 'median':
      // The median of decimals would be rounded to their places.
      return `${fn.toUpperCase()}(CAST(${value} AS DOUBLE))`;
    case 'sum':
    case 'min':
    case 'max':
      return `${fn.toUpperCase()}(${value})`;
  }
}

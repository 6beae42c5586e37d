// ClickHouse's spelling of what a plan needs, with the settings that its driver sends: NULLs of outer joins and of aggregates of
// nothing, columns before aliases of their name, UTC, dates before 1970. Not here: what the spellings are for (dialect.ts).
import { plainForThem, silent, strangeLetters } from '../fold.ts';
import type { DatePart, Grain } from '../plan/plan.ts';
import { tableSource } from '../sqlText.ts';
import { stepsOf } from './bins.ts';
import type { Aggregate, Dialect, Factor } from './dialect.ts';

const quote = (name: string): string => `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** In a text, a backslash begins an escape. */
function literal(value: string | number | boolean): string {
  return typeof value === 'string' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : String(value);
}

const asText = (sql: string): string => `toString(${sql})`;
const asDouble = (sql: string): string => `toFloat64(${sql})`;
const isText = (nativeType: string): boolean =>
  /^(LowCardinality\()?(Nullable\()?(String|FixedString|Enum)/.test(nativeType);

export const clickhouse: Dialect = {
  // It is the database that the address names.
  defaultSchema: 'default',
  quote,
  literal,
  day: (day) => `toDate32(${literal(day)})`,
  table: (table) => tableSource(table, 'default', quote),

  // A time is kept as seconds since 1970 in UTC, whatever zone its type names to show it in.
  isInstant: (nativeType) => /^(Nullable\()?DateTime/.test(nativeType),
  isText,
  isWords: isText,
  isComparable: () => true,
  textType: 'String',

  asText,
  asDouble,
  asDay: (sql) => `toDate32(${sql})`,
  concat: (parts) => `concat(${parts.join(', ')})`,
  isTrue: (sql) => sql,
  isFalse: (sql) => `NOT ${sql}`,
  matches: (sql, op, value) => {
    const escaped = value.replaceAll(/[\\%_]/g, '\\$&');
    return `${sql} ILIKE ${literal(`${op === 'starts' ? '' : '%'}${escaped}${op === 'ends' ? '' : '%'}`)}`;
  },

  localTime: (sql, timezone) => `toTimeZone(${sql}, ${literal(timezone)})`,
  parseDate,
  parseMonth: (sql) => `makeDate32(intDiv(${sql}, 100), ${sql} % 100, 1)`,
  periodStart: (sql, grain, fiscal) => `${starts[grain]}(${fiscal === undefined ? sql : moved(sql, fiscal)})`,
  periodLabel,
  periodBefore: (start, grain) => `${start} - INTERVAL 1 ${grain.toUpperCase()}`,
  datePart,
  datePartOrder: (sql, part) =>
    part === 'weekday' ? `toDayOfWeek(${sql})` : part === 'month of year' ? `toMonth(${sql})` : undefined,

  bin,
  product,
  aggregate: ({ fn, value, where }) => `${call(fn, value)}${where === undefined ? '' : ` FILTER (WHERE ${where})`}`,
  // Ascending, what is missing comes last by itself.
  order: (sql, direction) => (direction === 'asc' ? sql : `${sql} DESC NULLS LAST`),
  limit: (rows) => `LIMIT ${rows}`,

  profile: {
    mostRead: 400_000,
    sample: (source, rows) => `(SELECT * FROM ${source} AS s LIMIT ${rows})`,
    approxDistinct: (sql) => `uniq(${sql})`,
    length: (sql) => `lengthUTF8(${sql})`,
    lower: (sql) => `lowerUTF8(${sql})`,
    squeezed: (sql) =>
      `translateUTF8(replaceRegexpAll(normalizeUTF8NFKD(lowerUTF8(${sql})), ${literal(`[\\x{0300}-\\x{036f}${silent.replace('-', '')}-]`)}, ''), ${literal(strangeLetters)}, ${literal(plainForThem)})`,
  },
};

/** What `strptime` and ClickHouse call otherwise. */
const codes: Readonly<Record<string, string>> = { '%M': '%i', '%S': '%s', '%g': '%f', '%B': '%M' };

function parseDate(sql: string, format: string, timezone: string): string {
  const own = format.replaceAll(/%./g, (code) => codes[code] ?? code);
  // The one with 64 bits knows days before 1970, and which days a month has.
  const parsed = `parseDateTime64OrNull(${sql}, ${literal(own)})`;
  if (!/%[HIMS]/.test(format)) return `toDate32(${parsed})`;
  return format.endsWith('Z') && timezone !== 'UTC' ? `toTimeZone(${parsed}, ${literal(timezone)})` : parsed;
}

/** As in DuckDB's spelling: a fiscal year is named by the year it ends in. */
const moved = (sql: string, fiscal: number): string => `(toStartOfMonth(${sql}) + INTERVAL ${13 - fiscal} MONTH)`;

const starts = {
  year: 'toStartOfYear',
  quarter: 'toStartOfQuarter',
  month: 'toStartOfMonth',
  week: 'toMonday',
  day: 'toStartOfDay',
  hour: 'toStartOfHour',
} as const;

const formats = { hour: '%Y-%m-%d %H:00', day: '%Y-%m-%d', week: '%Y-%m-%d', month: '%Y-%m', year: '%Y' } as const;

function periodLabel(sql: string, grain: Grain, fiscal?: number): string {
  const date = fiscal === undefined ? sql : moved(sql, fiscal);
  const before = fiscal === undefined ? '' : 'FY';
  if (grain === 'quarter')
    return `concat(${literal(before)}, ${asText(`toYear(${date})`)}, '-Q', ${asText(`toQuarter(${date})`)})`;
  return `formatDateTime(${grain === 'week' ? `toMonday(${date})` : date}, ${literal(before + formats[grain])})`;
}

function datePart(sql: string, part: DatePart): string {
  switch (part) {
    case 'hour of day':
      return `toHour(${sql})`;
    case 'weekday':
      return `dateName('weekday', ${sql})`;
    case 'month of year':
      return `dateName('month', ${sql})`;
    case 'quarter of year':
      return `concat('Q', ${asText(`toQuarter(${sql})`)})`;
  }
}

/** Decimals divided keep their places, so that all is done in doubles, next to the decimal they are shown as. */
function bin({ sql }: Factor, width: number): string {
  const { scale, steps } = stepsOf(width);
  return `floor(round(${asDouble(sql)} * ${scale} / ${steps}, 9)) * ${steps} / ${scale}`;
}

function product(left: Factor, right: Factor): string {
  if (left.isInteger && right.isInteger) return `toInt128(${left.sql}) * ${right.sql}`;
  const places = /Decimal(?:32|64|128|256)?\((?:\d+,\s*)?(\d+)\)/.exec(left.nativeType)?.[1];
  return places === undefined ? `${left.sql} * ${right.sql}` : `toDecimal256(${left.sql}, ${places}) * ${right.sql}`;
}

function call(fn: Aggregate['fn'], value = '*'): string {
  switch (fn) {
    case 'count':
      return `COUNT(${value})`;
    case 'count_distinct':
      return `COUNT(DISTINCT ${value})`;
    case 'avg':
      return `avg(${asDouble(value)})`;
    case 'median':
      return `quantileExactInclusive(0.5)(${asDouble(value)})`;
    case 'sum':
    case 'min':
    case 'max':
      return `${fn}(${value})`;
  }
}

// Trino's spelling of what a plan needs, in a session whose time zone is UTC.
// Not here: what the spellings are for (dialect.ts), quoting names (sqlText.ts).
import { plainForThem, silent, strangeLetters } from '../fold.ts';
import type { DatePart, Grain } from '../plan/plan.ts';
import { literal as plainLiteral, quote, tableSource } from '../sqlText.ts';
import { stepsOf } from './bins.ts';
import type { Aggregate, Dialect, Factor } from './dialect.ts';

/** A number with places would be a double in old versions and a decimal in new ones. */
function literal(value: string | number | boolean): string {
  const isDecimal = typeof value === 'number' && !Number.isInteger(value) && !/e/i.test(String(value));
  return isDecimal ? `DECIMAL '${value}'` : plainLiteral(value);
}

const asText = (sql: string): string => `CAST(${sql} AS VARCHAR)`;
const asDouble = (sql: string): string => `CAST(${sql} AS DOUBLE)`;
const asTime = (sql: string): string => `CAST(${sql} AS TIMESTAMP(6))`;
const isText = (nativeType: string): boolean => /^(varchar|char)/i.test(nativeType);

export const trino: Dialect = {
  // It is the one that the address names, if it does.
  defaultSchema: '',
  quote,
  literal,
  day: (day) => `DATE ${literal(day)}`,
  table: (table) => tableSource(table, ''),

  isInstant: (nativeType) => /with time zone/i.test(nativeType),
  isText,
  isWords: isText,
  isComparable: () => true,
  textType: 'varchar',

  asText,
  asDouble,
  asDay: (sql) => `CAST(${sql} AS DATE)`,
  concat: (parts) => `(${parts.join(' || ')})`,
  isTrue: (sql) => sql,
  isFalse: (sql) => `NOT ${sql}`,
  matches: (sql, op, value) => {
    const escaped = value.toLowerCase().replaceAll(/[\\%_]/g, '\\$&');
    const pattern = `${op === 'starts' ? '' : '%'}${escaped}${op === 'ends' ? '' : '%'}`;
    return `LOWER(${sql}) LIKE ${literal(pattern)} ESCAPE '\\'`;
  },

  localTime: (sql, timezone) => asTime(`${sql} AT TIME ZONE ${literal(timezone)}`),
  parseDate,
  parseMonth: (sql) => `CAST(TRY(DATE_PARSE(${asText(sql)}, '%Y%m')) AS DATE)`,
  periodStart: (sql, grain, fiscal) =>
    `DATE_TRUNC('${grain}', ${asTime(fiscal === undefined ? sql : moved(sql, fiscal))})`,
  periodLabel,
  periodBefore,
  datePart,
  datePartOrder: (sql, part) =>
    part === 'weekday' ? `DAY_OF_WEEK(${sql})` : part === 'month of year' ? `MONTH(${sql})` : undefined,

  bin,
  product: (left, right) =>
    `CAST(${left.sql} AS ${left.isInteger && right.isInteger ? 'DECIMAL(38,0)' : 'DOUBLE'}) * ${right.sql}`,
  aggregate,
  // What is missing comes last either way.
  order: (sql, direction) => (direction === 'asc' ? sql : `${sql} DESC`),
  limit: (rows) => `LIMIT ${rows}`,

  profile: {
    mostRead: 400_000,
    sample: (source, rows) => `(SELECT * FROM ${source} AS s LIMIT ${rows})`,
    approxDistinct: (sql) => `APPROX_DISTINCT(${sql})`,
    length: (sql) => `LENGTH(${sql})`,
    lower: (sql) => `LOWER(${sql})`,
    squeezed: (sql) =>
      `TRANSLATE(REGEXP_REPLACE(NORMALIZE(LOWER(${sql}), NFKD), '[\u0300-\u036f]'), ${literal(strangeLetters + silent)}, ${literal(plainForThem)})`,
  },
};

/** What `strptime` and Trino call otherwise. */
const codes: Readonly<Record<string, string>> = { '%M': '%i', '%S': '%s', '%g': '%f', '%B': '%M' };

function parseDate(sql: string, format: string, timezone: string): string {
  const own = format.replaceAll(/%./g, (code) => codes[code] ?? code);
  const parsed = `TRY(DATE_PARSE(${sql}, ${literal(own)}))`;
  if (!/%[HIMS]/.test(format)) return `CAST(${parsed} AS DATE)`;
  // A time that ends in Z is an instant, written in UTC.
  const isMoved = format.endsWith('Z') && timezone !== 'UTC';
  return isMoved ? asTime(`WITH_TIMEZONE(${parsed}, 'UTC') AT TIME ZONE ${literal(timezone)}`) : parsed;
}

/** As in DuckDB's spelling: a fiscal year is named by the year it ends in. */
const moved = (sql: string, fiscal: number): string => `DATE_ADD('month', ${13 - fiscal}, DATE_TRUNC('month', ${sql}))`;

const formats = { hour: '%Y-%m-%d %H:00', day: '%Y-%m-%d', week: '%Y-%m-%d', month: '%Y-%m', year: '%Y' } as const;

function periodLabel(sql: string, grain: Grain, fiscal?: number): string {
  const date = fiscal === undefined ? sql : moved(sql, fiscal);
  const before = fiscal === undefined ? '' : 'FY';
  if (grain === 'quarter')
    return `(${literal(before)} || ${asText(`YEAR(${date})`)} || '-Q' || ${asText(`QUARTER(${date})`)})`;
  const shown = grain === 'week' ? `DATE_TRUNC('week', ${date})` : date;
  return `DATE_FORMAT(${asTime(shown)}, ${literal(before + formats[grain])})`;
}

/** Its intervals know neither quarters nor weeks. */
function periodBefore(start: string, grain: Grain): string {
  if (grain === 'quarter') return `${start} - INTERVAL '3' MONTH`;
  if (grain === 'week') return `${start} - INTERVAL '7' DAY`;
  return `${start} - INTERVAL '1' ${grain.toUpperCase()}`;
}

function datePart(sql: string, part: DatePart): string {
  switch (part) {
    case 'hour of day':
      return `HOUR(${sql})`;
    case 'weekday':
      return `DATE_FORMAT(${asTime(sql)}, '%W')`;
    case 'month of year':
      return `DATE_FORMAT(${asTime(sql)}, '%M')`;
    case 'quarter of year':
      return `('Q' || ${asText(`QUARTER(${sql})`)})`;
  }
}

/** A stored double is next to the decimal it is shown as, on either side. */
function bin({ sql }: Factor, width: number): string {
  const { scale, steps } = stepsOf(width);
  return `FLOOR(ROUND(${asDouble(sql)} * ${scale} / ${steps}, 9)) * ${steps} / ${scale}`;
}

function aggregate({ fn, value = '*', where }: Aggregate): string {
  const filter = where === undefined ? '' : ` FILTER (WHERE ${where})`;
  switch (fn) {
    case 'count':
      return `COUNT(${value})${filter}`;
    case 'count_distinct':
      return `COUNT(DISTINCT ${value})${filter}`;
    case 'avg':
      return `AVG(${asDouble(value)})${filter}`;
    case 'median':
      return median(value, where);
    case 'sum':
    case 'min':
    case 'max':
      return `${fn.toUpperCase()}(${value})${filter}`;
  }
}

/** Its own is approximate: of all values in order, those in the middle. */
function median(value: string, where?: string): string {
  const number = asDouble(value);
  const known = `${where === undefined ? '' : `(${where}) AND `}${value} IS NOT NULL`;
  const list = `ARRAY_AGG(${number} ORDER BY ${number}) FILTER (WHERE ${known})`;
  const count = `CARDINALITY(${list})`;
  return `(ELEMENT_AT(${list}, (${count} + 1) / 2) + ELEMENT_AT(${list}, ${count} / 2 + 1)) / 2`;
}

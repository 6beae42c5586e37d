// MySQL's and MariaDB's spelling of what a plan needs, in a session whose time zone is UTC, whose names of months are English
// and whose GROUP_CONCAT has no length. Not here: what the spellings are for (dialect.ts).
import { silent } from '../fold.ts';
import type { DatePart, Grain } from '../plan/plan.ts';
import { tableSource } from '../sqlText.ts';
import { stepsOf } from './bins.ts';
import type { Aggregate, Dialect, Factor } from './dialect.ts';

const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** In a text, a backslash begins an escape. */
function literal(value: string | number | boolean): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return String(value);
}

const isText = (nativeType: string): boolean =>
  /^(varchar|char|tinytext|text|mediumtext|longtext|enum|set)/i.test(nativeType);
const asDouble = (sql: string): string => `CAST(${sql} AS DOUBLE)`;
const asDay = (sql: string): string => `CAST(${sql} AS DATE)`;

export const mysql: Dialect = {
  // It is the database that the session is in, which has no name of its own.
  defaultSchema: '',
  quote,
  literal,
  day: (day) => `DATE ${literal(day)}`,
  table: (table) => tableSource(table, '', quote),

  isInstant: (nativeType) => /^timestamp/i.test(nativeType),
  isText,
  isWords: isText,
  isComparable: () => true,
  textType: 'text',

  asText: (sql) => `CAST(${sql} AS CHAR)`,
  asDouble,
  asDay,
  concat: (parts) => `CONCAT(${parts.join(', ')})`,
  isTrue: (sql) => sql,
  isFalse: (sql) => `NOT ${sql}`,
  matches,

  localTime: (sql, timezone) => (timezone === 'UTC' ? sql : `CONVERT_TZ(${sql}, '+00:00', ${literal(timezone)})`),
  parseDate,
  parseMonth: (sql) => `STR_TO_DATE(CONCAT(${sql}, '01'), '%Y%m%d')`,
  periodStart: (sql, grain, fiscal) => start(fiscal === undefined ? sql : moved(sql, fiscal), grain),
  periodLabel,
  periodBefore: (from, grain) => `${from} - INTERVAL 1 ${grain.toUpperCase()}`,
  datePart,
  datePartOrder: (sql, part) =>
    part === 'weekday' ? `WEEKDAY(${sql})` : part === 'month of year' ? `MONTH(${sql})` : undefined,

  bin,
  product: (left, right) =>
    `${left.isInteger && right.isInteger ? `CAST(${left.sql} AS DECIMAL(38,0))` : left.sql} * ${right.sql}`,
  aggregate,
  // What is missing comes first ascending. A name that the SELECT gives to an aggregate may stand alone, and in no expression.
  order: (sql, direction, stands = sql) => (direction === 'desc' ? `${sql} DESC` : `${stands} IS NULL, ${sql}`),
  limit: (rows) => `LIMIT ${rows}`,

  profile: {
    mostRead: 400_000,
    sample: (source, rows) => `(SELECT * FROM ${source} AS s LIMIT ${rows})`,
    approxDistinct: (sql) => `COUNT(DISTINCT ${sql})`,
    length: (sql) => `CHAR_LENGTH(${sql})`,
    lower: (sql) => `LOWER(${sql})`,
    // This order of letters knows no case and no accents, and takes ł for l.
    squeezed: (sql) =>
      `REGEXP_REPLACE(CONVERT(${sql} USING utf8mb4), ${literal(`[${silent.replace('-', '')}-]`)}, '') COLLATE utf8mb4_unicode_520_ci`,
  },
};

function matches(sql: string, op: 'starts' | 'ends' | 'contains', value: string): string {
  const escaped = value.toLowerCase().replaceAll(/[|%_]/g, '|$&');
  const pattern = `${op === 'starts' ? '' : '%'}${escaped}${op === 'ends' ? '' : '%'}`;
  return `LOWER(${sql}) LIKE ${literal(pattern)}${/[|%_\\]/.test(value) ? " ESCAPE '|'" : ''}`;
}

/** What `strptime` and MySQL call otherwise. */
const codes: Readonly<Record<string, string>> = { '%M': '%i', '%S': '%s', '%g': '%f', '%B': '%M' };

function parseDate(sql: string, format: string, timezone: string): string {
  const own = format.replaceAll(/%./g, (code) => codes[code] ?? code);
  // A month without its day would be no date.
  const parsed =
    format === '%Y-%m' ? `STR_TO_DATE(CONCAT(${sql}, '-01'), '%Y-%m-%d')` : `STR_TO_DATE(${sql}, ${literal(own)})`;
  const isMoved = format.endsWith('Z') && timezone !== 'UTC';
  return isMoved ? `CONVERT_TZ(${parsed}, '+00:00', ${literal(timezone)})` : parsed;
}

const monthStart = (sql: string): string => asDay(`DATE_FORMAT(${sql}, '%Y-%m-01')`);

/** As in DuckDB's spelling: a fiscal year is named by the year it ends in. */
const moved = (sql: string, fiscal: number): string => `(${monthStart(sql)} + INTERVAL ${13 - fiscal} MONTH)`;

function start(sql: string, grain: Grain): string {
  switch (grain) {
    case 'year':
      return `MAKEDATE(YEAR(${sql}), 1)`;
    case 'quarter':
      return `(MAKEDATE(YEAR(${sql}), 1) + INTERVAL QUARTER(${sql}) - 1 QUARTER)`;
    case 'month':
      return monthStart(sql);
    case 'week':
      return `(${asDay(sql)} - INTERVAL WEEKDAY(${sql}) DAY)`;
    case 'day':
      return asDay(sql);
    case 'hour':
      return `CAST(DATE_FORMAT(${sql}, '%Y-%m-%d %H:00:00') AS DATETIME)`;
  }
}

const formats = { hour: '%Y-%m-%d %H:00', day: '%Y-%m-%d', week: '%Y-%m-%d', month: '%Y-%m', year: '%Y' } as const;

function periodLabel(sql: string, grain: Grain, fiscal?: number): string {
  const date = fiscal === undefined ? sql : moved(sql, fiscal);
  if (grain === 'quarter')
    return `CONCAT(${fiscal === undefined ? '' : "'FY', "}YEAR(${date}), '-Q', QUARTER(${date}))`;
  const format = literal(`${fiscal === undefined ? '' : 'FY'}${formats[grain]}`);
  return `DATE_FORMAT(${grain === 'week' ? start(date, 'week') : date}, ${format})`;
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
      return `CONCAT('Q', QUARTER(${sql}))`;
  }
}

function bin({ sql, isInteger, nativeType }: Factor, width: number): string {
  const { scale, steps } = stepsOf(width);
  if (scale === 1) return `FLOOR(${sql} / ${steps}) * ${steps}`;
  const quotient = `${isInteger ? `CAST(${sql} AS DECIMAL(38,0))` : sql} * ${scale} / ${steps}`;
  // A stored double is next to the decimal it is shown as, on either side.
  const isExact = isInteger || /^decimal/i.test(nativeType);
  return `FLOOR(${isExact ? quotient : `ROUND(${quotient}, 9)`}) * ${steps} / ${scale}`;
}

function aggregate({ fn, value, where }: Aggregate): string {
  const measured = value === undefined || where === undefined ? value : `CASE WHEN ${where} THEN ${value} END`;
  if (measured === undefined) return where === undefined ? 'COUNT(*)' : `COUNT(CASE WHEN ${where} THEN 1 END)`;
  switch (fn) {
    case 'count':
      return `COUNT(${measured})`;
    case 'count_distinct':
      return `COUNT(DISTINCT ${measured})`;
    case 'avg':
      return `AVG(${asDouble(measured)})`;
    case 'median':
      return median(measured);
    case 'sum':
    case 'min':
    case 'max':
      return `${fn.toUpperCase()}(${measured})`;
  }
}

/** There is none to aggregate by: of all values in order, written one after the other, those in the middle. */
function median(value: string): string {
  const list = `GROUP_CONCAT(${value} ORDER BY ${asDouble(value)} SEPARATOR ',')`;
  const at = (place: string) => asDouble(`SUBSTRING_INDEX(SUBSTRING_INDEX(${list}, ',', ${place}), ',', -1)`);
  return `(${at(`FLOOR((COUNT(${value}) + 1) / 2)`)} + ${at(`CEIL((COUNT(${value}) + 1) / 2)`)}) / 2`;
}

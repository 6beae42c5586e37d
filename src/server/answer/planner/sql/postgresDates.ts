// Dates that PostgreSQL holds as text: parsed where they look like one, NULL where they do not.
// Not here: which format a column has (../textDates.ts).
import { literal } from '../sqlText.ts';

/** Each code of `strptime` as PostgreSQL's pattern, and what it may look like. */
const codes: Readonly<Record<string, readonly [pattern: string, looks: string]>> = {
  '%Y': ['YYYY', '\\d{4}'],
  '%m': ['MM', '(0?[1-9]|1[0-2])'],
  '%d': ['DD', '(0?[1-9]|[12]\\d|3[01])'],
  '%H': ['HH24', '([01]?\\d|2[0-3])'],
  '%M': ['MI', '[0-5]\\d'],
  '%S': ['SS', '[0-5]\\d'],
  '%g': ['MS', '\\d{3}'],
  '%f': ['US', '\\d{6}'],
  '%b': ['Mon', '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)'],
  '%B': ['FMMonth', '(january|february|march|april|may|june|july|august|september|october|november|december)'],
};

/**
 * PostgreSQL has nothing that tries: what looks otherwise is never parsed. A day that its month lacks is an error, which the
 * profile has met before any question does.
 */
export function parseDate(sql: string, format: string, timezone: string): string {
  const parts = format.match(/%.|[^%]+/g) ?? [];
  const pattern = parts.map((part) => codes[part]?.[0] ?? `"${part}"`).join('');
  const looks = parts.map((part) => codes[part]?.[1] ?? part.replaceAll(/[.*+?()[\]]/g, '\\$&')).join('');
  const isTime = /%[HIMS]/.test(format);
  const parsed = isTime
    ? `CAST(TO_TIMESTAMP(${sql}, ${literal(pattern)}) AS TIMESTAMP)`
    : `TO_DATE(${sql}, ${literal(pattern)})`;
  const date = `CASE WHEN ${sql} ~* ${literal(`^${looks}$`)} THEN ${parsed} END`;
  // A time that ends in Z is an instant, written in UTC.
  const isMoved = isTime && format.endsWith('Z') && timezone !== 'UTC';
  return isMoved ? `(${date} AT TIME ZONE 'UTC' AT TIME ZONE ${literal(timezone)})` : `(${date})`;
}

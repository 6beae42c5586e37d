// Dates that are stored as text: which one format all of them are written in, if there is one.
// Not here: reading the sample from the database (profile.ts), the SQL that parses them (sql/).

interface DateFormat {
  /** As DuckDB's `strptime` takes it. */
  format: string;
  pattern: RegExp;
}

const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const longMonths = 'january|february|march|april|may|june|july|august|september|october|november|december';
const year = '(?<year>(?:18|19|20|21)\\d\\d)';
const month = '(?<month>\\d{1,2})';
const day = '(?<day>\\d{1,2})';
/** Times of day that may follow a date. A zone that is not UTC would move the day, so it is not read. */
const times: readonly (readonly [string, string])[] = [
  ['', ''],
  [' %H:%M', ' \\d{1,2}:\\d\\d'],
  [' %H:%M:%S', ' \\d{1,2}:\\d\\d:\\d\\d'],
  [' %H:%M:%S.%g', ' \\d{1,2}:\\d\\d:\\d\\d\\.\\d{3}'],
  [' %H:%M:%S.%f', ' \\d{1,2}:\\d\\d:\\d\\d\\.\\d{6}'],
  ['T%H:%M', 'T\\d{1,2}:\\d\\d'],
  ['T%H:%M:%S', 'T\\d{1,2}:\\d\\d:\\d\\d'],
  ['T%H:%M:%SZ', 'T\\d{1,2}:\\d\\d:\\d\\dZ'],
  ['T%H:%M:%S.%gZ', 'T\\d{1,2}:\\d\\d:\\d\\d\\.\\d{3}Z'],
];
const days: readonly (readonly [string, string])[] = [
  ['%Y-%m-%d', `${year}-${month}-${day}`],
  ['%Y/%m/%d', `${year}/${month}/${day}`],
  ['%d.%m.%Y', `${day}\\.${month}\\.${year}`],
  ['%d/%m/%Y', `${day}/${month}/${year}`],
  ['%m/%d/%Y', `${month}/${day}/${year}`],
  ['%d-%m-%Y', `${day}-${month}-${year}`],
  ['%m-%d-%Y', `${month}-${day}-${year}`],
  ['%b %d, %Y', `(?:${months}) ${day}, ${year}`],
  ['%B %d, %Y', `(?:${longMonths}) ${day}, ${year}`],
  ['%d %b %Y', `${day} (?:${months}) ${year}`],
  ['%d %B %Y', `${day} (?:${longMonths}) ${year}`],
  ['%d-%b-%Y', `${day}-(?:${months})-${year}`],
];
const formats: readonly DateFormat[] = [
  ...days.flatMap(([format, pattern]) =>
    times.map(([time, timePattern]) => ({
      format: `${format}${time}`,
      pattern: new RegExp(`^${pattern}${timePattern}$`, 'i'),
    })),
  ),
  { format: '%Y%m%d', pattern: /^(?<year>(?:19|20)\d\d)(?<month>\d\d)(?<day>\d\d)$/ },
  { format: '%Y-%m', pattern: /^(?<year>(?:18|19|20|21)\d\d)-(?<month>\d\d)$/ },
];

function isDate({ pattern }: DateFormat, value: string): boolean {
  const found = pattern.exec(value)?.groups;
  if (!found) return false;
  const [of, on] = [Number(found.month ?? 1), Number(found.day ?? 1)];
  const last = new Date(Date.UTC(Number(found.year), of, 0)).getUTCDate();
  return of >= 1 && of <= 12 && on >= 1 && on <= last;
}

/** Whether a text might be a date at all: what is worth reading a sample for. */
export const looksLikeDate = (value: string): boolean => formats.some((format) => isDate(format, value));

/** The only format that all the values have. Undefined when there is none, and when two are possible: 03/04/2024. */
export function dateFormatOf(values: readonly string[]): string | undefined {
  if (values.length === 0) return undefined;
  const possible = formats.filter((format) => values.every((value) => isDate(format, value)));
  // May is its own abbreviation, and read alike either way.
  const different = new Set(possible.map(({ format }) => format.replace('%B', '%b')));
  return different.size === 1 ? possible[0]?.format : undefined;
}

// Dates in words: calendar periods in the person's time zone, found in the tokens of a question.
// Not here: which column a period limits (resolve.ts), and how it is compared in SQL (compile.ts).
import type { Grain } from './lexicon.ts';
import type { Token } from './tokens.ts';

/** A day of the calendar, `YYYY-MM-DD`. */
export type Day = string;

/** `from` is inside, `to` is the first day after; either may be open. */
export interface Period {
  from?: Day;
  to?: Day;
  /** For the reading: "in October 2026". */
  text: string;
  /** "from March 2025" may mean that month or all since, so the person is asked: how to say the one and the other. */
  unclear?: { within: string; since: string };
}

const monthNames = 'january february march april may june july august september october november december'.split(' ');
const units: Record<string, Grain> = { day: 'day', week: 'week', month: 'month', quarter: 'quarter', year: 'year' };
const numberWords: Record<string, number> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
};
const ordinalQuarters: Record<string, number> = { first: 1, second: 2, third: 3, fourth: 4 };

/** Today in a time zone. */
export function today(now: Date, timezone: string): Day {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now);
}

function utc(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}
function dayOf(date: Date): Day {
  return date.toISOString().slice(0, 10);
}
function make(year: number, month: number, day: number): Day {
  return dayOf(new Date(Date.UTC(year, month, day)));
}

/** A day that the calendar has: 31 February is none. */
function realDay(year: number, month: number, day: number): Day | undefined {
  const made = make(year, month, day);
  return utc(made).getUTCMonth() === month && day > 0 ? made : undefined;
}

/** The first day of the period of `grain` that holds `day`. Weeks begin on Monday. */
export function startOf(day: Day, grain: Grain): Day {
  const date = utc(day);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (grain === 'year') return make(year, 0, 1);
  if (grain === 'quarter') return make(year, month - (month % 3), 1);
  if (grain === 'month') return make(year, month, 1);
  if (grain === 'week') return make(year, month, date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return day;
}

/** `count` whole periods later; `day` must be the first of its period for months and longer. */
export function shift(day: Day, grain: Grain, count: number): Day {
  const date = utc(day);
  const [year, month, at] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (grain === 'year') return make(year + count, month, at);
  if (grain === 'quarter') return make(year, month + 3 * count, at);
  if (grain === 'month') return make(year, month + count, at);
  return make(year, month, at + (grain === 'week' ? 7 : 1) * count);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** What a period is called: 2025, Q1 2025, March 2025, or its days. */
function nameOf(from: Day, grain: Grain): string {
  const date = utc(from);
  if (grain === 'year') return `in ${date.getUTCFullYear()}`;
  if (grain === 'quarter') return `in Q${date.getUTCMonth() / 3 + 1} ${date.getUTCFullYear()}`;
  if (grain === 'month') return `in ${capital(monthNames[date.getUTCMonth()] ?? '')} ${date.getUTCFullYear()}`;
  if (grain === 'week') return `from ${from} to ${shift(from, 'day', 6)}`;
  return `on ${from}`;
}

interface Point {
  from: Day;
  grain: Grain;
  length: number;
}

function monthIndex(word: string): number {
  if (word.length < 3 || ((word === 'may') === false && word.length === 3 && word === 'mar'))
    return word === 'mar' ? 2 : -1;
  return monthNames.findIndex(
    (name) => name === word || name.slice(0, 3) === word || (word === 'sept' && name === 'september'),
  );
}

function yearAt(tokens: readonly Token[], at: number): number | undefined {
  const token = tokens[at];
  if (token?.kind !== 'number' || !/^(19|20)\d\d$/.test(token.text)) return undefined;
  return token.value;
}

/** A year, quarter, month or day written out at `at`. A month without a year is the latest one that has begun. */
function pointAt(tokens: readonly Token[], at: number, now: Day, bareYear: boolean): Point | undefined {
  const token = tokens[at];
  if (!token) return undefined;
  if (/^\d{4}-\d{2}-\d{2}$/.test(token.text)) {
    return dayOf(new Date(Date.parse(token.text) || 0)) === token.text
      ? { from: token.text, grain: 'day', length: 1 }
      : undefined;
  }
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(token.text)) return { from: `${token.text}-01`, grain: 'month', length: 1 };
  if (token.lower === 'today') return { from: now, grain: 'day', length: 1 };
  if (token.lower === 'yesterday') return { from: shift(now, 'day', -1), grain: 'day', length: 1 };
  const year = yearAt(tokens, at);
  if (year !== undefined) return bareYear ? { from: make(year, 0, 1), grain: 'year', length: 1 } : undefined;
  const quarter = /^q([1-4])$/.exec(token.lower)?.[1];
  const ordinal = ordinalQuarters[token.lower];
  if (quarter || (ordinal && tokens[at + 1]?.lower === 'quarter')) {
    let length = quarter ? 1 : 2;
    if (tokens[at + length]?.lower === 'of' && yearAt(tokens, at + length + 1)) length += 1;
    const given = yearAt(tokens, at + length);
    const month = (Number(quarter ?? ordinal) - 1) * 3;
    const from = make(given ?? Number(now.slice(0, 4)), month, 1);
    if (given) return { from, grain: 'quarter', length: length + 1 };
    return { from: from > now ? shift(from, 'year', -1) : from, grain: 'quarter', length };
  }
  // "5 March 2025"
  const dayFirst =
    token.kind === 'number' || /^\d+(st|nd|rd|th)$/.test(token.lower) ? Number.parseInt(token.lower, 10) : undefined;
  if (dayFirst !== undefined) {
    let month = at + 1;
    if (tokens[month]?.lower === 'of') month += 1;
    const index = monthIndex(tokens[month]?.lower ?? '');
    const given = yearAt(tokens, month + 1);
    const day = index < 0 || !given ? undefined : realDay(given, index, dayFirst);
    return day === undefined ? undefined : { from: day, grain: 'day', length: month + 2 - at };
  }
  const index = monthIndex(token.lower);
  if (index < 0) return undefined;
  const dayText = tokens[at + 1]?.lower ?? '';
  if (/^\d{1,2}(st|nd|rd|th)?$/.test(dayText)) {
    const comma = tokens[at + 2]?.text === ',' ? 1 : 0;
    const given = yearAt(tokens, at + 2 + comma);
    const day = given === undefined ? undefined : realDay(given, index, Number.parseInt(dayText, 10));
    return day === undefined ? undefined : { from: day, grain: 'day', length: 3 + comma };
  }
  const of = tokens[at + 1]?.lower === 'of' || tokens[at + 1]?.text === ',' ? 1 : 0;
  const given = yearAt(tokens, at + 1 + of);
  if (given) return { from: make(given, index, 1), grain: 'month', length: 2 + of };
  const from = make(Number(now.slice(0, 4)), index, 1);
  return { from: from > now ? shift(from, 'year', -1) : from, grain: 'month', length: 1 };
}

/** "this month", "last quarter", "last 3 weeks" (whole periods before the running one), "year to date". */
function relativeAt(tokens: readonly Token[], start: number, now: Day): { period: Period; length: number } | undefined {
  const word = (offset: number) => tokens[start + offset]?.lower ?? '';
  const which = word(0);
  if (which === 'ytd')
    return {
      period: { from: startOf(now, 'year'), to: shift(now, 'day', 1), text: `from ${startOf(now, 'year')} to ${now}` },
      length: 1,
    };
  const toDate = units[which];
  if (toDate && word(1) === 'to' && word(2) === 'date') {
    const from = startOf(now, toDate);
    return { period: { from, to: shift(now, 'day', 1), text: `from ${from} to ${now}` }, length: 3 };
  }
  const isThis = which === 'this' || which === 'current';
  if (!isThis && which !== 'last' && which !== 'previous' && which !== 'past') return undefined;
  const unit = units[tokens[start + 1]?.stem ?? ''];
  if (unit && word(1) === unit) {
    const from = isThis ? startOf(now, unit) : shift(startOf(now, unit), unit, -1);
    return { period: { from, to: shift(from, unit, 1), text: nameOf(from, unit) }, length: 2 };
  }
  const count = tokens[start + 1]?.value ?? numberWords[word(1)];
  const many = units[tokens[start + 2]?.stem ?? ''];
  if (isThis || !many || count === undefined || !Number.isInteger(count) || count < 1 || count > 10_000)
    return undefined;
  const to = startOf(now, many);
  const from = shift(to, many, -count);
  return { period: { from, to, text: `from ${from} to ${shift(to, 'day', -1)}` }, length: 3 };
}

const opening = new Set(['in', 'during', 'of', 'for', 'on', 'from', 'within', 'over', 'the']);

/**
 * The period written at `at`, its prepositions included, or nothing. A bare year counts only behind a preposition
 * or as part of a date, because 2025 is also a plain number; `alone` lifts that for a question that is nothing else.
 */
export function periodAt(
  tokens: readonly Token[],
  at: number,
  now: Day,
  alone = false,
): { period: Period; length: number } | undefined {
  const first = tokens[at]?.lower ?? '';
  const end = (point: Point) => shift(point.from, point.grain, 1);
  const isBetween = first === 'between';
  if (isBetween || first === 'from') {
    const a = pointAt(tokens, at + 1, now, true);
    const joint = a ? (tokens[at + 1 + a.length]?.lower ?? '') : '';
    const b = a ? pointAt(tokens, at + 2 + a.length, now, true) : undefined;
    if (a && b && (isBetween ? joint === 'and' : ['to', 'until', 'till', 'through'].includes(joint))) {
      const period = { from: a.from, to: end(b), text: `from ${a.from} to ${shift(end(b), 'day', -1)}` };
      return { period, length: 2 + a.length + b.length };
    }
    if (isBetween) return undefined;
  }
  const upTo = first === 'up' && ['to', 'until', 'till'].includes(tokens[at + 1]?.lower ?? '');
  if (upTo || ['since', 'after', 'before', 'until', 'till', 'to'].includes(first)) {
    const words = upTo ? 2 : 1;
    const point = pointAt(tokens, at + words, now, true);
    if (!point) return undefined;
    const length = words + point.length;
    if (first === 'since') return { period: { from: point.from, text: `on or after ${point.from}` }, length };
    if (first === 'after') return { period: { from: end(point), text: `on or after ${end(point)}` }, length };
    if (first === 'before') return { period: { to: point.from, text: `before ${point.from}` }, length };
    return { period: { to: end(point), text: `before ${end(point)}` }, length };
  }
  let start = at;
  while (opening.has(tokens[start]?.lower ?? '')) start += 1;
  const relative = relativeAt(tokens, start, now);
  if (relative) return { period: relative.period, length: start - at + relative.length };
  const point = pointAt(tokens, start, now, start > at || alone);
  if (!point) return undefined;
  const open = openEnd(tokens, start + point.length);
  if (open) {
    const length = start - at + point.length + open.length;
    if (open.side === 'later') return { period: { from: point.from, text: `on or after ${point.from}` }, length };
    return { period: { to: end(point), text: `before ${end(point)}` }, length };
  }
  // A month's name without a preposition and a year may be a person or a verb ("may"), so it is not taken for a date.
  if (start === at && point.grain === 'month' && point.length === 1 && !/^\d/.test(tokens[at]?.text ?? '') && !alone)
    return undefined;
  const period: Period = { from: point.from, to: end(point), text: nameOf(point.from, point.grain) };
  if (tokens.slice(at, start).some((token) => token.lower === 'from')) {
    const words = tokens.slice(start, start + point.length).map((token) => token.text);
    const named = words.join(' ').replace(' ,', ',');
    period.unclear = { within: `${point.grain === 'day' ? 'on' : 'in'} ${named}`, since: `since ${named}` };
  }
  return { period, length: start - at + point.length };
}

const later = [
  'on',
  'onward',
  'onwards',
  'upwards',
  'and up',
  'and later',
  'or later',
  'and after',
  'and onwards',
  'and on',
  '+',
];
const earlier = ['and earlier', 'or earlier', 'and before', 'or before'];

/** Words behind a date that leave one side open: "2025 and later". */
function openEnd(tokens: readonly Token[], at: number): { side: 'later' | 'earlier'; length: number } | undefined {
  for (const length of [2, 1]) {
    const words = tokens.slice(at, at + length).map((token) => token.lower);
    if (words.length < length) continue;
    const text = words.join(' ');
    if (later.includes(text)) return { side: 'later', length };
    if (earlier.includes(text)) return { side: 'earlier', length };
  }
  return undefined;
}

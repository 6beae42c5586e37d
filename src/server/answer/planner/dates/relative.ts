// Periods told from today: yesterday, last month, last 3 weeks, 3 months ago, year to date, last Monday, last May.
// Not here: fiscal ones (fiscal.ts), and what is compared with them (periods.ts).
import { type Interval, make, periodAround, shift, startOf, type Unit, weekdayOf, yearOf } from './calendar.ts';
import { anyAt, countAt, lowerAt, monthIndex, phraseAt, type Reader, unitAt, weekdayIndex } from './words.ts';
import { type Found, known } from './written.ts';

const days: [string, number][] = [
  ['the day before yesterday', -2],
  ['day before yesterday', -2],
  ['the day after tomorrow', 2],
  ['day after tomorrow', 2],
  ['today', 0],
  ['yesterday', -1],
  ['tomorrow', 1],
];
/** How far from the running period: "last" is one before. */
export const offsets: ReadonlyMap<string, number> = new Map(
  Object.entries({ this: 0, current: 0, last: -1, previous: -1, past: -1, prior: -1, next: 1 }),
);
const shortToDate: ReadonlyMap<string, Unit> = new Map([
  ['ytd', 'year'],
  ['qtd', 'quarter'],
  ['mtd', 'month'],
  ['wtd', 'week'],
]);
const whole = /^(full|complete|whole|calendar)$/;
const spelled = /^(first|second|third|fourth)$/;

function found(interval: Interval, end: number): Found {
  return { written: known(interval.from, interval.to), end };
}

export function relativeAt(r: Reader, at: number): Found | undefined {
  for (const [phrase, offset] of days) {
    const length = phraseAt(r, at, phrase);
    if (length > 0) return found(periodAround(r.now, 'day', offset), at + length);
  }
  return toDateAt(r, at) ?? agoAt(r, at) ?? beforeLastAt(r, at) ?? steppedAt(r, at);
}

/** From the start of the running period to today, today included. */
function toDateAt(r: Reader, at: number): Found | undefined {
  const isYear = (place: number) => /^(19|20)\d\d$/.test(lowerAt(r, place));
  const upToToday = (unit: Unit, end: number) =>
    // "YTD 2025" and "2025 year to date" are other periods, and so is "year to date of May".
    lowerAt(r, end) === 'of' || isYear(end) || isYear(at - 1)
      ? undefined
      : found({ from: startOf(r.now, unit), to: shift(r.now, 'day', 1) }, end);
  const short = shortToDate.get(lowerAt(r, at));
  if (short) return upToToday(short, at + 1);
  const running = anyAt(r, at, ['so far this', 'so far in this', 'this', 'the current', 'current']);
  const unit = unitAt(r, at + running, 'singular');
  if (!unit || unit === 'day') return undefined;
  const end = at + running + 1;
  if (lowerAt(r, at) === 'so') return upToToday(unit, end);
  const tail = anyAt(r, end, ['to date', '- to - date', ...(running > 0 ? ['so far', 'until now', 'up to now'] : [])]);
  return tail > 0 ? upToToday(unit, end + tail) : undefined;
}

/** "3 months ago" is that month, "a week ago" that week. */
function agoAt(r: Reader, at: number): Found | undefined {
  const count = /^(a|an)$/.test(lowerAt(r, at)) ? 1 : countAt(r, at);
  const unit = unitAt(r, at + 1);
  if (count === undefined || !unit || lowerAt(r, at + 2) !== 'ago') return undefined;
  // "more than 3 months ago" is no month.
  if (/^(than|least|most|over|under|within)$/.test(lowerAt(r, at - 1))) return undefined;
  return found(periodAround(r.now, unit, -count), at + 3);
}

/** "the month before last". */
function beforeLastAt(r: Reader, at: number): Found | undefined {
  const start = lowerAt(r, at) === 'the' ? at + 1 : at;
  const unit = unitAt(r, start, 'singular');
  if (!unit || phraseAt(r, start + 1, 'before last') === 0) return undefined;
  return found(periodAround(r.now, unit, -2), start + 3);
}

/** "this month", "last quarter", "last 3 weeks" (whole periods before the running one), "next week", "last Monday". */
function steppedAt(r: Reader, at: number): Found | undefined {
  const which = lowerAt(r, at);
  const offset = offsets.get(which);
  if (offset === undefined) return undefined;
  const start = whole.test(lowerAt(r, at + 1)) ? at + 2 : at + 1;
  const unit = unitAt(r, start, 'singular');
  if (unit) return oneAt(r, start + 1, unit, offset);
  const count = countAt(r, start);
  if (count !== undefined && offset !== 0) {
    const of = whole.test(lowerAt(r, start + 1)) ? start + 2 : start + 1;
    const many = unitAt(r, of);
    if (!many || isPartOf(r, of + 1)) return undefined;
    const from = shift(startOf(r.now, many), many, offset < 0 ? -count : 1);
    return found({ from, to: shift(from, many, count) }, of + 1);
  }
  return start === at + 1 ? namedAt(r, start, which, offset) : undefined;
}

/** "last month of 2024" is told from 2024 and not from today (moment.ts). */
function isPartOf(r: Reader, at: number): boolean {
  const next = lowerAt(r, at) === 'of' || lowerAt(r, at) === 'in' ? lowerAt(r, at + 1) : '';
  return (
    /^(19|20)\d\d$/.test(next) ||
    /^q\d$/.test(next) ||
    monthIndex(next) >= 0 ||
    (offsets.has(next) && unitAt(r, at + 2) !== undefined) ||
    (spelled.test(next) && /^(quarter|half)$/.test(lowerAt(r, at + 2))) ||
    (next === 'the' && unitAt(r, at + 2) !== undefined) ||
    (/^(19|20)\d\d$/.test(lowerAt(r, at)) && r.words[at]?.kind === 'number')
  );
}

function oneAt(r: Reader, end: number, unit: Unit, offset: number): Found | undefined {
  if (isPartOf(r, end)) return undefined;
  const year = phraseAt(r, end, 'last year') || phraseAt(r, end, 'of last year');
  // "this month last year".
  if (year > 0) {
    if (offset !== 0 || (unit !== 'month' && unit !== 'quarter')) return undefined;
    return found(periodAround(shift(startOf(r.now, 'month'), 'year', -1), unit), end + year);
  }
  return found(periodAround(r.now, unit, offset), end);
}

/** "last Monday" is the latest before today, "last weekend" that of the week before, "last May" a May that is over. */
function namedAt(r: Reader, at: number, which: string, offset: number): Found | undefined {
  const word = lowerAt(r, at);
  const weekday = weekdayIndex(word);
  if (weekday >= 0) {
    if (which !== 'last' && which !== 'past') return undefined;
    const back = (weekdayOf(r.now) - weekday + 7) % 7 || 7;
    return found(periodAround(r.now, 'day', -back), at + 1);
  }
  if (word === 'weekend' && offset <= 0) {
    const monday = periodAround(r.now, 'week', offset);
    // On Monday to Friday the weekend that is over belongs to the week before, and at a weekend so does the last one.
    return found({ from: shift(monday.from, 'day', 5), to: monday.to }, at + 1);
  }
  const month = monthIndex(word);
  if (month < 0 || /^(19|20)\d\d$/.test(lowerAt(r, at + 1)) || r.words[at + 1]?.kind === 'number') return undefined;
  const inYear = (year: number) => periodAround(make(year, month, 1), 'month');
  const year = yearOf(r.now);
  if (which === 'this') return found(inYear(year), at + 1);
  if (which !== 'last' && which !== 'past') return undefined;
  const [mine, before] = [inYear(year), inYear(year - 1)];
  // In November, "last May" may be half a year or a year and a half ago.
  const options = mine.to <= r.now ? [mine, before] : [before];
  return { written: { kind: 'known', options }, end: at + 1 };
}

// Dates with a month's name: 3 May 2024, May 3rd, May 2024, Monday, May 6, 2024, and months and days without a year.
// Not here: numbers of months (counted.ts), dates in digits (numeric.ts).
import { monthOf, periodAround, weekdayOf, yearOf } from './calendar.ts';
import {
  centuryOf,
  counting,
  lowerAt,
  monthIndex,
  ordinalAt,
  type Reader,
  smallNumberAt,
  weekdayIndex,
  yearAt,
} from './words.ts';
import { type Found, impossible, intervalsOf, type Written } from './written.ts';

/** A year behind a month, a quarter or the like: "2024", "of 2024", ", 2024", "'24", "last year". */
export function yearBehind(r: Reader, at: number): { year: number; end: number } | undefined {
  const mark = lowerAt(r, at);
  const joined = /^[-/]$/.test(mark) && r.words[at]?.glued === true && r.words[at + 1]?.glued === true;
  let start = mark === ',' || mark === 'of' || mark === 'in' || joined ? at + 1 : at;
  if (mark !== ',') while (/^(the|year|calendar)$/.test(lowerAt(r, start))) start += 1;
  const year = yearAt(r, start, true);
  if (year !== undefined) return { year, end: start + 1 };
  const short = r.words[start + 1];
  if (/^['’]$/.test(lowerAt(r, start)) && short?.glued && /^\d\d$/.test(short.text) && short.value !== undefined)
    return { year: centuryOf(short.value, r.now), end: start + 2 };
  const told = yearToldAt(r, start);
  return told !== undefined && mark !== ',' ? { year: told, end: start + 2 } : undefined;
}

/** "last year" and the like as a number. */
export function yearToldAt(r: Reader, at: number): number | undefined {
  if (lowerAt(r, at + 1) !== 'year' || /^(to|so|before)$/.test(lowerAt(r, at + 2))) return undefined;
  const offset = { this: 0, current: 0, last: -1, previous: -1, prior: -1, next: 1 }[lowerAt(r, at)];
  return offset === undefined ? undefined : yearOf(r.now) + offset;
}

/** Without a year it must not be followed by something that looks like one and could not be read. */
export function isCut(r: Reader, at: number): boolean {
  const word = r.words[at];
  if (word?.kind === 'number' && /^\d{4}$/.test(word.text)) return true;
  return /^['’/]$/.test(word?.text ?? '') && r.words[at + 1]?.kind === 'number';
}

function monthAt(r: Reader, at: number): number {
  const word = r.words[at];
  return word?.kind === 'word' ? monthIndex(word.lower) + 1 : 0;
}

/** The number of a day, as a number or as "3rd"; in words only as "the first of", for "the first May order" is no day. */
function dayNumberAt(r: Reader, at: number): { number: number; end: number; ordinal: boolean } | undefined {
  const plain = smallNumberAt(r, at);
  if (plain !== undefined) return { number: plain, end: at + 1, ordinal: false };
  const the = lowerAt(r, at) === 'the' ? 1 : 0;
  const word = lowerAt(r, at + the);
  const isSaid = (the === 1 || lowerAt(r, at - 1) === 'the') && lowerAt(r, at + the + 1) === 'of';
  const ordinal = /^\d/.test(word) || isSaid ? ordinalAt(r, at + the) : undefined;
  return ordinal === undefined ? undefined : { number: ordinal, end: at + the + 1, ordinal: true };
}

export function namedAt(r: Reader, at: number): Found | undefined {
  const weekday = r.words[at]?.kind === 'word' ? weekdayIndex(lowerAt(r, at)) : -1;
  if (weekday >= 0) {
    const start = lowerAt(r, at + 1) === ',' ? at + 2 : at + 1;
    const dated = dayFirstAt(r, start) ?? monthFirstAt(r, start);
    if (dated?.written.kind !== 'day') return undefined;
    const [day] = intervalsOf(dated.written, r.now);
    // "Monday, May 7, 2024" names no day when that was a Tuesday.
    return day && weekdayOf(day.from) === weekday ? { ...dated, bare: false } : { written: impossible, end: dated.end };
  }
  return dayFirstAt(r, at) ?? monthFirstAt(r, at) ?? shortAt(r, at);
}

/** "3 May 2024", "3rd of May", "3-May-2024". */
function dayFirstAt(r: Reader, at: number): Found | undefined {
  const day = dayNumberAt(r, at);
  // In "top 10 May 2024" the number counts something.
  if (!day || (!day.ordinal && counting.test(lowerAt(r, at - 1)))) return undefined;
  const joint = r.words[day.end];
  const month = joint?.lower === 'of' || (joint?.text === '-' && joint.glued) ? day.end + 1 : day.end;
  const number = monthAt(r, month);
  if (number === 0) return joint?.lower === 'of' && day.ordinal ? ofToldMonth(r, month, day.number) : undefined;
  const given = yearBehind(r, month + 1);
  const written: Written = { kind: 'day', number: day.number, month: number };
  if (given) return { written: { ...written, year: given.year }, end: given.end };
  return isCut(r, month + 1) ? undefined : { written, end: month + 1, bare: !day.ordinal };
}

/** "the 15th of last month". */
function ofToldMonth(r: Reader, at: number, number: number): Found | undefined {
  const offset = { this: 0, current: 0, last: -1, previous: -1, next: 1 }[lowerAt(r, at)];
  if (offset === undefined || lowerAt(r, at + 1) !== 'month') return undefined;
  const { from } = periodAround(r.now, 'month', offset);
  const written: Written = { kind: 'day', number, month: monthOf(from) + 1, year: yearOf(from) };
  return { written, end: at + 2 };
}

/** "May 3, 2024", "May the 3rd", "May 2024", "May". */
function monthFirstAt(r: Reader, at: number): Found | undefined {
  const month = monthAt(r, at);
  if (month === 0) return undefined;
  const dash = lowerAt(r, at + 1) === '-' && r.words[at + 1]?.glued && r.words[at + 2]?.glued ? 1 : 0;
  const day = dayNumberAt(r, at + 1 + dash);
  const short = day && !day.ordinal ? shortYearOf(r, at, dash === 1) : undefined;
  if (short !== undefined && day && !yearBehind(r, day.end))
    return { written: { kind: 'month', number: month, year: short }, end: day.end, bare: true };
  // "May 3 months ago" and "May 5 to 12" differ in what follows; a month or a range before it is read elsewhere.
  if (day && !/^(day|week|month|quarter|year)s?$/.test(lowerAt(r, day.end))) {
    const given = yearBehind(r, day.end);
    const written: Written = { kind: 'day', number: day.number, month };
    if (given) return { written: { ...written, year: given.year }, end: given.end };
    return isCut(r, day.end) ? undefined : { written, end: day.end, bare: !day.ordinal };
  }
  const given = yearBehind(r, at + 1);
  if (given) return { written: { kind: 'month', number: month, year: given.year }, end: given.end };
  return isCut(r, at + 1) ? undefined : { written: { kind: 'month', number: month }, end: at + 1, bare: true };
}

/** In "Jan 24" or "in January 24" the number may be a year near to now; with a whole name elsewhere it is a day. */
function shortYearOf(r: Reader, month: number, dashed: boolean): number | undefined {
  const isInside = /^(in|during|for|within|throughout)$/.test(lowerAt(r, month - 1));
  if (!r.shortYear || !(isInside || dashed || (lowerAt(r, month).length < 5 && lowerAt(r, month) !== 'may')))
    return undefined;
  const text = r.words[month + (dashed ? 2 : 1)]?.text ?? '';
  const year = /^\d\d$/.test(text) ? 2000 + Number(text) : 0;
  return yearOf(r.now) - year <= 10 && year <= yearOf(r.now) + 1 ? year : undefined;
}

/** "May'24" is one word. */
function shortAt(r: Reader, at: number): Found | undefined {
  const found = /^([a-z]+)['’](\d\d)$/.exec(lowerAt(r, at));
  const month = monthIndex(found?.[1] ?? '') + 1;
  if (month === 0 || !found?.[2]) return undefined;
  return { written: { kind: 'month', number: month, year: centuryOf(Number(found[2]), r.now) }, end: at + 1 };
}

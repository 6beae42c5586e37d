// Two dates that belong together: ranges ("from March to May 2024") and lists ("March and April 2025"), whose parts
// lend each other the month and the year. Not here: the words before them (periods.ts).
import { type Day, type Interval, periodAround, shift, yearOf } from './calendar.ts';
import { fiscalOf } from './fiscal.ts';
import { edgeAt, edgeMoment, momentAt } from './moment.ts';
import { yearBehind } from './named.ts';
import { anyAt, counting, lowerAt, ordinalAt, type Reader, smallNumberAt } from './words.ts';
import { type Found, firstAfter, intervalsOf, known, lacksYear, type Written, withYear } from './written.ts';

export const rangeJoints = ['to', 'until', 'till', 'til', 'through', 'thru', 'up to', 'up until', '-', '–', '—', '.'];

type Ends = [Interval, Interval];

export interface Several {
  /** The days of each; none when one of the dates does not exist, several when the words can mean each of them. */
  options: Interval[];
  /** Of a range, its first and its last part for each of the options. */
  ends: Ends[];
  end: number;
  bare: boolean;
}

/** A number beside a date that says what it counts: the "5" of "5 to 12 May", the "first" of "first and second quarter". */
export function loneAt(r: Reader, at: number): Found | undefined {
  const the = lowerAt(r, at) === 'the' ? 1 : 0;
  const number = smallNumberAt(r, at) ?? ordinalAt(r, at + the);
  // In "top 5 and 12 May" the number counts something.
  if (number === undefined || counting.test(lowerAt(r, at - 1))) return undefined;
  const end = at + (smallNumberAt(r, at) === undefined ? the : 0) + 1;
  const given = yearBehind(r, end);
  const written: Written = { kind: 'day', number };
  return given ? { written: { ...written, year: given.year }, end: given.end } : { written, end, bare: true };
}

export const isLone = (written: Written): boolean => written.kind === 'day' && written.month === undefined;

/** The lone number as the same kind of date as the one beside it; nothing when that one counts nothing. */
export function likeOther(lone: Written, other: Written): Written | undefined {
  if (!isLone(lone) || lone.kind !== 'day') return lone;
  if (other.kind === 'known' || other.kind === 'year' || isLone(other)) return undefined;
  const year = lone.year ?? other.year;
  const given = year === undefined ? {} : { year };
  if (other.kind !== 'day')
    return other.kind === 'month' ? undefined : { kind: other.kind, number: lone.number, ...given };
  return other.month === undefined ? undefined : { kind: 'day', number: lone.number, month: other.month, ...given };
}

/** "A to B" at `at`; `failed` where the words are a range that says no days, so that its parts are not read alone. */
export function rangeAt(r: Reader, at: number, joints: readonly string[]): Several | 'failed' | undefined {
  const edge = edgeAt(r, at);
  if (edge?.side === 'end') return undefined;
  const a = edge ? edgeMoment(r, edge.end) : (momentAt(r, at) ?? loneAt(r, at));
  const joint = a ? anyAt(r, a.end, joints) : 0;
  if (!a || joint === 0) return undefined;
  const b = endAt(r, a.end + joint, a.written);
  if (!b) return undefined;
  const isFiscal = a.fiscal ?? b.fiscal;
  const alike = (written: Written) =>
    isFiscal && r.fiscalStart !== undefined ? fiscalOf(written, r.fiscalStart) : written;
  const first = likeOther(alike(a.written), b.written);
  const last = likeOther(alike(b.written), first ?? a.written);
  if (!first || !last) return undefined;
  // A quarter beside a fiscal year could be of either.
  if (isFiscal && [first.kind, last.kind].some((kind) => kind === 'quarter' || kind === 'half')) return 'failed';
  // "Jan 24 to March 20" must not be a month and a day.
  if (r.shortYear && (first.kind !== 'month' || last.kind !== 'month')) return 'failed';
  if (isToDate(r, a.end + joint) && !isRunning(r, at, first)) return 'failed';
  const ends = between(first, last, r.now, edge !== undefined);
  if (ends === undefined) return 'failed';
  const options = ends.map(([{ from }, { to }]) => ({ from, to }));
  const dashed = /^[-–—]$/.test(lowerAt(r, a.end)) && first.kind === 'year' && last.kind === 'year';
  return { options, ends, end: b.end, bare: !dashed && (a.bare ?? false) && (b.bare ?? false) };
}

/** "to date": up to today. */
function isToDate(r: Reader, at: number): boolean {
  return lowerAt(r, at - 1) === 'to' && lowerAt(r, at) === 'date' && lowerAt(r, at + 1) !== 'of';
}

/** "2025 to date" in 2026 may end with that year or today, if it does not say from where. */
function isRunning(r: Reader, at: number, start: Written): boolean {
  return /^(from|since)$/.test(lowerAt(r, at - 1)) || intervalsOf(start, r.now).every(({ to }) => to > r.now);
}

/** The end of a range: a date, its end in words, today as "now", or a number of the same kind. */
function endAt(r: Reader, at: number, first: Written): Found | undefined {
  const edge = edgeAt(r, at);
  if (edge) return edge.side === 'end' ? edgeMoment(r, edge.end) : undefined;
  if (isToDate(r, at) || /^(now|present)$/.test(lowerAt(r, at))) {
    const { from, to } = periodAround(r.now, 'day');
    return { written: known(from, to), end: at + 1, told: true };
  }
  const lone = first.kind === 'day' && !isLone(first) ? loneAt(r, at) : undefined;
  return momentAt(r, at) ?? lone ?? (first.kind === 'week' ? loneAt(r, at) : undefined);
}

/** The same part of another year: May of 2024, when it is written beside May 2023. */
export function sameIn(part: Written, year: number): Written | undefined {
  if (part.kind === 'known' || part.kind === 'year' || part.year === undefined) return undefined;
  return { ...part, year };
}

/**
 * The days from the first of one to the last of the other. Nothing when the end is before the start, or inside of it:
 * "from 2024 to March 2024" is no range, unless it says that it means the beginning of 2024.
 */
function between(a: Written, b: Written, now: Day, isBeginning: boolean): Ends[] | undefined {
  const fits = (from: Interval, to: Interval) => to.from >= from.from && (isBeginning || to.to >= from.to);
  const all = (starts: Interval[], ends: Interval[]): Ends[] | undefined => {
    if (starts.length === 0 || ends.length === 0) return [];
    const joined = starts.flatMap((start) => ends.flatMap((end): Ends[] => (fits(start, end) ? [[start, end]] : [])));
    return joined.length > 0 ? joined : undefined;
  };
  if (lacksYear(a) && lacksYear(b)) return withoutYears(a, b, now);
  if (lacksYear(a)) {
    const ends = intervalsOf(b, now);
    const [end] = ends;
    if (!end || b.kind === 'known') return all(end ? intervalsOf(a, shift(end.to, 'day', -1)) : [], ends);
    const year = yearOf(shift(end.to, 'day', -1));
    // "from November to February 2025" begins the year before; two days of one month do not.
    const isOneMonth = a.kind === 'day' && b.kind === 'day' && a.month === b.month;
    const same = all(intervalsOf(withYear(a, year), now), ends);
    return same ?? (isOneMonth ? undefined : all(intervalsOf(withYear(a, year - 1), now), ends));
  }
  const same = b.kind === 'year' ? sameIn(a, b.year) : undefined;
  // "from May 2023 to 2024" ends with the year, or in May again.
  if (same) return all(intervalsOf(a, now), [...intervalsOf(b, now), ...intervalsOf(same, now)]);
  const starts = intervalsOf(a, now);
  const [start] = starts;
  if (!lacksYear(b) || !start) return all(starts, intervalsOf(b, now));
  const next = firstAfter(b, start.from);
  if (!next) return [];
  // "from March 2024 to May" can end that May or this one.
  const latest = intervalsOf(b, now).filter(({ to }) => to > next.to);
  return all([start], [next, ...(a.kind === 'known' ? [] : latest)]);
}

/** "from March to May": the latest that has begun. Over the turn of the year that may be the one that still runs, or not. */
function withoutYears(a: Written, b: Written, now: Day): Ends[] | undefined {
  const ranges = (latest: Day): Ends[] => {
    const [start] = intervalsOf(a, latest);
    const end = start && firstAfter(b, start.from);
    return start && end && end.to >= start.to ? [[start, end]] : [];
  };
  if (intervalsOf(a, now).length === 0 || intervalsOf(b, now).length === 0) return [];
  const [range] = ranges(now);
  if (!range) return undefined;
  if (a.kind === 'day' && b.kind === 'day' && a.month === b.month && a.number > b.number) return undefined;
  const [{ from }, { to }] = range;
  const isOver = to <= shift(now, 'day', 1);
  const turns = yearOf(from) !== yearOf(shift(to, 'day', -1));
  return isOver || !turns ? [range] : [range, ...ranges(shift(from, 'day', -1))];
}

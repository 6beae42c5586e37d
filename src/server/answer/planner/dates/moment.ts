// One date or period at a place of the question, of any kind, with parts of it: "the first 3 months of 2024".
// Not here: two of them (ranges.ts), words that compare with one (periods.ts).
import { type Interval, periodAround, shift, startOf, type Unit } from './calendar.ts';
import { countedAt } from './counted.ts';
import { fiscalAt } from './fiscal.ts';
import { namedAt } from './named.ts';
import { hasTime, numericAt } from './numeric.ts';
import { relativeAt } from './relative.ts';
import { anyAt, countAt, lowerAt, opens, ordinalAt, type Reader, unitAt } from './words.ts';
import { type Found, impossible, intervalsOf, lacksYear } from './written.ts';

/** What stands at `at`, an article before it included. A date with a time of day is none. */
export function momentAt(r: Reader, at: number): Found | undefined {
  if (r.moments.has(at)) return r.moments.get(at);
  const found = opens(lowerAt(r, at)) ? findAt(r, at) : undefined;
  const moment = found && !hasTime(r, found.end) ? found : undefined;
  r.moments.set(at, moment);
  return moment;
}

/** With these a fiscal period is told from today. */
const stepping = /^(this|current|last|previous|past|prior|next)$/;

function findAt(r: Reader, at: number): Found | undefined {
  const start = lowerAt(r, at) === 'the' ? at + 1 : at;
  const fiscal = fiscalAt(r, start);
  if (fiscal?.found) return { ...fiscal.found, told: stepping.test(lowerAt(r, start)), fiscal: true };
  if (fiscal) return undefined;
  const part = partAt(r, start);
  if (part) return part.found;
  const found = weekOfAt(r, start) ?? numericAt(r, start) ?? countedAt(r, start);
  if (found) return found;
  // "the day before yesterday" begins with its article.
  const told = relativeAt(r, at) ?? relativeAt(r, start);
  return told ? { ...told, told: true } : namedAt(r, start);
}

/** "the week of May 6, 2024" is the week that holds the day. */
function weekOfAt(r: Reader, at: number): Found | undefined {
  if (lowerAt(r, at) !== 'week' || lowerAt(r, at + 1) !== 'of') return undefined;
  const day = momentAt(r, at + 2);
  const days = day ? intervalsOf(day.written, r.now) : [];
  if (!day || days.some(({ from, to }) => to !== shift(from, 'day', 1))) return undefined;
  return { written: { kind: 'known', options: days.map(({ from }) => periodAround(from, 'week')) }, end: day.end };
}

/** "first 3 months of 2024", "last day of May 2024", "last quarter of last year", "third month of 2024". */
function partAt(r: Reader, at: number): { found?: Found } | undefined {
  const isLast = /^(last|final)$/.test(lowerAt(r, at));
  const ordinal = isLast ? undefined : ordinalAt(r, at);
  if (!isLast && ordinal === undefined) return undefined;
  const count = isLast || ordinal === 1 ? countAt(r, at + 1) : undefined;
  const noun = count === undefined ? at + 1 : at + 2;
  const unit = unitAt(r, noun);
  if (!unit || unit === 'year' || !/^(of|in)$/.test(lowerAt(r, noun + 1))) return undefined;
  const isThisYear = lowerAt(r, noun + 2) === 'the' && lowerAt(r, noun + 3) === 'year' && unit !== 'day';
  const outer = isThisYear ? edgeMoment(r, noun + 2) : momentAt(r, noun + 2);
  if (!outer) return undefined;
  // A year behind an ordinal quarter is read with it, and weeks do not fill months or years.
  if (unit === 'quarter' && ordinal !== undefined && count === undefined) return undefined;
  const [whole, ...others] = intervalsOf(outer.written, r.now);
  if (unit === 'week' || (lacksYear(outer.written) && outer.bare && lowerAt(r, noun + 1) === 'in')) return {};
  if (!whole) return { found: { written: impossible, end: outer.end } };
  const parts = [whole, ...others].map((each) => cut(each, unit, count ?? 1, isLast, (ordinal ?? 1) - 1));
  const options = parts.flatMap((part) => (part ? [part] : []));
  return options.length < parts.length ? {} : { found: { written: { kind: 'known', options }, end: outer.end } };
}

/** So many whole units of a period, from its start or its end, or nothing when they do not fit. */
function cut(
  { from, to }: Interval,
  unit: Unit,
  count: number,
  isLast: boolean,
  skipped: number,
): Interval | undefined {
  if (startOf(from, unit) !== from || startOf(to, unit) !== to) return undefined;
  const first = isLast ? shift(to, unit, -count) : shift(from, unit, skipped);
  const part = { from: first, to: shift(first, unit, count) };
  return part.from >= from && part.to <= to && (part.from > from || part.to < to) ? part : undefined;
}

/** "the beginning of 2024" or "the end of May": which side, and where what it belongs to begins. */
export function edgeAt(r: Reader, at: number): { side: 'start' | 'end'; end: number } | undefined {
  const the = anyAt(r, at, ['the very', 'the']);
  const side = ({ beginning: 'start', start: 'start', end: 'end' } as const)[lowerAt(r, at + the)];
  const of = at + the + 1;
  return side && lowerAt(r, of) === 'of' ? { side, end: of + 1 } : undefined;
}

/** What "the year" and "this month" are at an edge: "since the beginning of the year". */
export function edgeMoment(r: Reader, at: number): Found | undefined {
  const unit = lowerAt(r, at) === 'the' ? unitAt(r, at + 1, 'singular') : undefined;
  const next = lowerAt(r, at + 2);
  if (unit && unit !== 'day' && !/^\d|^of$|^before$/.test(next)) {
    const from = startOf(r.now, unit);
    return { written: { kind: 'known', options: [{ from, to: shift(from, unit, 1) }] }, end: at + 2 };
  }
  return momentAt(r, at);
}

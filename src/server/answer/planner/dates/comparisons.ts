// Words that compare with a date: since, after, before, until, no later than, as of, more than 30 days ago.
// Not here: open ends behind a date ("2025 and later", periods.ts).
import { type Bounds, type Interval, shift, weekdayOf, yearOf } from './calendar.ts';
import { edgeAt, edgeMoment, momentAt } from './moment.ts';
import { rangeAt } from './ranges.ts';
import { anyAt, countAt, lowerAt, type Reader, unitAt, weekdayIndex } from './words.ts';
import { type Found, firstAfter, intervalsOf, lacksYear, type Read } from './written.ts';

type Side = 'since' | 'after' | 'before' | 'until' | 'by' | 'as of' | 'on';
const phrases: [string, Side][] = [
  ['since|ever since|on or after|after or on|no earlier than|not earlier than|as from', 'since'],
  ['after|later than', 'after'],
  ['before|prior to|earlier than', 'before'],
  ['until|till|til|up to|up until|up till|up to and including|until and including|through|thru|to', 'until'],
  ['no later than|not later than|on or before|before or on', 'until'],
  ['by|by no later than', 'by'],
  ['as of|as at', 'as of'],
];
const sides = phrases.map(([list, side]) => ({ list: list.split('|'), side }));
/** Beside a plain number these compare the number. */
const symbols: ReadonlyMap<string, Side> = new Map([
  ['>=', 'since'],
  ['=>', 'since'],
  ['≥', 'since'],
  ['>', 'after'],
  ['<', 'before'],
  ['<=', 'until'],
  ['=<', 'until'],
  ['≤', 'until'],
  ['=', 'on'],
]);
/** Behind these "to" compares or addresses and says no end. */
const beforeTo =
  /^(compare|compared|relative|respect|according|due|similar|equal|next|close|prior|comparison|contrast|up)$/;

function sideAt(r: Reader, at: number): { side: Side; end: number; isSymbol: boolean } | undefined {
  let best: { side: Side; end: number; isSymbol: boolean } | undefined;
  for (const { list, side } of sides) {
    const length = anyAt(r, at, list);
    if (length > 0 && at + length > (best?.end ?? at)) best = { side, end: at + length, isSymbol: false };
  }
  const symbol = symbols.get(lowerAt(r, at));
  return best ?? (symbol && { side: symbol, end: at + 1, isSymbol: true });
}

/** `failed` where the words compare with a date but say no days, so that the date is not read without them. */
export function comparisonAt(r: Reader, at: number): Read | 'failed' | undefined {
  const ago = agoAt(r, at);
  if (ago) return ago;
  const found = sideAt(r, at);
  if (!found) return undefined;
  const { side, isSymbol, end } = found;
  const isEnd = side === 'until' && !/^(no|not|on|before)$/.test(lowerAt(r, at));
  const isObject = /^(it|that|this|them|these|those)$/.test(lowerAt(r, at - 1));
  if (isEnd && (beforeTo.test(lowerAt(r, isObject ? at - 2 : at - 1)) || endsAt(r, at))) return 'failed';
  const range = side === 'since' ? rangeAt(r, end, ['to', 'until', 'till', 'til', 'through', 'up to']) : undefined;
  if (range === 'failed') return 'failed';
  if (range) return { days: range.options, end: range.end, bare: false };
  const edge = edgeAt(r, end);
  const moment = edge ? edgeMoment(r, edge.end) : momentAt(r, end);
  if (!moment) return side === 'since' ? weekdayAt(r, end) : undefined;
  // A lone number is compared as a number; "by May" may be a person.
  if (moment.bare && (isSymbol || (side === 'by' && lacksYear(moment.written)))) return undefined;
  const options = optionsOf(r, moment, side);
  if (edge) return edged(options, edge.side, side, moment.end) ?? 'failed';
  const isPlain = side === 'until' && /^(to|up|through|thru)$/.test(lowerAt(r, at));
  // What is known today is known up to today.
  const sure =
    side === 'as of' && moment.told && options.every(({ to }) => to <= shift(r.now, 'day', 1)) ? 'until' : side;
  return { days: options.flatMap((each) => boundsOf(each, sure)), end: moment.end, bare: isPlain && !!moment.bare };
}

/** "until May" in April can mean the May that was or the one to come; "since May" cannot. */
function optionsOf(r: Reader, moment: Found, side: Side): Interval[] {
  const options = intervalsOf(moment.written, r.now);
  const [latest] = options;
  if (!latest || !lacksYear(moment.written) || !/^(before|until|by|as of)$/.test(side)) return options;
  const next = firstAfter(moment.written, shift(latest.to, 'day', 1));
  const isLastYear = yearOf(latest.from) < yearOf(r.now) && latest.to <= r.now;
  return isLastYear && next ? [latest, next] : options;
}

function boundsOf({ from, to }: Interval, side: Side): Bounds[] {
  const isDay = to === shift(from, 'day', 1);
  if (side === 'on') return [{ from, to }];
  if (side === 'since') return [{ from }];
  if (side === 'after') return [{ from: to }];
  if (side === 'before') return [{ to: from }];
  if (side === 'until') return [{ to }];
  // "by 2024" is before it begins or before it ends; "as of May" begins there or ends there.
  if (side === 'by') return isDay ? [{ to }] : [{ to }, { to: from }];
  return [{ to }, { from }];
}

/** "since the beginning of 2024", "until the end of May". The other edge of each is not clear to the day. */
function edged(options: Interval[], edge: 'start' | 'end', side: Side, end: number): Read | undefined {
  const fits = edge === 'start' ? side === 'since' || side === 'before' : /^(until|after|by)$/.test(side);
  if (!fits) return undefined;
  const sure: Side = side === 'by' ? 'until' : side;
  return { days: options.flatMap((each) => boundsOf(each, sure)), end, bare: false };
}

/** Whether a date ends right before `at`: then "to" is the middle of a range that says nothing. */
function endsAt(r: Reader, at: number): boolean {
  for (let start = Math.max(0, at - 6); start < at; start++) if (momentAt(r, start)?.end === at) return true;
  return false;
}

/** "since Monday" is the latest one before today. */
function weekdayAt(r: Reader, at: number): Read | undefined {
  const weekday = weekdayIndex(lowerAt(r, at));
  const back = (weekdayOf(r.now) - weekday + 7) % 7;
  return weekday < 0 || back === 0
    ? undefined
    : { days: [{ from: shift(r.now, 'day', -back) }], end: at + 1, bare: false };
}

/** "more than 30 days ago", "less than 2 weeks ago": days are exact, months are not. */
function agoAt(r: Reader, at: number): Read | 'failed' | undefined {
  const more = anyAt(r, at, ['more than', 'over', 'longer than']);
  const less = anyAt(r, at, ['less than', 'under', 'fewer than']);
  const start = at + Math.max(more, less);
  const count = start > at ? countAt(r, start) : undefined;
  const unit = unitAt(r, start + 1);
  if (count === undefined || !unit || lowerAt(r, start + 2) !== 'ago') return undefined;
  if (unit !== 'day' && unit !== 'week') return 'failed';
  const day = shift(r.now, 'day', -count * (unit === 'week' ? 7 : 1));
  const days: Bounds = more > 0 ? { to: day } : { from: shift(day, 'day', 1) };
  return { days: [days], end: start + 3, bare: false };
}

// A whole period at a place of a question: prepositions, comparisons ("since", "no later than"), ranges, open ends.
// Not here: the dates themselves (moment.ts), what is made of several ways to read (../dates.ts).
import { type Bounds, type Interval, shift } from './calendar.ts';
import { comparisonAt } from './comparisons.ts';
import { listAt } from './lists.ts';
import { edgeAt, momentAt } from './moment.ts';
import { isLone, rangeAt, rangeJoints } from './ranges.ts';
import { anyAt, lowerAt, type Reader, unitAt } from './words.ts';
import { type Found, intervalsOf, type Joint, type Listed, lacksYear, type Read, withYear } from './written.ts';

export interface Severals {
  items: Bounds[][];
  end: number;
  joint: Joint;
}

/** What stands before a date and belongs to it. */
interface Opening {
  end: number;
  /** The last preposition, or nothing. */
  preposition: string;
  /** The words say themselves that a date follows: "the month of". */
  expects: 'month' | 'quarter' | undefined;
}

const prepositions = /^(in|during|of|for|on|from|within|over|throughout|across)$/;

function openingAt(r: Reader, at: number): Opening {
  let end = at;
  let preposition = '';
  while (prepositions.test(lowerAt(r, end))) {
    preposition = lowerAt(r, end);
    end += 1;
  }
  const period = anyAt(r, end, ['the period', 'the time', 'the timeframe', 'the time period', 'period', 'the range']);
  if (period > 0 && preposition !== '') {
    end += period;
    const inner = anyAt(r, end, ['of', 'from', 'between', 'in']);
    if (inner > 0) preposition = lowerAt(r, end);
    else preposition = 'during';
    end += inner;
  }
  const the = lowerAt(r, end) === 'the' ? 1 : 0;
  const unit = unitAt(r, end + the);
  const of = lowerAt(r, end + the + 1) === 'of' ? 2 : 1;
  const isGrouped = /^(by|per|each|every|a|any|which|what)$/.test(lowerAt(r, at - 1));
  const isNamed = (unit === 'month' || unit === 'quarter') && !isGrouped;
  const kind = isNamed ? momentAt(r, end + the + of)?.written.kind : undefined;
  if (!isNamed || kind !== unit) return { end, preposition, expects: undefined };
  return { end: end + the + of, preposition, expects: unit };
}

/** Whether a date begun before `at` still goes on there, or words such as "same", "fiscal" or "early" make it another one. */
function isTail(r: Reader, at: number): boolean {
  for (let start = Math.max(0, at - 6); start < at; start++) {
    const before = momentAt(r, start);
    // "the" may be left out by whoever asks.
    if (before && before.end > at && !(start === at - 1 && lowerAt(r, start) === 'the')) return true;
    // What "since" or "until" says of a date is not said without them.
    const compared = comparisonAt(r, start);
    if (compared && compared !== 'failed' && compared.end > at) return true;
  }
  const back = [1, 2, 3].map((offset) => lowerAt(r, at - offset));
  const [one = '', two = ''] = back;
  const ofPart = lowerAt(r, at) === 'of' ? one : one === 'of' ? two : '';
  return (
    // "the same for 2023" names a year; "the same month of 2023" does not name a month.
    (back.includes('same') && lowerAt(r, at) !== 'for' && one !== 'for') ||
    (one === 'time' && two === 'this') ||
    /^(fiscal|financial|fy)$/.test(one) ||
    /^(fiscal|financial|fy)$/.test(two) ||
    /^(early|late|mid|around)$/.test(one) ||
    // "the end of May" is not May.
    /^(end|beginning|start|middle|half|rest|part)$/.test(ofPart)
  );
}

/** The period at `at`. `alone` says that nothing but a date is expected. */
export function readAt(r: Reader, at: number, alone: boolean): Read | undefined {
  if (isTail(r, at)) return undefined;
  const compared = comparisonAt(r, at);
  if (compared) return compared === 'failed' ? undefined : compared;
  const first = lowerAt(r, at);
  const start = first === 'in' && lowerAt(r, at + 1) === 'between' ? at + 1 : at;
  const opening = openingAt(r, start);
  const { end: inner, preposition } = opening;
  if (lowerAt(r, inner) === 'between' || preposition === 'between') {
    const range = rangeAt(r, preposition === 'between' ? inner : inner + 1, ['and', ...rangeJoints]);
    return range && range !== 'failed' ? { days: range.options, end: range.end, bare: range.bare } : undefined;
  }
  const expected = preposition !== '' || alone || opening.expects !== undefined;
  const range = rangeAt(r, inner, rangeJoints);
  if (range === 'failed') return undefined;
  if (range && (expected || !range.bare)) return { days: range.options, end: range.end, bare: range.bare };
  const listed = inList(r, inner);
  if (listed === 'failed') return undefined;
  const found = exceptedAt(r, at, momentAt(r, inner));
  if (listed && (expected || !listed.bare)) return { days: listed.options, end: listed.end, bare: listed.bare };
  if (!found || isLone(found.written)) return undefined;
  return oneAt(r, found, opening, expected);
}

/** "May" of "in 2024 excluding May" is that of 2024. */
function exceptedAt(r: Reader, at: number, found: Found | undefined): Found | undefined {
  if (!found || !lacksYear(found.written)) return found;
  let end = at;
  while (/^(excluding|except|without|but|not|minus|for|in)$/.test(lowerAt(r, end - 1))) end -= 1;
  if (end === at) return found;
  for (let start = Math.max(0, end - 4); start < end; start++) {
    const whole = momentAt(r, start);
    const [year, ...others] = whole?.end === end ? intervalsOf(whole.written, r.now) : [];
    const isYear = year?.to === (year && shift(year.from, 'year', 1)) && year?.from.endsWith('-01-01');
    if (year && isYear && others.length === 0)
      return { ...found, written: withYear(found.written, Number(year.from.slice(0, 4))) };
  }
  return found;
}

function oneAt(r: Reader, found: Found, opening: Opening, expected: boolean): Read | undefined {
  const { preposition, expects } = opening;
  const bare = found.bare === true && expects === undefined;
  const options = intervalsOf(found.written, r.now);
  // "on" says a day, and neither a month nor a year.
  const isOnDay = options.every(({ from, to }) => to === shift(from, 'day', 1));
  if (bare && (!expected || (preposition === 'on' && !isOnDay))) return undefined;
  const open = openEndAt(r, found.end, preposition);
  if (open) {
    const days = options.map(({ from, to }): Bounds => (open.side === 'later' ? { from } : { to }));
    return { days, end: open.end, bare };
  }
  const isSince = preposition === 'from' && !found.told && expects === undefined;
  const days = isSince ? options.flatMap((each): Bounds[] => [each, { from: each.from }]) : options;
  return { days, end: found.end, bare };
}

/** The date at `at` as part of a list, where the other dates say its year: "March" of "March and April 2025". */
function inList(r: Reader, at: number): { options: Interval[]; end: number; bare: boolean } | 'failed' | undefined {
  let best: Listed | undefined;
  for (let start = Math.max(0, at - 10); start <= at; start++) {
    const list = listAt(r, start);
    if (!list) continue;
    if (list === 'failed') {
      if (start === at) return 'failed';
      continue;
    }
    if (list.items.some((item) => item.start === at)) best ??= list;
  }
  const item = best?.items.find(({ start }) => start === at);
  return item && best ? { options: item.options, end: item.end, bare: best.bare } : undefined;
}

const later =
  'onward|onwards|upwards|and up|and later|or later|and after|or after|and onwards|and newer|or newer|+'.split('|');
const earlier = ['and earlier', 'or earlier', 'and before', 'or before', 'and older', 'or older'];
/** What may follow "from 2024 on" when "on" belongs to the date. */
const behindOn = /^(,|by|per|for|in|and|grouped|split|with|where|as|sorted|ordered|broken|)$/;

/** Words behind a date that leave one side open: "2025 and later", "from 2025 on". */
function openEndAt(r: Reader, at: number, preposition: string): { side: 'later' | 'earlier'; end: number } | undefined {
  if (preposition === 'from') {
    const on = anyAt(r, at, ['on', 'and on']);
    if (on > 0 && behindOn.test(lowerAt(r, at + on))) return { side: 'later', end: at + on };
  }
  const up = anyAt(r, at, later);
  const down = anyAt(r, at, earlier);
  const end = at + Math.max(up, down);
  // In "2024 or before 2022" the words belong to the second date, and "2024 + 2025" is a sum.
  if (end === at || momentAt(r, end)) return undefined;
  return { side: up > 0 ? 'later' : 'earlier', end };
}

/** Two or more periods at `at`; with `pairs` also the ends of a range. */
export function severalAt(r: Reader, at: number, alone: boolean, pairs: boolean): Severals | undefined {
  if (isTail(r, at)) return undefined;
  const { end: inner, preposition, expects } = openingAt(r, at);
  const isBetween = lowerAt(r, inner) === 'between' || preposition === 'between';
  if (pairs && (isBetween || preposition === 'from')) {
    const start = lowerAt(r, inner) === 'between' ? inner + 1 : inner;
    const pair = pairAt(r, start, isBetween ? ['and', 'to'] : ['to', 'until', 'till', 'through']);
    if (pair) return pair;
  }
  if (isBetween) return undefined;
  const list = listAt(r, inner);
  if (!list || list === 'failed') return undefined;
  if (list.bare && !alone && preposition === '' && expects === undefined) return undefined;
  const { items, end, joint } = list;
  return { items: items.map(({ options }) => options), end, joint };
}

/** "2023 to 2024" as two. The range says the year of both. */
function pairAt(r: Reader, at: number, joints: readonly string[]): Severals | undefined {
  if (edgeAt(r, at)) return undefined;
  const range = rangeAt(r, at, joints);
  if (!range || range === 'failed') return undefined;
  const { ends, end } = range;
  // Which of the years is meant is asked of the range.
  if (ends.length > 1) return undefined;
  return { items: [ends.map(([first]) => first), ends.map(([, last]) => last)], end, joint: 'and' };
}

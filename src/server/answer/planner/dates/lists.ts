// Several dates in a row: "March and April 2025", "2023 vs 2024", "Q1, Q2 and Q4 2024"; a year said once holds for all.
// Not here: ranges as one period (ranges.ts).
import type { Day, Interval } from './calendar.ts';
import { fiscalOf } from './fiscal.ts';
import { momentAt } from './moment.ts';
import { likeOther, loneAt, rangeAt, rangeJoints, sameIn } from './ranges.ts';
import { anyAt, lowerAt, type Reader } from './words.ts';
import { type Found, intervalsOf, type Joint, type Listed, lacksYear, type Written, withYear } from './written.ts';

const joints: [string, Joint | ','][] = [
  ['and', 'and'],
  [', and', 'and'],
  [',', ','],
  ['&', 'and'],
  ['as well as', 'and'],
  ['or', 'or'],
  [', or', 'or'],
  ['vs', 'versus'],
  ['versus', 'versus'],
  ['against', 'versus'],
  ['compared to', 'versus'],
  ['compared with', 'versus'],
  ['in comparison to', 'versus'],
  ['in comparison with', 'versus'],
];

interface Item {
  start: number;
  end: number;
  bare: boolean;
  /** A single date, whose year may come from its neighbours. */
  written?: Written;
  /** A range, complete in itself. */
  options?: Interval[];
  fiscal?: true;
  /** A preposition of its own stands before it: "and in 2024". */
  apart?: boolean;
}

function itemAt(r: Reader, at: number): Item | 'failed' | undefined {
  const range = rangeAt(r, at, rangeJoints);
  if (range === 'failed') return 'failed';
  if (range) return { start: at, end: range.end, bare: range.bare, options: range.options };
  const found: Found | undefined = momentAt(r, at) ?? loneAt(r, at);
  if (!found) return undefined;
  const { written, end, bare = false, fiscal } = found;
  return { start: at, end, bare, written, ...(fiscal ? { fiscal } : {}) };
}

function jointAt(r: Reader, at: number): { joint: Joint | ','; end: number; apart: boolean } | undefined {
  let best: { joint: Joint | ','; end: number } | undefined;
  for (const [phrase, joint] of joints) {
    const length = anyAt(r, at, [phrase]);
    if (length > 0 && at + length > (best?.end ?? 0)) best = { joint, end: at + length };
  }
  if (!best) return undefined;
  const and = best.end;
  const preposition = /^(in|for|during|of|on|with)$/.test(lowerAt(r, and)) ? 1 : 0;
  return { joint: best.joint, end: and + preposition, apart: preposition > 0 };
}

/** Two or more dates at `at`; `failed` where their years cannot be told. */
export function listAt(r: Reader, at: number): Listed | 'failed' | undefined {
  if (r.lists.has(at)) return r.lists.get(at);
  const list = findAt(r, at);
  r.lists.set(at, list);
  return list;
}

function findAt(r: Reader, at: number): Listed | 'failed' | undefined {
  const first = itemAt(r, at);
  if (!first || first === 'failed') return first;
  const items = [first];
  const words: (Joint | ',')[] = [];
  for (let next = jointAt(r, first.end); next; next = jointAt(r, items.at(-1)?.end ?? 0)) {
    const item = itemAt(r, next.end);
    if (item === 'failed') return 'failed';
    if (!item) break;
    words.push(next.joint);
    items.push({ ...item, apart: next.apart });
  }
  // Numbers with no date beside them are none of the list.
  while (items.length > 1 && numbersShared(items) === undefined) items.pop();
  if (items.length < 2) return undefined;
  const said = new Set(words.slice(0, items.length - 1).filter((word) => word !== ','));
  const [joint = 'and', ...others] = said;
  // "2022 and 2023 or 2024" can be grouped in two ways.
  if (others.length > 0) return 'failed';
  const fiscal = fiscalShared(items, r.fiscalStart);
  const options = fiscal && yearsShared(numbersShared(fiscal) ?? fiscal, r.now);
  if (!options) return 'failed';
  const listed = items.map((item, place) => ({ options: options[place] ?? [], start: item.start, end: item.end }));
  const bare = items.every((item) => item.bare) && joint !== 'versus';
  return { items: listed, joint, end: items.at(-1)?.end ?? 0, bare };
}

/** Every lone number counted as the date behind it, or before it. */
function numbersShared(items: Item[]): Item[] | undefined {
  const shared = [...items];
  const takeFrom = (place: number, other: number) => {
    const [item, beside] = [shared[place], shared[other]?.written];
    const like = item?.written && beside && likeOther(item.written, beside);
    if (item && like) shared[place] = { ...item, written: like };
  };
  for (let place = items.length - 2; place >= 0; place--) takeFrom(place, place + 1);
  for (let place = 1; place < items.length; place++) takeFrom(place, place - 1);
  const settled = shared.every(({ written }) => written?.kind !== 'day' || written.month !== undefined);
  return settled ? shared : undefined;
}

/** Beside a fiscal year a year is a fiscal one; a quarter there could be of either. */
function fiscalShared(items: Item[], start: number | undefined): Item[] | undefined {
  if (start === undefined || items.every(({ fiscal }) => !fiscal)) return items;
  const isUnclear = items.some(({ written }) => written?.kind === 'quarter' || written?.kind === 'half');
  return isUnclear
    ? undefined
    : items.map((item) => (item.written ? { ...item, written: fiscalOf(item.written, start) } : item));
}

/**
 * The "Q1 2023" of "Q1 2023 and 2024", which may mean the first quarter of both years. More than one of them, or one
 * without a year, says too little to be read.
 */
function partBeside(items: Item[]): Written | 'failed' | undefined {
  const year = items.findIndex(({ written }) => written?.kind === 'year');
  const parts = items
    .slice(0, Math.max(0, year))
    .flatMap(({ written }) => (written && written.kind !== 'known' ? [written] : []));
  const [part, ...others] = parts;
  if (!part) return undefined;
  return others.length > 0 || lacksYear(part) ? 'failed' : part;
}

const sameDays = ([a]: readonly Interval[], [b]: readonly Interval[]): boolean =>
  a !== undefined && a.from === b?.from && a.to === b?.to;

/** The days of each, a missing year taken from the next date that has one, else from the one before. */
function yearsShared(items: Item[], now: Day): Interval[][] | undefined {
  const yearOf = ({ written }: Item): number | undefined => {
    if (!written || written.kind === 'known') return undefined;
    return written.year;
  };
  const years = items.map(yearOf);
  const isTold = items.some(({ written }) => written !== undefined && lacksYear(written));
  const beside = partBeside(items);
  if (beside === 'failed') return undefined;
  const options = items.map((item, place) => {
    if (item.options) return item.options;
    if (!item.written) return [];
    const same = beside && !item.apart && item.written.kind === 'year' ? sameIn(beside, item.written.year) : undefined;
    if (same) return [...intervalsOf(same, now), ...intervalsOf(item.written, now)];
    const behind = years.slice(place + 1).find((year) => year !== undefined);
    const year = behind ?? years.slice(0, place).findLast((each) => each !== undefined);
    const made = intervalsOf(year === undefined ? item.written : withYear(item.written, year), now);
    // "Q1 against Q1 last year": the first is not the same quarter again.
    const isSame = items.some(
      (other, at) => at !== place && other.written && sameDays(intervalsOf(other.written, now), made),
    );
    return isSame && year !== undefined ? intervalsOf(item.written, now) : made;
  });
  if (!isTold || years.some((year) => year !== undefined)) return options;
  // Without any year, "November and December" in November may be of one year or of two: only a clear order is sure.
  const froms = options.map(([first]) => first?.from ?? '');
  return froms.every((from, place) => place === 0 || from > (froms[place - 1] ?? '')) ? options : undefined;
}

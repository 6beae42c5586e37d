// Dates in words: calendar periods in the person's time zone, found in the tokens of a question.
// Not here: how each kind of date is written (dates/), which column a period limits, and how it is compared in SQL.
import { type Bounds, type Day, periodText } from './dates/calendar.ts';
import { readAt, type Severals, severalAt } from './dates/periods.ts';
import { type Reader, wordsOf } from './dates/words.ts';
import type { Joint, Read } from './dates/written.ts';
import type { Token } from './tokens.ts';

export { type Day, periodText, shift, startOf, today } from './dates/calendar.ts';
export { fiscalYear } from './dates/fiscal.ts';
export { type GrainPhrase, grainAt } from './dates/grains.ts';
export { dateWords } from './dates/vocabulary.ts';

/** `from` is inside, `to` is the first day after; either may be open. */
export interface Period {
  from?: Day;
  to?: Day;
  /** For the reading: "in October 2026". Read again, it is the same period. */
  text: string;
  /**
   * It may mean each of these, so the person is asked: "from March 2025" is that month or all since, 05/03/2024 is in
   * March or in May. `text` can stand in the question instead. There are no days yet.
   */
  unclear?: { label: string; text: string }[];
  /** A date that no calendar has, such as February 30, 2024: there are no days. */
  impossible?: true;
}

export interface DateOptions {
  /** The month (1 to 12) a fiscal year begins with. Without it the words of fiscal years are no period. */
  fiscalStart?: number;
}

export interface PeriodFound {
  period: Period;
  /** In tokens. */
  length: number;
  /** The words may as well be a number, a name or a verb: "of 2024", "in may". */
  bare?: true;
}

export interface PeriodsFound {
  periods: Period[];
  length: number;
  /** How they are joined, where there are several. With one period it is that one that is unclear or impossible, if any. */
  joint?: Joint;
}

/**
 * The period written at `at`, its prepositions included, or nothing. A bare year, month or day counts only behind a
 * preposition or as part of a date, because 2025 is also a plain number; `alone` lifts that for a question that is
 * nothing else.
 */
export function periodAt(
  tokens: readonly Token[],
  at: number,
  now: Day,
  alone = false,
  options: DateOptions = {},
): PeriodFound | undefined {
  const { readers, found } = waysOf(tokens, now, options);
  const key = `${at} ${alone}`;
  if (!found.has(key)) found.set(key, readPeriod(readers, tokens, at, alone));
  return found.get(key);
}

function readPeriod(
  readers: readonly Reader[],
  tokens: readonly Token[],
  at: number,
  alone: boolean,
): PeriodFound | undefined {
  const found = combined(readers, tokens, at, (r, place) => readAt(r, place, alone));
  if (!found) return undefined;
  const { reads, length } = found;
  const days = reads.flatMap((read) => read.days);
  const period = periodOf(days, wordsAt(tokens, at, length));
  return { period, length, ...(reads.every(({ bare }) => bare) ? { bare: true } : {}) };
}

/**
 * The periods written at `at`: a list such as "March and April 2025" or "2023 vs 2024", or the one that `periodAt`
 * finds. With `pairs`, "from 2023 to 2024" and "between 2023 and 2024" are two periods and no range.
 */
export function periodsAt(
  tokens: readonly Token[],
  at: number,
  now: Day,
  alone = false,
  { pairs = false, ...options }: DateOptions & { pairs?: boolean } = {},
): PeriodsFound | undefined {
  const { readers } = waysOf(tokens, now, options);
  const found = combined(readers, tokens, at, (r, place) => severalAt(r, place, alone, pairs));
  if (found) return listOf(found.reads, wordsAt(tokens, at, found.length), found.length);
  const one = periodAt(tokens, at, now, alone, options);
  return one && { periods: [one.period], length: one.length };
}

/** A list that can be read in more than one way is one unclear period: each way says all of it. */
function listOf(reads: readonly Severals[], written: string, length: number): PeriodsFound {
  const ways = reads.flatMap(({ items, joint }) => {
    const sides = items.reduce<Bounds[][]>(
      (lists, days) => lists.flatMap((list) => days.map((day) => [...list, day])),
      [[]],
    );
    return sides.map((days) => ({ joint, days }));
  });
  const [only] = ways;
  if (!only) return { periods: [{ text: written, impossible: true }], length };
  const texts = new Map(
    ways.map(({ days, joint }) => [days.map(periodText).join(` ${joint === 'versus' ? 'vs' : joint} `), days]),
  );
  if (texts.size > 1) return { periods: [unclear(written, [...texts.keys()])], length };
  return { periods: only.days.map((days) => ({ ...days, text: periodText(days) })), length, joint: only.joint };
}

function unclear(written: string, texts: readonly string[]): Period {
  const choices = texts.map((text) => ({ label: text.charAt(0).toUpperCase() + text.slice(1), text }));
  return { text: written, unclear: choices };
}

function periodOf(days: readonly Bounds[], written: string): Period {
  const all = new Map(days.map((each) => [periodText(each), each]));
  const [[text, only] = [], ...others] = all;
  if (text === undefined || only === undefined) return { text: written, impossible: true };
  if (others.length === 0) return { ...only, text };
  return unclear(written, [...all.keys()]);
}

function wordsAt(tokens: readonly Token[], at: number, length: number): string {
  return tokens
    .slice(at, at + length)
    .map((token, place) =>
      place > 0 && token.start > (tokens[at + place - 1]?.end ?? 0) ? ` ${token.text}` : token.text,
    )
    .join('');
}

/** The ways to read a question, and what was found by them: each place is asked more than once. */
interface Ways {
  key: string;
  readers: Reader[];
  found: Map<string, PeriodFound | undefined>;
}
const known = new WeakMap<readonly Token[], Ways>();

/** Digits can be read in more than one way: the day first or the month, "Mar 24" as a day or as a month. */
function waysOf(tokens: readonly Token[], now: Day, { fiscalStart }: DateOptions): Ways {
  const key = `${now} ${fiscalStart}`;
  const kept = known.get(tokens);
  if (kept?.key === key) return kept;
  const words = wordsOf(tokens);
  const reader = (dayFirst: boolean, shortYear: boolean): Reader => ({
    words,
    now,
    fiscalStart,
    dayFirst,
    shortYear,
    moments: new Map(),
    lists: new Map(),
  });
  const text = tokens.map((token) => token.lower).join(' ');
  const readers = [reader(false, false)];
  if (/\d ?[-/] ?\d/.test(text)) readers.push(reader(true, false));
  if (/\p{L}{3} (- ?)?-?\d\d\b/u.test(text)) readers.push(reader(false, true));
  const ways: Ways = { key, readers, found: new Map() };
  known.set(tokens, ways);
  return ways;
}

/** What is read at a token in every way that gives days, of those that reach furthest. */
function combined<T extends Read | Severals>(
  readers: readonly Reader[],
  tokens: readonly Token[],
  at: number,
  read: (r: Reader, at: number) => T | undefined,
): { reads: T[]; length: number } | undefined {
  const start = readers[0]?.words.findIndex((word) => word.token === at) ?? -1;
  if (start < 0) return undefined;
  const all = readers.flatMap((r) => read(r, start) ?? []);
  const end = Math.max(...all.map((each) => each.end));
  const reaching = all.filter((each) => each.end === end);
  const words = readers[0]?.words ?? [];
  const last = words[end - 1]?.token;
  if (last === undefined || last === words[end]?.token || last >= tokens.length) return undefined;
  const possible = reaching.filter((each) =>
    ('days' in each ? [each.days] : each.items).every((days) => days.length > 0),
  );
  return { reads: possible.length > 0 ? possible : reaching, length: last - at + 1 };
}

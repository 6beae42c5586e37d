// What is written of a date, before its year is known: "5 March", "Q1", "2024"; and which days that is.
// Not here: finding it in words (numeric.ts, named.ts, counted.ts), dates told from today (relative.ts).
import { type Bounds, type Day, type Interval, isoWeek, make, realDay, shift, yearOf } from './calendar.ts';

/** Months, quarters, halves and weeks count from 1. A day without a month takes that of the date beside it. */
export type Written =
  | { kind: 'day'; number: number; month?: number; year?: number }
  | { kind: 'month' | 'quarter' | 'half' | 'week'; number: number; year?: number }
  | { kind: 'year'; year: number }
  /** Days that need nothing more; none when the calendar has no such day, several when the words can mean each. */
  | { kind: 'known'; options: Interval[] };

export interface Found {
  written: Written;
  /** The first word behind it. */
  end: number;
  /** It may be something else: a number, a verb, a name; so it counts only where a date is expected. */
  bare?: boolean;
  /** It is told from today: "last month". */
  told?: boolean;
  /** Of fiscal years. */
  fiscal?: true;
}

export type Joint = 'and' | 'or' | 'versus';

export interface Listed {
  /** The days of each, and the words of it. */
  items: { options: Interval[]; start: number; end: number }[];
  joint: Joint;
  end: number;
  bare: boolean;
}

/** What is read at a place. */
export interface Read {
  /** None when the date does not exist, several when the words can mean each of them. */
  days: Bounds[];
  end: number;
  bare: boolean;
}

export function known(from: Day, to: Day): Written {
  return { kind: 'known', options: [{ from, to }] };
}
export const impossible: Written = { kind: 'known', options: [] };

/** Whether its year must come from elsewhere. */
export function lacksYear(written: Written): boolean {
  return written.kind !== 'known' && written.year === undefined;
}

export function withYear(written: Written, year: number): Written {
  return lacksYear(written) && written.kind !== 'known' && written.kind !== 'year' ? { ...written, year } : written;
}

/** The days of it in a year, or nothing when that year has no such day. */
function within(written: Exclude<Written, { kind: 'known' }>, year: number): Interval | undefined {
  const whole = (from: Day | undefined, months: number) =>
    from === undefined ? undefined : { from, to: months === 0 ? shift(from, 'day', 1) : shift(from, 'month', months) };
  if (written.kind === 'year') return whole(make(year, 0, 1), 12);
  const { kind, number } = written;
  if (kind === 'week') return isoWeek(year, number);
  if (kind === 'day') return whole(written.month ? realDay(year, written.month - 1, number) : undefined, 0);
  const months = { month: 1, quarter: 3, half: 6 }[kind];
  return number < 1 || number > 12 / months ? undefined : whole(realDay(year, (number - 1) * months, 1), months);
}

/** The days that are meant: none when there is no such day. Without a year it is the latest that begins by `latest`. */
export function intervalsOf(written: Written, latest: Day): Interval[] {
  if (written.kind === 'known') return written.options;
  if (written.year !== undefined) {
    const found = within(written, written.year);
    return found ? [found] : [];
  }
  const year = yearOf(latest);
  // Week 1 may begin in December; 29 February comes back after eight years at most.
  for (let each = year + 1; each >= year - 8; each--) {
    const found = within(written, each);
    if (found && found.from <= latest) return [found];
  }
  return [];
}

/** The first occurrence of something without a year that ends behind `day`. */
export function firstAfter(written: Written, day: Day): Interval | undefined {
  if (written.kind === 'known') return undefined;
  const year = yearOf(day);
  for (let each = year - 1; each <= year + 8; each++) {
    const found = within(written, each);
    if (found && found.to > day) return found;
  }
  return undefined;
}

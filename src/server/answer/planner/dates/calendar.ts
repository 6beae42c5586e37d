// The calendar: days as texts, the periods that hold them, whole periods counted on.
// Not here: words (the other files of this folder), time zones of stored values (sql/compile.ts).

/** A day of the calendar, `YYYY-MM-DD`. */
export type Day = string;
export type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** `from` is inside, `to` is the first day after. */
export interface Interval {
  from: Day;
  to: Day;
}
/** The same with open sides. */
export type Bounds = Partial<Interval>;

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

/** The day with numbers that may run over: month 12 is January of the next year. Months count from 0. */
export function make(year: number, month: number, day: number): Day {
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
}

export function yearOf(day: Day): number {
  return utc(day).getUTCFullYear();
}
/** From 0. */
export function monthOf(day: Day): number {
  return utc(day).getUTCMonth();
}
/** Monday is 0. */
export function weekdayOf(day: Day): number {
  return (utc(day).getUTCDay() + 6) % 7;
}

/** A day that the calendar has: 31 February is none. Months count from 0. */
export function realDay(year: number, month: number, day: number): Day | undefined {
  if (month < 0 || month > 11 || day < 1 || day > 31) return undefined;
  const made = make(year, month, day);
  return monthOf(made) === month ? made : undefined;
}

/** The first day of the period of `unit` that holds `day`. Weeks begin on Monday. */
export function startOf(day: Day, unit: Unit): Day {
  const [year, month] = [yearOf(day), monthOf(day)];
  if (unit === 'year') return make(year, 0, 1);
  if (unit === 'quarter') return make(year, month - (month % 3), 1);
  if (unit === 'month') return make(year, month, 1);
  return unit === 'week' ? shift(day, 'day', -weekdayOf(day)) : day;
}

/** `count` whole periods later; `day` must be the first of its period for months and longer. */
export function shift(day: Day, unit: Unit, count: number): Day {
  const [year, month, at] = [yearOf(day), monthOf(day), utc(day).getUTCDate()];
  if (unit === 'year') return make(year + count, month, at);
  if (unit === 'quarter') return make(year, month + 3 * count, at);
  if (unit === 'month') return make(year, month + count, at);
  return make(year, month, at + (unit === 'week' ? 7 : 1) * count);
}

/** The period of `unit` that is `offset` whole periods after the one that holds `day`. */
export function periodAround(day: Day, unit: Unit, offset = 0): Interval {
  const from = shift(startOf(day, unit), unit, offset);
  return { from, to: shift(from, unit, 1) };
}

/** Week `number` of a year as ISO 8601 counts (week 1 holds January 4), or nothing when that year has no such week. */
export function isoWeek(year: number, number: number): Interval | undefined {
  const from = shift(startOf(make(year, 0, 4), 'week'), 'week', number - 1);
  const thursday = shift(from, 'day', 3);
  return number > 0 && yearOf(thursday) === year ? { from, to: shift(from, 'week', 1) } : undefined;
}

const monthNames = 'January February March April May June July August September October November December'.split(' ');

/** A period in words that are read back as the same period: "in 2025", "in Q1 2025", "on 2025-03-05", "before 2025-01-01". */
export function periodText({ from, to }: Bounds): string {
  if (from === undefined) return to === undefined ? 'at any time' : `before ${to}`;
  if (to === undefined) return `on or after ${from}`;
  const is = (unit: Unit) => from === startOf(from, unit) && to === shift(from, unit, 1);
  if (is('year')) return `in ${yearOf(from)}`;
  if (is('quarter')) return `in Q${monthOf(from) / 3 + 1} ${yearOf(from)}`;
  if (is('month')) return `in ${monthNames[monthOf(from)] ?? ''} ${yearOf(from)}`;
  return is('day') ? `on ${from}` : `from ${from} to ${shift(to, 'day', -1)}`;
}

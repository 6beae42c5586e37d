// Periods in a reading: "in 2024", "in Q1 2024", "from 2024-01-01 to 2024-03-15", "before 2025-02-01".
// Not here: periods relative to today, which a plan does not hold any more (../dates.ts).
import { shift } from '../dates.ts';
import { choice, form, type Syntax, type Writer } from './syntax.ts';

/** Days: `from` inside, `to` the first day after. */
export interface Days {
  from?: string;
  to?: string;
}

const months = 'January February March April May June July August September October November December'.split(' ');

/** A day of the calendar, written as a reading can say it. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

const day: Syntax<string> = {
  write: (value) => (isDay(value) ? value : undefined),
  read(from) {
    const token = from.tokens[from.at];
    if (token?.kind !== 'day' || !isDay(token.text)) return undefined;
    from.at += 1;
    return { value: token.text };
  },
};

const year: Syntax<string> = {
  write: (value) => value,
  read(from) {
    const token = from.tokens[from.at];
    if (token?.kind !== 'number' || !/^\d{4}$/.test(token.text)) return undefined;
    from.at += 1;
    return { value: token.text };
  },
};

const inside = ({ from, to }: Days): { from: string; to: string } | undefined =>
  from !== undefined && to !== undefined && isDay(from) && isDay(to) ? { from, to } : undefined;

/** Months and quarters that begin with a month, when the days are exactly one. */
function calendar(length: number, named: (month: number) => string | undefined): Syntax<Days>[] {
  return months.flatMap((_, month) => {
    const words = named(month);
    if (words === undefined) return [];
    const daysOf = (of: string) => {
      const from = `${of}-${String(month + 1).padStart(2, '0')}-01`;
      return { from, to: shift(from, 'month', length) };
    };
    return form<{ year: string }, Days>(
      `in ${words}{year}`,
      { year },
      (days) => {
        const of = days.from?.slice(0, 4) ?? '';
        const given = inside(days);
        if (!given) return undefined;
        const { from, to } = daysOf(of);
        return given.from === from && given.to === to ? { year: of } : undefined;
      },
      (fields) => inside(daysOf(fields.year)),
    );
  });
}

export const period: Syntax<Days> = choice<Days>(
  ...calendar(12, (month) => (month === 0 ? '' : undefined)),
  ...calendar(3, (month) => (month % 3 === 0 ? `Q${month / 3 + 1} ` : undefined)),
  ...calendar(1, (month) => `${months[month] ?? ''} `),
  form<{ day: string }, Days>(
    'on {day}',
    { day },
    (days) => {
      const given = inside(days);
      return given && shift(given.from, 'day', 1) === given.to ? { day: given.from } : undefined;
    },
    (fields) => ({ from: fields.day, to: shift(fields.day, 'day', 1) }),
  ),
  form<{ first: string; last: string }, Days>(
    'from {first} to {last}',
    { first: day, last: day },
    (days) => {
      const given = inside(days);
      return given && { first: given.from, last: shift(given.to, 'day', -1) };
    },
    ({ first, last }) => ({ from: first, to: shift(last, 'day', 1) }),
  ),
  form<{ day: string }, Days>(
    'on or after {day}',
    { day },
    ({ from, to }) => (from !== undefined && to === undefined ? { day: from } : undefined),
    (fields) => ({ from: fields.day }),
  ),
  form<{ day: string }, Days>(
    'before {day}',
    { day },
    ({ from, to }) => (from === undefined && to !== undefined ? { day: to } : undefined),
    (fields) => ({ to: fields.day }),
  ),
  form<object, Days>(
    'at any time',
    {},
    ({ from, to }) => (from === undefined && to === undefined ? {} : undefined),
    () => ({}),
  ),
);

/** The words of a period: "in March 2025", "from 2024-01-01 to 2024-03-15" (both inside), "on or after 2025-02-01". */
export function periodText(days: Days, to: Writer): string {
  // Days that no calendar has come only from a memory that was tampered with; they are shown as they are.
  return period.write(days, to) ?? `from ${days.from ?? ''} until ${days.to ?? ''}`;
}

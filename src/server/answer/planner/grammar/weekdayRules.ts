// Rules for days of the week as conditions: at weekends, on Mondays, on a Saturday or Sunday, not on weekdays.
// Not here: one certain day such as "last Monday" (dates.ts), grouping by the weekday (grains.ts).
import { type Weekday, weekdays } from '../plan/plan.ts';
import { dateNamed } from './input.ts';
import type { Cond } from './pieces.ts';
import { after, any, costing, either, list, map, meanings, pair, phrase, pick, type Rule } from './rule.ts';

const workdays = weekdays.slice(0, 5);
const weekend = weekdays.slice(5);

const of = (form: (day: string) => string) =>
  meanings<Weekday>(weekdays.map((day) => [form(day.toLowerCase()), day] as const));
const plural = of((day) => `${day}s`);
const single = of((day) => day);
const a = phrase('a|any|every');
const joint = phrase('or|and|,|or on|and on|, or|, and|nor');

const several = pick(list(either(plural, single, after(a, single)), joint), (days) =>
  days.length > 1 ? days : undefined,
);

/** "last weekend" is one certain weekend, and "per weekend" a row for each. */
const isCertain = (word: string | undefined): boolean =>
  word !== undefined && /^(this|last|next|past|previous|coming|per|each|by|since|until|before|after)$/.test(word);

const days: Rule<readonly Weekday[]> = pick(
  either<readonly Weekday[]>(
    map(phrase('weekends|weekend|the weekend|the weekends|a weekend|weekend days'), () => weekend),
    map(
      phrase('on weekdays|weekdays only|only weekdays|during weekdays|on a weekday|during the week|on working days'),
      () => workdays,
    ),
    map(either(plural, after(a, single)), (day) => [day]),
    several,
  ),
  (found, { tokens }, at) => (isCertain(tokens[at - 1]?.lower) ? undefined : found),
);

const on = any('on|at|during|over|in|only|just|the|falling|that fall|that fell|fall|fell|was|were|is|are|happening');
const not = phrase('not|except|excluding|except for|except on|not on|not at|other than|outside|without|but not');

/** Data may have a word such as "weekend" itself, which is meant rather. */
const rather = 0.5;

export const weekdayConditions: Rule<Cond> = costing(
  either<Cond>(
    map(after(on, days), (found): Cond => ({ kind: 'weekday', days: [...found], negated: false })),
    map(after(pair(not, on), days), (found): Cond => ({ kind: 'weekday', days: [...found], negated: true })),
    map(
      pair(dateNamed, after(on, days)),
      ([column, found]): Cond => ({ kind: 'weekday', days: [...found], column, negated: false }),
    ),
  ),
  rather,
);

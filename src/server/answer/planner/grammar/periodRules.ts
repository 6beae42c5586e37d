// Rules for periods as conditions: in 2024, ship date last week, between two days, 2023 against 2024.
// Not here: the calendar (dates.ts), which date is meant (scope.ts).

import { type PeriodFound, periodAt, periodsAt } from '../dates.ts';
import { columnNamed, columnsOf, periodNamed, spelledValue } from './input.ts';
import type { Cond, PlacedPeriod } from './pieces.ts';
import type { Input, Match, Named } from './question.ts';
import { after, any, costing, either, list, map, pair, phrase, pick, type Rule } from './rule.ts';

const optionsOf = (input: Input) => (input.fiscalStart === undefined ? {} : { fiscalStart: input.fiscalStart });

/** Behind these a date is no plain period: whoever passes over them reads something else. */
const bounding = /^(to|until|till|before|after|since|through|up|by|than)$/;

/** "compare that to 2023" */
function isComparedTo({ tokens }: Input, at: number): boolean {
  if (tokens[at - 1]?.lower !== 'to') return false;
  const isObject = /^(it|that|this|them|these|those)$/.test(tokens[at - 2]?.lower ?? '');
  return /^compared?$/.test(tokens[isObject ? at - 3 : at - 2]?.lower ?? '');
}

/** "quarter Q1", "month Jan": a value of the column that is named in front of it, and no time of a date. */
function isOwnValue(input: Input, at: number, length: number): boolean {
  for (let start = Math.max(0, at - 3); start < at + length; start++)
    for (const column of columnNamed(input, start)) {
      const to = at + length;
      if ((start < at && column.end > at) || column.end >= to || (column.value.candidates[0]?.score ?? 0) < 95)
        continue;
      const isOf = input.tokens
        .slice(column.end, at)
        .every(({ lower }) => lower === 'is' || lower === '=' || lower === 'of');
      if (!isOf) continue;
      const values = spelledValue(input, Math.max(at, column.end)).filter(({ end }) => end === to);
      const own = columnsOf(column.value);
      if (
        values.some(({ value }) => value.candidates.some((each) => each.kind === 'value' && own.includes(each.column)))
      )
        return true;
    }
  return false;
}

const written: Rule<PlacedPeriod> = (input: Input, at: number) => {
  if (
    (bounding.test(input.tokens[at - 1]?.lower ?? '') && !isComparedTo(input, at)) ||
    /^(over|under|above|below)$/.test(input.tokens[at]?.lower ?? '')
  )
    return [];
  const options = optionsOf(input);
  const plain = periodAt(input.tokens, at, input.now, false, options);
  const placed = ({ period, length }: PeriodFound, cost: number): Match<PlacedPeriod> => ({
    value: { ...period, span: [at, at + length] },
    end: at + length,
    cost,
  });
  if (plain && isOwnValue(input, at, plain.length)) return [];
  const found = plain ? [placed(plain, plain.bare ? 0.1 : 0)] : [];
  const alone = periodAt(input.tokens, at, input.now, true, options);
  // A bare year may be a plain number.
  if (alone && alone.length !== plain?.length) found.push(placed(alone, 0.25));
  return found;
};

interface Several {
  periods: PlacedPeriod[];
  versus: boolean;
  pair?: true;
}

const listed =
  (pairs: boolean): Rule<Several> =>
  (input, at) =>
    [false, true].flatMap((alone): Match<Several>[] => {
      if (bounding.test(input.tokens[at - 1]?.lower ?? '')) return [];
      const found = periodsAt(input.tokens, at, input.now, alone, { pairs, ...optionsOf(input) });
      if (!found || found.periods.length < 2) return [];
      const span = [at, at + found.length] as const;
      const periods = found.periods.map((period) => ({ ...period, span }));
      const value: Several = { periods, versus: found.joint === 'versus', ...(pairs ? { pair: true as const } : {}) };
      return [{ value, end: at + found.length, cost: (alone ? 0.2 : 0) + (pairs ? 0.1 : 0) }];
    });

const against = phrase(
  'vs|vs.|versus|against|compared to|compared with|in comparison to|with that of|with those of|with that in|to those of|compare with|compared to that of|compared against|to that of|with',
);
const lead = any('the|year|of|that|from|in|total|both|years');
/** "of 2023 compare with that of 2024": each is to be seen for itself. */
const apart: Rule<Several> = costing(
  pick(
    list(after(lead, written), after(any('compare|compares|,|compared'), against)),
    (periods): Several | undefined => (periods.length > 1 ? { periods, versus: true } : undefined),
  ),
  0.15,
);
const several: Rule<Several> = either<Several>(listed(false), listed(true), apart);

const inside = any('is|was|are|were|in|on|of|falls|fall|lies|with|date|been|be|dated|,|the|yet|has|have|that|which');
const not = phrase(
  'not|not in|except|excluding|except in|outside|outside of|other than|without|except for|but not|but not in',
);

const notDone = phrase(
  "not|never|were not|was not|are not|is not|have not|has not|had not|have not been|has not been|had not been|not been|were never|was never|that were not|that was not|that are not|which were not|did not|do not|does not|didn't|don't|weren't|wasn't|aren't|isn't|haven't been|hasn't been",
);
const notIn = phrase('not|is not|was not|are not|were not|not in|is not in|outside|outside of');

const one = (period: PlacedPeriod, column?: Named): Cond => ({
  kind: 'period',
  periods: [period],
  ...(column ? { column } : {}),
  negated: false,
  versus: false,
});
const many = (found: Several, column?: Named): Cond => ({
  kind: 'period',
  ...found,
  ...(column ? { column } : {}),
  negated: false,
});
const byDate = after(
  pair(any(','), phrase('by|going by|by the|based on|as to|going by the')),
  after(any('the|its|date of'), periodNamed),
);

const relative = /^(last|past|previous|next|coming)$/;
/** "over the last 7 days": "over" is no limit there. */
const during = after(
  phrase('over the|over|throughout the|throughout|in the course of the|across the|within the|within'),
  pick(written, (period, { tokens }, at) =>
    relative.test(tokens[at]?.lower === 'the' ? (tokens[at + 1]?.lower ?? '') : (tokens[at]?.lower ?? ''))
      ? period
      : undefined,
  ),
);

export const periods: Rule<Cond> = either<Cond>(
  map(during, (period) => one(period)),
  map(written, (period) => one(period)),
  map(several, (found) => many(found)),
  map(pair(periodNamed, after(inside, written)), ([column, period]) => one(period, column)),
  map(pair(periodNamed, after(inside, several)), ([column, found]) => many(found, column)),
  map(pair(written, byDate), ([period, column]) => one(period, column)),
  // "not closed in 2024", "were never shipped in May"
  map(
    pair(after(notDone, periodNamed), after(any('in|on|during|within|the'), written)),
    ([column, period]): Cond => ({
      kind: 'period',
      periods: [period],
      column,
      negated: true,
      versus: false,
    }),
  ),
  map(
    pair(periodNamed, after(pair(notIn, any('in|on|during|within|the')), written)),
    ([column, period]): Cond => ({
      kind: 'period',
      periods: [period],
      column,
      negated: true,
      versus: false,
    }),
  ),
  map(after(not, written), (period): Cond => ({ kind: 'period', periods: [period], negated: true, versus: false })),
);

// Rules for what an answer is grouped by: by, per, for each, monthly, year by year, bins.
// Not here: which column or date is meant (scope.ts).

import { bins } from './binRules.ts';
import { grain } from './grains.ts';
import { columnNamed, dateNamed, isMeasurable, mentionsAt, thingNamed } from './input.ts';
import { isPerson } from './people.ts';
import type { Dim, Piece } from './pieces.ts';
import type { Named } from './question.ts';
import {
  after,
  any,
  before,
  costing,
  either,
  list,
  map,
  maybe,
  meanings,
  memo,
  pair,
  phrase,
  pick,
  type Rule,
} from './rule.ts';

const adjectives = meanings<Dim>([
  ['hourly', { kind: 'grain', grain: 'hour', fiscal: false }],
  ['daily', { kind: 'grain', grain: 'day', fiscal: false }],
  ['weekly', { kind: 'grain', grain: 'week', fiscal: false }],
  [
    'monthly|over time|trend of|trend|over the months|month by month|month after month|from month to month|month to month|month over month',
    { kind: 'grain', grain: 'month', fiscal: false },
  ],
  [
    'quarterly|quarter by quarter|quarter after quarter|from quarter to quarter|quarter over quarter',
    { kind: 'grain', grain: 'quarter', fiscal: false },
  ],
  [
    'yearly|annual|annually|year by year|year after year|over the years|from year to year|year over year|year on year',
    { kind: 'grain', grain: 'year', fiscal: false },
  ],
  ['day by day|day after day|over the days|from day to day', { kind: 'grain', grain: 'day', fiscal: false }],
  [
    'week by week|week after week|from week to week|over the weeks|week over week',
    { kind: 'grain', grain: 'week', fiscal: false },
  ],
]);

const ofDate = after(pair(phrase('of|of the|for|by|for the|for its'), any('the|its|their|date of')), dateNamed);

const withDate = ([dim, named]: [Dim, ReturnType<typeof ofDate>[number]['value'] | undefined]): Dim =>
  named && (dim.kind === 'grain' || dim.kind === 'part') ? { ...dim, named } : dim;

const quiet = any(
  'the|a|an|of|our|all|their|its|name of the|name of|names of|value of|type of the|single|individual|different|respective|this|these|those|mode of',
);
/** Amounts and single days are seldom what is grouped by. */
const isRare = (named: Named): boolean =>
  named.candidates.every(
    (candidate) => isMeasurable(candidate) || (candidate.kind === 'column' && candidate.column.role === 'date'),
  );
const plainNamed = pick(thingNamed, (found) => (isRare(found) ? undefined : found));
const rareNamed = pick(thingNamed, (found) => (isRare(found) ? found : undefined));
/** "in each of the regions", "for the reason". */
const named: Rule<Dim> = map(
  either(
    after(quiet, plainNamed),
    costing(after(quiet, rareNamed), 0.3),
    costing(before(after(quiet, thingNamed), phrase('values|value|names|column|groups|field|name')), 0.3),
  ),
  (value): Dim => ({ kind: 'named', named: value }),
);

/** "month of ship date", "ship date month", "sign up year", "year they signed up in". */
const dated: Rule<Dim> = either<Dim>(
  map(pair(after(any('the|calendar|each|every'), grain), maybe(ofDate)), withDate),
  map(pair(after(any('the'), dateNamed), grain), ([date, dim]) => withDate([dim, date])),
  map(
    pair(
      after(any('the'), grain),
      after(
        any('they|that|it|in|which|was|were|have|had|been|when|the|we|got'),
        before(dateNamed, maybe(phrase('in|on'))),
      ),
    ),
    withDate,
  ),
);

const dim: Rule<Dim> = memo(either<Dim>(bins, dated, named));
/** "month by month", "ward by ward": the same thing twice. */
const twice: Rule<Dim> = pick(pair(named, after(phrase('by|after|for'), named)), ([a, b]) =>
  a.kind === 'named' && b.kind === 'named' && a.named.text.toLowerCase() === b.named.text.toLowerCase() ? a : undefined,
);

const joint: Rule<unknown> = either<unknown>(
  pair(
    phrase(','),
    maybe(phrase('and|and by|by|per|then by|and then by|and each|split by|broken down by|and per|and for each')),
  ),
  phrase(
    'and|and by|and per|then by|and then by|and each|and for each|and in each|and also by|& |by|split by|per|broken down by|and every|and in every|and the|and within each',
  ),
);
const dims: Rule<Dim[]> = list(dim, joint);

const eachWords = phrase(
  'for each|for every|in each|in every|at each|at every|on each|on every|of each|of every|each|every|to each|from each|by each|within each|for each of|in each of|each of|for all|through each|on each of|of each of|across each|with each|for the different|every single|in each single',
);
const byWords = phrase(
  'by|grouped by|group by|broken down by|split by|split up by|divided by|separated by|broken down into|by the|across|across the|between the|over the|split over the|split across|split across the|split over|spread over the|spread across|depending on|by their|along|over|split between the|split by the|group it by|group them by|split that by|break that down by|break it down by|break this down by|also by|also split by|and additionally by|additionally by|additionally split by|split it by|further by|then by|and then by|, by|distribute over the|distributed over|distributed across|for the different|break down by|grouped per|split per|broken down per|broken down for each|down by',
);

export const groupPieces: Rule<Piece> = either<Piece>(
  pick(after(byWords, dims), (found, input, at): Piece | undefined => {
    // "trips taken by members": who did it, and no grouping.
    const before = input.tokens[at - 1]?.lower ?? '';
    const isDone =
      /(ed|en|de|ld|ne)$/.test(before) &&
      !/^(grouped|split|sorted|ordered|broken|divided|ranked|counted|summed|listed|produced|generated|distributed)$/.test(
        before,
      );
    const [first] = found;
    const isPeople =
      first?.kind === 'named' && first.named.candidates.some((each) => each.kind === 'table' && isPerson(each.table));
    return isDone && isPeople && input.tokens[at]?.lower === 'by'
      ? { kind: 'group', dims: found, each: false, done: true }
      : { kind: 'group', dims: found, each: false };
  }),
  map(after(eachWords, dims), (found): Piece => ({ kind: 'group', dims: found, each: true })),
  map(
    before(named, phrase('breakdown|mix|split|break down')),
    (one): Piece => ({ kind: 'group', dims: [one], each: false }),
  ),
  map(after(phrase('per'), dims), (found): Piece => ({ kind: 'group', dims: found, each: false, per: true })),
  (input, at) =>
    adjectives(input, at).map(({ value, end, cost }) => {
      // "annual members" may be those of a plan that is called so.
      const isValue =
        end === at + 1 &&
        mentionsAt(input, at).some((each) => each.value.candidates.some(({ kind }) => kind === 'value'));
      // "annual premium" may be what a column is called.
      const isName = mentionsAt(input, at).some((each) => each.end > at + 1);
      return {
        value: { kind: 'group', dims: [value], each: false, per: true },
        end,
        cost: cost + (isValue ? 0.4 : 0) + (isName ? 1.5 : 0),
      };
    }),
  map(pair(adjectives, ofDate), (both): Piece => ({ kind: 'group', dims: [withDate(both)], each: false })),
  map(after(any('by'), twice), (one): Piece => ({ kind: 'group', dims: [one], each: false })),
  // "split over ... types": a plain name behind a word of spreading.
  costing(
    map(
      after(phrase('from one'), before(columnNamed, phrase('to the next'))),
      (value): Piece => ({
        kind: 'group',
        dims: [{ kind: 'named', named: value }],
        each: false,
      }),
    ),
    0,
  ),
);

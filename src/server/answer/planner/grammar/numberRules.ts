// Rules for a column of numbers that is one of several, not one, outside a range, or under one limit or over another.
// Not here: single limits (conditionRules.ts), how a number is written (words.ts).
import { columnNamed, columnsOf, isNumeric, mentionsAt } from './input.ts';
import type { Bound, Cond } from './pieces.ts';
import type { Named } from './question.ts';
import { after, any, costing, either, list, map, pair, phrase, pick, type Rule } from './rule.ts';
import { bound, number } from './words.ts';

/** A column, where the words do not rather name a table: "more than 40 orders" are orders and no order numbers. */
export const ownColumn: Rule<Named> = pick(columnNamed, (named, input) => {
  const all = mentionsAt(input, named.from).find(({ end }) => end === named.to)?.value.candidates ?? [];
  const best = named.candidates[0]?.score ?? 0;
  return all.some(({ kind, score }) => kind === 'table' && score > best) ? undefined : named;
});
export const ownNumber: Rule<Named> = pick(ownColumn, (named) =>
  columnsOf(named).some(isNumeric) ? named : undefined,
);

const is = any('is|are|was|were|of|being|=|equals|the|that|which|either');
const limit = (named: Named, bound: Bound, behind: boolean): Cond => ({ kind: 'bound', named, bound, behind });

const range = pair(after(phrase('between|from'), number), after(phrase('and|to|through|-'), number));
/** "not between 1000 and 5000" */
const outside: Rule<Bound[]> = map(
  after(pair(phrase('not|not in the range|outside|outside of'), any('in|the|range')), range),
  ([low, high]): Bound[] => [
    { op: '<', value: low },
    { op: '>', value: high },
  ],
);
/** "under 200 or over 5900" */
const alternatives: Rule<Bound[]> = pick(list(bound, phrase('or|or is|or are')), (found) =>
  found.length > 1 && found.every(({ also }) => also === undefined) ? found : undefined,
);
const limits: Rule<Bound[]> = either<Bound[]>(outside, alternatives);
const anyOf = (named: Named, found: readonly Bound[], behind: boolean): Cond => ({
  kind: 'any',
  of: found.map((each) => limit(named, each, behind)),
});

export const severalNumbers: Rule<Cond> = either<Cond>(
  map(pair(ownNumber, after(is, limits)), ([named, found]) => anyOf(named, found, true)),
  map(pair(limits, after(any('of|the|in'), ownNumber)), ([found, named]) => anyOf(named, found, false)),
  // "tickets not 1000"
  costing(
    map(
      pair(ownNumber, after(after(is, phrase("not|isn't|aren't|other than|!=|<>|≠")), number)),
      ([column, value]): Cond => ({ kind: 'literal', column, value, negated: true }),
    ),
    0.3,
  ),
);

// Rules for the limit of a column or of how many there are: "cost over 10", "more than 3 visits", "with 3 bedrooms".
// Not here: limits of an aggregate or of nothing named (conditionRules.ts), one of several numbers (numberRules.ts).
import { withUnit } from './boundUnits.ts';
import { columnNamed, columnsOf, countable, isNumeric, tableNamed, tablesOf } from './input.ts';
import { ownColumn, ownNumber } from './numberRules.ts';
import type { Cond, MeasureDraft } from './pieces.ts';
import type { Named } from './question.ts';
import { after, any, before, either, map, pair, phrase, pick, type Rule } from './rule.ts';
import { bound, number, sign } from './words.ts';

export const measured = withUnit(bound);
const ofWhat = any('of|in|the|its|their|different|distinct|worth of|for|a');
export const verbs = any('is|are|was|were|be|of|that is|which is|being|comes to|amounts to|it|,|that are|which are');
/** "cost of complaints": the cost that these have. */
const columnOfTable: Rule<Named> = pick(
  pair(columnNamed, after(phrase('of|of the|of all|of their|for'), tableNamed)),
  ([named, owner]): Named | undefined => {
    const owners = tablesOf(owner);
    const candidates = named.candidates.filter((each) => each.kind === 'column' && owners.includes(each.column.table));
    return candidates.length > 0 ? { ...named, to: owner.to, candidates } : undefined;
  },
);
export const limited = (fn?: MeasureDraft['fn']): Rule<Cond> =>
  either<Cond>(
    map(
      pair(columnOfTable, after(verbs, measured)),
      ([named, limit]): Cond => ({ kind: 'bound', fn, named, bound: limit, behind: true }),
    ),
    map(
      pair(ownColumn, after(verbs, measured)),
      ([named, limit]): Cond => ({ kind: 'bound', fn, named, bound: limit, behind: true }),
    ),
    map(
      pair(measured, after(ofWhat, ownColumn)),
      ([limit, named]): Cond => ({ kind: 'bound', fn, named, bound: limit, behind: false }),
    ),
    map(
      pair(bound, after(any('of|the|its|their|different|distinct'), tableNamed)),
      ([limit, named]): Cond => ({ kind: 'bound', fn, named, bound: limit, behind: false }),
    ),
    map(
      pair(countable, before(bound, phrase('times|time'))),
      ([named, limit]): Cond => ({ kind: 'bound', fn: 'count', named, bound: limit, behind: true }),
    ),
    pick(pair(columnNamed, after(any('is|are|was|of|that is|which is'), sign)), ([named, limit]): Cond | undefined =>
      columnsOf(named).some(isNumeric) ? { kind: 'bound', fn, named, bound: limit, behind: true } : undefined,
    ),
    // "properties with 3 bedrooms"
    pick(pair(number, ownNumber), ([value, named], { tokens }, at): Cond | undefined =>
      /^(with|having|have|has|had)$/.test(tokens[at - 1]?.lower ?? '') &&
      columnsOf(named).every(({ role }) => role === 'measure' || role === 'category')
        ? { kind: 'bound', fn, named, bound: { op: '=', value }, behind: false }
        : undefined,
    ),
  );

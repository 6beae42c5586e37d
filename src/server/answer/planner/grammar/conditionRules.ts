// Rules for what limits the rows: values, numbers, texts, empties, flags, and their denials.
// Not here: periods (periodRules.ts), which column is meant (scope.ts).

import { isSmall } from '../roles.ts';
import { emptied, text } from './absenceRules.ts';
import { columnsCompared } from './columnsCompared.ts';
import { compared } from './comparativeRules.ts';
import { columnNamed, columnsOf, flagNamed, spelledValue, tableNamed, thingNamed, valueNamed } from './input.ts';
import { limited, measured, verbs } from './limitRules.ts';
import { ownNumber, severalNumbers } from './numberRules.ts';
import type { Cond } from './pieces.ts';
import type { Input, Named } from './question.ts';
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
import { isWhole } from './wholes.ts';
import { aggregate, articles, bound, number } from './words.ts';

const where = any(
  'where|whose|with|which|that|who|having|has|have|had|the|a|an|for|of|in|from|to|on|only|just|are|is|was|were|been|be|all|any|those|ones|flagged as|marked as|classified as|being|named|called|as|did|do|does|their|its|out|turned|live|lives|came|come|went|either|our|taking|at least one|one or more|some|because of|due to|both|that are|who are|which are|of the|shipped|coming|with the|done',
);
const not = phrase(
  "not|exclude|non|non -|neither|are neither|is neither|!=|<>|≠|are not|is not|were not|was not|have not|has not|had not|excluding|except|except for|other than|but not|not in|not from|not to|not by|not via|not through|not the|outside|outside of|leaving out|leave out|if you leave out|if you leave|isn't|aren't|wasn't|weren't|hasn't|haven't|don't|doesn't|didn't|never|not being|not counting|no longer|apart from|do not|does not|did not|anywhere except|anything but|not having|ignoring|without counting|not with|besides|have never|has never|never been|not been|didn't get|did not get|don't get|doesn't get|do not get|does not get|never got|haven't been|hasn't been|have not been|has not been|had not been|were never|was never|disregarding",
);
/** Said of flags: no own goals. Of values it is rare: "without manager" is no title. */
const lack = phrase('no|without|without any|with no');
const out = maybe(phrase('out|ones|aside|away'));
const is = any(
  'is|are|was|were|be|either|equals|equal to|=|:|of|being|has|have|the|a|an|has the|set to|to|as|named|called|been|value|status',
);

const or: Rule<unknown> = either<unknown>(
  phrase('or|or the|or a|or an|or in|or from|, or|or with|or are|or is|or of|or as'),
  phrase(','),
);
const andOr: Rule<unknown> = either<unknown>(
  or,
  phrase('and|and the|and a|and in|and from|, and|as well as|nor|and of'),
);
const valuesOf = (rule: Rule<Named>): Rule<Named[]> => list(after(any('the|a|an|in|from'), rule), andOr, sharesColumn);
const values = valuesOf(valueNamed);
const ownValues = valuesOf(spelledValue);

/** "pending or cancelled" are values of one column; "East and web" are two conditions. */
function sharesColumn(values: readonly Named[]): boolean {
  const [first, ...rest] = values;
  return (first?.candidates ?? []).some(
    (one) =>
      one.kind === 'value' &&
      rest.every(({ candidates }) => candidates.some((other) => other.kind === 'value' && other.column === one.column)),
  );
}

const ofColumn = (column: Named, found: readonly Named[]): boolean =>
  columnsOf(column).some((each) =>
    found.every(({ candidates }) => candidates.some((value) => value.kind === 'value' && value.column === each)),
  );

/** A column and its values, in either order: "status open or closed", "the East region". */
const valued = (negated: boolean): Rule<Cond> =>
  memo(
    either<Cond>(
      pick(pair(columnNamed, after(is, ownValues)), ([column, found]) =>
        ofColumn(column, found) ? { kind: 'values' as const, values: found, column, negated } : undefined,
      ),
      pick(pair(columnNamed, after(pair(is, pair(not, is)), ownValues)), ([column, found]) =>
        ofColumn(column, found) ? { kind: 'values' as const, values: found, column, negated: !negated } : undefined,
      ),
      pick(pair(ownValues, after(any('as|their|its|the|a|an|for'), columnNamed)), ([found, column]) =>
        ofColumn(column, found) && (column.candidates[0]?.score ?? 0) >= 75
          ? { kind: 'values' as const, values: found, column, negated }
          : undefined,
      ),
      map(values, (found): Cond => ({ kind: 'values', values: found, negated })),
    ),
  );

const truth = meanings<boolean>([
  ['true|yes|set|= true|= 1', true],
  ['false|no|not set|= false|= 0', false],
]);
const flag = (is_: boolean): Rule<Cond> =>
  memo(
    either<Cond>(
      map(pair(flagNamed, after(is, truth)), ([column, value]): Cond => ({ kind: 'flag', column, is: value === is_ })),
      map(flagNamed, (column): Cond => ({ kind: 'flag', column, is: is_ })),
      pick(pair(flagNamed, after(is, number)), ([column, value]): Cond | undefined =>
        value === 1 || value === 0 ? { kind: 'flag', column, is: (value === 1) === is_ } : undefined,
      ),
    ),
  );

const isOneOf = (named: Named, value: number): boolean =>
  columnsOf(named).some(({ range }) => range && value >= range.min && value <= range.max);
const smallNumber: Rule<Named> = pick(ownNumber, (named) => (columnsOf(named).every(isSmall) ? named : undefined));

/** A number that names one: floor 2, period 202405. */
const literal = (negated: boolean): Rule<Cond> => {
  const cond = ([column, value]: [Named, number]): Cond => ({ kind: 'literal', column, value, negated });
  const alternative = pick(
    pair(ownNumber, after(is, list(number, phrase('or|, or|,|or of')))),
    ([column, [value, ...others]]): Cond | undefined =>
      value === undefined || others.length === 0 ? undefined : { kind: 'literal', column, value, or: others, negated },
  );
  const isMeasure = (column: Named) => columnsOf(column).every((each) => each.role === 'measure');
  const both = pair(ownNumber, after(is, number));
  const several = pair(smallNumber, list(number, andOr));
  return either<Cond>(
    alternative,
    pick(both, (found) => (isMeasure(found[0]) ? undefined : cond(found))),
    // "priority 1 orders", "priority 1 and 2 orders"
    pick(several, ([column, found]): Cond | undefined => {
      const [value, ...others] = found;
      if (value === undefined || !found.every((each) => isOneOf(column, each))) return undefined;
      if (others.length === 0) return cond([column, value]);
      return negated ? undefined : { kind: 'literal', column, value, or: others, negated };
    }),
    // An amount is seldom one number, and "amounts of 2024" speak of a year.
    costing(
      pick(both, (found) => (isMeasure(found[0]) ? cond(found) : undefined)),
      0.5,
    ),
  );
};

/** "projects over 100000" and no more: a word behind the number would say of what it is. */
function isLoose(input: Input, at: number): boolean {
  const number = input.tokens.findIndex((token, place) => place >= at && token.kind === 'number');
  const next = input.tokens[number + 1];
  // "longer" and "heavier" speak of one column only.
  if (/^(longer|shorter|heavier|lighter)$/.test(input.tokens[at]?.lower ?? '')) return false;
  if (/^(with|whose|having|have|has|that|which|of|is|are|was|were)$/.test(input.tokens[at - 1]?.lower ?? ''))
    return false;
  return number >= 0 && (next === undefined || /^(in|since|from|sorted|as|by|,)$/.test(next.lower));
}

const bounded: Rule<Cond> = memo(
  either<Cond>(
    limited(),
    pick(pair(aggregate, after(any('of|the|number of|amount of'), limited())), ([fn, cond]): Cond | undefined =>
      cond.kind === 'bound' ? { ...cond, fn: cond.fn ?? fn } : undefined,
    ),
    pick(
      pair(measured, after(any('of|in|the'), pair(aggregate, after(any('of|the'), thingNamed)))),
      ([limit, [fn, named]]): Cond => ({ kind: 'bound', fn, named, bound: limit, behind: false }),
    ),
    pick(
      pair(limited(), phrase('on average|in total|altogether|in all|overall|together|in sum')),
      ([cond, word]): Cond | undefined =>
        cond.kind === 'bound' ? { ...cond, fn: word === 'on average' ? 'avg' : 'sum' } : undefined,
    ),
    map(after(pair(phrase('number of|count of|the number of'), articles), limited('count')), (cond) => cond),
    map(
      after(pair(phrase('number of|count of|the number of'), articles), pair(tableNamed, after(verbs, bound))),
      ([named, limit]): Cond => ({ kind: 'bound', fn: 'count', named, bound: limit, behind: true }),
    ),
    map(
      after(
        pair(
          phrase('it|they|the total|the sum|the average|the number|the count|this|the value'),
          any('is|are|was|were|comes|to|that'),
        ),
        bound,
      ),
      (limit): Cond => ({ kind: 'bound', bound: limit, behind: true }),
    ),
    // "projects over 100000": of what, is for the person to say.
    pick(
      costing(
        map(bound, (limit): Cond => ({ kind: 'bound', bound: limit, behind: true, loose: true })),
        0.5,
      ),
      (cond, input, at) => (isLoose(input, at) ? cond : undefined),
    ),
  ),
);

/** "still open", "open right now": what stands in a row is how it is now. */
const lasting: Rule<Cond> = either<Cond>(
  after(phrase('still|currently|presently'), either<Cond>(valued(false), flag(true))),
  before(either<Cond>(valued(false), flag(true)), phrase('right now|currently|presently|as of now')),
);

const positive: Rule<Cond> = memo(
  either<Cond>(
    valued(false),
    flag(true),
    lasting,
    literal(false),
    bounded,
    severalNumbers,
    compared,
    columnsCompared,
    text,
    emptied,
  ),
);
const lacking = (cond: Cond, input: Input, at: number): Cond =>
  (cond.kind === 'values' || cond.kind === 'flag') && input.tokens[at]?.lower !== 'not'
    ? { ...cond, lack: true }
    : cond;
const denied: Rule<Cond> = memo(
  either<Cond>(
    before(after(pair(not, where), either<Cond>(valued(true), flag(false), literal(true))), out),
    map(after(pair(lack, where), flag(false)), lacking),
    costing(map(after(pair(lack, where), valued(true)), lacking), 1.25),
    // "no void tickets"
    pick(map(after(lack, valued(true)), lacking), (cond, input, at): Cond | undefined => {
      const end = cond.kind === 'values' ? (cond.values.at(-1)?.to ?? at) : at;
      return tableNamed(input, end).length > 0 ? cond : undefined;
    }),
    // "all concerts but Paris", "everyone but Ann"
    pick(
      after(pair(phrase('but'), any('the|a|an|those in|in|from')), either<Cond>(valued(true), flag(false))),
      (cond, input, at) => (isWhole(input, at) ? cond : undefined),
    ),
    // "destination country other than Germany"
    pick(pair(columnNamed, after(pair(is, pair(not, is)), ownValues)), ([column, found]): Cond | undefined =>
      ofColumn(column, found) ? { kind: 'values', values: found, column, negated: true } : undefined,
    ),
  ),
);

const simple: Rule<Cond> = after(where, either<Cond>(denied, positive));
/** Conditions of different columns joined by or. */
const several: Rule<Cond> = pick(
  list(simple, phrase('or|or with|or where|or are|or is|, or')),
  (found): Cond | undefined => (found.length > 1 ? { kind: 'any', of: found } : undefined),
);
const alternatives: Rule<Cond> = either<Cond>(simple, costing(several, 0.3));
/** "repairs by Sara Lind" */
const byValue: Rule<Cond> = costing(
  map(
    after(phrase('by|made by|done by|from|via|through'), values),
    (found): Cond => ({ kind: 'values', values: found, negated: false }),
  ),
  0.1,
);
export const conditions: Rule<Cond> = memo(either<Cond>(alternatives, emptied, byValue));

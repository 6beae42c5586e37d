// Rules for what is measured: counts, totals, averages, ratios, shares, growth, running totals, bins.
// Not here: which column is meant (scope.ts).

import { isAmountLike } from '../moneyNames.ts';
import { stemOf } from '../tokens.ts';
import { measureNamed, mentionsAt, splitNamed, tableNamed, thingNamed, unitNamed } from './input.ts';
import { wholeMeasure } from './ownedMeasure.ts';
import type { Fn, MeasureDraft } from './pieces.ts';
import type { Input, Named } from './question.ts';
import { after, any, before, costing, either, list, map, maybe, memo, pair, phrase, pick, type Rule } from './rule.ts';
import { aggregate, articles, superlative } from './words.ts';

const distinct = phrase('distinct|different|unique|distinct values of|different values of|various');
const counting = phrase(
  'how many|number of|numbers of|count of|count|the number of|a count of|nr of|no of|# of|total number of|the total number of|tell me how many|counting|total count of|counts of',
);
export const rows = phrase('rows|records|entries|lines|row|record|entry|data records|data rows');
/** A measure that is not rather a table: "number of sales" is no total of sale prices. */
const ownMeasure: Rule<Named> = pick(measureNamed, (named, input) => {
  const all = mentionsAt(input, named.from).find(({ end }) => end === named.to)?.value.candidates ?? [];
  const [best] = named.candidates;
  const isTable = all.some(({ kind, score }) => kind === 'table' && score >= (best?.score ?? 0));
  const isLevel = best?.kind === 'column' && best.column.averaged;
  return isTable || isLevel || (best?.score ?? 0) < 75 ? undefined : named;
});

/** More than a reading may cost that is answered without asking. */
const unsure = 5;

/** Whether a column says how many there are of what it is called after: guests, a quantity, kilograms. */
const isHowMany = ({ candidates: [best] }: Named): boolean => {
  if (best?.kind !== 'column' || best.column.type !== 'integer' || best.column.unit) return true;
  const { label, words } = best.column;
  if (words.some((word) => quantities.has(word))) return true;
  return label.split(' ').some((word) => stemOf(word) !== word.toLowerCase());
};
/** "locations with their number of rooms" shows a column that is called so. */
const isShown = (input: Input, at: number, end: number): boolean =>
  /^(with|their|its)$/.test(input.tokens[at - 1]?.lower ?? '') &&
  mentionsAt(input, at).some(({ value, end: to }) => to === end && (value.candidates[0]?.score ?? 0) >= 98);
/** In "shipments of Ann's customers count" it is the shipments that are counted. */
const isOwner = (input: Input, at: number): boolean =>
  [1, 2, 3, 4].some(
    (back) =>
      input.tokens[at - back]?.lower === 'of' &&
      [1, 2, 3].some((length) => tableNamed(input, at - back - length).some(({ end }) => end === at - back)),
  );
const quantities = new Set('quantity number count total sum volume'.split(' '));

/** Whether the words name a table more than a column of numbers. */
const isRather = (input: Input, { from, to, candidates }: Named): boolean => {
  const all = mentionsAt(input, from).find(({ end }) => end === to)?.value.candidates ?? [];
  const best = candidates[0]?.score ?? 0;
  return best < 95 && all.some(({ kind, score }) => kind === 'table' && score > best);
};

/** "number of" in front of a column of numbers adds nothing: the average number of away goals. */
const ofThe = any(
  'of|the|all|our|a|an|each|value of|sum of|every|values of|for|in|these|those|its|their|single|level of',
);

export const aggregated: Rule<MeasureDraft> = pick(
  either<[Fn, Named]>(
    pair(aggregate, after(ofThe, wholeMeasure)),
    pair(
      aggregate,
      after(pair(any('of|the'), pair(phrase('number of|amount of|count of'), any('the|all|our'))), ownMeasure),
    ),
  ),
  ([fn, named], input): MeasureDraft | undefined =>
    // "average claims" are no claimed amount.
    isRather(input, named) ||
    // "average of total revenue" is no average of revenue.
    (/^(total|sum|average|mean)\b/i.test(named.text) && named.candidates.every(({ score }) => score < 98))
      ? undefined
      : { fn, named },
);
const aggregatedTwice = map(
  pair(aggregate, after(any('of|the|all'), pair(aggregate, after(ofThe, measureNamed)))),
  ([outer, [inner, named]]) => ({ outer, inner, named }),
);
/** "minimum and maximum budget" */
const several: Rule<MeasureDraft> = map(
  pair(list(aggregate, phrase('and|,|, and|as well as')), after(ofThe, measureNamed)),
  ([[fn, ...more], named]): MeasureDraft => ({ fn, named, more }),
);
const severalOnly = pick(several, (draft) => ((draft.more?.length ?? 0) > 0 ? draft : undefined));
/** "lowest and highest asking price" */
const extremes: Rule<MeasureDraft> = pick(
  pair(list(superlative, phrase('and|,|, and|as well as')), after(ofThe, measureNamed)),
  ([[first, second, ...others], named]): MeasureDraft | undefined => {
    const fn = (direction: string) => (direction === 'desc' ? ('max' as const) : ('min' as const));
    if (!first || !second || others.length > 0 || first.direction === second.direction) return undefined;
    return { fn: fn(first.direction), named, more: [fn(second.direction)] };
  },
);
/** "the sum total of" is one; an average of totals is another question. */
const sameTwice: Rule<MeasureDraft> = pick(aggregatedTwice, ({ outer, inner, named }): MeasureDraft | undefined =>
  outer === inner ? { fn: inner, named } : undefined,
);

/** "the average payment": what one of the rows is worth. */
const ofOne: Rule<MeasureDraft> = costing(
  pick(pair(aggregate, after(ofThe, tableNamed)), ([fn, named], input): MeasureDraft | undefined => {
    const last = input.tokens[named.to - 1];
    return fn !== 'sum' && last?.lower === last?.stem ? { fn, named } : undefined;
  }),
  0.3,
);

/** A plain column that may stand for its total or average. */
export const bare: Rule<MeasureDraft> = either<MeasureDraft>(
  pick(measureNamed, (named) => ((named.candidates[0]?.score ?? 0) >= 80 ? { named } : undefined)),
  // "orders" are no quantity that was ordered.
  costing(
    pick(measureNamed, (named): MeasureDraft | undefined => {
      const [best] = named.candidates;
      const isVerb =
        best?.kind === 'column' &&
        best.column.words.some((word) => /(ed|en)$/.test(word)) &&
        !/(ed|en)$/i.test(named.text);
      return (best?.score ?? 0) < 80 && !isVerb ? { named } : undefined;
    }),
    0.4,
  ),
);

export const countedThing: Rule<MeasureDraft> = either<MeasureDraft>(
  map(pair(after(counting, after(articles, maybe(distinct))), after(articles, tableNamed)), ([only, named]) => ({
    fn: 'count' as const,
    named,
    distinct: only !== undefined,
  })),
  map(after(pair(counting, articles), after(distinct, after(articles, thingNamed))), (named) => ({
    fn: 'count' as const,
    named,
    distinct: true,
  })),
  costing(
    map(after(pair(counting, articles), thingNamed), (named) => ({ fn: 'count' as const, named })),
    0.3,
  ),
  // "how many pallets", "how many minutes of downtime": a column of numbers is added up.
  pick(after(pair(counting, articles), ownMeasure), (named, input, at) =>
    isHowMany(named) && !isShown(input, at, named.to) ? { named } : undefined,
  ),
  // Whole numbers in the singular may say which one it was; the person is asked.
  costing(
    pick(after(pair(counting, articles), ownMeasure), (named) => (isHowMany(named) ? undefined : { named })),
    unsure,
  ),
  // "the amount of flights" is their number where they have no amount.
  pick(after(pair(phrase('amount of|the amount of'), articles), tableNamed), (named) =>
    named.candidates.some((each) => each.kind === 'table' && each.table.columns.some(isAmountLike))
      ? undefined
      : { fn: 'count' as const, named },
  ),
  // "how many parts were produced", "how many kWh were consumed"
  map(after(counting, splitNamed), (named) => ({ named })),
  map(after(counting, unitNamed), (named) => ({ named })),
  costing(
    map(before(phrase('how many|number of|count of|count|the number of|counts|counted|how many of'), articles), () => ({
      fn: 'count' as const,
    })),
    0.3,
  ),
  map(after(pair(counting, any('of|the|all|our|different')), after(rows, maybe(phrase('of|in|from')))), () => ({
    fn: 'count' as const,
  })),
  // "distinct members with loans"
  pick(pair(phrase('distinct|unique'), after(articles, tableNamed)), ([, named], input, at) =>
    at === 0 && /^(with|who|that|having|in)$/.test(input.tokens[named.to]?.lower ?? '')
      ? { fn: 'count' as const, named, distinct: true }
      : undefined,
  ),
  map(after(distinct, before(thingNamed, phrase('count|counts'))), (named) => ({
    fn: 'count' as const,
    named,
    distinct: true,
  })),
  pick(before(tableNamed, phrase('count|counts|in number')), (named, input, at) =>
    isOwner(input, at) ? undefined : { fn: 'count' as const, named },
  ),
  map(after(pair(aggregate, any('of|the')), pair(counting, pair(articles, tableNamed))), ([fn, [, named]]) => ({
    fn: 'count' as const,
    named,
    ...(fn === 'sum' ? {} : { averaged: true as const }),
  })),
  // "total paid" is not the number of payments.
  pick(after(phrase('total|overall'), tableNamed), (named) =>
    (named.candidates[0]?.score ?? 0) >= 60 ? { fn: 'count' as const, named, total: true as const } : undefined,
  ),
  map(phrase('how often|how many times|number of times'), () => ({ fn: 'count' as const })),
);

/** "how much did we refund": that a number is asked for makes a likeness enough. */
const asked: Rule<MeasureDraft> = map(measureNamed, (named): MeasureDraft => ({ named }));
const howMuch: Rule<MeasureDraft> = either(
  map(after(pair(phrase('how much|what amount of'), articles), splitNamed), (named): MeasureDraft => ({ named })),
  map(
    after(
      pair(
        phrase('how much|what amount of|how high|how big'),
        any('have|has|did|do|does|we|is|are|was|were|the|of|our|a|an|they|total'),
      ),
      asked,
    ),
    (measure): MeasureDraft => ({ ...measure }),
  ),
);

const trailing: Rule<MeasureDraft> = map(
  pair(measureNamed, phrase('total|totals|sum|average|avg|maximum|minimum|median|max|min|mean')),
  ([named, word]): MeasureDraft => {
    const fns = {
      to: 'sum',
      su: 'sum',
      av: 'avg',
      ma: 'max',
      mi: 'min',
      me: word === 'mean' ? 'avg' : 'median',
    } as const;
    return { named, fn: fns[word.slice(0, 2) as keyof typeof fns] };
  },
);

/** A measure that is said to be one. */
export const plain: Rule<MeasureDraft> = memo(
  either<MeasureDraft>(aggregated, severalOnly, extremes, sameTwice, countedThing, howMuch, trailing, ofOne),
);
export const anyMeasure: Rule<MeasureDraft> = memo(either<MeasureDraft>(plain, costing(bare, 0.05)));

const measured = after(any('the|a|an|of|our|all'), anyMeasure);
/** In a ratio also a table stands for its count: orders per customer. */
const ratioPart: Rule<MeasureDraft> = either<MeasureDraft>(
  measured,
  costing(
    map(after(articles, tableNamed), (named): MeasureDraft => ({ fn: 'count', named })),
    0.3,
  ),
);
export const totals = (measure: MeasureDraft): MeasureDraft => (measure.fn ? measure : { ...measure, fn: 'sum' });
const ratioOf = ([over, under]: [MeasureDraft, MeasureDraft]): MeasureDraft => ({
  ...totals(over),
  per: totals(under),
});

export const ratio: Rule<MeasureDraft> = either<MeasureDraft>(
  map(
    after(
      pair(phrase('ratio of|ratio between|the ratio of|ratio|quotient of|relation of'), articles),
      pair(ratioPart, after(phrase('to|and|over|by'), ratioPart)),
    ),
    ratioOf,
  ),
  map(
    pair(
      measured,
      after(phrase('divided by|in relation to|relative to|as a ratio of|as ratio of|as a multiple of'), ratioPart),
    ),
    ratioOf,
  ),
  map(pair(after(phrase('divide|dividing'), ratioPart), after(phrase('by'), ratioPart)), ratioOf),
  map(pair(measured, after(phrase('per|for each|for every'), measured)), ratioOf),
  map(
    pair(
      measured,
      after(
        phrase('as a percentage of|as percentage of|as percent of|in percent of|as a percent of|as a share of'),
        measured,
      ),
    ),
    (both): MeasureDraft => ({ ...ratioOf(both), as: 'share' }),
  ),
);

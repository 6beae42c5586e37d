// Rules for measures seen against something: shares of a whole, growth against a period, running totals.
// Not here: the measures themselves (measureRules.ts).
import { tableNamed } from './input.ts';
import { anyMeasure, rows, totals } from './measureRules.ts';
import type { MeasureDraft } from './pieces.ts';
import { after, any, before, costing, either, map, meanings, pair, phrase, type Rule } from './rule.ts';

const shareWords = phrase(
  'percentage of|percent of|percentages of|share of|shares of|proportion of|% of|what percentage of|what percent of|what share of|which percentage of|which share of|what proportion of|which percent of|percentage|percentage share of|the share of|the percentage of|fraction of|what fraction of|relative share of|what % of',
);
export const share: Rule<MeasureDraft> = either<MeasureDraft>(
  map(
    after(pair(shareWords, any('the|all|our|total|of|overall|sum of')), anyMeasure),
    (measure): MeasureDraft => ({
      ...totals(measure),
      as: 'share',
    }),
  ),
  map(
    after(pair(shareWords, any('the|all|our|total|of|those|these')), either(tableNamed)),
    (named): MeasureDraft => ({ fn: 'count', named, as: 'share' }),
  ),
  map(after(pair(shareWords, any('the|all|our|total|of')), rows), (): MeasureDraft => ({ fn: 'count', as: 'share' })),
  // "share of sold listings"
  costing(
    map(shareWords, (): MeasureDraft => ({ fn: 'count', as: 'share' })),
    0.3,
  ),
);

const growthWords = 'growth|growth rate|change|increase|rise|development|growth in|change in|increase in';
const growthOf: Rule<unknown> = pair(
  pair(
    any(
      'percentage|percent|%|relative|period over period|month over month|year over year|quarter over quarter|week over week',
    ),
    phrase(growthWords),
  ),
  any('of|in|for|the|total|our|rate|percent|percentage'),
);
const counted: Rule<MeasureDraft> = map(tableNamed, (named): MeasureDraft => ({ fn: 'count', named }));
const growing: Rule<MeasureDraft> = either<MeasureDraft>(anyMeasure, costing(counted, 0.1));
export const growth: Rule<MeasureDraft> = either<MeasureDraft>(
  map(after(growthOf, growing), (measure): MeasureDraft => ({ ...totals(measure), as: 'growth' })),
  map(
    before(
      growing,
      pair(
        any('percentage|percent|%|total|relative'),
        phrase('growth|growth rate|growth in percent|percentage growth|growth %'),
      ),
    ),
    (measure): MeasureDraft => ({ ...totals(measure), as: 'growth' }),
  ),
);

export const running: Rule<MeasureDraft> = map(
  after(
    pair(
      phrase(
        'running total|running sum|cumulative|cumulative total|cumulative sum|cumulated|accumulated|rolling total|running count|running',
      ),
      any('of|the|number|total|sum|all|our'),
    ),
    growing,
  ),
  (measure): MeasureDraft => ({ ...totals(measure), as: 'running' }),
);

export const asWords = meanings<NonNullable<MeasureDraft['as']>>([
  [
    'in percent|in %|as percent of total|as percentage of total|as a percentage of the total|as percent of the total|percent of total|percentage of total|% of total|as a share of the total|as share of total|share of total|as a percentage|as percentages|in percent of all|as a share|as percentage|in percentages|relative to the total|in per cent|as percent|as a percent of the total',
    'share',
  ],
  [
    'as a running total|as running total|as a running sum|cumulatively|running|as a cumulative total|cumulated|as a cumulative sum',
    'running',
  ],
  [
    'by how many percent|by what percentage|by what percent|grow|grew|grown|growth|percent increase|percentage increase|percentage change|percent change|increase in percent|growth in percent|change in percent|percentage growth|from one period to the next|vs previous month|vs the previous month|vs previous quarter|vs the previous quarter|vs previous year|vs the previous year|vs previous week|vs previous period|vs the previous period|versus previous month|versus the previous month|versus the previous quarter|versus the previous year|compared to previous month|compared to last period|against the previous one|against the previous period|against the previous month|against the previous quarter|against the previous year|against the previous week|compared with the quarter before|compared with the month before|compared with the year before|compared with the week before|compared to the previous quarter|compared to the previous month|compared to the previous year|compared to the previous one|compared with the previous one|compared to the quarter before|compared to the month before|compared to the year before|over the previous period|from the previous one|versus the previous period|against the one before|by percentage|month over month|year over year|quarter over quarter|week over week|against the previous period',
    'growth',
  ],
]);

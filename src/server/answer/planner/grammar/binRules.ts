// Rules for steps of a number: in steps of 20, bins of 30, each 250k price bracket.
// Not here: what is counted in them (measureRules.ts).
import { numberNamed } from './input.ts';
import type { Dim } from './pieces.ts';
import { after, any, before, either, map, memo, pair, phrase, pick, type Rule } from './rule.ts';
import { number } from './words.ts';

/** "in steps of 20", "bins of 30", "each 25-year bin". */
const stepUnit = any(
  'percent|%|minutes|minute|year|years|days|day|euro|euros|dollars|kg|points|units|unit|-|hours|hour|km|grams|degrees|kwh|each|wide|seconds|months',
);
const steps: Rule<number> = either<number>(
  after(
    phrase(
      'in steps of|in bins of|in buckets of|with bins of|in ranges of|bins of|buckets of|ranges of|bin width|bin width of|bin size|bin size of|steps of|in intervals of|intervals of|with a bin width of|in groups of|into ranges of|into bins of|into buckets of|in classes of|bins with a width of|range of|bin of|width|binned by|in step of|with steps of|with buckets of|into steps of|with a width of|for each range of|bucketed by',
    ),
    before(number, stepUnit),
  ),
  pick(
    pair(
      before(number, stepUnit),
      phrase('bin|bins|range|ranges|step|steps|bucket|buckets|interval|intervals|bracket|brackets|band|bands'),
    ),
    ([width]) => width,
  ),
);
export const positive = pick(steps, (width) => (width > 0 ? width : undefined));

const binned: Rule<Dim> = map(
  pair(positive, after(any('of|their|the|by|for|its'), numberNamed)),
  ([width, named]): Dim => ({ kind: 'bin', named, width }),
);

/** "each 250k asking price bracket" */
const bracketed: Rule<Dim> = pick(
  pair(
    pair(before(number, stepUnit), numberNamed),
    phrase('bracket|brackets|range|ranges|band|bands|bin|bins|bucket|buckets|step|steps|interval|intervals'),
  ),
  ([[width, named]]): Dim | undefined => (width > 0 ? { kind: 'bin', named, width } : undefined),
);

export const bins: Rule<Dim> = memo(either<Dim>(binned, bracketed));

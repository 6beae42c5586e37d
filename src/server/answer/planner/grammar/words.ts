// The small words of English that questions are made of: numbers, comparisons, aggregates, superlatives, words of no content.
// Not here: what they do to a plan (frame.ts, settle.ts). No word of any particular data stands here.
import type { Bound, Direction, Fn } from './pieces.ts';
import { after, any, costing, either, map, meanings, pair, phrase, pick, type Rule } from './rule.ts';
import { scaleOf, wordNumber } from './wordNumber.ts';

const list = (text: string): string[] => text.trim().split(/\s+/);

/** A number in digits or words: 1,000, 10k, forty, twenty five, two hundred, 3 million. */
export const number: Rule<number> = (input, at) => {
  const token = input.tokens[at];
  if (!token) return [];
  // "a hundred"
  if (token.lower === 'a' && scaleOf(input.tokens[at + 1]?.lower ?? '') !== undefined) return number(input, at + 1);
  // "half a million"
  const half =
    token.lower === 'half' && input.tokens[at + 1]?.lower === 'a'
      ? scaleOf(input.tokens[at + 2]?.lower ?? '')
      : undefined;
  if (half !== undefined) return [{ value: half / 2, end: at + 3, cost: 0 }];
  let end = at + 1;
  let value = token.kind === 'number' ? token.value : token.kind === 'word' ? wordNumber(token.lower) : undefined;
  if (value === undefined) return [];
  const next = input.tokens[end];
  const more = next?.kind === 'word' ? wordNumber(next.lower) : undefined;
  if (more !== undefined && token.kind === 'word' && value >= 20 && value < 100 && more > 0 && more < 10) {
    value += more;
    end += 1;
  }
  const scale = input.tokens[end]?.lower ?? '';
  const factor = scaleOf(scale);
  if (factor !== undefined) {
    value *= factor;
    end += 1;
  }
  return [{ value, end, cost: 0 }];
};

/** How many of something are wanted. */
export const howMany: Rule<number> = pick(number, (value) =>
  Number.isInteger(value) && value > 0 && value <= 10_000 ? value : undefined,
);

export const aggregate: Rule<Fn> = meanings<Fn>([
  [
    'total|sum|sum of|sum up|total of|total sum|sum total|grand total|overall|add up|adding up|combined|total value of',
    'sum',
  ],
  ['average|avg|mean|average of|mean of|average value of|avg of', 'avg'],
  ['median|median of|middle value|middle value of|typical', 'median'],
  ['maximum|max|peak|maximum of|max of|maximal', 'max'],
  ['minimum|min|minimum of|min of|minimal', 'min'],
]);

/** Aggregates said behind or far from what they are of. */
export const farAggregate: Rule<Fn> = meanings<Fn>([
  ['on average|on avg|in average|on the average', 'avg'],
  ['in total|altogether|all told|in all|in sum|all in all|together|in the sum|summed up|as a sum', 'sum'],
  ['at most|at the most|at its highest|at the maximum', 'max'],
  ['at the least|at its lowest|at the minimum', 'min'],
  ['in the median|as a median', 'median'],
]);

const compare = meanings<Bound['op']>([
  [
    'more than|over|above|greater than|bigger than|larger than|higher than|longer than|heavier than|exceeding|exceeds|exceed|> |>|in excess of|north of',
    '>',
  ],
  [
    'at least|no less than|no fewer than|not less than|not fewer than|not under|not below|not lower than|not smaller than|minimum of|>=|=>|≥|a minimum of',
    '>=',
  ],
  ['less than|fewer than|under|below|smaller than|lower than|shorter than|lighter than|<', '<'],
  [
    'at most|no more than|not more than|not over|not above|not exceeding|not higher than|not greater than|up to|<=|=<|≤|a maximum of|maximum of',
    '<=',
  ],
  ['exactly|equal to|equals|=|precisely', '='],
  ['<>|!=|≠|not equal to|unequal to', '<>'],
]);

const behind = meanings<Bound['op']>([
  [
    '+|and up|and upwards|or more|and more|or above|and above|or over|and over|or higher|and higher|or greater|or longer',
    '>=',
  ],
  ['or less|and less|or fewer|and fewer|or below|and below|or under|and under|or lower|and lower|or shorter', '<='],
]);

const both = pair(after(phrase('between|from'), number), after(phrase('and|to|through|-'), number));

/** A limit: over 5, at least 3 and at most 4, between 1 and 2, 5 or more. */
export const bound: Rule<Bound> = either<Bound>(
  map(both, ([value, upper]): Bound => ({ op: 'between', value, upper })),
  costing(
    map(pair(number, after(phrase('to|-|–'), number)), ([value, upper]): Bound => ({ op: 'between', value, upper })),
    0.2,
  ),
  pick(pair(pair(compare, number), after(phrase('and|but'), pair(compare, number))), ([[low, value], [high, upper]]) =>
    low === '>=' && high === '<=' && upper >= value ? { op: 'between' as const, value, upper } : undefined,
  ),
  pick(
    pair(pair(compare, number), after(phrase('and|but'), pair(compare, number))),
    ([[op, value], [other, second]]) =>
      op !== other &&
      !(op === '>=' && other === '<=') &&
      /[<>]/.test(op) &&
      /[<>]/.test(other) &&
      op.charAt(0) !== other.charAt(0)
        ? { op, value, also: { op: other, value: second } }
        : undefined,
  ),
  map(pair(number, behind), ([value, op]): Bound => ({ op, value })),
  costing(
    map(after(phrase('from|starting at|starting from|upwards of'), number), (value): Bound => ({ op: '>=', value })),
    0.3,
  ),
  map(pair(compare, number), ([op, value]): Bound => ({ op, value })),
);

export const sign: Rule<Bound> = meanings<Bound>([
  ['negative|below zero|less than zero', { op: '<', value: 0 }],
  ['positive|above zero|greater than zero|more than zero', { op: '>', value: 0 }],
]);

interface Superlative {
  direction: Direction;
  hint?: readonly string[];
}
const costly = list('price cost value fee amount fare rate salary charge');

export const superlative: Rule<Superlative> = either<Superlative>(
  meanings<Superlative>([
    [
      'highest|largest|biggest|greatest|most|strongest|best-selling|bestselling|best selling|top-selling|topmost',
      { direction: 'desc' },
    ],
    ['lowest|smallest|least|fewest|weakest|poorest|worst-selling|worst selling|least selling', { direction: 'asc' }],
    ['most expensive|costliest|priciest|dearest|most costly', { direction: 'desc', hint: costly }],
    ['most valuable', { direction: 'desc', hint: ['value', 'price', 'amount', 'revenue'] }],
    ['cheapest|least expensive|least costly', { direction: 'asc', hint: costly }],
    ['least valuable', { direction: 'asc', hint: ['value', 'price', 'amount', 'revenue'] }],
    ['longest', { direction: 'desc', hint: list('duration length minutes time distance') }],
    ['shortest', { direction: 'asc', hint: list('duration length minutes time distance') }],
    ['heaviest', { direction: 'desc', hint: list('weight mass') }],
    ['lightest', { direction: 'asc', hint: list('weight mass') }],
    ['hottest|warmest', { direction: 'desc', hint: list('temperature') }],
    ['coldest|coolest', { direction: 'asc', hint: list('temperature') }],
  ]),
  // "best-selling" comes as three tokens.
  map(phrase('best - selling|top - selling'), (): Superlative => ({ direction: 'desc' })),
);

export const newest: Rule<{ direction: Direction; word: string }> = pick(
  phrase('latest|newest|most recent|last|youngest|oldest|earliest|first'),
  (word) => ({ word, direction: /^(oldest|earliest|first)$/.test(word) ? ('asc' as const) : ('desc' as const) }),
);

/** In front of a name, saying nothing. */
export const the = any(
  'the|a|an|our|my|your|their|his|her|its|all|any|of|these|those|this|that|single|individual|respective|own|whole|entire|existing|available|various|each|every|ones|both',
);

export const articles = any('the|a|an|our|all|all the|of the|of our|any|of all');

export const matchText = (
  input: { text: string; tokens: readonly { start: number; end: number }[] },
  from: number,
  to: number,
): string => input.text.slice(input.tokens[from]?.start ?? 0, input.tokens[to - 1]?.end ?? 0);

// Rules for the rest of a question: rankings, order, charts, question words, words that lean on the answer before.
// Not here: measures, groups, conditions (their files).

import { grain } from './grains.ts';
import { isInName, isOfName } from './inName.ts';
import { columnNamed, subjectNamed, tableNamed, thingNamed } from './input.ts';
import { anyMeasure } from './measureRules.ts';
import { looseWords, mostPieces, plainCount } from './mostRules.ts';
import { wholeMeasure } from './ownedMeasure.ts';
import type { Direction, MeasureDraft, Piece } from './pieces.ts';
import type { Input, Named } from './question.ts';
import {
  after,
  any,
  before,
  costing,
  either,
  map,
  maybe,
  meanings,
  pair,
  phrase,
  pick,
  type Rule,
  triple,
} from './rule.ts';
import { articles, howMany, newest, superlative } from './words.ts';

const some = maybe(plainCount);

interface RankWord {
  direction: Direction;
  /** What is good or bad only the person knows: by what must be said. */
  isOpinion: boolean;
}
const rankWords = meanings<RankWord>([
  ['top|busiest', { direction: 'desc', isOpinion: false }],
  ['bottom', { direction: 'asc', isOpinion: false }],
  ['best', { direction: 'desc', isOpinion: true }],
  ['worst', { direction: 'asc', isOpinion: true }],
]);
const rank: Rule<Piece> = either<Piece>(
  map(
    pair(after(any('the|our|only|just|make that|make it|give me'), rankWords), some),
    ([{ direction, isOpinion }, n]): Piece => ({ kind: 'rank', direction, n, isOpinion }),
  ),
  map(
    pair(after(any('the|our|only|just'), howMany), rankWords),
    ([n, { direction, isOpinion }]): Piece => ({ kind: 'rank', direction, n, isOpinion }),
  ),
);

const ofMost = any('number of|amount of|of the|of|the|amounts of|count of|value of|different|single');
/** What is highest: a measure, or a table that is counted. */
const superTarget: Rule<MeasureDraft> = either<MeasureDraft>(
  after(any('the|a|an|our|all|of|of the|single'), anyMeasure),
  costing(
    map(after(ofMost, wholeMeasure), (named): MeasureDraft => ({ named })),
    0.05,
  ),
  // "the most fines" are counted; "the highest fine" is one of an amount that was not said.
  pick(after(ofMost, tableNamed), (named, input, at): MeasureDraft | undefined => {
    const words = input.tokens.slice(Math.max(0, at - 1), named.from).map(({ lower }) => lower);
    return words.some((word) => /^(most|fewest|least|number|count|busiest)$/.test(word))
      ? { fn: 'count', named }
      : undefined;
  }),
);

/** "at least" and "at most" are limits. */
const plainSuperlative = pick(superlative, (found, input, at) =>
  input.tokens[at - 1]?.lower === 'at' || input.tokens[at - 2]?.lower === 'at' ? undefined : found,
);
const bareSuperlative: Rule<Piece> = map(
  pair(some, plainSuperlative),
  ([n, { direction, hint }]): Piece => ({ kind: 'super', direction, n, hint }),
);
const superPiece: Rule<Piece> = either<Piece>(
  map(
    pair(pair(some, plainSuperlative), superTarget),
    ([[n, { direction, hint }], measure]): Piece => ({ kind: 'super', direction, n, measure, hint }),
  ),
  // "who did the most repairs": of a table the most is always its number.
  pick(costing(bareSuperlative, 0.15), (piece, input, at) => {
    const word = input.tokens[at]?.lower ?? '';
    const next = input.tokens[at + 1]?.lower ?? '';
    const isCount = /^(most|fewest|least)$/.test(word) && !/^(expensive|valuable|costly)$/.test(next);
    return isCount ? undefined : piece;
  }),
);

const directions = meanings<Direction>([
  [
    'descending|in descending order|desc|highest first|largest first|biggest first|most first|from high to low|highest to lowest|descendingly|from highest to lowest|from largest to smallest',
    'desc',
  ],
  [
    'ascending|in ascending order|asc|lowest first|smallest first|fewest first|from low to high|lowest to highest|from lowest to highest',
    'asc',
  ],
]);
const sortWords = phrase(
  'sorted by|ordered by|sort by|order by|sorted|ordered|sorted on|ranked by|arranged by|sort it by|sort them by|sort that by|rank by|listed by|in order of|ordered on|order it by|order them by',
);
const datedOrder = meanings<Direction>([
  ['newest first|latest first|most recent first|youngest first', 'desc'],
  ['oldest first|earliest first', 'asc'],
]);
const order: Rule<Piece> = either<Piece>(
  map(
    phrase('alphabetically|in alphabetical order|by name|alphabetically by name'),
    (): Piece => ({ kind: 'order', direction: 'asc', hint: ['name'] }),
  ),
  map(datedOrder, (direction): Piece => ({ kind: 'order', direction, hint: ['date'] })),
  map(
    pair(after(pair(sortWords, articles), thingNamed), maybe(after(any(','), directions))),
    ([named, direction]): Piece => ({ kind: 'order', named, direction }),
  ),
  map(directions, (direction): Piece => ({ kind: 'order', direction })),
  map(
    triple(superlative, maybe(columnNamed), phrase('first')),
    ([{ direction, hint }, named]): Piece => ({ kind: 'order', direction, named, hint }),
  ),
  map(
    pair(pair(columnNamed, any('value|values')), directions),
    ([[named], direction]): Piece => ({ kind: 'order', named, direction }),
  ),
);

const latest: Rule<Piece> = either<Piece>(
  map(
    pair(after(any('the|our'), newest), some),
    ([{ direction, word }, n]): Piece => ({ kind: 'latest', direction, n, word }),
  ),
  map(pair(howMany, newest), ([n, { direction, word }]): Piece => ({ kind: 'latest', direction, n, word })),
);

type ChartKind = Extract<Piece, { kind: 'chart' }>['chart'];
const chartKind = meanings<ChartKind>([
  ['horizontal bar|horizontal bars', 'bar_horizontal'],
  ['stacked bar|stacked bars|stacked', 'stacked_bar'],
  ['bar|column|bars|columns|vertical bar', 'bar'],
  ['line|lines', 'line'],
  ['area|areas', 'area'],
  ['pie', 'pie'],
  ['donut|doughnut|ring', 'donut'],
]);
const plainKind = pick(chartKind, (kind, input, at) => (isInName(input, at) ? undefined : kind));
/** Without a word for a chart beside it, a word of the data is what it names there. */
const bareKind = pick(plainKind, (kind, input, at) => (isOfName(input, at) ? undefined : kind));
const draw = any(
  'as|in|a|an|the|draw|plot|show|make|make it|it|that|this|with|using|me|can you|can|you|could|please|give|turn|into|want|i|would like|visualize|visualise|chart|them|now|instead|of|on|to|switch|change|display|render|show it|those|use',
);
const chartNoun = phrase(
  'chart|charts|graph|graphs|plot|diagram|chart of|graph of|plot of|diagram of|chart for|chart with|graph with|chart showing',
);
const chart: Rule<Piece> = either<Piece>(
  map(before(after(draw, chartKind), chartNoun), (kind): Piece => ({ kind: 'chart', chart: kind })),
  map(
    after(
      phrase('as|as a|as an|in a|as the|into a|make it a|make that a|show it as a|show that as a|, as a|show as'),
      plainKind,
    ),
    (kind): Piece => ({ kind: 'chart', chart: kind }),
  ),
  map(
    either(after(phrase('in|with|show|a'), bareKind), costing(bareKind, 0.2)),
    (kind): Piece => ({ kind: 'chart', chart: kind }),
  ),
  map(
    phrase(
      'chart|plot|graph|draw|visualize|visualise|diagram|as a chart|as chart|as a graph|in a chart|in a graph|chart of|a chart of|graph of|plot of|on a chart|draw a chart of|as a plot',
    ),
    (): Piece => ({ kind: 'chart', chart: 'any' }),
  ),
  map(
    phrase(
      'as a table|as table|in a table|in table form|as rows|table of|a table of|as a list|show the table|show it as a table|as tables',
    ),
    (): Piece => ({ kind: 'chart', chart: 'table' }),
  ),
);

const questionWords: Rule<Piece> = either<Piece>(
  map(
    phrase(
      'which|what|what are|what is|what was|what were|which are|which is|what were the|in which|on which|at which|for which|whose|which of|to which|from which',
    ),
    (): Piece => ({ kind: 'word', word: 'which' }),
  ),
  map(phrase('who|whom|who are|who is|who was|who has|who had|who were'), (): Piece => ({ kind: 'word', word: 'who' })),
  // "any pending orders in 2024"
  costing(
    pick(phrase('any'), (_, __, at): Piece | undefined => (at === 0 ? { kind: 'word', word: 'exists' } : undefined)),
    -0.4,
  ),
  looseWords,
  map(phrase('when|when was|when is|when did|since when|when were'), (): Piece => ({ kind: 'word', word: 'when' })),
  costing(
    map(
      phrase(
        'is there|are there|is there any|are there any|was there|were there|was there any|were there any|do we have any|do we have|have there been any|is there a|is there an|did we have any|does any|are there some|has there been any|do any',
      ),
      (): Piece => ({ kind: 'word', word: 'exists' }),
    ),
    -0.4,
  ),
  map(
    phrase(
      'list|list of|a list of|show me all|list all|show all|show me every|list the|give me a list of|names of|the names of',
    ),
    (): Piece => ({ kind: 'word', word: 'list' }),
  ),
  map(
    phrase('compare|comparison of|comparison|compared|how does|how do|compare the|a comparison of'),
    (): Piece => ({ kind: 'word', word: 'compare' }),
  ),
  map(
    phrase(
      'vs|vs.|versus|against|compared to|compared with|in comparison to|compare with|compare between|compare to|compared against',
    ),
    (): Piece => ({ kind: 'word', word: 'versus' }),
  ),
  map(phrase('and|,|as well as|plus|along with|together with|& '), (): Piece => ({ kind: 'word', word: 'and' })),
  map(
    phrase(
      "make up|makes up|sort|would like|i'd like|we'd like|how are|how is|how were|how was|how did|in charge of|responsible for|break|break down|split|group|down|that is|up|there were|there was|in a row",
    ),
    (): Piece => ({ kind: 'word', word: 'noise' }),
  ),
  map(
    phrase(
      'without the filter|without the filters|without filters|remove the filter|remove the filters|drop the filter|drop the filters|without any filter|unfiltered|without filter|clear the filters',
    ),
    (): Piece => ({ kind: 'word', word: 'unfilter' }),
  ),
  map(
    phrase(
      'without the grouping|drop the grouping|remove the grouping|ungrouped|not grouped|no grouping|without grouping',
    ),
    (): Piece => ({ kind: 'word', word: 'ungroup' }),
  ),
  map(phrase('data|info|information|figures|numbers'), (): Piece => ({ kind: 'word', word: 'data' })),
  map(
    phrase('back|go back|undo that|undo|back again|the one before|previous answer|go back one'),
    (): Piece => ({ kind: 'word', word: 'back' }),
  ),
);

const follow: Rule<Piece> = map(
  phrase(
    'that|it|them|this|those|these|same|the same|instead|only|now|just|also|what about|how about|again|do that again|same thing|rather than|instead of|additionally|the ones|ones|those ones|but|restrict that to|restrict it to|limit that to|narrow it to|narrow that to|filter by|filter to|and only|and just|make that|make it|as well|too|if you only take|if you take only|drop|remove|the one|do the same|of those|of them|then|and now|and if you only take|add|plus|replace',
  ),
  (word): Piece => ({ kind: 'follow', word }),
);

/** How many of them; 2024 is rather a year. */
const someOf = pick(plainCount, (n) => (n >= 1900 && n <= 2100 ? undefined : n));
const subject = (wanted: Rule<Named>): Rule<Piece> =>
  map(
    pair(after(articles, maybe(before(someOf, any('different|best|individual|the')))), after(articles, wanted)),
    ([n, named]): Piece => ({ kind: 'subject', named, n }),
  );

/** In front of another name, in the singular or with an apostrophe. */
function isOwner({ tokens }: Input, named: Named): boolean {
  const last = tokens[named.to - 1];
  return last !== undefined && (/['’]/.test(last.text) || last.lower === last.stem);
}

const via: Rule<Piece> = map(
  after(pair(phrase('via|through|by way of'), articles), columnNamed),
  (named): Piece => ({ kind: 'via', named }),
);

const rankedGrain: Rule<Piece> = map(
  after(phrase('which|what|in which|in what|on which|the|on what'), grain),
  (dim): Piece => ({ kind: 'rankedGrain', dim }),
);

export const framePieces: Rule<Piece> = either<Piece>(
  rankedGrain,
  rank,
  mostPieces,
  superPiece,
  order,
  latest,
  chart,
  questionWords,
  follow,
  subject(subjectNamed),
  // "customer orders", "the customers' orders": orders that have a customer.
  pick(tableNamed, (named, input): Piece | undefined =>
    isOwner(input, named) && tableNamed(input, named.to).length > 0
      ? { kind: 'cond', cond: { kind: 'empty', named, negated: true } }
      : undefined,
  ),
  via,
);

// What a phrase about a measure says of the whole question: a measure, a function said from afar, steps, what is gone by.
// Not here: reading measures (measureRules.ts, alongRules.ts, binRules.ts).
import { asWords, growth, running, share } from './alongRules.ts';
import { positive } from './binRules.ts';
import { tableNamed } from './input.ts';
import { aggregated, bare, countedThing, plain, ratio, rows } from './measureRules.ts';
import type { MeasureDraft, Piece } from './pieces.ts';
import { after, costing, either, map, phrase, type Rule } from './rule.ts';
import { aggregate, articles, farAggregate } from './words.ts';

const byWords = after(
  phrase(
    'going by|in terms of|measured by|by means of|judged by|counting|according to|as measured by|based on|with regard to|using',
  ),
  after(
    articles,
    either<MeasureDraft>(
      aggregated,
      countedThing,
      bare,
      map(tableNamed, (named): MeasureDraft => ({ fn: 'count', named })),
    ),
  ),
);

export const measurePieces: Rule<Piece> = either<Piece>(
  map(either(ratio, share, growth, running, plain), (measure): Piece => ({ kind: 'measure', measure, bare: false })),
  map(bare, (measure): Piece => ({ kind: 'measure', measure, bare: true })),
  map(byWords, (measure): Piece => ({ kind: 'by', measure })),
  map(after(phrase('by|by the|, by|by its|by their'), plain), (measure): Piece => ({ kind: 'by', measure })),
  map(asWords, (as): Piece => ({ kind: 'as', as })),
  costing(
    map(phrase('change|changes|changed'), (): Piece => ({ kind: 'as', as: 'growth' })),
    0.1,
  ),
  map(farAggregate, (fn): Piece => ({ kind: 'fn', fn, isFar: true })),
  map(aggregate, (fn): Piece => ({ kind: 'fn', fn, isFar: false })),
  map(positive, (width): Piece => ({ kind: 'steps', width })),
  map(
    phrase('histogram of|histogram|a histogram of|distribution of|distribution|frequency of|frequency distribution of'),
    (): Piece => ({ kind: 'histogram' }),
  ),
  map(
    phrase(
      'how good|how big|how hot|how loud|how high|how long|how large|how strong|how heavy|how old|how far|how well|how expensive|how tall|how fast|how much|what amount|money|how much money|money spent|how much cash|what did we spend|what do we spend|what have we spent|what did we pay|what do we pay|what did we earn|what do we earn',
    ),
    (): Piece => ({ kind: 'word', word: 'howMuch' }),
  ),
  map(rows, (): Piece => ({ kind: 'word', word: 'rows' })),
);

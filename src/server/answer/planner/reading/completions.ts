// What may come next in a line of controlled English: whole phrases, from the same description that reads and writes it.
// Not here: proposals of whole questions.
import type { SchemaIndex } from '../schemaIndex.ts';
import { planLine } from './planSyntax.ts';
import { readerOf } from './reading.ts';
import type { Offer } from './syntax.ts';
import { type ReadingToken, readingTokens } from './tokens.ts';

/** Longer lines are written by nobody. */
const maxLength = 2_000;

/**
 * The next words or names of the language, best first, at most `limit`. One that is begun is given whole, so that
 * `completed` puts it in the place of what is typed of it: "number of ord" is followed by "orders".
 */
export function completions(prefix: string, index: SchemaIndex, limit = 8): string[] {
  if (prefix.length > maxLength) return [];
  const tokens = readingTokens(prefix);
  if (!tokens) return [];
  const offers = offersFor(tokens, index, /[\p{L}\p{N}"]$/u.test(prefix));
  const ranked = offers.map((offer, at) => ({ ...offer, at, rank: rankOf(offer) }));
  ranked.sort((a, b) => a.rank - b.rank || a.at - b.at);
  return [...new Set(ranked.map(({ text }) => text))].slice(0, limit);
}

function offersFor(tokens: readonly ReadingToken[], index: SchemaIndex, isPartial: boolean): Offer[] {
  const offers: Offer[] = [];
  planLine.read({ ...readerOf(tokens, index), offers, isPartial });
  // What is begun comes before what would stand behind it.
  const begun = isPartial ? offers.filter(({ from }) => from < tokens.length) : [];
  return begun.length > 0 ? begun : offers;
}

/** Fixed words from the usual to the rare; those not listed stand between. */
const usual = [
  ...[
    'number of',
    'total',
    'average',
    'list of',
    'maximum',
    'minimum',
    'median',
    'number of different',
    'are there any',
  ],
  ...['by', 'where', 'with', 'is', 'month of', 'year of', 'quarter of', 'week of', 'day of', 'weekday of', ', top'],
];
const rare = new RegExp(
  [
    String.raw`^\(|^(not|none|never|across|exact|in q\d|in [a-z]+$|fiscal|hour|month of year|quarter of year|at any time|times)\b`,
    '^, (latest|earliest|a to z|z to a|in|as)( |$)|^is (the|different|not|none|at|on|empty|un|after|before)',
    String.raw`^(having|is there any|number of groups|different|ratio|share|growth|running|earliest|latest)\b`,
  ].join('|'),
  'i',
);

/** Names and values, which have a rank of their own, before words that are not usual. */
function rankOf({ text, rank }: Offer): number {
  if (rank !== undefined) return rank;
  const at = usual.indexOf(text);
  if (at >= 0) return 0.1 + at / 100;
  return rare.test(text) ? 2.5 : 1.5;
}

/** The prefix with a completion in the place of the words that it has of it already. */
export function completed(prefix: string, phrase: string): string {
  const lower = phrase.toLowerCase();
  for (const { index } of prefix.matchAll(/(?<=^|[\s(])[^\s]|,/g)) {
    if (lower.startsWith(prefix.slice(index).toLowerCase())) return `${prefix.slice(0, index)}${phrase}`;
  }
  const isJoined = prefix === '' || /[\s(]$/.test(prefix) || /^[,)]/.test(phrase);
  return `${phrase.startsWith(',') ? prefix.trimEnd() : prefix}${isJoined ? '' : ' '}${phrase}`;
}

// Typing errors: the one word of the data or of questions that a misspelt one must mean, and the words it may mean.
// Not here: whether a word is misspelt at all; whoever reads the question asks only for words that mean nothing.
import { cutWordsOf } from './cutWords.ts';
import { fold } from './fold.ts';
import { fillerNouns, followWords, phrases, stopWords } from './lexicon.ts';
import type { SchemaIndex } from './schemaIndex.ts';
import { isEnglishWord } from './shortWords.ts';
import { isSlip } from './slips.ts';
import { stem } from './tokens.ts';
import { createVocabulary, type Entry, type Vocabulary, vocabularyOf } from './vocabulary.ts';

const noWords: ReadonlySet<string> = new Set();
const functionWords = new Set([
  ...[...stopWords, ...fillerNouns, ...followWords],
  ...[...phrases.keys()].flatMap((phrase) => phrase.split(' ')),
]);

/** Errors forgiven in a word of this length. */
const allowed = (length: number): number => (length < 4 ? 0 : length < 8 ? 1 : 2);

/** Of four letters a name has the same but one that is left out, or two that are swapped: any other is another word. */
const isNear = (written: string, meant: string): boolean =>
  written.length > 4 || meant.length > written.length || [...written].sort().join('') === [...meant].sort().join('');

const vocabularies = new WeakMap<ReadonlySet<string>, Vocabulary>();

function vocabularyFor(words: ReadonlySet<string>): Vocabulary {
  const known = vocabularies.get(words) ?? createVocabulary([...words].map((word) => [fold(word), word] as const));
  vocabularies.set(words, known);
  return known;
}

/**
 * The word that `word` must be meant for: of the names and values of the data, and of `questionWords`, words that have a
 * meaning in questions (the same set at each call: it is remembered). Undefined for a word that is known, a number, a word
 * of English grammar, and where two words are equally near.
 */
export function correctionOf(
  index: SchemaIndex,
  word: string,
  questionWords: ReadonlySet<string> = noWords,
): { word: string; distance: number } | undefined {
  const folded = fold(word);
  const most = allowed(folded.length);
  if (most === 0 || /[^\p{L}]/u.test(folded) || functionWords.has(folded) || questionWords.has(folded))
    return undefined;
  const [ofData, ofQuestions] = [vocabularyOf(index), vocabularyFor(questionWords)];
  if (ofData.has(folded) || ofData.has(stem(folded))) return undefined;
  // A short word of English is meant as it stands, whatever the data has that looks like it.
  if (folded.length <= 4 && isEnglishWord(folded)) return undefined;
  const near = [...ofData.near(folded, most), ...ofQuestions.near(folded, most)];
  const singular = stem(folded);
  // A plural is as far from its word as the singular is.
  if (singular !== folded && singular.length >= 4)
    near.push(...ofData.near(singular, Math.min(most, allowed(singular.length))));
  const ofCut = cutWordsOf(index).near(singular, 1);
  near.push(...ofCut.filter(({ entry }) => isSlip(singular, entry.word)));
  const isLikely = (entry: Entry) =>
    entry.isValue ? isSlip(folded, entry.word) || isSlip(singular, entry.word) : isNear(folded, entry.word);
  const likely = near.filter(({ entry }) => isLikely(entry));
  const distance = Math.min(...likely.map((each) => each.distance));
  const nearest = likely.filter((each) => each.distance === distance).map(({ entry }) => entry);
  const [first] = nearest;
  return first && nearest.every((entry) => stem(entry.word) === stem(first.word))
    ? { word: first.word, distance }
    : undefined;
}

/** Up to three names or values that look like a word which names nothing, nearest first. */
export function nearest(index: SchemaIndex, word: string): string[] {
  const folded = fold(word);
  if (folded.length < 3 || /\d/.test(folded)) return [];
  const most = folded.length < 5 ? 1 : folded.length < 8 ? 2 : 3;
  const shown = vocabularyOf(index)
    .around(folded, most)
    .map(({ entry }) => entry.shown);
  // That the word itself is near to itself helps nobody.
  return [...new Set(shown)].filter((each) => stem(fold(each)) !== stem(folded)).slice(0, 3);
}

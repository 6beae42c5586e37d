// Usual words that the names of a schema have cut short, written out: with `vnd_mst` people speak of vendors, and misspell these.
// Not here: how a word is cut short (shortNames.ts), what is done with a misspelt one (typo.ts).
import { nameIndexOf } from './nameIndex.ts';
import type { SchemaIndex } from './schemaIndex.ts';
import { shortNamesOf } from './shortNames.ts';
import { oftenCut } from './shortWords.ts';
import { tokenize } from './tokens.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';

const cache = new WeakMap<SchemaIndex, Vocabulary>();

export function cutWordsOf(index: SchemaIndex): Vocabulary {
  const known = cache.get(index);
  if (known) return known;
  const short = shortNamesOf(index, nameIndexOf(index).has);
  const isCut = (word: string) => short.of(tokenize(word)).some(({ isDoubtful }) => !isDoubtful);
  const made = createVocabulary([...oftenCut].filter(isCut).map((word) => [word, word] as const));
  cache.set(index, made);
  return made;
}

// All words of the schema's names and of the values read ahead, ordered so that those close to a misspelt one are found at once.
// Not here: what to make of a word that is close (typo.ts).
import { setImmediate } from 'node:timers/promises';
import { editDistance, letterMask, longestWord, maskDistance } from './editDistance.ts';
import { fold } from './fold.ts';
import { synonymsOf } from './nameLexicon.ts';
import type { SchemaIndex } from './schemaIndex.ts';
import { nameParts } from './tokens.ts';

export interface Entry {
  /** Folded, as it is compared. */
  word: string;
  mask: number;
  /** As a person would be shown it: the value it stands in, or the word of a name. */
  shown: string;
  /** No name has it, and nothing that means the same: it stands in values alone. */
  isValue?: true;
}

export interface Vocabulary {
  has(word: string): boolean;
  /** Entries at most so many errors from the word, that begin like it or with its first two letters swapped. */
  near(word: string, most: number): { entry: Entry; distance: number }[];
  /** The same, however they begin. */
  around(word: string, most: number): { entry: Entry; distance: number }[];
}

const leastLength = 3;
const mostWords = 200_000;
const wordsAtOnce = 4_000;
/** By the tables, which stay the same where an index is only told to be whole. */
const cache = new WeakMap<SchemaIndex['tables'], Vocabulary>();

/** The index's vocabulary, made now when it was not made before a question needs it. */
export function vocabularyOf(index: SchemaIndex): Vocabulary {
  const known = cache.get(index.tables) ?? createVocabulary(wordsOf(index));
  cache.set(index.tables, known);
  return known;
}

/** Makes the vocabulary a little at a time, so that nobody waits for it. */
export async function prepareVocabulary(index: SchemaIndex): Promise<void> {
  if (cache.has(index.tables)) return;
  const { add, ...vocabulary } = startVocabulary();
  let count = 0;
  for (const [word, shown, isValue] of wordsOf(index)) {
    add(word, shown, isValue);
    count += 1;
    if (count % wordsAtOnce === 0) await setImmediate();
  }
  if (!cache.has(index.tables)) cache.set(index.tables, vocabulary);
}

type WordEntry = readonly [word: string, shown: string, isValue?: true];

/** Words in the order of their weight: names, what means the same, values. */
function* wordsOf(index: SchemaIndex): Generator<WordEntry> {
  for (const table of index.tables) {
    for (const name of [table.name, ...table.columns.map((column) => column.name)])
      for (const part of nameParts(name)) yield [fold(part), part];
    for (const word of [...table.words, ...table.columns.flatMap((column) => column.words)]) {
      yield [word, word];
      for (const synonym of synonymsOf(word) ?? []) yield [synonym, synonym];
    }
  }
  for (const { values } of index.tables.flatMap((table) => table.columns)) {
    for (const [key, [spelling = key]] of values ?? []) for (const word of key.split(' ')) yield [word, spelling, true];
  }
}

/** A vocabulary of given words, each with what is shown for it. */
export function createVocabulary(words: Iterable<WordEntry>): Vocabulary {
  const { add, ...vocabulary } = startVocabulary();
  for (const [word, shown, isValue] of words) add(word, shown, isValue);
  return vocabulary;
}

function startVocabulary(): Vocabulary & { add(word: string, shown: string, isValue?: true): void } {
  const all = new Set<string>();
  const firsts = new Set<string>();
  /** By length and first letter. */
  const buckets = new Map<string, Entry[]>();

  function add(word: string, shown: string, isValue?: true): void {
    if (word.length < leastLength || word.length > longestWord || all.has(word) || all.size >= mostWords) return;
    if (/\d/.test(word)) return;
    all.add(word);
    firsts.add(word.charAt(0));
    const key = word.charAt(0) + word.length;
    const entry = { word, mask: letterMask(word), shown, ...(isValue ? { isValue } : {}) };
    const bucket = buckets.get(key);
    if (bucket) bucket.push(entry);
    else buckets.set(key, [entry]);
  }

  function search(word: string, most: number, letters: Iterable<string>) {
    const mask = letterMask(word);
    const found: { entry: Entry; distance: number }[] = [];
    for (const letter of letters) {
      for (let length = word.length - most; length <= word.length + most; length++) {
        for (const entry of buckets.get(`${letter}${length}`) ?? []) {
          if (maskDistance(mask, entry.mask) > most) continue;
          const distance = editDistance(word, entry.word, most);
          if (distance !== undefined) found.push({ entry, distance });
        }
      }
    }
    return found.sort((a, b) => a.distance - b.distance);
  }

  return {
    add,
    has: (word) => all.has(word),
    near: (word, most) => {
      const [first, second] = [word.charAt(0), word.charAt(1)];
      const swapped = search(word, most, second === first ? [] : [second]).filter(({ entry }) =>
        entry.word.startsWith(`${second}${first}`),
      );
      return [...search(word, most, [first]), ...swapped].sort((a, b) => a.distance - b.distance);
    },
    around: (word, most) => search(word, most, firsts),
  };
}

// What people call a table for short: PRs for pull requests, repos for repositories.
// Not here: names of the data that are cut short themselves (shortNames.ts), values, which are not guessed at.

import { formsOf } from './nameForms.ts';
import { nameIndexOf } from './nameIndex.ts';
import type { IndexedTable, SchemaIndex } from './schemaIndex.ts';
import { isEnglishWord } from './shortWords.ts';
import type { Token } from './tokens.ts';

/** The words of a table's name, and those it goes by when its abbreviations are written out. */
const namesOf = ({ words, singular }: IndexedTable): string[][] => [[...words], singular.split(' ')];

const initialsOf = (words: readonly string[]): string => words.map((word) => word.charAt(0)).join('');

/** The only table that a word is short for, by its initials in capitals or by the beginning of its last word. */
export function shortTableOf(index: SchemaIndex, token: Token): IndexedTable | undefined {
  if (token.kind !== 'word' || nameIndexOf(index).has(formsOf(token.lower))) return undefined;
  const letters = /^(\p{Lu}{2,4})s?$/u.exec(token.text)?.[1]?.toLowerCase();
  if (letters !== undefined)
    return only(
      index.tables.filter((table) => namesOf(table).some((words) => words.length > 1 && initialsOf(words) === letters)),
    );
  const { stem } = token;
  // Of three letters only the plural is surely short for a noun; a word of English is meant as it stands.
  const isLong = stem.length >= 4 || (stem.length === 3 && stem !== token.lower);
  if (!isLong || isEnglishWord(stem) || !/^\p{Ll}+$/u.test(token.text)) return undefined;
  const tables = index.tables.filter((table) => namesOf(table).some((words) => isBeginning(stem, words.at(-1))));
  const [table] = tables;
  // Another name that begins so may be meant as well.
  const others = index.tables.flatMap(({ words, columns }) => [...words, ...columns.flatMap((column) => column.words)]);
  const own = table ? namesOf(table).map((words) => words.at(-1)) : [];
  return others.some((word) => isBeginning(stem, word) && !own.includes(word)) ? undefined : only(tables);
}

const isBeginning = (stem: string, word: string | undefined): boolean =>
  word !== undefined && word.length > stem.length + 1 && word.startsWith(stem);

const only = (tables: readonly IndexedTable[]): IndexedTable | undefined =>
  tables.length === 1 ? tables[0] : undefined;

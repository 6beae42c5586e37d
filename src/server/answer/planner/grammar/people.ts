// Which tables hold people.
// Not here: who is meant by "who" (persons.ts).
import { entityWords } from '../lexicon.ts';
import type { IndexedTable } from '../schemaIndex.ts';

const people = new Set(
  'person people staff worker teacher student pupil doctor nurse patient rider chef artist singer actor scorer referee coach mechanic technician agent clerk cashier waiter worker officer inspector instructor trainer operator citizen resident borrower reader volunteer adopter nurse vet veterinarian lawyer engineer'.split(
    ' ',
  ),
);

/** Entities of the lexicon that are no people. */
const things = new Set('session account device invoice ticket vehicle sensor'.split(' '));

/** Only people have a full name, or a first and a last one. */
const hasNames = ({ columns }: IndexedTable): boolean => {
  const has = (...words: string[]) => columns.some((column) => words.every((word) => column.words.includes(word)));
  return has('full', 'name') || has('surname') || (has('first', 'name') && has('last', 'name'));
};

export const isPerson = (table: IndexedTable): boolean =>
  table.words.some((word) => (entityWords.has(word) && !things.has(word)) || people.has(word)) || hasNames(table);

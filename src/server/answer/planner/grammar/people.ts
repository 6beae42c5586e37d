// Which tables hold people.
// Not here: who is meant by "who" (persons.ts).
import { entityWords } from '../lexicon.ts';
import type { IndexedTable } from '../schemaIndex.ts';

const people = new Set(
  'person people staff worker teacher student pupil doctor nurse patient rider chef artist singer actor scorer referee coach mechanic technician agent clerk cashier waiter worker officer inspector instructor trainer operator citizen resident borrower reader volunteer adopter nurse vet veterinarian lawyer engineer'.split(
    ' ',
  ),
);

export const isPerson = (table: IndexedTable): boolean =>
  table.words.some((word) => entityWords.has(word) || people.has(word));

// "staff" where a table and keys that lead to it are all called so: the table is meant before the columns that hold its key.
// Not here: how well a name fits (nameScore.ts).
import type { Candidate } from './entities.ts';
import { identifierWords } from './nameLexicon.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from './schemaIndex.ts';

/** A little more than what is as likely. */
const ahead = 6;

/** Whether a column holds the key of the rows of a table, and its name says that alone. */
const isKeyOf = ({ links }: SchemaIndex, column: IndexedColumn, table: IndexedTable): boolean =>
  column.words.length === 2 &&
  identifierWords.has(column.words[1] ?? '') &&
  (column === table.idColumn ||
    links.some(({ from, fromColumns, to }) => from === column.table && to === table && fromColumns[0] === column.name));

/** Puts a table that a single word names before the columns that hold its key. */
export function withOwners(index: SchemaIndex, candidates: Candidate[]): Candidate[] {
  const keys = candidates.flatMap((each) => (each.kind === 'column' && each.score < 80 ? [each] : []));
  return candidates.map((each) => {
    if (each.kind !== 'table') return each;
    const own = keys.filter(({ column }) => isKeyOf(index, column, each.table));
    const best = Math.max(...own.map(({ score }) => score));
    return own.length > 0 && each.score > 0 && best >= each.score ? { ...each, score: best + ahead } : each;
  });
}

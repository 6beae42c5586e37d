// "staff" where a table and keys that lead to it are all called so: the table is meant before the columns that hold its key.
// Not here: how well a name fits (nameScore.ts).
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

/** The score of a table that a single word names, before the columns that hold its key and that the word names as well. */
export function ownerScore(
  index: SchemaIndex,
  table: IndexedTable,
  score: number,
  columns: readonly { column: IndexedColumn; score: number }[],
): number {
  const keys = columns.filter((each) => each.score < 80 && isKeyOf(index, each.column, table));
  const best = Math.max(...keys.map((each) => each.score));
  return keys.length > 0 && score > 0 && best >= score ? best + ahead : score;
}

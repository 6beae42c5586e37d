// The place in the items of a question while they are read, and the clause ahead of it.
// Not here: what is made of them (read.ts).
import type { Draft } from './draft.ts';
import type { Item } from './items.ts';
import { ReadingStopped } from './resolve.ts';

export interface Cursor {
  items: readonly Item[];
  at: number;
  used: Set<Item>;
  draft: Draft;
  negated: boolean;
  /** Words `or` that joined two values; any other would change what is asked. */
  ors: number;
}

export const stop = (item: Item): ReadingStopped =>
  new ReadingStopped(`"${item.text}" does not fit into the question.`, [item.text]);
export const defaultTop = 10;

export const clauseEnds = new Set([
  'group',
  'compare',
  'chart',
  'top',
  'not',
  'without',
  'which',
  'table',
  'count',
  'aggregate',
]);

/** The items up to the end of the clause that begins at `from`. */
export function clause(cursor: Cursor, from: number): Item[] {
  const rest = cursor.items.slice(from);
  const end = rest.findIndex((item) => item.period !== undefined || (item.op && clauseEnds.has(item.op.kind)));
  return end < 0 ? rest : rest.slice(0, end);
}

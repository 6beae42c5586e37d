// Which columns are worth proposing from a table: its own and those of the tables its rows belong to, nearest first.
// Not here: the joins themselves (../joins.ts).
import { findPath } from '../joins.ts';
import type { ColumnRef } from '../plan/plan.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from '../schemaIndex.ts';

export interface Reached {
  ref: ColumnRef;
  column: IndexedColumn;
}

const known = new WeakMap<SchemaIndex, Map<IndexedTable | undefined, Reached[]>>();

/** Columns that a row of `scope` has one of, with the link to go through where there are several; of all tables without one. */
export function columnsWithin(index: SchemaIndex, scope: IndexedTable | undefined): Reached[] {
  const cache = known.get(index) ?? new Map<IndexedTable | undefined, Reached[]>();
  known.set(index, cache);
  const cached = cache.get(scope);
  if (cached) return cached;
  const tables = scope ? tablesAbove(index, scope) : index.tables;
  const found = tables.flatMap((table) =>
    viasTo(index, scope ?? table, table).flatMap((via) =>
      table.columns.map((column) => ({
        ref: { table: table.key, column: column.name, ...(via === undefined ? {} : { via }) },
        column,
      })),
    ),
  );
  cache.set(scope, found);
  return found;
}

function tablesAbove(index: SchemaIndex, table: IndexedTable): IndexedTable[] {
  const found = [table];
  for (const each of found)
    for (const link of index.links) if (link.from === each && !found.includes(link.to)) found.push(link.to);
  return found;
}

/** Through which links there is a single way; `undefined` where none needs to be named. */
function viasTo(index: SchemaIndex, from: IndexedTable, to: IndexedTable): (string | undefined)[] {
  const path = findPath(index, from, to);
  if (path.kind === 'none') return [];
  if (path.kind === 'path') return [undefined];
  const columns = new Set(path.choices.map(({ column }) => column));
  return [...columns].filter((via) => findPath(index, from, to, [via]).kind === 'path');
}

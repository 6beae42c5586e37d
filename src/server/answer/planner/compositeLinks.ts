// Links by a key of several columns, where no single one tells the rows of the other table apart: order and line.
// Not here: links by one column, and whether the values confirm a link (links.ts).

import type { Probe } from './profileRun.ts';
import type { IndexedColumn, IndexedTable, Link } from './schemaIndex.ts';
import type { Dialect } from './sql/dialect.ts';

const maxColumns = 3;

/** The link from `from` to a row of `to` by columns of equal names, if these tell the rows of `to` apart. */
export async function compositeLinks(
  from: IndexedTable,
  to: IndexedTable,
  probe: Probe,
  dialect: Dialect,
): Promise<Link | undefined> {
  if (to.idColumn || from.sql !== undefined || to.sql !== undefined) return undefined;
  const shared = to.columns.flatMap((target): [IndexedColumn, IndexedColumn][] => {
    const name = target.words.join(' ');
    if (target.role !== 'identifier' || name === 'id') return [];
    const column = from.columns.find((each) => each.role === 'identifier' && each.words.join(' ') === name);
    return column && column.type === target.type ? [[column, target]] : [];
  });
  if (shared.length < 2 || shared.length > maxColumns) return undefined;
  const columns = (side: 0 | 1) => shared.map((pair) => pair[side].name);
  if (!(await tellsApart(to, columns(1), probe, dialect))) return undefined;
  // Where both do, each row has one partner, and the smaller table is the one that belongs to the other.
  if ((await tellsApart(from, columns(0), probe, dialect)) && from.rowEstimate > to.rowEstimate) return undefined;
  return { from, fromColumns: columns(0), to, toColumns: columns(1) };
}

async function tellsApart(
  table: IndexedTable,
  columns: readonly string[],
  probe: Probe,
  { quote, table: source, profile }: Dialect,
): Promise<boolean> {
  if (table.rowEstimate > profile.mostRead) return false;
  const names = columns.map(quote);
  const known = names.map((name) => `${name} IS NOT NULL`).join(' AND ');
  const each = `SELECT COUNT(*) AS n FROM ${source(table)} AS t WHERE ${known} GROUP BY ${names.join(', ')}`;
  const [row] = (await probe(`SELECT MAX(n) FROM (${each}) AS k`)) ?? [];
  return row !== undefined && Number(row[0]) === 1;
}

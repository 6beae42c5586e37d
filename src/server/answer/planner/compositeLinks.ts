// Links by a key of several columns, where no single one tells the rows of the other table apart: order and line.
// Not here: links by one column, and whether the values confirm a link (links.ts).
import type { IndexedColumn, IndexedTable, Link } from './schemaIndex.ts';
import { duckdb } from './sql/duckdb.ts';
import { quote } from './sqlText.ts';
import type { Probe } from './tableProfile.ts';

const maxColumns = 3;

/** The link from `from` to a row of `to` by columns of equal names, if these tell the rows of `to` apart. */
export async function compositeLinks(from: IndexedTable, to: IndexedTable, probe: Probe): Promise<Link | undefined> {
  if (to.idColumn || from.sql !== undefined || to.sql !== undefined) return undefined;
  const shared = to.columns.flatMap((target): [IndexedColumn, IndexedColumn][] => {
    const name = target.words.join(' ');
    if (target.role !== 'identifier' || name === 'id') return [];
    const column = from.columns.find((each) => each.role === 'identifier' && each.words.join(' ') === name);
    return column && column.type === target.type ? [[column, target]] : [];
  });
  if (shared.length < 2 || shared.length > maxColumns) return undefined;
  const columns = (side: 0 | 1) => shared.map((pair) => pair[side].name);
  if (!(await tellsApart(to, columns(1), probe))) return undefined;
  // Where both do, each row has one partner, and the smaller table is the one that belongs to the other.
  if ((await tellsApart(from, columns(0), probe)) && from.rowEstimate > to.rowEstimate) return undefined;
  return { from, fromColumns: columns(0), to, toColumns: columns(1) };
}

async function tellsApart(table: IndexedTable, columns: readonly string[], probe: Probe): Promise<boolean> {
  const list = columns.map(quote).join(', ');
  const sql = `SELECT COUNT(*), COUNT(DISTINCT (${list})) FROM ${duckdb.table(table)} AS t WHERE ${columns.map((column) => `${quote(column)} IS NOT NULL`).join(' AND ')}`;
  const [row] = (await probe(sql)) ?? [];
  return row !== undefined && Number(row[0]) > 0 && Number(row[0]) === Number(row[1]);
}

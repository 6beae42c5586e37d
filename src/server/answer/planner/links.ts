// How tables hang together: links that are declared, and links that names suggest and the values confirm.
// Not here: the way from one table to another along them (joins.ts), keys of several columns (compositeLinks.ts).
import type { Table } from '../../engine/engine.ts';
import { compositeLinks } from './compositeLinks.ts';
import { identifierWords } from './nameLexicon.ts';
import type { Probe } from './profileRun.ts';
import { isNumeric } from './roles.ts';
import type { IndexedColumn, IndexedTable, Link } from './schemaIndex.ts';
import type { Dialect } from './sql/dialect.ts';

interface Guess extends Link {
  /** The names alone do not say it: then every value must be there, and there must be some. */
  weak: boolean;
}

/** Different values, of so many rows where a table is large. */
const sampled = 1_000;
const sampledRows = 200_000;
const leastContained = 0.95;
const maxChecks = 300;

/** Links by declared foreign keys. */
export function declaredLinks(tables: readonly IndexedTable[], declared: readonly Table[]): Link[] {
  const links: Link[] = [];
  const byName = (schema: string, name: string) =>
    tables.find((table) => table.name === name && table.schema === schema) ??
    tables.find((table) => table.name === name);
  for (const source of declared) {
    const from = tables.find((table) => table.key === `${source.schema}.${source.name}`);
    for (const key of source.foreignKeys) {
      const to = byName(source.schema, key.table);
      if (from && to && from !== to)
        links.push({ from, fromColumns: key.columns, to, toColumns: key.referencedColumns });
    }
  }
  return links;
}

/** Declared links, and between tables that declare none with each other those that names suggest and values confirm. */
export async function findLinks(
  tables: readonly IndexedTable[],
  declared: readonly Table[],
  probe: Probe,
  dialect: Dialect,
): Promise<Link[]> {
  const links = declaredLinks(tables, declared);
  const isKnown = (from: IndexedTable, to: IndexedTable) =>
    links.some((link) => (link.from === from && link.to === to) || (link.from === to && link.to === from));
  const pairs = tables.flatMap((from) => tables.filter((to) => to !== from).map((to) => [from, to] as const));
  const open = pairs.filter(([from, to]) => !isKnown(from, to));
  const guesses = open.flatMap(([from, to]) => guessLinks(from, to)).slice(0, maxChecks);
  for (const { weak, ...link } of guesses) if (await isContained(link, weak, probe, dialect)) links.push(link);
  for (const [from, to] of open) {
    if (isKnown(from, to)) continue;
    const link = await compositeLinks(from, to, probe, dialect);
    if (link && (await isContained(link, false, probe, dialect))) links.push(link);
  }
  return links;
}

/** Tables with more rows are not counted for it. */
const mostCounted = 2_000_000;

/** Marks the links that leave out nobody on either side. */
export async function markTotal(links: readonly Link[], probe: Probe, dialect: Dialect): Promise<void> {
  const most = Math.min(mostCounted, dialect.profile.mostRead);
  for (const link of links.slice(0, maxChecks)) {
    const { from, to, fromColumns, toColumns } = link;
    const [own, other] = [fromColumns[0], toColumns[0]];
    if (own === undefined || other === undefined || fromColumns.length > 1) continue;
    if (Math.max(from.rowEstimate, to.rowEstimate) > most) continue;
    const [row] = (await probe(leftOut(dialect, [from, own], [to, other]))) ?? [];
    if (row && Number(row[0]) === 0) link.isTotal = true;
  }
}

type Side = readonly [table: IndexedTable, column: string];

/** How many values stand on one side only: by groups, for without an index some databases join row by row. */
function leftOut({ quote, table }: Dialect, [from, own]: Side, [to, other]: Side): string {
  return `SELECT COUNT(*) FROM (
SELECT k FROM (
SELECT ${quote(own)} AS k, 1 AS a, 0 AS b FROM ${table(from)} AS f
UNION ALL SELECT ${quote(other)} AS k, 0 AS a, 1 AS b FROM ${table(to)} AS t
) AS u GROUP BY k HAVING k IS NULL OR MAX(a) + MAX(b) < 2
) AS g`;
}

/** Whether the values of a sample are found where the link leads. */
async function isContained(
  { from, fromColumns, to, toColumns }: Link,
  weak: boolean,
  probe: Probe,
  { quote, table, profile }: Dialect,
): Promise<boolean> {
  const [own, other] = [fromColumns, toColumns].map((columns) => columns.map(quote));
  if (!own || !other) return false;
  const names = own.map((_, at) => `c${at}`);
  const known = own.map((column) => `${column} IS NOT NULL`).join(' AND ');
  const isLarge = from.rowEstimate > profile.mostRead;
  const rows = isLarge ? profile.sample(table(from), sampledRows, from.rowEstimate, 'table') : table(from);
  const bracketed = names.length === 1 ? names.join() : `(${names.join(', ')})`;
  const sql = `WITH s AS (SELECT DISTINCT ${own.map((column, at) => `${column} AS ${names[at]}`).join(', ')} FROM ${rows} AS f
WHERE ${known} LIMIT ${sampled})
SELECT (SELECT COUNT(*) FROM s), (SELECT COUNT(*) FROM s WHERE ${bracketed} IN (SELECT ${other.join(', ')} FROM ${table(to)} AS t))`;
  const [row] = (await probe(sql)) ?? [];
  if (!row) return false;
  const [total, found] = [Number(row[0]), Number(row[1])];
  if (weak) return total >= 3 && found === total;
  // Nothing to check against: an empty table is linked by its names alone.
  return found >= total * leastContained;
}

function guessLinks(from: IndexedTable, to: IndexedTable): Guess[] {
  const id = to.idColumn;
  const targets = new Set([...(id ? [id] : []), ...to.columns.filter((column) => column.unique)]);
  const found: Guess[] = [];
  for (const column of from.columns) {
    if (!mayBeKey(column)) continue;
    for (const target of targets) {
      if (!mayBeKey(target) || !comparable(column, target) || (target !== id && target.role !== 'identifier')) continue;
      const sure = isNamed(column, target);
      const weak = !sure && target === id && isSuggested(column, target);
      if (!(sure || weak) || (column === from.idColumn && !leadsToMore(from, to))) continue;
      found.push({ from, fromColumns: [column.name], to, toColumns: [target.name], weak });
      break;
    }
  }
  return found;
}

const mayBeKey = ({ role, type }: IndexedColumn): boolean =>
  role !== 'measure' && role !== 'date' && role !== 'flag' && type !== 'number';

/** Equal names, or `id` of the other table called here by that table's name: `customer_id` -> `customers.id`. */
function isNamed(column: IndexedColumn, target: IndexedColumn): boolean {
  const [name, own] = [column.words.join(' '), target.words.join(' ')];
  const { idColumn: id, singular } = target.table;
  if (name === own) return own !== 'id' && own !== 'name' && own !== 'code' && own !== 'number';
  return target === id && identifierWords.has(own) && name === `${singular} ${own}`;
}

/** Names that may mean it: `home_team_id`, `customer` or `customer_no` for `customer_id`, `origin_code` for `code`. */
function isSuggested(column: IndexedColumn, target: IndexedColumn): boolean {
  const { words } = column;
  const { singular } = target.table;
  const name = words.join(' ');
  const full = target.words.length > 1 ? target.words.join(' ') : `${singular} ${target.words.join(' ')}`;
  if (name.endsWith(` ${full}`) || name === singular || name.endsWith(` ${singular}`)) return true;
  const [last, targetLast] = [words.at(-1) ?? '', target.words.at(-1) ?? ''];
  if (!identifierWords.has(last) || !identifierWords.has(targetLast)) return false;
  const rest = words.slice(0, -1).join(' ');
  if (rest === singular || (rest !== '' && rest === target.words.slice(0, -1).join(' '))) return true;
  // Whole numbers overlap by accident; codes that are text do not.
  return column.type === 'text' && last === targetLast && last === 'code' && target.words.length === 1;
}

/** Of two tables told apart by the same key, the smaller or the more closely named one belongs to the other. */
function leadsToMore(from: IndexedTable, to: IndexedTable): boolean {
  if (from.rowEstimate !== to.rowEstimate) return from.rowEstimate < to.rowEstimate;
  return from.words.length > to.words.length;
}

function comparable(a: IndexedColumn, b: IndexedColumn): boolean {
  return a.type === b.type || (isNumeric(a.type) && isNumeric(b.type));
}

// Looking for a question's unknown words among the values of columns too large to be read ahead: one query for each table.
// Not here: values read ahead (tableProfile.ts).
import { type Cell, type Engine, QueryError } from '../../engine/engine.ts';
import type { FoundValues } from './entities.ts';
import { foldUmlauts, squeezedForms } from './fold.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from './schemaIndex.ts';
import type { Dialect } from './sql/dialect.ts';
import { dialectOf } from './sql/dialectOf.ts';
import { normalise } from './tokens.ts';

const maxFound = 50;
/** Of a database that reads more rows ahead, all are on this machine. */
const mostSqueezed = 1_000_000;
/** A large table on another server that cannot be searched in this time has none. */
const patienceMs = 10_000;

/** Values equal to one of `phrases`, letters' case, accents and marks aside, by the normalised phrase. */
export async function lookUp(
  engine: Engine,
  index: SchemaIndex,
  phrases: readonly string[],
  signal: AbortSignal,
): Promise<FoundValues> {
  const found = new Map<string, { column: IndexedColumn; values: string[] }[]>();
  const wanted = new Set(phrases.map(normalise).filter((phrase) => phrase !== ''));
  if (wanted.size === 0) return found;
  const dialect = dialectOf(engine);
  for (const table of index.tables) {
    if (table.sql !== undefined) continue;
    const columns = table.columns.filter((column) => isSearched(column, dialect));
    if (columns.length === 0) continue;
    const rows = await search(engine, dialect, table, columns, wanted, signal);
    for (const [place, value] of rows) {
      const column = columns[Number(place)];
      if (!column || typeof value !== 'string') continue;
      for (const key of keysOf(value)) {
        if (!wanted.has(key)) continue;
        const entries = found.get(key) ?? [];
        const entry = entries.find((each) => each.column === column);
        if (entry) entry.values.push(value);
        else entries.push({ column, values: [value] });
        found.set(key, entries);
      }
    }
  }
  return found;
}

/** The values found, each after the number of its column. */
async function search(
  engine: Engine,
  dialect: Dialect,
  table: IndexedTable,
  columns: readonly IndexedColumn[],
  wanted: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Cell[][]> {
  const { profile, literal, asText, quote } = dialect;
  const isLarge = table.rowEstimate > profile.mostRead && profile.mostRead < mostSqueezed;
  // Taking every text of a large table apart takes long, so there only letters' case does not count.
  const compared = isLarge ? profile.lower : profile.squeezed;
  const forms = new Set([...wanted].flatMap((phrase) => [...(isLarge ? [phrase] : []), ...squeezedForms(phrase)]));
  const list = [...forms].map((form) => literal(form)).join(', ');
  const searches = columns.map((column, at) => {
    const name = asText(quote(column.name));
    return `SELECT ${at} AS place, ${name} AS found FROM ${dialect.table(table)} AS f WHERE ${compared(name)} IN (${list})`;
  });
  const sql = `SELECT DISTINCT place, found FROM (\n${searches.join('\nUNION ALL\n')}\n) AS t LIMIT ${maxFound}`;
  try {
    return (await engine.query(sql, { maxRows: maxFound, signal, ...(isLarge ? { timeoutMs: patienceMs } : {}) })).rows;
  } catch (error) {
    if (isLarge && error instanceof QueryError && error.kind === 'timeout') return [];
    throw error;
  }
}

const isSearched = ({ type, values, table, dateFormat, nativeType }: IndexedColumn, dialect: Dialect): boolean =>
  type === 'text' && (!values || table.isSampled === true) && dateFormat === undefined && dialect.isWords(nativeType);

/** The phrases that name a value: folded, and with umlauts written out. */
function keysOf(value: string): Set<string> {
  const umlauts = foldUmlauts(value);
  return new Set([normalise(value), ...(umlauts === undefined ? [] : [normalise(umlauts)])]);
}

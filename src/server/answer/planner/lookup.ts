// Looking for a question's unknown words among the values of columns too large to be read ahead: one query for each table.
// Not here: values read ahead (tableProfile.ts).
import type { Engine } from '../../engine/engine.ts';
import type { FoundValues } from './entities.ts';
import { foldUmlauts, squeezedForms, squeezedSql } from './fold.ts';
import type { IndexedColumn, SchemaIndex } from './schemaIndex.ts';
import { duckdb } from './sql/duckdb.ts';
import { literal, quote } from './sqlText.ts';
import { normalise } from './tokens.ts';

const maxFound = 50;

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
  const list = [...new Set([...wanted].flatMap(squeezedForms))].map((form) => literal(form)).join(', ');
  for (const table of index.tables) {
    if (table.sql !== undefined) continue;
    const columns = table.columns.filter(isSearched);
    if (columns.length === 0) continue;
    const searches = columns.map((column, at) => {
      const name = `${quote(column.name)}::VARCHAR`;
      return `SELECT ${at} AS place, ${name} AS found FROM ${duckdb.table(table)} WHERE ${squeezedSql(name)} IN (${list})`;
    });
    const sql = `SELECT DISTINCT place, found FROM (\n${searches.join('\nUNION ALL\n')}\n) AS t LIMIT ${maxFound}`;
    const { rows } = await engine.query(sql, { maxRows: maxFound, signal });
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

const isSearched = ({ type, values, dateFormat, nativeType }: IndexedColumn): boolean =>
  type === 'text' && !values && dateFormat === undefined && /^(VARCHAR|TEXT|CHAR|STRING|ENUM)[^[]*$/i.test(nativeType);

/** The phrases that name a value: folded, and with umlauts written out. */
function keysOf(value: string): Set<string> {
  const umlauts = foldUmlauts(value);
  return new Set([normalise(value), ...(umlauts === undefined ? [] : [normalise(umlauts)])]);
}

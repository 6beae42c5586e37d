// Looking for a question's unknown words among the values of columns too large to be read ahead: one query for each table.
// Not here: values read ahead (profile.ts).
import type { Engine } from '../../engine/engine.ts';
import type { FoundValues } from './entities.ts';
import type { IndexedColumn, SchemaIndex } from './schemaIndex.ts';
import { literal, quote, tableSource } from './sqlText.ts';
import { normalise } from './tokens.ts';

const maxFound = 50;

/** Values equal to one of `phrases`, letters' case aside. */
export async function lookUp(
  engine: Engine,
  index: SchemaIndex,
  phrases: readonly string[],
  signal: AbortSignal,
): Promise<FoundValues> {
  const found = new Map<string, { column: IndexedColumn; values: string[] }[]>();
  if (phrases.length === 0) return found;
  const list = phrases.map((phrase) => literal(phrase)).join(', ');
  for (const table of index.tables) {
    if (table.sql !== undefined) continue;
    const columns = table.columns.filter(
      (column) => column.type === 'text' && !column.values && /VARCHAR|TEXT|CHAR|STRING/i.test(column.nativeType),
    );
    if (columns.length === 0) continue;
    const searches = columns.map(
      (column, at) =>
        `SELECT ${at} AS place, ${quote(column.name)} AS found FROM ${tableSource(table)} WHERE LOWER(${quote(column.name)}) IN (${list})`,
    );
    const sql = `SELECT DISTINCT place, found FROM (\n${searches.join('\nUNION ALL\n')}\n) AS t LIMIT ${maxFound}`;
    const { rows } = await engine.query(sql, { maxRows: maxFound, signal });
    for (const [place, value] of rows) {
      const column = columns[Number(place)];
      if (!column || typeof value !== 'string') continue;
      const key = normalise(value);
      const entries = found.get(key) ?? [];
      const entry = entries.find((each) => each.column === column);
      if (entry) entry.values.push(value);
      else entries.push({ column, values: [value] });
      found.set(key, entries);
    }
  }
  return found;
}

// What tables a catalog of Trino holds, one schema at a time, and the rows of a few of them.
// Not here: keys, which Trino does not know: links come from names and values.
import { type Cell, QueryError, type Table } from '../../../engine.ts';
import { columnTypeOf } from './types.ts';

export type Ask = (sql: string, atMost: number) => Promise<Cell[][]>;

const maxSchemas = 100;
const maxTables = 5_000;
const maxColumns = 200_000;
/** Statistics are asked for table by table, each a query of its own. */
const maxCounted = 20;
const countingMs = 10_000;

/** `schema`: that one alone. */
export async function introspect(
  ask: Ask,
  schema: string | undefined,
  now: () => number = () => performance.now(),
): Promise<{ tables: Table[]; warnings: string[] }> {
  const warnings: string[] = [];
  const schemas = schema === undefined ? await schemasOf(ask, warnings) : [schema];
  const tables: Table[] = [];
  for (const name of schemas) {
    if (tables.length >= maxTables) {
      warnings.push(`Only the first ${maxTables} tables are read. Name a schema in the address.`);
      break;
    }
    try {
      tables.push(...(await tablesOf(ask, name, maxTables - tables.length)));
    } catch (error) {
      // A schema that cannot be listed takes none of the others along.
      if (schema !== undefined || !(error instanceof QueryError) || error.kind === 'cancelled') throw error;
      warnings.push(`The schema ${name} could not be read: ${error.message}`);
    }
  }
  await count(ask, tables, now);
  return { tables, warnings };
}

async function schemasOf(ask: Ask, warnings: string[]): Promise<string[]> {
  const found = await ask(
    `SELECT schema_name FROM information_schema.schemata WHERE schema_name <> 'information_schema' ORDER BY 1 LIMIT ${maxSchemas + 1}`,
    maxSchemas + 1,
  );
  if (found.length > maxSchemas)
    warnings.push(`Only the first ${maxSchemas} schemas are read. Name one in the address.`);
  return found.slice(0, maxSchemas).map(([name]) => String(name));
}

async function tablesOf(ask: Ask, schema: string, atMost: number): Promise<Table[]> {
  const named = `'${schema.replaceAll("'", "''")}'`;
  const kinds = await ask(
    `SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = ${named} ORDER BY 1 LIMIT ${atMost}`,
    atMost,
  );
  if (kinds.length === 0) return [];
  const tables = new Map<string, Table>();
  for (const [name, kind] of kinds)
    tables.set(String(name), {
      schema,
      name: String(name),
      kind: kind === 'VIEW' ? 'view' : 'table',
      rowEstimate: 0,
      columns: [],
      primaryKey: [],
      foreignKeys: [],
    });
  const columns = await ask(
    `SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = ${named} ORDER BY table_name, ordinal_position LIMIT ${maxColumns}`,
    maxColumns,
  );
  for (const [table, name, type, nullable] of columns)
    tables.get(String(table))?.columns.push({
      name: String(name),
      type: columnTypeOf(String(type)),
      nativeType: String(type),
      nullable: nullable !== 'NO',
    });
  return [...tables.values()].filter((table) => table.columns.length > 0);
}

/** Rows as the statistics tell them, where there are any; the last row of SHOW STATS is the table's. */
async function count(ask: Ask, tables: readonly Table[], now: () => number): Promise<void> {
  const until = now() + countingMs;
  for (const table of tables.filter(({ kind }) => kind === 'table').slice(0, maxCounted)) {
    if (now() > until) return;
    try {
      const rows = await ask(`SHOW STATS FOR ${quote(table.schema)}.${quote(table.name)}`, 10_000);
      const estimate = Number(rows.at(-1)?.[4] ?? 0);
      if (Number.isFinite(estimate)) table.rowEstimate = Math.round(estimate);
    } catch (error) {
      // Not every connector has statistics, and one that has none will not have them for the next table.
      if (!(error instanceof QueryError) || error.kind === 'cancelled') throw error;
      return;
    }
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

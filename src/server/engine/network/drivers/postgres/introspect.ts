// The tables of a PostgreSQL database that the login may read: columns, keys, estimates.
// Not here: what is in them.
import type { Client } from 'pg';
import type { Column, ForeignKey, Table } from '../../../engine.ts';
import { failureOf } from './failures.ts';
import { rowsOf } from './session.ts';
import { columnTypeOf } from './types.ts';

/** Partitions are told by the table they are of; what the system or the login's rights keep away is not told. */
const readable = `c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND has_schema_privilege(n.oid, 'USAGE')`;

// A table that was never analysed has no estimate: its size tells something.
const tablesSql = `SELECT n.nspname, c.relname, c.relkind,
  CASE WHEN c.relkind = 'p' THEN (SELECT SUM(CASE WHEN l.reltuples >= 0 THEN l.reltuples ELSE pg_relation_size(l.oid) / 100 END)
      FROM pg_partition_tree(c.oid) t JOIN pg_class l ON l.oid = t.relid WHERE t.isleaf)
    WHEN c.reltuples >= 0 AND c.relkind <> 'v' THEN c.reltuples
    WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid) / 100 ELSE 0 END::bigint
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${readable} AND (has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT')) ORDER BY 1, 2`;

const columnsSql = `SELECT n.nspname, c.relname, a.attname,
  format_type(COALESCE(NULLIF(t.typbasetype, 0), a.atttypid), CASE WHEN t.typbasetype = 0 THEN a.atttypmod ELSE t.typtypmod END), NOT a.attnotnull
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid
  WHERE a.attnum > 0 AND NOT a.attisdropped AND ${readable} AND has_column_privilege(c.oid, a.attnum, 'SELECT')
  ORDER BY c.oid, a.attnum`;

const keysSql = `SELECT n.nspname, c.relname, k.contype,
  (SELECT json_agg(a.attname ORDER BY o) FROM unnest(k.conkey) WITH ORDINALITY u(n, o) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n),
  fn.nspname, f.relname,
  (SELECT json_agg(a.attname ORDER BY o) FROM unnest(k.confkey) WITH ORDINALITY u(n, o) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n)
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_class f ON f.oid = k.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
  WHERE k.contype IN ('p', 'f') AND k.conparentid = 0 AND ${readable} ORDER BY k.oid`;

/** Views of which the database is asked how many rows it expects. */
const maxExplained = 100;

/** In a transaction. */
export async function readTables(client: Client): Promise<{ tables: Table[]; warnings: string[] }> {
  const tables = new Map<string, Table>();
  const views: Table[] = [];
  for (const [schema, name, kind, estimate] of await rowsOf(client, tablesSql)) {
    if (typeof schema !== 'string' || typeof name !== 'string') continue;
    const table: Table = {
      schema,
      name,
      kind: kind === 'v' || kind === 'm' ? 'view' : 'table',
      rowEstimate: Number(estimate ?? 0),
      columns: [],
      primaryKey: [],
      foreignKeys: [],
    };
    tables.set(keyOf(schema, name), table);
    if (kind === 'v') views.push(table);
  }
  for (const [schema, table, name, nativeType, nullable] of await rowsOf(client, columnsSql)) {
    if (typeof name !== 'string' || typeof nativeType !== 'string') continue;
    const column: Column = { name, type: columnTypeOf(nativeType), nativeType, nullable: nullable === 't' };
    tables.get(keyOf(schema, table))?.columns.push(column);
  }
  for (const [schema, name, kind, columns, toSchema, toTable, toColumns] of await rowsOf(client, keysSql)) {
    const table = tables.get(keyOf(schema, name));
    if (!table) continue;
    if (kind === 'p') table.primaryKey = names(columns);
    else if (tables.has(keyOf(toSchema, toTable)) && typeof toTable === 'string' && typeof toSchema === 'string')
      table.foreignKeys.push(
        foreignKey(names(columns), schema === toSchema ? undefined : toSchema, toTable, names(toColumns)),
      );
  }
  const warnings = await estimateViews(client, views);
  return { tables: [...tables.values()].filter((table) => table.columns.length > 0), warnings };
}

function foreignKey(
  columns: string[],
  schema: string | undefined,
  table: string,
  referencedColumns: string[],
): ForeignKey {
  return { columns, table, referencedColumns, ...(schema === undefined ? {} : { schema }) };
}

/** What the planner of the database expects, which runs nothing. A view that is broken stays listed, with a warning. */
async function estimateViews(client: Client, views: readonly Table[]): Promise<string[]> {
  const warnings: string[] = [];
  for (const view of views.slice(0, maxExplained)) {
    const source = `${client.escapeIdentifier(view.schema)}.${client.escapeIdentifier(view.name)}`;
    await client.query('SAVEPOINT estimate');
    try {
      const [row] = await rowsOf(client, `EXPLAIN (FORMAT JSON) SELECT * FROM ${source}`);
      view.rowEstimate = Number(/"Plan Rows": (\d+)/.exec(row?.[0] ?? '')?.[1] ?? 0);
    } catch (cause) {
      const { isAnswer, message } = failureOf(cause);
      if (!isAnswer) throw cause;
      await client.query('ROLLBACK TO SAVEPOINT estimate');
      warnings.push(`The view ${view.schema}.${view.name} cannot be read: ${message}.`);
    }
  }
  return warnings;
}

function keyOf(schema: string | null | undefined, name: string | null | undefined): string {
  return JSON.stringify([schema, name]);
}

function names(json: string | null | undefined): string[] {
  const parsed: unknown = JSON.parse(json ?? '[]');
  return Array.isArray(parsed) ? parsed.filter((name) => typeof name === 'string') : [];
}

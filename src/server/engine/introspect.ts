// What tables there are, from the catalog: columns, keys and row estimates.
// Not here: loading files (loadFiles.ts), what the columns mean (answer/).
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { columnTypeOf } from './columnTypes.ts';
import type { ForeignKey, Table } from './engine.ts';

const tablesSql = `
  SELECT schema_name, table_name, 'table' AS kind, estimated_size FROM duckdb_tables()
  WHERE database_name = $1 AND NOT internal AND NOT temporary
  UNION ALL
  SELECT schema_name, view_name, 'view', 0 FROM duckdb_views()
  WHERE database_name = $1 AND NOT internal AND NOT temporary
  ORDER BY 1, 2`;

const columnsSql = `
  SELECT schema_name, table_name, column_name, data_type, is_nullable FROM duckdb_columns()
  WHERE database_name = $1 AND NOT internal
  ORDER BY schema_name, table_name, column_index`;

const keysSql = `
  SELECT schema_name, table_name, constraint_type, constraint_column_names, referenced_table, referenced_column_names
  FROM duckdb_constraints()
  WHERE database_name = $1 AND constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')
  ORDER BY constraint_index`;

/** A file that is read in place is a view to the database and a table to a reader; its rows are known from the file. */
export type FileViews = ReadonlyMap<string, { rows: number }>;

/** All tables of the database the connection is in. */
export async function introspect(connection: DuckDBConnection, fileViews: FileViews): Promise<Table[]> {
  const [row] = await rowsOf(connection, 'SELECT current_database()');
  return await introspectCatalog(connection, String(row?.[0]), fileViews);
}

/** The tables of a database attached under that name, which stands in the place of their schema. */
export async function introspectAttached(connection: DuckDBConnection, catalog: string): Promise<Table[]> {
  const tables = await introspectCatalog(connection, catalog, new Map());
  return tables.map((table) => ({ ...table, schema: catalog }));
}

async function introspectCatalog(
  connection: DuckDBConnection,
  catalog: string,
  fileViews: FileViews,
): Promise<Table[]> {
  const tables = new Map<string, Table>();
  for (const [schema, name, kind, estimate] of await rowsOf(connection, tablesSql, [catalog])) {
    const file = fileViews.get(String(name));
    tables.set(keyOf(schema, name), {
      schema: String(schema),
      name: String(name),
      kind: kind === 'view' && !file ? 'view' : 'table',
      rowEstimate: file?.rows ?? Number(estimate ?? 0),
      columns: [],
      primaryKey: [],
      foreignKeys: [],
    });
  }
  for (const [schema, table, name, nativeType, nullable] of await rowsOf(connection, columnsSql, [catalog])) {
    tables.get(keyOf(schema, table))?.columns.push({
      name: String(name),
      type: columnTypeOf(String(nativeType)),
      nativeType: String(nativeType),
      nullable: nullable === true,
    });
  }
  for (const [schema, table, kind, columns, referenced, referencedColumns] of await rowsOf(connection, keysSql, [
    catalog,
  ])) {
    const owner = tables.get(keyOf(schema, table));
    if (!owner) continue;
    if (kind === 'PRIMARY KEY') owner.primaryKey = namesOf(columns);
    else owner.foreignKeys.push(foreignKey(columns, referenced, referencedColumns));
  }
  return [...tables.values()];
}

function foreignKey(columns: unknown, table: unknown, referencedColumns: unknown): ForeignKey {
  return { columns: namesOf(columns), table: String(table), referencedColumns: namesOf(referencedColumns) };
}

function namesOf(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : [];
}

function keyOf(schema: unknown, table: unknown): string {
  return `${String(schema)}\u0000${String(table)}`;
}

/** Rows with lists as arrays. */
export async function rowsOf(connection: DuckDBConnection, sql: string, values: DuckDBValue[] = []) {
  return (await connection.runAndReadAll(sql, values)).getRowsJS();
}

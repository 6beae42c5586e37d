// The smallest pieces of SQL text: quoted names, literals, a table in FROM.
// Not here: statements (compile.ts), databases that write these otherwise (sql/).

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function literal(value: string | number | boolean): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return String(value);
}

export interface SourceTable {
  schema: string;
  name: string;
  sql?: string;
  hasTwin?: boolean;
}

/**
 * The name of a table for FROM. The schema is left out only where the database looks by itself, and not where another
 * schema has a table of that name, which a reader could take for this one.
 */
export function tableSource(table: SourceTable, defaultSchema: string, quoted = quote): string {
  if (table.sql !== undefined) return `(\n${table.sql}\n)`;
  if (table.schema === '' || (table.schema === defaultSchema && !table.hasTwin)) return quoted(table.name);
  return `${quoted(table.schema)}.${quoted(table.name)}`;
}

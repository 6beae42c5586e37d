// The smallest pieces of SQL text: quoted names, literals, a table in FROM.
// Not here: statements (compile.ts).

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function literal(value: string | number | boolean): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return String(value);
}

/** The name of a table for FROM; the schema stands there only when it is not the one every database begins with. */
export function tableSource(table: { schema: string; name: string; sql?: string }): string {
  if (table.sql !== undefined) return `(\n${table.sql}\n)`;
  if (table.schema === '' || table.schema === 'main' || table.schema === 'public') return quote(table.name);
  return `${quote(table.schema)}.${quote(table.name)}`;
}

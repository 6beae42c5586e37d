// The nodes of the tree of data: data -> schemas, where there are several -> tables -> columns, and what stands for what is not there.
// Not here: how they are drawn (dataItems.ts), when they are read (dataTree.ts).
import type { SchemaTable } from '../../protocol/trellis/integrations.ts';
import type { DataSchema } from './databases.ts';

export type DataNode =
  | { kind: 'data'; id: string }
  | { kind: 'schema'; id: string; schema: string }
  | TableNode
  | { kind: 'column'; id: string; schema: string; table: string; name: string }
  /** Its password is needed again. */
  | { kind: 'locked'; id: string }
  | { kind: 'problem'; id: string; text: string }
  | { kind: 'empty'; id: string }
  /** The list itself could not be read. */
  | { kind: 'unlisted' };

export interface TableNode {
  kind: 'table';
  id: string;
  schema: string;
  name: string;
}

/** What stands below data whose tables are known. */
export function nodesOfSchema(id: string, { tables }: DataSchema): DataNode[] {
  if (tables.length === 0) return [{ kind: 'empty', id }];
  const schemas = schemasOf(tables);
  const [only] = schemas;
  if (schemas.length === 1 && only !== undefined) return tablesIn(id, tables, only);
  return schemas.map((schema) => ({ kind: 'schema', id, schema }));
}

export function tablesIn(id: string, tables: readonly SchemaTable[], schema: string): TableNode[] {
  return tables
    .filter((table) => schemaOf(table) === schema)
    .map(({ name }): TableNode => ({ kind: 'table', id, schema, name }))
    .sort((a, b) => compare(a.name, b.name));
}

export function columnsOf({ id, schema, name: table }: TableNode, { columns }: SchemaTable): DataNode[] {
  return columns.map(({ name }) => ({ kind: 'column', id, schema, table, name }));
}

export function tableOf(
  { tables }: DataSchema,
  { schema, name }: { schema: string; name: string },
): SchemaTable | undefined {
  return tables.find((table) => table.name === name && schemaOf(table) === schema);
}

export function schemaOf({ schema }: SchemaTable): string {
  return schema ?? '';
}

function schemasOf(tables: readonly SchemaTable[]): string[] {
  return [...new Set(tables.map(schemaOf))].sort(compare);
}

const { compare } = new Intl.Collator('en', { numeric: true });

/** Names a node among all, whatever names of a database hold. */
export function idOf(node: DataNode): string {
  const { kind, ...named } = node;
  return JSON.stringify([kind, ...Object.values(named)]);
}

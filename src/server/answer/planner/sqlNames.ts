// The names a statement is written with: tables with their aliases, columns, and the joins that lead to them.
// Not here: the statement (compile.ts), quoting (sqlText.ts).
import { findPath, type Step } from './joins.ts';
import type { ColumnRef, Plan } from './plan.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from './schemaIndex.ts';
import { literal, quote, tableSource } from './sqlText.ts';

export function tableByKey(index: SchemaIndex, key: string): IndexedTable {
  const table = index.tables.find((each) => each.key === key);
  if (!table) throw new Error(`The plan names the table ${key}, which is not in the data.`);
  return table;
}

export function columnByRef(index: SchemaIndex, ref: ColumnRef): IndexedColumn {
  const column = tableByKey(index, ref.table).columns.find((each) => each.name === ref.column);
  if (!column) throw new Error(`The plan names the column ${ref.column}, which is not in the data.`);
  return column;
}

export interface Builder {
  index: SchemaIndex;
  plan: Plan;
  base: IndexedTable;
  timezone: string;
  /** Steps of the joins, each parent before its child. */
  steps: Step[];
  qualified: boolean;
}

export function stepsTo(builder: Builder, table: IndexedTable, base = builder.base): Step[] {
  const path = findPath(builder.index, base, table, builder.plan.via);
  if (path.kind !== 'path') throw new Error(`There is no single way from ${base.name} to ${table.name}.`);
  return path.steps;
}

export function alias(builder: Builder, table: IndexedTable): string {
  if (table.sql !== undefined) return quote('q');
  const twins = builder.index.tables.filter((each) => each.name === table.name);
  return quote(twins.length > 1 ? `${table.schema}_${table.name}` : table.name);
}

export function source(builder: Builder, table: IndexedTable): string {
  const name = tableSource(table);
  const short = alias(builder, table);
  return name === short ? name : `${name} AS ${short}`;
}

export function expression(builder: Builder, column: IndexedColumn, qualified = builder.qualified): string {
  const name = qualified ? `${alias(builder, column.table)}.${quote(column.name)}` : quote(column.name);
  // An instant belongs to a day only in a time zone; a timestamp without one is taken as it is.
  return column.nativeType.toUpperCase().includes('WITH TIME ZONE')
    ? `(${name} AT TIME ZONE ${literal(builder.timezone)})`
    : name;
}

// One SELECT being written: its FROM grows as columns are asked for, each table once for each role it plays.
// Not here: which ways there are (ways.ts), conditions and measures (conditions.ts, measures.ts).
import type { Step } from '../joins.ts';
import type { ColumnRef } from '../plan/plan.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from '../schemaIndex.ts';
import type { Dialect, Factor } from './dialect.ts';
import { wayTo } from './ways.ts';

/** What all SELECTs of a statement share. */
export interface Statement {
  index: SchemaIndex;
  dialect: Dialect;
  timezone: string;
  /** Whether names are written with their table's alias; not needed while there is one table. */
  qualified: boolean;
  /** The aliases in use, in lower case. */
  aliases: Set<string>;
  /** Names of columns, in lower case: as an alias, one would be taken for the column where both can be seen. */
  columns: ReadonlySet<string>;
  /** Ways that were looked for already. */
  ways: Map<string, Step[]>;
}

export interface Scope {
  statement: Statement;
  /** The table that columns are seen from. */
  base: IndexedTable;
  root: string;
  /** Joins of the FROM so far, each after those it needs. */
  joins: string[];
  /** Aliases by the steps that lead there. */
  reached: Map<string, string>;
  /** Whether finer tables may be joined, so that a row of the base stands once for each of its rows there. */
  mayMultiply: boolean;
  isMultiplied: boolean;
  /** In a sub-query about rows of a finer table: ways that do not begin with `first` belong to the query around it. */
  outer?: { scope: Scope; first: string };
}

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

export function openScope(statement: Statement, base: IndexedTable): Scope {
  const root = newAlias(statement, aliasOf(statement.index, base));
  return { statement, base, root, joins: [], reached: new Map(), mayMultiply: false, isMultiplied: false };
}

/** The steps that lead to a column's table. */
export function wayOf({ statement, base }: Scope, ref: Pick<ColumnRef, 'table' | 'via'>): Step[] {
  const key = JSON.stringify([base.key, ref.table, ref.via]);
  const way = statement.ways.get(key) ?? wayTo(statement.index, base, tableByKey(statement.index, ref.table), ref.via);
  statement.ways.set(key, way);
  return way;
}

export const stepKey = ({ link, fansOut }: Step): string =>
  JSON.stringify([fansOut, link.from.key, link.fromColumns, link.to.key, link.toColumns]);

const keyOf = (steps: readonly Step[]): string => steps.map(stepKey).join();

/** The steps up to the last that multiplies rows and is not joined yet; empty when there is none. */
export function missingFanOut(scope: Scope, steps: readonly Step[]): Step[] {
  const last = steps.findLastIndex((step) => step.fansOut);
  const part = steps.slice(0, last + 1);
  return scope.reached.has(keyOf(part)) ? [] : part;
}

/** The alias of the table that the steps lead to, which is joined if it is not yet. */
export function reach(scope: Scope, steps: readonly Step[]): string {
  const { outer } = scope;
  const [first] = steps;
  if (outer && (!first || stepKey(first) !== outer.first)) return reach(outer.scope, steps);
  const step = steps.at(-1);
  if (!step) return scope.root;
  const key = keyOf(steps);
  const known = scope.reached.get(key);
  if (known !== undefined) return known;
  if (step.fansOut && !scope.mayMultiply)
    throw new Error(`A row of ${scope.base.name} has many rows of ${step.to.name}, and cannot be measured by them.`);
  const from = reach(scope, steps.slice(0, -1));
  const alias = newAlias(scope.statement, roleOf(scope.statement.index, step));
  scope.reached.set(key, alias);
  if (step.fansOut) scope.isMultiplied = true;
  const on = linked(scope.statement.dialect, step, from, alias);
  scope.joins.push(`${step.fansOut ? 'JOIN' : 'LEFT JOIN'} ${source(scope.statement, step.to, alias)} ON ${on}`);
  return alias;
}

/** The condition that makes rows of two tables belong together; `from` and `to` are aliases as the step goes. */
export function linked(dialect: Dialect, { link, fansOut }: Step, from: string, to: string): string {
  const [child, parent] = fansOut ? [to, from] : [from, to];
  const pairs = link.fromColumns.map((column, at) => {
    const own = `${dialect.quote(child)}.${dialect.quote(column)}`;
    return `${own} = ${dialect.quote(parent)}.${dialect.quote(link.toColumns[at] ?? '')}`;
  });
  return pairs.join(' AND ');
}

/** FROM and its joins, one line each. */
export function fromLines(scope: Scope): string[] {
  return [`FROM ${source(scope.statement, scope.base, scope.root)}`, ...scope.joins];
}

export function source({ dialect }: Statement, table: IndexedTable, alias: string): string {
  const name = dialect.table(table);
  const short = dialect.quote(alias);
  return name === short ? name : `${name} AS ${short}`;
}

/** A column as it is stored. */
export function storedSql(scope: Scope, ref: ColumnRef): string {
  const { statement } = scope;
  const column = columnByRef(statement.index, ref);
  const alias = reach(scope, wayOf(scope, ref));
  const name = statement.dialect.quote(column.name);
  return statement.qualified ? `${statement.dialect.quote(alias)}.${name}` : name;
}

/** A column as it is meant: an instant in the person's time zone, a date that is stored as text as a date, what has no order as text. */
export function valueSql(scope: Scope, ref: ColumnRef): string {
  const { index, dialect, timezone } = scope.statement;
  const { dateFormat, nativeType, type } = columnByRef(index, ref);
  const stored = storedSql(scope, ref);
  if (!dialect.isComparable(nativeType)) return dialect.asText(stored);
  if (dateFormat !== undefined)
    return dialect.parseDate(type === 'text' ? stored : dialect.asText(stored), dateFormat, timezone);
  return dialect.isInstant(nativeType) ? dialect.localTime(stored, timezone) : stored;
}

export function numberSql(scope: Scope, ref: ColumnRef): Factor {
  const { nativeType, type } = columnByRef(scope.statement.index, ref);
  return { sql: valueSql(scope, ref), nativeType, isInteger: type === 'integer' };
}

/** A column as a date or a time; of a number like 202405 the first day of that month. */
export function dateSql(scope: Scope, ref: ColumnRef): string {
  const { index, dialect } = scope.statement;
  return columnByRef(index, ref).period === undefined
    ? valueSql(scope, ref)
    : dialect.parseMonth(storedSql(scope, ref));
}

export function newAlias({ aliases, columns }: Statement, wanted: string): string {
  let alias = wanted;
  const isTaken = () => aliases.has(alias.toLowerCase()) || columns.has(alias.toLowerCase());
  for (let number = 2; isTaken(); number++) alias = `${wanted}_${number}`;
  aliases.add(alias.toLowerCase());
  return alias;
}

export function aliasOf(index: SchemaIndex, table: IndexedTable): string {
  if (table.sql !== undefined) return 'q';
  const hasTwin = index.tables.some((each) => each !== table && each.name === table.name);
  return hasTwin ? `${table.schema}_${table.name}` : table.name;
}

/** Where two tables are linked twice, the link says which role the table plays: `home_team` and not `teams`. */
function roleOf(index: SchemaIndex, { link, to, fansOut }: Step): string {
  const twins = index.links.filter((each) => each.from === link.from && each.to === link.to);
  const [column] = link.fromColumns;
  if (fansOut || twins.length < 2 || column === undefined) return aliasOf(index, to);
  const role = column.replace(/_(id|key|code|cd|no|nr|ref)$/i, '');
  return role === column ? `${to.name}_${column}` : role;
}

// Lists of rows as SQL: their columns, their order, the first of them, the first of each group.
// Not here: what groups rows together (grouped.ts).
import type { ColumnRef, Plan } from '../plan/plan.ts';
import type { IndexedColumn } from '../schemaIndex.ts';
import { nameLabel } from '../tokens.ts';
import type { Compiled, OutputColumn } from './compiled.ts';
import { conditionsSql } from './conditions.ts';
import type { Direction } from './dialect.ts';
import { toldApart } from './groupedParts.ts';
import { type GroupSql, groupSql } from './groups.ts';
import { columnByRef, fromLines, type Scope, storedSql, valueSql, wayOf } from './scope.ts';
import { clause, createNames, derived, select, upperFirst, whereAll } from './statement.ts';

interface Shown {
  output: OutputColumn;
  sql: string;
  /** The name it has in the result. */
  name: string;
}

/** Lays out the statement of a list. Throws as `compile` does, and for columns that would repeat rows. */
export function compileList(scope: Scope, plan: Plan): Compiled {
  const { index, dialect } = scope.statement;
  const group = plan.perGroup ? plan.groups[0] : undefined;
  const grouped = group && groupSql(scope, group);
  const isGroup = (ref: ColumnRef) => group?.kind === 'column' && sameColumn(ref, group.column);
  const own = scope.base.columns.map(({ name }) => ({ table: scope.base.key, column: name }));
  const refs = (plan.columns.length > 0 ? plan.columns : own).filter((ref) => !isGroup(ref));
  const shown = shownColumns(scope, plan, refs);
  const filters = conditionsSql(scope, plan.filters);

  const sorting = plan.order?.column;
  const direction = plan.order?.direction ?? 'asc';
  const sort = sorting && valueSql(scope, sorting);
  const id = scope.base.idColumn;
  // Of rows of one day those with the later numbers are the newer ones.
  const isByDate = sorting !== undefined && columnByRef(index, sorting).role === 'date';
  const tie = sort === undefined || isByDate ? direction : 'asc';
  const idSql = id && storedSql(scope, { table: scope.base.key, column: id.name });
  const isRanking = plan.limit !== undefined && sort !== undefined;
  // Rows without the value that is asked for are neither first nor last.
  const where = [...filters, ...(isRanking ? [`${sort} IS NOT NULL`] : [])];
  const named = grouped ? [`${grouped.key ?? grouped.value} IS NOT NULL`] : [];
  const from = [...fromLines(scope), ...whereAll([...where, ...named])];
  const columns = shown.map(({ output }) => output);
  if (group) columns.unshift({ header: group.label, kind: 'label', column: columnByRef(index, group.column) });
  tellHeadersApart(columns);

  if (!grouped && !(isRanking && plan.limit === 1)) {
    const terms = [...ordered(sort, direction), ...ordered(idSql, tie)];
    const limit = plan.limit === undefined ? [] : [dialect.limit(plan.limit)];
    const order = clause(
      'ORDER BY',
      terms.map(([sql, way]) => dialect.order(sql, way)),
    );
    return { sql: [selectRows(scope, plan, shown), ...from, ...order, ...limit].join('\n'), columns };
  }
  const head = group && grouped ? { ...grouped, label: group.label } : undefined;
  return { sql: rankedRows({ scope, plan, shown, from, head, sort, idSql, direction, tie }).join('\n'), columns };
}

const sameColumn = (left: ColumnRef, right: ColumnRef): boolean =>
  left.table === right.table && left.column === right.column && left.via === right.via;

const ordered = (sql: string | undefined, direction: Direction): [string, Direction][] =>
  sql === undefined ? [] : [[sql, direction]];

function shownColumns(scope: Scope, plan: Plan, refs: readonly ColumnRef[]): Shown[] {
  const { index } = scope.statement;
  const name = createNames();
  return refs.map((ref) => {
    const column = columnByRef(index, ref);
    // A date that is stored as text is shown as it is written.
    const sql = column.dateFormat === undefined ? valueSql(scope, ref) : storedSql(scope, ref);
    const isRow = column === scope.base.nameColumn && plan.order?.column !== undefined && plan.columns.length > 0;
    const header = isRow ? upperFirst(scope.base.singular) : headerOf(scope, ref, column);
    return { sql, name: name(column.name), output: { header, kind: 'plain', column } };
  });
}

/** The name of another table's row is called as that row, or as the role it plays. */
function headerOf(scope: Scope, ref: ColumnRef, column: IndexedColumn): string {
  if (column.table === scope.base || column !== column.table.nameColumn) return upperFirst(column.label);
  if (ref.via === undefined || wayOf(scope, ref).at(-1)?.link.fromColumns[0] !== ref.via)
    return upperFirst(column.table.singular);
  return upperFirst(nameLabel(ref.via).replace(/ (id|key|code|no|number)$/i, ''));
}

function tellHeadersApart(columns: OutputColumn[]): void {
  const headers = columns.map(({ header }) => header.toLowerCase());
  const name = createNames();
  for (const [at, column] of columns.entries()) {
    const isShared = headers.indexOf(column.header.toLowerCase()) !== at;
    const singular = column.column?.table.singular;
    column.header = name(
      isShared && singular !== undefined ? upperFirst(`${singular} ${column.header}`) : column.header,
    );
  }
}

function selectRows(
  { statement: { dialect, qualified }, base, root }: Scope,
  plan: Plan,
  shown: readonly Shown[],
): string {
  const isPlain = base.columns.every(({ nativeType }) => !dialect.isInstant(nativeType));
  if (plan.columns.length === 0 && isPlain) return `SELECT ${qualified ? `${dialect.quote(root)}.*` : '*'}`;
  return select(shown.map((column) => named(dialect.quote, column)));
}

function named(quote: (name: string) => string, { sql, name, output }: Shown): string {
  const hasName = output.column?.name === name && sql.endsWith(quote(name));
  return hasName ? sql : `${sql} AS ${quote(name)}`;
}

interface Ranked {
  scope: Scope;
  plan: Plan;
  shown: readonly Shown[];
  from: readonly string[];
  head: (GroupSql & { label: string }) | undefined;
  sort: string | undefined;
  idSql: string | undefined;
  direction: Direction;
  tie: Direction;
}

/** The rows with their places in a sub-query, for what is first is known once all of them are seen. */
function rankedRows({ scope, plan, shown, from, head, sort, idSql, direction, tie }: Ranked): string[] {
  const { dialect } = scope.statement;
  const name = createNames();
  for (const column of shown) name(column.name);
  const quoted = (wanted: string) => dialect.quote(name(wanted));
  const [label, key, groupOrder] = [quoted(head?.label ?? 'group'), quoted('group key'), quoted('group order')];
  const [sortName, idName, place] = [quoted('order'), quoted('row'), quoted('place')];
  const partition = head ? `PARTITION BY ${head.key ?? head.value} ` : '';
  const isShared = plan.limit === 1 && sort !== undefined;
  const terms = [...ordered(sort, direction), ...(isShared ? [] : ordered(idSql, tie))];
  const order = clause(
    'ORDER BY',
    terms.map(([sql, way]) => dialect.order(sql, way)),
  );
  const rank = `${isShared ? 'RANK' : 'ROW_NUMBER'}() OVER (${partition}${order.join('')})`;
  const inner = select([
    ...(head ? [`${head.value} AS ${label}`] : []),
    ...(head?.key === undefined ? [] : [`${head.key} AS ${key}`]),
    ...(head?.order === undefined ? [] : [`${head.order} AS ${groupOrder}`]),
    ...shown.map((column) => named(dialect.quote, column)),
    ...(sort === undefined ? [] : [`${sort} AS ${sortName}`]),
    ...(idSql === undefined ? [] : [`${idSql} AS ${idName}`]),
    `${rank} AS ${place}`,
  ]);
  const apart = toldApart(scope, { valueName: label, keyName: key });
  const names = shown.map((column) => dialect.quote(column.name));
  if (head) names.unshift(head.key === undefined ? label : `${apart} AS ${label}`);
  const last = [...ordered(sort && sortName, direction), ...ordered(idSql && idName, tie)];
  const first: [string, Direction][] = head ? [[head.order === undefined ? label : groupOrder, 'asc']] : [];
  return [
    select(names),
    derived(dialect, [inner, ...from], 'ranked'),
    ...(plan.limit === undefined ? [] : whereAll([`${place} <= ${plan.limit}`])),
    ...clause(
      'ORDER BY',
      [...first, ...last].map(([sql, way]) => dialect.order(sql, way)),
    ),
  ];
}

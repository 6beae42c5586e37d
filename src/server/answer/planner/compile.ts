// From a plan to one statement of SQL, and what each column of its result is.
// Not here: running it and showing the rows (planner.ts, payload.ts).
import type { Step } from './joins.ts';
import type { Filter, Group, Measure, Plan } from './plan.ts';
import type { IndexedColumn, SchemaIndex } from './schemaIndex.ts';
import { alias, type Builder, columnByRef, expression, source, stepsTo, tableByKey } from './sqlNames.ts';
import { literal, quote } from './sqlText.ts';

export interface OutputColumn {
  header: string;
  /** `label`: a group. `measure`: a number to be grouped by commas. `plain`: any other column of a row. */
  kind: 'label' | 'measure' | 'plain';
  grain?: Extract<Group, { kind: 'date' }>['grain'];
  column?: IndexedColumn;
  measure?: Measure;
}

export interface Compiled {
  sql: string;
  columns: OutputColumn[];
}

function condition(
  builder: Builder,
  filter: Exclude<Filter, { kind: 'related' }>,
  qualified = builder.qualified,
): string {
  const column = columnByRef(builder.index, filter.column);
  const name = expression(builder, column, qualified);
  if (filter.kind === 'in') {
    const [first] = filter.values;
    if (filter.values.length === 1 && first !== undefined) {
      // What is not known is not cancelled either, so a negation keeps the rows without a value.
      if (typeof first === 'boolean') return first ? name : `${name} IS NOT TRUE`;
      return `${name} ${filter.negated ? 'IS DISTINCT FROM' : '='} ${literal(first)}`;
    }
    const list = filter.values.map(literal).join(', ');
    return filter.negated ? `(${name} NOT IN (${list}) OR ${name} IS NULL)` : `${name} IN (${list})`;
  }
  if (filter.kind === 'empty') return `${name} IS NULL`;
  if (filter.kind === 'compare') return comparison(name, filter);
  const parts = [];
  if (filter.from !== undefined) parts.push(`${name} >= DATE ${literal(filter.from)}`);
  if (filter.to !== undefined) parts.push(`${name} < DATE ${literal(filter.to)}`);
  return parts.join(' AND ');
}

function comparison(
  name: string,
  { op, value, upper }: { op: string; value: number; upper?: number | undefined },
): string {
  if (op === 'between' && upper !== undefined) return `${name} BETWEEN ${literal(value)} AND ${literal(upper)}`;
  return `${name} ${op === '<>' ? 'IS DISTINCT FROM' : op} ${literal(value)}`;
}

function on(builder: Builder, { link }: Step): string {
  return link.fromColumns
    .map(
      (column, at) =>
        `${alias(builder, link.from)}.${quote(column)} = ${alias(builder, link.to)}.${quote(link.toColumns[at] ?? '')}`,
    )
    .join(' AND ');
}

function addSteps(steps: Step[], more: readonly Step[]): void {
  for (const step of more) if (!steps.some((known) => known.to === step.to)) steps.push(step);
}

/** Conditions on a finer table ask whether there is such a row, and must not multiply the rows that are measured. */
function exists(builder: Builder, filters: readonly Filter[]): string[] {
  const found = new Map<string, { first: Step; steps: Step[]; conditions: string[] }>();
  for (const filter of filters) {
    const table = tableByKey(builder.index, filter.kind === 'related' ? filter.table : filter.column.table);
    const [first, ...rest] = stepsTo(builder, table);
    if (!first) continue;
    const entry = found.get(first.to.key) ?? { first, steps: [], conditions: [] };
    addSteps(entry.steps, rest);
    if (filter.kind !== 'related') entry.conditions.push(condition(builder, filter, true));
    found.set(first.to.key, entry);
  }
  return [...found.values()].map(({ first, steps, conditions }) => {
    const lines = [
      `SELECT 1 FROM ${source(builder, first.to)}`,
      ...steps.map((step) => `JOIN ${source(builder, step.to)} ON ${on(builder, step)}`),
      `WHERE ${[on(builder, first), ...conditions].join(' AND ')}`,
    ];
    return `EXISTS (\n    ${lines.join('\n    ')}\n  )`;
  });
}

function measureSql(builder: Builder, measure: Measure, multiplied: boolean): string {
  const { fn } = measure;
  if (fn === 'count' || !measure.column) {
    const id = builder.base.idColumn;
    return multiplied && id ? `COUNT(DISTINCT ${expression(builder, id)})` : 'COUNT(*)';
  }
  const name = expression(builder, columnByRef(builder.index, measure.column));
  const value = measure.times ? `${name} * ${expression(builder, columnByRef(builder.index, measure.times))}` : name;
  if (fn === 'count_distinct') return `COUNT(DISTINCT ${value})`;
  if (fn === 'avg') return `AVG(CAST(${value} AS DOUBLE))`;
  return `${fn.toUpperCase()}(${value})`;
}

function groupSql(builder: Builder, group: Group): string {
  const column = columnByRef(builder.index, group.column);
  const name = expression(builder, column);
  if (group.kind === 'column') {
    if (!group.key || column.unique) return name;
    return `${name} || ' (' || CAST(${expression(builder, columnByRef(builder.index, group.key))} AS VARCHAR) || ')'`;
  }
  switch (group.grain) {
    case 'year':
      return `STRFTIME(${name}, '%Y')`;
    case 'quarter':
      return `STRFTIME(${name}, '%Y') || '-Q' || CAST(QUARTER(${name}) AS VARCHAR)`;
    case 'month':
      return `STRFTIME(${name}, '%Y-%m')`;
    case 'week':
      return `STRFTIME(DATE_TRUNC('week', ${name}), '%Y-%m-%d')`;
    case 'day':
      return `STRFTIME(${name}, '%Y-%m-%d')`;
  }
}

/** Writes a plan as SQL of DuckDB. Every name is quoted, every literal escaped. */
export function compile(plan: Plan, index: SchemaIndex, timezone: string): Compiled {
  const base = tableByKey(index, plan.base);
  const builder: Builder = { index, plan, base, timezone, steps: [], qualified: true };
  const shown = [
    ...plan.groups.map((group) => group.column),
    ...plan.columns,
    ...(plan.order?.column ? [plan.order.column] : []),
  ];
  for (const ref of shown) addSteps(builder.steps, stepsTo(builder, tableByKey(index, ref.table)));
  const joined: Filter[] = [];
  const semi: Filter[] = [];
  for (const filter of plan.filters) {
    const steps = stepsTo(builder, tableByKey(index, filter.kind === 'related' ? filter.table : filter.column.table));
    const within = steps.every((step) => !step.fansOut || builder.steps.some((known) => known.to === step.to));
    if (
      filter.kind === 'related' ? steps.every((step) => builder.steps.some((known) => known.to === step.to)) : within
    ) {
      addSteps(builder.steps, steps);
      joined.push(filter);
    } else semi.push(filter);
  }
  builder.qualified = builder.steps.length > 0 || semi.length > 0;
  const where = [
    ...joined.flatMap((filter) => (filter.kind === 'related' ? [] : [condition(builder, filter)])),
    ...exists(builder, semi),
    // Rows without a customer are a group to be shown, but no customer to be counted or ranked.
    ...(plan.kind === 'values' || plan.countGroups || ((plan.limit ?? plan.having) && ranksEntities(plan, index))
      ? plan.groups.map((group) => `${expression(builder, columnByRef(index, group.column))} IS NOT NULL`)
      : []),
  ];
  const from = [
    `FROM ${source(builder, base)}`,
    ...builder.steps.map(
      (step) => `${step.fansOut ? 'JOIN' : 'LEFT JOIN'} ${source(builder, step.to)} ON ${on(builder, step)}`,
    ),
    ...(where.length > 0 ? [`WHERE ${where.join('\n  AND ')}`] : []),
  ];
  if (plan.kind === 'list') return compileList(builder, from);
  return compileGroups(builder, from);
}

/** Whether each group is a row of a table, a customer for example, and not a value that many rows share. */
export function ranksEntities(plan: Plan, index: SchemaIndex): boolean {
  const [group] = plan.groups;
  if (plan.kind !== 'aggregate' || plan.groups.length !== 1 || group?.kind !== 'column') return false;
  const column = columnByRef(index, group.column);
  return group.key !== undefined || column === column.table.nameColumn || column === column.table.idColumn;
}

function compileList(builder: Builder, from: string[]): Compiled {
  const { plan, base, index } = builder;
  const columns = plan.columns.length > 0 ? plan.columns.map((ref) => columnByRef(index, ref)) : base.columns;
  const all = plan.columns.length === 0;
  const select = all
    ? builder.qualified
      ? `${alias(builder, base)}.*`
      : '*'
    : columns.map((column) => expression(builder, column)).join(', ');
  const sort = plan.order?.column
    ? `${expression(builder, columnByRef(index, plan.order.column))} ${plan.order.direction.toUpperCase()} NULLS LAST`
    : undefined;
  const id = base.idColumn ? expression(builder, base.idColumn) : undefined;
  const order = [sort, id].filter((part) => part !== undefined);
  const lines = [`SELECT ${select}`, ...from];
  const ranked = plan.order?.column ? columnByRef(index, plan.order.column) : undefined;
  const isFirst = plan.limit === 1 && ranked !== undefined && ranked.role !== 'date';
  if (isFirst) lines.push(`QUALIFY RANK() OVER (ORDER BY ${sort}) = 1`);
  if (order.length > 0) lines.push(`ORDER BY ${order.join(', ')}`);
  if (plan.limit !== undefined && !isFirst) lines.push(`LIMIT ${plan.limit}`);
  const name = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return {
    sql: lines.join('\n'),
    columns: columns.map((column) => {
      // In a ranking the name stands for the row itself.
      const isRow = plan.order?.column !== undefined && column === base.nameColumn && !all;
      return { header: name(isRow ? base.singular : column.label), kind: 'plain', column };
    }),
  };
}

function compileGroups(builder: Builder, from: string[]): Compiled {
  const { plan, index } = builder;
  const multiplied = builder.steps.some((step) => step.fansOut);
  const columns: OutputColumn[] = [
    ...plan.groups.map(
      (group): OutputColumn => ({
        header: group.label,
        kind: 'label',
        column: columnByRef(index, group.column),
        ...(group.kind === 'date' ? { grain: group.grain } : {}),
      }),
    ),
    ...plan.measures.map((measure): OutputColumn => ({ header: measure.label, kind: 'measure', measure })),
  ];
  const seen = new Set<string>();
  for (const column of columns) {
    const header = column.header.trim() === '' ? 'Column' : column.header;
    column.header = header;
    for (let number = 2; seen.has(column.header); number++) column.header = `${header} ${number}`;
    seen.add(column.header);
  }
  const terms = [
    ...plan.groups.map((group) => groupSql(builder, group)),
    ...plan.measures.map((measure) => measureSql(builder, measure, multiplied)),
  ];
  const select = terms.map((term, at) => `  ${term} AS ${quote(columns[at]?.header ?? '')}`).join(',\n');
  const lines = [`SELECT${plan.kind === 'values' ? ' DISTINCT' : ''}\n${select}`, ...from];
  if (plan.kind === 'aggregate' && plan.groups.length > 0) {
    const keys = plan.groups.map((group, at) => {
      const key = group.kind === 'column' && group.key ? expression(builder, columnByRef(index, group.key)) : undefined;
      // A name that several rows share is told apart by its key, which then stands in the label too.
      return key ? `${expression(builder, columnByRef(index, group.column))}, ${key}` : String(at + 1);
    });
    lines.push(`GROUP BY ${keys.join(', ')}`);
  }
  const first = plan.measures[0];
  if (plan.having && first) lines.push(`HAVING ${comparison(measureSql(builder, first, multiplied), plan.having)}`);
  if (plan.countGroups) {
    const header = `${plan.groups[0]?.label ?? 'Groups'}`;
    const inner = lines.join('\n').replaceAll('\n', '\n  ');
    return {
      sql: `SELECT COUNT(*) AS ${quote(header)}\nFROM (\n  ${inner}\n) AS ${quote('counted')}`,
      columns: [{ header, kind: 'measure' }],
    };
  }
  const isFirst = plan.limit === 1 && first !== undefined && plan.groups.length === 1;
  // All that share the first place are first.
  if (isFirst)
    lines.push(
      `QUALIFY RANK() OVER (ORDER BY ${measureSql(builder, first, multiplied)} ${(plan.order?.direction ?? 'desc').toUpperCase()} NULLS LAST) = 1`,
    );
  const places = plan.groups.map((_, at) => String(at + 1));
  const [only] = plan.groups;
  const ordered = only && columnByRef(index, only.column).type !== 'text';
  const byMeasure =
    plan.kind === 'aggregate' &&
    (plan.order !== undefined || (plan.groups.length === 1 && only?.kind === 'column' && !ordered));
  if (byMeasure)
    places.unshift(`${plan.groups.length + 1} ${(plan.order?.direction ?? 'desc').toUpperCase()} NULLS LAST`);
  if (places.length > 0) lines.push(`ORDER BY ${places.join(', ')}`);
  if (plan.limit !== undefined && !isFirst) lines.push(`LIMIT ${plan.limit}`);
  return { sql: lines.join('\n'), columns };
}

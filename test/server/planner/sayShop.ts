// A shop, made by hand, for saying what rows mean: its index, plans with what is not given left out, results of rows.
// Not here: a database. The rows of a test are what it says they are.
import type { Measure, Plan, Scalar } from '../../../src/server/answer/planner/plan/plan.ts';
import { columnOf } from '../../../src/server/answer/planner/say/names.ts';
import type { Shown } from '../../../src/server/answer/planner/say/tablePayload.ts';
import { indexTable, type SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import type { Compiled } from '../../../src/server/answer/planner/sql/compiled.ts';
import type { Cell, ColumnType, QueryResult, Table } from '../../../src/server/engine/engine.ts';

function table(name: string, columns: Record<string, ColumnType>, links: Record<string, string> = {}): Table {
  const [id = ''] = Object.keys(columns);
  return {
    schema: 'main',
    name,
    kind: 'table',
    rowEstimate: 100,
    columns: Object.entries(columns).map(([column, type]) => ({
      name: column,
      type,
      nativeType: type === 'text' ? 'VARCHAR' : type === 'number' ? 'DOUBLE' : type.toUpperCase(),
      nullable: true,
    })),
    primaryKey: [id],
    foreignKeys: Object.entries(links).map(([column, to]) => ({
      columns: [column],
      table: to,
      referencedColumns: [`${to.slice(0, -1)}_id`],
    })),
  };
}

const tables = [
  table('customers', { customer_id: 'integer', name: 'text', city: 'text', vip: 'boolean', birth_year: 'integer' }),
  table(
    'orders',
    {
      order_id: 'integer',
      customer_id: 'integer',
      status: 'text',
      ordered_at: 'date',
      delivered_at: 'date',
      amount: 'number',
      quantity: 'integer',
    },
    { customer_id: 'customers' },
  ),
  table(
    'items',
    { item_id: 'integer', order_id: 'integer', category: 'text', quantity: 'integer', price: 'number' },
    { order_id: 'orders' },
  ),
  table('teams', { team_id: 'integer', name: 'text' }),
  table(
    'matches',
    { match_id: 'integer', home_team_id: 'integer', away_team_id: 'integer', goals: 'integer' },
    { home_team_id: 'teams', away_team_id: 'teams' },
  ),
];

const indexed = tables.map((each) => indexTable(each, { unique: new Set(), distinct: new Map(), values: new Map() }));
const links = tables.flatMap((from, at) =>
  from.foreignKeys.flatMap((key) => {
    const [source, target] = [indexed[at], indexed.find((each) => each.name === key.table)];
    if (!source || !target) return [];
    return [{ from: source, fromColumns: key.columns, to: target, toColumns: key.referencedColumns }];
  }),
);
export const shop: SchemaIndex = { tables: indexed, links };

export const col = (path: string, via?: string) => {
  const [name = '', column = ''] = path.split('.');
  return { table: `main.${name}`, column, ...(via === undefined ? {} : { via }) };
};

export const orders: Measure = { fn: 'count', label: 'Orders' };
export const amount: Measure = { fn: 'sum', column: col('orders.amount'), label: 'Amount' };

export function planOf(given: Partial<Plan>): Plan {
  return {
    kind: 'aggregate',
    base: 'main.orders',
    measures: [],
    groups: [],
    columns: [],
    filters: [],
    having: [],
    ...given,
  };
}

export const by = (path: string, label: string) => ({ kind: 'column' as const, column: col(path), label });
export const byDate = (grain: 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year', path = 'orders.ordered_at') => ({
  kind: 'date' as const,
  column: col(path),
  grain,
  label: grain.charAt(0).toUpperCase() + grain.slice(1),
});

export const isIn = (path: string, ...values: Scalar[]) => ({
  kind: 'in' as const,
  column: col(path),
  values,
  negated: false,
});
export const inYear = (year: number) => ({
  kind: 'period' as const,
  column: col('orders.ordered_at'),
  from: `${year}-01-01`,
  to: `${year + 1}-01-01`,
  text: `in ${year}`,
  negated: false,
});

/** A result whose columns are named and typed by their cells, or by `types`. `rowCount` where more rows were found than read. */
export function resultOf(
  rows: Cell[][],
  { types = [] as (ColumnType | undefined)[], rowCount = rows.length } = {},
): QueryResult {
  const width = rows[0]?.length ?? types.length;
  const columns = Array.from({ length: width }, (_, at) => {
    const cell = rows.map((row) => row[at]).find((each) => each !== null);
    const guessed = typeof cell === 'number' ? 'number' : typeof cell === 'boolean' ? 'boolean' : 'text';
    return { name: `c${at}`, type: types[at] ?? (guessed as ColumnType) };
  });
  return { columns, rows, rowCount, truncated: rowCount > rows.length, durationMs: 1 };
}

/** The columns that the statement of such a plan has. */
export function compiledOf(plan: Plan): Compiled {
  if (plan.kind === 'list') {
    const columns = plan.columns.map((ref) => columnOf(shop, ref));
    return {
      sql: 'SELECT 1',
      columns: [
        ...(plan.perGroup ? plan.groups.map((group) => ({ header: group.label, kind: 'label' as const })) : []),
        ...columns.map((column) => ({ header: column.label, kind: 'plain' as const, column })),
      ],
    };
  }
  return {
    sql: 'SELECT 1',
    columns: [
      ...plan.groups.map((group) => ({
        header: group.label,
        kind: 'label' as const,
        column: columnOf(shop, group.column),
        ...(group.kind === 'date' ? { grain: group.grain } : {}),
      })),
      ...plan.measures.map((measure) => ({ header: measure.label, kind: 'measure' as const, measure })),
    ],
  };
}

/** A plan with its rows, as they are drawn or listed. */
export function shownOf(given: Partial<Plan>, rows: Cell[][], options: Parameters<typeof resultOf>[1] = {}): Shown {
  const plan = planOf(given);
  return { plan, compiled: compiledOf(plan), result: resultOf(rows, options), index: shop, title: 'Title' };
}

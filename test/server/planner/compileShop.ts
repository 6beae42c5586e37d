// A small shop whose numbers can be added up by hand, and plans about it with everything left out that is not asked.
// Not here: what the plans are compiled to (compile*.test.ts).
import type { Condition, Group, Measure, Plan } from '../../../src/server/answer/planner/plan/plan.ts';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import type { SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import { compile } from '../../../src/server/answer/planner/sql/compile.ts';
import type { Compiled } from '../../../src/server/answer/planner/sql/compiled.ts';
import type { Cell } from '../../../src/server/engine/engine.ts';
import { openEngine, type TestEngine } from './testEngine.ts';

/**
 * Two customers are called Ann and one has no name; one order has no customer, one no status and one an empty one; one
 * item has no quantity; arrivals are texts.
 */
const data = `
CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, name VARCHAR, region VARCHAR, newsletter BOOLEAN);
INSERT INTO customers VALUES (1, 'Ann', 'East', TRUE), (2, 'Ann', 'West', FALSE), (3, 'Bob', 'East', NULL), (4, NULL, NULL, TRUE), (5, 'Cem', 'North', FALSE);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (customer_id), ordered_at TIMESTAMP, promised DATE, delivered TIMESTAMP, amount DECIMAL(10,2), status VARCHAR, arrived VARCHAR);
INSERT INTO orders VALUES
  (1, 1, '2024-01-01 08:30:00', '2024-01-05', '2024-01-05 12:00:00', 10.10, 'paid', '05.01.2024'),
  (2, 1, '2024-01-31 23:59:59', '2024-02-05', '2024-02-06 00:00:00', 20.20, 'Paid', '6.2.2024'),
  (3, 2, '2024-02-01 00:00:00', '2024-02-05', '2024-02-04 09:00:00', 30.30, 'open', '04.02.2024'),
  (4, 3, '2024-04-15 08:00:00', '2024-04-20', NULL, -5.00, '', 'unknown'),
  (5, 3, '2024-04-15 13:00:00', '2024-04-20', NULL, 5.00, NULL, NULL),
  (6, NULL, '2025-02-03 10:00:00', '2025-02-10', '2025-02-10 10:00:00', 100.00, 'paid 50%_off', '10.02.2025'),
  (7, 4, NULL, NULL, NULL, 40.00, 'open', '');
CREATE TABLE items (item_id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (order_id), product VARCHAR, quantity INTEGER, price DECIMAL(8,2));
INSERT INTO items VALUES (1, 1, 'pen', 2, 1.50), (2, 1, 'ink', 1, 7.10), (3, 2, 'pen', 4, 1.50), (4, 3, 'pen', 1, 1.50), (5, 3, 'pad', 3, 2.00), (6, 4, 'ink', NULL, 7.00), (7, 6, 'pad', 2000000000, 3.00);
CREATE TABLE teams (team_id INTEGER PRIMARY KEY, name VARCHAR, city VARCHAR);
INSERT INTO teams VALUES (1, 'Reds', 'Oslo'), (2, 'Blues', 'Rome'), (3, 'Greens', 'Oslo');
CREATE TABLE matches (match_id INTEGER PRIMARY KEY, home_team_id INTEGER REFERENCES teams (team_id), away_team_id INTEGER REFERENCES teams (team_id), goals INTEGER);
INSERT INTO matches VALUES (1, 1, 2, 3), (2, 2, 1, 0), (3, 1, 3, 2), (4, 3, 2, 1);
CREATE TABLE readings (reading_id INTEGER, read_at TIMESTAMP WITH TIME ZONE, level DOUBLE, share DECIMAL(6,3), period INTEGER, kind VARCHAR);
INSERT INTO readings VALUES (1, '2024-06-30 23:30:00+00', 0.3, 0.300, 202311, 'a'), (2, '2024-07-01 12:00:00+00', 0.29, 0.290, 202312, 'a'), (3, '2024-07-02 12:00:00+00', -0.5, -0.500, 202401, 'a'), (4, '2024-07-02 13:00:00+00', 25, 25.000, 202403, 'a'), (5, NULL, NULL, NULL, NULL, 'b');
CREATE SCHEMA old;
CREATE TABLE old.items (item_no INTEGER, note VARCHAR);
INSERT INTO old.items VALUES (1, 'x'), (2, 'y');
`;

export interface Shop {
  engine: TestEngine;
  index: SchemaIndex;
  compiled(plan: Plan, timezone?: string): Compiled;
  /** The rows of a plan's answer, decimals as text. */
  rows(plan: Plan, timezone?: string): Promise<Cell[][]>;
}

export async function openShop(): Promise<Shop> {
  const engine = await openEngine(data);
  const signal = AbortSignal.timeout(30_000);
  await (await schemaIndexOf(engine, signal)).complete;
  const index = await schemaIndexOf(engine, signal);
  // What would be read from more rows than these.
  for (const column of index.tables.flatMap(({ columns }) => columns)) {
    if (column.name === 'arrived') Object.assign(column, { role: 'date', dateFormat: '%d.%m.%Y' });
    if (column.name === 'period') column.period = 'yyyymm';
  }
  const compiled = (plan: Plan, timezone = 'UTC') => compile(plan, index, { timezone });
  const rows = async (plan: Plan, timezone?: string) => {
    const { sql, columns } = compiled(plan, timezone);
    const result = await engine.query(sql);
    if (result.columns.length !== columns.length) throw new Error(`Other columns than were said: ${sql}`);
    return result.rows;
  };
  return { engine, index, compiled, rows };
}

/** `orders.amount`, of the schema that every database begins with; `matches.name by home_team_id` names the role too. */
export function ref(text: string): { table: string; column: string; via?: string } {
  const [name = '', via] = text.split(' by ');
  const [table = '', column = ''] = name.split('.');
  return { table: `main.${table}`, column, ...(via === undefined ? {} : { via }) };
}

export function planOf(base: string, parts: Partial<Plan> = {}): Plan {
  const empty = { measures: [], groups: [], columns: [], filters: [], having: [] };
  return { kind: 'aggregate', base: `main.${base}`, ...empty, ...parts };
}

export const count: Measure = { fn: 'count', label: 'Rows' };

export function measure(fn: Measure['fn'], column: string, parts: Partial<Measure> = {}): Measure {
  return { fn, column: ref(column), label: `${fn} ${column}`, ...parts };
}

export function by(column: string, key?: string): Group {
  return { kind: 'column', column: ref(column), ...(key === undefined ? {} : { key: ref(key) }), label: column };
}

export function byDate(column: string, grain: Extract<Group, { kind: 'date' }>['grain'], fiscal?: number): Group {
  return { kind: 'date', column: ref(column), grain, ...(fiscal === undefined ? {} : { fiscal }), label: grain };
}

export function is(column: string, ...values: (string | number | boolean)[]): Condition {
  return { kind: 'in', column: ref(column), values, negated: false };
}

export function isNot(column: string, ...values: (string | number | boolean)[]): Condition {
  return { kind: 'in', column: ref(column), values, negated: true };
}

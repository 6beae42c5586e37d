// Conditions in words, every kind of them and one inside another.
// Not here: whole sentences (say.test.ts), the language that is read back (reading).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Condition } from '../../../src/server/answer/planner/plan/plan.ts';
import { compareCells, exactDifference, exactSum, exactText } from '../../../src/server/answer/planner/say/exact.ts';
import { labelOfPeriod, nextPeriod } from '../../../src/server/answer/planner/say/periods.ts';
import { whereText } from '../../../src/server/answer/planner/say/where.ts';
import type { SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import { amount, col, inYear, isIn, orders, planOf, shop } from './sayShop.ts';

const over = (path: string, value: number): Condition => ({ kind: 'compare', column: col(path), op: '>', value });
const items = (where: Condition[] = [], negated = false) => ({
  kind: 'related' as const,
  table: 'main.items',
  negated,
  where,
});
const starts = (value: string): Condition => ({
  kind: 'text',
  column: col('orders.status'),
  op: 'starts',
  value,
  negated: false,
});

const cases: [Condition[], string][] = [
  [[], ''],
  [[isIn('orders.status', 'new')], 'status is new'],
  [[isIn('orders.status', 'new', 'sent', 'lost')], 'status is new, sent or lost'],
  [[{ ...isIn('orders.status', 'new', 'sent'), negated: true }], 'status is not new or sent'],
  [[isIn('orders.status', ...'abcdefghijkl')], 'status is a, b, c, d, e, f, g, h or 4 others'],
  [[isIn('customers.city', '  ')], 'customer city is (empty)'],
  [[isIn('customers.vip', true)], 'customer vip is true'],
  [[isIn('customers.vip', false)], 'customer vip is not true'],
  [[{ ...isIn('customers.vip', true), negated: true }], 'customer vip is not true'],
  [[over('orders.amount', 1234.56789)], 'amount is over 1,234.56789'],
  [[over('orders.amount', 1e-7)], 'amount is over 0.0000001'],
  [[over('orders.amount', -1500)], 'amount is over -1,500'],
  [[over('customers.birth_year', 1980)], 'customer birth year is over 1980'],
  [
    [{ kind: 'compare', column: col('orders.quantity'), op: 'between', value: 2, upper: 5 }],
    'quantity is between 2 and 5',
  ],
  [[{ kind: 'compare', column: col('orders.quantity'), op: '<>', value: 2 }], 'quantity is not 2'],
  [
    [{ kind: 'columns', left: col('orders.delivered_at'), op: '>', right: col('orders.ordered_at') }],
    'delivered at is after ordered at',
  ],
  [
    [{ kind: 'columns', left: col('orders.amount'), op: '<=', right: col('orders.quantity') }],
    'amount is at most quantity',
  ],
  [[starts('ne')], 'status starts with ne'],
  [
    [{ kind: 'text', column: col('orders.status'), op: 'contains', value: 'x', negated: true }],
    'status does not contain x',
  ],
  [
    [{ kind: 'text', column: col('orders.status'), op: 'ends', value: 'x', negated: true }],
    'status does not end with x',
  ],
  [[inYear(2024)], 'ordered at is in 2024'],
  [[{ ...inYear(2024), negated: true }], 'ordered at is not in 2024'],
  [[{ kind: 'empty', column: col('orders.status'), negated: false }], 'status is empty'],
  [[{ kind: 'empty', column: col('orders.status'), negated: true }], 'status is not empty'],
  [[items()], 'there are items'],
  [[items([], true)], 'there is no item'],
  [
    [items([isIn('items.category', 'Toys'), over('items.price', 3)])],
    'there are items whose category is Toys and whose price is over 3',
  ],
  [[{ ...items(), count: { op: '>=', value: 2 } }], 'there are at least 2 items'],
  [[{ ...items(), count: { op: '=', value: 1 } }], 'there is exactly 1 item'],
  [[{ ...items(), count: { op: '<>', value: 3 } }], 'there are not exactly 3 items'],
  [
    [items([{ kind: 'any', of: [over('items.price', 3), isIn('items.category', 'Toys')] }])],
    'there are items (price is over 3 or category is Toys)',
  ],
  [[{ kind: 'any', of: [inYear(2023), inYear(2024)] }], 'ordered at is in 2023 or in 2024'],
  [[{ kind: 'any', of: [starts('a'), starts('b')] }], 'status starts with a or status starts with b'],
  [
    [isIn('customers.city', 'Lyon'), { kind: 'any', of: [isIn('orders.status', 'new'), over('orders.amount', 5)] }],
    'customer city is Lyon and (status is new or amount is over 5)',
  ],
  [
    [{ kind: 'any', of: [{ kind: 'all', of: [starts('a'), over('orders.amount', 5)] }, items([], true)] }],
    '(status starts with a and amount is over 5) or there is no item',
  ],
];

for (const [filters, expected] of cases)
  test(expected === '' ? 'no condition' : expected, () => {
    assert.equal(whereText(planOf({ filters }), shop), expected === '' ? '' : ` where ${expected}`);
  });

test('a role of a table is named, and other tables too', () => {
  const plan = planOf({
    base: 'main.matches',
    filters: [
      isIn('teams.name', 'Reds'),
      { ...isIn('teams.name', 'Blues'), column: col('teams.name', 'away_team_id') },
    ],
  });
  assert.equal(whereText(plan, shop), ' where team name is Reds and away team name is Blues');
});

test('conditions of groups follow those of rows, with the unit of the measure', () => {
  const share = { ...orders, as: 'share' as const, label: 'Share of orders (%)' };
  const having = [
    { measure: { ...amount, where: [inYear(2024)] }, op: '>=' as const, value: 1000 },
    { measure: share, op: 'between' as const, value: 1, upper: 2.5 },
  ];
  assert.equal(
    whereText(planOf({ filters: [isIn('orders.status', 'new')], having }), shop),
    ' where status is new, total amount (where ordered at is in 2024) is at least 1,000 and share of orders is between 1 % and 2.5 %',
  );
});

test('flags that are kept as text are true or what they are written as', () => {
  const flagged: SchemaIndex = {
    ...shop,
    tables: shop.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) =>
        column.name === 'status' ? { ...column, flags: { yes: ['Y'], no: ['N'] } } : column,
      ),
    })),
  };
  assert.equal(whereText(planOf({ filters: [isIn('orders.status', 'Y')] }), flagged), ' where status is true');
  assert.equal(whereText(planOf({ filters: [isIn('orders.status', 'N')] }), flagged), ' where status is N');
});

test('sums, differences and comparisons are exact', () => {
  assert.equal(exactSum([0.1, 0.2, null, '12345678901234567890.05']), '12345678901234567890.35');
  assert.equal(exactSum([1e21, -1, 1e-3]), '999999999999999999999.001');
  assert.equal(exactSum(['-0.5', '0.25']), '-0.25');
  assert.equal(exactSum([]), '0');
  assert.equal(exactDifference(0.3, 0.1), '0.2');
  assert.equal(exactDifference('a', 1), undefined);
  assert.ok(compareCells('9007199254740993', '9007199254740992') > 0);
  assert.equal(compareCells('5.00', 5), 0);
  assert.ok(compareCells(-2, 1) < 0);
  assert.ok(compareCells('2024-01-01', '2023-12-31') > 0);
  assert.equal(exactText(1234.000001), '1,234.000001');
});

test('periods follow each other', () => {
  const next: [string, 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour', string | undefined][] = [
    ['2024', 'year', '2025'],
    ['FY2024', 'year', 'FY2025'],
    ['2024-Q4', 'quarter', '2025-Q1'],
    ['FY2024-Q2', 'quarter', 'FY2024-Q3'],
    ['2024-12', 'month', '2025-01'],
    ['2024-12-30', 'week', '2025-01-06'],
    ['2024-02-28', 'day', '2024-02-29'],
    ['2024-02-29 23:00', 'hour', '2024-03-01 00:00'],
    ['2024', 'month', undefined],
    ['2024-02', 'day', undefined],
    ['(none)', 'year', undefined],
    ['12024', 'year', undefined],
  ];
  for (const [label, grain, expected] of next) assert.equal(nextPeriod(label, grain), expected, `${label} ${grain}`);
  assert.equal(labelOfPeriod('2024-01-01', '2025-01-01', 'year'), '2024');
  assert.equal(labelOfPeriod('2024-04-01', '2024-07-01', 'quarter'), '2024-Q2');
  assert.equal(labelOfPeriod('2024-12-01', '2025-01-01', 'month'), '2024-12');
  assert.equal(labelOfPeriod('2024-12-30', '2025-01-06', 'week'), '2024-12-30');
  assert.equal(labelOfPeriod('2024-01-01', '2024-07-01', 'year'), undefined);
  assert.equal(labelOfPeriod('2024-02-01', '2024-05-01', 'quarter'), undefined);
});

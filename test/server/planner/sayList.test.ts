// Sentences of lists, which always say how many rows there are, and titles.
// Not here: numbers and values (say.test.ts), groups (sayGroups.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Plan } from '../../../src/server/answer/planner/plan/plan.ts';
import { sentenceOf } from '../../../src/server/answer/planner/say/sentence.ts';
import { titleOf } from '../../../src/server/answer/planner/say/title.ts';
import type { Cell } from '../../../src/server/engine/engine.ts';
import { amount, by, col, inYear, orders, planOf, resultOf, shop } from './sayShop.ts';

function say(plan: Partial<Plan>, rows: Cell[][], { total = rows.length, rowCount = rows.length } = {}): string {
  return sentenceOf(planOf(plan), resultOf(rows, { rowCount }), shop, Math.max(total, rowCount));
}

describe('lists', () => {
  const columns = [col('orders.order_id'), col('orders.amount')];
  const byAmount = { direction: 'desc' as const, column: col('orders.amount') };
  const cases: [string, Partial<Plan>, Cell[][], { total?: number; rowCount?: number }, string][] = [
    ['all rows', {}, [[1, 2]], {}, 'There is 1 order.'],
    ['none', { filters: [inYear(2024)] }, [], {}, 'No orders matched where ordered at is in 2024.'],
    [
      'more rows than are shown',
      {},
      [
        [1, 2],
        [2, 3],
      ],
      { rowCount: 5000 },
      'There are 5,000 orders. The first 2 are shown.',
    ],
    ['the first of all', { limit: 1 }, [[1, 2]], { total: 5000 }, '1 of 5,000 orders is shown.'],
    ['the first, of nobody knows how many', { limit: 1 }, [[1, 2]], {}, '1 order is shown.'],
    ['fewer than the limit', { limit: 3 }, [[1, 2]], {}, 'There is 1 order.'],
    [
      'the highest',
      { order: byAmount, limit: 1 },
      [[7, 10.5]],
      { total: 500 },
      'Order 7 has the highest amount of 500 orders: 10.50.',
    ],
    [
      'several that share the first place',
      { order: byAmount, limit: 3 },
      [
        [1, 10.5],
        [2, '10.50'],
        [3, 4],
      ],
      { total: 500 },
      'Order 1 and order 2 share the highest amount of 500 orders: 10.50. 3 rows are shown; the last is order 3 with 4.',
    ],
    [
      'a ranking of nobody knows how many',
      { order: byAmount, limit: 1 },
      [[7, -3]],
      {},
      'Order 7 has the highest amount: -3.',
    ],
    [
      'nothing to rank by',
      { order: byAmount },
      [
        [1, null],
        [2, null],
      ],
      {},
      'There are 2 orders; none has a value of amount.',
    ],
    [
      'some without a value, last',
      { order: { ...byAmount, direction: 'asc' } },
      [
        [1, 3],
        [2, null],
      ],
      {},
      'Order 1 has the lowest amount of 2 orders: 3. 2 rows are shown; the last is order 2 without a value.',
    ],
    [
      'rows that nothing calls by name',
      { columns: [col('orders.status'), col('orders.amount')], order: byAmount, limit: 2 },
      [
        ['new', 9],
        ['new', 4],
      ],
      { total: 500 },
      'The highest amount of 500 orders is 9. 2 rows are shown; the last one has 4.',
    ],
    [
      'the latest',
      {
        columns: [col('orders.order_id'), col('orders.ordered_at')],
        order: { direction: 'desc', column: col('orders.ordered_at') },
        limit: 1,
      },
      [[7, '2024-03-01']],
      { total: 500 },
      'Order 7 has the latest ordered at of 500 orders: 2024-03-01.',
    ],
    [
      'sorted by words',
      { order: { direction: 'asc', column: col('orders.status') }, limit: 2 },
      [
        [1, 2],
        [2, 3],
      ],
      { total: 9 },
      '2 of 9 orders are shown, by status.',
    ],
    [
      'the best of each group',
      { perGroup: true, limit: 2, groups: [by('orders.status', 'Status')], order: byAmount },
      [
        ['a', 1, 2],
        ['b', 2, 3],
      ],
      { total: 5000 },
      '2 of 5,000 orders are shown: for each status, at most 2 orders with the highest amount.',
    ],
  ];
  for (const [name, plan, rows, known, expected] of cases)
    test(name, () => {
      assert.equal(say({ kind: 'list', columns, ...plan }, rows, known), expected);
    });

  test('a name is enough to call a row by', () => {
    const plan = { base: 'main.customers', columns: [col('customers.name'), col('customers.birth_year')] };
    const order = { direction: 'asc' as const, column: col('customers.birth_year') };
    const text = say({ kind: 'list', ...plan, order, limit: 1 }, [['Ann\nLee', 1950]], { total: 3 });
    assert.equal(text, 'Ann Lee has the lowest birth year of 3 customers: 1950.');
  });
});

test('titles say what is shown', () => {
  const groups = [by('orders.status', 'Status')];
  const order = { direction: 'desc' as const, measure: 0 };
  const title = (plan: Partial<Plan>) => titleOf(planOf(plan), shop);
  assert.equal(title({ measures: [orders], groups }), 'Orders by status');
  assert.equal(
    title({ measures: [amount, orders], groups, limit: 5, order: { ...order, measure: 1 } }),
    'Top 5: status by orders',
  );
  assert.equal(
    title({ measures: [amount], groups: [...groups, by('customers.city', 'City')], limit: 2, perGroup: true, order }),
    'Top 2 in each status: city by amount',
  );
  assert.equal(
    title({ kind: 'list', limit: 3, order: { direction: 'asc', column: col('orders.amount') } }),
    'Bottom 3: orders by amount',
  );
  assert.equal(title({ kind: 'list' }), 'Orders');
  assert.equal(title({ kind: 'values', groups }), 'Status');
});

// Sentences of single numbers and of values: exactly what the rows show, in words.
// Not here: lists (sayList.test.ts), groups (sayGroups.test.ts), conditions (sayConditions.test.ts), charts and tables (sayChart.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Condition, Measure, Plan } from '../../../src/server/answer/planner/plan/plan.ts';
import { sentenceOf } from '../../../src/server/answer/planner/say/sentence.ts';
import type { Cell } from '../../../src/server/engine/engine.ts';
import { amount, by, col, inYear, isIn, orders, planOf, resultOf, shop } from './sayShop.ts';

function say(plan: Partial<Plan>, rows: Cell[][], { total = rows.length, rowCount = rows.length } = {}): string {
  return sentenceOf(planOf(plan), resultOf(rows, { rowCount }), shop, Math.max(total, rowCount));
}

describe('a single number', () => {
  const shipped = [isIn('orders.status', 'shipped')];
  const part = (measure: Measure, as: 'share' | 'growth', where: Condition[], of: Condition[] = []): Measure => ({
    ...measure,
    where,
    as,
    per: { fn: measure.fn, ...(measure.column ? { column: measure.column } : {}), where: of },
  });
  const cases: [string, Partial<Plan>, Cell[], string][] = [
    ['a count', { measures: [orders] }, [5000], 'There are 5,000 orders.'],
    ['a count of one', { measures: [orders] }, [1], 'There is 1 order.'],
    ['a huge count', { measures: [orders] }, ['9007199254740993'], 'There are 9,007,199,254,740,993 orders.'],
    [
      'none',
      { measures: [orders], filters: shipped },
      [0],
      'No orders matched where status is shipped: the count is 0.',
    ],
    [
      'yes',
      { measures: [orders], exists: true, filters: shipped },
      [3],
      'Yes: there are 3 orders where status is shipped.',
    ],
    ['yes, one', { measures: [orders], exists: true }, [1], 'Yes: there is 1 order.'],
    [
      'no',
      { measures: [orders], exists: true, filters: shipped },
      [0],
      'No orders matched where status is shipped: the count is 0.',
    ],
    [
      'a sum',
      { measures: [amount], filters: [inYear(2024)] },
      [1234.5],
      'Total amount where ordered at is in 2024 is 1,234.50.',
    ],
    ['a decimal as text', { measures: [amount] }, ['9007199254740996.25'], 'Total amount is 9,007,199,254,740,996.25.'],
    ['a negative sum', { measures: [amount] }, [-0.00012345], 'Total amount is -0.0001235.'],
    [
      'a sum of nothing',
      { measures: [amount], filters: [inYear(2001)] },
      [null],
      'No orders matched where ordered at is in 2001, or none of them has a value, so there is no total amount.',
    ],
    [
      'a year, which has no thousands',
      {
        base: 'main.customers',
        measures: [{ fn: 'max', column: col('customers.birth_year'), label: 'Highest birth year' }],
      },
      [1990],
      'Highest birth year is 1990.',
    ],
    [
      'the latest day',
      { measures: [{ fn: 'max', column: col('orders.ordered_at'), label: 'Latest ordered at' }] },
      ['2024-12-31'],
      'Latest ordered at is 2024-12-31.',
    ],
    [
      'different rows of another table',
      { measures: [{ fn: 'count_distinct', column: col('orders.customer_id'), label: 'Different customers' }] },
      [20],
      'There are 20 different customers.',
    ],
    [
      'different values',
      {
        base: 'main.customers',
        measures: [{ fn: 'count_distinct', column: col('customers.city'), label: 'Different city' }],
      },
      [1],
      'There is 1 different value of city.',
    ],
    [
      'a ratio',
      { measures: [{ ...amount, per: { fn: 'count' }, label: 'Amount per orders' }] },
      [2.3456],
      'The ratio of total amount to number of orders is 2.346.',
    ],
    [
      'a ratio of nothing',
      { measures: [{ ...amount, per: { fn: 'count' }, label: 'Amount per orders' }] },
      [null],
      'There is no ratio of total amount to number of orders: one of the two has no value, or the second is 0.',
    ],
    [
      'a share of rows',
      { measures: [part(orders, 'share', shipped)], filters: [inYear(2024)] },
      [12.5],
      '12.50 % of orders where ordered at is in 2024 are those where status is shipped.',
    ],
    [
      'a share of a sum',
      { measures: [part(amount, 'share', shipped)] },
      [20],
      '20.00 % of total amount comes from orders where status is shipped.',
    ],
    [
      'more than before',
      { measures: [part(orders, 'growth', [inYear(2024)], [inYear(2023)])] },
      [20],
      'There are 20.00 % more orders where ordered at is in 2024 than where ordered at is in 2023.',
    ],
    [
      'fewer than before',
      { measures: [part(orders, 'growth', [inYear(2024)], [inYear(2023)])], filters: shipped },
      [-20.12345],
      'Of orders where status is shipped, there are 20.12 % fewer orders where ordered at is in 2024 than where ordered at is in 2023.',
    ],
    [
      'as many as before',
      { measures: [part(orders, 'growth', [inYear(2024)], [inYear(2023)])] },
      [0],
      'There are as many orders where ordered at is in 2024 as where ordered at is in 2023.',
    ],
    [
      'growth of what may be negative, where more is not certain',
      { measures: [part(amount, 'growth', [inYear(2024)], [inYear(2023)])] },
      [20],
      'The growth of total amount (where ordered at is in 2024) against total amount (where ordered at is in 2023) is 20.00 %.',
    ],
    [
      'several numbers',
      {
        measures: [orders, amount, { fn: 'avg', column: col('orders.amount'), label: 'Average amount' }],
        filters: [inYear(2024)],
      },
      [5, 10.5, null],
      'Where ordered at is in 2024: number of orders is 5, total amount is 10.50 and there is no average amount.',
    ],
    [
      'a number of some rows only',
      { measures: [{ ...amount, where: shipped, label: 'Amount (shipped)' }], filters: [inYear(2024)] },
      [5],
      'Total amount where ordered at is in 2024 and status is shipped is 5.',
    ],
  ];
  for (const [name, plan, values, expected] of cases)
    test(name, () => {
      assert.equal(say(plan, [values]), expected);
    });
});

describe('values and numbers of groups', () => {
  const cities = { kind: 'values' as const, base: 'main.customers', groups: [by('customers.city', 'City')] };
  const customers = {
    measures: [orders],
    countGroups: true,
    groups: [{ ...by('customers.name', 'Customer'), key: col('customers.customer_id') }],
  };
  const over = { having: [{ measure: orders, op: '>' as const, value: 40 }] };

  test('values are named, and how many there are', () => {
    assert.equal(say(cities, [['Lyon'], ['Paris']]), 'There are 2 different values of city: Lyon and Paris.');
    assert.equal(say(cities, [['Lyon']]), 'There is 1 value of city: Lyon.');
    assert.equal(say(cities, []), 'No city matched.');
    const many = Array.from({ length: 20 }, (_, at) => [`City ${at}`]);
    assert.match(
      say(cities, many),
      /^There are 20 different values of city: City 0, .*City 11, and others in the table\.$/,
    );
  });

  test('values that are cut say so, and no number of all where it is not known', () => {
    assert.equal(
      say({ ...cities, limit: 2 }, [['Lyon'], ['Paris']]),
      'The first 2 different values of city: Lyon and Paris.',
    );
    assert.equal(
      say({ ...cities, limit: 2 }, [['Lyon'], ['Paris']], { total: 7 }),
      '2 of 7 different values of city: Lyon and Paris.',
    );
  });

  test('values of two columns stand together', () => {
    const groups = [by('customers.city', 'City'), by('customers.vip', 'Vip')];
    const text = say({ ...cities, groups }, [
      ['Lyon', true],
      ['Paris', null],
    ]);
    assert.equal(text, 'There are 2 different combinations of city and vip: Lyon with true and Paris with (none).');
  });

  test('groups are counted as what they are', () => {
    assert.equal(say({ ...customers, ...over }, [[12]]), 'There are 12 customers where number of orders is over 40.');
    assert.equal(say({ ...customers, ...over }, [[1]]), 'There is 1 customer where number of orders is over 40.');
    assert.equal(
      say({ ...customers, ...over }, [[0]]),
      'No customers matched where number of orders is over 40: the count is 0.',
    );
    const named = { ...customers, groups: [by('customers.name', 'Customer name')] };
    assert.equal(say(named, [[12]]), 'There are 12 different values of customer name.');
  });
});

// Sentences of groups that are compared or ranked.
// Not here: other groups (sayGroups.test.ts), lists that are ranked (sayList.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Group, Plan } from '../../../src/server/answer/planner/plan/plan.ts';
import { sentenceOf } from '../../../src/server/answer/planner/say/sentence.ts';
import type { Cell, ColumnType } from '../../../src/server/engine/engine.ts';
import { amount, by, byDate, col, inYear, isIn, orders, planOf, resultOf, shop } from './sayShop.ts';

interface Given {
  rowCount?: number;
  types?: (ColumnType | undefined)[];
}

function say(plan: Partial<Plan>, rows: Cell[][], given: Given = {}): string {
  const result = resultOf(rows, given);
  return sentenceOf(planOf(plan), result, shop, result.rowCount);
}

type Case = [name: string, plan: Partial<Plan>, rows: Cell[][], expected: string, given?: Given];

function check(cases: Case[]): void {
  for (const [name, plan, rows, expected, given] of cases)
    test(name, () => {
      assert.equal(say(plan, rows, given), expected);
    });
}

const status = by('orders.status', 'Status');
const customer: Group = { ...by('customers.name', 'Customer'), key: col('customers.customer_id') };
const desc = { direction: 'desc' as const, measure: 0 };

describe('comparisons', () => {
  const two = { measures: [orders], groups: [status], filters: [isIn('orders.status', 'new', 'sent')] };
  const years = { measures: [orders], groups: [byDate('year')] };
  const head = 'Orders by status where status is new or sent: ';
  check([
    [
      'two values, in the order they were asked for',
      two,
      [
        ['sent', 5],
        ['new', 3],
      ],
      `${head}new has 3 and sent has 5: 2 fewer (40.00 %); 8 in total.`,
    ],
    [
      'equal',
      two,
      [
        ['sent', 5],
        ['new', 5],
      ],
      `${head}new has 5 and sent has 5: the same; 10 in total.`,
    ],
    ['one that is not there', two, [['sent', 5]], `${head}sent has 5; no orders matched for new; 5 in total.`],
    [
      'two years, the latest first',
      { ...years, filters: [{ kind: 'any', of: [inYear(2023), inYear(2024)] }] },
      [
        ['2023', 1000],
        ['2024', 1200],
      ],
      'Orders by year where ordered at is in 2023 or in 2024: 2024 has 1,200 and 2023 has 1,000: 200 more (20.00 %); 2,200 in total.',
    ],
    [
      'three years in one period',
      {
        measures: [amount],
        groups: [byDate('year')],
        filters: [{ ...inYear(2022), to: '2025-01-01', text: 'from 2022 to 2024' }],
      },
      [
        ['2022', 1000],
        ['2023', '1200.50'],
        ['2024', 1000],
      ],
      'Amount by year where ordered at is from 2022 to 2024: 2024 has 1,000, 2023 has 1,200.50 and 2022 has 1,000: 2024 has 200.50 less (16.70 %) than 2023 and the same as 2022; 3,200.50 in total.',
    ],
    [
      'percentages differ by points',
      { ...two, measures: [{ ...orders, as: 'share', label: 'Share of orders (%)' }] },
      [
        ['new', 40],
        ['sent', 60],
      ],
      'Share of orders by status where status is new or sent: new has 40.00 % and sent has 60.00 %: 20.00 percentage points less.',
    ],
    [
      'of nothing or of less than nothing there is no percentage',
      { ...two, measures: [amount] },
      [
        ['new', 4.2],
        ['sent', -1.1],
      ],
      'Amount by status where status is new or sent: new has 4.20 and sent has -1.10: 5.30 more; 3.10 in total.',
    ],
    [
      'without a value there is no difference',
      { ...two, measures: [amount] },
      [
        ['new', 4],
        ['sent', null],
      ],
      'Amount by status where status is new or sent: new has 4 and sent has no value; 4 in total.',
    ],
    [
      'values that were left out compare nothing',
      { ...two, filters: [{ ...isIn('orders.status', 'x', 'y'), negated: true }] },
      [
        ['new', 4],
        ['sent', 6],
      ],
      'Orders by status where status is not x or y: 2 rows, 10 in total; the largest is sent with 6, the smallest new with 4.',
    ],
  ]);
});

describe('rankings', () => {
  const top = { measures: [amount], groups: [customer], order: desc };
  const each = { measures: [amount], groups: [status, customer], perGroup: true, order: desc };
  check([
    ['the first', { ...top, limit: 1 }, [['A', 5]], 'A has the highest amount: 5.'],
    ['the most', { ...top, measures: [orders], limit: 1 }, [['A', 5]], 'A has the most orders: 5.'],
    [
      'several that share the first place',
      { ...top, limit: 1 },
      [
        ['A', 5],
        ['B', 5],
      ],
      'A and B share the highest amount: 5.',
    ],
    [
      'a top that is cut among equals',
      { ...top, limit: 2 },
      [
        ['A', 5],
        ['B', 5],
      ],
      'A and B are among those with the highest amount: 5 each.',
    ],
    [
      'a top',
      { ...top, limit: 3, filters: [inYear(2024)] },
      [
        ['A', 9],
        ['B', 5.25],
        ['C', 4],
      ],
      'Of the top 3 by amount where ordered at is in 2024, A is first with 9 and C last with 4.',
    ],
    [
      'a top with two that are first',
      { ...top, limit: 3 },
      [
        ['A', 5],
        ['B', '5.00'],
        ['C', 4],
      ],
      'Of the top 3 by amount, A and B are first with 5 each and C last with 4.',
    ],
    [
      'a bottom',
      { ...top, limit: 2, order: { direction: 'asc', measure: 0 } },
      [
        ['A', -5],
        ['B', 5],
      ],
      'Of the bottom 2 by amount, A is first with -5 and B last with 5. Only those with any orders are ranked.',
    ],
    [
      'the second measure',
      { ...top, measures: [amount, orders], limit: 1, order: { direction: 'desc', measure: 1 } },
      [['A', 5, 7]],
      'A has the most orders: 7.',
    ],
    [
      'the highest of the lowest',
      { ...top, limit: 1, measures: [{ fn: 'min', column: col('orders.amount'), label: 'Lowest amount' }] },
      [['A', 5]],
      'A has the highest minimum amount: 5.',
    ],
    [
      'the best of each group',
      { ...each, limit: 1 },
      [
        ['a', 'A', 5],
        ['b', 'B', 5.5],
        ['b', 'C', 5.5],
      ],
      'The customer with the highest amount for each status: 3 rows; a: A with 5; b: B and C with 5.50 each.',
    ],
    [
      'the best two of each group are compared with no other group',
      { ...each, limit: 2 },
      [
        ['a', 'A', 5],
        ['a', 'B', 5.5],
        ['b', 'C', 5.5],
      ],
      'The highest amount by customer, at most 2 for each status: 3 rows.',
    ],
  ]);
});

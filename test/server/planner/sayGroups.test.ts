// Sentences of measures by groups: totals, extremes, and what must not be said.
// Not here: comparisons and rankings (sayRanking.test.ts), single numbers (say.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Group, Measure, Plan } from '../../../src/server/answer/planner/plan/plan.ts';
import { sentenceOf } from '../../../src/server/answer/planner/say/sentence.ts';
import type { Cell, ColumnType } from '../../../src/server/engine/engine.ts';
import { amount, by, byDate, col, inYear, orders, planOf, resultOf, shop } from './sayShop.ts';

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
describe('groups', () => {
  const byStatus = { measures: [orders], groups: [status] };
  const steps: Group = { kind: 'bin', column: col('orders.amount'), width: 20, label: 'Amount' };
  const running: Measure = { ...amount, as: 'running', label: 'Running total of amount' };
  const growth: Measure = { ...amount, as: 'growth', label: 'Growth of amount (%)' };
  const share: Measure = { ...orders, as: 'share', label: 'Share of orders (%)' };
  const earliest: Measure = { fn: 'min', column: col('orders.ordered_at'), label: 'Earliest ordered at' };
  check([
    [
      'a total, the largest and the smallest',
      byStatus,
      [
        ['a', 1200],
        ['b', 5],
        ['c', 7],
      ],
      'Orders by status: 3 rows, 1,212 in total; the largest is a with 1,200, the smallest b with 5.',
    ],
    [
      'those that are equal stand together, and rows without a value of the group',
      byStatus,
      [
        ['a', 5],
        ['b', 5],
        ['c', 1],
        [null, 1],
      ],
      'Orders by status: 4 rows, 12 in total; the largest are a and b with 5 each, the smallest are c and (none) with 1 each.',
    ],
    [
      'all equal',
      byStatus,
      [
        ['a', 5],
        ['b', 5],
      ],
      'Orders by status: 2 rows, 10 in total; each has 5.',
    ],
    [
      'all equal but one without a value',
      { measures: [amount], groups: [status] },
      [
        ['a', 5],
        ['b', 5],
        ['c', null],
      ],
      'Amount by status: 3 rows, 10 in total; each that has a value has 5.',
    ],
    ['one row', byStatus, [['a', 5]], 'Orders by status: 1 row, 5 in total; a with 5.'],
    ['none', { ...byStatus, filters: [inYear(2001)] }, [], 'No orders matched where ordered at is in 2001.'],
    [
      'decimals that no double holds are added and compared exactly',
      { measures: [amount], groups: [status] },
      [
        ['a', '9007199254740993.10'],
        ['b', '9007199254740993.20'],
      ],
      'Amount by status: 2 rows, 18,014,398,509,481,986.30 in total; the largest is b with 9,007,199,254,740,993.20, the smallest a with 9,007,199,254,740,993.10.',
      { types: ['text', 'number'] },
    ],
    [
      'averages have no total',
      { measures: [{ fn: 'avg', column: col('orders.amount'), label: 'Average amount' }], groups: [status] },
      [
        ['a', -1.5],
        ['b', 2],
      ],
      'Average amount by status: 2 rows; the largest is b with 2, the smallest a with -1.50.',
    ],
    [
      'groups of a finer table have no total, and say why',
      { measures: [orders], groups: [by('items.category', 'Category')] },
      [
        ['a', 40],
        ['b', 60],
      ],
      'Orders by category: 2 rows; the largest is b with 60, the smallest a with 40. One of the orders can stand in several rows.',
    ],
    [
      'groups that a condition has chosen have no total',
      { measures: [orders], groups: [customer], having: [{ measure: orders, op: '>', value: 40 }] },
      [
        ['A', 50],
        ['B', 45],
      ],
      'Orders by customer where number of orders is over 40: 2 rows; the largest is A with 50, the smallest B with 45.',
    ],
    [
      'no group that meets the condition',
      { measures: [orders], groups: [customer], having: [{ measure: orders, op: 'between', value: 1.5, upper: 1000 }] },
      [],
      'No customers matched where number of orders is between 1.5 and 1,000.',
    ],
    [
      'of rows that were not all read, only how many there are',
      byStatus,
      [
        ['a', 5],
        ['b', 3],
      ],
      'Orders by status: 12,345 rows.',
      { rowCount: 12345 },
    ],
    [
      'no values',
      { measures: [amount], groups: [status] },
      [['a', null]],
      'Amount by status has no values.',
      { types: ['text', 'number'] },
    ],
    [
      'two groupings',
      { measures: [orders], groups: [status, byDate('month')] },
      [
        ['a', '2024-01', 5],
        ['a', '2024-02', 5],
        ['b', null, 1],
      ],
      'Orders by status and month: 3 rows, 11 in total; the largest are (a, 2024-01) and (a, 2024-02) with 5 each, the smallest b, (none) with 1.',
    ],
    [
      'three groupings',
      { measures: [orders], groups: [status, byDate('year'), by('customers.vip', 'Vip')] },
      [
        ['a', '2024', true, 5],
        ['b', '2024', false, 2],
      ],
      'Orders by status, year and vip: 2 rows, 7 in total; the largest is a, 2024, true with 5, the smallest b, 2024, false with 2.',
    ],
    [
      'several measures',
      { measures: [orders, amount], groups: [status] },
      [
        ['a', 40, 1.5],
        ['b', 60, null],
      ],
      'Orders and amount by status: 2 rows. Orders: 100 in total; the largest is b with 60, the smallest a with 40. Amount: 1.50 in total; only a has a value, 1.50.',
    ],
    [
      'steps of numbers by both ends',
      { measures: [orders], groups: [steps] },
      [
        [-20, 1],
        [0, 5],
        [20, 50],
        [40, 1],
        [null, 2],
      ],
      'Orders by amount: 5 rows, 59 in total; most are in 20 to 40 (50), fewest in -20 to 0 and 40 to 60 (1 each).',
    ],
    [
      'a part of a day',
      {
        measures: [orders],
        groups: [{ kind: 'part', column: col('orders.ordered_at'), part: 'hour of day', label: 'Hour of day' }],
      },
      [
        [9, 1],
        [13, 5],
      ],
      'Orders by hour of day: 2 rows, 6 in total; the largest is 13:00 with 5, the smallest 9:00 with 1.',
    ],
    [
      'shares carry their unit and have no total',
      { measures: [share], groups: [status] },
      [
        ['a', 40],
        ['b', 59.99999],
      ],
      'Share of orders by status: 2 rows; the largest is b with 60.00 %, the smallest a with 40.00 %.',
    ],
    [
      'growth leaves out the period that has none before it',
      { measures: [growth], groups: [byDate('month')] },
      [
        ['2024-01', null],
        ['2024-02', 8],
        ['2024-03', -20.5],
      ],
      'Growth of amount by month: 3 rows; the largest is 2024-02 with 8.00 %, the smallest 2024-03 with -20.50 %.',
    ],
    [
      'a running total is what it comes to, whatever the order of the rows',
      { measures: [running], groups: [byDate('month')], order: { direction: 'desc', group: 0 } },
      [
        ['2024-02', 3],
        ['2024-01', 8],
        [null, 9],
      ],
      'Running total of amount by month: 3 rows; at the end, 2024-02, it is 3.',
    ],
    [
      'days',
      { measures: [earliest], groups: [status] },
      [
        ['a', '2024-01-01'],
        ['b', '2024-05-01'],
      ],
      'Earliest ordered at by status: 2 rows; the latest is b with 2024-05-01, the earliest a with 2024-01-01.',
      { types: ['text', 'date'] },
    ],
    [
      'the first by something else than a measure are no ranking',
      { measures: [orders], groups: [byDate('month')], limit: 2, order: { direction: 'desc', group: 0 } },
      [
        ['2024-02', 3],
        ['2024-01', 8],
      ],
      'Orders by month: the first 2 rows; of these the largest is 2024-01 with 8, the smallest 2024-02 with 3.',
    ],
    [
      'one of two roles of a table',
      {
        base: 'main.matches',
        measures: [{ fn: 'count', label: 'Matches' }],
        groups: [{ kind: 'column', column: col('teams.name', 'home_team_id'), label: 'Home team name' }],
      },
      [
        ['Reds', 4],
        ['Blues', 3],
      ],
      'Matches by home team name: 2 rows, 7 in total; the largest is Reds with 4, the smallest Blues with 3.',
    ],
  ]);
});

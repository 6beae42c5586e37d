// The table of a result: which cells are numbers to be grouped, and what needs more than its number.
// Not here: charts (sayChart.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Group, Measure, Plan } from '../../../src/server/answer/planner/plan/plan.ts';
import { tablePayload } from '../../../src/server/answer/planner/say/tablePayload.ts';
import type { Cell } from '../../../src/server/engine/engine.ts';
import { amount, by, col, orders, type resultOf, shownOf } from './sayShop.ts';

type Options = Parameters<typeof resultOf>[1];

const status = by('orders.status', 'Status');
const share: Measure = { ...orders, as: 'share', label: 'Share of orders' };
const steps: Group = { kind: 'bin', column: col('orders.amount'), width: 20, label: 'Amount' };

describe('the table', () => {
  const cells = (given: Partial<Plan>, rows: Cell[][], options: Options = {}) =>
    tablePayload(shownOf(given, rows, options));

  test('measures are grouped with equally many decimals, everything else is as it is', () => {
    const year: Measure = { fn: 'max', column: col('customers.birth_year'), label: 'Highest birth year' };
    const table = cells(
      { measures: [orders, amount, share, year], groups: [status] },
      [
        ['a', 12345, '9007199254740993.5', 40, 1990],
        [null, 1, null, 60.123456, null],
      ],
      { types: ['text', 'integer', 'number', 'number', 'integer'] },
    );
    assert.deepEqual(table.rows, [
      ['a', '12,345', '9,007,199,254,740,993.50', '40.00', '1990'],
      [null, '1', null, '60.12', null],
    ]);
    assert.deepEqual(table.headers, ['Status', 'Orders', 'Amount', 'Share of orders', 'Highest birth year']);
  });

  test('identifiers keep their digits, steps and hours say what they are', () => {
    const list = cells({ kind: 'list', columns: [col('orders.order_id'), col('orders.amount')] }, [[123456, 123456]]);
    assert.deepEqual(list.rows, [['123456', '123,456']]);
    const hours: Group = { kind: 'part', column: col('orders.ordered_at'), part: 'hour of day', label: 'Hour of day' };
    assert.deepEqual(
      cells({ measures: [orders], groups: [steps, hours] }, [
        [20, 9, 1],
        [null, null, 2],
      ]).rows,
      [
        ['20 to 40', '9:00', '1'],
        [null, null, '2'],
      ],
    );
  });

  test('two hundred rows travel with the answer, and how many there are', () => {
    const rows = Array.from({ length: 300 }, (_, at): Cell[] => [`s${at}`, at]);
    const table = cells({ measures: [orders], groups: [status] }, rows);
    assert.deepEqual([table.rows.length, table.row_count, table.truncated], [200, 300, true]);
  });
});

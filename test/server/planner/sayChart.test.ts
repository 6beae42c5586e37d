// What a chart draws of a result, also where no row is, and why it is a table otherwise.
// Not here: which kind it is (sayChartType.test.ts), the table (sayTable.test.ts), sentences (say.test.ts), drawing (test/webview/chart).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Group, Measure, Plan } from '../../../src/server/answer/planner/plan/plan.ts';
import { chartPayload, chartTypeOf } from '../../../src/server/answer/planner/say/chartPayload.ts';
import type { Cell } from '../../../src/server/engine/engine.ts';
import { amount, by, byDate, col, orders, type resultOf, shownOf } from './sayShop.ts';

type Options = Parameters<typeof resultOf>[1];

function draw(given: Partial<Plan>, rows: Cell[][], options: Options = {}) {
  const shown = shownOf(given, rows, options);
  const wanted = chartTypeOf(shown.plan, shown.result);
  const { chart, note } = wanted ? chartPayload(shown, wanted) : { chart: undefined, note: '' };
  const values = chart?.data.values.map(({ label, text, series, value }) =>
    series === undefined ? [label ?? text, value] : [label, series, value],
  );
  return { type: chart?.chart_type, values, note, data: chart?.data, truncated: chart?.truncated };
}

const status = by('orders.status', 'Status');
const city = by('customers.city', 'City');
const share: Measure = { ...orders, as: 'share', label: 'Share of orders' };
const growth: Measure = { ...orders, as: 'growth', label: 'Growth of orders (%)' };
const average: Measure = { fn: 'avg', column: col('orders.amount'), label: 'Average amount' };
const steps: Group = { kind: 'bin', column: col('orders.amount'), width: 20, label: 'Amount' };

describe('what is drawn', () => {
  test('a period without rows is 0 of what is counted, and nothing of an average', () => {
    const rows: Cell[][] = [
      ['2024-11', 5],
      ['2025-01', 6],
      ['2025-02', 7],
      [null, 9],
    ];
    const counted = draw({ measures: [orders], groups: [byDate('month')] }, rows);
    assert.deepEqual(counted.values, [
      ['2024-11', 5],
      ['2024-12', 0],
      ['2025-01', 6],
      ['2025-02', 7],
    ]);
    assert.equal(counted.note, 'Rows without a date are not drawn.');
    const averaged = draw({ measures: [average], groups: [byDate('month')] }, rows);
    assert.deepEqual(averaged.values?.[1], ['2024-12', null]);
    const chosen = draw(
      { measures: [orders], groups: [byDate('month')], having: [{ measure: orders, op: '>', value: 4 }] },
      rows,
    );
    assert.deepEqual(chosen.values?.[1], ['2024-12', null], 'a month left out is not a month without orders');
  });

  test('a running total stays where it was', () => {
    const running: Measure = { ...orders, as: 'running', label: 'Running' };
    const rows: Cell[][] = [
      ['2024-Q3', 5],
      ['2025-Q1', 8],
      ['2025-Q2', 9],
    ];
    assert.deepEqual(draw({ measures: [running], groups: [byDate('quarter')] }, rows).values?.[1], ['2024-Q4', 5]);
  });

  test('growth that has nothing before it is a gap, on an axis in percent', () => {
    const rows: Cell[][] = [
      ['2023', null],
      ['2024', 20],
      ['2025', -5.5],
    ];
    const { values, data } = draw({ measures: [growth], groups: [byDate('year')] }, rows);
    assert.deepEqual(values, rows);
    assert.equal(data?.y_axis_label, 'Growth of orders (%)');
    assert.equal(draw({ measures: [share], groups: [byDate('year')] }, rows).data?.y_axis_label, 'Share of orders (%)');
  });

  test('time runs from left to right however the rows are sorted, each series with all periods', () => {
    const rows: Cell[][] = [
      ['a', '2024-03', 1],
      ['a', '2024-01', 2],
      ['b', '2024-02', 3],
    ];
    const plan = {
      measures: [orders],
      groups: [status, byDate('month')],
      order: { direction: 'desc' as const, measure: 0 },
    };
    assert.deepEqual(draw(plan, rows).values, [
      ['2024-01', 'a', 2],
      ['2024-01', 'b', 0],
      ['2024-02', 'a', 0],
      ['2024-02', 'b', 3],
      ['2024-03', 'a', 1],
      ['2024-03', 'b', 0],
    ]);
  });

  test('a result that was not read to its end is not filled', () => {
    const { values, truncated } = draw(
      { measures: [orders], groups: [byDate('day')] },
      [
        ['2024-01-01', 1],
        ['2024-01-03', 2],
        ['2024-01-05', 2],
      ],
      { rowCount: 9000 },
    );
    assert.equal(values?.length, 3);
    assert.equal(truncated, true);
  });

  test('steps stand in their order, named by both ends, with those that are empty', () => {
    const rows: Cell[][] = [
      [-20, 1],
      [40, 3],
      [null, 2],
    ];
    assert.deepEqual(draw({ measures: [orders], groups: [steps] }, rows).values, [
      ['-20 to 0', 1],
      ['0 to 20', 0],
      ['20 to 40', 0],
      ['40 to 60', 3],
      ['(none)', 2],
    ]);
    const odd = draw({ measures: [orders], groups: [{ ...steps, width: 0.1 }] }, [
      [0.1, 1],
      [0.30000000000000004, 2],
    ]);
    assert.equal(odd.values?.length, 2, 'what is no step is drawn as it came');
  });

  test('parts that make no whole are bars', () => {
    const rows: Cell[][] = [
      ['a', 5],
      ['b', 6],
    ];
    const note = 'A pie cannot show this, so it is drawn as bars.';
    for (const plan of [
      { measures: [average], groups: [status] },
      { measures: [orders], groups: [by('items.category', 'Category')] },
    ]) {
      const drawn = draw({ ...plan, chart: 'pie' }, rows);
      assert.deepEqual([drawn.type, drawn.note], ['bar', note]);
    }
    assert.equal(
      draw({ measures: [amount], groups: [status], chart: 'donut' }, [
        ['a', -5],
        ['b', 6],
      ]).type,
      'bar',
    );
    assert.equal(draw({ measures: [orders], groups: [status], chart: 'pie' }, rows, { rowCount: 9000 }).type, 'bar');
  });

  test('many slices are one slice Other, and keep the sum', () => {
    const rows = Array.from({ length: 30 }, (_, at): Cell[] => [`s${at}`, at / 10]);
    const { values } = draw({ measures: [amount], groups: [status], chart: 'pie' }, rows);
    assert.equal(values?.length, 12);
    assert.deepEqual(values?.at(-1), ['Other', 17.1]);
  });

  test('many bars are the first of them, and that is said', () => {
    const rows = Array.from({ length: 100 }, (_, at): Cell[] => [`s${at}`, 100 - at]);
    const { values, note, truncated } = draw({ measures: [orders], groups: [status], chart: 'bar' }, rows);
    assert.deepEqual([values?.length, note, truncated], [60, 'Only the first 60 of 100 are drawn.', true]);
  });

  test('several measures are series; what has no common scale is a table', () => {
    const plan = { groups: [status], chart: 'bar' as const };
    assert.deepEqual(draw({ ...plan, measures: [orders, amount] }, [['a', 1, 2.5]]).values, [
      ['a', 'Orders', 1],
      ['a', 'Amount', 2.5],
    ]);
    const mixed = draw({ ...plan, measures: [orders, share] }, [['a', 1, 2.5]]);
    assert.deepEqual(
      [mixed.type, mixed.note],
      [undefined, 'Numbers and percentages have no common scale, so it is shown as a table.'],
    );
    assert.equal(
      draw({ groups: [byDate('month')], measures: [orders, share] }, [['2024-01', 1, 2.5]]).note,
      '',
      'nobody asked for a chart',
    );
  });

  test('what a chart cannot show is a table, with the reason', () => {
    const reason = (given: Partial<Plan>, rows: Cell[][]) => draw({ ...given, chart: 'any' }, rows).note.split(',')[0];
    assert.equal(
      reason({ measures: [orders], groups: [status, city, byDate('year')] }, [['a', 'x', '2024', 1]]),
      'A chart shows two groupings at most',
    );
    assert.equal(
      reason({ measures: [orders, amount], groups: [status, city] }, [['a', 'x', 1, 2]]),
      'A chart of two groupings shows one number',
    );
    assert.equal(
      reason(
        { measures: [orders], groups: [status, city] },
        Array.from({ length: 40 }, (_, at): Cell[] => ['a', `c${at}`, 1]),
      ),
      'There are 40 series',
    );
    assert.equal(
      reason({ kind: 'list', columns: [col('orders.quantity'), col('orders.amount')] }, [[1, 2]]),
      'There is nothing to draw the number against',
    );
    assert.equal(reason({ kind: 'list', columns: [col('orders.status')] }, [['a']]), 'There is no number to draw');
    assert.deepEqual(draw({ measures: [orders], groups: [status], chart: 'bar' }, []), {
      type: undefined,
      values: undefined,
      note: '',
      data: undefined,
      truncated: undefined,
    });
  });

  test('a list is drawn by its name and what it is sorted by', () => {
    const columns = [col('customers.customer_id'), col('customers.name'), col('orders.amount'), col('orders.quantity')];
    const rows: Cell[][] = [
      [1, 'Ann', 50, 3],
      [2, 'Bob', 40, 9],
    ];
    const plan = { kind: 'list' as const, base: 'main.customers', columns, chart: 'bar' as const };
    const order = { direction: 'desc' as const, column: col('orders.amount') };
    assert.deepEqual(draw({ ...plan, order }, rows).values, [
      ['Ann', 50],
      ['Bob', 40],
    ]);
    assert.deepEqual(
      draw(
        { ...plan, order, perGroup: true, limit: 1, groups: [status] },
        rows.map((row) => ['new', ...row]),
      ).values,
      [
        ['Ann', 'new', 50],
        ['Bob', 'new', 40],
      ],
    );
  });
});

// Which kind of chart a result is shown as, by its shape and by what is asked for.
// Not here: what is drawn (sayChart.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Group, Measure, Plan } from '../../../src/server/answer/planner/plan/plan.ts';
import { chartPayload, chartTypeOf } from '../../../src/server/answer/planner/say/chartPayload.ts';
import type { Cell } from '../../../src/server/engine/engine.ts';
import { by, byDate, col, isIn, orders, shownOf } from './sayShop.ts';

function typeOf(given: Partial<Plan>, rows: Cell[][]): string | undefined {
  const shown = shownOf(given, rows);
  const wanted = chartTypeOf(shown.plan, shown.result);
  return wanted && chartPayload(shown, wanted).chart?.chart_type;
}

const status = by('orders.status', 'Status');
const city = by('customers.city', 'City');
const share: Measure = { ...orders, as: 'share', label: 'Share of orders' };
const average: Measure = { fn: 'avg', column: col('orders.amount'), label: 'Average amount' };
const steps: Group = { kind: 'bin', column: col('orders.amount'), width: 20, label: 'Amount' };
const desc = { direction: 'desc' as const, measure: 0 };

describe('the kind of a chart', () => {
  const months: Cell[][] = [
    ['2024-01', 5],
    ['2024-02', 6],
    ['2024-03', 7],
  ];
  const two: Cell[][] = [
    ['a', 'x', 5],
    ['b', 'x', 6],
  ];
  const kinds: [string, Partial<Plan>, Cell[][], string | undefined][] = [
    ['categories are a table', { measures: [orders], groups: [status] }, [['a', 5]], undefined],
    ['and bars when a chart is asked for', { measures: [orders], groups: [status], chart: 'any' }, [['a', 5]], 'bar'],
    ['shares are a table', { measures: [share], groups: [status] }, [['a', 5]], undefined],
    ['and a pie when asked for', { measures: [share], groups: [status], chart: 'pie' }, [['a', 5]], 'pie'],
    [
      'compared values are a table',
      { measures: [orders], groups: [status], filters: [isIn('orders.status', 'a', 'b')] },
      [
        ['a', 5],
        ['b', 6],
      ],
      undefined,
    ],
    ['periods are a line', { measures: [orders], groups: [byDate('month')] }, months, 'line'],
    ['and as asked', { measures: [orders], groups: [byDate('month')], chart: 'area' }, months, 'area'],
    [
      'and a table where that is asked',
      { measures: [orders], groups: [byDate('month')], chart: 'table' },
      months,
      undefined,
    ],
    [
      'two periods are bars',
      { measures: [orders], groups: [byDate('year')] },
      [
        ['2023', 5],
        ['2024', 6],
      ],
      'bar',
    ],
    [
      'periods of several series are a line',
      { measures: [orders], groups: [status, byDate('month')] },
      months.map(([label, value]) => ['a', label ?? null, value ?? null]),
      'line',
    ],
    [
      'the best periods are a table',
      { measures: [orders], groups: [byDate('month')], limit: 3, order: desc },
      months,
      undefined,
    ],
    [
      'steps are bars',
      { measures: [orders], groups: [steps] },
      [
        [0, 5],
        [20, 6],
      ],
      'bar',
    ],
    ['two groupings are stacked', { measures: [orders], groups: [status, city], chart: 'any' }, two, 'stacked_bar'],
    ['two groupings of an average are not', { measures: [average], groups: [status, city], chart: 'any' }, two, 'bar'],
    [
      'the best of each group are stacked',
      { measures: [orders], groups: [status, city], perGroup: true, limit: 1, order: desc, chart: 'any' },
      two,
      'stacked_bar',
    ],
    [
      'three groupings are a table',
      { measures: [orders], groups: [status, city, byDate('month')] },
      [['a', 'x', '2024-01', 5]],
      undefined,
    ],
    ['values are a table', { kind: 'values', groups: [status], chart: 'bar' }, [['a']], undefined],
    ['a number is a sentence', { measures: [orders], chart: 'bar' }, [[5]], undefined],
    [
      'a list is a table',
      { kind: 'list', columns: [col('orders.status'), col('orders.amount')] },
      [['a', 5]],
      undefined,
    ],
  ];
  for (const [name, plan, rows, expected] of kinds)
    test(name, () => {
      assert.equal(typeOf(plan, rows), expected);
    });
});

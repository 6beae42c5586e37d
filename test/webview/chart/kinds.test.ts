// The kinds a chart can be drawn as: those that still say what it says.
// Not here: drawing them (spec.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chart } from '../../../src/protocol/trellis/visualization.ts';
import { kindsFor } from '../../../webview/chart/kinds.ts';

function chart(values: Chart['data']['values']): Chart {
  return { id: 'c', type: 'chart', chart_type: 'bar', data: { values } } as Chart;
}

test('one row of positive values can be anything but stacked', () => {
  const kinds = kindsFor(
    chart([
      { label: 'a', value: 1 },
      { label: 'b', value: 2 },
    ]),
  );
  assert.deepEqual(kinds, ['bar', 'bar_horizontal', 'line', 'area', 'pie', 'donut']);
});

test('several series can be stacked, and are no pie', () => {
  const kinds = kindsFor(chart(['x', 'y'].map((series) => ({ label: 'a', value: 1, series }))));
  assert.deepEqual(kinds, ['bar', 'bar_horizontal', 'stacked_bar', 'line', 'area']);
});

test('negative values, or very many, are no pie', () => {
  for (const values of [
    [
      { label: 'a', value: -1 },
      { label: 'b', value: 2 },
    ],
    Array.from({ length: 31 }, (_, at) => ({ label: String(at), value: 1 })),
  ])
    assert.equal(kindsFor(chart(values)).includes('pie'), false);
});

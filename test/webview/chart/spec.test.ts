// From a chart's payload to a Vega-Lite specification: each kind, each form of the data, and what is hard about real data.
// Not here: pixels (test/webview/preview).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { logger, parse, Warn } from 'vega';
import { compile } from 'vega-lite';
import { type Chart, chartTypes } from '../../../src/protocol/trellis/visualization.ts';
import { describeChart } from '../../../webview/chart/describe.ts';
import { planLabels } from '../../../webview/chart/layout.ts';
import { chartTable, pointsOf } from '../../../webview/chart/points.ts';
import { type ChartTheme, chartSpec } from '../../../webview/chart/spec.ts';

const theme: ChartTheme = {
  ...{ foreground: '#ccc', muted: '#999', grid: '#333', background: '#111', font: 'sans-serif', fontSize: 11 },
  palette: ['#111111', '#222222', '#333333'],
  highContrast: false,
};

function chart(chart_type: string, values: Chart['data']['values'], more: Partial<Chart['data']> = {}): Chart {
  return {
    id: 'v',
    type: 'chart',
    chart_type,
    data: { values, x_axis_label: 'Region', y_axis_label: 'Orders', ...more },
  };
}

const regions = [
  { label: 'North', value: 3 },
  { label: 'South', value: null },
  { label: 'East', value: 1 },
];
const long = ['2024', '2025'].flatMap((series) => regions.map((item) => ({ ...item, series })));

/** The specification as plain data, for looking at its parts. */
function specOf(payload: Chart, width = 400, changes: Partial<ChartTheme> = {}) {
  const drawn = chartSpec(payload, width, { ...theme, ...changes });
  return { ...drawn, json: JSON.parse(JSON.stringify(drawn.spec)) };
}

describe('chart specifications', () => {
  for (const kind of chartTypes) {
    test(`${kind}, with one and with several series, is a specification Vega-Lite compiles without a warning`, () => {
      for (const values of [regions, long, []]) {
        const warnings: string[] = [];
        const log = logger(Warn, undefined, (_, __, args) => {
          warnings.push(args.join(' '));
        });
        for (const highContrast of [false, true]) {
          const { spec } = chartSpec(chart(kind, values), 300, { ...theme, highContrast });
          compile(spec, { logger: log });
        }
        assert.deepEqual(warnings, []);
      }
    });
  }

  test('labels keep the order they came in', () => {
    const { json } = specOf(
      chart('bar', [
        { label: 'z', value: 1 },
        { label: 'a', value: 9 },
      ]),
    );
    assert.deepEqual(json.encoding.x.scale.domain, ['z', 'a']);
    assert.equal(json.encoding.x.sort, null);
  });

  test('a gap stays a gap in lines and areas and is left out of bars and slices', () => {
    assert.deepEqual(
      specOf(chart('line', regions)).json.data.values.map((row: { value: number }) => row.value),
      [3, null, 1],
    );
    assert.deepEqual(
      specOf(chart('bar', regions)).json.data.values.map((row: { value: number }) => row.value),
      [3, 1],
    );
    assert.deepEqual(
      specOf(chart('pie', regions)).json.data.values.map((row: { key: string }) => row.key),
      ['North', 'East'],
    );
    assert.deepEqual(
      specOf(chart('bar', regions)).json.encoding.x.scale.domain,
      ['North', 'South', 'East'],
      'its place is kept',
    );
  });

  test('the three forms of several series become the same points', () => {
    const expected = [
      { label: 'a', series: 'x', value: 1 },
      { label: 'a', series: 'y', value: 2 },
    ];
    assert.deepEqual(
      pointsOf(
        chart('bar', [
          { label: 'a', value: 1, series: 'x' },
          { label: 'a', value: 2, series: 'y' },
        ]),
      ).points,
      expected,
    );
    assert.deepEqual(pointsOf(chart('bar', [{ label: 'a', value: [1, 2] }], { series: ['x', 'y'] })).points, expected);
    assert.deepEqual(pointsOf(chart('bar', [{ label: 'a', values: { x: 1, y: 2 } }])).points, expected);
  });

  test('several series stand beside each other in bars and on each other in stacked bars and areas', () => {
    assert.ok(specOf(chart('bar', long)).json.encoding.xOffset);
    assert.ok(specOf(chart('bar_horizontal', long)).json.encoding.yOffset);
    assert.equal(specOf(chart('stacked_bar', long)).json.encoding.y.stack, 'zero');
    assert.equal(specOf(chart('area', long)).json.encoding.y.stack, 'zero');
    assert.equal(specOf(chart('line', long)).json.encoding.y.stack, null);
  });

  test('a kind we do not know is drawn as bars, and so is a pie with a negative slice, which is said', () => {
    assert.equal(specOf(chart('sunburst', regions)).kind, 'bar');
    const negative = specOf(
      chart('pie', [
        { label: 'a', value: -1 },
        { label: 'b', value: 2 },
      ]),
    );
    assert.equal(negative.kind, 'bar');
    assert.match(negative.note ?? '', /negative/);
  });

  test('two items of the same name stay two bars', () => {
    const { json } = specOf(
      chart('bar', [
        { label: 'Smith', value: 1 },
        { label: 'Smith', value: 2 },
      ]),
    );
    assert.equal(new Set(json.encoding.x.scale.domain).size, 2);
    assert.deepEqual(
      json.data.values.map((row: { name: string }) => row.name),
      ['Smith', 'Smith'],
    );
  });

  test('at most 2,000 points are drawn, and it is said', () => {
    const values = Array.from({ length: 2500 }, (_, index) => ({ label: `l${index}`, value: index }));
    const { json, note, height } = specOf(chart('bar_horizontal', values));
    assert.equal(json.data.values.length, 2000);
    assert.equal(note, 'Drawn: the first 2,000 of 2,500 points.');
    assert.ok(height < 1000);
  });

  test('labels are flat where they fit, thinned where they count time, slanted elsewhere', () => {
    assert.deepEqual(planLabels(['North', 'South'], 300), { angle: 0, labelLimit: 115, every: 1 });
    const months = Array.from({ length: 36 }, (_, index) => `2025-${String((index % 12) + 1).padStart(2, '0')}`);
    const plan = planLabels(months, 300);
    assert.equal(plan.angle, 0);
    assert.ok(plan.every > 5);
    assert.equal(
      planLabels(
        Array.from({ length: 10 }, (_, index) => `A long label ${index}`),
        300,
      ).angle,
      -45,
    );
  });

  test('numbers are written with grouped digits, in axes and tooltips', () => {
    const { json } = specOf(chart('bar', [{ label: 'a', value: 1_234_567.25 }]));
    assert.equal(json.data.values[0].shown, '1,234,567.25');
    assert.equal(json.encoding.y.axis.format, ',.6~f');
  });

  test('no name gets into an expression, whatever is in it, and each is one line that reads as it is written', () => {
    const odd = 'a\\" + warn(1) + "\n\u202Eb\\';
    for (const kind of chartTypes) {
      const payload = chart(kind, [{ label: odd, value: 1, series: odd }], { x_axis_label: odd, y_axis_label: odd });
      const { spec, names } = chartSpec({ ...payload, title: odd }, 300, theme);
      const { marks, signals } = JSON.parse(JSON.stringify(compile(spec).spec));
      const expressions = JSON.stringify([marks, signals]);
      assert.ok(!expressions.includes('warn('), kind);
      parse(compile(spec).spec, undefined, { ast: true });
      assert.equal(names.label, 'a\\" + warn(1) + " b\\');
      assert.equal(names.value, `${names.label} (value)`);
      for (const text of [describeChart({ ...payload, title: odd }), ...chartTable(payload).headers])
        assert.doesNotMatch(text, /[\u202E\n]/);
    }
  });

  test('in high contrast marks have an outline and lines differ by dashes', () => {
    assert.equal(specOf(chart('bar', regions), 400, { highContrast: true }).json.mark.stroke, theme.foreground);
    assert.ok(specOf(chart('line', long), 400, { highContrast: true }).json.encoding.strokeDash);
  });

  test('the description tells the numbers of a small chart and the extremes of a large one', () => {
    assert.equal(describeChart(chart('bar', regions)), 'Bar chart: Orders by Region. North: 3; East: 1.');
    const many = Array.from({ length: 30 }, (_, index) => ({ label: `d${index}`, value: index }));
    assert.match(describeChart(chart('line', many)), /30 values. Highest: d29: 29. Lowest: d0: 0\./);
    assert.match(describeChart(chart('bar', [])), /No values/);
  });

  test('as a table every label has a row and every series a column', () => {
    assert.deepEqual(chartTable(chart('bar', regions)).rows, [
      ['North', '3'],
      ['South', null],
      ['East', '1'],
    ]);
    const table = chartTable(
      chart('line', [
        { label: 'a', value: 1, series: 'x' },
        { label: 'b', value: 2, series: 'y' },
      ]),
    );
    assert.deepEqual(table.headers, ['Region', 'x', 'y']);
    assert.deepEqual(table.rows, [
      ['a', '1', null],
      ['b', null, '2'],
    ]);
  });

  test('items without labels are still told apart', () => {
    assert.deepEqual(
      pointsOf(chart('bar', [{ value: 1 }, { text: 'named', value: 2 }, { label: '', value: 3 }])).labels,
      ['1', 'named', '(empty)'],
    );
  });
});

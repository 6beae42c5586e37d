// Charts: each kind, several series, and those that cannot be drawn so.
// Not here: tables (results.ts), drawing (webview/chart/).
import assert from 'node:assert/strict';
import { chartTypes } from '../../../../src/protocol/trellis/visualization.ts';
import { byRegion } from './repairs.ts';
import { chart, type Scenario, say, shown, sql } from './scenario.ts';

const monthly =
  "SELECT strftime(sold_on, '%Y-%m') AS month, region, sum(amount) AS revenue FROM sales GROUP BY ALL ORDER BY ALL";
const twoMeasures = 'SELECT region, sum(amount) AS revenue, count(*) AS n FROM sales GROUP BY 1 ORDER BY 1';
const flows = 'SELECT kind, amount FROM flows ORDER BY kind';

export const charts: Scenario[] = [
  ...chartTypes.map(
    (kind, at): Scenario => ({
      name: `a chart of the kind ${kind} has the rows of the database`,
      ...(at % 2 === 0 ? {} : { over: 'sse' as const }),
      asks: `Revenue by region as ${kind}`,
      says: [sql(byRegion, { title: 'Revenue' }), chart('r1', kind, 'region', 'revenue'), say('East leads.')],
      ends: {
        text: 'East leads.',
        shown: [kind],
        sql: byRegion,
        told: { 2: [/shown/] },
        also: ({ of }) =>
          assert.deepEqual([of('visualization')[0]?.title, of('visualization')[0]?.row_count], ['Revenue', 2]),
      },
    }),
  ),
  {
    name: 'a column of series makes one line each',
    asks: 'Revenue by month and region',
    says: [
      sql(monthly),
      chart('r1', 'line', 'month', 'revenue', { series: 'region', title: 'By month' }),
      say('East leads.'),
    ],
    ends: {
      text: 'East leads.',
      shown: ['line'],
      also({ of }) {
        const { title, data } = of('visualization')[0] ?? {};
        assert.equal(title, 'By month');
        assert.deepEqual(data.values[0], { label: '2024-01', series: 'East', value: 30 });
      },
    },
  },
  {
    name: 'several columns of numbers are several series',
    asks: 'Revenue and count by region',
    says: [sql(twoMeasures), chart('r1', 'stacked_bar', 'region', ['revenue', 'n']), say('East leads.')],
    ends: { text: 'East leads.', shown: ['stacked_bar'] },
  },
  {
    name: 'a wrong column is told with those there are, and the next chart is right',
    asks: 'Revenue by region',
    says: [sql(byRegion), chart('r1', 'bar', 'city', 'sum'), chart('r1', 'bar', 'REGION', 'Revenue'), say('East.')],
    ends: {
      text: 'East.',
      shown: ['bar'],
      tools: ['run_sql', 'draw_chart!', 'draw_chart'],
      told: { 2: [/No column \\"city\\", \\"sum\\" in r1. Its columns: region, revenue/] },
    },
  },
  {
    name: 'a chart of a result that is not there is told which there are',
    asks: 'Revenue by region',
    says: [
      chart('r1', 'bar', 'region', 'revenue'),
      sql(byRegion),
      chart('r2', 'bar', 'region', 'revenue'),
      chart('r1', 'bar', 'region', 'revenue'),
      say('East.'),
    ],
    ends: { text: 'East.', shown: ['bar'], told: { 1: [/none: run SQL first/], 3: [/There are: r1/] } },
  },
  {
    name: 'a pie of negative numbers is drawn as bars instead',
    asks: 'Flows',
    says: [
      sql(flows),
      chart('r1', 'pie', 'kind', 'amount'),
      chart('r1', 'bar', 'kind', 'amount'),
      say('In 10, out -4.'),
    ],
    ends: { text: 'In 10, out -4.', shown: ['bar'], told: { 2: [/not negative. Draw bars/] } },
  },
  {
    name: 'missing values are gaps in a line',
    asks: 'Flows',
    says: [sql(flows), chart('r1', 'line', 'kind', 'amount'), say('See.')],
    ends: {
      text: 'See.',
      shown: ['line'],
      also: ({ of }) => assert.equal(of('visualization')[0]?.data.values.length, 3),
    },
  },
  {
    name: 'a chart of nothing is none, and the empty table is shown',
    asks: 'Sales of the North',
    says: [
      sql("SELECT region, amount FROM sales WHERE region = 'North'"),
      chart('r1', 'bar', 'region', 'amount'),
      say('There are none.'),
    ],
    ends: { text: 'There are none.', shown: ['table'], told: { 2: [/no rows/] } },
  },
  {
    name: 'words are no values',
    asks: 'Revenue by region',
    says: [
      sql(byRegion),
      chart('r1', 'bar', 'revenue', 'region'),
      chart('r1', 'bar', 'region', []),
      chart('r1', 'bar_horizontal', 'region', ['revenue']),
      say('East.'),
    ],
    ends: { text: 'East.', shown: ['bar_horizontal'], told: { 2: [/holds no numbers/], 3: [/column/] } },
  },
  {
    name: 'too many points and too many series are told to be fewer',
    asks: 'All',
    says: [
      sql('SELECT range AS n, range % 40 AS s FROM range(4000)'),
      {
        calls: [
          { name: 'draw_chart', input: { result: 'r1', kind: 'line', x: 'n', y: ['n', 's'] } },
          { name: 'draw_chart', input: { result: 'r1', kind: 'line', x: 'n', y: 'n', series: 's' } },
        ],
      },
      sql(byRegion),
      chart('r2', 'bar', 'region', 'revenue'),
      say('Too much.'),
    ],
    ends: { text: 'Too much.', shown: ['bar'], told: { 2: [/8000 points/, /more than 30 series/] } },
  },
  {
    name: 'a chart of a part of the rows is none',
    asks: 'All',
    says: [
      sql('SELECT range AS n, 2 * range AS twice FROM range(1000000)'),
      chart('r1', 'line', 'n', 'twice'),
      sql('SELECT n // 100000 AS part, sum(n)::BIGINT AS total FROM range(1000000) AS r(n) GROUP BY 1 ORDER BY 1'),
      chart('r2', 'line', 'part', 'total'),
      say('See.'),
    ],
    ends: { text: 'See.', shown: ['line'], told: { 2: [/1000000 rows, too many/], 4: [/shown/] } },
  },
  {
    name: 'decimals, huge numbers and dates are drawn as they are',
    asks: 'All',
    says: [
      sql(
        `SELECT * FROM (VALUES (DATE '2024-01-01', 1.25::DECIMAL(38, 2), 170141183460469231731687303715884105727::HUGEINT),
          (DATE '2024-02-01', NULL, 5::HUGEINT)) AS t(day, price, huge) ORDER BY day`,
      ),
      chart('r1', 'area', 'day', ['price', 'huge']),
      chart('r1', 'donut', 'day', 'huge'),
      say('See.'),
    ],
    ends: { text: 'See.', shown: ['area', 'donut'] },
  },
  {
    name: 'numbers that are none are gaps',
    asks: 'All',
    says: [
      shown(
        "SELECT * FROM (VALUES ('a', 'NaN'::DOUBLE), ('b', 'Infinity'::DOUBLE), ('c', 1.5)) AS t(name, value) ORDER BY name",
      ),
      chart('r1', 'line', 'name', 'value'),
      say('See.'),
    ],
    ends: {
      text: 'See.',
      shown: ['table', 'line'],
      also: ({ of }) =>
        assert.deepEqual(
          of('visualization')[1]?.data.values.map(({ value }: { value: unknown }) => value),
          [null, null, 1.5],
        ),
    },
  },
  {
    name: 'two charts of two results come in their order',
    asks: 'Both',
    says: [
      { calls: [byRegion, monthly].map((text) => ({ name: 'run_sql', input: { sql: text } })) },
      {
        calls: [
          { name: 'draw_chart', input: { result: 'r2', kind: 'area', x: 'month', y: 'revenue', series: 'region' } },
          { name: 'draw_chart', input: { result: 'r1', kind: 'donut', x: 'region', y: 'revenue' } },
        ],
      },
      say('See both.'),
    ],
    ends: { text: 'See both.', shown: ['area', 'donut'], sql: monthly },
  },
  {
    name: 'a chart beside its query in one step finds the result',
    wire: 'claude',
    asks: 'Revenue by region',
    says: [
      {
        calls: [
          { name: 'run_sql', input: { sql: byRegion } },
          {
            name: 'draw_chart',
            input: { result: 'r1', kind: 'bar', x: 'region', y: 'revenue', title: null, series: null },
          },
        ],
      },
      say('East leads.'),
    ],
    ends: { text: 'East leads.', shown: ['bar'], told: { 1: [/"r1"/, /shown/] } },
  },
];

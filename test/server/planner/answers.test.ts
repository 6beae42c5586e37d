// What an answer looks like: order of pieces, charts, tables, sentences, follow-ups, questions about attached SQL.
// Not here: whether the rows are right (questions.test.ts).
// Over 300 lines, most of them SQL written by hand.
import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ContextItem } from '../../../src/protocol/trellis/sqlContext.ts';
import { planner } from '../../../src/server/answer/planner/planner.ts';
import { type Engine, QueryError } from '../../../src/server/engine/engine.ts';
import { ensureSample } from '../../../src/server/engine/sample.ts';
import { ask, chartOf, now, resultOf, tableOf } from './ask.ts';
import { hospital } from './schemas.ts';
import { openEngine, type TestEngine } from './testEngine.ts';

const sql = (text: string): ContextItem[] => [{ language: 'sql', path: 'a.sql', text }];
const sum = (values: readonly { value?: unknown }[]) => values.reduce((total, item) => total + Number(item.value), 0);

describe('answers from the sample', () => {
  let engine: TestEngine;
  before(async () => {
    engine = await openEngine('', await ensureSample(path.join(os.tmpdir(), 'trellis-planner-test'), now));
  });
  after(() => engine.dispose());

  test('the pieces come in order: processing, visualization, text, done', async () => {
    const { pieces } = await ask(engine, 'orders by region');
    assert.deepEqual(
      pieces.map((piece) => piece.kind),
      ['processing', 'processing', 'visualization', 'text', 'done'],
    );
  });

  test('a single number is a sentence with the number written out, and nothing drawn', async () => {
    const answer = await ask(engine, 'How many orders are there?');
    const [[count] = []] = await resultOf(engine, 'SELECT COUNT(*) FROM orders');
    assert.equal(answer.text, `There are ${Number(count).toLocaleString('en-US')} orders.`);
    assert.equal(answer.visualizations.length, 0);
  });

  test('the bars of a chart add up to the count', async () => {
    const chart = chartOf(await ask(engine, 'Show me orders by region as a bar chart'));
    const [[count] = []] = await resultOf(engine, 'SELECT COUNT(*) FROM orders');
    assert.equal(chart.chart_type, 'bar');
    assert.equal(sum(chart.data.values), Number(count));
    assert.equal(chart.data.x_axis_label, 'Region');
    assert.equal(chart.data.y_axis_label, 'Orders');
  });

  test('a question by month is a line', async () => {
    assert.equal(chartOf(await ask(engine, 'Show me revenue by month')).chart_type, 'line');
  });

  test('every chart word draws its kind', async () => {
    for (const [word, type] of [
      ['bar', 'bar'],
      ['horizontal bar', 'bar_horizontal'],
      ['stacked bar', 'stacked_bar'],
      ['line', 'line'],
      ['area', 'area'],
      ['pie', 'pie'],
      ['donut', 'donut'],
    ] as const) {
      const chart = chartOf(await ask(engine, `orders by region as a ${word} chart`));
      assert.equal(chart.chart_type, type);
      assert.ok(chart.data.values.every((item) => (type === 'pie' || type === 'donut' ? item.text : item.label)));
    }
    assert.equal(chartOf(await ask(engine, 'plot orders by region')).chart_type, 'bar');
    assert.equal(chartOf(await ask(engine, 'chart orders by region and channel')).chart_type, 'stacked_bar');
  });

  test('two groupings give items with a series', async () => {
    const chart = chartOf(await ask(engine, 'revenue by region and month'));
    assert.equal(chart.chart_type, 'line');
    assert.deepEqual([...new Set(chart.data.values.map((item) => item.series))].sort(), [
      'East',
      'North',
      'South',
      'West',
    ]);
  });

  test('a table carries headers for people, grouped measures and ungrouped ids', async () => {
    const table = tableOf(await ask(engine, 'Show me top 10 customers by revenue'));
    assert.deepEqual(table.headers, ['Customer', 'Revenue']);
    assert.equal(table.rows.length, 10);
    assert.match(String(table.rows[0]?.[1]), /^\d{1,3}(,\d{3})*\.\d\d$/);
    const list = tableOf(await ask(engine, 'list orders'));
    assert.equal(list.rows.length, 200);
    assert.equal(list.truncated, true);
    assert.ok(list.rows.every((row) => !String(row[0]).includes(',')));
  });

  test('a list says how many rows there are in all', async () => {
    const answer = await ask(engine, 'list orders in the East');
    const [[count] = []] = await resultOf(engine, "SELECT COUNT(*) FROM orders WHERE region = 'East'");
    assert.ok(answer.text.includes(Number(count).toLocaleString('en-US')), answer.text);
  });

  test('a chat goes on: sales by region, as a pie, only for 2025, by month, top 3', async () => {
    const first = await ask(engine, 'Show me sales by region');
    const pie = await ask(engine, 'Show that as a pie chart', JSON.parse(JSON.stringify(first.done?.memory)));
    assert.equal(chartOf(pie).chart_type, 'pie');
    const year = await ask(engine, 'only for 2025', pie.done?.memory);
    const items = 'order_items JOIN orders USING (order_id) WHERE YEAR(order_date) = 2025';
    const gold = await resultOf(engine, `SELECT region, SUM(revenue) FROM ${items} GROUP BY 1`);
    assert.equal(chartOf(year).chart_type, 'pie');
    assert.deepEqual(
      chartOf(year)
        .data.values.map((item) => [item.text, item.value])
        .sort(),
      gold.map(([region, value]) => [region, Number(value)]).sort(),
    );
    const west = await ask(engine, 'and for West?', year.done?.memory);
    assert.match(west.done?.reading ?? '', /region is "West"/);
    assert.match(west.done?.reading ?? '', /2025/);
    const monthly = await ask(engine, 'by month', west.done?.memory);
    assert.equal(chartOf(monthly).chart_type, 'line');
    const last = await ask(engine, 'what about last month', monthly.done?.memory);
    assert.match(last.done?.reading ?? '', /October 2026/);
    assert.doesNotMatch(last.done?.reading ?? '', /2025/);
    const anew = await ask(engine, 'How many projects are there?', last.done?.memory);
    assert.equal(anew.done?.reading, 'number of projects');
  });

  test('a follow-up for another value takes the place of the first', async () => {
    const east = await ask(engine, 'how many orders in the East?');
    const west = await ask(engine, 'and in the West?', east.done?.memory);
    const [[count] = []] = await resultOf(engine, "SELECT COUNT(*) FROM orders WHERE region = 'West'");
    assert.ok(west.text.includes(Number(count).toLocaleString('en-US')), west.text);
  });

  test('an empty result has headers, no rows and no chart', async () => {
    const answer = await ask(engine, 'orders in 2001 by region as a bar chart');
    assert.deepEqual(tableOf(answer).rows, []);
    assert.match(answer.text, /^No orders matched/);
    assert.match((await ask(engine, 'how many orders in 2001')).text, /No orders matched/);
    assert.match((await ask(engine, 'total revenue in 2001')).text, /No order items matched/);
  });

  test('relative dates follow the time zone of the person', async () => {
    const at = new Date('2026-11-01T02:00:00Z');
    const signal = new AbortController().signal;
    const readings: (string | undefined)[] = [];
    for (const timezone of ['UTC', 'America/New_York']) {
      for await (const piece of planner({
        text: 'how many orders this month',
        context: [],
        engine,
        previous: undefined,
        now: at,
        timezone,
        signal,
      })) {
        if (piece.kind === 'done') readings.push(piece.reading);
      }
    }
    assert.deepEqual(readings, [
      'number of orders where order date is in November 2026',
      'number of orders where order date is in October 2026',
    ]);
  });

  test('attached SQL is run, counted, charted and described', async () => {
    const query = 'SELECT region, channel, COUNT(*) AS n FROM orders GROUP BY ALL ORDER BY ALL;';
    const run = await ask(engine, 'run this', undefined, sql(query));
    assert.deepEqual(tableOf(run).headers, ['region', 'channel', 'n']);
    assert.match(run.text, /returns \d+ rows/);
    const count = await ask(engine, 'how many rows does this return?', undefined, sql(query));
    assert.equal(count.visualizations.length, 0);
    assert.match(count.text, /\d+ rows/);
    const chart = await ask(
      engine,
      'as a bar chart',
      undefined,
      sql('SELECT region, COUNT(*) AS n FROM orders GROUP BY 1'),
    );
    assert.equal(chartOf(chart).data.values.length, 4);
    const grouped = await ask(engine, 'sum of n by region', undefined, sql(query));
    const gold = await resultOf(engine, 'SELECT region, COUNT(*) FROM orders GROUP BY 1');
    assert.deepEqual(
      tableOf(grouped)
        .rows.map(([region, n]) => [region, String(n).replaceAll(',', '')])
        .sort(),
      gold.sort(),
    );
    const counted = await ask(engine, 'count this by region', undefined, sql('SELECT * FROM orders'));
    assert.deepEqual(
      tableOf(counted)
        .rows.map(([region, n]) => [region, String(n).replaceAll(',', '')])
        .sort(),
      gold.sort(),
    );
    const explained = await ask(engine, 'explain this', undefined, sql(query));
    assert.match(explained.text, /names the table orders.*region \(text\), channel \(text\), n \(integer\)/);
    const after = await ask(engine, 'as a pie chart', chart.done?.memory);
    assert.equal(chartOf(after).chart_type, 'pie');
  });

  test('attached text that is not SQL is named, and the question answered by itself', async () => {
    const notes = [{ language: 'markdown', path: 'notes.md', text: '# hello' }];
    assert.match(
      (await ask(engine, 'How many orders are there?', undefined, notes)).text,
      /^notes\.md is not SQL, so it was not used\. There are/,
    );
    assert.equal((await ask(engine, 'explain this', undefined, notes)).failed?.code, 'NOT_UNDERSTOOD');
  });

  test('errors of the engine become failed pieces, and a cancelled query an abort', async () => {
    assert.equal((await ask(engine, 'run this', undefined, sql('DELETE FROM orders'))).failed?.code, 'QUERY_REFUSED');
    assert.equal(
      (await ask(engine, 'run this', undefined, sql('SELECT nothing FROM nowhere'))).failed?.code,
      'QUERY_FAILED',
    );
    const slow: Engine = { ...engine, query: async () => Promise.reject(new QueryError('timeout', 'too slow')) };
    assert.equal((await ask(slow, 'how many orders')).failed?.code, 'QUERY_TIMEOUT');
    const abort = new AbortController();
    const reason = new Error('stopped');
    abort.abort(reason);
    await assert.rejects(async () => {
      for await (const _ of planner({
        text: 'how many orders',
        context: [],
        engine,
        previous: undefined,
        now,
        timezone: 'UTC',
        signal: abort.signal,
      }));
    }, reason);
  });
});

describe('answers from other data', () => {
  test('nothing to ask about is said', async () => {
    const engine = await openEngine('');
    assert.equal((await ask(engine, 'how many orders')).failed?.code, 'NO_DATASOURCE');
    engine.dispose();
  });

  test('a table that is new is known at the next question', async () => {
    const engine = await openEngine(hospital);
    assert.ok((await ask(engine, 'how many nurses')).failed);
    await engine.execute('CREATE TABLE nurses AS SELECT i AS nurse_id FROM range(7) t(i)');
    assert.equal((await ask(engine, 'how many nurses')).text, 'There are 7 nurses.');
    engine.dispose();
  });

  test('missing months are 0, NULL is null, huge and decimal sums are exact', async () => {
    const engine = await openEngine(`CREATE TABLE sales (sold_on DATE, kind VARCHAR, amount DECIMAL(18,2), big HUGEINT);
      INSERT INTO sales VALUES ('2026-01-05', 'a', 0.10, 9007199254740993), ('2026-01-06', 'a', 0.20, 1), ('2026-04-06', NULL, 12345678901234.55, 2);`);
    const line = chartOf(await ask(engine, 'amount by month'));
    assert.deepEqual(
      line.data.values.map((item) => [item.label, item.value]),
      [
        ['2026-01', 0.3],
        ['2026-02', 0],
        ['2026-03', 0],
        ['2026-04', 12345678901234.55],
      ],
    );
    const table = tableOf(await ask(engine, 'amount by kind'));
    assert.deepEqual(table.rows, [
      [null, '12,345,678,901,234.55'],
      ['a', '0.30'],
    ]);
    assert.match((await ask(engine, 'total big')).text, /9,007,199,254,740,996/);
    engine.dispose();
  });

  test('instants with a zone belong to the day of the person', async () => {
    const engine = await openEngine(
      "SET TimeZone = 'UTC'; CREATE TABLE calls AS SELECT 1 AS call_id, TIMESTAMPTZ '2026-11-21 03:00:00+00' AS called_at",
    );
    const signal = new AbortController().signal;
    const texts: string[] = [];
    for (const timezone of ['UTC', 'America/New_York']) {
      for await (const piece of planner({
        text: 'how many calls on 2026-11-21',
        context: [],
        engine,
        previous: undefined,
        now,
        timezone,
        signal,
      })) {
        if (piece.kind === 'text') texts.push(piece.text);
      }
    }
    assert.match(texts[0] ?? '', /There is 1 call/);
    assert.match(texts[1] ?? '', /No calls matched/);
    engine.dispose();
  });

  test('a pie of many slices has one called Other, and keeps the sum', async () => {
    const engine = await openEngine(
      "CREATE TABLE votes AS SELECT i AS vote_id, 'party ' || (i % 30) AS party FROM range(1000) t(i)",
    );
    const pie = chartOf(await ask(engine, 'votes by party as a pie chart'));
    assert.equal(pie.data.values.length, 12);
    assert.equal(pie.data.values.at(-1)?.text, 'Other');
    assert.equal(sum(pie.data.values), 1000);
    engine.dispose();
  });

  test('names in large columns are found, and quotes cannot leave their literal', async () => {
    const engine = await openEngine(
      "CREATE TABLE people AS SELECT i AS person_id, 'Person O''Neil ' || i AS name, i % 5 AS score FROM range(5000) t(i)",
    );
    const answer = await ask(engine, 'list people called "person o\'neil 77"'.replace('called ', ''));
    assert.equal(tableOf(answer).rows.length, 1);
    const evil = await ask(engine, `people named "x'; DROP TABLE people; --"`);
    assert.ok(evil.failed);
    assert.equal((await ask(engine, 'how many people')).text, 'There are 5,000 people.');
    engine.dispose();
  });
});

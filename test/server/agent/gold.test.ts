// A model that knows the queries by hand: every answer it gives through the agent arrives whole, and what does not is seen.
// Not here: all schemas (`npm run eval:planner -- --agent`), models that err (scenarios/).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Answerer, AnswerPiece } from '../../../src/server/answer/answerer.ts';
import { planner } from '../../../src/server/answer/planner/planner.ts';
import { type EvalSchema, evalFolder, loadSchemas } from '../planner/evaluation.ts';
import { evaluateGold } from './goldAnswers.ts';
import { chartDifference, tableDifference } from './goldShown.ts';

for (const name of ['webshop', 'bank', 'telemetry']) {
  test(`no answer about ${name} is lost between the model and the person, follow-ups included`, async () => {
    const judged = (
      await Promise.all((await loadSchemas(evalFolder, name)).map((schema) => evaluateGold(schema)))
    ).flat();
    assert.deepEqual(
      judged.flatMap(({ id, phrasing, lost }) => lost.map((what) => `${id} "${phrasing}": ${what}`)),
      [],
    );
    assert.ok(judged.length > 40);
    assert.ok(judged.some(({ hasChart }) => hasChart));
    assert.ok(judged.some(({ isFollowUp }) => isFollowUp));
  });
}

describe('what is lost is seen', () => {
  const small: EvalSchema = {
    name: 'small',
    data: "CREATE TABLE sales AS SELECT 'shop ' || i AS shop, i * 10.5 AS amount FROM range(1, 5) r(i)",
    questions: [
      { id: 'by-shop', kind: 'group1', gold: 'SELECT shop, amount FROM sales ORDER BY 1', ask: ['amount by shop'] },
      {
        id: 'large',
        kind: 'follow-up',
        after: 'by-shop',
        gold: 'SELECT shop, amount FROM sales WHERE amount > 20 ORDER BY 1',
        ask: ['only those above 20'],
      },
    ],
  };
  const lostThrough = async (through: (answerer: Answerer) => Answerer) =>
    (await evaluateGold(small, through)).map(({ lost }) => lost.join(' | '));
  const pieceByPiece =
    (change: (piece: AnswerPiece) => AnswerPiece[]) =>
    (answerer: Answerer): Answerer =>
      async function* (question) {
        for await (const piece of answerer(question)) yield* change(piece);
      };

  test('none, where nothing stands between', async () => {
    assert.deepEqual(await lostThrough((answerer) => answerer), ['', '']);
  });

  test('the chat so far', async () => {
    const [first, second] = await lostThrough((answerer) => (question) => {
      const { background: _, ...alone } = question;
      return answerer(alone);
    });
    assert.equal(first, '');
    assert.match(second ?? '', /the chat began with \[\]/);
  });

  test('the model itself, where the planner answers instead', async () => {
    const [first] = await lostThrough(() => planner);
    assert.match(first ?? '', /answered by nobody \| the model was never asked/);
  });

  test('a table, a chart, a row of each, the SQL, a word of the sentence', async () => {
    const without = (type: string) =>
      pieceByPiece((piece) => (piece.kind === 'visualization' && piece.visualization.type === type ? [] : [piece]));
    const shortened = pieceByPiece((piece) => {
      if (piece.kind !== 'visualization') return [piece];
      const { visualization } = piece;
      if (visualization.type === 'table')
        return [{ ...piece, visualization: { ...visualization, rows: visualization.rows.slice(1) } }];
      const data = { ...visualization.data, values: visualization.data.values.slice(1) };
      return [{ ...piece, visualization: { ...visualization, data } }];
    });
    const silent = pieceByPiece((piece) => (piece.kind === 'done' ? [{ kind: 'done' }] : [piece]));
    const wordless = pieceByPiece((piece) => (piece.kind === 'text' && /42/.test(piece.text) ? [] : [piece]));
    const found = async (through: (answerer: Answerer) => Answerer) => (await lostThrough(through))[0] ?? '';
    assert.match(await found(without('table')), /^0 tables were shown$/);
    assert.match(await found(without('chart')), /^0 charts were shown$/);
    assert.match(await found(shortened), /^the table shows 3 of 4 rows \| the chart has 3 points, not 4$/);
    assert.match(await found(silent), /^wrong: it answered without SQL$/);
    assert.match(await found(wordless), /^it said /);
  });
});

describe('what is shown', () => {
  const gold = {
    columns: ['shop', 'amount'],
    rows: [
      ['A', 1234.5678],
      ['B', null],
    ],
  };
  const columns = [
    { name: 'shop', type: 'text' },
    { name: 'amount', type: 'number' },
  ];
  const tableOf = (rows: (string | null)[][]) => ({
    ...{ type: 'table' as const, headers: ['shop', 'amount'], rows, columns },
    ...{ row_count: 2, truncated: false },
  });
  const right = [
    ['A', '1,234.57'],
    ['B', null],
  ];

  test('a table shows its rows rounded for the eye, in any order unless one was asked for', () => {
    assert.equal(tableDifference(gold, tableOf(right), true), undefined);
    assert.equal(tableDifference(gold, tableOf(right.toReversed())), undefined);
    assert.match(tableDifference(gold, tableOf(right.toReversed()), true) ?? '', /no row of the result/);
    for (const wrong of ['1,250', '123,457', null]) {
      const rows = [['A', wrong], right[1] ?? []];
      assert.match(tableDifference(gold, tableOf(rows)) ?? '', /no row of the result/, String(wrong));
    }
    assert.match(tableDifference(gold, tableOf([right[0] ?? [], right[0] ?? []])) ?? '', /no row of the result/);
    assert.match(tableDifference(gold, { ...tableOf(right), row_count: 3 }) ?? '', /3 rows, not 2/);
  });

  test('a chart has a point per row; a gap is one of a line, and none of bars', () => {
    const wish = { x: 'shop', y: 'amount' };
    const chartOf = (kind: string, values: { label: string; value: number | null }[]) => ({
      ...{ type: 'chart' as const, chart_type: kind, data: { values, x_axis_label: '', y_axis_label: '' } },
    });
    const [a, b] = [
      { label: 'A', value: 1234.5678 },
      { label: 'B', value: null },
    ];
    assert.equal(chartDifference(gold, chartOf('bar', [a]), { kind: 'bar', ...wish }), undefined);
    assert.equal(chartDifference(gold, chartOf('line', [a, b]), { kind: 'line', ...wish }), undefined);
    assert.match(chartDifference(gold, chartOf('line', [a]), { kind: 'line', ...wish }) ?? '', /1 points, not 2/);
    assert.match(chartDifference(gold, chartOf('line', [a]), { kind: 'bar', ...wish }) ?? '', /is a line/);
    const rounded = chartOf('bar', [{ label: 'A', value: 1234.57 }]);
    assert.match(chartDifference(gold, rounded, { kind: 'bar', ...wish }) ?? '', /no row of the result/);
  });
});

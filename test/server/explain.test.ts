// How a question is read, as text for a terminal: each of the three ends it can have.
// Not here: the planner's readings (test/server/planner), exit codes (process.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../src/server/answer/planner/explainQuestion.ts';
import { renderExplained } from '../../src/server/ask/explain.ts';
import { openEngine } from './planner/testEngine.ts';

const setup = `CREATE TABLE shops (shop_id INTEGER PRIMARY KEY, city TEXT);
  CREATE TABLE sales (sale_id INTEGER, shop_id INTEGER, city TEXT, amount INTEGER);
  INSERT INTO shops VALUES (1, 'Oslo'), (2, 'Bergen');
  INSERT INTO sales VALUES (1, 1, 'Oslo', 5), (2, 2, 'Bergen', 7)`;

test('a question that is understood is compiled and not run', async (t) => {
  const engine = await openEngine(setup);
  t.after(() => engine.dispose());
  const { signal } = new AbortController();
  const about = { engine, now: new Date('2026-03-04T12:00:00Z'), timezone: 'UTC', signal };
  const explained = await explain({ text: 'What is the total amount of sales?', ...about });
  assert.ok('plan' in explained);
  assert.equal(explained.plan.kind, 'aggregate');
  assert.ok(!engine.queries.includes(explained.sql));
  const other = await explain({ text: 'Who will win the election?', ...about });
  assert.ok('error' in other);
  assert.equal(other.suggestions.length, 3);
});

test('a question back prints its choices with the questions they ask', () => {
  const clarification = [
    { label: 'City of shops', message: 'number of sales by city of shops' },
    { label: 'City of sales', message: 'number of sales by city of sales' },
  ];
  assert.equal(
    renderExplained({ text: 'Which city?', clarification }),
    'Which city?\n  - City of shops: number of sales by city of shops\n  - City of sales: number of sales by city of sales\n',
  );
});

test('what is not understood prints what, and what works', () => {
  const error = 'I did not understand the question.';
  assert.equal(renderExplained({ error, suggestions: [] }), `${error}\n`);
  assert.equal(renderExplained({ error, suggestions: ['List sales'] }), `${error}\nTry:\n  - List sales\n`);
});

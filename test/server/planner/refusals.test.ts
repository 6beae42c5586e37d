// What the planner must not answer: it says which words it did not understand, or asks which of two readings is meant.
// Not here: what it answers (questions.test.ts).
import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ensureSample } from '../../../src/server/engine/sample.ts';
import { ask, now } from './ask.ts';
import { flights, hospital } from './schemas.ts';
import { openEngine, type TestEngine } from './testEngine.ts';

const refused = [
  'delete all orders',
  'drop table orders',
  'update orders set status to Completed',
  'predict revenue for next month',
  'forecast sales',
  'what will revenue be next year',
  'which region is the most beautiful',
  'should we hire more people',
  'what is the weather today',
  'tell me a joke',
  'why did sales fall',
  'show me profit by region',

  'orders by zodiac sign',
  'orders in Atlantis',
  'revenue by region for Batman',
  'budget by product category',
  'orders North South',
  'revenue compared to budget',
  'how many',
  'asdf qwerty',
  'show me that as a pie chart',
  'top 5',
  'orders over 100',
  '10% of orders',
  'orders not shipped to Mars',
  'revenue if prices rise',
  'hello',
  'top 10% customers by revenue',
  'second highest revenue region',
  'orders by region for the top 3 customers',
  'average of total revenue by region',
];

const askedBack: [question: string, readings: string[]][] = [
  [
    'average unit price by category',
    ['average unit price of products by category', 'average unit price of order items by category'],
  ],
  [
    'top 5 customers',
    ['number of orders by customer, top 5', 'total quantity by customer, top 5', 'total revenue by customer, top 5'],
  ],
  ['projects in 2026', ['list of projects where start date is in 2026', 'list of projects where end date is in 2026']],
  ['projects by month', ['number of projects by month of start date', 'number of projects by month of end date']],
  [
    'projects over 100000',
    ['list of projects where budget is over 100000', 'list of projects where spent is over 100000'],
  ],
  ['highest revenue by region', ['maximum revenue by region', 'total revenue by region, top 1']],
  [
    'revenue by region with revenue over 1000',
    ['total revenue by region where revenue is over 1000', 'total revenue by region having total revenue over 1000'],
  ],
];

describe('what the planner refuses', () => {
  let engine: TestEngine;
  before(async () => {
    engine = await openEngine('', await ensureSample(path.join(os.tmpdir(), 'trellis-planner-test'), now));
  });
  after(() => engine.dispose());

  for (const question of refused) {
    test(`says that it did not understand: ${question}`, async () => {
      const { failed, text, done, visualizations } = await ask(engine, question);
      assert.equal(failed?.code, 'NOT_UNDERSTOOD', `${text} ${done?.reading} ${JSON.stringify(done?.clarification)}`);
      assert.equal(visualizations.length, 0);
      assert.equal(failed.suggestions?.length, 3);
    });
  }

  test('the suggested questions work', async () => {
    const { failed } = await ask(engine, 'asdf');
    for (const suggestion of failed?.suggestions ?? []) {
      const answer = await ask(engine, suggestion);
      assert.ok(answer.done?.sql, `${suggestion}: ${answer.failed?.error}`);
    }
  });

  test('the words that match nothing are named', async () => {
    const { failed } = await ask(engine, 'orders by zodiac');
    assert.match(failed?.error ?? '', /"zodiac"/);
  });

  for (const [question, readings] of askedBack) {
    test(`asks which is meant: ${question}`, async () => {
      const { done, text, failed } = await ask(engine, question);
      assert.deepEqual(
        done?.clarification?.map((item) => item.message),
        readings,
        failed?.error ?? text,
      );
      assert.doesNotMatch(text, /\d/);
      for (const item of done?.clarification ?? []) {
        const chosen = await ask(engine, item.message);
        assert.ok(chosen.done?.sql, `${item.message}: ${chosen.failed?.error ?? chosen.text}`);
      }
    });
  }
});

describe('sums that would count a row twice', () => {
  test('a measure of the one side is not split by the many side', async () => {
    const engine = await openEngine(hospital);
    for (const question of ['total salary by severity', 'average beds by specialty', 'beds by drug']) {
      const { failed } = await ask(engine, question);
      assert.equal(failed?.code, 'NOT_UNDERSTOOD', question);
    }
    engine.dispose();
  });

  test('two ways between the same tables are asked about', async () => {
    const engine = await openEngine(`
      CREATE TABLE teams (team_id INTEGER PRIMARY KEY, name VARCHAR, town VARCHAR);
      CREATE TABLE matches (match_id INTEGER PRIMARY KEY, home_id INTEGER REFERENCES teams (team_id), guest_id INTEGER REFERENCES teams (team_id), goals INTEGER);
      INSERT INTO teams VALUES (1, 'Reds', 'Leeds'), (2, 'Blues', 'York'), (3, 'Greens', 'Bath');
      INSERT INTO matches VALUES (1, 1, 2, 3), (2, 1, 3, 1), (3, 2, 3, 2);`);
    const { done } = await ask(engine, 'goals by team');
    const texts = [];
    for (const { message } of done?.clarification ?? []) texts.push((await ask(engine, message)).text);
    assert.equal(texts.length, 2);
    assert.match(texts.join(' '), /Reds with 4/);
    const chosen = await ask(engine, 'goals by team via home_id');
    assert.match(chosen.text, /Reds with 4/);
    engine.dispose();
  });

  test('tables without a link are not joined', async () => {
    const engine = await openEngine(flights);
    const { failed } = await ask(engine, 'flights by elevation range');
    assert.equal(failed?.code, 'NOT_UNDERSTOOD');
    engine.dispose();
  });
});

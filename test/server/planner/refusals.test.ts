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
  'average number of orders per customer',
  'median revenue by region',
  'revenue growth by month',
  'what percentage of orders are cancelled',
  'orders by zodiac sign',
  'orders in Atlantis',
  'revenue by region for Batman',
  'customers with fewer than 3 orders',
  'customers without orders',
  'customers who never ordered',
  'revenue in 2024 vs 2025',
  'orders in 2024 and 2025',
  'orders in East but not last month',
  'budget by product category',
  'orders in East or cancelled',
  'orders North South',
  'revenue compared to budget',
  'orders by region, channel and status',
  'how many',
  'asdf qwerty',
  'show me that as a pie chart',
  'top 5',
  'orders over 100',
  '10% of orders',
  'orders not shipped to Mars',
  'revenue if prices rise',
  'hello',
  'revenue by region with revenue over 1000',
  'revenue excluding last month',
  'top 10% customers by revenue',
  'second highest revenue region',
  'orders by region for the top 3 customers',
  'average of total revenue by region',
];

const askedBack: [question: string, labels: string[]][] = [
  ['average unit price by category', ['Unit price of products', 'Unit price of order items']],
  ['top 5 customers', ['By number of orders', 'By quantity', 'By revenue']],
  ['projects in 2026', ['Start date', 'End date']],
  ['projects by month', ['Start date', 'End date']],
  ['projects over 100000', ['budget', 'spent']],
  ['highest revenue by region', ['The maximum in each region', 'The region with the highest total']],
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

  for (const [question, labels] of askedBack) {
    test(`asks which is meant: ${question}`, async () => {
      const { done, text, failed } = await ask(engine, question);
      assert.deepEqual(
        done?.clarification?.map((item) => item.label),
        labels,
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
    assert.deepEqual(
      done?.clarification?.map((item) => item.message),
      ['goals by team via home_id', 'goals by team via guest_id'],
    );
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

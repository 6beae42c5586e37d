// Questions about rows of no table that is named, and whole numbers that only say which one it was.
// Not here: the rest of the language (questions.test.ts, traps.test.ts).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, resultOf, tableOf } from './ask.ts';
import { openEngine, type TestEngine } from './testEngine.ts';

const events = `CREATE TABLE web_events AS
  SELECT range AS event_id, range % 7 + 1 AS "user", ['home', 'cart'][range % 2 + 1] AS page FROM range(100);`;

let one: TestEngine;
let two: TestEngine;
before(async () => {
  one = await openEngine(events);
  two = await openEngine(`${events} CREATE TABLE visits AS SELECT range AS visit_id FROM range(5);`);
});
after(() => {
  one.dispose();
  two.dispose();
});

test('"how many rows" counts the only table there is', async () => {
  assert.match((await ask(one, 'How many rows are there?')).text, /\b100\b/);
});

test('"how many rows" of several tables asks of which, and each choice works', async () => {
  const { done } = await ask(two, 'How many rows are there?');
  assert.equal(done?.clarification?.length, 2);
  for (const { message } of done?.clarification ?? []) {
    assert.equal((await ask(two, message)).done?.clarification, undefined, message);
  }
});

test('a whole number called "user" is counted and grouped by, never added up', async () => {
  assert.match((await ask(one, 'how many users')).text, /\b7\b/);
  for (const question of ['number of events by user', 'events per user']) {
    const { rows } = tableOf(await ask(one, question));
    assert.deepEqual(
      rows.map((row) => row.map(String)).toSorted(),
      (await resultOf(one, 'SELECT "user", count(*) FROM web_events GROUP BY 1')).toSorted(),
    );
  }
});

test('in the plural it is a count of them, and added up', async (t) => {
  const engine = await openEngine(
    "CREATE TABLE cities AS SELECT * FROM (VALUES ('Oslo', 7, 2), ('Rome', 9, 3)) t(city, people, users)",
  );
  t.after(() => engine.dispose());
  assert.match((await ask(engine, 'What is the total people?')).text, /\b16\b/);
  assert.match((await ask(engine, 'total users')).text, /\b5\b/);
});

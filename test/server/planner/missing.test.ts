// A text without a letter is as missing as none at all: in groups, rankings, counts of different values and conditions alike.
// Not here: other conditions (compileConditions.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask } from './ask.ts';
import { openEngine } from './testEngine.ts';

const data = `CREATE TABLE sales (sale_id INTEGER PRIMARY KEY, channel VARCHAR, amount INTEGER);
  INSERT INTO sales VALUES (1, 'web', 10), (2, 'shop', 20), (3, '', 100), (4, '', 7), (5, NULL, 3), (6, 'phone', 5)`;

const answers: [question: string, text: RegExp, not?: RegExp][] = [
  [
    'top 2 channels by amount',
    /shop is first with 20 and web last with 10\. Not ranked: amount of 110 without channel/,
  ],
  ['number of sales by channel', /4 rows.*\(none\) with 3/s, /empty/],
  ['how many different channels are there', /\b3\b/],
  ['how many sales have no channel', /\b3\b/],
  ['channels with more than 1 sale', /^No channel/],
];

test('rows without a text and rows with an empty one are the same rows wherever they are asked for', async (t) => {
  const engine = await openEngine(data);
  t.after(() => engine.dispose());
  for (const [question, text, not] of answers) {
    const answer = await ask(engine, question);
    assert.match(answer.text, text, `${question}: ${answer.text}${answer.failed?.error ?? ''}`);
    if (not) assert.doesNotMatch(answer.text, not, question);
  }
});

test('a column of fixed values, none of them empty, is read as it is', async (t) => {
  const engine = await openEngine(`CREATE TYPE way AS ENUM ('web', 'shop');
    CREATE TABLE sales (sale_id INTEGER PRIMARY KEY, channel way); INSERT INTO sales VALUES (1, 'web'), (2, NULL)`);
  t.after(() => engine.dispose());
  const { text, failed } = await ask(engine, 'how many sales have no channel');
  assert.match(text, /\b1\b/, failed?.error);
});

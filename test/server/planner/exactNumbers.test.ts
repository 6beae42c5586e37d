// Numbers of many digits: one that cannot be kept as it is written is refused, and one the data gives is told to its last digit.
// Not here: how numbers are written (say.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask } from './ask.ts';
import { openEngine } from './testEngine.ts';

const data = `CREATE TABLE orders (order_id BIGINT PRIMARY KEY, ordered_on DATE, code VARCHAR, amount DECIMAL(38,2));
  INSERT INTO orders VALUES (9007199254740992, '2024-01-01', '9007199254740993', 12345678901234567890123.45),
    (9007199254740993, '2024-01-05', 'B', 0.01), (1, '2024-01-06', 'C', 1)`;

test('a number that would be rounded never finds the row of another', async (t) => {
  const engine = await openEngine(data);
  t.after(() => engine.dispose());
  for (const question of [
    'orders with order id 9007199254740993',
    'how many orders have an order id over 9007199254740993',
    'number of orders where order id = 9007199254740993',
  ]) {
    const { failed, done } = await ask(engine, question);
    assert.match(failed?.error ?? '', /more than 15 digits/, `${question}: ${done?.sql}`);
  }
  const text = await ask(engine, 'how many orders have code "9007199254740993"');
  assert.match(text.text, /\b1\b/);
});

test('a decimal that no number holds is told to its last digit', async (t) => {
  const engine = await openEngine(data);
  t.after(() => engine.dispose());
  const { text, failed } = await ask(engine, 'total amount of orders');
  assert.match(text, /12,345,678,901,234,567,890,124\.46/, failed?.error);
});

test('the smallest of days is the smallest of those with any, where others have none', async (t) => {
  const engine = await openEngine(data);
  t.after(() => engine.dispose());
  await engine.execute("INSERT INTO orders VALUES (2, '2024-01-01', 'D', 1)");
  const { text } = await ask(engine, 'number of orders by day');
  assert.match(text, /the smallest of those with any are 2024-01-05 and 2024-01-06 with 1 each/);
  await engine.execute("DELETE FROM orders WHERE ordered_on = '2024-01-01'");
  assert.match((await ask(engine, 'number of orders by day')).text, /each has 1/);
});

test('words of fiscal years say what to set, and the first of each group what can be asked', async (t) => {
  const engine = await openEngine(data);
  t.after(() => engine.dispose());
  for (const question of ['total amount in fiscal 2024', 'number of orders last fiscal quarter', 'orders in FY2024'])
    assert.match((await ask(engine, question)).failed?.error ?? '', /Set "Fiscal Year Start"/, question);
  const { failed } = await ask(engine, 'first order of each code');
  assert.match(failed?.error ?? '', /earliest or latest date by a group/);
});

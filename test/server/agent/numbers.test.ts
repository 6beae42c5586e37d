// Which numbers of a text are taken for the database's, and which are marked.
// Not here: the mark (agent.ts, the panel).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKnownNumbers, unverifiedNumbers } from '../../../src/server/answer/agent/numbers.ts';

const known = () => {
  const numbers = createKnownNumbers();
  for (const value of [4617, 12.3456, 0.125, 1_234_567.89, -250, 9_007_199_254_740_991]) numbers.addCell(value);
  for (const cell of ['2024-03-17', 'Route 66', '123456789012345678.25', 'p95']) numbers.addCell(cell);
  numbers.addText('Who bought more than 10 items in 2023?');
  numbers.add(7);
  return numbers;
};

const rows: readonly [text: string, marked: string[]][] = [
  ['There are 4,617 orders.', []],
  ['There are 4617 orders, or 4,618.', ['4,618']],
  ['About 4,600 orders.', []],
  ['About 5,000 orders.', ['5,000']],
  ['On average 12.35, that is 12.3 or 12.', []],
  ['On average 12.36.', ['12.36']],
  ['12.5% of them, or 12.5 percent.', []],
  ['13% of them.', []],
  ['14 % of them.', ['14 %']],
  ['$1.2 million, 1.23M or 1,234,567.89 in all.', []],
  ['$1.3 million.', ['1.3']],
  ['It fell by 250.', []],
  ['On March 17, 2024, on 2024-03-17, in 2023.', []],
  ['In 2025.', ['2025']],
  ['More than 10 items, 7 rows.', []],
  ['1. First\n2. Second\n3) Third', []],
  ['The 2nd of them, Q1, p95, r1.', []],
  ['The query was `LIMIT 99` and\n```sql\nSELECT 98\n```', []],
  ['See [the page](https://example.org/97).', []],
  ['Route 66 has 66 stops.', []],
  ['It grew by 42% to 99,999.', ['42%', '99,999']],
  ['9,007,199,254,740,991 exactly.', []],
  ['99 and 99 again.', ['99']],
  ['4.617 Aufträge, im Mittel 12,35, zusammen 1.234.567,89 € oder 1,23 Mio.', []],
  ['4.618 Aufträge, im Mittel 12,37, zusammen 1.234.567,98 €.', ['4.618', '12,37', '1.234.567,98']],
  ['1 234 567,89 € en tout, soit 12,5 pour cent.', []],
  ['1\u202f234\u202f568 € en tout.', []],
  ["1'234'567.89 Franken, 12,34,567.89 rupees, 12.3 lakh.", []],
  ['Le 17.03.2024, le 1er et le 2e.', []],
  ['Am 18.03.2024.', ['18.03.2024']],
  ['Die Reihe 7,2023,10.', []],
  ['Von 7 250 auf 7 251.', ['7 251']],
  ['٤٦١٧ أو ٤٬٦١٧ أو ٤٦١٨', ['٤٦١٨']],
];

for (const [text, marked] of rows)
  test(text.replaceAll('\n', ' '), () => assert.deepEqual(unverifiedNumbers(text, known()), marked));

test('a text of 200 KB against 20,000 numbers is judged at once', () => {
  const numbers = createKnownNumbers();
  for (let at = 0; at < 20_000; at += 1) numbers.add(at * 1.5);
  const text = 'It was 123,456.7 and 30 of them. '.repeat(6_000);
  assert.deepEqual(unverifiedNumbers(text, numbers), ['123,456.7']);
});

test('400,000 characters of half links are judged at once', () => {
  const started = performance.now();
  assert.deepEqual(unverifiedNumbers(']('.repeat(200_000), createKnownNumbers()), []);
  // A minute and more where each of them is looked through to the end.
  assert.ok(performance.now() - started < 5_000);
});

test('an exponent is part of its number', () => {
  const numbers = createKnownNumbers();
  numbers.addCell(1_200_000);
  assert.deepEqual(unverifiedNumbers('It was 1.2e6, and not 1.3e6.', numbers), ['1.3']);
});

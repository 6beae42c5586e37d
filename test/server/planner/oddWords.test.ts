// Words that every object has, and words without an end: a question with them is answered like any other, and at once.
// Not here: questions that must be refused for what they ask (mustNotAnswer.test.ts).
import assert from 'node:assert/strict';
import process from 'node:process';
import { before, describe, test } from 'node:test';
import type { AnswerPiece } from '../../../src/server/answer/answerer.ts';
import { planner } from '../../../src/server/answer/planner/planner.ts';
import { openEngine, type TestEngine } from './testEngine.ts';

const forms = [
  (word: string) => word,
  (word: string) => `${word} 5`,
  (word: string) => `sales by ${word}`,
  (word: string) => `top 5 ${word}`,
  (word: string) => `sales last ${word}`,
  (word: string) => `sales in the ${word} 2024`,
  (word: string) => `sales ${word} year`,
  (word: string) => `sales in the last ${word} months`,
];

describe('odd words', () => {
  let engine: TestEngine;
  before(async () => {
    engine = await openEngine(
      `CREATE TABLE sales (region VARCHAR, amount DOUBLE, sold_on DATE);
       INSERT INTO sales VALUES ('East', 10, '2024-01-05'), ('West', 5, '2024-02-07'), ('East', 7, '2025-03-09')`,
    );
  });

  async function lastPiece(text: string): Promise<AnswerPiece | undefined> {
    let last: AnswerPiece | undefined;
    const { signal } = new AbortController();
    const question = { text, engine, context: [], signal, previous: undefined, timezone: 'UTC' };
    for await (const piece of planner({ ...question, now: new Date('2025-06-15T12:00:00Z') })) last = piece;
    return last;
  }

  for (const word of Object.getOwnPropertyNames(Object.prototype)) {
    test(`${word} is a word that matches nothing`, async () => {
      for (const form of forms) assert.equal((await lastPiece(form(word)))?.kind, 'failed', form(word));
    });
  }

  for (const letter of ['a', 'ü', 'aB'])
    test(`a word of 31,000 letters is read at once: ${letter}`, async () => {
      await lastPiece('sales by region');
      const before = process.threadCpuUsage();
      await lastPiece(`sales in ${letter.repeat(Math.floor(31_000 / letter.length))}`);
      const { user, system } = process.threadCpuUsage(before);
      assert.ok(user + system < 500_000, `${user + system} µs`);
    });
});

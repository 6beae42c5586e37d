// Typing errors: undone where only one word can be meant, and left alone otherwise.
// Not here: how distances are counted (test by behaviour only).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import { correctionOf, nearest } from '../../../src/server/answer/planner/typo.ts';
import { createVocabulary } from '../../../src/server/answer/planner/vocabulary.ts';
import { openEngine } from './testEngine.ts';

const engine = await openEngine(`
  CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, status VARCHAR, country VARCHAR, quantity INTEGER, coat VARCHAR, boat VARCHAR);
  INSERT INTO customers VALUES (1, 'cancelled', 'Germany', 3, 'x', 'y'), (2, 'open', 'United Kingdom', 4, 'x', 'y');
`);
const index = await schemaIndexOf(engine, new AbortController().signal);
engine.dispose();
const questionWords = new Set(['average', 'quarter', 'between']);

describe('a misspelt word', () => {
  const cases: [wrong: string, meant: string | undefined][] = [
    ['custmers', 'customers'],
    ['stauts', 'status'],
    ['Germnay', 'germany'],
    ['qauntity', 'quantity'],
    ['cancelld', 'cancelled'],
    ['avrage', 'average'],
    ['quater', 'quarter'],
    ['uqantity', 'quantity'],
    ['kuantity', undefined],
    ['goat', undefined],
    ['opn', undefined],
    ['betwen', 'between'],
    ['where', undefined],
    ['customer', undefined],
    ['2025', undefined],
    ['cxxtomxrs', undefined],
  ];
  for (const [wrong, meant] of cases) {
    test(`${wrong}: ${meant ?? 'left alone'}`, () =>
      assert.equal(correctionOf(index, wrong, questionWords)?.word, meant));
  }

  test('that could be two words is left alone', () => {
    const both = createVocabulary([
      ['stable', 'stable'],
      ['staple', 'staple'],
    ]);
    assert.equal(both.near('stale', 1).length, 2);
  });

  test('has up to three words that look like it', () => {
    assert.deepEqual(nearest(index, 'kuantity'), ['quantity']);
    assert.deepEqual(nearest(index, 'germoney'), ['Germany']);
  });
});

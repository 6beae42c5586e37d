// The digits of numbers as databases send them: a double where it says the same, else the text.
// Not here: which columns are numbers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactNumber } from '../../../src/server/engine/exactNumber.ts';

test('a number stays the digits it was sent with', () => {
  assert.equal(exactNumber('12.340'), 12.34);
  assert.equal(exactNumber('100000000000000000000'), 1e20);
  assert.equal(exactNumber('9007199254740993'), '9007199254740993');
  assert.equal(exactNumber('-0.10'), -0.1);
  assert.equal(exactNumber('NaN'), 'NaN');
});

test('a number of more decimals than a double can be asked for stays text', () => {
  const text = `0.${'123456789'.repeat(17)}`;
  assert.equal(exactNumber(text), text);
});

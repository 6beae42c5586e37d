// Which suggestions still go on with what is written, and how each is shown.
// Not here: keys and mouse (test/webview/preview/suggestions.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offeredFor, tailOf } from '../../../webview/view/offered.ts';

const suggested = { text: 'number of o', items: ['number of orders', 'number of order items', 'count of orders'] };

test('all are offered for the text they were made for, also those that begin otherwise', () => {
  assert.deepEqual(offeredFor('number of o', suggested), suggested.items);
});

test('while somebody goes on writing, those that still begin like that stay', () => {
  assert.deepEqual(offeredFor('Number of order', suggested), ['number of orders', 'number of order items']);
  assert.deepEqual(offeredFor('number of order i', suggested), ['number of order items']);
  assert.deepEqual(offeredFor('number', suggested), ['number of orders', 'number of order items']);
});

test('what is written already is not offered, and nothing is beside another text, an empty one or several lines', () => {
  assert.deepEqual(offeredFor('Number of orders', { ...suggested, items: ['number of orders'] }), []);
  for (const draft of ['', ' ', 'average', 'number of o\nx']) assert.deepEqual(offeredFor(draft, suggested), [], draft);
  assert.deepEqual(offeredFor('number of o', null), []);
});

test('questions to begin with are offered where nothing is written', () => {
  const starters = { text: '', items: ['How many orders are there?'] };
  assert.deepEqual(offeredFor('', starters), starters.items);
  assert.deepEqual(offeredFor('x', starters), []);
});

test('a line of the list is the word being written and what follows it', () => {
  assert.deepEqual(tailOf('number of order items', 'Number of or'), { begun: true, text: 'order items' });
  assert.deepEqual(tailOf('number of orders by region', 'number of orders '), { begun: true, text: 'by region' });
  assert.deepEqual(tailOf('number of orders, top', 'number of orders '), { begun: true, text: ', top' });
  assert.deepEqual(tailOf('number of orders', 'num'), { begun: false, text: 'number of orders' });
  assert.deepEqual(tailOf('count of orders', 'number of o'), { begun: false, text: 'count of orders' });
});

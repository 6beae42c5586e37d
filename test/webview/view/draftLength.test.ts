// The limit of a message, as the composer tells it.
// Not here: the server's refusal (test/server).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftLength } from '../../../webview/view/draftLength.ts';

test('nothing is said while the limit is far', () => {
  assert.deepEqual(draftLength('How many?', []), { tooLong: 0, hint: '' });
});

test('near the limit the count is shown; at the limit it still fits', () => {
  assert.deepEqual(draftLength('x'.repeat(32_000), []), { tooLong: 0, hint: '32,000 of 32,000 characters' });
});

test('beyond it, by how much, context counted as it is sent', () => {
  assert.equal(draftLength('x'.repeat(32_001), []).tooLong, 1);
  const { tooLong, hint } = draftLength('Why?', [{ language: 'sql', path: 'a.sql', text: 'x'.repeat(32_000) }]);
  assert.equal(tooLong, 'Why?\n\nContext: sql, a.sql\n```sql\n\n```'.length);
  assert.match(hint, /with its context is 37 characters too long/);
});

test('what is too long even to be kept is said, too', () => {
  assert.doesNotMatch(draftLength('x'.repeat(5_000_000), []).hint, /not kept/);
  assert.match(draftLength('x'.repeat(5_000_001), []).hint, /not kept/);
});

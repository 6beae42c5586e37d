// Secrets at rest: they open where they belong, and nowhere else.
// Not here: where the key is kept.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createSealing } from '../../../src/server/databases/sealing.ts';

const sealing = createSealing(randomBytes(32));

test('a secret comes back as it was, and is never sealed the same way twice', () => {
  for (const secret of ['hunter2', 'pä ss:@/?#', '💥'.repeat(500), '']) {
    const sealed = sealing.seal(secret, 'a');
    assert.equal(sealing.open(sealed, 'a'), secret);
    assert.notEqual(sealing.seal(secret, 'a'), sealed);
    assert.ok(secret === '' || !sealed.includes(secret));
  }
});

test('it does not open for another place, with another key, or when a bit of it is another', () => {
  const sealed = sealing.seal('hunter2', 'a');
  assert.equal(sealing.open(sealed, 'b'), undefined);
  assert.equal(createSealing(randomBytes(32)).open(sealed, 'a'), undefined);
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.equal(sealing.open(`v1.${changed.toString('base64url')}`, 'a'), undefined);
  }
});

test('what is cut, empty or of another form does not open', () => {
  for (const sealed of [
    '',
    'v1.',
    'v1.AAAA',
    'v2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    sealing.seal('hunter2', 'a').slice(0, 30),
  ])
    assert.equal(sealing.open(sealed, 'a'), undefined);
});

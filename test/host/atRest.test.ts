// The key that passwords are sealed with: made once, the same for every window and start, and done without where nothing is kept.
// Not here: that it is in no file, log or process (test/vscode/databases.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAtRestKey } from '../../src/host/atRest.ts';

function setting(stored: Record<string, string> = {}) {
  const logged: string[] = [];
  const secrets = {
    get: async (name: string) => stored[name],
    store: async (name: string, value: string) => {
      stored[name] = value;
    },
  };
  return { stored, logged, parts: { secrets, log: { warn: (text: string) => void logged.push(text) } } };
}

test('is 32 random bytes, kept for the next start', async () => {
  const { parts, stored } = setting();
  const key = await readAtRestKey(parts);
  assert.equal(Buffer.from(key ?? '', 'base64url').length, 32);
  assert.equal(stored['trellis.atRest'], key);
  assert.equal(await readAtRestKey(parts), key);
  assert.notEqual(await readAtRestKey(setting().parts), key);
});

test('of two windows at once, both use what is stored in the end', async () => {
  const { parts, stored } = setting();
  const other = 'A'.repeat(43);
  const store = async (name: string) => {
    // The other window was quicker to be last.
    stored[name] = other;
  };
  assert.equal(await readAtRestKey({ ...parts, secrets: { ...parts.secrets, store } }), other);
});

test('is made anew where what is stored is no key', async () => {
  const { parts } = setting({ 'trellis.atRest': 'short' });
  assert.match((await readAtRestKey(parts)) ?? '', /^[\w-]{43}$/);
});

test('is done without where the secret storage fails, and nothing secret is logged', async () => {
  const { parts, logged } = setting();
  const get = () => Promise.reject(new Error('no keyring'));
  assert.equal(await readAtRestKey({ ...parts, secrets: { ...parts.secrets, get } }), undefined);
  assert.deepEqual(logged, ['The key for stored passwords could not be read: no keyring']);
});

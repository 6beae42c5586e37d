// Accounts in the secret storage: several, added and removed in several windows, and those that earlier versions stored.
// Not here: dialogs and menus (test/vscode/accounts.test.ts).
import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { Emitter } from '../../src/base/emitter.ts';
import { createAccountMarks } from '../../src/host/accountsMarks.ts';
import { createCredentials } from '../../src/host/credentials.ts';

const url = 'https://trellis.example';
const ann = { url, email: 'ann@example.org' };
const bob = { url, email: 'bob@example.org' };

/** VS Code's storage as one window has it; `shared` is what several have in common. */
function secretStorage(shared = new Map<string, string>()) {
  const changes = new Emitter<{ key: string }>();
  return {
    shared,
    keys: async () => [...shared.keys()],
    get: async (key: string) => shared.get(key),
    async store(key: string, value: string) {
      shared.set(key, value);
      changes.fire({ key });
    },
    async delete(key: string) {
      shared.delete(key);
      changes.fire({ key });
    },
    onDidChange: changes.event,
  };
}

function machine(t: TestContext) {
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-accounts-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const window = (secrets = secretStorage()) => {
    const marks = createAccountMarks(folder, { info: () => undefined });
    const credentials = createCredentials(secrets, marks);
    t.after(() => {
      credentials.dispose();
      marks.dispose();
    });
    return credentials;
  };
  return { folder, window };
}

test('an account is a server and an email: adding one loses no other', async (t) => {
  const credentials = machine(t).window();
  await credentials.save(bob, 'key of bob');
  await credentials.save(ann, 'key of ann');
  await credentials.save({ ...ann, url: 'http://127.0.0.1:1' }, 'key of ann elsewhere');
  assert.deepEqual(await credentials.list(), [{ ...ann, url: 'http://127.0.0.1:1' }, ann, bob]);
  assert.equal((await credentials.read(bob))?.apiKey, 'key of bob');
  await credentials.remove(ann);
  assert.deepEqual(await credentials.list(), [{ ...ann, url: 'http://127.0.0.1:1' }, bob]);
  assert.equal(await credentials.read(ann), undefined);
});

test('capitals in an email make no other account', async (t) => {
  const credentials = machine(t).window();
  await credentials.save(ann, 'old key');
  await credentials.save({ url, email: 'Ann@Example.org' }, 'new key');
  assert.deepEqual(await credentials.list(), [{ url, email: 'Ann@Example.org' }]);
  assert.equal((await credentials.read(ann))?.apiKey, 'new key');
});

test('an email may hold a number sign', async (t) => {
  const credentials = machine(t).window();
  const odd = { url, email: 'ann#sales@example.org' };
  await credentials.save(odd, 'key');
  assert.deepEqual(await credentials.list(), [odd]);
});

test('signing in anew is another signing in, even with the same key', async (t) => {
  const credentials = machine(t).window();
  await credentials.save(ann, 'key');
  const before = await credentials.read(ann);
  await credentials.save(ann, 'key');
  assert.notEqual((await credentials.read(ann))?.id, before?.id);
});

describe('accounts of earlier versions', () => {
  const old = () => new Map([[`trellis.account:${url}`, JSON.stringify({ email: ann.email, apiKey: 'old key' })]]);

  test('are listed, and moved to a name of their own', async (t) => {
    const secrets = secretStorage(old());
    const credentials = machine(t).window(secrets);
    assert.deepEqual(await credentials.list(), [ann]);
    assert.deepEqual([...secrets.shared.keys()], [`trellis.account:${url}#${ann.email}`]);
    assert.equal((await credentials.read(ann))?.apiKey, 'old key');
  });

  test('are found by who remembers them, and stay beside another of that server', async (t) => {
    const credentials = machine(t).window(secretStorage(old()));
    await credentials.save(bob, 'key of bob');
    assert.equal((await credentials.read(ann))?.apiKey, 'old key');
    assert.deepEqual(await credentials.list(), [ann, bob]);
  });

  test('do not take the place of a newer key', async (t) => {
    const credentials = machine(t).window(secretStorage(old()));
    await credentials.save(ann, 'new key');
    assert.deepEqual(await credentials.list(), [ann]);
    assert.equal((await credentials.read(ann))?.apiKey, 'new key');
  });
});

describe('two windows', () => {
  test('with the same secrets see what the other does at once', async (t) => {
    const { window } = machine(t);
    const secrets = secretStorage();
    const [here, there] = [window(secrets), window(secrets)];
    let heard = 0;
    there.onDidChange(() => {
      heard += 1;
    });
    await here.save(ann, 'key');
    assert.ok(heard > 0);
    assert.equal((await there.read(ann))?.apiKey, 'key');
    await here.remove(ann);
    assert.equal(await there.read(ann), undefined);
  });

  test('whose secrets are copies notice a sign-out of each other, by themselves and when they look', async (t) => {
    const { window } = machine(t);
    const secrets = secretStorage();
    const here = window(secrets);
    await here.save(ann, 'key');
    // As a browser window has it: read once, when it opened.
    const there = window(secretStorage(new Map(secrets.shared)));
    assert.equal((await there.read(ann))?.apiKey, 'key');
    const told = new Promise<void>((resolve) => there.onDidChange(resolve));
    await here.remove(ann);
    assert.equal(await there.read(ann), undefined);
    assert.deepEqual(await there.list(), []);
    await told;
  });

  test('that signed in each for itself sign out together, and whoever signs in again is in', async (t) => {
    const { window } = machine(t);
    const [here, there] = [window(), window()];
    await here.save(ann, 'key');
    await there.save(ann, 'key');
    await here.remove(ann);
    assert.equal(await there.read(ann), undefined);
    await there.save(ann, 'key');
    assert.equal((await there.read(ann))?.apiKey, 'key');
    assert.equal(await here.read(ann), undefined);
  });
});

test('what lies in files holds neither key nor email, and is for its owner alone', async (t) => {
  const { folder, window } = machine(t);
  const credentials = window();
  await credentials.save(ann, 'the-key-itself');
  await credentials.remove(ann);
  const files = globSync('**/*', { cwd: folder }).map((name) => path.join(folder, name));
  assert.equal(files.length, 1);
  for (const file of files) {
    assert.doesNotMatch(file + readFileSync(file, 'utf8'), /the-key-itself|ann|example/);
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o077, 0);
  }
});

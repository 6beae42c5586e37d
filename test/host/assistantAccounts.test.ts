// Tokens of assistant servers in the secret storage: kept by server and user, gone in every window, apart from the keys of Trellis.
// Not here: how one gets a token (assistantSignIn.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Emitter } from '../../src/base/emitter.ts';
import { createAccountMarks } from '../../src/host/accountsMarks.ts';
import { createAssistantAccounts } from '../../src/host/assistantAccounts.ts';
import { checkedAssistantUrl, createCredentials } from '../../src/host/credentials.ts';
import { temporaryFolder } from '../support/testServer.ts';

const url = 'https://chat.example';
const ann = { url, user: 'ann@example.org' };

/** VS Code's storage as one window has it; in a browser each reads it once. */
function secretStorage(shared = new Map<string, string>()) {
  const changes = new Emitter<{ key: string }>();
  return {
    shared,
    keys: async () => [...shared.keys()],
    get: async (key: string) => shared.get(key),
    store: async (key: string, value: string) => void shared.set(key, value),
    delete: async (key: string) => void shared.delete(key),
    onDidChange: changes.event,
  };
}

function machine(t: TestContext) {
  const folder = temporaryFolder(t);
  return (secrets = secretStorage()) => {
    const marks = createAccountMarks(folder, { info: () => undefined });
    const assistants = createAssistantAccounts(secrets, marks);
    const credentials = createCredentials(secrets, marks);
    for (const part of [assistants, credentials, marks]) t.after(() => part.dispose());
    return { assistants, credentials, secrets };
  };
}

test('a token is kept under its server and user; one for everybody beside it', async (t) => {
  const { assistants, secrets } = machine(t)();
  await assistants.save(ann, 'first');
  await assistants.save({ url, user: null }, 'for all');
  await assistants.save(ann, 'second');
  assert.deepEqual([...secrets.shared.keys()], [`trellis.assistant:${url}#${ann.user}`, `trellis.assistant:${url}#`]);
  assert.equal((await assistants.read(ann))?.token, 'second');
  assert.equal((await assistants.read({ url, user: null }))?.token, 'for all');
  assert.deepEqual(await assistants.list(), [{ url, user: null }, ann]);
});

test('a sign-out is one in every window, and of that kind of account alone', async (t) => {
  const window = machine(t);
  const first = window();
  await first.assistants.save(ann, 'token');
  await first.credentials.save({ url, email: ann.user }, 'key');
  // What this window once read of the storage, it goes on seeing.
  const second = window(secretStorage(new Map(first.secrets.shared)));
  await first.assistants.remove(ann);
  assert.equal(await second.assistants.read(ann), undefined);
  assert.deepEqual(await second.assistants.list(), []);
  assert.equal((await second.credentials.read({ url, email: ann.user }))?.apiKey, 'key');
});

test('an address may end as those of the API do; plain http is for this machine', () => {
  for (const given of ['http://localhost:8010', 'http://localhost:8010/', ' http://localhost:8010/api/ '])
    assert.deepEqual(checkedAssistantUrl(given), { url: 'http://localhost:8010' });
  assert.deepEqual(checkedAssistantUrl('https://a.example/chat/api'), { url: 'https://a.example/chat' });
  for (const given of ['http://a.example', 'https://u:p@a.example', 'https://a.example/?token=x', 'localhost:8010'])
    assert.ok('problem' in checkedAssistantUrl(given), given);
});

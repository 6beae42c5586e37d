// Tokens of assistant servers in the secret storage: kept by server and user, gone in every window, apart from the keys of Trellis.
// Not here: how one gets a token (assistantSignIn.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Emitter } from '../../src/base/emitter.ts';
import { createAccountMarks } from '../../src/host/accountsMarks.ts';
import { createAssistantAccounts } from '../../src/host/assistantAccounts.ts';
import { checkedAssistantUrl, checkedServerUrl, createCredentials, isUnencrypted } from '../../src/host/credentials.ts';
import { createMemory } from '../../src/host/memory.ts';
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
  for (const given of ['http://a.example', 'https://u:p@a.example', 'https://a.example/?token=x', '', 'http://'])
    assert.ok('problem' in checkedAssistantUrl(given), given);
});

test('an address without a scheme is http on this machine and in the own network, else https', () => {
  const expected = {
    'localhost:8010': 'http://localhost:8010',
    '127.0.0.1:8010/api': 'http://127.0.0.1:8010',
    '[::1]:8010': 'http://[::1]:8010',
    '192.168.1.20:8010': 'http://192.168.1.20:8010',
    'nas.local:8010': 'http://nas.local:8010',
    'homeserver:8010': 'http://homeserver:8010',
    'chat.example:8443': 'https://chat.example:8443',
    'chat.example': 'https://chat.example',
    '8.8.8.8:8010': 'https://8.8.8.8:8010',
  };
  for (const [given, url] of Object.entries(expected)) assert.deepEqual(checkedAssistantUrl(given), { url }, given);
  for (const given of ['ftp://a.example', 'mailto:ann@a.example', 'file:///etc/passwd', 'ws://localhost:8010']) {
    const checked = checkedAssistantUrl(given);
    assert.match(
      'problem' in checked ? checked.problem : '',
      /begin with http:\/\/ or https:\/\/.*localhost:8010/,
      given,
    );
  }
  const refused = checkedAssistantUrl('http://a.example');
  assert.match('problem' in refused ? refused.problem : '', /token/);
});

test('plain http is accepted in the own network alone, and known to be unencrypted', () => {
  const near = ['10.1.2.3', '172.16.0.1', '172.31.255.1', '192.168.1.20', '[fd12:3456::1]', '[fe80::1]'];
  for (const host of [...near, 'nas.local', 'a.b.lan', 'nas.home.arpa', 'homeserver']) {
    assert.deepEqual(checkedAssistantUrl(`http://${host}:8010`), { url: `http://${host}:8010` });
    assert.equal(isUnencrypted(`http://${host}:8010`), true, host);
    assert.equal(isUnencrypted(`https://${host}:8010`), false);
  }
  for (const own of ['localhost', '127.0.0.1', '[::1]']) assert.equal(isUnencrypted(`http://${own}:8010`), false);
  const far = ['172.32.0.1', '172.15.0.1', '11.0.0.1', '8.8.8.8', '10.evil.example', '192.168.1.20.evil.example'];
  for (const host of [...far, '[2001:db8::1]', '[fec0::1]', 'local.example', 'com.'])
    assert.ok('problem' in checkedAssistantUrl(`http://${host}:8010`), host);
  assert.ok('problem' in checkedServerUrl('http://192.168.1.20:8010'));
  assert.ok('problem' in checkedServerUrl('localhost:8010'));
});

test('the last ten servers are kept with what they ask for, each once; without their tokens', async (t) => {
  const { assistants } = machine(t)();
  const kept = new Map<string, unknown>();
  assistants.keepServersIn(
    createMemory({
      get: <T>(key: string) => kept.get(key) as T,
      update: async (key, value) => void kept.set(key, value),
    }),
  );
  await assistants.save(ann, 'the token');
  for (let port = 1; port <= 11; port++)
    assistants.remember({ url: `http://localhost:${port}`, user: null, mode: 'open' });
  assistants.remember({ ...ann, mode: 'login' });
  assistants.remember({ url: 'http://localhost:5', user: null, mode: 'token' });
  const servers = assistants.servers();
  assert.equal(servers.length, 10);
  assert.deepEqual(servers.slice(0, 3), [
    { url: 'http://localhost:5', user: null, mode: 'token' },
    { ...ann, mode: 'login' },
    { url: 'http://localhost:11', user: null, mode: 'open' },
  ]);
  assert.doesNotMatch(JSON.stringify([...kept]), /the token/);
  const states = new Map((await assistants.list()).map(({ url, state }) => [url, state]));
  assert.deepEqual(
    [states.get(url), states.get('http://localhost:5'), states.get('http://localhost:6')],
    [undefined, 'out', 'open'],
  );
  assistants.forget({ url: 'http://localhost:5', user: null });
  assert.equal((await assistants.list()).length, 9);
});

// Signing in and out as dialogs: what was typed stays when something fails, and nobody is signed out who was not meant.
// Not here: where accounts are kept (accounts.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Source } from '../../src/chat/state.ts';
import type { Account, Credentials } from '../../src/host/credentials.ts';
import { httpPeer } from '../support/httpPeer.ts';
import { installFakeVscode, person, script } from './library/fakeVscode.ts';

installFakeVscode();
const { signIn } = await import('../../src/host/dialogs.ts');
const { createAccounts } = await import('../../src/host/accounts.ts');

const email = 'ann@example.org';
const good = { token: 't', member_id: 'm', organization_id: 'o', expires_at: '2999-01-01T00:00:00Z' };

const noAssistants = {
  ...{
    list: async () => [],
    read: async () => undefined,
    save: async () => assert.fail(),
    remove: async () => assert.fail(),
  },
  ...{ servers: () => [], remember: () => undefined, forget: () => undefined, keepServersIn: () => undefined },
  ...{ onDidChange: () => ({ dispose: () => undefined }), dispose: () => undefined },
};

function accountsOf(...listed: Account[]) {
  const saved: [Account, string][] = [];
  const removed: Account[] = [];
  const credentials: Credentials = {
    list: async () => listed,
    read: async () => undefined,
    save: async (account, key) => void saved.push([account, key]),
    remove: async (account) => void removed.push(account),
    onDidChange: () => ({ dispose: () => undefined }),
    dispose: () => undefined,
  };
  return { credentials, saved, removed };
}

/** A server that knows one key; with another, or while it is `broken`, it says what the test gives. */
async function server(t: TestContext, refusal = 'Invalid API key') {
  const state = { broken: false };
  const peer = await httpPeer(t, ({ headers, response }) => {
    const status = state.broken ? 500 : headers['x-api-key'] === 'right' ? 200 : 401;
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? good : { detail: refusal }));
    state.broken = false;
    return true;
  });
  return { ...peer, state };
}

const steps = () => person.asked.map(({ title }) => /\d\/3/.exec(title ?? '')?.[0]);

test('a server that cannot be reached brings back the address, as it was typed, and says why', async (t) => {
  const { url } = await server(t);
  const { credentials, saved } = accountsOf();
  script('http://127.0.0.1:1', email, 'right', url, undefined, 'right');
  assert.deepEqual(await signIn({ url: 'https://api.example', email: null }, credentials), { url, email });
  assert.deepEqual(steps(), ['1/3', '2/3', '3/3', '1/3', '2/3', '3/3']);
  assert.match(person.asked[3]?.prompt ?? '', /^Signing in failed: /);
  assert.equal(person.asked[3]?.value, 'http://127.0.0.1:1');
  assert.equal(person.asked[4]?.value, email);
  assert.deepEqual(saved, [[{ url, email }, 'right']]);
});

test('a refused key is asked for again alone, and words of the server make no link', async (t) => {
  const { url } = await server(t, 'No. [Help](command:workbench.action.quit)');
  const { credentials, saved } = accountsOf();
  script(undefined, undefined, 'wrong', 'right', undefined, undefined, 'right');
  assert.deepEqual(await signIn({ url, email }, credentials), { url, email });
  assert.deepEqual(steps(), ['1/3', '2/3', '3/3', '3/3']);
  assert.match(person.asked[3]?.prompt ?? '', /No\. \[Help\]\u200B\(command/);
  assert.equal(saved.length, 1);
});

test('a server in trouble, then Escape: nothing is kept', async (t) => {
  const { url, state } = await server(t);
  const { credentials, saved } = accountsOf();
  state.broken = true;
  script(undefined, undefined, 'right', null);
  assert.equal(await signIn({ url, email }, credentials), undefined);
  assert.deepEqual(steps(), ['1/3', '2/3', '3/3', '1/3']);
  assert.deepEqual(saved, []);
});

test('another address that the person chooses by themselves proposes no email', async (t) => {
  const { url } = await server(t);
  script(url, null);
  assert.equal(await signIn({ url: 'https://api.example', email }, accountsOf().credentials), undefined);
  assert.equal(person.asked[1]?.value, '');
});

test('an account signed out elsewhere is signed out here, and not the one that is left', async () => {
  const mine = { url: 'https://trellis.example', email };
  const other = { ...mine, email: 'bob@example.org' };
  const { credentials, removed } = accountsOf(other);
  const chosen: Source[] = [];
  const accounts = createAccounts({
    credentials,
    settings: { serverUrl: () => mine.url, assistantUrl: () => 'http://localhost:8010' },
    assistants: noAssistants,
    sources: { connection: null, choose: (source) => void chosen.push(source) },
    source: () => ({ kind: 'trellis', ...mine }),
  });
  script(null);
  await accounts.signOut();
  assert.deepEqual(person.asked[0]?.labels, [email, other.email]);
  assert.deepEqual(removed, []);
  script(email, 'Sign Out');
  await accounts.signOut();
  assert.deepEqual(removed, [mine]);
  assert.deepEqual(chosen, [{ kind: 'none' }]);
});

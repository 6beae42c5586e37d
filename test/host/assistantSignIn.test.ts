// Signing in at an assistant server as dialogs, in each of its modes: what is asked, what is kept, what is said when it fails.
// Not here: what such a server then does (test/session/assistant), where tokens are kept (assistantAccounts.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Source } from '../../src/chat/state.ts';
import type { AssistantAccount, AssistantAccounts } from '../../src/host/assistantAccounts.ts';
import type { Account, Credentials } from '../../src/host/credentials.ts';
import { type AssistantPeerOptions, assistantPeer } from '../support/assistantPeer.ts';
import { installFakeVscode, person, script } from './library/fakeVscode.ts';

installFakeVscode();
const { createAccounts } = await import('../../src/host/accounts.ts');

const nothing = { dispose: () => undefined };

function setting(now: Source = { kind: 'none' }, ...known: AssistantAccount[]) {
  const kept = new Map(known.map((account) => [JSON.stringify(account), 'kept token']));
  const chosen: Source[] = [];
  const removed: AssistantAccount[] = [];
  let retries = 0;
  const assistants: AssistantAccounts = {
    list: async () => [...kept.keys()].map((key) => JSON.parse(key)),
    read: async ({ url, user }) => {
      const token = kept.get(JSON.stringify({ url, user }));
      return token === undefined ? undefined : { token, id: '' };
    },
    save: async ({ url, user }, token) => void kept.set(JSON.stringify({ url, user }), token),
    async remove(account) {
      removed.push(account);
      kept.delete(JSON.stringify(account));
    },
    ...{ onDidChange: () => nothing, ...nothing },
  };
  const saved: Account[] = [];
  const credentials: Credentials = {
    ...{ list: async () => [], read: async () => undefined, remove: async () => undefined },
    save: async (account) => void saved.push(account),
    ...{ onDidChange: () => nothing, ...nothing },
  };
  const connection = { session: { retryNow: () => void retries++ } };
  const accounts = createAccounts({
    ...{ credentials, assistants, source: () => now },
    settings: { serverUrl: () => 'https://api.example', assistantUrl: () => 'http://localhost:8010' },
    sources: { choose: (source) => void chosen.push(source), connection: connection as never },
  });
  return { accounts, kept, chosen, removed, saved, retries: () => retries };
}

const server = async (t: TestContext, options: AssistantPeerOptions = {}) => (await assistantPeer(t, options)).url;
const titles = () => person.asked.map(({ title }) => /\d\/3/.exec(title ?? '')?.[0] ?? 'other');
const tokenOf = (kept: Map<string, string>, account: AssistantAccount) => kept.get(JSON.stringify(account));

test('an open server asks for nothing but its address, whose end is ours', async (t) => {
  const url = await server(t);
  const { accounts, kept, chosen } = setting();
  script(`${url}/api/`);
  assert.equal(await accounts.connectAssistant(false), true);
  assert.equal(person.asked[0]?.value, 'http://localhost:8010');
  assert.deepEqual(chosen, [{ kind: 'assistant', url, user: null }]);
  assert.equal(kept.size, 0);
});

test('a server with one token: a wrong one is asked for again, and says so', async (t) => {
  const peer = await assistantPeer(t, { auth: 'token' });
  const { accounts, kept, chosen } = setting();
  script(peer.url, 'wrong', ` ${peer.token} `);
  assert.equal(await accounts.connectAssistant(false), true);
  assert.match(person.asked[2]?.prompt ?? '', /Check the token/);
  assert.deepEqual(chosen, [{ kind: 'assistant', url: peer.url, user: null }]);
  assert.equal(tokenOf(kept, { url: peer.url, user: null }), peer.token);
});

test('a server with users: name and password become a token; a refusal keeps the name', async (t) => {
  const peer = await assistantPeer(t, { auth: 'login' });
  const { accounts, kept, chosen } = setting();
  script(peer.url, 'ada', 'wrong', undefined, 'lovelace');
  assert.equal(await accounts.connectAssistant(false), true);
  assert.deepEqual(titles(), ['1/3', '2/3', '3/3', '2/3', '3/3']);
  assert.match(person.asked[3]?.prompt ?? '', /Invalid username or password\. Check the user name/);
  assert.equal(person.asked[3]?.value, 'ada');
  assert.equal(person.asked[4]?.value, undefined);
  assert.deepEqual(chosen, [{ kind: 'assistant', url: peer.url, user: 'ada' }]);
  const token = tokenOf(kept, { url: peer.url, user: 'ada' });
  assert.ok(token && !token.includes('lovelace'));
  assert.doesNotMatch(JSON.stringify([...kept]), /lovelace/);
});

test('an address at which nothing answers brings it back as it was typed, and says why', async (t) => {
  const url = await server(t);
  const { accounts, chosen } = setting();
  script('http://127.0.0.1:1', url);
  assert.equal(await accounts.connectAssistant(false), true);
  assert.match(person.asked[1]?.prompt ?? '', /^That did not work: /);
  assert.equal(person.asked[1]?.value, 'http://127.0.0.1:1');
  assert.deepEqual(chosen, [{ kind: 'assistant', url, user: null }]);
});

test('Escape at any step changes nothing', async (t) => {
  const url = await server(t, { auth: 'login' });
  const { accounts, kept, chosen } = setting();
  for (const answers of [[null], [url, null], [url, 'ada', null]]) {
    script(...answers);
    assert.equal(await accounts.connectAssistant(false), false);
  }
  assert.deepEqual([kept.size, chosen], [0, []]);
});

test('a Trellis server proposes to be used as one, with the same address', async (t) => {
  const url = await server(t, { auth: 'login', app: 'Trellis' });
  const { accounts, chosen } = setting();
  script(url, '$(account) Sign in to Trellis', null);
  assert.equal(await accounts.connectAssistant(false), false);
  assert.deepEqual(person.asked[1]?.labels, ['$(account) Sign in to Trellis', '$(key) Use a token']);
  assert.equal(person.asked[2]?.value, url);
  assert.match(person.asked[2]?.title ?? '', /Sign In to Trellis/);
  script(url, '$(key) Use a token', null);
  assert.equal(await accounts.connectAssistant(false), false);
  assert.match(person.asked[2]?.prompt ?? '', /^Token of 127/);
  assert.deepEqual(chosen, []);
});

test('a server without a sign-in for passwords takes a token', async (t) => {
  const peer = await assistantPeer(t, { auth: 'login' });
  peer.fail({ at: 'POST /api/auth/login', do: { kind: 'answer', status: 404, body: { detail: 'Not Found' } } });
  const { accounts } = setting();
  script(peer.url, 'ada', 'lovelace', null);
  assert.equal(await accounts.connectAssistant(false), false);
  assert.match(person.asked[3]?.prompt ?? '', /no sign-in with a password/);
});

test('signing in again asks for no address, and lets the same session go on', async (t) => {
  const url = await server(t, { auth: 'login' });
  const { accounts, chosen, retries } = setting({ kind: 'assistant', url, user: 'ada' });
  script(undefined, 'lovelace');
  assert.equal(await accounts.connectAssistant(true), true);
  assert.deepEqual(titles(), ['2/3', '3/3']);
  assert.equal(person.asked[0]?.value, 'ada');
  assert.deepEqual(chosen, []);
  assert.equal(retries(), 1);
});

test('accounts of both kinds are listed with their kind, and one of them is signed out', async () => {
  const ann = { url: 'https://chat.example', user: 'ann' };
  const token = { url: 'http://localhost:8010', user: null };
  const { accounts, chosen, removed } = setting({ kind: 'assistant', ...ann }, ann, token);
  script('with a token');
  assert.equal(await accounts.switchAccount(), true);
  assert.deepEqual(person.asked[0]?.labels, [
    ...['ann', 'with a token'],
    ...['Add another…', 'Connect to an assistant server…'],
  ]);
  assert.deepEqual(chosen, [{ kind: 'assistant', ...token }]);
  script('ann', 'Sign Out');
  await accounts.signOut();
  assert.match(person.shown[0] ?? '', /Sign ann out of chat\.example\?\n.*Chats stay on the server.*until it expires/s);
  assert.deepEqual(removed, [ann]);
  assert.deepEqual(chosen.at(-1), { kind: 'none' });
});

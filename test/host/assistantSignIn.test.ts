// Signing in at an assistant server as dialogs, in each of its modes: what is asked, what is kept, what is said when it fails.
// Not here: what such a server then does (test/session/assistant), where tokens are kept (assistantAccounts.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Source } from '../../src/chat/state.ts';
import type { AssistantAccount } from '../../src/host/assistantAccounts.ts';
import { createAssistantAccounts } from '../../src/host/assistantAccounts.ts';
import type { Account, Credentials } from '../../src/host/credentials.ts';
import { createMemory } from '../../src/host/memory.ts';
import { type AssistantPeerOptions, assistantPeer } from '../support/assistantPeer.ts';
import { memento } from '../support/chatSetting.ts';
import { installFakeVscode, person, script } from './library/fakeVscode.ts';

installFakeVscode();
const { createAccounts } = await import('../../src/host/accounts.ts');

const nothing = { dispose: () => undefined };
const nameOf = ({ url, user }: AssistantAccount) => `trellis.assistant:${url}#${user ?? ''}`;
const stored = (user: string | null, token: string) => JSON.stringify({ user, token });

const noMarks = {
  signedIn: () => undefined,
  signedOut: () => undefined,
  isOut: () => false,
  onDidChange: () => nothing,
};

function setting(now: Source = { kind: 'none' }, ...known: AssistantAccount[]) {
  const secrets = new Map(known.map(({ url, user }) => [nameOf({ url, user }), stored(user, 'kept token')]));
  const chosen: Source[] = [];
  let retries = 0;
  const storage = {
    ...{ keys: async () => [...secrets.keys()], get: async (key: string) => secrets.get(key) },
    ...{ store: async (key: string, value: string) => void secrets.set(key, value), onDidChange: () => nothing },
    delete: async (key: string) => void secrets.delete(key),
  };
  const assistants = createAssistantAccounts(storage, { ...noMarks, ...nothing });
  const memory = createMemory(memento());
  assistants.keepServersIn(memory);
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
  return { accounts, assistants, memory, kept: secrets, chosen, saved, retries: () => retries };
}

const server = async (t: TestContext, options: AssistantPeerOptions = {}) => (await assistantPeer(t, options)).url;
const steps = () => person.asked.map(({ title }) => /step (\d)/.exec(title ?? '')?.[1] ?? 'other').join(' ');
const tokenOf = (kept: Map<string, string>, account: AssistantAccount) =>
  /"token":"([^"]*)"/.exec(kept.get(nameOf(account)) ?? '')?.[1];

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
  assert.equal(steps(), '1 2 2');
  assert.deepEqual(chosen, [{ kind: 'assistant', url: peer.url, user: null }]);
  assert.equal(tokenOf(kept, { url: peer.url, user: null }), peer.token);
});

test('a server with users: name and password become a token; a refusal keeps the name', async (t) => {
  const peer = await assistantPeer(t, { auth: 'login' });
  const { accounts, kept, chosen } = setting();
  script(peer.url, 'ada', 'wrong', undefined, 'lovelace');
  assert.equal(await accounts.connectAssistant(false), true);
  assert.equal(steps(), '1 2 3 2 3');
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
  assert.equal(steps(), '2 3');
  assert.equal(person.asked[0]?.value, 'ada');
  assert.deepEqual(chosen, []);
  assert.equal(retries(), 1);
});

test('accounts of both kinds are listed with their kind, and one of them is signed out', async () => {
  const ann = { url: 'https://chat.example', user: 'ann' };
  const token = { url: 'http://localhost:8010', user: null };
  const { accounts, chosen, kept } = setting({ kind: 'assistant', ...ann }, ann, token);
  script('with a token');
  assert.equal(await accounts.switchAccount(), true);
  assert.deepEqual(person.asked[0]?.labels, [
    ...['ann', 'with a token'],
    ...['Sign in to another Trellis account…', 'Connect to an assistant server…'],
  ]);
  assert.deepEqual(chosen, [{ kind: 'assistant', ...token }]);
  script('ann', 'Sign Out');
  await accounts.signOut();
  assert.match(
    person.shown[0] ?? '',
    /Sign ann out of chat\.example\?\n.*Chats stay on the server.*The server still accepts that token until it expires/s,
  );
  assert.deepEqual([...kept.keys()], [nameOf(token)]);
  assert.deepEqual(chosen.at(-1), { kind: 'none' });
});

test('servers that were connected to are proposed the next time, whatever they ask for; one can be taken out', async (t) => {
  const open = await server(t);
  const login = await assistantPeer(t, { auth: 'login' });
  const { accounts, memory, chosen } = setting();
  script(open);
  assert.equal(await accounts.connectAssistant(false), true);
  script(login.url, 'ada', 'lovelace');
  assert.equal(await accounts.connectAssistant(false), true);
  assert.deepEqual(person.asked[0]?.labels, [open, '$(add) Another address…']);
  assert.deepEqual(memory.servers(), [
    { url: login.url, user: 'ada', mode: 'login' },
    { url: open, user: null, mode: 'open' },
  ]);
  script(open);
  assert.equal(await accounts.connectAssistant(false), true);
  assert.equal(person.asked.length, 1);
  assert.deepEqual(chosen.at(-1), { kind: 'assistant', url: open, user: null });
  // Whose token is accepted still is asked for nothing.
  script(login.url);
  assert.equal(await accounts.connectAssistant(false), true);
  assert.equal(person.asked.length, 1);
  assert.deepEqual(chosen.at(-1), { kind: 'assistant', url: login.url, user: 'ada' });
  login.store.tokens.clear();
  script(login.url, undefined, 'lovelace');
  assert.equal(await accounts.connectAssistant(false), true);
  assert.equal(steps(), '1 2 3');
  assert.equal(person.asked[1]?.value, 'ada');
  script(`- ${open}`, null);
  assert.equal(await accounts.connectAssistant(false), false);
  assert.deepEqual(person.asked[1]?.labels, [login.url, '$(add) Another address…']);
});

test('servers without a sign-in are accounts to switch to, and none to sign out of', async (t) => {
  const url = await server(t);
  const { accounts, assistants, chosen } = setting();
  assistants.remember({ url, user: null, mode: 'open' });
  assistants.remember({ url: 'https://chat.example', user: 'ann', mode: 'login' });
  assert.deepEqual(await accounts.any(), { known: true, signedIn: false });
  script(new URL(url).host);
  assert.equal(await accounts.switchAccount(), true);
  assert.deepEqual(person.asked[0]?.labels?.slice(0, 2), [new URL(url).host, 'ann']);
  assert.deepEqual(chosen, [{ kind: 'assistant', url, user: null }]);
  script();
  await accounts.signOut();
  assert.match(person.shown[0] ?? '', /no account is signed in/);
});

test('plain http in the own network is agreed to once, for each server, before anything is sent', async (t) => {
  const { accounts, assistants, chosen } = setting();
  const answers: Response[] = [];
  const asked: string[] = [];
  t.mock.method(globalThis, 'fetch', async (address: string) => {
    asked.push(address);
    return answers.shift() ?? Response.json({ id: 'default', status: 'ok', app: 'Asta' });
  });
  script('192.168.1.20:8010', null);
  assert.equal(await accounts.connectAssistant(false), false);
  assert.match(person.shown[0] ?? '', /without encryption\?\n.*questions, answers and the token/);
  assert.deepEqual([asked, chosen], [[], []]);
  script('192.168.1.20:8010', 'Connect Anyway');
  assert.equal(await accounts.connectAssistant(false), true);
  assert.deepEqual(chosen, [{ kind: 'assistant', url: 'http://192.168.1.20:8010', user: null }]);
  assert.equal(assistants.servers().length, 1);
  script('http://192.168.1.20:8010');
  assert.equal(await accounts.connectAssistant(false), true);
  assert.deepEqual(person.shown, []);
});

test('what is no assistant server is said without what is odd about its answers', async (t) => {
  const { accounts } = setting();
  t.mock.method(globalThis, 'fetch', async () => new Response('<html></html>'));
  script('http://localhost:8010', null);
  assert.equal(await accounts.connectAssistant(false), false);
  assert.equal(
    person.asked[1]?.prompt,
    "That did not work: The answer is not one of the assistant API. Check the server's address.",
  );
});

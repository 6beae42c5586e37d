// Getting in at a server of the assistant API in each of its three modes, a token that ends in the middle, and where tokens never go.
// Not here: where tokens are kept and asked for (test/host/), a 401 of our own server (pitfallsAround.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { logIn, probeAssistant } from '../../../src/session/assistant/assistantSignIn.ts';
import { SessionError } from '../../../src/session/errors.ts';
import type { AssistantPeer } from '../../support/assistantPeer.ts';
import { testServer } from '../../support/testServer.ts';
import { person } from './person.ts';
import { countAnswer, countQuestion, scripted } from './servers.ts';

const options = { timeout: 10_000 };

async function kindOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (cause: unknown) => (cause instanceof SessionError ? cause.kind : String(cause)),
  );
}

/** The secret is in the headers of some requests and nowhere else. */
function assertOnlyInHeader(peer: AssistantPeer, secret: string, logged: readonly string[]): void {
  for (const { url, headers, text, route } of peer.requests) {
    assert.ok(!url.includes(secret) && !url.includes('token='), url);
    if (route !== 'POST /api/auth/login') assert.ok(!text.includes(secret), route);
    const { authorization, ...others } = headers;
    assert.ok(authorization === undefined || authorization.toString().startsWith('Bearer '), `${authorization}`);
    assert.ok(!JSON.stringify(others).includes(secret));
  }
  assert.ok(!logged.join('\n').includes(secret));
}

describe('the mode of a server', () => {
  for (const auth of ['open', 'token', 'login'] as const)
    test(auth, options, async (t) => {
      const { peer, url, token } = await scripted(t, { auth });
      const { mode, app, version, user } = await probeAssistant(url, null);
      assert.deepEqual({ mode, app, version, user }, { mode: auth, app: 'Asta', version: '1.4.8', user: null });
      assert.ok(peer?.requests.every(({ headers }) => headers.authorization === undefined));
      if (token !== null) assert.equal((await probeAssistant(url, token)).user, auth === 'login' ? 'ada' : 'admin');
      if (auth !== 'open') assert.equal(await kindOf(probeAssistant(url, 'wrong')), 'unauthorized');
    });

  test('of our own server: a token', options, async (t) => {
    const server = await testServer(t);
    assert.equal(await kindOf(probeAssistant(server.url, 'wrong')), 'unauthorized');
    assert.equal((await probeAssistant(server.url, server.token)).app, 'Trellis');
  });

  test('nobody there, and somebody else', options, async (t) => {
    assert.equal(await kindOf(probeAssistant('http://127.0.0.1:9', null)), 'offline');
    const { peer, url } = await scripted(t);
    for (const [body, status] of [
      ['<html>', 200],
      [{ detail: 'Not Found' }, 404],
      ['Internal Server Error', 500],
    ] as const) {
      peer?.fail({ at: 'GET /api/health', do: { kind: 'answer', status, body } });
      assert.equal(await kindOf(probeAssistant(url, null)), status === 500 ? 'server' : 'protocol');
    }
    peer?.fail({ at: 'GET /api/health', do: { kind: 'answer', status: 307, location: 'http://127.0.0.1:9/' } });
    assert.equal(await kindOf(probeAssistant(url, 'secret')), 'protocol');
  });
});

test('a name and a password give a token, and are used for nothing else', options, async (t) => {
  const { peer, url } = await scripted(t, { auth: 'login' });
  assert.ok(peer);
  const { token, user } = await logIn(url, 'ada', 'lovelace');
  assert.equal(user, 'ada');
  assert.equal(await kindOf(logIn(url, 'ada', 'wrong')), 'unauthorized');
  const server = { url, token, peer, rows: async () => [], ids: async () => [] };
  const me = await (await person(t, server)).connected();
  assert.equal((await me.asked(countQuestion))?.content, countAnswer);
  assertOnlyInHeader(peer, 'lovelace', me.logged);
  assertOnlyInHeader(peer, token, me.logged);
});

test('one token for everybody', options, async (t) => {
  const server = await scripted(t, { auth: 'token' });
  const me = await (await person(t, server)).connected();
  assert.equal((await me.asked(countQuestion))?.content, countAnswer);
  assert.ok(server.peer && server.token);
  assertOnlyInHeader(server.peer, server.token, me.logged);
  assert.ok(server.peer.requests.some(({ headers }) => headers.authorization === `Bearer ${server.token}`));
});

describe('a token that cannot stand in a header', () => {
  const tokens = ['secret\nX-Other: 1', 'sécret', 'secret-😀', 'secret two', '', 'x'.repeat(100_000)];

  test('given by a person: said before anything is asked', options, async (t) => {
    const { peer, url } = await scripted(t, { auth: 'token' });
    for (const token of tokens) {
      await assert.rejects(probeAssistant(url, token), (cause: unknown) => {
        assert.ok(cause instanceof SessionError && cause.kind === 'unauthorized' && cause.cause === undefined);
        assert.equal(cause.message, 'That is no token.');
        return true;
      });
    }
    assert.deepEqual(peer?.requests, []);
  });

  test('given by the server', options, async (t) => {
    const { peer, url } = await scripted(t, { auth: 'login' });
    for (const access_token of tokens.slice(0, 3)) {
      const body = { access_token, user: { username: 'ada' } };
      peer?.fail({ at: 'POST /api/auth/login', do: { kind: 'answer', status: 200, body } });
      await assert.rejects(logIn(url, 'ada', 'lovelace'), { message: 'The server gave a token that cannot be used.' });
    }
  });

  test('kept from before: the session asks for another', options, async (t) => {
    const server = await scripted(t, { auth: 'token' });
    const me = await person(t, server, { token: async () => tokens[0] ?? null });
    me.session.start();
    await me.until(() => me.session.state.phase === 'failed');
    const { state } = me.session;
    assert.ok(state.phase === 'failed' && state.reason.kind === 'unauthorized');
    assert.ok(!JSON.stringify([state.reason.message, me.logged]).includes('secret'));
  });
});

test('an open server is sent no token', options, async (t) => {
  const server = await scripted(t);
  const me = await (await person(t, server)).connected();
  await me.asked(countQuestion);
  assert.ok(server.peer?.requests.every(({ headers }) => headers.authorization === undefined));
});

test('a token that ends: the question is kept, it fails once, and a new token lets one go on', options, async (t) => {
  const { peer, url, token } = await scripted(t, { auth: 'login' });
  assert.ok(peer && token);
  let current: string | null = token;
  const server = { url, token, peer, rows: async () => [], ids: async () => [] };
  const me = await (await person(t, server, { token: async () => current })).connected();
  await me.asked(countQuestion);
  peer.store.tokens.clear();
  me.ask('kept?');
  await me.until(() => me.session.state.phase === 'failed');
  await me.until(() => me.answers().every(({ status }) => status !== 'running'));
  const { state } = me.session;
  assert.ok(state.phase === 'failed' && state.reason.kind === 'unauthorized');
  const before = peer.requests.length;
  for (let minute = 0; minute < 10; minute++) await me.clock.pass(60_000);
  assert.equal(peer.requests.length, before);
  assert.equal(peer.posts().length, 2);
  const question = me.messages().at(-2);
  assert.ok(question?.role === 'user' && question.content === 'kept?' && question.delivery === 'unsent');
  current = (await logIn(url, 'ada', 'lovelace')).token;
  me.session.retryNow();
  await me.until(() => me.session.state.phase === 'ready');
  me.conversation.askAgain(me.chatId(), question.id);
  await me.until(() => me.messages().length === 4 && me.answers().every(({ status }) => status === 'done'));
  assert.deepEqual(me.texts()[2], 'kept?');
  assert.equal(peer.posts().length, 3);
});

test('a sign-in that is gone asks the server nothing', options, async (t) => {
  const server = await scripted(t, { auth: 'login' });
  const token = async (): Promise<string | null> => {
    throw new SessionError('unauthorized', 'Nobody is signed in.');
  };
  const me = await person(t, server, { token });
  me.session.start();
  await me.until(() => me.session.state.phase === 'failed');
  assert.ok(server.peer?.requests.every(({ route }) => route === 'GET /api/health'));
});

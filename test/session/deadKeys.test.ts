// A key or token that is dead: how often it is tried, counted at a real peer.
// Not here: the token's own life (tokenSource.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { authenticate, createRestClient } from '../../src/session/restClient.ts';
import { createTokenSource } from '../../src/session/tokenSource.ts';
import type { SessionOptions } from '../../src/session/trellisSession.ts';
import { fakeClock } from '../support/fakeClock.ts';
import { heardSession } from '../support/heardSession.ts';
import { answerEvents, answerJson, httpPeer, type PeerRequest } from '../support/httpPeer.ts';

/** A server whose tokens are `t1`, `t2`, …; it refuses those in `dead`, and the key when `keyIsDead`. */
async function guarded(t: TestContext, given: Partial<SessionOptions> = {}) {
  const rules = { dead: new Set<string>(), keyIsDead: false, made: 0 };
  const peer = await httpPeer(t, (request: PeerRequest) => {
    if (request.url === '/v1/authenticate') {
      if (rules.keyIsDead) return answerJson(request, 401, { detail: 'Invalid API key', debug_id: 'd7' });
      rules.made += 1;
      const expires_at = new Date(Date.now() + 6 * 3_600_000).toISOString();
      return answerJson(request, 200, { token: `t${rules.made}`, member_id: 'm', organization_id: 'o', expires_at });
    }
    const token = request.headers.authorization?.slice(7) ?? '';
    if (rules.dead.has(token)) return answerJson(request, 401, { detail: 'The token is not valid.' });
    if (request.url === '/v1/models') return answerJson(request, 200, { models: [] });
    if (request.url === '/v1/integrations') return answerJson(request, 200, { integrations: [] });
    return false;
  });
  const tokens = createTokenSource(() => authenticate(peer.url, 'key', 'a@b'), fakeClock());
  const heard = heardSession(t, peer.url, { tokens, ...given });
  const rest = createRestClient(async () => peer.url, tokens);
  const signIns = () => peer.requests.filter(({ url }) => url === '/v1/authenticate').length;
  const failures = () => heard.names().filter((name) => name === 'failed').length;
  return { peer, rules, rest, signIns, failures, ...heard };
}

const nothingMore = async ({ peer, clock }: Awaited<ReturnType<typeof guarded>>) => {
  const before = [peer.requests.length, peer.upgrades];
  await clock.pass(3_600_000);
  // What was sent before this one has arrived before it.
  await fetch(`${peer.url}/v1/models`);
  peer.requests.pop();
  assert.deepEqual([peer.requests.length, peer.upgrades], before);
};

for (const pin of ['auto', 'socket', 'sse'] as const) {
  test(`${pin}: a dead key is tried once, and ends in one sentence`, async (t) => {
    const parts = await guarded(t, { pin });
    parts.rules.keyIsDead = true;
    parts.ask('a');
    parts.session.start();
    const { reason } = (await parts.until(
      () => parts.session.state.phase === 'failed' && parts.session.state,
    )) as Extract<typeof parts.session.state, { phase: 'failed' }>;
    assert.deepEqual([reason.message, reason.debugId], ['Invalid API key', 'd7']);
    await nothingMore(parts);
    assert.deepEqual([parts.signIns(), parts.failures(), parts.peer.upgrades], [1, 1, 0]);
    assert.deepEqual(parts.of('a'), ['lost']);
  });
}

test('a token that dies in the middle is renewed once, by the socket and two requests at the same time', async (t) => {
  const parts = await guarded(t);
  parts.session.start();
  await parts.state('ready socket');
  parts.rules.dead.add('t1');
  const requests = Promise.all([parts.rest.models(), parts.rest.integrations()]);
  parts.peer.sockets[0]?.close(4001);
  await requests;
  await parts.until(() => parts.names().filter((name) => name === 'ready socket').length === 2);
  assert.deepEqual([parts.signIns(), parts.peer.upgrades, parts.failures()], [2, 2, 0]);
});

test('two answers over SSE that meet a dead token renew it once, and both go on', async (t) => {
  const parts = await guarded(t, { pin: 'sse' });
  parts.session.start();
  await parts.state('ready sse');
  parts.rules.dead.add('t1');
  parts.ask('a');
  parts.ask('b', { chatId: 'c2' });
  for (let count = 0; count < 2; count++) {
    const request = await parts.peer.next('POST', '/v1/chats');
    answerEvents(request).say('message', { content: 'x', id: `m${count}` });
  }
  await Promise.all([parts.event('a', 'message'), parts.event('b', 'message')]);
  assert.deepEqual([parts.signIns(), parts.failures()], [2, 0]);
});

test('two answers over SSE and a socket that meet a dead key end in one sentence', async (t) => {
  const parts = await guarded(t, { pin: 'sse' });
  parts.session.start();
  await parts.state('ready sse');
  parts.rules.dead.add('t1');
  parts.rules.keyIsDead = true;
  parts.ask('a');
  parts.ask('b', { chatId: 'c2' });
  await Promise.all([parts.event('a', 'lost'), parts.event('b', 'lost')]);
  await nothingMore(parts);
  assert.deepEqual([parts.signIns(), parts.failures(), parts.session.state.phase], [2, 1, 'failed']);
});

test('a server that takes every token and closes with 4001 right after is not asked for tokens for ever', async (t) => {
  const parts = await guarded(t);
  parts.session.onState(({ phase }) => phase === 'ready' && parts.peer.sockets.at(-1)?.close(4001));
  parts.session.start();
  await parts.state('failed');
  await nothingMore(parts);
  assert.deepEqual([parts.signIns(), parts.peer.upgrades, parts.failures()], [2, 2, 1]);
});

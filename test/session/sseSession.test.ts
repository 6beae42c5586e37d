// When a session takes SSE instead of a socket, how it comes back, and what becomes of questions meanwhile.
// Not here: one answer's request and bytes (sseTransport.test.ts, sseStream.test.ts).
// Over 300 lines, because every test shares the one scripted setting.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SessionError } from '../../src/session/errors.ts';
import type { SessionHttp } from '../../src/session/sseAnswers.ts';
import type { SessionOptions } from '../../src/session/trellisSession.ts';
import { countedTokens, heardSession } from '../support/heardSession.ts';
import { answerEvents, answerJson, type HttpPeer, httpPeer, type PeerRequest } from '../support/httpPeer.ts';
import { memoryConnect } from '../support/memoryTransport.ts';

const models = (request: PeerRequest) =>
  request.url === '/v1/models' && answerJson(request, 200, { models: ['m'], default: 'm' });

async function barred(t: TestContext, given: Partial<SessionOptions> = {}, status = 403) {
  const peer = await httpPeer(t, models);
  peer.refuseUpgrades = status;
  const heard = heardSession(t, peer.url, given);
  heard.session.start();
  await heard.state('ready sse');
  return { peer, ...heard };
}

const posted = async (peer: HttpPeer) => {
  const request = await peer.next('POST', '/v1/chats');
  return { request, stream: answerEvents(request) };
};

for (const status of [200, 400, 403, 404, 405, 426, 501, 502, 503, 504]) {
  test(`an upgrade answered with ${status} leads to SSE when REST works`, async (t) => {
    const { names, peer } = await barred(t, {}, status);
    assert.deepEqual(names(), ['connecting', 'ready sse']);
    assert.equal(peer.requests[0]?.headers.authorization, 'Bearer token1');
  });
}

test('an upgrade answered with 403 to a token that ran out gets a new one', async (t) => {
  const peer = await httpPeer(t, (request) =>
    request.headers.authorization === 'Bearer token1'
      ? answerJson(request, 401, { detail: 'expired' })
      : models(request),
  );
  peer.refuseUpgrades = 403;
  const { session, state } = heardSession(t, peer.url);
  session.start();
  await state('ready sse');
  assert.equal(peer.upgrades, 2);
});

test('an account that REST refuses too ends in one message', async (t) => {
  const peer = await httpPeer(t, (request) => answerJson(request, 401, { detail: 'no' }));
  peer.refuseUpgrades = 403;
  const { session, state, clock } = heardSession(t, peer.url);
  session.start();
  await state('failed');
  await clock.pass(600_000);
  assert.equal(peer.upgrades, 2);
});

test('a gateway without a server behind it is waited for', async (t) => {
  const peer = await httpPeer(t, (request) => answerJson(request, 503, {}));
  peer.refuseUpgrades = 503;
  const { session, state } = heardSession(t, peer.url);
  session.start();
  await state('waiting');
});

test('attempts that find nobody lead to SSE when REST works, after one more that REST is there for', async (t) => {
  const line = memoryConnect();
  line.refuse(new SessionError('offline', 'blocked'));
  const peer = await httpPeer(t, models);
  const { session, state, clock, names } = heardSession(t, peer.url, { connect: line.connect });
  session.start();
  await state('waiting');
  assert.equal(peer.requests.length, 0);
  await clock.pass(250);
  await state('ready sse');
  assert.deepEqual(names(), ['connecting', 'waiting', 'connecting', 'connecting', 'ready sse']);
});

test('a socket that opens and is cut before it is ready counts as one that finds nobody', async (t) => {
  const line = memoryConnect();
  const peer = await httpPeer(t, models);
  const { session, state, clock, until, names } = heardSession(t, peer.url, { connect: line.connect });
  session.start();
  await clock.settle();
  line.last().cut(1006);
  await clock.pass(250);
  line.last().cut(1006);
  await until(() => names().length === 4);
  await clock.settle();
  line.last().cut(1006);
  await state('ready sse');
});

test('when nothing answers at all, it is waited for', async (t) => {
  const line = memoryConnect();
  line.refuse(new SessionError('offline', 'away'));
  const http: SessionHttp = {
    ask: () => assert.fail('not asked'),
    reach: async () => {
      throw new SessionError('offline', 'No answer');
    },
    interrupt: () => assert.fail('not stopped'),
  };
  const { session, clock, names } = heardSession(t, 'http://x', { connect: line.connect, http });
  session.start();
  await clock.settle();
  await clock.pass(5_000);
  assert.ok(names().length > 6);
  assert.deepEqual(new Set(names()), new Set(['connecting', 'waiting']));
});

test('a question asked before it is known how goes out over SSE, and its events are its own without a chat', async (t) => {
  const peer = await httpPeer(t, models);
  peer.refuseUpgrades = 404;
  const { session, ask, event, of } = heardSession(t, peer.url);
  ask('q1');
  ask('q2', { chatId: 'c2' });
  session.start();
  const [one, two] = [await posted(peer), await posted(peer)];
  assert.deepEqual([one.request.body?.message, two.request.body?.message], ['question q1', 'question q2']);
  two.stream.say('processing', { status: 'thinking' });
  two.stream.say('message', { content: '2', id: 'a2' });
  await event('q2', 'message');
  one.stream.say('message', { content: '1', id: 'a1' });
  await event('q1', 'message');
  assert.deepEqual([of('q1'), of('q2')], [['message'], ['processing', 'message']]);
});

test('a socket is tried again after a minute; what runs over SSE ends there, the next question takes the socket', async (t) => {
  const { peer, ask, clock, state, event, of, names } = await barred(t);
  ask('q1');
  const { stream } = await posted(peer);
  stream.say('chat_metadata', { id: 'c1' });
  await event('q1', 'chat_metadata');
  peer.refuseUpgrades = null;
  await clock.pass(29_999);
  stream.say('text_delta', { content: '1' });
  await event('q1', 'text_delta');
  await clock.pass(29_999);
  assert.equal(peer.upgrades, 1);
  await clock.pass(2);
  await state('ready socket');
  assert.deepEqual(names(), ['connecting', 'ready sse', 'ready socket']);
  const [socket] = peer.sockets;
  assert.ok(socket);
  const frame = new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(data.toString()))));
  ask('q2', { chatId: 'c2' });
  assert.equal(((await frame) as { message: string }).message, 'question q2');
  socket.send(JSON.stringify({ event: 'message', data: { content: '2', id: 'a2' } }));
  await event('q2', 'message');
  stream.say('message', { content: '1', id: 'a1' });
  await event('q1', 'message');
  assert.deepEqual(
    [of('q1'), of('q2')],
    [['chat_metadata', 'text_delta', 'quiet', 'heard again', 'message'], ['message']],
  );
});

test('a socket that is refused again changes nothing that shows', async (t) => {
  const { peer, clock, names, ask, event } = await barred(t);
  const upgrade = peer.nextUpgrade();
  await clock.pass(60_000);
  await upgrade;
  ask('q1');
  (await posted(peer)).stream.say('message', { content: '1', id: 'a1' });
  await event('q1', 'message');
  assert.equal(peer.upgrades, 2);
  assert.deepEqual(names(), ['connecting', 'ready sse']);
});

test('"connect again" tries for a socket at once', async (t) => {
  const { peer, session, state } = await barred(t);
  peer.refuseUpgrades = null;
  session.retryNow();
  await state('ready socket');
});

test('a 401 gets one new token and the same question again', async (t) => {
  const { peer, ask, event, of } = await barred(t);
  ask('q1');
  const refused = await peer.next('POST', '/v1/chats');
  answerJson(refused, 401, { detail: 'expired' });
  const { request, stream } = await posted(peer);
  assert.equal(request.headers.authorization, 'Bearer token2');
  assert.deepEqual(request.body, refused.body);
  stream.say('message', { content: '1', id: 'a1' });
  await event('q1', 'message');
  assert.deepEqual(of('q1'), ['message']);
});

test('a second 401 ends in one message, and the question was not sent', async (t) => {
  const { peer, ask, state, of } = await barred(t);
  ask('q1');
  for (let count = 0; count < 2; count++) answerJson(await peer.next('POST', '/v1/chats'), 401, { detail: 'no' });
  await state('failed');
  assert.deepEqual(of('q1'), ['lost']);
});

test('a refusal is the event it is on a socket', async (t) => {
  const { peer, ask, until, updates, session } = await barred(t);
  ask('q1');
  const body = { detail: 'Something runs.', code: 'TURN_IN_PROGRESS', debug_id: 'd1' };
  answerJson(await peer.next('POST', '/v1/chats'), 409, body);
  const [update] = await until(() => updates.length > 0 && updates);
  assert.deepEqual(update, {
    key: 'q1',
    kind: 'event',
    event: {
      event: 'error',
      data: {
        error: 'Something runs.',
        code: 'TURN_IN_PROGRESS',
        retryable: true,
        error_type: 'request',
        retry_after_seconds: null,
        debug_id: 'd1',
        chat_id: 'c1',
        client_message_id: 'q1',
      },
    },
  });
  assert.equal(session.state.phase, 'ready');
});

test('an answer that is cut says whether the server had the question, and the line is made again', async (t) => {
  const { peer, ask, event, clock, state, names } = await barred(t);
  ask('q1');
  const { stream } = await posted(peer);
  stream.say('processing', { status: 'thinking' });
  await event('q1', 'processing');
  stream.cut();
  await event('q1', 'lost, acknowledged');
  assert.equal(names().at(-1), 'waiting');
  await clock.pass(250);
  await state('ready sse');
  ask('q2');
  (await posted(peer)).stream.cut();
  await event('q2', 'lost');
});

test('a gateway that fails says nothing about whether the server has the question', async (t) => {
  const { peer, ask, event } = await barred(t);
  ask('q1');
  answerJson(await peer.next('POST', '/v1/chats'), 504, {});
  await event('q1', 'lost');
});

test('a stop is a call of its own, and the answer ends as the server says', async (t) => {
  const { peer, ask, session, event, of } = await barred(t);
  ask('q1');
  const { stream } = await posted(peer);
  stream.say('chat_metadata', { id: 'c1' });
  await event('q1', 'chat_metadata');
  session.interrupt('c1');
  const stop = await peer.next('POST', '/v1/chats/c1/interrupt');
  assert.equal(stop.headers.authorization, 'Bearer token1');
  stop.response.writeHead(204).end();
  stream.say('interrupted', { status: 'interrupted', id: 'a1' });
  await event('q1', 'interrupted');
  assert.deepEqual(of('q1'), ['chat_metadata', 'interrupted']);
});

for (const status of [404, 405]) {
  test(`where a stop is answered with ${status}, hanging up stops`, async (t) => {
    const { peer, ask, session, event, of } = await barred(t);
    ask('q1');
    const { stream } = await posted(peer);
    stream.say('processing', { status: 'thinking' });
    await event('q1', 'processing');
    session.interrupt('c1');
    answerJson(await peer.next('POST', '/v1/chats/c1/interrupt'), status, { detail: 'Not Found' });
    await event('q1', 'interrupted');
    await stream.closed;
    assert.deepEqual(of('q1'), ['processing', 'interrupted']);
    assert.equal(session.state.phase, 'ready');
  });
}

test('a stop before the server has said anything is carried out when it has; a second one does not wait', async (t) => {
  const { peer, ask, session, event, of } = await barred(t);
  ask('q1');
  session.interrupt('c1');
  const { stream } = await posted(peer);
  stream.say('chat_metadata', { id: 'c1' });
  (await peer.next('POST', '/v1/chats/c1/interrupt')).response.writeHead(204).end();
  stream.say('interrupted');
  await event('q1', 'interrupted');
  ask('q2');
  session.interrupt('c1');
  const second = await peer.next('POST', '/v1/chats');
  session.interrupt('c1');
  assert.deepEqual(of('q2'), ['lost']);
  await answerEvents(second).closed;
});

test('closing hangs up and tells every open turn', async (t) => {
  const { peer, ask, session, of, clock } = await barred(t);
  ask('q1');
  const { stream } = await posted(peer);
  session.dispose();
  assert.deepEqual(of('q1'), ['lost']);
  await stream.closed;
  await clock.pass(600_000);
  assert.equal(peer.upgrades, 1);
});

test('a dead key ends in one message over SSE, too', async (t) => {
  let dead = false;
  const tokens = countedTokens();
  const token = async () => {
    if (dead) throw new SessionError('unauthorized', 'Invalid API key', { status: 401 });
    return tokens.token();
  };
  const { clock, state, peer } = await barred(t, { tokens: { ...tokens, token } });
  dead = true;
  await clock.pass(60_000);
  await state('failed');
  await clock.pass(600_000);
  assert.equal(peer.upgrades, 1);
});

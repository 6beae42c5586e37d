// What a session of the assistant API makes of how its calls fare: which path it asks on, when the line counts as gone, what it sends
// when it is over. Not here: the fate of a question in each fault (faults.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askAssistant } from '../../../src/session/assistant/askStream.ts';
import { sendPatiently } from '../../../src/session/assistant/patientRequest.ts';
import { SessionError } from '../../../src/session/errors.ts';
import type { AssistantPeer, AssistantPeerOptions } from '../../support/assistantPeer.ts';
import { person } from './person.ts';
import { scripted } from './servers.ts';

const options = { timeout: 10_000 };
const stream = 'POST /api/chat/stream';

async function connected(t: Parameters<typeof scripted>[0], given: AssistantPeerOptions = {}) {
  const { peer, ...server } = await scripted(t, given);
  assert.ok(peer);
  return { peer, me: await (await person(t, { ...server, peer })).connected() };
}

const paths = (peer: AssistantPeer) => peer.posts().map(({ route }) => route.slice('POST /api'.length));

test('a path that has failed is not kept: the next question asks for a stream again', options, async (t) => {
  const { peer, me } = await connected(t);
  peer.fail(
    { at: stream, do: { kind: 'answer', status: 404, body: 'not found' } },
    { at: 'POST /api/chat', do: { kind: 'answer', status: 502, body: 'bad gateway' } },
  );
  me.put('one');
  assert.equal((await me.end('one')).kind, 'lost');
  me.put('two');
  await me.end('two');
  assert.deepEqual(paths(peer), ['/chat/stream', '/chat', '/chat/stream']);
});

test('a path that has answered is kept, until it is not there any more', options, async (t) => {
  const { peer, me } = await connected(t, { streaming: 'never' });
  for (const key of ['one', 'two']) {
    me.put(key);
    await me.end(key);
  }
  assert.deepEqual(paths(peer), ['/chat/stream', '/chat', '/chat']);
  peer.fail({ at: 'POST /api/chat', do: { kind: 'answer', status: 404 } });
  for (const key of ['three', 'four']) {
    me.put(key);
    await me.end(key);
  }
  assert.deepEqual(paths(peer).slice(3), ['/chat', '/chat/stream', '/chat']);
});

test('a chat that is not there is no unknown path: the question is sent once', options, async (t) => {
  const { peer, me } = await connected(t);
  const body = { detail: 'There is no such conversation.', code: 'CHAT_NOT_FOUND' };
  peer.fail({ at: stream, do: { kind: 'answer', status: 404, body } });
  me.put('one', { chatId: 'default:web:gone' });
  const end = await me.end('one');
  assert.ok(end.kind === 'lost' && end.reason.code === 'CHAT_NOT_FOUND');
  assert.deepEqual(paths(peer), ['/chat/stream']);
});

test('a session that is over sends nothing, and what it had sent is given up', options, async (t) => {
  const { peer, me } = await connected(t, {
    faults: [{ at: 'event done', do: { kind: 'hold', name: 'end' } }],
  });
  me.put('one');
  await me.until(() => me.of('one').some(({ kind }) => kind === 'text'));
  peer.fail({ at: 'GET /api/chat/folders', do: { kind: 'hold', name: 'folders' } });
  const folders = me.failure(me.rest.folders());
  await peer.until(() => peer.holding().includes('folders'));
  me.conversation.dispose();
  me.session.dispose();
  const before = peer.requests.length;
  assert.equal((await folders).kind, 'offline');
  assert.equal((await me.failure(me.rest.listChats(1))).kind, 'offline');
  me.put('late');
  me.session.retryNow();
  await me.clock.pass(60_000);
  await peer.until(() => peer.posts()[0]?.over);
  // Whatever had been sent by now would have arrived: a request on a line of its own comes behind it.
  await (await fetch(`${peer.url}/api/health`)).text();
  assert.deepEqual(
    peer.requests.slice(before).map(({ route }) => route),
    ['GET /api/health'],
  );
  assert.equal(me.session.state.phase, 'closed');
  peer.release('folders');
  peer.release('end');
});

test('a call that fails while an answer comes says nothing of the line', options, async (t) => {
  const { peer, me } = await connected(t, {
    faults: [{ at: 'event done', do: { kind: 'hold', name: 'end' } }],
  });
  me.put('one');
  await me.until(() => me.of('one').some(({ kind }) => kind === 'text'));
  peer.fail({ at: 'GET /api/chat/conversations', do: { kind: 'cut' } });
  assert.equal((await me.failure(me.rest.listChats(1))).kind, 'offline');
  assert.equal(me.session.state.phase, 'ready');
  peer.release('end');
  await me.end('one');
  peer.fail({ at: 'GET /api/chat/conversations', do: { kind: 'cut' } });
  await me.failure(me.rest.listChats(1));
  assert.equal(me.session.state.phase, 'waiting');
});

test('connecting again does not wait for an attempt that hangs', options, async (t) => {
  const { peer, ...server } = await scripted(t, {
    faults: [{ at: 'GET /api/auth/me', do: { kind: 'hold', name: 'me' } }],
  });
  assert.ok(peer);
  const me = await person(t, { ...server, peer });
  me.session.start();
  await peer.until(() => peer.holding().includes('me'));
  me.session.retryNow();
  await me.until(() => me.session.state.phase === 'ready');
  peer.release('me');
  await me.clock.settle();
  assert.equal(me.session.state.phase, 'ready');
});

describe('the request of a question', () => {
  async function asked(t: Parameters<typeof scripted>[0], at: string, silentForMs: number) {
    const { peer, url } = await scripted(t, { faults: [{ at, do: { kind: 'hold', name: 'held' } }] });
    assert.ok(peer);
    const events: string[] = [];
    const cause = await askAssistant({
      url,
      token: null,
      path: '/chat/stream',
      body: { text: 'Hi' },
      signal: new AbortController().signal,
      send: (address, request) => sendPatiently(address, { ...request, silentForMs }),
      onEvent: ({ event }) => void events.push(event),
      onUnknown: () => undefined,
      log: () => undefined,
    }).catch((failure: unknown) => failure);
    peer.release('held');
    return { cause, events };
  }

  for (const [at, heard] of [
    [stream, []],
    ['event done', ['meta', 'assistant', 'assistant']],
  ] as const)
    test(`a server that is silent for too long is given up, and that is said: ${at}`, options, async (t) => {
      const { cause, events } = await asked(t, at, 200);
      assert.ok(cause instanceof SessionError && cause.kind === 'offline', String(cause));
      assert.match(cause.message, /silent for/);
      assert.deepEqual(events, heard);
    });

  test('nobody there is no answer', options, async () => {
    const signal = new AbortController().signal;
    await assert.rejects(sendPatiently('http://127.0.0.1:9/api/chat', { headers: {}, body: '{}', signal }), {
      code: 'ECONNREFUSED',
    });
  });
});

// The session's life over a line in memory and a clock turned by hand.
// Not here: real sockets.
// Over 300 lines, because every test shares the one scripted setting.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionError } from '../../src/session/errors.ts';
import { createTrellisSession, type TurnUpdate } from '../../src/session/trellisSession.ts';
import { fakeClock } from '../support/fakeClock.ts';
import { memoryConnect } from '../support/memoryTransport.ts';

async function started() {
  const clock = fakeClock();
  const peer = memoryConnect();
  let token = 1;
  const session = createTrellisSession({
    url: async () => 'http://127.0.0.1:1',
    tokens: { token: async () => `token${token}`, renewed: async () => `token${++token}` },
    connect: peer.connect,
    clock,
    random: () => 0,
    log: () => undefined,
  });
  const phases: string[] = [];
  const updates: (TurnUpdate & { key: string })[] = [];
  session.onState((state) => phases.push(state.phase));
  session.onTurn((update) => updates.push(update));
  session.start();
  await clock.settle();
  const ask = (key: string, chatId: string | null = 'c1') =>
    session.ask({
      key,
      chatId,
      message: `question ${key}`,
      replaces: null,
      integrationId: null,
      model: null,
      clientMessageId: key,
    });
  return { clock, peer, session, phases, updates, ask };
}

async function ready() {
  const parts = await started();
  parts.peer.last().say('authenticated', { status: 'ok' });
  return parts;
}

test('the token goes into the header and not into the URL', async () => {
  const { peer } = await started();
  assert.equal(peer.last().url, 'ws://127.0.0.1:1/v1/chats/ws?heartbeat=1&changes=1');
  assert.equal(peer.last().token, 'token1');
});

test('a server that only knows the first frame gets it after a second', async () => {
  const { clock, peer, phases } = await started();
  await clock.pass(999);
  assert.deepEqual(peer.last().sent, []);
  await clock.pass(1);
  assert.deepEqual(peer.last().sent, [{ action: 'authenticate', token: 'token1' }]);
  peer.last().say('authenticated');
  assert.equal(phases.at(-1), 'ready');
});

test('a question asked before the line is ready goes out when it is, once', async () => {
  const { peer, ask } = await started();
  ask('q1');
  assert.deepEqual(peer.last().sent, []);
  peer.last().say('authenticated');
  assert.deepEqual(peer.last().sent, [
    { action: 'send_message', message: 'question q1', chat_id: 'c1', client_message_id: 'q1' },
  ]);
});

test('a question in the place of another is an edit, and its refusal ends its turn', async () => {
  const { peer, session, updates } = await ready();
  const where = { chatId: 'c1', integrationId: 'i', model: null };
  session.ask({ key: 'k', message: 'anew', replaces: 'm1', clientMessageId: 'k', ...where });
  assert.deepEqual(peer.last().sent, [
    {
      action: 'edit_message',
      message_id: 'm1',
      content: 'anew',
      chat_id: 'c1',
      client_message_id: 'k',
      integration_id: 'i',
    },
  ]);
  peer.last().say('error', { error: 'no', code: 'MESSAGE_NOT_FOUND', refused: 'edit_message', client_message_id: 'k' });
  assert.equal(updates[0]?.key, 'k');
});

test('events go to the turn of the chat they name', async () => {
  const { peer, ask, updates } = await ready();
  ask('q1', 'c1');
  ask('q2', 'c2');
  peer.last().say('chat_metadata', { id: 'c1', user_message_id: 'm1', chat_id: 'c1' });
  peer.last().say('chat_metadata', { id: 'c2', user_message_id: 'm2', chat_id: 'c2' });
  peer.last().say('text_delta', { content: 'x', chat_id: 'c1' });
  peer.last().say('message', { content: 'done', id: 'a2', chat_id: 'c2' });
  peer.last().say('text_delta', { content: 'late', chat_id: 'c2' });
  assert.deepEqual(
    updates.map((update) => [update.key, update.kind === 'event' ? update.event.event : update.kind]),
    [
      ['q1', 'chat_metadata'],
      ['q2', 'chat_metadata'],
      ['q1', 'text_delta'],
      ['q2', 'message'],
    ],
  );
});

test('a server that names no chat is asked one question at a time', async () => {
  const { peer, ask, updates } = await ready();
  const asked = () => peer.last().sent.map(({ message }) => message);
  ask('q1', 'c1');
  ask('q2', 'c2');
  peer.last().say('text_delta', { content: 'x' });
  assert.deepEqual(asked(), ['question q1']);
  peer.last().say('message', { content: 'x', id: 'a' });
  assert.deepEqual(asked(), ['question q1', 'question q2']);
  peer.last().say('text_delta', { content: 'y' });
  assert.deepEqual(
    updates.map(({ key }) => key),
    ['q1', 'q1', 'q2'],
  );
});

test('a server that names the chats is asked in all of them at once', async () => {
  const { peer, ask } = await ready();
  ask('q1', 'c1');
  ask('q2', 'c2');
  assert.equal(peer.last().sent.length, 1);
  peer.last().say('processing', { status: 'thinking', chat_id: 'c1' });
  assert.equal(peer.last().sent.length, 2);
  ask('q3', 'c3');
  assert.equal(peer.last().sent.length, 3);
});

test('a question without a chat takes the one the server made for it', async () => {
  const { peer, session, ask, updates } = await ready();
  ask('q1', null);
  assert.equal('chat_id' in (peer.last().sent[0] ?? {}), false);
  peer.last().say('chat_metadata', { id: 'made', user_message_id: 'm' });
  session.interrupt(null, 'q1');
  assert.deepEqual(peer.last().sent.at(-1), { action: 'interrupt', chat_id: 'made' });
  peer.last().say('interrupted');
  assert.deepEqual(
    updates.map((update) => [update.key, update.kind === 'event' && update.event.event]),
    [
      ['q1', 'chat_metadata'],
      ['q1', 'interrupted'],
    ],
  );
});

test('a stop that came too late ends the next question of a server without codes as little as any other', async () => {
  const { peer, session, ask, updates } = await ready();
  ask('q1', 'c1');
  ask('q2', 'c2');
  peer.last().say('chat_metadata', { id: 'c1' });
  session.interrupt('c1');
  peer.last().say('message', { content: 'x', id: 'a' });
  peer.last().say('error', { error: 'Nothing is running' });
  peer.last().say('message', { content: 'y', id: 'b' });
  assert.deepEqual(
    updates.map((update) => [update.key, update.kind === 'event' && update.event.event]),
    [
      ['q1', 'chat_metadata'],
      ['q1', 'message'],
      ['q2', 'message'],
    ],
  );
});

test('a line lost in a turn says whether the server had the question', async () => {
  const { peer, ask, updates } = await ready();
  ask('q1', 'c1');
  peer.last().say('chat_metadata', { id: 'c1', chat_id: 'c1' });
  ask('q2', 'c2');
  peer.last().cut(1006);
  assert.deepEqual(
    updates.flatMap((update) => (update.kind === 'lost' ? [[update.key, update.acknowledged]] : [])),
    [
      ['q1', true],
      ['q2', false],
    ],
  );
});

test('lost lines are tried again, slower each time, and at once when lasting', async () => {
  const { clock, peer, session } = await ready();
  const delays: number[] = [];
  for (let lost = 0; lost < 4; lost++) {
    peer.last().cut(1006);
    assert.equal(session.state.phase, 'waiting');
    delays.push(session.state.phase === 'waiting' ? session.state.retryAt - clock.now() : 0);
    await clock.pass(delays.at(-1) ?? 0);
    peer.last().say('authenticated');
  }
  assert.deepEqual(delays, [250, 500, 1000, 2000]);
  await clock.pass(10_000);
  peer.last().cut(1006);
  assert.equal(session.state.phase === 'waiting' && session.state.retryAt - clock.now(), 250);
});

test('4001 gets a new token once, and ends in one message when that is refused too', async () => {
  const { clock, peer, phases, session } = await ready();
  peer.last().cut(4001);
  await clock.settle();
  assert.equal(peer.lines.length, 2);
  assert.equal(peer.last().token, 'token2');
  peer.last().cut(4001);
  await clock.pass(600_000);
  assert.equal(peer.lines.length, 2);
  assert.equal(phases.at(-1), 'failed');
  assert.match(session.state.phase === 'failed' ? session.state.reason.message : '', /sign in again/i);
});

test('4429 goes on over SSE, and is not tried again before a minute has passed', async () => {
  const { clock, peer, session } = await ready();
  peer.last().cut(4429);
  assert.deepEqual(session.state, { phase: 'ready', transport: 'sse' });
  await clock.pass(59_999);
  assert.equal(peer.lines.length, 1);
  await clock.pass(1);
  assert.equal(peer.lines.length, 2);
  peer.last().say('authenticated');
  assert.deepEqual(session.state, { phase: 'ready', transport: 'socket' });
});

test('a key that is refused ends the attempts; a server that is away does not', async () => {
  const { clock, peer, session, phases } = await ready();
  peer.refuse(new SessionError('offline', 'away'));
  peer.last().cut(1006);
  await clock.pass(250);
  assert.equal(phases.at(-1), 'waiting');
  peer.refuse(new SessionError('unauthorized', 'Invalid API key'));
  await clock.pass(60_000);
  assert.equal(phases.at(-1), 'failed');
  peer.refuse(undefined);
  session.retryNow();
  await clock.settle();
  peer.last().say('authenticated');
  assert.equal(phases.at(-1), 'ready');
});

test('an idle line is pinged, and one that says nothing back is given up', async () => {
  const { clock, peer, phases } = await ready();
  await clock.pass(25_000);
  assert.deepEqual(peer.last().sent.at(-1), { action: 'ping' });
  peer.last().say('pong');
  await clock.pass(25_000);
  assert.equal(peer.last().sent.filter(({ action }) => action === 'ping').length, 2);
  await clock.pass(14_999);
  assert.equal(phases.at(-1), 'ready');
  await clock.pass(1);
  assert.notEqual(phases.at(-1), 'ready');
  assert.equal(peer.lines[0]?.closedWith, 1000);
});

test('a stop goes to the chat; before anything was sent it takes the question back', async () => {
  const { peer, session, ask, updates } = await started();
  ask('q1');
  session.interrupt('c1');
  peer.last().say('authenticated');
  assert.deepEqual(peer.last().sent, []);
  assert.deepEqual(
    updates.map((update) => update.kind),
    ['lost'],
  );
  ask('q2');
  session.interrupt('c1');
  assert.deepEqual(peer.last().sent.at(-1), { action: 'interrupt', chat_id: 'c1' });
});

test('unknown events are passed over; the third malformed frame in a minute closes with 4002', async () => {
  const { clock, peer, phases } = await ready();
  peer.last().say('telepathy');
  peer.last().sayRaw('{');
  await clock.pass(25_000);
  peer.last().say('pong');
  await clock.pass(36_000);
  peer.last().sayRaw('{');
  peer.last().sayRaw('{');
  assert.equal(phases.at(-1), 'ready');
  peer.last().sayRaw('{');
  assert.equal(peer.last().closedWith, 4002);
  assert.equal(phases.at(-1), 'waiting');
});

test('an old line that still speaks is not heard', async () => {
  const { clock, peer, updates, ask } = await ready();
  ask('q1');
  const old = peer.last();
  old.cut(1006);
  await clock.pass(250);
  peer.last().say('authenticated');
  ask('q2');
  old.say('message', { content: 'ghost', id: 'x', chat_id: 'c1' });
  old.cut(1006);
  assert.equal(updates.filter((update) => update.kind === 'event').length, 0);
});

test('closing tells every open turn and connects no more', async () => {
  const { clock, peer, session, ask, updates, phases } = await ready();
  ask('q1');
  session.dispose();
  await clock.pass(600_000);
  assert.equal(updates.at(-1)?.kind, 'lost');
  assert.equal(phases.at(-1), 'closed');
  assert.equal(peer.lines.length, 1);
});

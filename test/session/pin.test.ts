// Which way questions go when a person has said so, and a proxy that lets sockets hang; in fake time.
// Not here: what leads to SSE by itself (sseSession.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SessionError } from '../../src/session/errors.ts';
import type { SessionHttp } from '../../src/session/sseAnswers.ts';
import type { SseQuestion } from '../../src/session/sseTransport.ts';
import type { Transport } from '../../src/session/transport.ts';
import type { SessionOptions } from '../../src/session/trellisSession.ts';
import { heardSession } from '../support/heardSession.ts';
import { memoryConnect } from '../support/memoryTransport.ts';

async function started(t: TestContext, given: Partial<SessionOptions> & { refusal?: SessionError } = {}) {
  const line = memoryConnect();
  line.refuse(given.refusal);
  const posted: SseQuestion[] = [];
  const http: SessionHttp = {
    ask: (question) => {
      posted.push(question);
      return new Promise(() => undefined);
    },
    reach: async () => undefined,
    interrupt: async () => undefined,
  };
  const heard = heardSession(t, 'http://x', { connect: line.connect, http, ...given });
  heard.session.start();
  await heard.clock.settle();
  const onSse = () => posted.map(({ request }) => request.clientMessageId);
  const onSocket = () =>
    line.lines.flatMap(({ sent }) => sent.flatMap(({ message }) => (message ? [String(message).slice(9)] : [])));
  return { line, posted, onSse, onSocket, ...heard };
}

test('pinned to HTTP, no socket is ever tried', async (t) => {
  const { line, clock, session, ask, onSse } = await started(t, { pin: 'sse' });
  ask('a');
  session.retryNow();
  await clock.pass(29_000);
  assert.deepEqual([session.state, line.lines.length, onSse()], [{ phase: 'ready', transport: 'sse' }, 0, ['a']]);
});

test('pinned to sockets, a server that has none is waited for, and it says why', async (t) => {
  const refusal = new SessionError('server', 'The server refused the connection (HTTP 404).', { status: 404 });
  const { line, clock, session, ask, names, onSse, onSocket } = await started(t, { pin: 'socket', refusal });
  ask('a');
  await clock.pass(60_000);
  assert.deepEqual(new Set(names()), new Set(['connecting', 'waiting']));
  const { state } = session;
  assert.match(state.phase === 'waiting' ? state.reason.message : '', /HTTP 404.*socket only/);
  line.refuse(undefined);
  await clock.pass(30_000);
  line.last().say('authenticated');
  assert.deepEqual([onSocket(), onSse()], [['a'], []]);
});

test('pinned to sockets, 4429 is waited for a minute', async (t) => {
  const { line, session, clock } = await started(t, { pin: 'socket' });
  line.last().cut(4429);
  assert.equal(session.state.phase === 'waiting' && session.state.retryAt - clock.now(), 60_000);
});

test('what runs on a socket ends there after HTTP is chosen, then the socket closes', async (t) => {
  const { line, session, clock, ask, of, onSse, state } = await started(t);
  line.last().say('authenticated');
  ask('a');
  line.last().say('chat_metadata', { id: 'c1', chat_id: 'c1' });
  session.pin('sse');
  await clock.settle();
  await state('ready sse');
  ask('b', { chatId: 'c2' });
  assert.equal(line.last().closedWith, undefined);
  session.interrupt('c1');
  assert.deepEqual(line.last().sent.at(-1), { action: 'interrupt', chat_id: 'c1' });
  line.last().say('interrupted', { chat_id: 'c1' });
  await clock.settle();
  assert.deepEqual([of('a'), onSse()], [['chat_metadata', 'interrupted'], ['b']]);
  assert.equal(line.last().closedWith, 1000);
  assert.equal(line.lines.length, 1);
});

test('a socket on which something still runs is used again when the choice is taken back; there is one at most', async (t) => {
  const { line, session, clock, ask, onSocket } = await started(t);
  line.last().say('authenticated');
  ask('a');
  line.last().say('chat_metadata', { id: 'c1', chat_id: 'c1' });
  session.pin('sse');
  await clock.settle();
  session.pin('auto');
  ask('b', { chatId: 'c2' });
  assert.deepEqual(
    [onSocket(), line.lines.length, session.state],
    [['a', 'b'], 1, { phase: 'ready', transport: 'socket' }],
  );
  line.last().cut(1006);
  await clock.pass(1_000);
  line.last().say('authenticated');
  assert.deepEqual([line.lines.length, session.state.phase], [2, 'ready']);
});

test('what runs over HTTP goes on there after a socket is chosen', async (t) => {
  const { line, session, clock, ask, of, posted, onSocket } = await started(t, { pin: 'sse' });
  ask('a');
  await clock.settle();
  session.pin('socket');
  assert.equal(session.state.phase, 'connecting');
  await clock.settle();
  line.last().say('authenticated');
  ask('b', { chatId: 'c2' });
  posted[0]?.onEvent({ event: 'message', data: { content: 'x', id: 'm' } });
  assert.deepEqual([of('a'), onSocket()], [['message'], ['b']]);
});

test('an upgrade that hangs costs five seconds, and may still win', async (t) => {
  const line = memoryConnect();
  let open: (transport: Transport) => void = () => undefined;
  const opened = new Promise<Transport>((resolve) => {
    open = resolve;
  });
  const connect = () => opened;
  const { session, clock, ask, onSse, onSocket, names } = await started(t, { connect });
  ask('a');
  await clock.pass(4_999);
  assert.deepEqual(onSse(), []);
  await clock.pass(1);
  assert.deepEqual([onSse(), names()], [['a'], ['connecting', 'ready sse']]);
  open(await line.connect('', ''));
  await clock.settle();
  line.last().say('authenticated');
  assert.deepEqual(session.state, { phase: 'ready', transport: 'socket' });
  ask('b', { chatId: 'c2' });
  assert.deepEqual([line.last().sent.length, onSse(), onSocket()], [1, ['a'], []]);
});

test('"connect again" does not wait for an upgrade that hangs', async (t) => {
  const line = memoryConnect();
  const never = new Promise<Transport>(() => undefined);
  let hangs = true;
  const { session, clock, names } = await started(t, { connect: (...to) => (hangs ? never : line.connect(...to)) });
  await clock.pass(5_000);
  assert.deepEqual(names(), ['connecting', 'ready sse']);
  hangs = false;
  session.retryNow();
  await clock.settle();
  line.last().say('authenticated');
  assert.deepEqual(session.state, { phase: 'ready', transport: 'socket' });
});

test('a server that was away for a moment is met on a socket again, not over HTTP', async (t) => {
  const { line, session, clock, names } = await started(t);
  line.last().say('authenticated');
  line.refuse(new SessionError('offline', 'refused'));
  line.last().cut(1006);
  // Found away twice; the third attempt finds it.
  const attempts = () => names().filter((name) => name === 'connecting').length;
  session.onState(() => attempts() === 4 && line.refuse(undefined));
  await clock.pass(750);
  line.last().say('authenticated');
  assert.deepEqual(names().slice(2), ['waiting', 'connecting', 'waiting', 'connecting', 'connecting', 'ready socket']);
});

// Silence: of a turn, which is told, and of a line, which is found out; in fake time, and a real socket whose peer is gone.
// Not here: what a person is shown (host/).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { WebSocketServer } from 'ws';
import { SessionError } from '../../src/session/errors.ts';
import type { SessionHttp } from '../../src/session/sseAnswers.ts';
import type { SseQuestion } from '../../src/session/sseTransport.ts';
import { connectWebSocket } from '../../src/session/webSocketTransport.ts';
import { heardSession } from '../support/heardSession.ts';
import { memoryConnect } from '../support/memoryTransport.ts';

async function onSocket(t: TestContext) {
  const line = memoryConnect();
  const heard = heardSession(t, 'http://x', { connect: line.connect });
  heard.session.start();
  await heard.clock.settle();
  line.last().say('authenticated');
  const pings = () => line.last().sent.filter(({ action }) => action === 'ping').length;
  return { line, pings, ...heard };
}

test('a turn of which nothing is heard for 30 s says so once, and says when it is heard again', async (t) => {
  const { line, clock, ask, of, names } = await onSocket(t);
  ask('a');
  await clock.pass(15_000);
  line.last().say('heartbeat');
  await clock.pass(14_999);
  assert.deepEqual(of('a'), []);
  await clock.pass(1);
  for (let beats = 0; beats < 6; beats++) {
    line.last().say('heartbeat');
    await clock.pass(15_000);
  }
  assert.deepEqual(of('a'), ['quiet']);
  line.last().say('chat_metadata', { id: 'c1', user_message_id: 'u', chat_id: 'c1' });
  line.last().say('text_delta', { content: 'x', chat_id: 'c1' });
  await clock.pass(29_999);
  line.last().say('message', { content: 'x', id: 'm', chat_id: 'c1' });
  await clock.pass(30_000);
  assert.deepEqual(of('a'), ['quiet', 'heard again', 'chat_metadata', 'text_delta', 'message']);
  assert.equal(names().at(-1), 'ready socket');
});

test('a question that waits is not quiet', async (t) => {
  const { line, clock, ask, of } = await onSocket(t);
  ask('a');
  line.last().say('error', { error: 'x', code: 'RATE_LIMIT', retry_after_seconds: 60, client_message_id: 'a' });
  for (let beats = 0; beats < 5; beats++) {
    await clock.pass(10_000);
    line.last().say('heartbeat');
  }
  assert.deepEqual(of('a'), ['held: rateLimit']);
});

test('while an answer is awaited a line silent for 20 s is pinged, and given up 15 s later', async (t) => {
  const { line, clock, ask, of, pings, names } = await onSocket(t);
  await clock.pass(10_000);
  ask('a');
  await clock.pass(19_999);
  assert.equal(pings(), 0);
  await clock.pass(1);
  assert.equal(pings(), 1);
  await clock.pass(14_999);
  assert.deepEqual([of('a'), names().at(-1)], [['quiet'], 'ready socket']);
  await clock.pass(1);
  assert.deepEqual([of('a'), names().at(-1)], [['quiet', 'lost'], 'waiting']);
  assert.equal(line.lines[0]?.closedWith, 1000);
});

test('heartbeats spare a line the pings, and a pong is enough to live on', async (t) => {
  const { line, clock, ask, pings, names } = await onSocket(t);
  ask('a');
  for (let beats = 0; beats < 8; beats++) {
    await clock.pass(15_000);
    line.last().say('heartbeat');
  }
  assert.equal(pings(), 0);
  for (let asked = 1; asked < 5; asked++) {
    await clock.pass(20_000);
    assert.equal(pings(), asked);
    line.last().say('pong');
  }
  assert.equal(names().at(-1), 'ready socket');
});

test('a line that is ready with the upgrade itself is watched like any, and asked nothing about a sign-in', async (t) => {
  const line = memoryConnect();
  const connect = async (url: string, token: string) => {
    const transport = await line.connect(url, token);
    return {
      ...transport,
      onMessage(listener: (text: string) => void) {
        transport.onMessage(listener);
        listener('{"event":"authenticated"}');
      },
    };
  };
  const { session, clock, names } = heardSession(t, 'http://x', { connect });
  session.start();
  await clock.settle();
  await clock.pass(39_999);
  assert.deepEqual(line.last().sent, [{ action: 'ping' }]);
  assert.equal(names().at(-1), 'ready socket');
  await clock.pass(1);
  assert.equal(names().at(-1), 'waiting');
});

/** Over SSE to a server whose answers a test gives, and that can be reached or not. */
async function overSse(t: TestContext) {
  const line = memoryConnect();
  line.refuse(new SessionError('server', 'no', { status: 404 }));
  const asked: SseQuestion[] = [];
  const reach = { looks: 0, answers: async (): Promise<void> => undefined };
  const http: SessionHttp = {
    ask: (question) => {
      asked.push(question);
      return new Promise(() => undefined);
    },
    reach: () => {
      reach.looks += 1;
      return reach.answers();
    },
    interrupt: async () => undefined,
  };
  const heard = heardSession(t, 'http://x', { connect: line.connect, http, pin: 'sse' });
  heard.session.start();
  await heard.clock.settle();
  heard.ask('a');
  await heard.clock.settle();
  const [question] = asked;
  assert.ok(question);
  reach.looks = 0;
  return { question, reach, ...heard };
}

test('an answer over SSE that is silent while the server is away counts as cut', async (t) => {
  const { clock, of, question, reach, session } = await overSse(t);
  question.onEvent({ event: 'processing', data: { status: 'thinking' } });
  reach.answers = () => new Promise(() => undefined);
  await clock.pass(44_999);
  assert.deepEqual([of('a'), reach.looks], [['processing', 'quiet'], 1]);
  await clock.pass(1);
  assert.deepEqual(of('a'), ['processing', 'quiet', 'lost, acknowledged']);
  assert.equal(question.signal.aborted, true);
  assert.equal(session.state.phase, 'waiting');
});

test('a server that answers elsewhere is given time, unless it used to say that the line lives', async (t) => {
  const { clock, of, reach, question } = await overSse(t);
  await clock.pass(300_000);
  assert.deepEqual([of('a'), reach.looks], [['quiet'], 10]);
  for (let beats = 0; beats < 10; beats++) {
    question.onAlive?.('beat');
    await clock.pass(15_000);
  }
  assert.equal(reach.looks, 10);
  await clock.pass(45_000);
  assert.deepEqual([of('a'), question.signal.aborted], [['quiet', 'lost'], true]);
});

test('a socket whose peer is gone is closed soon, though nobody answers to the close', async (t) => {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  const streams: Socket[] = [];
  server.on('connection', (stream: Socket) => streams.push(stream));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const stream of streams) stream.destroy();
    sockets.close();
    server.close();
  });
  const transport = await connectWebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, 'secret');
  for (const stream of streams) stream.pause();
  const from = performance.now();
  const closed = new Promise((resolve) => transport.onClose(resolve));
  transport.close(1000);
  assert.equal(await closed, 1006);
  assert.ok(performance.now() - from < 10_000);
});

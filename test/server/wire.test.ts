// Whole conversations over SSE and over WebSocket, recorded from the running server: shape and order, exactly.
// Not here: whether the numbers are right (test/server/planner).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeEvent } from '../../src/protocol/trellis/events.ts';
import { parseSse, slowQuestion, type TestServer, testServer } from '../support/testServer.ts';

type Event = { event: string; data: Record<string, unknown> };

/** Names in order, repeated ones once. */
function order(events: Event[]): string[] {
  return events.map(({ event }) => event).filter((name, at, all) => name !== all[at - 1]);
}

function joinedDeltas(events: Event[]): string {
  return events.flatMap(({ event, data }) => (event === 'text_delta' ? [String(data.content)] : [])).join('');
}

function checkTurn(events: Event[], chatId: string, clientMessageId: string) {
  const first = events[0];
  assert.equal(first?.event, 'chat_metadata');
  assert.deepEqual(Object.keys(first?.data ?? {}).sort(), ['chat_id', 'client_message_id', 'id', 'user_message_id']);
  assert.equal(first?.data.id, chatId);
  assert.equal(first?.data.client_message_id, clientMessageId);
  const last = events.at(-1);
  assert.equal(last?.event, 'message');
  assert.equal(joinedDeltas(events), last?.data.content);
  for (const { event, data } of events) {
    assert.equal(data.chat_id, chatId, `${event} names its chat`);
    assert.equal(decodeEvent(event, data).kind, 'valid', event);
  }
}

async function askOverSse(server: TestServer, body: Record<string, unknown>): Promise<Event[]> {
  const response = await fetch(`${server.url}/v1/chats`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${server.token}`,
      Accept: 'text/event-stream',
      'Content-Type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  return parseSse(await response.text());
}

const chartQuestion = 'Show me sales by region as a bar chart';

test('SSE: a chart question, event by event', async (t) => {
  const server = await testServer(t);
  const chatId = await server.createChat();
  const events = await askOverSse(server, { chat_id: chatId, message: chartQuestion, client_message_id: 'c1' });
  assert.deepEqual(order(events), ['chat_metadata', 'processing', 'visualization', 'text_delta', 'message']);
  checkTurn(events, chatId, 'c1');
  const chart = events.find(({ event }) => event === 'visualization')?.data;
  assert.match(String(chart?.id), /^[a-z0-9]{10}$/);
  assert.equal(chart?.type, 'chart');
  assert.equal(chart?.chart_type, 'bar');
});

test('WebSocket: authenticate, two questions in one chat, ping, each turn in order', async (t) => {
  const server = await testServer(t);
  const chatId = await server.createChat();
  const socket = await server.socket({ headers: {} });
  socket.send({ action: 'authenticate', token: server.token });
  assert.deepEqual(await socket.next(), { event: 'authenticated', data: { status: 'ok' } });
  socket.send({ action: 'ping' });
  assert.deepEqual(await socket.next(), { event: 'pong', data: {} });
  for (const [message, id] of [
    [chartQuestion, 'c1'],
    ['How many sales are there?', 'c2'],
  ] as const) {
    socket.send({ action: 'send_message', chat_id: chatId, message, client_message_id: id });
    const events = await socket.until('message');
    const expected = [
      'chat_metadata',
      'processing',
      ...(id === 'c1' ? ['visualization'] : []),
      'text_delta',
      'message',
    ];
    assert.deepEqual(order(events), expected);
    checkTurn(events, chatId, id);
  }
});

test('both transports say the same for the same question', async (t) => {
  const server = await testServer(t);
  const [one, two] = [await server.createChat(), await server.createChat()];
  const overSse = await askOverSse(server, { chat_id: one, message: chartQuestion });
  const socket = await server.socket();
  await socket.next();
  socket.send({ action: 'send_message', chat_id: two, message: chartQuestion });
  const overSocket = await socket.until('message');
  const without = (events: Event[]) =>
    events.map(({ event, data }) => {
      const { chat_id: _c, id: _i, user_message_id: _u, duration_ms: _d, result_id: _r, ...rest } = data;
      return { event, data: rest };
    });
  assert.deepEqual(without(overSocket), without(overSse));
});

test('the stored chat holds what was streamed', async (t) => {
  const server = await testServer(t);
  const chatId = await server.createChat();
  const events = await askOverSse(server, { chat_id: chatId, message: chartQuestion, client_message_id: 'c1' });
  const { body } = await server.call('GET', `/v1/chats/${chatId}`);
  assert.equal(body.running, null);
  const [question, answer] = body.messages;
  assert.equal(question.content, chartQuestion);
  assert.equal(question.metadata.client_message_id, 'c1');
  const message = events.at(-1);
  assert.equal(answer.id, message?.data.id);
  assert.equal(answer.content, message?.data.content);
  assert.equal(answer.metadata.sql, message?.data.sql);
  const { chat_id: _, ...streamed } = events.find(({ event }) => event === 'visualization')?.data ?? {};
  assert.deepEqual(answer.metadata.visualizations, [streamed]);
  const byId = await server.call('GET', `/v1/visualizations/${streamed.id}`);
  assert.deepEqual(byId.body, streamed);
});

test('a question that is not understood is an error event with three suggestions, and is kept', async (t) => {
  const server = await testServer(t);
  const chatId = await server.createChat();
  const events = await askOverSse(server, { chat_id: chatId, message: 'Who will win the election?' });
  const last = events.at(-1);
  assert.equal(last?.event, 'error');
  assert.equal(last?.data.code, 'NOT_UNDERSTOOD');
  assert.equal(last?.data.retryable, false);
  assert.equal(last?.data.error_type, 'request');
  assert.equal(Array.isArray(last?.data.suggestions) && last.data.suggestions.length, 3);
  const { body } = await server.call('GET', `/v1/chats/${chatId}`);
  assert.equal(body.messages[1].metadata.error.code, 'NOT_UNDERSTOOD');
});

test('interrupt over the socket cancels the query, is stored, and frees the chat', async (t) => {
  const server = await testServer(t);
  const chatId = await server.createChat();
  const socket = await server.socket();
  await socket.next();
  socket.send({ action: 'send_message', chat_id: chatId, message: slowQuestion });
  await socket.until('processing');
  socket.send({ action: 'send_message', chat_id: chatId, message: 'How many sales are there?' });
  const refused = (await socket.until('error')).at(-1);
  assert.equal(refused?.data.code, 'TURN_IN_PROGRESS');
  assert.equal(refused?.data.chat_id, chatId);
  socket.send({ action: 'interrupt' });
  const interrupted = (await socket.until('interrupted')).at(-1);
  assert.equal(interrupted?.data.status, 'interrupted');
  socket.send({ action: 'send_message', chat_id: chatId, message: 'How many sales are there?' });
  assert.match((await socket.until('message')).at(-1)?.data.content, /7/);
  const { body } = await server.call('GET', `/v1/chats/${chatId}`);
  assert.equal(body.messages[1].metadata.interrupted, true);
  socket.send({ action: 'interrupt' });
  assert.equal((await socket.next()).data.code, 'NOTHING_TO_INTERRUPT');
});

test('closing the SSE connection interrupts the turn', async (t) => {
  const server = await testServer(t);
  const chatId = await server.createChat();
  const abort = new AbortController();
  const response = await fetch(`${server.url}/v1/chats`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${server.token}` },
    body: JSON.stringify({ chat_id: chatId, message: slowQuestion }),
    signal: abort.signal,
  });
  await response.body?.getReader().read();
  abort.abort();
  let stored = (await server.call('GET', `/v1/chats/${chatId}`)).body;
  while (stored.running) stored = (await server.call('GET', `/v1/chats/${chatId}`)).body;
  assert.equal(stored.messages[1].metadata.interrupted, true);
});

test('a turn whose socket goes away runs on and is stored', async (t) => {
  const server = await testServer(t);
  const chatId = await server.createChat();
  const socket = await server.socket();
  await socket.next();
  socket.send({ action: 'send_message', chat_id: chatId, message: 'How many sales are there?' });
  assert.equal((await socket.next()).event, 'chat_metadata');
  socket.terminate();
  let stored = (await server.call('GET', `/v1/chats/${chatId}`)).body;
  while (stored.running) stored = (await server.call('GET', `/v1/chats/${chatId}`)).body;
  assert.match(stored.messages[1].content, /7/);
});

test('the same client_message_id runs once', async (t) => {
  const server = await testServer(t);
  const chatId = await server.createChat();
  const ask = { chat_id: chatId, message: 'How many sales are there?', client_message_id: 'once' };
  const events = await askOverSse(server, ask);
  const again = await server.call('POST', '/v1/chats', ask);
  assert.equal(again.status, 409);
  assert.equal(again.body.code, 'DUPLICATE_MESSAGE');
  assert.equal(again.body.user_message_id, events[0]?.data.user_message_id);
  const { body } = await server.call('GET', `/v1/chats/${chatId}`);
  assert.equal(body.messages.length, 2);
});

test('a row that would end the database process ends in an error event, and the server lives', async (t) => {
  const server = await testServer(t);
  const chatId = await server.createChat();
  const message = 'run this\n\nContext: sql, bomb.sql\n```sql\nSELECT list(range(100000000)) FROM range(100)\n```';
  const events = await askOverSse(server, { chat_id: chatId, message });
  assert.equal(events.at(-1)?.event, 'error');
  assert.match(String(events.at(-1)?.data.code), /^QUERY_(FAILED|TIMEOUT|REFUSED)$/);
  const after = await askOverSse(server, { chat_id: chatId, message: 'How many sales are there?' });
  assert.match(String(after.at(-1)?.data.content), /7/);
});

// What happens at the edges of a turn: edits that are sent again, chats that go while they answer, servers that hang, engines
// that are needed by too many at once. Not here: kills (test/soak), two live servers (twoServers.test.ts).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import WebSocket from 'ws';
import {
  parseSse,
  slowQuestion,
  smallData,
  type TestServer,
  temporaryFolder,
  testServer,
} from '../support/testServer.ts';

async function answerOf(server: TestServer, method: string, where: string, body: unknown) {
  const response = await fetch(`${server.url}${where}`, {
    method,
    headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, events: response.status === 200 ? parseSse(text) : [], text };
}

async function firstQuestion(server: TestServer, chat: string): Promise<string> {
  await answerOf(server, 'POST', '/v1/chats', { chat_id: chat, message: 'How many sales are there?' });
  return (await server.call('GET', `/v1/chats/${chat}`)).body.messages[0].id;
}

test('an edit that is sent again runs nothing, over REST and over the socket', async (t) => {
  const server = await testServer(t);
  const chat = await server.createChat();
  const id = await firstQuestion(server, chat);
  const edit = { content: 'How many sales are there in East?', client_message_id: 'edit-1' };
  const done = await answerOf(server, 'PATCH', `/v1/chats/${chat}/messages/${id}`, edit);
  assert.equal(done.status, 200);
  const again = await answerOf(server, 'PATCH', `/v1/chats/${chat}/messages/${id}`, edit);
  assert.equal(again.status, 409);
  const stored = done.events[0]?.data.user_message_id;
  assert.deepEqual(
    [JSON.parse(again.text).code, JSON.parse(again.text).user_message_id],
    ['DUPLICATE_MESSAGE', stored],
  );
  const socket = await server.socket();
  await socket.until('authenticated');
  socket.send({ action: 'edit_message', message_id: id, ...edit });
  const { data } = await socket.next();
  assert.deepEqual([data.code, data.user_message_id, data.refused], ['DUPLICATE_MESSAGE', stored, 'edit_message']);
});

test('a refusal names its action and ends nothing: the answer goes on', async (t) => {
  const server = await testServer(t);
  const chat = await server.createChat();
  const socket = await server.socket();
  socket.send({ action: 'send_message', chat_id: chat, message: slowQuestion });
  await socket.until('processing');
  socket.send({ action: 'send_message', chat_id: chat, message: 'How many sales are there?' });
  const refusal = (await socket.until('error')).at(-1)?.data;
  assert.deepEqual([refusal.code, refusal.refused, refusal.chat_id], ['TURN_IN_PROGRESS', 'send_message', chat]);
  socket.send({ action: 'interrupt', chat_id: chat });
  const ended = (await socket.until('interrupted')).at(-1)?.data;
  assert.deepEqual([ended.chat_id, 'refused' in ended], [chat, false]);
});

test('a turn that another server has closed stores nothing and does not end the next one', async (t) => {
  const folder = temporaryFolder(t);
  const store = path.join(folder, 'store');
  const server = await testServer(t, { store, data: smallData(folder) });
  const chat = await server.createChat();
  const socket = await server.socket();
  socket.send({ action: 'send_message', chat_id: chat, message: slowQuestion });
  await socket.until('processing');
  // As a server does that takes this one for dead, and then runs a question of its own.
  const database = new DatabaseSync(path.join(store, 'trellis.db'));
  database.exec(`UPDATE turns SET user_message_id = 'msg_next'`);
  socket.send({ action: 'interrupt', chat_id: chat });
  await socket.until('interrupted');
  assert.equal(database.prepare('SELECT count(*) AS n FROM turns').get()?.n, 1);
  assert.equal(database.prepare('SELECT count(*) AS n FROM messages').get()?.n, 1);
  database.close();
});

test('a program that hangs at the address of a dead server gets no token, and the turn is closed when it is old', async (t) => {
  const folder = temporaryFolder(t);
  const store = path.join(folder, 'store');
  const server = await testServer(t, { store, data: smallData(folder) });
  const chat = await server.createChat();
  const heard: string[] = [];
  const stranger = createServer((request) => heard.push(`${request.url} ${request.headers.authorization ?? ''}`));
  stranger.listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  t.after(() => {
    stranger.closeAllConnections();
    stranger.close();
  });
  const name = JSON.stringify({ id: 'gone', url: `http://127.0.0.1:${(stranger.address() as AddressInfo).port}` });
  const database = new DatabaseSync(path.join(store, 'trellis.db'));
  t.after(() => database.close());
  const begin = (at: Date) =>
    database.prepare('INSERT OR REPLACE INTO turns VALUES (?, ?, ?, ?)').run(chat, 'msg_x', at.toISOString(), name);
  begin(new Date());
  assert.equal((await server.call('POST', `/v1/chats/${chat}/interrupt`)).status, 409);
  const busy = await server.call('POST', '/v1/chats', { chat_id: chat, message: 'How many sales are there?' });
  assert.deepEqual([busy.status, busy.body.code], [409, 'TURN_IN_PROGRESS']);
  begin(new Date(Date.now() - 11 * 60_000));
  assert.equal((await server.call('GET', `/v1/chats/${chat}`)).body.running, null);
  assert.ok(heard.length > 0 && heard.every((line) => line === '/healthz '), heard.join('\n'));
});

test('the turn of a server that died ends for whoever reads the chat', async (t) => {
  const folder = temporaryFolder(t);
  const store = path.join(folder, 'store');
  const server = await testServer(t, { store, data: smallData(folder) });
  const chat = await server.createChat();
  const database = new DatabaseSync(path.join(store, 'trellis.db'));
  database
    .prepare('INSERT INTO turns VALUES (?, ?, ?, ?)')
    .run(chat, 'msg_x', new Date().toISOString(), JSON.stringify({ id: 'dead', url: 'http://127.0.0.1:1' }));
  database.close();
  const { body } = await server.call('GET', `/v1/chats/${chat}`);
  assert.deepEqual([body.running, body.messages[0].metadata.error.code], [null, 'INTERNAL']);
});

test('a question to a chat that is deleted meanwhile is "not found", not a failure of the server', async (t) => {
  const server = await testServer(t);
  const chat = await server.createChat();
  const [asked] = await Promise.all([
    server.call('POST', '/v1/chats', { chat_id: chat, message: slowQuestion }).catch((cause) => cause),
    server.call('DELETE', `/v1/chats/${chat}`),
  ]);
  // Whichever came first: refused, or begun and then interrupted by the deletion (which is a stream and no JSON).
  if ('status' in asked) assert.deepEqual([asked.status, asked.body.code], [404, 'CHAT_NOT_FOUND']);
  else assert.ok(asked instanceof SyntaxError);
});

test('more chats with uploads than stay open: none loses its answer', async (t) => {
  const server = await testServer(t);
  const chats = await Promise.all(
    Array.from({ length: 6 }, async (_, number) => {
      const chat = await server.createChat();
      const form = new FormData();
      form.append('chat_id', chat);
      form.append('files', new Blob([`name,region\nA${number},East\nB${number},West\n`]), 'people.csv');
      const headers = { Authorization: `Bearer ${server.token}` };
      assert.equal(
        (await fetch(`${server.url}/v1/chats/uploads`, { method: 'POST', headers, body: form })).status,
        201,
      );
      return chat;
    }),
  );
  const [slow, ...others] = chats;
  const socket = await server.socket();
  socket.send({ action: 'send_message', chat_id: slow, message: slowQuestion });
  await socket.until('processing');
  for (const chat of others) {
    const { events } = await answerOf(server, 'POST', '/v1/chats', {
      chat_id: chat,
      message: 'How many people are there?',
    });
    assert.match(events.at(-1)?.data.content, /\b2\b/);
  }
  socket.send({ action: 'interrupt', chat_id: slow });
  const ended = (await socket.until('interrupted')).map(({ event }) => event);
  assert.ok(!ended.includes('error'));
});

test('an id of a visualization can be fetched as soon as it is said', async (t) => {
  const server = await testServer(t, { revision: 'first' });
  const response = await fetch(`${server.url}/v1/chats`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ message: 'Show sales by region as a bar chart' }),
  });
  let text = '';
  let id: string | undefined;
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    id ??= /event: visualization\ndata: \{"id":"(\w+)"\}/.exec(text)?.[1];
    if (id) {
      assert.equal((await server.call('GET', `/v1/visualizations/${id}`)).body.chart_type, 'bar');
      break;
    }
  }
  assert.ok(id);
});

test('who was the admin when the token was made is not the admin of a server started for another', async (t) => {
  const folder = temporaryFolder(t);
  const options = { store: path.join(folder, 'store'), data: smallData(folder) };
  const before = await testServer(t, options);
  const headers = { Authorization: `Bearer ${before.token}` };
  assert.equal((await before.call('GET', '/v1/organization-rules', undefined, headers)).status, 200);
  await before.close();
  const after = await testServer(t, { ...options, email: 'new@localhost' });
  assert.equal((await after.call('GET', '/v1/organization-rules', undefined, headers)).status, 403);
});

test('the server stops in about a second though a socket does not answer', async (t) => {
  const server = await testServer(t);
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/chats/ws`, {
    headers: { Authorization: `Bearer ${server.token}` },
  });
  await once(socket, 'open');
  t.after(() => socket.terminate());
  socket.pause();
  const started = performance.now();
  await server.close();
  assert.ok(performance.now() - started < 5_000);
});

test('a host name in capitals and port 80 without a number are our own', async () => {
  const { createDoor } = await import('../../src/server/http/door.ts');
  createDoor('MyBox.local', () => 5000).check('mybox.local:5000', undefined);
  createDoor('127.0.0.1', () => 80).check('localhost', 'http://localhost');
  assert.throws(() => createDoor('127.0.0.1', () => 81).check('localhost', undefined), /does not answer/);
});

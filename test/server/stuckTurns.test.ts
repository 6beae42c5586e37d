// Turns that nobody runs any more: a store that was locked at their end, a server that died beside ours.
// Not here: what a start finds (process.test.ts).
import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { serverProcess } from '../support/serverProcess.ts';
import { parseSse, slowQuestion, smallData, temporaryFolder, testServer } from '../support/testServer.ts';

test('a turn of a server that died is closed when another server on the store is asked', async (t) => {
  const folder = temporaryFolder(t);
  const args = ['--data', smallData(folder), '--store', path.join(folder, 'store')];
  const [one, two] = [await serverProcess(t, args), await serverProcess(t, args)];
  const { id } = (await (await one.api('POST', '/v1/chats/create', {})).json()) as { id: string };
  const running = await one.api('POST', '/v1/chats', { chat_id: id, message: slowQuestion });
  await running.body?.getReader().read();
  const body = { chat_id: id, message: 'How many sales are there?' };
  const busy = (await (await two.api('POST', '/v1/chats', body)).json()) as { code: string };
  assert.equal(busy.code, 'TURN_IN_PROGRESS');
  await one.kill('SIGKILL');
  const answer = parseSse(await (await two.api('POST', '/v1/chats', body)).text());
  assert.equal(answer.at(-1)?.event, 'message');
});

test('a turn whose end could not be stored does not keep its chat', async (t) => {
  const folder = temporaryFolder(t);
  const store = path.join(folder, 'store');
  const server = await testServer(t, { store, data: smallData(folder) });
  const chat_id = await server.createChat();
  const response = await fetch(`${server.url}/v1/chats`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${server.token}` },
    body: JSON.stringify({ chat_id, message: 'How many sales are there?' }),
  });
  // What a locked or full disk does: the row of the turn stays, its answer is not there.
  await response.text();
  const database = new DatabaseSync(path.join(store, 'trellis.db'));
  const { server_id } = (await server.call('GET', '/healthz')).body;
  const name = JSON.stringify({ id: server_id, url: server.url });
  database.prepare('INSERT INTO turns VALUES (?, ?, ?, ?)').run(chat_id, 'msg_x', new Date().toISOString(), name);
  database.close();
  const again = await fetch(`${server.url}/v1/chats`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${server.token}` },
    body: JSON.stringify({ chat_id, message: 'How many sales are there?' }),
  });
  assert.equal(parseSse(await again.text()).at(-1)?.event, 'message');
  const { body } = await server.call('GET', `/v1/chats/${chat_id}`);
  assert.equal(body.running, null);
  assert.equal(body.messages.at(-1).metadata.error, undefined);
});

test('a refused second question is told apart from the answer that runs', async (t) => {
  const server = await testServer(t);
  const chat_id = await server.createChat();
  const socket = await server.socket();
  await socket.next();
  socket.send({ action: 'send_message', chat_id, message: slowQuestion, client_message_id: 'first' });
  await socket.until('processing');
  socket.send({ action: 'send_message', chat_id, message: 'x', client_message_id: 'second' });
  const { data } = (await socket.until('error')).at(-1) ?? assert.fail();
  assert.deepEqual([data.code, data.chat_id, data.client_message_id], ['TURN_IN_PROGRESS', chat_id, 'second']);
  socket.send({ action: 'interrupt', chat_id });
  assert.equal((await socket.until('interrupted')).at(-1)?.event, 'interrupted');
});

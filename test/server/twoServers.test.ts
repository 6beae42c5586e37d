// Two servers on one store, as two windows of VS Code have: each sees, stops and deletes what the other began.
// Not here: two handles on one file (store/store.test.ts).
import assert from 'node:assert/strict';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { slowQuestion, smallData, temporaryFolder, testServer } from '../support/testServer.ts';

async function twoServers(t: TestContext) {
  const folder = temporaryFolder(t);
  const options = { store: path.join(folder, 'store'), data: smallData(folder) };
  return [await testServer(t, options), await testServer(t, options)] as const;
}

test('a chat of one window is in the list of the other at once, and its answer too', async (t) => {
  const [left, right] = await twoServers(t);
  const id = await left.createChat('From the left');
  assert.equal((await right.call('GET', '/v1/chats')).body.chats[0].title, 'From the left');
  const socket = await left.socket();
  socket.send({ action: 'send_message', chat_id: id, message: 'How many sales are there?' });
  await socket.until('message');
  const chat = (await right.call('GET', `/v1/chats/${id}`)).body;
  assert.deepEqual(
    chat.messages.map(({ role }: { role: string }) => role),
    ['user', 'assistant'],
  );
  await right.call('PUT', `/v1/chats/${id}`, { title: 'Renamed on the right' });
  assert.equal((await left.call('GET', '/v1/chats')).body.chats[0].title, 'Renamed on the right');
});

test('a socket that asks for it hears within 2 s that another window changed the chats', async (t) => {
  const [left, right] = await twoServers(t);
  const socket = await left.socket({ path: '/v1/chats/ws?changes=1' });
  await socket.until('authenticated');
  const started = performance.now();
  await right.createChat();
  assert.deepEqual(await socket.next(), { event: 'chats_changed', data: {} });
  assert.ok(performance.now() - started < 2000);
  const quiet = await left.socket();
  await quiet.until('authenticated');
  await right.createChat();
  await socket.until('chats_changed');
  quiet.send({ action: 'ping' });
  assert.equal((await quiet.next()).event, 'pong');
});

test('an answer that runs in one window is stopped from the other', async (t) => {
  const [left, right] = await twoServers(t);
  const id = await left.createChat();
  const socket = await left.socket();
  socket.send({ action: 'send_message', chat_id: id, message: slowQuestion });
  await socket.until('processing');
  assert.equal((await right.call('POST', `/v1/chats/${id}/interrupt`)).status, 204);
  await socket.until('interrupted');
  assert.equal((await right.call('GET', `/v1/chats/${id}`)).body.running, null);
  const again = await right.call('POST', `/v1/chats/${id}/interrupt`);
  assert.deepEqual([again.status, again.body.code], [409, 'NOTHING_TO_INTERRUPT']);
});

test('a second question from the other window waits for the first: TURN_IN_PROGRESS', async (t) => {
  const [left, right] = await twoServers(t);
  const id = await left.createChat();
  const socket = await left.socket();
  socket.send({ action: 'send_message', chat_id: id, message: slowQuestion });
  await socket.until('processing');
  const refused = await right.call('POST', '/v1/chats', { chat_id: id, message: 'How many sales are there?' });
  assert.deepEqual([refused.status, refused.body.code], [409, 'TURN_IN_PROGRESS']);
  // Deleting the chat in the other window ends the query here, too.
  assert.equal((await right.call('DELETE', `/v1/chats/${id}`)).status, 200);
  await socket.until('interrupted');
});

test('each server accepts the tokens of the other', async (t) => {
  const [left, right] = await twoServers(t);
  const headers = { Authorization: `Bearer ${left.token}` };
  assert.equal((await right.call('GET', '/v1/chats', undefined, headers)).status, 200);
});

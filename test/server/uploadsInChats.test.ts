// A chat with uploads: its questions see the files beside the data, other chats do not, and all of it goes with the chat.
// Not here: receiving files (uploads/receive.test.ts), the database they are opened in (engine/uploads.test.ts).
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseSse, smallData, type TestServer, temporaryFolder, testServer } from '../support/testServer.ts';

async function upload(server: TestServer, chatId: string, name: string, content: string, token = server.token) {
  const form = new FormData();
  form.append('chat_id', chatId);
  form.append('files', new Blob([content], { type: 'text/csv' }), name);
  const response = await fetch(`${server.url}/v1/chats/uploads`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: form,
  });
  const body = (await response.json()) as { uploads: { id: string }[] };
  return { status: response.status, body };
}

async function ask(server: TestServer, chat_id: string, message: string, more: Record<string, unknown> = {}) {
  const response = await fetch(`${server.url}/v1/chats`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ chat_id, message, ...more }),
  });
  return parseSse(await response.text());
}

const managers = 'region,manager\nEast,Ann\nWest,Bob\n';
const joined =
  'run this\n\nContext: sql, a.sql\n```sql\nSELECT manager, sum(amount) AS total FROM sales JOIN managers USING (region) GROUP BY 1 ORDER BY 1\n```';

test('a question joins an upload with the data, in that chat alone', async (t) => {
  const server = await testServer(t);
  const chat = await server.createChat();
  const { status, body } = await upload(server, chat, 'managers.csv', managers);
  assert.equal(status, 201);
  const events = await ask(server, chat, joined, { upload_ids: [body.uploads[0]?.id] });
  assert.deepEqual(events.find(({ event }) => event === 'visualization')?.data.rows, [
    ['Ann', '33'],
    ['Bob', '15'],
  ]);
  const plain = await ask(server, chat, 'How many managers are there?');
  assert.match(plain.at(-1)?.data.content, /\b2\b/);
  const other = await ask(server, await server.createChat(), joined);
  assert.deepEqual([other.at(-1)?.event, other.at(-1)?.data.code], ['error', 'QUERY_REFUSED']);
  const shown = (await server.call('GET', `/v1/chats/${chat}`)).body.messages[0].metadata.uploads;
  assert.deepEqual([shown.length, shown[0].filename], [1, 'managers.csv']);
  const listed = (await server.call('GET', `/v1/chats/${chat}/uploads`)).body.uploads;
  assert.match(listed[0].message_id, /^msg_/);
});

test('a file that comes later is there with the next question', async (t) => {
  const server = await testServer(t);
  const chat = await server.createChat();
  await upload(server, chat, 'managers.csv', managers);
  assert.match((await ask(server, chat, 'How many managers are there?')).at(-1)?.data.content, /\b2\b/);
  await upload(server, chat, 'cities.csv', 'city,region\nA,East\nB,East\nC,West\n');
  assert.match((await ask(server, chat, 'How many cities are there?')).at(-1)?.data.content, /\b3\b/);
});

test('an edited question keeps its files; a deleted one leaves them in the chat', async (t) => {
  const server = await testServer(t);
  const chat = await server.createChat();
  const { body } = await upload(server, chat, 'managers.csv', managers);
  await ask(server, chat, 'How many managers are there?', { upload_ids: [body.uploads[0]?.id] });
  const [question] = (await server.call('GET', `/v1/chats/${chat}`)).body.messages;
  await fetch(`${server.url}/v1/chats/${chat}/messages/${question.id}`, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ content: 'How many sales are there?' }),
  }).then((response) => response.text());
  const [edited] = (await server.call('GET', `/v1/chats/${chat}`)).body.messages;
  assert.notEqual(edited.id, question.id);
  assert.equal(edited.metadata.uploads[0].id, body.uploads[0]?.id);
  assert.equal((await server.call('DELETE', `/v1/chats/${chat}/messages/${edited.id}`)).status, 204);
  const { uploads } = (await server.call('GET', `/v1/chats/${chat}/uploads`)).body;
  assert.deepEqual([uploads.length, uploads[0].message_id], [1, null]);
});

test('files go with their chat', async (t) => {
  const folder = temporaryFolder(t);
  const options = { store: path.join(folder, 'store'), data: smallData(folder) };
  const server = await testServer(t, options);
  const files = path.join(options.store, 'uploads');
  const chat = await server.createChat();
  await upload(server, chat, 'managers.csv', managers);
  assert.ok(existsSync(path.join(files, chat)));
  await server.call('DELETE', `/v1/chats/${chat}`);
  assert.deepEqual(readdirSync(files), ['incoming']);
  assert.deepEqual(readdirSync(path.join(files, 'incoming')), []);
});

test('a chat that is deleted while files come in to it is gone with them, and no request fails', async (t) => {
  const folder = temporaryFolder(t);
  const options = { store: path.join(folder, 'store'), data: smallData(folder) };
  const server = await testServer(t, options);
  for (let round = 0; round < 20; round++) {
    const chat = await server.createChat();
    const uploading = Array.from({ length: 6 }, (_, number) => upload(server, chat, `f${number}.csv`, managers));
    const deleted = server.call('DELETE', `/v1/chats/${chat}`);
    for (const { status } of await Promise.all(uploading)) assert.ok([201, 404].includes(status), String(status));
    assert.equal((await deleted).status, 200);
    assert.ok(!existsSync(path.join(options.store, 'uploads', chat)));
  }
});

test('at the start, files of a day ago whose chat is gone are removed, and nothing else is touched', async (t) => {
  const folder = temporaryFolder(t);
  const options = { store: path.join(folder, 'store'), data: smallData(folder) };
  const before = await testServer(t, options);
  const kept = await before.createChat();
  await upload(before, kept, 'managers.csv', managers);
  await before.close();
  const files = path.join(options.store, 'uploads');
  const old = new Date(Date.now() - 25 * 3_600_000);
  for (const name of ['chat_gone', 'chat_young', 'not ours', path.join('incoming', 'in-old')]) {
    mkdirSync(path.join(files, name));
    if (name !== 'chat_young') utimesSync(path.join(files, name), old, old);
  }
  utimesSync(path.join(files, kept), old, old);
  await testServer(t, options);
  while (existsSync(path.join(files, 'chat_gone')) || existsSync(path.join(files, 'incoming', 'in-old')))
    await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(readdirSync(files).sort(), [kept, 'chat_young', 'incoming', 'not ours'].sort());
});

test('uploads of another member, or of another chat, are not there', async (t) => {
  const server = await testServer(t);
  const [chat, second] = [await server.createChat(), await server.createChat()];
  const { body } = await upload(server, chat, 'managers.csv', managers);
  const other = await server.tokenFor('other@localhost');
  assert.equal((await upload(server, chat, 'x.csv', managers, other)).status, 404);
  const headers = { Authorization: `Bearer ${other}` };
  assert.equal((await server.call('GET', `/v1/chats/${chat}/uploads`, undefined, headers)).status, 404);
  assert.equal(
    (await server.call('GET', `/v1/uploads/${body.uploads[0]?.id}/content`, undefined, headers)).status,
    404,
  );
  const wrongChat = await server.call('POST', '/v1/chats', {
    chat_id: second,
    message: 'x',
    upload_ids: [body.uploads[0]?.id],
  });
  assert.deepEqual([wrongChat.status, wrongChat.body.code], [404, 'UPLOAD_NOT_FOUND']);
});

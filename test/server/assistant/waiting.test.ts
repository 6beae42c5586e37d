// A conversation that still answers: what is asked meanwhile waits in its order; clients leave, servers stop, conversations go.
// Not here: one question and its answer (chat.test.ts).
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { slowQuestion, smallData, temporaryFolder, testServer } from '../../support/testServer.ts';
import { postChat, streamReader } from './assistantClient.ts';
import { pictures } from './pictures.ts';

const question = 'total amount by region';

describe('a conversation that still answers', () => {
  test('takes the next questions, which wait in their order and say meta at once', async (t) => {
    const server = await testServer(t);
    const id = await server.createChat();
    const first = await streamReader(await postChat(server, { text: slowQuestion, conversation_id: id }));
    assert.equal((await first.next())?.event, 'meta');
    const second = await streamReader(
      await postChat(server, { text: 'How many sales are there?', conversation_id: id }),
    );
    const meta = await second.next();
    assert.equal(meta?.event, 'meta');
    const third = postChat(server, { text: question, conversation_id: id }, { path: '/api/chat' });
    const before = await server.call('GET', `/api/chat/messages?conversation_id=${id}`);
    assert.equal(before.body.messages.length, 1);
    assert.equal((await server.call('POST', `/api/chat/conversations/${id}/truncate`, {})).status, 409);

    assert.equal((await server.call('POST', `/v1/chats/${id}/interrupt`)).status, 204);
    const end = (await first.rest()).at(-1);
    assert.deepEqual([end?.event, end?.data.code, end?.data.interrupted], ['error', 'INTERRUPTED', true]);
    assert.equal((await second.rest()).at(-1)?.event, 'done');
    assert.equal((await third).status, 200);
    const { body } = await server.call('GET', `/api/chat/messages?conversation_id=${id}`);
    const asked = body.messages.filter(({ role }: { role: string }) => role === 'user');
    assert.deepEqual(
      asked.map(({ content }: { content: string }) => content),
      [slowQuestion, 'How many sales are there?', question],
    );
    assert.equal(asked[1].id, meta?.data.message_id);
    assert.equal(body.messages[1].content, end?.data.error);
  });

  test('goes on when its client leaves, and so does what waits', async (t) => {
    const server = await testServer(t);
    const id = await server.createChat();
    const leaving = new AbortController();
    const ask = (text: string) => postChat(server, { text, conversation_id: id }, { signal: leaving.signal });
    for (const text of [slowQuestion, question])
      assert.equal((await (await streamReader(await ask(text))).next())?.event, 'meta');
    leaving.abort();
    const { body } = await server.call('GET', `/v1/chats/${id}`);
    assert.ok(body.running, 'it still answers');
    const last = postChat(server, { text: 'How many sales are there?', conversation_id: id }, { path: '/api/chat' });
    await server.call('POST', `/v1/chats/${id}/interrupt`);
    await last;
    const chat = await server.call('GET', `/v1/chats/${id}`);
    assert.equal(chat.body.messages.length, 6);
    assert.match(chat.body.messages[3].content, /48 in total/);
  });

  test('that is deleted tells who waited', async (t) => {
    const server = await testServer(t);
    const id = await server.createChat();
    const first = await streamReader(await postChat(server, { text: slowQuestion, conversation_id: id }));
    await first.next();
    const waiting = await streamReader(await postChat(server, { text: question, conversation_id: id }));
    assert.equal((await waiting.next())?.event, 'meta');
    assert.deepEqual((await server.call('DELETE', `/api/chat/conversations/${id}`)).body, { ok: true });
    const end = (await waiting.rest()).at(-1);
    assert.deepEqual([end?.event, end?.data.code], ['error', 'CHAT_NOT_FOUND']);
  });

  test('waits for a question of the other API, whose turn is like any', async (t) => {
    const server = await testServer(t);
    const id = await server.createChat();
    const socket = await server.socket();
    await socket.until('authenticated');
    socket.send({ action: 'send_message', message: slowQuestion, chat_id: id });
    await socket.until('processing');
    const waiting = await streamReader(await postChat(server, { text: question, conversation_id: id }));
    assert.equal((await waiting.next())?.event, 'meta');
    socket.send({ action: 'interrupt', chat_id: id });
    await socket.until('interrupted');
    assert.equal((await waiting.rest()).at(-1)?.event, 'done');
    socket.close();
  });

  test('waits for the answer of another server on the same store, also of one that is gone', async (t) => {
    const folder = temporaryFolder(t);
    const options = { store: path.join(folder, 'store'), data: smallData(folder) };
    const [left, right] = [await testServer(t, options), await testServer(t, options)];
    const id = await left.createChat();
    const first = await streamReader(await postChat(left, { text: slowQuestion, conversation_id: id }));
    await first.next();
    const waiting = await streamReader(await postChat(right, { text: question, conversation_id: id }));
    assert.equal((await waiting.next())?.event, 'meta');
    assert.equal((await right.call('POST', `/v1/chats/${id}/interrupt`)).status, 204);
    assert.equal((await first.rest()).at(-1)?.data.code, 'INTERRUPTED');
    assert.equal((await waiting.rest()).at(-1)?.event, 'done');

    const again = await streamReader(await postChat(left, { text: slowQuestion, conversation_id: id }));
    await again.next();
    const last = postChat(right, { text: question, conversation_id: id }, { path: '/api/chat' });
    await left.close();
    assert.match(((await (await last).json()) as { reply: string }).reply, /48 in total/);
  });

  test('of a server that stops tells who waited', async (t) => {
    const server = await testServer(t);
    const id = await server.createChat();
    const first = await streamReader(await postChat(server, { text: slowQuestion, conversation_id: id }));
    await first.next();
    const waiting = await streamReader(await postChat(server, { text: question, conversation_id: id }));
    await waiting.next();
    const closing = server.close();
    const end = (await waiting.rest()).at(-1);
    assert.deepEqual([end?.event, end?.data.code, end?.data.retryable], ['error', 'INTERNAL', true]);
    await first.rest();
    await closing;
  });

  test('of a server that stops keeps what waited, with why it was not answered', async (t) => {
    const folder = temporaryFolder(t);
    const options = { store: path.join(folder, 'store'), data: smallData(folder) };
    const server = await testServer(t, options);
    const id = await server.createChat();
    const image_base64 = pictures['image/png'].toString('base64');
    const asked = [{ text: slowQuestion }, { text: question, image_base64 }, { text: 'How many sales are there?' }];
    const streams = [];
    for (const each of asked) {
      const stream = await streamReader(await postChat(server, { ...each, conversation_id: id }));
      assert.equal((await stream.next())?.event, 'meta');
      streams.push(stream);
    }
    await server.close();
    const ends = await Promise.all(streams.map(async (stream) => (await stream.rest()).at(-1)));
    assert.deepEqual(
      ends.map((end) => [end?.event, end?.data.code]),
      [
        ['error', 'INTERRUPTED'],
        ['error', 'INTERNAL'],
        ['error', 'INTERNAL'],
      ],
    );
    const again = await testServer(t, options);
    const { body } = await again.call('GET', `/api/chat/messages?conversation_id=${id}`);
    assert.deepEqual(
      body.messages.map(({ text, content, role }: Record<string, string>) => (role === 'user' ? text : content)),
      asked.flatMap(({ text }, index) => [text, ends[index]?.data.error]),
    );
    assert.match(ends[1]?.data.error, /^Error: The server stopped .* Ask again/);
    assert.deepEqual([body.messages[2].image.mime, body.messages[3].id], ['image/png', ends[1]?.data.message_id]);
    const uploads = (await again.call('GET', `/v1/chats/${id}/uploads`)).body.uploads;
    assert.deepEqual(
      uploads.map(({ message_id }: Record<string, string>) => message_id),
      [body.messages[2].id],
    );
  });

  test('of another server does not keep one that stops, and who waited is told', async (t) => {
    const folder = temporaryFolder(t);
    const options = { store: path.join(folder, 'store'), data: smallData(folder) };
    const [left, right] = [await testServer(t, options), await testServer(t, options)];
    const id = await left.createChat();
    const first = await streamReader(await postChat(left, { text: slowQuestion, conversation_id: id }));
    await first.next();
    const waiting = await streamReader(await postChat(right, { text: question, conversation_id: id }));
    await waiting.next();
    await right.close();
    const end = (await waiting.rest()).at(-1);
    assert.deepEqual([end?.event, end?.data.code, end?.data.retryable], ['error', 'INTERNAL', true]);
    assert.equal((await left.call('GET', `/v1/chats/${id}`)).body.messages.length, 1);
  });

  test('refuses more than it can ever answer', async (t) => {
    const server = await testServer(t);
    const id = await server.createChat();
    const ask = (text: string) => postChat(server, { text, conversation_id: id });
    const waiting = [await ask(slowQuestion)];
    for (let n = 0; n < 20; n++) waiting.push(await ask('How many sales are there?'));
    assert.equal((await ask(question)).status, 409);
    await server.call('DELETE', `/api/chat/conversations/${id}`);
    await Promise.all(waiting.map((response) => response.text()));
  });
});

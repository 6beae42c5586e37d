// Pictures with a question: judged by their bytes, kept with the message, shown by both APIs, gone with the chat.
// Not here: questions without one (chat.test.ts).
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { slowQuestion, temporaryFolder, testServer } from '../../support/testServer.ts';
import { askStream, postChat, streamReader } from './assistantClient.ts';
import { pictures } from './pictures.ts';

const question = 'How many sales are there?';
const note = 'The planner cannot see pictures; this is answered without the image.';

async function serverWithStore(t: TestContext) {
  const store = path.join(temporaryFolder(t), 'store');
  const server = await testServer(t, { store });
  const files = (id: string) =>
    existsSync(path.join(store, 'uploads', id)) ? readdirSync(path.join(store, 'uploads', id)) : [];
  const incoming = () => readdirSync(path.join(store, 'uploads', 'incoming'));
  return { server, files, incoming };
}

describe('a picture', () => {
  for (const [mime, bytes] of Object.entries(pictures)) {
    test(`of type ${mime} is kept with its question, whatever type is said, and told by both APIs`, async (t) => {
      const { server, files, incoming } = await serverWithStore(t);
      const image_base64 = bytes.toString('base64');
      const { meta, end } = await askStream(server, { text: question, image_base64, image_mime: 'text/plain' });
      const id = meta.conversation_id;
      assert.equal(end.data.reply, `${note} There are 7 sales.`);
      const { body } = await server.call('GET', `/api/chat/messages?conversation_id=${id}`);
      const [asked] = body.messages;
      assert.equal(asked.content, ` [Image: ${mime}] ${question}`);
      assert.equal(asked.text, question);
      assert.deepEqual([asked.image.mime, asked.image.size], [mime, bytes.length]);
      const chat = (await server.call('GET', `/v1/chats/${id}`)).body;
      const [upload] = chat.messages[0].metadata.uploads;
      assert.deepEqual([upload.upload_type, upload.mime_type, upload.file_size], ['image', mime, bytes.length]);
      assert.equal(chat.title, question);
      const kept = await fetch(upload.presigned_url);
      assert.deepEqual(Buffer.from(await kept.arrayBuffer()), bytes);
      assert.equal(files(id).length, 1);
      const { uploads } = (await server.call('GET', `/v1/chats/${id}/uploads`)).body;
      assert.equal(uploads[0].message_id, meta.message_id);
      await server.call('DELETE', `/api/chat/conversations/${id}`);
      assert.deepEqual([files(id), incoming()], [[], []]);
    });
  }

  test('may come alone, with a data: prefix, or inline in the text', async (t) => {
    const { server } = await serverWithStore(t);
    const url = `data:image/png;base64,${pictures['image/png'].toString('base64')}`;
    const alone = await askStream(server, { text: '', image_base64: url });
    assert.equal(alone.end.event, 'error', 'there is no question');
    assert.ok(alone.end.data.error.startsWith(`Error: ${note}`));
    const { meta, end } = await askStream(server, { text: `${question} ![a.png](${url})` });
    assert.equal(end.data.reply, `${note} There are 7 sales.`);
    const { body } = await server.call('GET', `/api/chat/messages?conversation_id=${meta.conversation_id}`);
    assert.equal(body.messages[0].content, ` [Image: image/png] ${question}`);
  });

  test('stays with an edited question, and is no table', async (t) => {
    const { server } = await serverWithStore(t);
    const { meta } = await askStream(server, {
      text: question,
      image_base64: pictures['image/png'].toString('base64'),
    });
    const socket = await server.socket();
    await socket.until('authenticated');
    socket.send({ action: 'edit_message', message_id: meta.message_id, content: 'total amount by region' });
    const events = await socket.until('message');
    assert.ok(events.at(-1)?.data.content.startsWith(note));
    const { body } = await server.call('GET', `/v1/chats/${meta.conversation_id}`);
    assert.equal(body.messages[0].metadata.uploads.length, 1);
    const kept = await fetch(body.messages[0].metadata.uploads[0].presigned_url);
    assert.deepEqual(Buffer.from(await kept.arrayBuffer()), pictures['image/png']);
    socket.close();
  });

  test('goes with its message, from the disk too; documents of the chat stay', async (t) => {
    const { server, files } = await serverWithStore(t);
    const id = await server.createChat();
    const form = new FormData();
    form.append('chat_id', id);
    form.append('files', new Blob(['region,price\nEast,3\n']), 'prices.csv');
    const headers = { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' };
    const { Authorization } = headers;
    const sent = await fetch(`${server.url}/v1/chats/uploads`, {
      method: 'POST',
      headers: { Authorization },
      body: form,
    });
    const [document] = ((await sent.json()) as { uploads: { id: string }[] }).uploads;
    const withDocument = { chat_id: id, message: question, upload_ids: [document?.id] };
    const post = { method: 'POST', headers, body: JSON.stringify(withDocument) };
    await (await fetch(`${server.url}/v1/chats`, post)).text();
    const image_base64 = pictures['image/png'].toString('base64');
    const ask = async () => {
      const { meta } = await askStream(server, { text: question, conversation_id: id, image_base64 });
      return meta.message_id;
    };
    const asked = [await ask(), await ask()];
    assert.equal(files(id).length, 3);
    // An edit removes what comes after it.
    const edit = { method: 'PATCH', headers, body: JSON.stringify({ content: question }) };
    await (await fetch(`${server.url}/v1/chats/${id}/messages/${asked[0]}`, edit)).text();
    assert.equal(files(id).length, 2);
    const { body } = await server.call('GET', `/v1/chats/${id}`);
    await server.call('DELETE', `/v1/chats/${id}/messages/${body.messages[2].id}`);
    assert.deepEqual(files(id), [document?.id]);
    await ask();
    await ask();
    const newest = files(id).length;
    assert.equal(newest, 3);
    await server.call('POST', `/api/chat/conversations/${id}/truncate`, { keep_count: 2 });
    assert.equal(files(id).length, 2);
    await server.call('POST', `/api/chat/conversations/${id}/truncate`, { keep_count: 0 });
    assert.deepEqual(files(id), [document?.id]);
    const { uploads } = (await server.call('GET', `/v1/chats/${id}/uploads`)).body;
    assert.deepEqual(
      uploads.map(({ filename }: { filename: string }) => filename),
      ['prices.csv'],
    );
  });

  test('that waits is nobody else’s', async (t) => {
    const { server, files, incoming } = await serverWithStore(t);
    const id = await server.createChat();
    const image_base64 = pictures['image/png'].toString('base64');
    const first = await streamReader(await postChat(server, { text: slowQuestion, conversation_id: id }));
    await first.next();
    const waiting = await streamReader(await postChat(server, { text: question, conversation_id: id, image_base64 }));
    assert.equal((await waiting.next())?.event, 'meta');
    for (let n = 0; n < 20; n++) {
      assert.deepEqual((await server.call('GET', `/v1/chats/${id}/uploads`)).body.uploads, []);
      assert.deepEqual(files(id), []);
    }
    await server.call('POST', `/v1/chats/${id}/interrupt`);
    assert.equal((await waiting.rest()).at(-1)?.event, 'done');
    assert.deepEqual([files(id).length, incoming()], [1, []]);
  });

  test('waits with its question, and goes when that cannot be asked', async (t) => {
    const { server, files } = await serverWithStore(t);
    const id = await server.createChat();
    const image_base64 = pictures['image/gif'].toString('base64');
    const first = await streamReader(await postChat(server, { text: slowQuestion, conversation_id: id }));
    await first.next();
    const waiting = askStream(server, { text: question, conversation_id: id, image_base64 });
    const behind = askStream(server, { text: question, conversation_id: id });
    await server.call('POST', `/v1/chats/${id}/interrupt`);
    assert.equal((await waiting).end.data.text, `${note} There are 7 sales.`);
    assert.equal((await behind).end.data.text, 'There are 7 sales.');
    assert.equal(files(id).length, 1);

    const again = await streamReader(await postChat(server, { text: slowQuestion, conversation_id: id }));
    await again.next();
    const lost = askStream(server, { text: question, conversation_id: id, image_base64 });
    await server.call('GET', '/api/auth/me');
    await server.call('DELETE', `/v1/chats/${id}`);
    assert.equal((await lost).end.event, 'error');
    assert.deepEqual(files(id), []);
  });
});

describe('a picture is refused', () => {
  const png = pictures['image/png'];
  const tooLarge = Buffer.alloc(10 * 1024 * 1024 + 1);
  png.copy(tooLarge);
  const cases: [string, string, number, RegExp][] = [
    ['that is no base64', '!!!!', 422, /base64/],
    ['that was cut', png.subarray(0, png.length - 14).toString('base64'), 422, /PNG/],
    ['that is a cut WebP', pictures['image/webp'].subarray(0, 24).toString('base64'), 422, /WebP/],
    ['that is a PDF', Buffer.from('%PDF-1.7 x').toString('base64'), 415, /PNG, JPEG, GIF or WebP/],
    ['that is SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64'), 415, /PNG/],
    ['that is larger than 10 MB', tooLarge.toString('base64'), 413, /10 MB/],
    ['in a body that is larger than any may be', 'A'.repeat(17 * 1024 * 1024), 413, /16 MiB/],
  ];
  test('with its reason, before anything is stored', async (t) => {
    const { server, incoming } = await serverWithStore(t);
    for (const [name, image_base64, status, sentence] of cases) {
      const answer = await server.call('POST', '/api/chat/stream', { text: question, image_base64 });
      assert.equal(answer.status, status, name);
      const { detail } = answer.body;
      assert.match(status === 422 ? detail[0].msg : detail, sentence, name);
      if (status === 422) assert.deepEqual(detail[0].loc, ['body', 'image_base64']);
    }
    const inline = { text: `${question} ![a](data:image/png;base64,${cases[1]?.[1]})` };
    const { status, body } = await server.call('POST', '/api/chat', inline);
    assert.deepEqual([status, body.detail[0].loc], [422, ['body', 'text']]);
    assert.deepEqual((await server.call('GET', '/v1/chats')).body.chats, []);
    assert.deepEqual(incoming(), []);
  });

  test('but one of almost 10 MB is not', async (t) => {
    const { server } = await serverWithStore(t);
    const bytes = Buffer.alloc(10 * 1024 * 1024);
    png.copy(bytes);
    const { end } = await askStream(server, { text: question, image_base64: bytes.toString('base64') });
    assert.equal(end.event, 'done');
  });

  test('and other routes still take 1 MiB', async (t) => {
    const { server } = await serverWithStore(t);
    const { status, body } = await server.call('PUT', '/api/settings/mood', { mood: 'x'.repeat(1024 * 1024) });
    assert.deepEqual([status, body.code], [413, 'REQUEST_TOO_LARGE']);
  });
});

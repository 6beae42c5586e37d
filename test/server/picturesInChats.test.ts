// Pictures that are uploaded to a chat: shown to a model that sees, named by the planner that does not.
// Not here: pictures of the assistant API (assistant/images.test.ts), tables (uploadsInChats.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startModelPeer } from '../support/models/modelPeer.ts';
import { parseSse, type TestServer, testServer } from '../support/testServer.ts';
import { pictures } from './assistant/pictures.ts';

interface Answered {
  uploads: { id: string; upload_type: string; mime_type: string }[];
  detail: string;
}

async function upload(server: TestServer, chatId: string, name: string, content: Uint8Array<ArrayBuffer>) {
  const form = new FormData();
  form.append('chat_id', chatId);
  form.append('files', new Blob([content]), name);
  const headers = { Authorization: `Bearer ${server.token}` };
  const response = await fetch(`${server.url}/v1/chats/uploads`, { method: 'POST', headers, body: form });
  const body = (await response.json()) as Answered;
  return { status: response.status, body };
}

async function ask(server: TestServer, body: Record<string, unknown>) {
  const headers = { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' };
  const response = await fetch(`${server.url}/v1/chats`, { method: 'POST', headers, body: JSON.stringify(body) });
  return parseSse(await response.text());
}

test('each kind of picture is told by its bytes, and shown to a model that sees', async (t) => {
  const peer = await startModelPeer(t, 'claude', () => ({ text: 'I see it.' }));
  const server = await testServer(t, { models: { claude: { apiKey: peer.apiKey, baseUrl: peer.baseUrl } } });
  for (const [at, [mimeType, bytes]] of Object.entries(pictures).entries()) {
    const chat_id = await server.createChat();
    const { status, body } = await upload(server, chat_id, 'anything.csv', Uint8Array.from(bytes));
    assert.equal(status, 201);
    const [uploaded] = body.uploads;
    assert.deepEqual([uploaded?.upload_type, uploaded?.mime_type], ['image', mimeType]);
    await ask(server, { chat_id, message: 'What is this?', model: 'claude', upload_ids: [uploaded?.id] });
    const shown = peer.asked[at]?.messages.flatMap(({ images = [] }) => images);
    assert.deepEqual(shown, [{ mimeType, base64: bytes.toString('base64') }]);
  }
});

test('the planner says that it does not see one, and answers the rest', async (t) => {
  const server = await testServer(t);
  const chat_id = await server.createChat();
  const { body } = await upload(server, chat_id, 'a.png', Uint8Array.from(pictures['image/png']));
  const events = await ask(server, {
    chat_id,
    message: 'How many sales are there?',
    upload_ids: [body.uploads[0]?.id],
  });
  assert.match(events.at(-1)?.data.content, /^The planner cannot see pictures; .*There are 7 sales/);
});

test('a picture that is not whole is refused', async (t) => {
  const server = await testServer(t);
  const half = Uint8Array.from(pictures['image/png'].subarray(0, 30));
  const { status, body } = await upload(server, await server.createChat(), 'half.png', half);
  assert.equal(status, 415);
  assert.match(body.detail, /half\.png begins like a PNG and is not a whole one/);
});

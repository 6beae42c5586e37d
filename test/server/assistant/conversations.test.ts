// Conversations and chats are the same: what one API makes, the other lists, shows and changes. Members, settings, older revisions.
// Not here: asking (chat.test.ts), pictures (images.test.ts).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { version } from '../../../src/server/version.ts';
import { parseSse, slowQuestion, type TestServer, testServer } from '../../support/testServer.ts';
import { askStream, postChat, streamReader } from './assistantClient.ts';

const questions = ['How many sales are there?', 'total amount by region'] as const;

interface Shown {
  id: string;
  role: string;
  text: string;
}

/** The messages of a chat as each API shows them: the same, or the assertion fails. */
async function sameInBoth(server: TestServer, id: string): Promise<Shown[]> {
  const trellis = (await server.call('GET', `/v1/chats/${id}`)).body;
  const assistant = (await server.call('GET', `/api/chat/messages?conversation_id=${id}&limit=100`)).body;
  const ours: Shown[] = trellis.messages.map(
    ({ id, role, content }: { id: string; role: string; content: string }) => ({
      id,
      role,
      text: content,
    }),
  );
  assert.deepEqual(
    assistant.messages.map(({ id, role, text }: Shown) => ({ id, role, text })),
    ours,
  );
  for (const [index, { metadata }] of trellis.messages.entries()) {
    const row = assistant.messages[index];
    for (const key of ['sql', 'reading', 'clarification', 'visualizations', 'error', 'interrupted'])
      assert.deepEqual(row[key], metadata[key], key);
    assert.equal(row.provider, metadata.model);
    assert.equal(row.created_at, trellis.messages[index].timestamp);
  }
  const listed = (await server.call('GET', '/api/chat/conversations?channel=web')).body.conversations;
  const chats = (await server.call('GET', '/v1/chats')).body.chats;
  assert.deepEqual(
    listed.map(({ id, title }: Record<string, unknown>) => [id, title]),
    chats.map(({ id, title }: Record<string, unknown>) => [id, title]),
  );
  const own = listed.find((each: { id: string }) => each.id === id);
  if (ours.length > 0) assert.equal(own?.message_count, ours.length);
  return ours;
}

async function askTrellis(server: TestServer, id: string, message: string) {
  const response = await fetch(`${server.url}/v1/chats`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ chat_id: id, message }),
  });
  return parseSse(await response.text());
}

describe('one store', () => {
  test('what the assistant API made, the other API lists, shows, asks on, edits and deletes', async (t) => {
    const server = await testServer(t);
    const { meta, end } = await askStream(server, { text: questions[0] });
    const id = meta.conversation_id;
    const [question, answer] = await sameInBoth(server, id);
    assert.deepEqual([question?.id, answer?.id], [meta.message_id, end.data.message_id]);
    await askTrellis(server, id, questions[1]);
    const four = await sameInBoth(server, id);
    assert.equal(four.length, 4);
    const edit = await fetch(`${server.url}/v1/chats/${id}/messages/${four[2]?.id}`, {
      method: 'PATCH',
      headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ content: 'average amount by region' }),
    });
    await edit.text();
    const edited = await sameInBoth(server, id);
    assert.deepEqual([edited.length, edited[2]?.text], [4, 'average amount by region']);
    await server.call('DELETE', `/v1/chats/${id}/messages/${edited[2]?.id}`);
    assert.equal((await sameInBoth(server, id)).length, 2);
    await server.call('PUT', `/v1/chats/${id}`, { title: 'Another' });
    await sameInBoth(server, id);
    await server.call('DELETE', `/v1/chats/${id}`);
    assert.deepEqual((await server.call('GET', '/api/chat/conversations')).body, { conversations: [] });
    assert.deepEqual((await server.call('GET', `/api/chat/messages?conversation_id=${id}`)).body.messages, []);
  });

  test('what the other API made, the assistant API lists, asks on, truncates and deletes', async (t) => {
    const server = await testServer(t);
    const id = await server.createChat('Mine');
    assert.deepEqual(
      (await server.call('GET', '/api/chat/conversations')).body.conversations,
      [],
      'empty ones are not listed',
    );
    await askTrellis(server, id, questions[0]);
    await sameInBoth(server, id);
    await askStream(server, { text: questions[1], conversation_id: id });
    const four = await sameInBoth(server, id);
    const truncated = await server.call('POST', `/api/chat/conversations/${id}/truncate`, { keep_count: 2 });
    assert.deepEqual(truncated.body, { ok: true, conversation_id: id, keep_count: 2, deleted: 2 });
    assert.deepEqual(await sameInBoth(server, id), four.slice(2), 'the most recent are kept');
    const many = await server.call('POST', `/api/chat/conversations/${id}/truncate`, { keep_count: 1e300 });
    assert.deepEqual([many.status, many.body.deleted], [200, 0]);
    const all = await server.call('POST', `/api/chat/conversations/${id}/truncate`, { keep_count: -3 });
    assert.deepEqual([all.body.keep_count, all.body.deleted], [0, 2]);
    assert.equal((await server.call('GET', `/v1/chats/${id}`)).body.messages.length, 0);
    await askStream(server, { text: questions[0], conversation_id: id });
    assert.deepEqual((await server.call('DELETE', `/api/chat/conversations/${encodeURIComponent(id)}`)).body, {
      ok: true,
    });
    assert.equal((await server.call('GET', `/v1/chats/${id}`)).status, 404);
    assert.deepEqual((await server.call('DELETE', `/api/chat/conversations/${id}`)).body, { ok: true });
  });

  test('an answer stopped from the other API is the same in both, and its stream ends with what was said', async (t) => {
    const server = await testServer(t);
    const id = await server.createChat();
    const stream = await streamReader(await postChat(server, { text: slowQuestion, conversation_id: id }));
    assert.equal((await stream.next())?.event, 'meta');
    await server.call('POST', `/v1/chats/${id}/interrupt`);
    assert.match((await stream.rest()).at(-1)?.data.error, /^Error: .*stopped/);
    const [, answer] = await sameInBoth(server, id);
    assert.equal(answer?.text, '');
  });

  test('a question in the assistant API is told to who listens for changes', async (t) => {
    const server = await testServer(t);
    const socket = await server.socket({ path: '/v1/chats/ws?changes=1' });
    await socket.until('authenticated');
    await askStream(server, { text: questions[0] });
    assert.equal((await socket.next()).event, 'chats_changed');
    socket.close();
  });

  test('files of the other API are asked about in the assistant API', async (t) => {
    const server = await testServer(t);
    const id = await server.createChat();
    const form = new FormData();
    form.append('chat_id', id);
    form.append('files', new Blob(['fruit,weight\nplum,3\npear,4\n']), 'fruits.csv');
    const headers = { Authorization: `Bearer ${server.token}` };
    assert.equal((await fetch(`${server.url}/v1/chats/uploads`, { method: 'POST', headers, body: form })).status, 201);
    const { end } = await askStream(server, { text: 'How many fruits are there?', conversation_id: id });
    assert.equal(end.data.text, 'There are 2 fruits.');
  });
});

describe('conversations', () => {
  test('are listed newest activity first, with their counts and times', async (t) => {
    const server = await testServer(t);
    const first = (await askStream(server, { text: questions[0] })).meta.conversation_id;
    const second = (await askStream(server, { text: questions[1] })).meta.conversation_id;
    await askStream(server, { text: questions[1], conversation_id: first });
    const { body } = await server.call('GET', '/api/chat/conversations');
    const [newest, older] = body.conversations;
    assert.deepEqual([newest.id, older.id, newest.message_count], [first, second, 4]);
    assert.deepEqual(Object.keys(newest), [
      'id',
      'title',
      'created_at',
      'last_active',
      'message_count',
      'approx_tokens',
      'folder_id',
    ]);
    assert.match(newest.last_active, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.ok(Math.abs(Date.parse(`${newest.last_active.replace(' ', 'T')}Z`) - Date.now()) < 60_000);
    assert.ok(newest.approx_tokens > 10 && newest.folder_id === null);
    assert.deepEqual(
      (await server.call('GET', '/api/chat/conversations?limit=1')).body.conversations.map(({ id }: Shown) => id),
      [first],
    );
    assert.deepEqual((await server.call('GET', '/api/chat/conversations?channel=telegram')).body, {
      conversations: [],
    });
    const messages = await server.call('GET', `/api/chat/messages?conversation_id=${first}&limit=1`);
    assert.deepEqual(
      messages.body.messages.map(({ role }: Shown) => role),
      ['assistant'],
      'the newest',
    );
  });

  test('of another member are forbidden, and never listed', async (t) => {
    const server = await testServer(t);
    const id = (await askStream(server, { text: questions[0] })).meta.conversation_id;
    const token = await server.tokenFor('other@example.org');
    const headers = { Authorization: `Bearer ${token}` };
    const calls: [string, string, object?][] = [
      ['GET', `/api/chat/messages?conversation_id=${id}`],
      ['DELETE', `/api/chat/conversations/${id}`],
      ['POST', `/api/chat/conversations/${id}/truncate`, {}],
      ['POST', '/api/chat', { text: questions[0], conversation_id: id }],
      ['POST', '/api/chat/stream', { text: questions[0], conversation_id: id }],
    ];
    for (const [method, path, body] of calls) {
      const answer = await server.call(method, path, body, headers);
      assert.deepEqual([answer.status, answer.body.code], [403, 'FORBIDDEN'], `${method} ${path}`);
    }
    assert.deepEqual((await server.call('GET', '/api/chat/conversations', undefined, headers)).body.conversations, []);
    assert.equal((await sameInBoth(server, id)).length, 2);
  });
});

describe('settings', () => {
  test('are each member’s own, and last', async (t) => {
    const server = await testServer(t);
    const other = { Authorization: `Bearer ${await server.tokenFor('other@example.org')}` };
    assert.deepEqual((await server.call('GET', '/api/settings/mood')).body, { mood: 'normal' });
    assert.deepEqual((await server.call('PUT', '/api/settings/mood', { mood: 'serious' })).body, { mood: 'serious' });
    assert.deepEqual((await server.call('GET', '/api/settings/mood')).body, { mood: 'serious' });
    assert.deepEqual((await server.call('GET', '/api/settings/mood', undefined, other)).body, { mood: 'normal' });
    const wrong = await server.call('PUT', '/api/settings/mood', { mood: 'gloomy' });
    assert.deepEqual([wrong.status, Object.keys(wrong.body)], [200, ['error']]);
    assert.deepEqual((await server.call('PUT', '/api/settings/default-ai', { provider: 'planner' })).body, {
      provider: 'planner',
    });
    for (const provider of ['claude', 'nobody']) {
      const refused = await server.call('PUT', '/api/settings/default-ai', { provider });
      assert.deepEqual([refused.status, Object.keys(refused.body)], [200, ['error']], provider);
    }
  });

  test('a default that cannot answer any more is not asked, and a choice can be taken back', async (t) => {
    const server = await testServer(t);
    const { store } = server.services;
    const { id } = (await server.call('GET', '/api/auth/me')).body;
    store.choose(id, { provider: 'openai', mood: 'serious' });
    assert.deepEqual((await server.call('GET', '/api/settings/default-ai')).body, { provider: 'planner' });
    assert.equal((await server.call('GET', '/api/settings/provider-flow')).body.default_provider, 'planner');
    const asked = await server.call('POST', '/api/chat', { text: questions[0], provider: 'default' });
    assert.equal(asked.body.provider, 'planner');
    const named = await server.call('POST', '/api/chat', { text: questions[0], provider: 'openai' });
    assert.deepEqual([named.status, named.body.code], [400, 'UNKNOWN_MODEL']);
    assert.deepEqual((await server.call('PUT', '/api/settings/default-ai', { provider: 'default' })).body, {
      provider: 'planner',
    });
    assert.deepEqual(store.choices(id), { provider: null, mood: 'serious' });
  });
});

test('the version that the server tells is the package’s', async (t) => {
  const server = await testServer(t);
  assert.equal(version, JSON.parse(readFileSync('package.json', 'utf8')).version);
  const { status, body } = await server.call('GET', '/api/health', undefined, { Authorization: '' });
  assert.deepEqual([status, body], [200, { status: 'ok', app: 'Trellis', version }]);
});

test('older revisions have none of it', async (t) => {
  for (const revision of ['previous', 'first'] as const) {
    const server = await testServer(t, { revision });
    const calls: [string, string][] = [
      ['POST', '/api/chat'],
      ['POST', '/api/chat/stream'],
      ['GET', '/api/chat/conversations'],
      ['GET', '/api/chat/messages'],
      ['DELETE', '/api/chat/conversations/x'],
      ['POST', '/api/chat/conversations/x/truncate'],
      ['GET', '/api/providers'],
      ['GET', '/api/settings/mood'],
      ['PUT', '/api/settings/default-ai'],
      ['GET', '/api/settings/provider-flow'],
      ['GET', '/api/auth/me'],
    ];
    for (const [method, path] of calls) {
      const answer = await server.call(method, path, method === 'GET' ? undefined : { text: questions[0] });
      assert.deepEqual([answer.status, Object.keys(answer.body)], [404, ['detail']], `${revision} ${method} ${path}`);
    }
  }
});

// The scripted assistant server says what its script says, to the byte, keeps what it is told and answers each conversation in turn.
// Not here: the client that is tested with it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type AssistantPeer, assistantPeer, peerToken } from './assistantPeer.ts';
import { type ScriptName, scripts } from './assistantPeerScripts.ts';

function post(peer: AssistantPeer, body: unknown, path = '/api/chat/stream', headers: Record<string, string> = {}) {
  return fetch(`${peer.url}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

const names = (text: string) => [...text.matchAll(/^event: (\w+)\r?$/gm)].map(([, name]) => name);

async function jsonOf(response: Response): Promise<unknown> {
  return response.json();
}

test('a stream is `event`, one line of `data`, a blank line, and ends with its connection', async (t) => {
  const peer = await assistantPeer(t, { script: () => scripts.plain });
  const response = await post(peer, { text: 'Hi' });
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  const where = '"conversation_id":"default:web:00000001","provider":"claude"';
  assert.equal(
    await response.text(),
    `event: meta\ndata: {"type":"meta",${where}}\n\n` +
      'event: assistant\ndata: {"type":"assistant","delta":"Hel","text":"Hel"}\n\n' +
      'event: assistant\ndata: {"type":"assistant","delta":"lo","text":"Hello"}\n\n' +
      `event: done\ndata: {"type":"done",${where},"reply":"Hello"}\n\n`,
  );
  assert.deepEqual(peer.rows(peer.only().id), [
    ['user', 'Hi'],
    ['assistant', 'Hello'],
  ]);
});

test('each script begins with `meta` and ends once at most', async (t) => {
  for (const name of Object.keys(scripts) as ScriptName[]) {
    const peer = await assistantPeer(t, { script: () => scripts[name] });
    const [first, ...rest] = names(await (await post(peer, { text: 'Hi' })).text());
    assert.equal(first, 'meta');
    assert.equal(rest.filter((event) => event === 'done' || event === 'error').length, name === 'cut' ? 0 : 1, name);
  }
});

test('a turn whose listener has gone is stored, and the next one waits for it', async (t) => {
  const peer = await assistantPeer(t, { faults: [{ at: 'event done', do: { kind: 'hold', name: 'end' } }] });
  const gone = new AbortController();
  const first = await fetch(`${peer.url}/api/chat/stream`, {
    method: 'POST',
    body: JSON.stringify({ text: 'one' }),
    signal: gone.signal,
  });
  await peer.until(() => peer.holding().includes('end'));
  gone.abort();
  await assert.rejects(first.text());
  await peer.until(() => peer.requests[0]?.aborted);
  const { id } = peer.only();
  const next = await post(peer, { text: 'two', conversation_id: id });
  const reader = next.body?.getReader();
  const meta = await reader?.read();
  assert.deepEqual(names(Buffer.from(meta?.value ?? []).toString()), ['meta']);
  assert.deepEqual(
    peer.rows(id).map(([, content]) => content.slice(0, 8)),
    ['one', 'You said'],
  );
  peer.release('end');
  while ((await reader?.read())?.done === false);
  assert.deepEqual(
    peer.rows(id).map(([role]) => role),
    ['user', 'assistant', 'user', 'assistant'],
  );
});

describe('who may come in', () => {
  const me = (peer: AssistantPeer, headers: Record<string, string>) =>
    fetch(`${peer.url}/api/auth/me`, { headers }).then(async (response) => [response.status, await jsonOf(response)]);

  test('everybody where it is open', async (t) => {
    const peer = await assistantPeer(t);
    assert.deepEqual(await me(peer, {}), [200, { id: 'default', username: 'admin', role: 'admin' }]);
  });

  test('with the one token', async (t) => {
    const peer = await assistantPeer(t, { auth: 'token' });
    assert.deepEqual(await me(peer, {}), [401, { detail: 'Unauthorized' }]);
    assert.deepEqual(await me(peer, { Authorization: `bearer ${peerToken}` }), [401, { detail: 'Unauthorized' }]);
    assert.equal((await me(peer, { Authorization: `Bearer ${peerToken}` }))[0], 200);
  });

  test('with a name and a password', async (t) => {
    const peer = await assistantPeer(t, { auth: 'login' });
    assert.deepEqual(await me(peer, {}), [401, { detail: 'Authentication required' }]);
    assert.deepEqual(await me(peer, { Authorization: 'Bearer x' }), [401, { detail: 'Invalid or expired token' }]);
    const wrong = await post(peer, { username: 'ada', password: 'wrong' }, '/api/auth/login');
    assert.equal(wrong.status, 401);
    const login = await post(peer, { username: 'ada', password: 'lovelace' }, '/api/auth/login');
    const { access_token } = (await jsonOf(login)) as { access_token: string };
    assert.deepEqual(await me(peer, { Authorization: `Bearer ${access_token}` }), [
      200,
      { id: 'u1', username: 'ada', role: 'user' },
    ]);
  });
});

test('truncate keeps the first rows or the last, as told', async (t) => {
  for (const truncate of ['first', 'last'] as const) {
    const peer = await assistantPeer(t, { truncate });
    const { id } = peer.store.addConversation(['a', 'b', 'c'].map((content) => ({ role: 'user' as const, content })));
    const path = `/api/chat/conversations/${encodeURIComponent(id)}/truncate`;
    const answer = await jsonOf(await post(peer, { keep_count: 1 }, path));
    assert.deepEqual(answer, { ok: true, conversation_id: id, keep_count: 1, deleted: 2 });
    assert.deepEqual(peer.rows(id), [['user', truncate === 'first' ? 'a' : 'c']]);
    assert.equal((await fetch(`${peer.url}${path}`, { method: 'POST' })).status, 422);
  }
});

test('as documented: the stream is had from `/api/chat` alone, with deltas alone', async (t) => {
  const peer = await assistantPeer(t, { streaming: 'accept', deltaOnly: true, script: () => scripts.plain });
  const accept = { Accept: 'text/event-stream' };
  assert.equal((await post(peer, { text: 'Hi' }, '/api/chat/stream', accept)).status, 404);
  assert.equal(peer.store.conversations.size, 0);
  const text = await (await post(peer, { text: 'Hi' }, '/api/chat', accept)).text();
  assert.match(text, /data: \{"type":"assistant","delta":"lo"\}\n/);
  const whole = await jsonOf(await post(peer, { text: 'Hi' }, '/api/chat'));
  assert.deepEqual(whole, { reply: 'Hello', conversation_id: 'default:web:00000002', provider: 'claude' });
});

test('faults: cut to the byte, refused as told, records of it all', async (t) => {
  const peer = await assistantPeer(t, {
    lineEnd: '\r\n',
    faults: [
      { at: 'GET /api/providers', do: { kind: 'answer', status: 500, body: 'Internal Server Error' } },
      { at: 'POST /api/chat/stream', do: { kind: 'bytes', cutAfter: 60, end: 'fin' } },
    ],
  });
  const failed = await fetch(`${peer.url}/api/providers`);
  assert.deepEqual([failed.status, await failed.text()], [500, 'Internal Server Error']);
  await assert.rejects(post(peer, { text: 'Hi' }));
  const text = await (await post(peer, { text: 'Hi' })).text();
  assert.match(text, /^event: meta\r\ndata: \{.*\}\r\n\r\nevent: /);
  assert.equal(peer.posts().length, 2);
  assert.deepEqual(
    peer.posts().map(({ body }) => body.text),
    ['Hi', 'Hi'],
  );
});

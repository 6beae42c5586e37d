// The scripted peer does what its fault script says, to the byte, and keeps what it is told.
// Not here: the client that is tested with it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import WebSocket from 'ws';
import { type ScriptedPeer, type ScriptedPeerOptions, scriptedPeer } from './scriptedPeer.ts';
import type { Deed } from './scriptedPeerFaults.ts';

async function signedIn(t: TestContext, options: ScriptedPeerOptions = {}) {
  const peer = await scriptedPeer(t, options);
  const response = await fetch(`${peer.url}/v1/authenticate`, {
    method: 'POST',
    headers: { 'X-API-Key': peer.apiKey },
    body: '{"email":"you@localhost"}',
  });
  assert.equal(response.status, 200);
  return peer;
}

const headers = { Authorization: 'Bearer token_1' };
const get = (peer: ScriptedPeer, path: string) => fetch(`${peer.url}${path}`, { headers, redirect: 'manual' });

/** Bytes as they come, of a request written by hand. */
function rawGet(t: TestContext, peer: ScriptedPeer, path: string): { socket: Socket; bytes: () => Buffer } {
  const chunks: Buffer[] = [];
  const socket = connect(Number(new URL(peer.url).port), '127.0.0.1');
  t.after(() => socket.destroy());
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => socket.destroy());
  socket.write(`GET ${path} HTTP/1.1\r\nHost: peer\r\nAuthorization: Bearer token_1\r\n\r\n`);
  return { socket, bytes: () => Buffer.concat(chunks) };
}

/** A socket, and the events it has heard. */
async function socketTo(t: TestContext, peer: ScriptedPeer, path = '/v1/chats/ws') {
  const socket = new WebSocket(`${peer.url.replace('http', 'ws')}${path}`, { headers });
  t.after(() => socket.terminate());
  const frames: string[] = [];
  socket.on('message', (data) => frames.push(data.toString()));
  socket.on('error', () => socket.terminate());
  await once(socket, 'open');
  const ask = () => socket.send(JSON.stringify({ action: 'send_message', chat_id: 'chat_1', message: 'Hi' }));
  const names = () => frames.map((frame) => JSON.parse(frame).event);
  const until = async (name: string) => {
    while (!frames.some((frame) => frame.includes(`"event":"${name}"`))) await once(socket, 'message');
  };
  return { socket, frames, names, ask, until };
}

const whole = [
  'chat_metadata',
  'processing',
  'processing',
  'visualization',
  'text_delta',
  'text_delta',
  'text_delta',
  'message',
];

test('an answer is cut after exactly so many bytes', async (t) => {
  const peer = await signedIn(t);
  const all = rawGet(t, peer, '/v1/models');
  await once(all.socket, 'close');
  const { length } = all.bytes();
  assert.ok(length > 100);
  for (const cutAfter of [1, 17, length - 1]) {
    peer.fail({ at: 'GET /v1/models', do: { kind: 'bytes', cutAfter, end: 'fin' } });
    const { socket, bytes } = rawGet(t, peer, '/v1/models');
    await once(socket, 'close');
    assert.equal(bytes().length, cutAfter);
  }
});

test('a half-open line says nothing any more and stays open', async (t) => {
  const peer = await signedIn(t);
  peer.fail({ at: 'GET /v1/models', do: { kind: 'bytes', stallAfter: 20, split: [1] } });
  const { socket, bytes } = rawGet(t, peer, '/v1/models');
  while (bytes().length < 20) await once(socket, 'data');
  socket.write('GET /v1/models HTTP/1.1\r\nHost: peer\r\n\r\n');
  assert.equal((await get(peer, '/v1/models')).status, 200);
  assert.equal(bytes().length, 20);
  assert.equal(socket.closed, false);
  assert.equal(peer.count('GET /v1/models'), 2);
});

for (const [name, deed, expected] of [
  ['twice', { kind: 'twice' }, whole.toSpliced(3, 0, 'visualization')],
  ['dropped', { kind: 'drop' }, whole.toSpliced(3, 1)],
  ['behind the next', { kind: 'swap' }, whole.toSpliced(3, 2, 'text_delta', 'visualization')],
] as [string, Deed, string[]][])
  test(`an event comes ${name}, over a socket and over SSE`, async (t) => {
    const peer = await signedIn(t);
    peer.store.addChat('A chat', null);
    peer.fail({ at: 'event visualization', times: 2, do: deed });
    const { names, ask, until } = await socketTo(t, peer);
    ask();
    await until('message');
    assert.deepEqual(names(), ['authenticated', ...expected]);
    const body = JSON.stringify({ chat_id: 'chat_1', message: 'Hi' });
    const answer = await fetch(`${peer.url}/v1/chats`, { method: 'POST', headers, body });
    const text = await answer.text();
    assert.deepEqual(
      [...text.matchAll(/^event: (\w+)$/gm)].map(([, event]) => event),
      expected,
    );
  });

test('what is held goes on when it is released, and what is stored says so', async (t) => {
  const peer = await signedIn(t, { faults: [{ at: 'event message', do: { kind: 'hold', name: 'end' } }] });
  peer.store.addChat('A chat', null);
  const { ask, until } = await socketTo(t, peer);
  ask();
  await peer.until(() => peer.holding().includes('end'));
  assert.deepEqual(peer.transcript('chat_1'), [{ role: 'user', content: 'Hi' }]);
  peer.release('end');
  await until('message');
  assert.deepEqual(
    peer.transcript('chat_1').map(({ role }) => role),
    ['user', 'assistant'],
  );
});

describe('a socket ends with the code that it is told', () => {
  for (const code of [1001, 1006, 1011, 4001, 4002, 4429])
    test(`${code}`, async (t) => {
      const peer = await signedIn(t);
      peer.store.addChat('A chat', null);
      peer.fail({ at: 'event text_delta', skip: 1, do: { kind: 'close', code } });
      const { socket, ask } = await socketTo(t, peer);
      ask();
      const [closed] = await once(socket, 'close');
      assert.equal(closed, code);
      await peer.until(() => peer.transcript('chat_1').length === 2);
    });
});

test('malformed and huge frames arrive as they were written', async (t) => {
  const peer = await signedIn(t);
  peer.store.addChat('A chat', null);
  const huge = `{"event":"telepathy","data":{"x":"${'y'.repeat(1_000_000)}"}}`;
  for (const text of ['{', '[]', huge]) peer.fail({ at: 'event message', do: { kind: 'raw', text } });
  const one = await socketTo(t, peer);
  one.ask();
  await one.until('message');
  assert.deepEqual(one.frames.slice(-4, -1), ['{', '[]', huge]);
  peer.fail({ at: 'event message', do: { kind: 'rawBytes', bytes: [0xff, 0xc3] } });
  const other = await socketTo(t, peer);
  const failed = new Promise((resolve) => other.socket.once('error', resolve));
  other.ask();
  // `ws` refuses text that is no UTF-8.
  assert.match(String(await failed), /invalid UTF-8/);
});

test('requests are answered as told, with their headers, and recorded', async (t) => {
  const peer = await signedIn(t);
  peer.fail(
    { at: 'GET /v1/chats/:id', do: { kind: 'answer', status: 429, retryAfter: 7 } },
    { at: 'GET /v1/chats/:id', skip: 1, do: { kind: 'answer', status: 307, location: 'http://127.0.0.1:1/' } },
  );
  const first = await get(peer, '/v1/chats/chat_1');
  assert.deepEqual([first.status, first.headers.get('retry-after')], [429, '7']);
  const second = await get(peer, '/v1/chats/chat_1');
  assert.deepEqual([second.status, second.headers.get('location')], [307, 'http://127.0.0.1:1/']);
  assert.equal((await get(peer, '/v1/chats/chat_1')).status, 404);
  assert.equal(peer.count('GET /v1/chats/:id'), 3);
  assert.equal(peer.requests.at(-1)?.headers.authorization, 'Bearer token_1');
});

test('each revision takes a token where it should', async (t) => {
  const current = await signedIn(t);
  await assert.rejects(socketTo(t, current, '/v1/chats/ws?token=token_1'));
  assert.deepEqual((await socketTo(t, current)).names().slice(1), []);
  const first = await signedIn(t, { revision: 'first' });
  await assert.rejects(socketTo(t, first));
  const previous = await signedIn(t, { revision: 'previous' });
  const { socket, until } = await socketTo(t, previous);
  socket.send('{"action":"authenticate","token":"token_1"}');
  await until('authenticated');
});

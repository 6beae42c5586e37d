// The WebSocket's ways in, frames that do not fit, and how each ends.
// Not here: conversations (wire.test.ts).
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { testServer } from '../support/testServer.ts';

test('a token in the header authenticates at once, and authenticating again is answered again', async (t) => {
  const server = await testServer(t);
  const socket = await server.socket();
  assert.deepEqual(await socket.next(), { event: 'authenticated', data: { status: 'ok' } });
  socket.send({ action: 'authenticate', token: server.token });
  assert.deepEqual(await socket.next(), { event: 'authenticated', data: { status: 'ok' } });
});

test('a token in the query string is refused before the upgrade', async (t) => {
  const server = await testServer(t);
  await assert.rejects(server.socket({ path: `/v1/chats/ws?token=${server.token}`, headers: {} }), { status: 403 });
});

test('the door holds for upgrades too', async (t) => {
  const server = await testServer(t);
  await assert.rejects(
    server.socket({ headers: { Authorization: `Bearer ${server.token}`, Origin: 'https://evil.example' } }),
    { status: 403 },
  );
  await assert.rejects(server.socket({ headers: { Host: 'evil.example' } }), { status: 421 });
  await assert.rejects(server.socket({ path: '/v1/elsewhere' }), { status: 404 });
});

test('what is not an authentication closes with 4001', async (t) => {
  const server = await testServer(t);
  for (const [headers, frame] of [
    [{ Authorization: 'Bearer wrong' }, undefined],
    [{ Authorization: server.token }, undefined],
    [{}, { action: 'authenticate', token: 'wrong' }],
    [{}, { action: 'ping' }],
    [{}, 'not json'],
  ] as const) {
    const socket = await server.socket({ headers });
    if (typeof frame === 'string') socket.sendRaw(frame);
    else if (frame) socket.send(frame);
    assert.equal((await socket.closed).code, 4001);
  }
});

test('a frame that is no JSON object closes with 4002, a binary one too', async (t) => {
  const server = await testServer(t);
  for (const frame of ['{', '[]', '5', Buffer.from('{"action":"ping"}')]) {
    const socket = await server.socket();
    await socket.next();
    socket.sendRaw(frame, { binary: Buffer.isBuffer(frame) });
    assert.equal((await socket.closed).code, 4002);
  }
});

test('a frame over 1 MiB closes with 1009; one of 1 MiB is judged', async (t) => {
  const server = await testServer(t);
  const socket = await server.socket();
  await socket.next();
  const frame = JSON.stringify({ action: 'ping', pad: '' });
  socket.sendRaw(JSON.stringify({ action: 'ping', pad: 'x'.repeat(1024 * 1024 - frame.length) }));
  assert.equal((await socket.next()).event, 'pong');
  socket.sendRaw('x'.repeat(1024 * 1024 + 1));
  assert.equal((await socket.closed).code, 1009);
});

test('errors are events and the socket stays open', async (t) => {
  const server = await testServer(t);
  const socket = await server.socket();
  await socket.next();
  for (const [frame, code] of [
    [{ action: 'fly' }, 'INVALID_REQUEST'],
    [{ action: 'send_message', message: 'x' }, 'MISSING_CHAT_ID'],
    [{ action: 'send_message', message: 'x', chat_id: 'nope' }, 'CHAT_NOT_FOUND'],
    [{ action: 'send_message', chat_id: 'nope' }, 'INVALID_REQUEST'],
    [{ action: 'interrupt' }, 'NOTHING_TO_INTERRUPT'],
  ] as const) {
    socket.send(frame);
    const { event, data } = await socket.next();
    assert.equal(event, 'error');
    assert.equal(data.code, code);
    for (const field of ['error', 'retryable', 'debug_id', 'error_type']) assert.ok(field in data, field);
  }
  socket.send({ action: 'ping' });
  assert.equal((await socket.next()).event, 'pong');
});

test('turns of two chats run side by side on one socket', async (t) => {
  const server = await testServer(t);
  const [one, two] = [await server.createChat(), await server.createChat()];
  const socket = await server.socket();
  await socket.next();
  for (const chat_id of [one, two])
    socket.send({ action: 'send_message', chat_id, message: 'How many sales are there?' });
  const events = [...(await socket.until('message')), ...(await socket.until('message'))];
  for (const chatId of [one, two]) {
    const names = events.filter(({ data }) => data.chat_id === chatId).map(({ event }) => event);
    assert.equal(names[0], 'chat_metadata');
    assert.equal(names.at(-1), 'message');
  }
});

test('a fourth socket of one token is closed with 4429; a new token has places of its own', async (t) => {
  const server = await testServer(t, { limits: true });
  const sockets = [];
  for (let n = 0; n < 3; n++) {
    const socket = await server.socket();
    assert.equal((await socket.next()).event, 'authenticated');
    sockets.push(socket);
  }
  const fourth = await server.socket();
  const refusal = await fourth.next();
  assert.equal(refusal.data.code, 'WS_CONNECTION_CAP');
  assert.equal((await fourth.closed).code, 4429);
  const other = await server.socket({ headers: { Authorization: `Bearer ${await server.tokenFor('you@localhost')}` } });
  assert.equal((await other.next()).event, 'authenticated');
  sockets[0]?.close();
  await sockets[0]?.closed;
  const next = await server.socket();
  assert.equal((await next.next()).event, 'authenticated');
});

test('a burst of four questions in ten seconds is limited, with the seconds to wait', async (t) => {
  const server = await testServer(t, { limits: true });
  const socket = await server.socket();
  await socket.next();
  const chat_id = await server.createChat();
  for (let n = 0; n < 3; n++) {
    socket.send({ action: 'send_message', chat_id, message: 'How many sales are there?' });
    await socket.until('message');
  }
  socket.send({ action: 'send_message', chat_id, message: 'How many sales are there?' });
  const { data } = await socket.next();
  assert.equal(data.code, 'RATE_LIMIT');
  assert.equal(data.retryable, true);
  assert.ok(data.retry_after_seconds >= 1 && data.retry_after_seconds <= 10);
});

/** Writes raw bytes to the server's port and returns what came back; `reset` ends with a TCP reset. */
function raw(url: string, bytes: string, { reset = false } = {}): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      socket.write(bytes, () => reset && socket.resetAndDestroy());
    });
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

test('an upgrade with a target that is no URL is refused, and the server lives', async (t) => {
  const server = await testServer(t);
  const { host } = new URL(server.url);
  const upgrade = `Host: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`;
  assert.match(await raw(server.url, `GET // HTTP/1.1\r\n${upgrade}`), /^HTTP\/1\.1 400/);
  for (let n = 0; n < 60; n++) await raw(server.url, `GET /nope HTTP/1.1\r\n${upgrade}`, { reset: true });
  assert.equal((await server.call('GET', '/healthz')).status, 200);
});

test('a token of another member does not change whose socket it is', async (t) => {
  const server = await testServer(t);
  const socket = await server.socket();
  await socket.next();
  socket.send({ action: 'authenticate', token: await server.tokenFor('other@example.org') });
  assert.equal((await socket.closed).code, 4001);
});

test('a question that is too long fails with its chat named', async (t) => {
  const server = await testServer(t);
  const socket = await server.socket();
  await socket.next();
  socket.send({ action: 'send_message', chat_id: 'c', message: 'x'.repeat(32_001) });
  const { data } = await socket.next();
  assert.deepEqual([data.code, data.chat_id], ['INVALID_REQUEST', 'c']);
});

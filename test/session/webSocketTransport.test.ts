// The transport over real sockets on loopback: where the token goes, what a refusal and a redirect become.
// Not here: what is said on the line.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { WebSocketServer } from 'ws';
import { SessionError } from '../../src/session/errors.ts';
import { connectWebSocket } from '../../src/session/webSocketTransport.ts';

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chats/ws`;
}

test('the token is in the header, frames go both ways, the close code arrives', async (t) => {
  const server = createServer();
  t.after(() => server.close());
  const sockets = new WebSocketServer({ server });
  const connected = once(sockets, 'connection');
  const transport = await connectWebSocket(await listening(server), 'secret');
  const [socket, request] = await connected;
  assert.equal(request.headers.authorization, 'Bearer secret');
  assert.equal(request.url.includes('secret'), false);
  const heard = new Promise((resolve) => transport.onMessage(resolve));
  socket.send('hello');
  assert.equal(await heard, 'hello');
  const closed = new Promise((resolve) => transport.onClose((code, reason) => resolve([code, reason])));
  socket.close(4429, 'full');
  assert.deepEqual(await closed, [4429, 'full']);
});

test('what the server says and does right behind the upgrade is not lost', async (t) => {
  const server = createServer();
  t.after(() => server.close());
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, stream, head) => {
    stream.cork();
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.send('hello');
      socket.close(4001);
      stream.uncork();
    });
  });
  const transport = await connectWebSocket(await listening(server), 'secret');
  assert.equal(await new Promise((resolve) => transport.onMessage(resolve)), 'hello');
  assert.equal(await new Promise((resolve) => transport.onClose(resolve)), 4001);
});

for (const [status, kind] of [
  [401, 'unauthorized'],
  [403, 'unauthorized'],
  [302, 'server'],
  [429, 'rateLimit'],
  [503, 'server'],
] as const) {
  test(`an upgrade answered with ${status} is ${kind}, and no redirect is followed`, async (t) => {
    const server = createServer();
    t.after(() => server.close());
    let upgrades = 0;
    server.on('upgrade', (_request, stream) => {
      upgrades += 1;
      stream.end(
        `HTTP/1.1 ${status} X\r\nLocation: /elsewhere\r\nRetry-After: 9\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      );
    });
    await assert.rejects(
      connectWebSocket(await listening(server), 'secret'),
      (error) => error instanceof SessionError && error.kind === kind && error.retryAfterSeconds === 9,
    );
    assert.equal(upgrades, 1);
  });
}

test('nobody at that address is offline', async () => {
  const server = createServer();
  const url = await listening(server);
  server.close();
  await once(server, 'close');
  await assert.rejects(
    connectWebSocket(url, 'secret'),
    (error) => error instanceof SessionError && error.kind === 'offline',
  );
});

// A server on loopback that does what a test says: answers requests by hand, refuses upgrades or takes them as sockets.
// Not here: the embedded server (testServer.ts).
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { type WebSocket, WebSocketServer } from 'ws';

export interface PeerRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  /** Parsed JSON; undefined when there was none. */
  body: Record<string, unknown> | undefined;
  response: ServerResponse;
}

export interface HttpPeer {
  url: string;
  requests: PeerRequest[];
  /** The next request to that path that was not taken yet. */
  next(method: string, path: string): Promise<PeerRequest>;
  /** The status an upgrade is refused with; null: it becomes a socket. */
  refuseUpgrades: number | null;
  upgrades: number;
  nextUpgrade(): Promise<unknown>;
  sockets: WebSocket[];
}

/** `answer` returns true for a request it has answered; every other waits for `next`. */
export async function httpPeer(
  t: TestContext,
  answer: (request: PeerRequest) => boolean = () => false,
): Promise<HttpPeer> {
  const waiting: { wanted: string; resolve: (request: PeerRequest) => void }[] = [];
  const untaken: PeerRequest[] = [];
  const streams = new Set<Socket>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const { method = '', url = '', headers } = request;
    const taken: PeerRequest = { method, url, headers, body: text === '' ? undefined : JSON.parse(text), response };
    peer.requests.push(taken);
    if (answer(taken)) return;
    const at = waiting.findIndex(({ wanted }) => wanted === `${method} ${url}`);
    if (at < 0) untaken.push(taken);
    else for (const { resolve } of waiting.splice(at, 1)) resolve(taken);
  });
  const sockets = new WebSocketServer({ noServer: true });
  const peer: HttpPeer = {
    url: '',
    requests: [],
    next(method, path) {
      const at = untaken.findIndex((request) => request.method === method && request.url === path);
      const [found] = at < 0 ? [] : untaken.splice(at, 1);
      if (found) return Promise.resolve(found);
      return new Promise((resolve) => waiting.push({ wanted: `${method} ${path}`, resolve }));
    },
    refuseUpgrades: null,
    upgrades: 0,
    nextUpgrade: () => once(server, 'upgrade'),
    sockets: [],
  };
  server.on('connection', (stream) => {
    streams.add(stream);
    stream.on('close', () => streams.delete(stream));
  });
  server.on('upgrade', (request, stream, head) => {
    peer.upgrades += 1;
    if (peer.refuseUpgrades !== null) {
      stream.end(`HTTP/1.1 ${peer.refuseUpgrades} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      peer.sockets.push(socket);
      socket.send('{"event":"authenticated","data":{}}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const stream of streams) stream.destroy();
  });
  peer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return peer;
}

export function answerJson({ response }: PeerRequest, status: number, body: unknown, headers = {}): true {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
  return true;
}

/** Begins an event stream; `say` writes one record. */
export function answerEvents({ response }: PeerRequest) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
  response.flushHeaders();
  return {
    say: (event: string, data: unknown = {}) =>
      void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end: () => void response.end(),
    cut: () => void response.destroy(),
    closed: once(response, 'close'),
  };
}

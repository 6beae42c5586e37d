// Stands before a Trellis server on loopback, over http or https: writes down every request, and does to the line what a test says
// (refuses or swallows upgrades, cuts answers, sends elsewhere). Not here: a server of its own (httpPeer.ts).
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
  /** It asked for a WebSocket. */
  upgrade: boolean;
}

export interface RecordingDoor {
  port: number;
  /** With `https` in it when there is a certificate; the host is 127.0.0.1. */
  url: string;
  requests: SeenRequest[];
  /** What becomes of upgrades: passed on, answered 403, or never answered. */
  upgrades: 'pass' | 'refuse' | 'swallow';
  /** Asked at each upgrade and event stream: after how many bytes from the server the line is cut; null: never. */
  cutAfter: () => number | null;
  /** How often it was cut. */
  cuts: number;
  /** Answers a request instead of the server when it returns true. */
  answer: (request: SeenRequest, response: ServerResponse) => boolean;
  /** Cuts everything that is open. */
  cutAll(): void;
  close(): void;
}

export interface DoorOptions {
  /** The address of the server behind, http. */
  target: string;
  /** PEM; with them the door speaks https. */
  certificate?: { cert: string; key: string };
}

export async function startRecordingDoor({ target, certificate }: DoorOptions): Promise<RecordingDoor> {
  const { host, hostname, port } = new URL(target);
  const open = new Set<Duplex>();
  const server = certificate ? createSecureServer(certificate) : createServer();
  const door: RecordingDoor = {
    port: 0,
    url: '',
    requests: [],
    upgrades: 'pass',
    cutAfter: () => null,
    cuts: 0,
    answer: () => false,
    cutAll() {
      for (const socket of open) socket.destroy();
    },
    close() {
      server.close();
      door.cutAll();
    },
  };
  const record = (incoming: IncomingMessage, body: string, upgrade: boolean): SeenRequest => {
    const seen = { method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers, body, upgrade };
    door.requests.push(seen);
    return seen;
  };

  /** Counts what the server says on a line and cuts it when that is enough; what was said before goes through. */
  function watch(from: Duplex | IncomingMessage, to: Duplex | ServerResponse, cut: () => void) {
    let left = door.cutAfter();
    from.on('data', (chunk: Buffer) => {
      if (left === null) to.write(chunk);
      else if (chunk.length < left) {
        left -= chunk.length;
        to.write(chunk);
      } else {
        door.cuts += 1;
        to.write(chunk.subarray(0, left), cut);
        left = 0;
      }
    });
  }

  server.on(certificate ? 'secureConnection' : 'connection', (socket: Duplex) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (door.answer(record(incoming, body.toString(), false), outgoing)) return;
    const { method, url, headers } = incoming;
    const upstream = request({ hostname, port, method, path: url, headers: { ...headers, host } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      if ((answer.headers['content-type'] ?? '').startsWith('text/event-stream'))
        watch(answer, outgoing, () => outgoing.destroy());
      else answer.on('data', (chunk) => outgoing.write(chunk));
      answer.on('end', () => outgoing.end());
      answer.on('error', () => outgoing.destroy());
    });
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    upstream.end(body);
  });
  server.on('upgrade', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    const seen = record(incoming, '', true);
    client.on('error', () => client.destroy());
    if (door.upgrades === 'swallow') return;
    if (door.upgrades === 'refuse') {
      client.end('HTTP/1.1 403 Sockets are not allowed here\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    const upstream = connect(Number(port), hostname, () => {
      const lines = Object.entries({ ...seen.headers, host }).map(([name, value]) => `${name}: ${value}`);
      upstream.write([`${seen.method} ${seen.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
      upstream.write(head);
      client.pipe(upstream);
    });
    watch(upstream, client, () => client.destroy());
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  door.port = (server.address() as AddressInfo).port;
  door.url = `${certificate ? 'https' : 'http'}://127.0.0.1:${door.port}`;
  return door;
}

// A loopback door in front of the VS Code server: passes everything through and answers the one request the server does not,
// `POST .../mint-key`, with which the workbench seals its secrets; without it they are gone after a reload.
// Not here: the VS Code server (server.ts).
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Front {
  port: number;
  close(): Promise<void>;
}

export interface FrontOptions {
  /** The VS Code server's port. */
  target: number;
  /** The port to listen on; 0 is a free one. */
  port: number;
  /** The file that keeps the 32 bytes of the key, readable by the owner alone; made when missing. */
  keyFile: string;
  /** With a token, the key is given only to a page that has the workbench's cookie. */
  token?: string;
}

/** Listens on 127.0.0.1. Rejects when the port is taken. */
export function startFront(options: FrontOptions): Promise<Front> {
  const sockets = new Set<Duplex>();
  let own = new Set<string>();
  const server = createServer((incoming, outgoing) => {
    // A page elsewhere can point a name of its own at this machine; only our own names are served.
    if (!own.has(incoming.headers.host ?? '')) outgoing.writeHead(421).end();
    else if (incoming.method === 'POST' && path(incoming).endsWith('/mint-key')) mintKey(options, incoming, outgoing);
    else forward(options.target, incoming, outgoing);
  });
  server.on('upgrade', (incoming, socket, head) => {
    if (own.has(incoming.headers.host ?? '')) tunnel(options.target, incoming, socket, head);
    else socket.destroy();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : options.port;
      own = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
      resolve({
        port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

function path(incoming: IncomingMessage): string {
  return (incoming.url ?? '/').split('?', 1)[0] ?? '/';
}

function mintKey(options: FrontOptions, incoming: IncomingMessage, outgoing: ServerResponse): void {
  incoming.resume();
  if (options.token !== undefined && !same(cookie(incoming, 'vscode-tkn'), options.token)) {
    outgoing.writeHead(403).end();
    return;
  }
  if (!existsSync(options.keyFile)) writeFileSync(options.keyFile, randomBytes(32), { mode: 0o600 });
  outgoing.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' });
  outgoing.end(readFileSync(options.keyFile));
}

function cookie(incoming: IncomingMessage, name: string): string {
  const pairs = (incoming.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return decodeURIComponent(pairs.find(([key]) => key === name)?.[1] ?? '');
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function forward(target: number, incoming: IncomingMessage, outgoing: ServerResponse): void {
  // The Host header is kept: the workbench takes its remote authority from it, and its sockets must come back to this door.
  const upstream = request(
    { host: '127.0.0.1', port: target, method: incoming.method, path: incoming.url, headers: incoming.headers },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  upstream.once('error', () => {
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end();
  });
  outgoing.once('close', () => upstream.destroy());
  incoming.pipe(upstream);
}

function tunnel(target: number, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const upstream = connect(target, '127.0.0.1', () => {
    const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
    for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) {
      lines.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`);
    }
    upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  upstream.setNoDelay(true);
  // One side's end, orderly or not, is the other's.
  upstream.once('error', () => socket.destroy());
  upstream.once('close', () => socket.destroy());
  socket.once('error', () => upstream.destroy());
  socket.once('close', () => upstream.destroy());
}

// What the scripted peers have in common: HTTP on loopback, each connection through a gate that counts and cuts its bytes; and
// how requests are named. Not here: what is answered (scriptedPeer.ts, assistantPeer.ts).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TestContext } from 'node:test';
import { type ByteGate, createByteGate } from './scriptedPeerBytes.ts';
import type { Deed } from './scriptedPeerFaults.ts';

export interface PeerHandlers {
  /** With the whole body. One that rejects breaks the connection. */
  serve(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<unknown>;
  upgrade?(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<unknown>;
}

export interface PeerServer {
  url: string;
  gateOf(stream: Duplex): ByteGate;
  /** Breaks every connection as it is. */
  cutAll(): void;
}

/** Listens on a free port until the test is over. */
export async function peerServer(t: TestContext, { serve, upgrade }: PeerHandlers): Promise<PeerServer> {
  const gates = new Map<Duplex, ByteGate>();
  const raws = new Set<Socket>();
  const http = createHttpServer((request, response) => {
    // The reader may be gone in the middle of an answer.
    response.on('error', () => response.destroy());
    bodyOf(request)
      .then((body) => serve(request, response, body))
      .catch(() => response.destroy());
  });
  if (upgrade)
    http.on('upgrade', (request, stream, head) => {
      upgrade(request, stream, head).catch(() => stream.destroy());
    });
  const server = createServer((raw) => {
    raws.add(raw);
    const gate = createByteGate(raw);
    gates.set(gate.stream, gate);
    raw.on('close', () => {
      raws.delete(raw);
      gates.delete(gate.stream);
    });
    http.emit('connection', gate.stream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const raw of raws) raw.destroy();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    gateOf(stream) {
      const gate = gates.get(stream);
      assert.ok(gate, 'every connection goes through a gate');
      return gate;
    },
    cutAll() {
      for (const gate of [...gates.values()]) gate.cut();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The headers of an answer that takes the place of the real one. */
export function headersOf({ location, retryAfter }: Extract<Deed, { kind: 'answer' }>): Record<string, string> {
  return {
    ...(location === undefined ? {} : { location }),
    ...(retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` }),
  };
}

/** The route that a path is of, and its ids; of one that nobody knows, the path as it stands. */
export function routeOf(routes: readonly string[], method: string, path: string): { route: string; params: string[] } {
  const given = path.split('/');
  const fits = routes.filter((route) => {
    const wanted = route.slice(method.length + 1).split('/');
    return (
      route.startsWith(`${method} `) &&
      wanted.length === given.length &&
      wanted.every((part, at) => part === ':id' || part === given[at])
    );
  });
  const ids = (route: string) => route.split(':id').length;
  const [route] = fits.toSorted((one, other) => ids(one) - ids(other));
  if (route === undefined) return { route: `${method} ${path}`, params: [] };
  const wanted = route.slice(method.length + 1).split('/');
  return { route, params: given.filter((_, at) => wanted[at] === ':id').map(decodeURIComponent) };
}

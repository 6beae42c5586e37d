// A server on loopback that speaks ClickHouse's HTTP: what a test gives it, byte for byte, and KILL QUERY as the real one obeys it.
// Not here: a database. Its answers are recorded ones (recorded/*.json) or the test's own.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TestContext } from 'node:test';

export interface Recorded {
  sql: string;
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  error?: string;
}

export interface ClickhouseRequest {
  sql: string;
  settings: URLSearchParams;
  headers: IncomingHttpHeaders;
  response: ServerResponse;
  /** When the line was closed by the client, or the answer ended. */
  closed: Promise<unknown>;
}

export interface ClickhousePeer {
  port: number;
  requests: ClickhouseRequest[];
  /** The next request whose statement the test's answers did not take. */
  next(): Promise<ClickhouseRequest>;
  /** The ids that were killed. */
  killed: string[];
}

export interface PeerOptions {
  /** True: answered. */
  answer?: (request: ClickhouseRequest) => boolean;
  tls?: { cert: string; key: string };
  /** Of the account, in place of those recorded: rows of name and value. */
  settings?: string;
}

export function recordedFrom(name: '18.16' | '26.7'): Record<string, Recorded> {
  const file = new URL(`../../server/engine/network/clickhouse/recorded/clickhouse-${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).exchanges;
}

const recent = recordedFrom('26.7');

/** As 26.7 begins: its version, settings and grants. All else is for `answer`, or waits for `next`. */
export async function clickhousePeer(t: TestContext, options: PeerOptions = {}): Promise<ClickhousePeer> {
  const waiting: ((request: ClickhouseRequest) => void)[] = [];
  const untaken: ClickhouseRequest[] = [];
  const sockets = new Set<Socket>();
  const server = options.tls ? createSecureServer(options.tls) : createServer();
  const peer: ClickhousePeer = {
    port: 0,
    requests: [],
    killed: [],
    next: () => {
      const found = untaken.shift();
      return found ? Promise.resolve(found) : new Promise((resolve) => waiting.push(resolve));
    },
  };
  server.on('request', async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request: ClickhouseRequest = {
      sql: Buffer.concat(chunks).toString(),
      settings: new URL(incoming.url ?? '/', 'http://peer').searchParams,
      headers: incoming.headers,
      response,
      closed: once(response, 'close'),
    };
    response.on('error', () => undefined);
    peer.requests.push(request);
    if (options.answer?.(request) || answered(request)) return;
    const resolve = waiting.shift();
    if (resolve) resolve(request);
    else untaken.push(request);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  peer.port = (server.address() as AddressInfo).port;
  return peer;

  function answered(request: ClickhouseRequest): boolean {
    const id = /^KILL QUERY WHERE query_id = '([^']+)' ASYNC$/.exec(request.sql)?.[1];
    if (id !== undefined) {
      peer.killed.push(id);
      const running = peer.requests.find(({ settings }) => settings.get('query_id') === id);
      // As recorded of 18.16: the killed statement answers with the error 394.
      if (running && !running.response.headersSent) answerText(running, 500, recordedFrom('18.16').killed?.body ?? '');
      return answerText(request, 200, '');
    }
    if (request.sql === recent.version?.sql) return answerText(request, 200, recent.version.body ?? '');
    if (request.sql === recent.settings?.sql)
      return answerText(request, 200, options.settings ?? recent.settings.body ?? '');
    if (request.sql === 'SHOW GRANTS')
      return answerText(request, 200, 'GRANTS\nString\nGRANT SELECT ON shop.* TO reader\n');
    return false;
  }
}

/** Chunked, as ClickHouse sends everything. */
export function answerText({ response }: ClickhouseRequest, status: number, body: string, headers = {}): true {
  response.writeHead(status, { 'Content-Type': 'text/tab-separated-values; charset=UTF-8', ...headers });
  response.write(body);
  response.end();
  return true;
}

export function beginText({ response }: ClickhouseRequest, headers = {}): ServerResponse {
  response.writeHead(200, { 'Content-Type': 'text/tab-separated-values; charset=UTF-8', ...headers });
  response.flushHeaders();
  return response;
}

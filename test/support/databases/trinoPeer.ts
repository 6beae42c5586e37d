// A server on loopback that speaks Trino's statement protocol: the pages of a test, one a request, transactions and DELETE.
// Not here: a database. Its pages are written by the documentation (recorded/trino.json) or the test's own.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** `rawData`: the JSON of `data`, for numbers that JavaScript cannot write. */
export type TrinoPage = Readonly<Record<string, unknown>>;

export interface TrinoRequest {
  method: string;
  path: string;
  sql: string;
  headers: IncomingHttpHeaders;
  response: ServerResponse;
  closed: Promise<unknown>;
}

export interface TrinoPeer {
  port: number;
  requests: TrinoRequest[];
  /** The statements, in order. */
  sql(): string[];
  /** The next request that is held back: that of a page `{ "hold": true }`. */
  held(): Promise<TrinoRequest>;
  deleted: string[];
  /** Resolves with each DELETE. */
  nextDelete(): Promise<string>;
}

export interface TrinoOptions {
  /** The pages of a statement. */
  pages?: (sql: string) => readonly TrinoPage[] | undefined;
  /** True: answered, before anything else is looked at. */
  answer?: (request: TrinoRequest) => boolean;
  tls?: { cert: string; key: string };
  /** What nextUri names in place of the peer. */
  nextBase?: string;
  withoutTransactions?: boolean;
}

const file = new URL('../../server/engine/network/trino/recorded/trino.json', import.meta.url);
export const written: Record<string, TrinoPage[]> = JSON.parse(readFileSync(file, 'utf8')).statements;

export async function trinoPeer(t: TestContext, options: TrinoOptions = {}): Promise<TrinoPeer> {
  const sockets = new Set<Socket>();
  const statements = new Map<string, { pages: readonly TrinoPage[]; transaction?: string }>();
  const holding: ((request: TrinoRequest) => void)[] = [];
  const heldBack: TrinoRequest[] = [];
  const deleting: ((path: string) => void)[] = [];
  const server = options.tls ? createSecureServer(options.tls) : createServer();
  const peer: TrinoPeer = {
    port: 0,
    requests: [],
    deleted: [],
    sql: () => peer.requests.filter(({ method }) => method === 'POST').map(({ sql }) => sql),
    held: () => {
      const found = heldBack.shift();
      return found ? Promise.resolve(found) : new Promise((resolve) => holding.push(resolve));
    },
    nextDelete: () => new Promise((resolve) => deleting.push(resolve)),
  };
  server.on('request', async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = '', url = '', headers } = incoming;
    const sql = Buffer.concat(chunks).toString();
    const request = { method, path: url, sql, headers, response, closed: once(response, 'close') };
    response.on('error', () => undefined);
    peer.requests.push(request);
    if (options.answer?.(request)) return;
    if (method === 'POST' && url === '/v1/statement') {
      const id = `20240229_120000_${String(statements.size).padStart(5, '0')}_trell`;
      const isStart = sql === 'START TRANSACTION READ ONLY';
      const statement = {
        pages: pagesOf(sql),
        ...(isStart && !options.withoutTransactions ? { transaction: `tx-${id}` } : {}),
      };
      statements.set(id, statement);
      return page(request, id, 0);
    }
    const [, id = '', token = ''] = /^\/v1\/statement\/executing\/([^/]+)\/(\d+)/.exec(url) ?? [];
    if (!statements.has(id)) return void response.writeHead(404).end();
    if (method !== 'DELETE') return page(request, id, Number(token));
    peer.deleted.push(url);
    for (const resolve of deleting.splice(0)) resolve(url);
    response.writeHead(204).end();
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

  function pagesOf(sql: string): readonly TrinoPage[] {
    const own = options.pages?.(sql);
    if (own) return own;
    if (sql === 'SELECT version()') return written.version ?? [];
    if (sql === 'START TRANSACTION READ ONLY' && options.withoutTransactions) return written.syntax ?? [];
    return [{ stats: { state: 'QUEUED' } }, { stats: { state: 'FINISHED' }, updateType: sql }];
  }

  function page(request: TrinoRequest, id: string, token: number): void {
    const statement = statements.get(id);
    const { hold, rawData, ...content } = statement?.pages[token] ?? {};
    if (hold === true) {
      const resolve = holding.shift();
      if (resolve) resolve(request);
      else heldBack.push(request);
      return;
    }
    const base = options.nextBase ?? `${options.tls ? 'https' : 'http'}://127.0.0.1:${peer.port}`;
    const hasNext = statement !== undefined && token + 1 < statement.pages.length && content.error === undefined;
    const nextUri = hasNext ? { nextUri: `${base}/v1/statement/executing/${id}/${token + 1}?slug=x` } : {};
    const body = JSON.stringify({ id, infoUri: `${base}/ui/query.html?${id}`, ...nextUri, ...content });
    const { transaction } = statement ?? {};
    request.response.writeHead(200, {
      'Content-Type': 'application/json',
      ...(transaction !== undefined && !hasNext ? { 'X-Trino-Started-Transaction-Id': transaction } : {}),
    });
    request.response.end(typeof rawData === 'string' ? `${body.slice(0, -1)},"data":${rawData}}` : body);
  }
}

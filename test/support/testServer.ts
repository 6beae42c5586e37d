// The real server in this process, over a small folder of CSV files, with a client that speaks plain HTTP and WebSocket.
// Not here: the server as a process of its own (serverProcess.ts).
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import WebSocket, { type ClientOptions } from 'ws';
import { silentLog } from '../../src/server/log.ts';
import type { ServeOptions } from '../../src/server/options.ts';
import { type RunningServer, type Surroundings, startServer } from '../../src/server/serve.ts';

export const queryScript = path.resolve('src/server/engine/queryProcess.ts');
export const documentScript = path.resolve('src/server/uploads/documentProcess.ts');

export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** 7 sales in 2 regions: East 4, West 3. */
export function smallData(folder: string): string {
  const data = path.join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const rows = ['East,10', 'East,20', 'West,5', 'East,1', 'West,7', 'East,2', 'West,3'].map(
    (row, index) => `${index + 1},${row}`,
  );
  writeFileSync(path.join(data, 'sales.csv'), ['sale_id,region,amount', ...rows].join('\n'));
  return data;
}

export interface TestServer {
  url: string;
  apiKey: string;
  token: string;
  /** The parts of the running server, for making one of them fail. */
  services: RunningServer['services'];
  /** JSON over HTTP; the body of the answer comes parsed. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Body; headers: Headers }>;
  tokenFor(email: string): Promise<string>;
  createChat(title?: string): Promise<string>;
  socket(options?: { path?: string; headers?: Record<string, string>; protocol?: ClientOptions }): Promise<TestSocket>;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: what a server answers is judged by the assertions of each test.
type Body = any;

export async function testServer(
  t: TestContext,
  given: Partial<ServeOptions> = {},
  surroundings: Surroundings = {},
): Promise<TestServer> {
  const folder = temporaryFolder(t);
  const options: ServeOptions = {
    host: '127.0.0.1',
    publicUrl: null,
    port: 0,
    data: smallData(folder),
    store: path.join(folder, 'store'),
    email: 'you@localhost',
    revision: 'current',
    limits: false,
    timezone: 'UTC',
    apiKey: 'test-key-test-key',
    ...given,
  };
  const server = await startServer(options, silentLog, { queryScript, documentScript, ...surroundings });
  let closed = false;
  const close = async () => {
    if (!closed) await server.close();
    closed = true;
  };
  t.after(close);
  const { url, api_key: apiKey } = server.ready;

  async function tokenFor(email: string): Promise<string> {
    const response = await fetch(`${url}/v1/authenticate`, {
      method: 'POST',
      headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json' },
      body: JSON.stringify({ email }),
    });
    assert.equal(response.status, 200);
    return ((await response.json()) as { token: string }).token;
  }
  const token = await tokenFor('you@localhost');

  const call: TestServer['call'] = async (method, where, body, headers = {}) => {
    const response = await fetch(`${url}${where}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };

  return {
    url,
    apiKey,
    token,
    services: server.services,
    call,
    tokenFor,
    close,
    async createChat(title = 'A chat') {
      const { status, body } = await call('POST', '/v1/chats/create', { title });
      assert.equal(status, 201);
      return body.id;
    },
    socket: ({ path: where = '/v1/chats/ws', headers = { Authorization: `Bearer ${token}` } } = {}) =>
      openSocket(`${url.replace('http', 'ws')}${where}`, headers),
  };
}

export interface TestSocket {
  /** The next event that is not taken yet. */
  next(): Promise<{ event: string; data: Body }>;
  /** Everything up to and with the event of that name. */
  until(event: string): Promise<{ event: string; data: Body }[]>;
  send(frame: unknown): void;
  sendRaw(data: string | Buffer, options?: { binary?: boolean }): void;
  closed: Promise<{ code: number; reason: string }>;
  close(): void;
  terminate(): void;
}

export function openSocket(url: string, headers: Record<string, string>): Promise<TestSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    const events: { event: string; data: Body }[] = [];
    const waiting: ((event: { event: string; data: Body }) => void)[] = [];
    socket.on('message', (data) => {
      const event = JSON.parse(data.toString());
      const first = waiting.shift();
      if (first) first(event);
      else events.push(event);
    });
    const closed = new Promise<{ code: number; reason: string }>((done) =>
      socket.on('close', (code, reason) => done({ code, reason: reason.toString() })),
    );
    const next: TestSocket['next'] = () => {
      const first = events.shift();
      return first ? Promise.resolve(first) : new Promise((done) => waiting.push(done));
    };
    socket.on('unexpected-response', (_request, response) => {
      response.destroy();
      reject(Object.assign(new Error(`HTTP ${response.statusCode}`), { status: response.statusCode }));
    });
    socket.on('error', reject);
    socket.on('open', () =>
      resolve({
        next,
        async until(name) {
          const taken = [await next()];
          while (taken.at(-1)?.event !== name) taken.push(await next());
          return taken;
        },
        send: (frame) => socket.send(JSON.stringify(frame)),
        sendRaw: (data, options = {}) => socket.send(data, options),
        closed,
        close: () => socket.close(),
        terminate: () => socket.terminate(),
      }),
    );
  });
}

/** Reads a whole SSE answer; every record must be exactly `event`, one `data` line, blank line. */
export function parseSse(text: string): { event: string; data: Body }[] {
  assert.ok(text.endsWith('\n\n'));
  return text
    .slice(0, -2)
    .split('\n\n')
    .filter((record) => !record.startsWith(':'))
    .map((record) => {
      const found = /^event: (\w+)\ndata: ([^\n\r]+)$/.exec(record);
      assert.ok(found?.[1] && found[2], `not a record: ${record}`);
      return { event: found[1], data: JSON.parse(found[2]) };
    });
}

/** A question whose query runs for minutes unless it is stopped. */
export const slowQuestion = [
  'run this',
  '',
  'Context: sql, slow.sql',
  '```sql',
  'SELECT count(*) FROM range(3000000) a, range(3000000) b WHERE (a.range * b.range) % 7 = 3',
  '```',
].join('\n');

// A server with three members in it who each have something to lose, and what all of it looks like at one moment.
// Not here: the attacks.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { TestContext } from 'node:test';
import type { Clock } from '../../../src/server/clock.ts';
import { logToStandardError } from '../../../src/server/log.ts';
import { type Surroundings, startServer } from '../../../src/server/serve.ts';
import { queryScript, smallData, temporaryFolder } from '../../support/testServer.ts';
import { type Body, parseSse } from './sse.ts';

export interface Person {
  email: string;
  token: string;
  memberId: string;
  chat: string;
  question: string;
  answer: string;
  visualization: string;
  result: string;
  upload: string;
  /** The path and query of the signed link to the upload. */
  link: string;
  memory: string;
}

export interface World {
  port: number;
  /** `127.0.0.1:port`. */
  host: string;
  apiKey: string;
  store: string;
  data: string;
  admin: Person;
  /** Who is attacked. */
  ana: Person;
  /** Who attacks. */
  eve: Person;
  rule: string;
  /** SQL with the parameter `region`. */
  savedQuery: string;
  signingKey: Buffer;
  clock: { ahead(ms: number): void };
  /** What must never be in a log. */
  secrets: Set<string>;
  /** A text is sent as it is, a form as a form, anything else as JSON. */
  call(token: string, method: string, target: string, body?: unknown): Promise<Called>;
  close(): Promise<void>;
}

export interface Called {
  status: number;
  body: Body;
}

/** Of an uploaded file, of a memory and of a question: none is the log's business. */
export const contentMarker = 'zebra-crossing-4711';

/** What the process says on standard error from now on, which is then not shown. */
export function recordStandardError(t: TestContext): () => string {
  const written: string[] = [];
  t.mock.method(process.stderr, 'write', (chunk: string | Uint8Array) => {
    written.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return true;
  });
  return () => written.join('');
}

export async function createWorld(t: TestContext, surroundings: Surroundings = {}): Promise<World> {
  const folder = temporaryFolder(t);
  const [data, store] = [smallData(folder), path.join(folder, 'store')];
  let ahead = 0;
  const clock: Clock = { now: () => Date.now() + ahead, elapsed: () => performance.now() + ahead };
  const apiKey = 'attack-test-api-key-0815';
  const options = {
    host: '127.0.0.1',
    publicUrl: null,
    port: 0,
    data,
    store,
    email: 'you@localhost',
    timezone: 'UTC',
    apiKey,
  } as const;
  const server = await startServer({ ...options, revision: 'current', limits: false }, logToStandardError, {
    queryScript,
    clock,
    ...surroundings,
  });
  let closed = false;
  const close = async () => {
    if (!closed) await server.close();
    closed = true;
  };
  t.after(close);
  const { url } = server.ready;
  const signingKey = readFileSync(path.join(store, 'signing.key'), 'utf8').trim();
  const secrets = new Set([apiKey, signingKey, contentMarker]);

  async function call(token: string, method: string, target: string, body?: unknown): Promise<Called> {
    const response = await fetch(`${url}${target}`, {
      method,
      headers: { Authorization: `Bearer ${token}` },
      ...(body === undefined
        ? {}
        : { body: body instanceof FormData || typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  }

  async function made(token: string, target: string, body: unknown): Promise<Body> {
    const answer = await call(token, 'POST', target, body);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  }

  async function tokenFor(email: string): Promise<{ token: string; member_id: string }> {
    const headers = { 'X-API-Key': apiKey, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ email });
    const response = await fetch(`${url}/v1/authenticate`, { method: 'POST', headers, body });
    assert.equal(response.status, 200);
    return (await response.json()) as { token: string; member_id: string };
  }

  const { token: adminToken } = await tokenFor('you@localhost');
  const savedQuery: string = (
    await made(adminToken, '/v1/queries', {
      title: 'Sales of a region',
      prompt: 'Sales of {{region}}',
      sql: 'SELECT sale_id, amount FROM sales WHERE region = {{region}} ORDER BY sale_id',
    })
  ).id;
  const rule: string = (await made(adminToken, '/v1/organization-rules', { content: 'Say please.' })).id;

  async function person(email: string): Promise<Person> {
    const { token, member_id: memberId } = await tokenFor(email);
    const chat: string = (await made(token, '/v1/chats/create', { title: `The chat of ${email}` })).id;
    const asked = { chat_id: chat, message: 'Sales', saved_query_id: savedQuery, parameters: { region: 'East' } };
    const events = parseSse((await call(token, 'POST', '/v1/chats', asked)).body);
    const dataOf = (name: string) => events.find(({ event }) => event === name)?.data;
    const form = new FormData();
    form.set('chat_id', chat);
    form.set('files', new Blob([`word\n${contentMarker}\n`]), `of ${email}.csv`);
    const [upload] = (await made(token, '/v1/chats/uploads', form)).uploads;
    const link = new URL(upload.presigned_url);
    secrets.add(token).add(link.searchParams.get('signature') ?? '');
    return {
      email,
      token,
      memberId,
      chat,
      question: dataOf('chat_metadata').user_message_id,
      answer: dataOf('message').id,
      visualization: dataOf('visualization').id,
      result: dataOf('visualization').result_id,
      upload: upload.id,
      link: `${link.pathname}${link.search}`,
      memory: (await made(token, '/v1/user-memories', { content: `${email} likes ${contentMarker}.` })).id,
    };
  }

  secrets.add(adminToken);
  return {
    port: Number(new URL(url).port),
    host: new URL(url).host,
    apiKey,
    store,
    data,
    admin: await person('you@localhost'),
    ana: await person('ana@example.org'),
    eve: await person('eve@example.org'),
    rule,
    savedQuery,
    signingKey: Buffer.from(signingKey, 'hex'),
    clock: {
      ahead(ms) {
        ahead = ms;
      },
    },
    secrets,
    call,
    close,
  };
}

/** Everything that a member can read, and every file of the store and of the data. Links are made anew at each look. */
export async function snapshot({ admin, ana, eve, store, data, call }: World): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  const look = async (token: string, target: string): Promise<Body> => {
    const { status, body } = await call(token, 'GET', target);
    assert.equal(status, 200, `${target} ${JSON.stringify(body)}`);
    seen[`${target} ${token.slice(-6)}`] = { status, body: withoutLinks(body) };
    return body;
  };
  await Promise.all([
    look(admin.token, '/v1/queries'),
    look(admin.token, '/v1/organization-rules'),
    ...[admin, ana, eve].flatMap(({ token }) => [
      look(token, '/v1/user-memories'),
      look(token, '/v1/chats').then(({ chats }: { chats: { id: string }[] }) =>
        Promise.all(
          chats.flatMap(({ id }) => [look(token, `/v1/chats/${id}`), look(token, `/v1/chats/${id}/uploads`)]),
        ),
      ),
    ]),
  ]);
  return { ...Object.fromEntries(Object.entries(seen).sort()), store: filesOf(store), data: filesOf(data) };
}

function withoutLinks(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (name, value) => (name === 'presigned_url' ? undefined : value)));
}

/** Hashes by path. The database is looked at through the API; the cache is the engine's own, and results are kept behind answers. */
function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const kept = names.filter((name) => !/^(trellis\.db|cache|results)/.test(name));
  return Object.fromEntries(
    kept.flatMap((name) => {
      const file = path.join(folder, name);
      if (!existsSync(file) || !statSync(file).isFile()) return [];
      return [[name, createHash('sha256').update(readFileSync(file)).digest('hex')]];
    }),
  );
}

// The REST client against a scripted server on loopback: redirects, refusals, answers of older and stranger servers.
// Not here: the embedded server (test/server).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { SessionError } from '../../src/session/errors.ts';
import { authenticate, createRestClient } from '../../src/session/restClient.ts';

interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

async function peer(t: TestContext, answer: (request: IncomingMessage, count: number) => Answer) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const { status = 200, body, headers = {} } = answer(request, requests.length);
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let token = 1;
  const tokens = { token: async () => `t${token}`, renewed: async () => `t${++token}` };
  return { url, requests, client: createRestClient(async () => url, tokens) };
}

const is = (kind: SessionError['kind'], text?: RegExp) => (error: unknown) =>
  error instanceof SessionError && error.kind === kind && (text?.test(error.message) ?? true);

test('a redirecting server gets no key', async (t) => {
  const other = await peer(t, () => ({ body: {} }));
  const { url, requests } = await peer(t, () => ({
    status: 307,
    headers: { Location: `${other.url}/v1/authenticate` },
  }));
  await assert.rejects(authenticate(url, 'secret', 'a@b'), is('protocol', /redirects/));
  assert.equal(requests.length, 1);
  assert.equal(other.requests.length, 0);
});

test('a token that ran out is renewed once, a dead one ends', async (t) => {
  const { client, requests } = await peer(t, (request) =>
    request.headers.authorization === 'Bearer t2'
      ? { body: { integrations: [] } }
      : { status: 401, body: { detail: 'expired' } },
  );
  assert.deepEqual(await client.integrations(), { integrations: [] });
  assert.equal(requests.length, 2);
  const dead = await peer(t, () => ({ status: 401, body: { detail: 'no' } }));
  await assert.rejects(dead.client.integrations(), is('unauthorized', /^no$/));
  assert.equal(dead.requests.length, 2);
});

test('models of both revisions are read', async (t) => {
  const old = await peer(t, () => ({ body: { models: ['gpt-5.2'], default: 'gpt-5.2' } }));
  assert.deepEqual((await old.client.models()).models, [
    { model_id: 'gpt-5.2', display_name: 'gpt-5.2', description: '' },
  ]);
  const current = await peer(t, () => ({
    body: { models: [{ model_id: 'planner', display_name: 'Planner', description: 'x' }], default: 'planner' },
  }));
  assert.deepEqual((await current.client.models()).models, [
    { model_id: 'planner', display_name: 'Planner', description: 'x' },
  ]);
});

test('a list without paging fields is one page', async (t) => {
  const { client } = await peer(t, () => ({ body: { chats: [{ id: 'c', title: 'T' }] } }));
  const list = await client.listChats(1);
  assert.equal(list.has_more ?? false, false);
});

test('details as text, object and list are all shown', async (t) => {
  for (const [detail, text] of [
    ['Chat not found', /^Chat not found$/],
    [{ message: 'No such chat', code: 'X' }, /^No such chat$/],
    [[{ loc: ['body'], msg: 'field required', type: 'missing' }], /field required/],
  ] as const) {
    const { client } = await peer(t, () => ({ status: 404, body: { detail } }));
    await assert.rejects(client.chat('c'), is('notFound', text));
  }
});

test('Retry-After is read in seconds', async (t) => {
  const { client } = await peer(t, () => ({
    status: 429,
    headers: { 'Retry-After': '7' },
    body: { detail: 'slow', code: 'RATE_LIMIT' },
  }));
  await assert.rejects(
    client.createChat('t', null),
    (error) => is('rateLimit')(error) && (error as SessionError).retryAfterSeconds === 7,
  );
});

test('an answer that is not of this API says so', async (t) => {
  for (const body of ['<html>', '[]', '{"chats":5}', '']) {
    const { client } = await peer(t, () => ({ body }));
    await assert.rejects(client.listChats(1), is('protocol', /address/));
  }
});

test('ids are escaped in paths', async (t) => {
  const { client, requests } = await peer(t, () => ({ body: { message: 'ok' } }));
  await client.deleteChat('../a b?c');
  assert.equal(requests[0]?.url, '/v1/chats/..%2Fa%20b%3Fc');
});

test('of several chats those that the server says nothing of are still there', async (t) => {
  const { client } = await peer(t, () => ({ body: { deleted: ['a'], not_found: ['b'], deleted_count: 1 } }));
  assert.deepEqual([...(await client.deleteChats(['a', 'b', 'c'])).keys()], ['c']);
});

test('a server that does not delete several at once is asked for one after another', async (t) => {
  const { client, requests } = await peer(t, ({ url }) => {
    const status = { '/v1/chats': 405, '/v1/chats/b': 404, '/v1/chats/c': 500 }[url ?? ''] ?? 200;
    return { status, body: { detail: 'no' } };
  });
  assert.deepEqual([...(await client.deleteChats(['a', 'b', 'c', 'd'])).keys()], ['c']);
  assert.equal(requests.length, 5);
});

// The client of whole results against a scripted server on loopback: paths, order and filters, streams that are cut or stopped.
// Not here: the embedded server (test/server/results).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../../src/session/clock.ts';
import { SessionError } from '../../src/session/errors.ts';
import { createResultsClient } from '../../src/session/resultsClient.ts';
import { answerJson, type HttpPeer, httpPeer, type PeerRequest } from '../support/httpPeer.ts';

const page = { id: 'r', columns: [], rows: [], offset: 0, limit: 200, row_count: 0, matched: 0 };
const none = { sort: [], filter: [] };

async function setting(t: TestContext, answer: (request: PeerRequest, peer: HttpPeer) => boolean) {
  let token = 1;
  const tokens = { token: async () => `t${token}`, renewed: async () => `t${++token}` };
  const peer: HttpPeer = await httpPeer(t, (request) => answer(request, peer));
  return { peer, client: createResultsClient(async () => peer.url, tokens, systemClock) };
}

const is = (kind: SessionError['kind']) => (error: unknown) => error instanceof SessionError && error.kind === kind;
const never = () => new AbortController().signal;

async function read(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

test('a page is asked for with its order and filters; a name that would be read otherwise is quoted', async (t) => {
  const { peer, client } = await setting(t, (request) => answerJson(request, 200, page));
  const sort = [
    { column: 'a,b', descending: true },
    { column: '-x', descending: false },
    { column: 'plain', descending: true },
  ];
  const filter = [{ column: 'ä&b', op: '=' as const, value: 'x#y' }];
  await client.page('r/1 ?', { sort, filter, offset: 400, limit: 200 }, never());
  const url = new URL(peer.requests[0]?.url ?? '', peer.url);
  assert.equal(url.pathname, '/v1/results/r%2F1%20%3F');
  assert.equal(url.searchParams.get('sort'), '-"a,b","-x",-plain');
  assert.deepEqual(JSON.parse(url.searchParams.get('filter') ?? ''), filter);
  assert.equal(url.searchParams.get('offset'), '400');
});

test('an id that would be another path is none', async (t) => {
  const { peer, client } = await setting(t, (request) => answerJson(request, 200, page));
  for (const id of ['', '.', '..', '\ud800'])
    await assert.rejects(client.page(id, { ...none, offset: 0, limit: 1 }, never()), is('notFound'));
  assert.equal(peer.requests.length, 0);
});

test('an export streams, with a new token where the old one ran out', async (t) => {
  const { peer, client } = await setting(t, (request) => {
    if (request.headers.authorization === 'Bearer t1') return answerJson(request, 401, { detail: 'expired' });
    request.response.writeHead(200, { 'Content-Type': 'text/csv' });
    request.response.write('a,b\r\n');
    request.response.end('1,2\r\n');
    return true;
  });
  assert.equal(await read(client.export('r', { ...none, format: 'csv' }, never())), 'a,b\r\n1,2\r\n');
  assert.equal(peer.requests.length, 2);
  assert.doesNotMatch(peer.requests.map(({ url }) => url).join(), /t1|t2/);
});

test('an export that is refused says why, and one that is cut fails', async (t) => {
  const { client } = await setting(t, (request) => {
    if (request.url.includes('json')) return answerJson(request, 404, { detail: 'No such result' });
    request.response.writeHead(200, { 'Content-Type': 'text/csv' });
    request.response.write('a,b\r\n', () => request.response.destroy());
    return true;
  });
  await assert.rejects(read(client.export('r', { ...none, format: 'json' }, never())), is('notFound'));
  await assert.rejects(read(client.export('r', { ...none, format: 'csv' }, never())), is('offline'));
});

test('a stop ends the line, and counts as one', async (t) => {
  const closed = Promise.withResolvers<void>();
  const { client } = await setting(t, ({ response }) => {
    response.writeHead(200, { 'Content-Type': 'text/csv' });
    response.write('a,b\r\n');
    response.on('close', () => closed.resolve());
    return true;
  });
  const stop = new AbortController();
  const chunks = client.export('r', { ...none, format: 'csv' }, stop.signal);
  await chunks.next();
  stop.abort();
  await assert.rejects(chunks.next(), is('stopped'));
  await closed.promise;
});

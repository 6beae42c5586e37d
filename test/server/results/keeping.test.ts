// How long whole results are kept: over restarts, changes of the data and deletions, by age, by size, and with uploads and parameters.
// Not here: what is in a page (pages.test.ts).
import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../src/server/clock.ts';
import { QueryError } from '../../../src/server/engine/engine.ts';
import type { Surroundings } from '../../../src/server/serve.ts';
import { smallData, type TestServer, temporaryFolder, testServer } from '../../support/testServer.ts';
import { asked, asking } from './asking.ts';

interface World {
  server: TestServer;
  data: string;
  /** Names of the snapshots on disk. */
  files(): string[];
  /** The same store, by a new server. */
  restarted(): Promise<TestServer>;
}

async function worldOf(t: TestContext, surroundings: Surroundings = {}): Promise<World> {
  const folder = temporaryFolder(t);
  const data = smallData(folder);
  const store = path.join(folder, 'store');
  const open = () => testServer(t, { data, store }, surroundings);
  const server = await open();
  const directory = path.join(store, 'results');
  return {
    server,
    data,
    files: () => readdirSync(directory).filter((name) => !name.startsWith('work-')),
    async restarted() {
      await server.close();
      return await open();
    },
  };
}

const all = 'SELECT * FROM sales ORDER BY sale_id';

async function pageOf(server: TestServer, id: string | undefined, token = server.token) {
  return await server.call('GET', `/v1/results/${id}`, undefined, { Authorization: `Bearer ${token}` });
}

function addSale(data: string) {
  writeFileSync(path.join(data, 'sales.csv'), 'sale_id,region,amount\n1,North,99\n');
}

test('a snapshot is made right after the answer, and stays as it is when the data changes', async (t) => {
  const world = await worldOf(t);
  const { results } = await asking(world.server, all);
  await world.server.services.results.idle();
  assert.equal(world.files().length, 1);
  addSale(world.data);
  const before = await pageOf(world.server, results[0]?.result_id);
  assert.equal(before.body.row_count, 7);
  const server = await world.restarted();
  const after = await pageOf(server, results[0]?.result_id);
  assert.equal(after.status, 200, JSON.stringify(after.body));
  assert.deepEqual(after.body, before.body);
  assert.equal(after.body.remade_at, undefined);
});

test('a result whose file was deleted is made again from its SQL, and says so', async (t) => {
  const world = await worldOf(t);
  const { results } = await asking(world.server, all);
  await world.server.services.results.idle();
  const server = await world.restarted();
  for (const name of world.files()) rmSync(path.join(world.data, '../store/results', name));
  addSale(world.data);
  const { status, body } = await pageOf(server, results[0]?.result_id);
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(body.rows, [[1, 'North', 99]]);
  assert.ok(body.remade_at >= body.made_at);
  const exported = await fetch(`${server.url}/v1/results/${results[0]?.result_id}/export?format=csv`, {
    headers: { Authorization: `Bearer ${server.token}` },
  });
  assert.equal(await exported.text(), 'sale_id,region,amount\r\n1,North,99\r\n');
});

test('a result whose file is damaged is made again', async (t) => {
  const world = await worldOf(t);
  const { results } = await asking(world.server, all);
  await world.server.services.results.idle();
  for (const name of world.files()) writeFileSync(path.join(world.data, '../store/results', name), 'no database');
  const { body } = await pageOf(world.server, results[0]?.result_id);
  assert.equal(body.row_count, 7);
  assert.ok(body.remade_at);
  assert.equal(world.files().length, 1);
});

test('the process that reads results may die; the next request has a new one', async (t) => {
  const world = await worldOf(t);
  const { results } = await asking(world.server, all);
  const first = await pageOf(world.server, results[0]?.result_id);
  const pid = world.server.services.results.processId;
  assert.ok(pid);
  process.kill(pid, 'SIGKILL');
  const answers = await Promise.all([1, 2].map(() => pageOf(world.server, results[0]?.result_id)));
  // One that was asked while it died hears so.
  for (const { status, body } of answers)
    assert.ok(status === 200 || body.code === 'QUERY_FAILED', JSON.stringify(body));
  assert.deepEqual((await pageOf(world.server, results[0]?.result_id)).body, first.body);
});

test('a snapshot is a day old at most', async (t) => {
  let now = Date.parse('2026-03-01T10:00:00Z');
  const clock: Clock = { now: () => now, elapsed: () => performance.now() };
  const world = await worldOf(t, { clock });
  const { results } = await asking(world.server, all);
  await world.server.services.results.idle();
  const [old] = world.files();
  addSale(world.data);
  // Data that is open is looked at once a second; what a new server opens is as it is now.
  const server = await world.restarted();
  now += 23 * 3_600_000;
  await server.services.results.sweep();
  let token = await server.tokenFor('you@localhost');
  assert.equal((await pageOf(server, results[0]?.result_id, token)).body.row_count, 7);
  now += 2 * 3_600_000;
  token = await server.tokenFor('you@localhost');
  const { body } = await pageOf(server, results[0]?.result_id, token);
  assert.equal(body.row_count, 1);
  assert.deepEqual([body.made_at, body.remade_at], ['2026-03-01T10:00:00.000Z', '2026-03-02T11:00:00.000Z']);
  assert.ok(!world.files().includes(old ?? ''));
  now += 25 * 3_600_000;
  await server.services.results.sweep();
  assert.deepEqual(world.files(), []);
});

test('of a member who has too much, what was used longest ago goes, and is made again when asked for', async (t) => {
  let now = Date.parse('2026-03-01T10:00:00Z');
  const clock: Clock = { now: () => now++, elapsed: () => performance.now() };
  const world = await worldOf(t, { clock, resultBounds: { maxMemberBytes: 600_000 } });
  const ids: (string | undefined)[] = [];
  for (const n of [1, 2, 3, 4]) {
    ids.push((await asking(world.server, `SELECT ${n} AS n`)).results[0]?.result_id);
    await world.server.services.results.idle();
  }
  const kept = () => ids.map((id) => world.files().some((name) => name.startsWith(`${id}-`)));
  assert.deepEqual(kept(), [false, false, true, true]);
  assert.deepEqual((await pageOf(world.server, ids[0])).body.rows, [[1]]);
  assert.deepEqual(kept(), [true, false, false, true]);
});

test('a result that is too large is not kept, and why is told', async (t) => {
  const world = await worldOf(t, { resultBounds: { maxRows: 1_000 } });
  const { results } = await asking(world.server, 'SELECT i FROM range(5000) t(i)');
  await world.server.services.results.idle();
  for (let again = 0; again < 2; again++) {
    const { status, body } = await pageOf(world.server, results[0]?.result_id);
    assert.deepEqual([status, body.code], [400, 'QUERY_FAILED']);
    assert.match(body.detail, /more than 1,000 rows, which is the limit/);
  }
  assert.deepEqual(world.files(), []);
});

test('a result goes with its message, and with its chat', async (t) => {
  const world = await worldOf(t);
  const { server } = world;
  const first = await asking(server, all);
  const second = await asking(server, 'SELECT 2', { chatId: first.chatId });
  await server.services.results.idle();
  assert.equal(world.files().length, 2);
  await server.call('DELETE', `/v1/chats/${first.chatId}/messages/${second.questionId}`);
  await server.services.results.sweep();
  assert.equal(world.files().length, 1);
  assert.equal((await pageOf(server, second.results[0]?.result_id)).body.code, 'RESULT_NOT_FOUND');
  assert.equal((await pageOf(server, first.results[0]?.result_id)).status, 200);
  await server.call('DELETE', `/v1/chats/${first.chatId}`);
  await server.services.results.sweep();
  assert.deepEqual(world.files(), []);
  assert.equal((await pageOf(server, first.results[0]?.result_id)).body.code, 'RESULT_NOT_FOUND');
});

test('a result of a saved query has the values of its parameters', async (t) => {
  const world = await worldOf(t);
  const sql = 'SELECT sale_id, amount FROM sales WHERE region = {{region}} AND amount >= {{least}} ORDER BY 1';
  const query = await world.server.call('POST', '/v1/queries', { title: 'Sales of', prompt: 'sales', sql });
  const { results } = await asked(world.server, {
    message: 'Sales of',
    saved_query_id: query.body.id,
    parameters: { region: 'East', least: '10' },
  });
  const { body } = await pageOf(world.server, results[0]?.result_id);
  assert.deepEqual(body.rows, [
    [1, 10],
    [2, 20],
  ]);
  assert.equal(body.sql, sql);
});

test('a result over a file of the chat is made again over that file', async (t) => {
  const world = await worldOf(t);
  const chatId = await world.server.createChat();
  const form = new FormData();
  form.set('chat_id', chatId);
  form.set('files', new Blob(['name,size\na,1\nb,2\n'], { type: 'text/csv' }), 'things.csv');
  const headers = { Authorization: `Bearer ${world.server.token}` };
  const sent = await fetch(`${world.server.url}/v1/chats/uploads`, { method: 'POST', headers, body: form });
  assert.equal(sent.status, 201);
  const { results } = await asking(world.server, 'SELECT * FROM uploads.things ORDER BY size', { chatId });
  await world.server.services.results.idle();
  const server = await world.restarted();
  for (const name of world.files()) rmSync(path.join(world.data, '../store/results', name));
  const { body } = await pageOf(server, results[0]?.result_id);
  assert.deepEqual(body.rows, [
    ['a', 1],
    ['b', 2],
  ]);
});

test('a request that waits for a result gives up when its signal says so, and the query ends', async (t) => {
  const world = await worldOf(t);
  const { services, url, token, createChat } = world.server;
  const { engine } = services.integrations.find(null);
  const keep = engine.keep?.bind(engine);
  assert.ok(keep);
  const begun = Promise.withResolvers<void>();
  let ended: unknown;
  engine.keep = async (...given) => {
    begun.resolve();
    return await keep(...given).catch((cause: unknown) => {
      ended = cause;
      throw cause;
    });
  };
  const sql = 'SELECT a.range * b.range AS n FROM range(3000000) a, range(3000000) b';
  const result = { integrationId: '', title: '', sql, statement: sql, untrusted: false, parameters: [] };
  const id = services.store.results.add(await createChat(), result, Date.now());
  const abort = new AbortController();
  const headers = { Authorization: `Bearer ${token}` };
  const asked = fetch(`${url}/v1/results/${id}`, { headers, signal: abort.signal });
  await begun.promise;
  abort.abort();
  await assert.rejects(asked);
  await services.results.idle();
  assert.ok(ended instanceof QueryError && ended.kind === 'cancelled');
  assert.deepEqual(world.files(), []);
});

test('who asks for a result while the one who gave it up is still being let go gets it', async (t) => {
  const { server } = await worldOf(t);
  const { services, url, token, createChat } = server;
  const { engine } = services.integrations.find(null);
  const keep = engine.keep?.bind(engine);
  assert.ok(keep);
  const begun = Promise.withResolvers<void>();
  const stopping = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  let calls = 0;
  engine.keep = async (sql, file, limits) => {
    calls += 1;
    if (calls > 1) return await keep(sql, file, limits);
    begun.resolve();
    limits.signal?.addEventListener('abort', () => stopping.resolve());
    await stopped.promise;
    throw new QueryError('cancelled', 'The query was cancelled.');
  };
  const result = { integrationId: '', title: '', sql: all, statement: all, untrusted: false, parameters: [] };
  const id = services.store.results.add(await createChat(), result, Date.now());
  const abort = new AbortController();
  const headers = { Authorization: `Bearer ${token}` };
  const first = fetch(`${url}/v1/results/${id}`, { headers, signal: abort.signal });
  await begun.promise;
  abort.abort();
  await assert.rejects(first);
  await stopping.promise;
  const { member } = await services.auth.verify(token);
  const second = services.results.page(member, id ?? '', { offset: 0, limit: 1 }, new AbortController().signal);
  // The second one has joined who makes it, and only then the first one ends.
  await setImmediate();
  stopped.resolve();
  assert.equal((await second).row_count, 7);
});

test('a result that is deleted while it is read is not found, and nothing worse', async (t) => {
  const { server } = await worldOf(t);
  const queries = ['sort=-m', 'sort=m', `filter=${encodeURIComponent('[{"column":"m","op":"contains","value":"a"}]')}`];
  for (let round = 0; round < 4; round++) {
    const { chatId, results } = await asking(server, 'SELECT i, md5(i::VARCHAR) AS m FROM range(30000) t(i)');
    const pages = queries.map((query) => server.call('GET', `/v1/results/${results[0]?.result_id}?${query}`));
    if (round % 2 === 0) await Promise.race(pages);
    const gone = server.call('DELETE', `/v1/chats/${chatId}`);
    for (const { status, body } of await Promise.all(pages))
      assert.ok(status === 200 || body.code === 'RESULT_NOT_FOUND', JSON.stringify(body));
    await gone;
  }
});

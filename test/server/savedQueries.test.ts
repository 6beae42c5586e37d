// A saved query run as it stands: parameters found, checked, bound and never written into the SQL.
// Not here: where a placeholder can stand (engine/placeholders.test.ts), the shapes of the endpoints (test/conformance).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSse, type TestServer, testServer } from '../support/testServer.ts';

const byRegion = {
  title: 'Sales of a region',
  prompt: 'Sales of {{region}} above {{least}}',
  sql: 'SELECT region, amount FROM sales WHERE region = {{region}} AND amount >= {{ least }} ORDER BY amount -- {{no}}\n;',
};

async function ask(server: TestServer, body: Record<string, unknown>) {
  const response = await fetch(`${server.url}/v1/chats`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ message: 'Run it', ...body }),
  });
  const text = await response.text();
  return response.status === 200
    ? { status: 200, events: parseSse(text), body: undefined }
    : { status: response.status, events: [], body: JSON.parse(text) };
}

const rowsOf = (events: { event: string; data: { rows?: unknown } }[]) =>
  events.find(({ event }) => event === 'visualization')?.data.rows;

test('its parameters are the names in its SQL, and follow a change of it', async (t) => {
  const server = await testServer(t);
  const { body: query } = await server.call('POST', '/v1/queries', byRegion);
  assert.deepEqual(query.parameters, ['region', 'least']);
  const changed = await server.call('PATCH', `/v1/queries/${query.id}`, { sql: 'SELECT {{other}}' });
  assert.deepEqual([changed.body.parameters, changed.body.prompt], [['other'], byRegion.prompt]);
  const named = await server.call('PATCH', `/v1/queries/${query.id}`, { sql: 'SELECT "{{column}}" FROM sales' });
  assert.deepEqual([named.status, named.body.code], [400, 'INVALID_REQUEST']);
});

test('values are bound: the same SQL with text, numbers, and what would be an injection', async (t) => {
  const server = await testServer(t);
  const { body: query } = await server.call('POST', '/v1/queries', byRegion);
  const chat_id = await server.createChat();
  const run = (parameters: Record<string, unknown>) => ask(server, { chat_id, saved_query_id: query.id, parameters });
  const east = [
    ['East', '10'],
    ['East', '20'],
  ];
  assert.deepEqual(rowsOf((await run({ region: 'East', least: '10' })).events), east);
  assert.deepEqual(rowsOf((await run({ region: 'East', least: 10 })).events), east);
  for (const region of ["East' OR '1'='1", "'; DROP TABLE sales; --", '{{least}}', '$2', 'East\u0000', '\\']) {
    const { status, events } = await run({ region, least: 0 });
    assert.equal(status, 200);
    assert.deepEqual(rowsOf(events), [], region);
  }
  const { body: chat } = await server.call('GET', `/v1/chats/${chat_id}`);
  assert.equal(chat.messages[0].metadata.saved_query_id, query.id);
  assert.equal(chat.messages[1].metadata.sql, byRegion.sql);
});

test('text that stands beside nothing it could be compared with is tried as a number', async (t) => {
  const server = await testServer(t);
  const sql = 'SELECT sum(amount * {{factor}}) AS total FROM sales';
  const { body: query } = await server.call('POST', '/v1/queries', { title: 'T', prompt: 'p', sql });
  const chat_id = await server.createChat();
  const { events } = await ask(server, { chat_id, saved_query_id: query.id, parameters: { factor: '2' } });
  assert.deepEqual(rowsOf(events), [['96']]);
  const wrong = await ask(server, { chat_id, saved_query_id: query.id, parameters: { factor: 'two' } });
  assert.deepEqual([wrong.events.at(-1)?.event, wrong.events.at(-1)?.data.code], ['error', 'QUERY_FAILED']);
});

test('a missing parameter is said before anything runs or is stored', async (t) => {
  const server = await testServer(t);
  const { body: query } = await server.call('POST', '/v1/queries', byRegion);
  const chat_id = await server.createChat();
  const refused = [
    [{ parameters: { region: 'East' } }, 'MISSING_PARAMETER'],
    [{}, 'MISSING_PARAMETER'],
    [{ parameters: { region: ['East'], least: 1 } }, 'INVALID_REQUEST'],
  ] as const;
  for (const [given, code] of refused) {
    const { status, body } = await ask(server, { chat_id, saved_query_id: query.id, ...given });
    assert.deepEqual([status, body.code], [400, code]);
  }
  const without = await ask(server, { chat_id, parameters: { a: 1 } });
  assert.deepEqual([without.status, without.body.code], [400, 'INVALID_REQUEST']);
  const unknown = await ask(server, { chat_id, saved_query_id: 'none' });
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'QUERY_NOT_FOUND']);
  assert.deepEqual((await server.call('GET', `/v1/chats/${chat_id}`)).body.messages, []);
});

test('what only looks like a parameter that every object has is a name like any', async (t) => {
  const server = await testServer(t);
  const sql = 'SELECT {{toString}} AS a';
  const { body: query } = await server.call('POST', '/v1/queries', { title: 'T', prompt: 'p', sql });
  const chat_id = await server.createChat();
  const missing = await ask(server, { chat_id, saved_query_id: query.id, parameters: {} });
  assert.deepEqual([missing.status, missing.body.code], [400, 'MISSING_PARAMETER']);
  const given = await ask(server, { chat_id, saved_query_id: query.id, parameters: { toString: 'x' } });
  assert.deepEqual(rowsOf(given.events), [['x']]);
});

test('SQL that writes can be saved by mistake, and is refused when it runs', async (t) => {
  const server = await testServer(t);
  const { body: query } = await server.call('POST', '/v1/queries', {
    title: 'T',
    prompt: 'p',
    sql: 'DELETE FROM sales WHERE region = {{region}}',
  });
  const chat_id = await server.createChat();
  const { events } = await ask(server, { chat_id, saved_query_id: query.id, parameters: { region: 'East' } });
  assert.deepEqual(events.at(-1)?.data.code, 'QUERY_REFUSED');
});

test('a query without SQL is its prompt, asked like any question', async (t) => {
  const server = await testServer(t);
  const { body: query } = await server.call('POST', '/v1/queries', { title: 'T', prompt: 'How many sales are there?' });
  assert.deepEqual([query.sql, query.parameters], [null, []]);
  const chat_id = await server.createChat();
  const { events } = await ask(server, { chat_id, saved_query_id: query.id, message: 'The usual' });
  assert.equal(events.at(-1)?.data.content, 'There are 7 sales.');
  assert.equal((await server.call('GET', `/v1/chats/${chat_id}`)).body.messages[0].content, 'The usual');
});

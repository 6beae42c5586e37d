// The REST endpoints over real HTTP: shapes, codes, the door.
// Not here: answers (wire.test.ts).
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import { testServer } from '../support/testServer.ts';

test('authenticate: the token, and each refusal with its sentence', async (t) => {
  const server = await testServer(t);
  const post = (headers: Record<string, string>, body: unknown) =>
    server.call('POST', '/v1/authenticate', body, headers);
  const good = await post({ 'X-API-Key': server.apiKey }, { email: 'New@Example.org' });
  assert.equal(good.status, 200);
  assert.deepEqual(Object.keys(good.body).sort(), ['expires_at', 'member_id', 'organization_id', 'token']);
  const claims = JSON.parse(Buffer.from(good.body.token.split('.')[1], 'base64url').toString());
  assert.equal(claims.exp - claims.iat, 21_600);
  assert.match(claims.jti, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  assert.equal(claims.sub, good.body.member_id);
  assert.equal(
    (await post({ 'X-API-Key': server.apiKey }, { email: 'new@example.org' })).body.member_id,
    good.body.member_id,
  );
  for (const [headers, body, status, detail] of [
    [{}, { email: 'a@b' }, 401, 'Missing X-API-Key header'],
    [{ 'X-API-Key': 'wrong' }, { email: 'a@b' }, 401, 'Invalid API key'],
    [{ 'X-API-Key': server.apiKey }, { email: 'nobody' }, 400, 'Invalid email format'],
  ] as const) {
    const refused = await post(headers, body);
    assert.equal(refused.status, status);
    assert.equal(refused.body.detail, detail);
  }
  assert.equal((await post({ 'X-API-Key': server.apiKey }, { mail: 5 })).body.code, 'INVALID_REQUEST');
});

test('everything but the public endpoints wants a token of this server', async (t) => {
  const server = await testServer(t);
  const forged = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('x')
    .setJti('y')
    .setExpirationTime('1h')
    .sign(new Uint8Array(32));
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${server.token.split('.')[1]}.`;
  for (const header of ['', 'Bearer', 'Bearer x', `Bearer ${forged}`, `Bearer ${none}`, `Basic ${server.token}`]) {
    for (const [method, path] of [
      ['GET', '/v1/models'],
      ['GET', '/v1/chats'],
      ['POST', '/v1/chats'],
      ['GET', '/nowhere'],
      ['GET', '/openapi.json'],
    ] as const) {
      const { status, body } = await server.call(method, path, method === 'POST' ? {} : undefined, {
        Authorization: header,
      });
      assert.equal(status, 401, `${method} ${path} with "${header.slice(0, 12)}"`);
      assert.equal(body.code, 'UNAUTHORIZED');
    }
  }
  assert.equal((await server.call('GET', '/healthz', undefined, { Authorization: '' })).status, 200);
  assert.equal((await server.call('GET', '/nowhere')).body.code, 'NOT_FOUND');
});

test('models and integrations', async (t) => {
  const server = await testServer(t);
  const models = (await server.call('GET', '/v1/models')).body;
  assert.equal(models.default, 'planner');
  assert.deepEqual(
    models.models.map((model: { model_id: string }) => model.model_id),
    ['planner'],
  );
  const { integrations } = (await server.call('GET', '/v1/integrations')).body;
  assert.equal(integrations.length, 1);
  const { id, ...item } = integrations[0];
  assert.deepEqual(item, {
    display_name: 'data',
    type: 'database',
    engine: 'duckdb',
    dialect: 'duckdb',
    read_only: true,
  });
  const { tables } = (await server.call('GET', `/v1/integrations/${id}/schema`)).body;
  assert.equal(tables[0].name, 'sales');
  assert.deepEqual(
    tables[0].columns.map((column: { name: string }) => column.name),
    ['sale_id', 'region', 'amount'],
  );
  assert.equal((await server.call('GET', '/v1/integrations/nope/schema')).body.code, 'INTEGRATION_NOT_FOUND');
});

test('a chat is created, listed, read, renamed and deleted', async (t) => {
  const server = await testServer(t);
  const created = await server.call('POST', '/v1/chats/create', { title: 'First' });
  assert.equal(created.status, 201);
  assert.deepEqual(Object.keys(created.body).sort(), ['created_at', 'id', 'member_id', 'organization_id', 'title']);
  const { id } = created.body;
  const untitled = await server.call('POST', '/v1/chats/create', {});
  assert.match(untitled.body.title, /\d{4}-\d{2}-\d{2}/);
  const list = (await server.call('GET', '/v1/chats')).body;
  assert.deepEqual(
    list.chats.map((chat: { id: string }) => chat.id),
    [untitled.body.id, id],
  );
  assert.deepEqual([list.total, list.page, list.page_size, list.has_more], [2, 1, 20, false]);
  assert.deepEqual(list.chats[0].metadata, { source_type: 'database' });
  const renamed = await server.call('PUT', `/v1/chats/${id}`, { title: 'Renamed' });
  assert.deepEqual(Object.keys(renamed.body).sort(), ['id', 'preview', 'timestamp', 'title']);
  const read = (await server.call('GET', `/v1/chats/${id}`)).body;
  assert.deepEqual([read.title, read.messages, read.running], ['Renamed', [], null]);
  assert.deepEqual((await server.call('DELETE', `/v1/chats/${id}`)).body, { message: 'Chat deleted successfully' });
  for (const method of ['GET', 'DELETE']) {
    const gone = await server.call(method, `/v1/chats/${id}`);
    assert.equal(gone.status, 404);
    assert.deepEqual(gone.body, { detail: 'Chat not found', code: 'CHAT_NOT_FOUND' });
  }
});

test('pages of twenty; many are deleted at once, with partial success', async (t) => {
  const server = await testServer(t);
  const ids: string[] = [];
  for (let n = 0; n < 25; n++) ids.push(await server.createChat(`Chat ${n}`));
  const pages = await Promise.all(
    [1, 2, 3].map(async (page) => (await server.call('GET', `/v1/chats?page=${page}`)).body),
  );
  assert.deepEqual(
    pages.map((page) => [page.chats.length, page.has_more, page.total]),
    [
      [20, true, 25],
      [5, false, 25],
      [0, false, 25],
    ],
  );
  assert.deepEqual(
    pages.flatMap((page) => page.chats.map((chat: { id: string }) => chat.id)),
    ids.toReversed(),
  );
  for (const page of ['0', '-3', 'x']) assert.equal((await server.call('GET', `/v1/chats?page=${page}`)).body.page, 1);
  const deleted = (await server.call('DELETE', '/v1/chats', { chat_ids: [...ids.slice(0, 3), 'not-one'] })).body;
  assert.deepEqual(deleted, { deleted: ids.slice(0, 3), not_found: ['not-one'], deleted_count: 3 });
  assert.equal((await server.call('DELETE', '/v1/chats', { chat_ids: [] })).status, 400);
});

test("another member's chat does not exist", async (t) => {
  const server = await testServer(t);
  const id = await server.createChat();
  const other = { Authorization: `Bearer ${await server.tokenFor('other@example.org')}` };
  for (const [method, path, body] of [
    ['GET', `/v1/chats/${id}`, undefined],
    ['PUT', `/v1/chats/${id}`, { title: 'x' }],
    ['DELETE', `/v1/chats/${id}`, undefined],
    ['POST', `/v1/chats/${id}/interrupt`, undefined],
    ['POST', '/v1/chats', { chat_id: id, message: 'x' }],
  ] as const) {
    const answer = await server.call(method, path, body, other);
    assert.equal(answer.body.code, 'CHAT_NOT_FOUND', `${method} ${path}`);
  }
  assert.deepEqual((await server.call('DELETE', '/v1/chats', { chat_ids: [id] }, other)).body.not_found, [id]);
  assert.equal((await server.call('GET', `/v1/chats/${id}`)).status, 200);
});

test('what is wrong with a request is named', async (t) => {
  const server = await testServer(t);
  const chat_id = await server.createChat();
  for (const [body, status, code, detail] of [
    [{ message: 'x' }, 400, 'MISSING_CHAT_ID', /chat_id/],
    [{ chat_id, message: '' }, 400, 'INVALID_REQUEST', /^message/],
    [{ chat_id, message: 'x'.repeat(32_001) }, 400, 'INVALID_REQUEST', /^message.*32000/],
    [{ chat_id, message: 5 }, 400, 'INVALID_REQUEST', /^message/],
    [{ chat_id, message: 'x', model: 'gpt-99' }, 400, 'UNKNOWN_MODEL', /gpt-99/],
    [{ chat_id, message: 'x', integration_id: 'nope' }, 404, 'INTEGRATION_NOT_FOUND', /integration/i],
    ['{', 400, 'INVALID_REQUEST', /JSON/],
    ['null', 400, 'INVALID_REQUEST', /./],
    [{ chat_id: 'nope', message: 'x' }, 404, 'CHAT_NOT_FOUND', /Chat not found/],
  ] as const) {
    const answer = await server.call('POST', '/v1/chats', body);
    assert.deepEqual([answer.status, answer.body.code], [status, code]);
    assert.match(answer.body.detail, detail);
  }
  assert.equal((await server.call('PUT', `/v1/chats/${chat_id}`, { title: ' ' })).status, 400);
  assert.equal(
    (await server.call('POST', '/v1/chats', { chat_id, message: 'x', pad: 'y'.repeat(1_100_000) })).status,
    413,
  );
});

test('the door: a wrong Host is 421, another Origin 403, and no CORS header ever', async (t) => {
  const server = await testServer(t);
  const port = Number(new URL(server.url).port);
  const status = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port, path: '/healthz', headers }, (response) => {
        assert.equal(
          Object.keys(response.headers).some((name) => name.startsWith('access-control')),
          false,
        );
        response.resume();
        resolve(response.statusCode);
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
  assert.equal(await status({ Host: `127.0.0.1:${port}` }), 200);
  assert.equal(await status({ Host: `localhost:${port}` }), 200);
  assert.equal(await status({ Host: `[::1]:${port}` }), 200);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port + 1}`,
    `127.0.0.1.evil.example:${port}`,
  ]) {
    assert.equal(await status({ Host: host }), 421, host);
  }
  assert.equal(await status({ Host: `localhost:${port}`, Origin: `http://localhost:${port}` }), 200);
  for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${port}`, `https://localhost:${port}`]) {
    assert.equal(await status({ Host: `localhost:${port}`, Origin: origin }), 403, origin);
  }
});

test('wrong keys take no place of the owner, and the key is judged before the body', async (t) => {
  const server = await testServer(t, { limits: true });
  const post = (key: string, body: unknown) => server.call('POST', '/v1/authenticate', body, { 'X-API-Key': key });
  for (let n = 0; n < 70; n++) assert.equal((await post('wrong', { email: 'you@localhost' })).status, 401);
  assert.equal((await post('wrong', '{')).status, 401);
  assert.equal((await post(server.apiKey, { email: 'you@localhost' })).status, 200);
});

test('odd pages are the first, and health is public', async (t) => {
  const server = await testServer(t);
  for (const page of ['1e300', 'Infinity', '1.5', '']) {
    assert.equal((await server.call('GET', `/v1/chats?page=${page}`)).body.page, 1);
  }
  assert.equal((await server.call('GET', '/api/health', undefined, { Authorization: '' })).body.status, 'ok');
});

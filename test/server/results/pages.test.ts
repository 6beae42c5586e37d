// Pages of whole results of the real server: every op and type, order and ties, awkward names, and what is refused.
// Not here: how long they are kept (keeping.test.ts), exports (exports.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type TestServer, testServer } from '../../support/testServer.ts';
import { asking } from './asking.ts';

const types = `SELECT * FROM (VALUES
  (1, 'East', 10.50::DECIMAL(12,2), 1.5::DOUBLE, true, DATE '2024-01-31', TIMESTAMP '2024-01-31 10:00:00.25', 9007199254740993),
  (2, 'west', 2.25, -3.0, false, DATE '2024-02-29', TIMESTAMP '2024-01-31 23:59:59', 9007199254740992),
  (3, '', 10.5, NULL, NULL, NULL, NULL, NULL),
  (4, NULL, NULL, 1e300, true, DATE '1935-06-01', TIMESTAMP '1935-06-01 00:00:00', -5),
  (5, 'Ost, "alt"', 100, 'nan'::DOUBLE, false, DATE '2024-01-31', TIMESTAMP '2024-02-01 00:00:00', 7)
) AS t(id, word, price, size, flag, day, moment, huge)`;

interface World {
  server: TestServer;
  id: string;
}

async function page(server: TestServer, id: string, query: Record<string, unknown> = {}) {
  const text = Object.entries(query).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return await server.call('GET', `/v1/results/${id}?${new URLSearchParams(text)}`);
}

async function firsts(world: World, query: Record<string, unknown>) {
  const { status, body } = await page(world.server, world.id, query);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.matched, body.rows.length);
  return body.rows.map(([first]: unknown[]) => first);
}

async function worldOf(t: TestContext, sql: string): Promise<World> {
  const server = await testServer(t);
  const { results } = await asking(server, sql);
  return { server, id: results[0]?.result_id ?? '' };
}

test('an answer names its whole result, and a page of it is there at once', async (t) => {
  const { server, id } = await worldOf(t, 'SELECT i AS n, i % 3 AS rest FROM range(1000) t(i)');
  const { status, body } = await page(server, id, { offset: 500, limit: 2 });
  assert.equal(status, 200, JSON.stringify(body));
  const { made_at: madeAt, integration_id: _, sql, ...rest } = body;
  assert.match(madeAt, /^\d{4}-/);
  assert.match(sql, /range\(1000\)/);
  assert.deepEqual(rest, {
    id,
    columns: [
      { name: 'n', type: 'integer' },
      { name: 'rest', type: 'integer' },
    ],
    rows: [
      [500, 2],
      [501, 0],
    ],
    offset: 500,
    limit: 2,
    row_count: 1000,
    matched: 1000,
  });
  assert.equal((await page(server, id)).body.rows.length, 200);
  assert.deepEqual((await page(server, id, { offset: 999 })).body.rows, [[999, 0]]);
  assert.deepEqual((await page(server, id, { offset: 5000 })).body.rows, []);
});

test('a result with a column of each type', async (t) => {
  const world = await worldOf(t, types);

  await t.test('has raw cells', async () => {
    const { body } = await page(world.server, world.id);
    assert.deepEqual(
      body.columns.map(({ type }: { type: string }) => type),
      ['integer', 'text', 'number', 'number', 'boolean', 'date', 'timestamp', 'integer'],
    );
    assert.deepEqual(body.rows, [
      [1, 'East', 10.5, 1.5, true, '2024-01-31', '2024-01-31 10:00:00', '9007199254740993'],
      [2, 'west', 2.25, -3, false, '2024-02-29', '2024-01-31 23:59:59', '9007199254740992'],
      [3, '', 10.5, null, null, null, null, null],
      [4, null, null, 1e300, true, '1935-06-01', '1935-06-01 00:00:00', -5],
      [5, 'Ost, "alt"', 100, 'NaN', false, '2024-01-31', '2024-02-01 00:00:00', 7],
    ]);
  });

  const filters: [column: string, op: string, value: unknown, ids: number[]][] = [
    ['word', '=', 'East', [1]],
    ['word', '!=', 'East', [2, 3, 4, 5]],
    ['word', '<', 'a', [1, 3, 5]],
    ['word', '>=', 'west', [2]],
    ['word', 'contains', 'ST', [1, 2, 5]],
    ['word', 'contains', '%', []],
    ['word', 'contains', '"alt"', [5]],
    ['word', 'starts', 'w', [2]],
    ['word', 'empty', undefined, [3, 4]],
    ['word', 'not_empty', undefined, [1, 2, 5]],
    ['word', '=', "'); DROP TABLE result; --", []],
    ['price', '=', 10.5, [1, 3]],
    ['price', '=', '10.500', [1, 3]],
    ['price', '!=', '10.50', [2, 4, 5]],
    ['price', '<', '10.501', [1, 2, 3]],
    ['price', '<=', '2.25', [2]],
    ['price', '>', 1e3, []],
    ['price', 'contains', '.5', [1, 3]],
    ['price', 'starts', '10', [1, 3, 5]],
    ['price', 'empty', undefined, [4]],
    ['size', '>', 1, [1, 4, 5]],
    ['size', '=', 'NaN', [5]],
    ['size', '<', '-2.5e0', [2]],
    ['size', '=', 1e300, [4]],
    ['huge', '=', '9007199254740993', [1]],
    ['huge', '>', '9007199254740992', [1]],
    ['huge', '<=', '-5', [4]],
    ['huge', '<', '99999999999999999999999999999999999999', [1, 2, 4, 5]],
    ['huge', '<', '9'.repeat(60), [1, 2, 4, 5]],
    ['huge', '>', 6.5, [1, 2, 5]],
    ['id', '<', '2.5', [1, 2]],
    ['flag', '=', true, [1, 4]],
    ['flag', '!=', 'true', [2, 3, 5]],
    ['flag', 'empty', undefined, [3]],
    ['day', '=', '2024-01-31', [1, 5]],
    ['day', '<', '2024-01-31', [4]],
    ['day', '!=', '2024-01-31', [2, 3, 4]],
    ['day', 'starts', '2024-0', [1, 2, 5]],
    ['day', 'not_empty', undefined, [1, 2, 4, 5]],
    ['moment', '=', '2024-01-31', [1, 2]],
    ['moment', '<=', '2024-01-31', [1, 2, 4]],
    ['moment', '=', '2024-01-31 10:00:00', [1]],
    ['moment', '=', '2024-01-31T10:00:00.25', [1]],
    ['moment', '=', '2024-01-31 10:00:00.2', []],
    ['moment', '>', '2024-01-31 23:59', [2, 5]],
  ];
  for (const [column, op, value, ids] of filters) {
    await t.test(`lets through where ${column} ${op} ${value ?? ''}`, async () => {
      assert.deepEqual(await firsts(world, { filter: [{ column, op, value }] }), ids);
    });
  }

  await t.test('lets through what every condition lets through', async () => {
    const filter = [
      { column: 'flag', op: '=', value: true },
      { column: 'day', op: '>', value: '2000-01-01' },
    ];
    assert.deepEqual(await firsts(world, { filter }), [1]);
  });

  const orders: [sort: string, ids: number[]][] = [
    ['price', [2, 1, 3, 5, 4]],
    ['-price', [5, 1, 3, 2, 4]],
    ['word', [3, 1, 5, 2, 4]],
    ['-word', [2, 5, 1, 3, 4]],
    ['flag,-id', [5, 2, 4, 1, 3]],
    ['-day', [2, 1, 5, 4, 3]],
    ['moment', [4, 1, 2, 5, 3]],
    ['huge', [4, 5, 2, 1, 3]],
    ['-size', [5, 4, 1, 2, 3]],
    ['price,price,-price', [2, 1, 3, 5, 4]],
    ['"word"', [3, 1, 5, 2, 4]],
  ];
  for (const [sort, ids] of orders) {
    await t.test(`is sorted by ${sort}, NULLs last, ties in its own order`, async () => {
      assert.deepEqual(await firsts(world, { sort }), ids);
    });
  }

  const refused: [query: Record<string, unknown>, says: RegExp][] = [
    [{ limit: '0' }, /limit: must be a whole number from 1 to 1000/],
    [{ limit: '1001' }, /limit: must be a whole number from 1 to 1000/],
    [{ limit: 'ten' }, /limit: must be a whole number/],
    [{ offset: '-1' }, /offset: must be a whole number/],
    [{ sort: 'nothing' }, /sort: there is no column "nothing"/],
    [{ sort: '--price' }, /sort: there is no column/],
    [{ sort: 'price,' }, /sort: a column must follow/],
    [{ sort: 'Price' }, /sort: there is no column "Price"/],
    [{ sort: 'c0; DROP TABLE result' }, /sort: there is no column/],
    [{ filter: 'price' }, /filter: must be a JSON array/],
    [{ filter: '{}' }, /filter: must be a JSON array/],
    [{ filter: [{ column: 'price', op: '~', value: 1 }] }, /filter: .*op.*must be one of/],
    [{ filter: [{ column: 'c0', op: '=', value: 1 }] }, /filter: there is no column "c0"/],
    [{ filter: [{ column: 'price', op: '=', value: 'much' }] }, /filter: "much" is no number, as "price" holds/],
    [{ filter: [{ column: 'price', op: '=' }] }, /filter: "=" of "price" needs a value/],
    [{ filter: [{ column: 'price', op: '=', value: null }] }, /needs a value/],
    [{ filter: [{ column: 'price', op: '=', value: [1] }] }, /filter: /],
    [{ filter: [{ column: 'day', op: '<', value: '2024-02-30' }] }, /is no date/],
    [{ filter: [{ column: 'moment', op: '<', value: '2024-02-03 25:00' }] }, /is no date like/],
    [{ filter: [{ column: 'flag', op: '=', value: 1 }] }, /is no true or false/],
  ];
  for (const [query, says] of refused) {
    await t.test(`refuses ${JSON.stringify(query)}`, async () => {
      const { status, body } = await page(world.server, world.id, query);
      assert.deepEqual([status, body.code], [400, 'INVALID_REQUEST']);
      assert.match(body.detail, says);
    });
  }

  await t.test("is nobody's but its member's", async () => {
    const token = await world.server.tokenFor('other@localhost');
    for (const where of [
      `/v1/results/${world.id}`,
      `/v1/results/${world.id}/export?format=csv`,
      '/v1/results/res_none',
    ]) {
      const { status, body } = await world.server.call('GET', where, undefined, { Authorization: `Bearer ${token}` });
      assert.deepEqual([status, body.code], [404, 'RESULT_NOT_FOUND']);
    }
  });
});

test('columns of one name, and names that are hard to write, can be sorted and filtered by', async (t) => {
  const sql = `SELECT 1 AS a, 3 AS a, 5 AS "a,b", 7 AS "-a", 9 AS "it's ""x""", 11 AS " ", 13 AS "Ünï"
    UNION ALL SELECT 2, 2, 2, 2, 2, 2, 2`;
  const world = await worldOf(t, sql);
  const { body } = await page(world.server, world.id);
  const names = body.columns.map(({ name }: { name: string }) => name);
  assert.deepEqual(names, ['a', 'a_2', 'a,b', '-a', `it's "x"`, ' ', 'Ünï']);
  for (const name of names.slice(1)) {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    assert.deepEqual(await firsts(world, { sort: quoted }), [2, 1], name);
    assert.deepEqual(await firsts(world, { sort: `-${quoted}` }), [1, 2], name);
    assert.deepEqual(await firsts(world, { filter: [{ column: name, op: '=', value: 2 }] }), [2], name);
  }
  assert.deepEqual(await firsts(world, { sort: 'a,b' }), [2, 1]);
  assert.deepEqual(await firsts(world, { sort: '-a,b,a' }), [1, 2]);
  assert.deepEqual(await firsts(world, { sort: '-a' }), [2, 1]);
});

test('equal rows stay in the order of the result, on every page and in the copy that is kept in order', async (t) => {
  const world = await worldOf(
    t,
    'SELECT i, i % 3 AS rest, CASE WHEN i % 5 = 0 THEN NULL ELSE i % 2 END AS odd FROM range(30000) t(i)',
  );
  const all = Array.from({ length: 30_000 }, (_, i) => i);
  const wanted = all.toSorted((a, b) => (a % 3) - (b % 3) || a - b);
  const filtered = wanted.filter((i) => i % 5 !== 0 && i % 2 === 1);
  const filter = [{ column: 'odd', op: '=', value: 1 }];
  // The first round is sorted anew, the last is read from the copies.
  for (let round = 0; round < 3; round++) {
    for (const offset of [0, 9_900, 20_000]) {
      const { body } = await page(world.server, world.id, { sort: 'rest', offset, limit: 300 });
      assert.deepEqual(
        body.rows.map(([i]: number[]) => i),
        wanted.slice(offset, offset + 300),
      );
      assert.equal(body.matched, 30_000);
      const some = await page(world.server, world.id, { sort: 'rest', filter, offset, limit: 300 });
      assert.deepEqual(
        some.body.rows.map(([i]: number[]) => i),
        filtered.slice(offset, offset + 300),
      );
      assert.deepEqual([some.body.matched, some.body.row_count], [filtered.length, 30_000]);
    }
  }
});

test('charts have their whole result, and long texts are cut in a page alone', async (t) => {
  const world = await worldOf(t, `SELECT 'ab' || repeat('x', 10000) AS text, [1, 2] AS list, {'a': 1} AS thing`);
  const { body } = await page(world.server, world.id);
  assert.equal(body.rows[0][0].length, 4_000);
  assert.deepEqual(body.rows[0].slice(1), ['[1, 2]', "{'a': 1}"]);
  const socket = await world.server.socket();
  await socket.next();
  socket.send({
    action: 'send_message',
    chat_id: await world.server.createChat(),
    message: 'sales by region as a bar chart',
  });
  const shown = (await socket.until('message')).find(({ event }) => event === 'visualization');
  assert.equal(shown?.data.type, 'chart');
  const chart = await page(world.server, shown?.data.result_id);
  assert.equal(chart.body.row_count, 2);
});

test('the plan of an EXPLAIN is a result, too', async (t) => {
  const world = await worldOf(t, 'EXPLAIN SELECT sum(amount) FROM sales');
  const { status, body } = await page(world.server, world.id);
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(body.columns, [{ name: 'plan', type: 'text' }]);
  assert.ok(body.rows.length > 1);
});

// Sessions with Trino: pages, values, errors, transactions, ends and the schema.
// Not here: what is refused (guard.test.ts), peers that mean harm (peers.test.ts). The pages are written by Trino's documentation; none is recorded.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type TrinoPage, written } from '../../../../support/databases/trinoPeer.ts';
import { allRows, connected, failed, password } from './support.ts';

const pagesOf = (found: Record<string, readonly TrinoPage[] | undefined>) => (sql: string) => found[sql];
const n = [{ name: 'n', type: 'integer' }];

describe('rows of Trino', () => {
  test('come page by page, columns before them, every type as its own kind and exactly', async (t) => {
    const { connection } = await connected(t, { pages: pagesOf({ 'SELECT typed': written.typed }) });
    const { columns, rows } = await allRows(connection, 'SELECT typed');
    assert.equal(rows.length, 2);
    assert.deepEqual(
      columns.map(({ type }, at) => [type, rows[0]?.[at]]),
      [
        ['integer', '9007199254740993'],
        ['number', '123456789012345678.12'],
        ['number', 'NaN'],
        ['number', 0.1],
        ['boolean', true],
        ['date', '2024-02-29'],
        ['timestamp', '2024-02-29 12:34:56'],
        ['timestamp', '2024-07-01 08:00:00'],
        ['text', '\\xdead'],
        ['text', '[1,2]'],
        ['text', '{"a":1}'],
        ['text', '[1,"x"]'],
        ['text', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
        ['text', 'ab '],
        ['text', "o'x"],
        ['text', '12:34:56.789'],
        ['integer', 5],
        ['number', 1.5],
        ['text', '1 02:03:04.000'],
        ['timestamp', '2024-07-01 04:30:00'],
      ],
    );
    assert.ok(rows[1]?.every((cell) => cell === null));
  });

  test('are asked for no earlier than they are wanted', async (t) => {
    const page = (value: number) => ({ columns: n, data: [[value]] });
    const { connection, peer } = await connected(t, { pages: pagesOf({ 'SELECT n': [page(1), page(2), page(3)] }) });
    const cursor = await connection.run('SELECT n', { timeoutMs: 1_000 });
    assert.deepEqual(await cursor.read(10), [[1]]);
    assert.deepEqual(await cursor.read(10), [[2]]);
    const gets = peer.requests.filter(({ method }) => method === 'GET').length;
    assert.deepEqual(await cursor.read(10), [[3]]);
    assert.equal(peer.requests.filter(({ method }) => method === 'GET').length, gets + 1);
    await cursor.close();
  });

  test('of a gateway that is busy are asked for again', async (t) => {
    const statuses = [503, 502, 504, 429];
    let isBusy = false;
    const { connection } = await connected(t, {
      pages: pagesOf({ 'SELECT n': [{ columns: n }, { data: [[1]] }] }),
      answer: ({ response }) => {
        const status = isBusy ? statuses.shift() : undefined;
        if (status === undefined) return false;
        response.writeHead(status).end('<html>busy</html>');
        return true;
      },
    });
    isBusy = true;
    assert.deepEqual((await allRows(connection, 'SELECT n')).rows, [[1]]);
    assert.deepEqual(statuses, []);
  });

  test('of a page that broke off are asked for again, and given once', async (t) => {
    let broken = 0;
    const { connection } = await connected(t, {
      pages: pagesOf({ 'SELECT n': [{ columns: n }, { data: [[1]] }, { data: [[2]] }] }),
      answer: ({ method, path, response }) => {
        if (method !== 'GET' || !path.includes('/2?') || broken > 0) return false;
        broken += 1;
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('{"data":[[2]');
        setImmediate(() => response.destroy());
        return true;
      },
    });
    assert.deepEqual((await allRows(connection, 'SELECT n')).rows, [[1], [2]]);
    assert.equal(broken, 1);
  });
});

describe('a statement to Trino', () => {
  test('runs in a transaction that only reads, limited in time, and says who asks', async (t) => {
    const { connection, peer } = await connected(t, { pages: pagesOf({ 'SELECT n': [{ columns: n, data: [[1]] }] }) });
    await allRows(connection, 'SELECT n', { timeoutMs: 2_500 });
    assert.deepEqual(peer.sql(), ['START TRANSACTION READ ONLY', 'SELECT n', 'ROLLBACK']);
    const [start, select, rollback] = peer.requests.filter(({ method }) => method === 'POST');
    assert.equal(start?.headers['x-trino-transaction-id'], 'NONE');
    assert.match(String(select?.headers['x-trino-transaction-id']), /^tx-/);
    assert.equal(rollback?.headers['x-trino-transaction-id'], select?.headers['x-trino-transaction-id']);
    assert.equal(select?.headers['x-trino-session'], 'query_max_run_time=2500ms,query_max_execution_time=2500ms');
    assert.equal(select?.headers['x-trino-user'], 'reader');
    assert.equal(select?.headers['x-trino-catalog'], 'hive');
    assert.equal(select?.headers['x-trino-schema'], 'shop');
    assert.equal(select?.headers['x-trino-time-zone'], 'UTC');
    const basic = Buffer.from(`reader:${password}`).toString('base64');
    assert.ok(peer.requests.every(({ headers }) => headers.authorization === `Basic ${basic}`));
    assert.ok(peer.requests.every(({ path }) => !path.includes(password)));
  });

  test('runs without a transaction where none is begun, and that is said', async (t) => {
    const { connection, peer } = await connected(t, {
      withoutTransactions: true,
      pages: pagesOf({ 'SELECT n': [{ columns: n, data: [[1]] }] }),
    });
    assert.match((await connection.info()).warnings.join(), /no transaction that only reads/);
    assert.equal((await connection.info()).version, '476');
    await allRows(connection, 'SELECT n');
    assert.deepEqual(peer.sql(), ['SELECT n']);
  });

  test('brings its parameters behind the text', async (t) => {
    const { connection, peer } = await connected(t);
    const parameters = ["o'x\\", 5, 1.5, true, null];
    await allRows(connection, "SELECT $1, $2, $1, $3, $4, $5, '$1' -- $9\n;", { parameters });
    assert.equal(
      peer.sql()[1],
      "EXECUTE IMMEDIATE 'SELECT ?, ?, ?, ?, ?, ?, ''$1''' USING 'o''x\\', 5, 'o''x\\', DOUBLE '1.5', TRUE, NULL",
    );
  });

  const errors: readonly [string, RegExp, string?][] = [
    ['syntax', /^mismatched input '<EOF>'\. Expecting: <query> \(line 1, column 15\)$/],
    ['noTable', /^Table 'hive\.shop\.nix' does not exist \(line 1, column 15\)$/],
    ['timeout', /took too long/, 'timeout'],
    ['canceled', /ended in the database by somebody else/],
    ['readOnly', /read-only transaction/],
    ['late', /^Division by zero$/],
  ];
  for (const [name, message, kind] of errors)
    test(`that fails says why, ends its transaction and leaves the session of use: ${name}`, async (t) => {
      const pages = pagesOf({ 'SELECT x': written[name], 'SELECT n': [{ columns: n, data: [[1]] }] });
      const { connection, peer } = await connected(t, { pages });
      await assert.rejects(allRows(connection, 'SELECT x'), failed(message, kind));
      assert.equal(peer.sql().at(-1), 'ROLLBACK');
      assert.deepEqual((await allRows(connection, 'SELECT n')).rows, [[1]]);
    });
});

describe('ending a statement of Trino', () => {
  test('while its pages are waited for: DELETE within 200 ms, and its transaction', async (t) => {
    const { connection, peer } = await connected(t, {
      pages: pagesOf({ 'SELECT slow': [{ columns: n }, { hold: true }] }),
    });
    const cursor = await connection.run('SELECT slow', { timeoutMs: 60_000 });
    const reading = assert.rejects(cursor.read(1), failed(/cancelled/, 'cancelled'));
    const request = await peer.held();
    const began = performance.now();
    const deleted = peer.nextDelete();
    await connection.cancel();
    assert.equal(await deleted, request.path);
    assert.ok(performance.now() - began < 200);
    await reading;
    await request.closed;
    await cursor.close();
    assert.equal(peer.sql().at(-1), 'ROLLBACK');
  });

  test('before its columns are known', async (t) => {
    const { connection, peer } = await connected(t, { pages: pagesOf({ 'SELECT slow': [{}, {}, { hold: true }] }) });
    const asked = assert.rejects(
      connection.run('SELECT slow', { timeoutMs: 60_000 }),
      failed(/cancelled/, 'cancelled'),
    );
    const request = await peer.held();
    await connection.cancel();
    await asked;
    assert.deepEqual(peer.deleted, [request.path]);
  });

  test('before it is known where it is ended', async (t) => {
    const first = Promise.withResolvers<() => void>();
    const { connection, peer } = await connected(t, {
      pages: pagesOf({ 'SELECT slow': [{}, { hold: true }] }),
      answer: ({ method, sql, response }) => {
        if (method !== 'POST' || sql !== 'SELECT slow') return false;
        const nextUri = `http://127.0.0.1/v1/statement/executing/20240229_120000_00000_trell/1`;
        first.resolve(() => response.writeHead(200).end(JSON.stringify({ id: 'x', nextUri })));
        return true;
      },
    });
    const asked = assert.rejects(
      connection.run('SELECT slow', { timeoutMs: 60_000 }),
      failed(/cancelled/, 'cancelled'),
    );
    const answer = await first.promise;
    const cancelling = connection.cancel();
    answer();
    await cancelling;
    await asked;
    assert.equal(peer.deleted.length, 1);
  });

  test('rows that are not wanted are let go of', async (t) => {
    const { connection, peer } = await connected(t, {
      pages: pagesOf({ 'SELECT n': [{ columns: n, data: [[1], [2]] }, { data: [[3]] }] }),
    });
    const cursor = await connection.run('SELECT n', { timeoutMs: 60_000 });
    await cursor.read(1);
    await cursor.close();
    assert.equal(peer.deleted.length, 1);
    assert.equal(peer.sql().at(-1), 'ROLLBACK');
  });
});

describe('the schema of Trino', () => {
  const answers = (sql: string) => {
    if (/schemata/.test(sql)) return written.schemata;
    if (/'broken'/.test(sql)) return written.noTable;
    if (/information_schema\.tables/.test(sql)) return written.tables;
    if (/information_schema\.columns/.test(sql)) return written.columns;
    return /^SHOW STATS/.test(sql) ? written.stats : undefined;
  };

  test('is read one schema at a time, with rows where there are statistics', async (t) => {
    const { connection, peer } = await connected(t, { pages: answers }, 'hive');
    const { tables, warnings } = await connection.tables();
    assert.match(warnings.join(), /The schema broken could not be read: Table/);
    assert.deepEqual(
      tables.map(({ schema, name, kind, rowEstimate }) => [schema, name, kind, rowEstimate]),
      [
        ['shop', 'open_orders', 'view', 0],
        ['shop', 'orders', 'table', 1_500_000],
      ],
    );
    assert.deepEqual(
      tables[1]?.columns.map(({ name, type, nullable }) => [name, type, nullable]),
      [
        ['id', 'integer', false],
        ['amount', 'number', true],
        ['at', 'timestamp', true],
      ],
    );
    assert.equal(peer.sql().at(-1), 'SHOW STATS FOR "shop"."orders"');
  });

  test('of one schema asks for no other, and for statistics of few tables only', async (t) => {
    const many = Array.from({ length: 50 }, (_, at) => `t${at}`);
    const { connection, peer } = await connected(t, {
      pages: (sql) => {
        const columns = (count: number) =>
          Array.from({ length: count }, (_, at) => ({ name: `c${at}`, type: 'varchar' }));
        if (/information_schema\.tables/.test(sql))
          return [{ columns: columns(2), data: many.map((name) => [name, 'BASE TABLE']) }];
        if (/information_schema\.columns/.test(sql))
          return [{ columns: columns(4), data: many.map((name) => [name, 'a', 'bigint', 'YES']) }];
        return /^SHOW STATS/.test(sql) ? written.stats : undefined;
      },
    });
    const { tables } = await connection.tables();
    assert.equal(tables.length, 50);
    assert.equal(peer.sql().filter((sql) => /^SHOW STATS/.test(sql)).length, 20);
    assert.ok(!peer.sql().some((sql) => /schemata/.test(sql)));
  });

  test('is not waited for when nobody wants it any more', async (t) => {
    const { connection, peer } = await connected(t, {
      pages: (sql) => (/information_schema/.test(sql) ? [{}, { hold: true }] : undefined),
    });
    const stop = new AbortController();
    const asked = assert.rejects(connection.tables(stop.signal), failed(/cancelled/, 'cancelled'));
    await peer.held();
    const deleted = peer.nextDelete();
    stop.abort();
    await asked;
    await deleted;
  });
});

// Sessions with ClickHouse: what is sent with a statement, how one is ended, what the schema is.
// Not here: rows and errors (rows.test.ts), peers that mean harm (peers.test.ts), what is refused (guard.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createClickhouseDriver } from '../../../../../src/server/engine/network/drivers/clickhouse/driver.ts';
import { answerText, beginText, clickhousePeer, recordedFrom } from '../../../../support/databases/clickhousePeer.ts';
import { addressOf, allRows, connected, failed, password } from './support.ts';

const old = recordedFrom('18.16');
const recent = recordedFrom('26.7');
const settingsWith = (readonly: string, column: string) =>
  `name\tvalue\treadonly\nString\tString\tUInt8\nreadonly\t${readonly}\t${column}\nmax_execution_time\t0\t${column}\njoin_use_nulls\t0\t${column}\n`;

describe('a statement to ClickHouse', () => {
  test('reads only, is named, limited in time, and brings the settings the dialect rests on', async (t) => {
    const { connection, peer } = await connected(t);
    const asked = allRows(connection, 'SELECT 1', { timeoutMs: 2_500 });
    const request = await peer.next();
    const settings = Object.fromEntries(request.settings);
    assert.match(settings.query_id ?? '', /^trellis-[0-9a-f-]{36}$/);
    assert.equal(settings.readonly, '1');
    assert.equal(settings.max_execution_time, '3');
    assert.equal(settings.database, 'shop');
    for (const name of ['join_use_nulls', 'aggregate_functions_null_for_empty', 'prefer_column_name_to_alias'])
      assert.equal(settings[name], '1', name);
    assert.equal(settings.session_timezone, 'UTC');
    assert.equal(request.headers['x-clickhouse-user'], 'reader');
    assert.equal(request.headers['x-clickhouse-key'], password);
    assert.ok(!JSON.stringify(settings).includes(password));
    answerText(request, 200, 'x\nUInt8\n1\n');
    await asked;
  });

  test('brings its parameters beside the text', async (t) => {
    const { connection, peer } = await connected(t);
    const parameters = ["o'x\\\t", 5, 1.5, true, null];
    const asked = allRows(connection, "SELECT $1, $2, $1, $3, $4, $5, '$1' -- $9", { parameters });
    const request = await peer.next();
    assert.equal(
      request.sql,
      "SELECT {p1:String}, {p2:Int64}, {p1:String}, {p3:Float64}, {p4:Bool}, {p5:Nullable(String)}, '$1' -- $9",
    );
    const values = [1, 2, 3, 4, 5].map((at) => request.settings.get(`param_p${at}`));
    assert.deepEqual(values, ["o'x\\\\\\t", '5', '1.5', 'true', '\\N']);
    answerText(request, 200, 'x\nUInt8\n1\n');
    await asked;
  });

  test('of an account that is read-only already brings no setting that it would refuse', async (t) => {
    const { connection, peer } = await connected(t, { settings: settingsWith('1', '1') });
    const asked = allRows(connection, 'SELECT 1');
    const request = await peer.next();
    assert.deepEqual([...request.settings.keys()].sort(), ['database', 'default_format', 'query_id']);
    answerText(request, 200, 'x\nUInt8\n1\n');
    await asked;
    const { warnings } = await connection.info();
    assert.match(warnings.join('\n'), /may not change its settings.*join_use_nulls = 1/);
  });

  test('of an account with readonly=2 brings settings, and not readonly', async (t) => {
    const { connection, peer } = await connected(t, { settings: settingsWith('2', '0') });
    const asked = allRows(connection, 'SELECT 1');
    const request = await peer.next();
    assert.equal(request.settings.get('readonly'), null);
    assert.equal(request.settings.get('join_use_nulls'), '1');
    answerText(request, 200, 'x\nUInt8\n1\n');
    await asked;
  });

  test('a version before 25.8 is told apart, and a login that may write', async (t) => {
    const peer = await clickhousePeer(t, {
      answer: (request) => {
        if (request.sql === old.version?.sql) return answerText(request, 200, old.version.body ?? '');
        if (/system\.settings/.test(request.sql)) return answerText(request, 200, old.settings?.body ?? '');
        return false;
      },
    });
    const connection = await createClickhouseDriver(addressOf(peer.port), () => undefined).connect();
    const info = await connection.info();
    await connection.close();
    assert.equal(info.version, '18.16.1');
    assert.equal(info.warnings.length, 3);
    assert.match(info.warnings.join('\n'), /correlated EXISTS/);
    assert.match(info.warnings.join('\n'), /The login may write/);
    assert.match(info.warnings.join('\n'), /does not know the settings .*session_timezone/);
    const { connection: newer } = await connected(t);
    assert.deepEqual((await newer.info()).warnings, []);
  });
});

describe('ending a statement of ClickHouse', () => {
  test('before its first row: killed by name and the line closed, within 200 ms', async (t) => {
    const { connection, peer } = await connected(t);
    const asked = assert.rejects(
      connection.run('SELECT sleep', { timeoutMs: 60_000 }),
      failed(/cancelled/, 'cancelled'),
    );
    const request = await peer.next();
    const began = performance.now();
    await connection.cancel();
    await asked;
    await request.closed;
    const took = performance.now() - began;
    assert.deepEqual(peer.killed, [request.settings.get('query_id')]);
    assert.ok(took < 200, `${took} ms`);
    const again = allRows(connection, 'SELECT 2');
    answerText(await peer.next(), 200, 'x\nUInt8\n2\n');
    assert.deepEqual((await again).rows, [[2]]);
  });

  test('between its rows, whoever reads then or later', async (t) => {
    const { connection, peer } = await connected(t);
    const asked = connection.run('SELECT n', { timeoutMs: 60_000 });
    const request = await peer.next();
    beginText(request).write('n\nUInt8\n1\n2\n3\n');
    const cursor = await asked;
    assert.deepEqual(await cursor.read(1), [[1]]);
    const reading = assert.rejects(cursor.read(100), failed(/cancelled/, 'cancelled'));
    await connection.cancel();
    await reading;
    await assert.rejects(cursor.read(1), failed(/cancelled/, 'cancelled'));
    await request.closed;
    await cursor.close();
    assert.equal(peer.killed.length, 1);
  });

  test('rows that are not wanted are let go of in the database', async (t) => {
    const { connection, peer } = await connected(t);
    const asked = connection.run('SELECT n', { timeoutMs: 60_000 });
    const request = await peer.next();
    beginText(request).write('n\nUInt8\n1\n2\n3\n');
    const cursor = await asked;
    await cursor.read(1);
    await cursor.close();
    await request.closed;
    assert.deepEqual(peer.killed, [request.settings.get('query_id')]);
    assert.equal(connection.isBroken, false);
  });

  test('rows are sent no faster than they are read', async (t) => {
    const { connection, peer } = await connected(t);
    const asked = connection.run('SELECT n', { timeoutMs: 60_000 });
    const response = beginText(await peer.next());
    response.write('n\nString\n');
    const cursor = await asked;
    const megabytes = 64;
    response.write(`${'x'.repeat(1023)}\n`.repeat(1024 * megabytes));
    // Time for what would be taken unasked: other connections are made and closed meanwhile.
    for (let other = 0; other < 10; other++)
      await (await createClickhouseDriver(addressOf(peer.port), () => undefined).connect()).close();
    assert.ok(response.writableLength > (megabytes / 2) * 1024 * 1024, `${response.writableLength} bytes wait`);
    assert.equal((await cursor.read(2_000)).length, 2_000);
    await cursor.close();
  });
});

describe('the schema of ClickHouse', () => {
  test('has tables, views, types and rows', async (t) => {
    const { connection, peer } = await connected(t, {
      answer: (request) => {
        const found = [recent.tables, recent.columns].find((recorded) => recorded?.sql === request.sql);
        return found ? answerText(request, 200, found.body ?? '') : false;
      },
    });
    const { tables, warnings } = await connection.tables();
    assert.deepEqual(warnings, []);
    const orders = tables.find(({ name }) => name === 'orders');
    assert.equal(orders?.rowEstimate, 10);
    assert.equal(orders?.schema, 'shop');
    assert.deepEqual(orders?.primaryKey, []);
    assert.deepEqual(
      orders?.columns.map(({ name, type, nullable }) => [name, type, nullable]),
      [
        ['id', 'integer', false],
        ['name', 'text', true],
        ['amount', 'number', false],
        ['day', 'date', false],
        ['at', 'timestamp', false],
        ['tags', 'text', false],
        ['attrs', 'text', false],
        ['ok', 'boolean', false],
        ['z', 'timestamp', false],
      ],
    );
    assert.equal(tables.find(({ name }) => name === 'open_orders')?.kind, 'view');
    const plain = tables.find(({ name }) => name === 'plain');
    assert.deepEqual(
      plain?.columns.map(({ name }) => name),
      ['a', 'c'],
    );
    assert.ok(
      peer.requests.every(
        ({ settings, sql }) => !/system\.(tables|columns)/.test(sql) || settings.get('readonly') === '1',
      ),
    );
  });

  test('leaves out queues, whose messages reading would take, and says where else tables are', async (t) => {
    let body = 'name\tengine\trows\nString\tString\tNullable(UInt64)\nevents\tKafka\t\\N\n';
    const { connection } = await connected(t, {
      answer: (request) => {
        if (/total_rows/.test(request.sql)) return answerText(request, 200, body);
        if (/system\.columns/.test(request.sql))
          return answerText(
            request,
            200,
            'table\tname\ttype\tdefault_kind\nString\tString\tString\tString\nevents\ta\tUInt8\t\n',
          );
        if (request.sql === recent.elsewhere?.sql) return answerText(request, 200, recent.elsewhere.body ?? '');
        return false;
      },
    });
    const queued = await connection.tables();
    assert.deepEqual(queued.tables, []);
    assert.match(queued.warnings.join(), /events is a queue \(Kafka\)/);
    body = 'name\tengine\trows\nString\tString\tNullable(UInt64)\n';
    assert.match((await connection.tables()).warnings.join(), /shop holds no table.*name one in the address/);
  });

  test('is not waited for when nobody wants it any more', async (t) => {
    const { connection, peer } = await connected(t);
    const stop = new AbortController();
    const asked = assert.rejects(connection.tables(stop.signal), failed(/cancelled/, 'cancelled'));
    const request = await peer.next();
    stop.abort();
    await asked;
    await request.closed;
  });
});

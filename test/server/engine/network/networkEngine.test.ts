// The engine over any database on the network: connections that are kept and replaced, its queue, its caps.
// Not here: real databases (postgres*.test.ts and others).
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { type Cell, QueryError } from '../../../../src/server/engine/engine.ts';
import { parseAddress } from '../../../../src/server/engine/network/address.ts';
import { adoptedDriver } from '../../../../src/server/engine/network/loadDrivers.ts';
import { createNetworkEngine, type NetworkEngineOptions } from '../../../../src/server/engine/network/networkEngine.ts';
import { type FakeDriver, fakeDriver } from './fakeDriver.ts';

const address = parseAddress('postgres://ann:secret@db.test:5432/shop?sslmode=disable');

function engineOver(driver: FakeDriver, options: Partial<NetworkEngineOptions> = {}) {
  return createNetworkEngine({ address, driver, log: () => undefined, ...options });
}

const numbers = (count: number): Cell[][] => Array.from({ length: count }, (_, index) => [index]);

/** Lets everything run that waits for nothing else. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'] }));
afterEach(() => mock.timers.reset());

describe('Connections of a network engine', () => {
  test('are made with the first question, used again, and closed after a minute without any', async () => {
    const driver = fakeDriver();
    const engine = engineOver(driver);
    assert.equal(driver.connections.length, 0);
    await engine.query('SELECT 1');
    await engine.query('SELECT 2');
    assert.deepEqual(
      driver.connections.map(({ statements }) => statements),
      [['SELECT 1', 'SELECT 2']],
    );
    mock.timers.tick(59_999);
    assert.equal(driver.connections[0]?.isClosed, false);
    mock.timers.tick(1);
    assert.equal(driver.connections[0]?.isClosed, true);
    await engine.query('SELECT 3');
    assert.equal(driver.connections.length, 2);
  });

  test('are four at most, and those who wait get theirs in their order', async () => {
    const driver = fakeDriver();
    const started: string[] = [];
    const gates = new Map<string, () => void>();
    driver.answer = async (sql) => {
      started.push(sql);
      await new Promise<void>((resolve) => gates.set(sql, resolve));
      return [[sql]];
    };
    const engine = engineOver(driver);
    const all = [1, 2, 3, 4, 5, 6].map((number) => engine.query(`SELECT ${number}`));
    await settled();
    assert.deepEqual(started, ['SELECT 1', 'SELECT 2', 'SELECT 3', 'SELECT 4']);
    gates.get('SELECT 3')?.();
    await all[2];
    await settled();
    assert.equal(started.at(-1), 'SELECT 5');
    for (const sql of ['SELECT 1', 'SELECT 2', 'SELECT 4', 'SELECT 5']) gates.get(sql)?.();
    await settled();
    gates.get('SELECT 6')?.();
    await Promise.all(all);
    assert.equal(driver.connections.length, 4);
  });

  test('are replaced when they were cut while they waited', async () => {
    const driver = fakeDriver();
    const engine = engineOver(driver);
    await engine.query('SELECT 1');
    const [first] = driver.connections;
    assert.ok(first);
    first.run = async () => {
      first.isBroken = true;
      throw new QueryError('failed', 'The line is gone.');
    };
    assert.deepEqual((await engine.query('SELECT 2')).rows, [[1]]);
    assert.deepEqual([driver.connections.length, first.isClosed], [2, true]);
  });

  test('are not tried again and again: a new one that breaks is a failure, a statement that had begun as well', async () => {
    const driver = fakeDriver();
    const engine = engineOver(driver);
    let runs = 0;
    driver.answer = async (_sql, connection) => {
      runs += 1;
      connection.isBroken = true;
      throw new QueryError('failed', 'Gone.');
    };
    await assert.rejects(engine.query('SELECT 1'), { kind: 'failed', message: /lost in the middle/ });
    assert.equal(runs, 1);
  });

  test('are closed with the engine, and with them what runs', async () => {
    const driver = fakeDriver();
    const engine = engineOver(driver);
    await engine.query('SELECT 1');
    driver.answer = (_sql, _connection, cancelled) => cancelled;
    const running = assert.rejects(engine.query('SELECT 2'), { name: 'QueryError' });
    await settled();
    engine.dispose();
    await running;
    await settled();
    assert.deepEqual([driver.connections[0]?.cancels, driver.connections[0]?.isClosed], [1, true]);
  });
});

describe('A statement of a network engine', () => {
  test('that is out of time is cancelled; one that does not end then loses its connection', async () => {
    const driver = fakeDriver();
    const engine = engineOver(driver, { maxConnections: 1 });
    driver.answer = () => new Promise<never>(() => undefined);
    const late = assert.rejects(engine.query('SELECT 1', { timeoutMs: 1000 }), {
      kind: 'timeout',
      message: 'The query took longer than 1 s and was stopped. Ask for less.',
    });
    await settled();
    mock.timers.tick(1000);
    await late;
    const next = engine.query('SELECT 2');
    await settled();
    assert.deepEqual([driver.connections[0]?.cancels, driver.connections.length], [1, 1]);
    driver.answer = async () => [[2]];
    mock.timers.tick(2000);
    assert.deepEqual((await next).rows, [[2]]);
    assert.deepEqual([driver.connections[0]?.isClosed, driver.connections.length], [true, 2]);
  });

  test('keeps its place until it has ended, and its connection is of use again', async () => {
    const driver = fakeDriver();
    const engine = engineOver(driver, { maxConnections: 1 });
    driver.answer = (_sql, _connection, cancelled) => cancelled;
    const controller = new AbortController();
    const stopped = assert.rejects(engine.query('SELECT 1', { signal: controller.signal }), { kind: 'cancelled' });
    await settled();
    controller.abort();
    await stopped;
    driver.answer = async () => [[2]];
    assert.deepEqual((await engine.query('SELECT 2')).rows, [[2]]);
    assert.equal(driver.connections.length, 1);
  });

  test('is judged when a person wrote it', async () => {
    const driver = fakeDriver();
    const engine = engineOver(driver);
    await assert.rejects(engine.queryUntrusted('DROP TABLE x'), { kind: 'refused' });
    await engine.query('DROP TABLE x');
    assert.deepEqual(
      driver.connections.map(({ statements }) => statements),
      [['DROP TABLE x']],
    );
  });

  test('is counted by the database, or read to its end', async () => {
    const driver = fakeDriver();
    driver.answer = async () => numbers(5000);
    const { rows, rowCount, truncated } = await engineOver(driver).query('SELECT 1', { maxRows: 3 });
    assert.deepEqual([rows.length, rowCount, truncated], [3, 5000, true]);
    driver.count = async () => 70_000;
    assert.equal((await engineOver(driver).query('SELECT 1', { maxRows: 3 })).rowCount, 70_000);
  });

  test('has at least the rows that were seen where nobody could count them in time', async () => {
    const driver = fakeDriver();
    driver.answer = async () => numbers(5000);
    driver.count = async () => {
      throw new QueryError('timeout', 'Too long.');
    };
    const { rows, rowCount, truncated } = await engineOver(driver).query('SELECT 1', { maxRows: 3 });
    assert.deepEqual([rows.length, rowCount, truncated], [3, 4, true]);
  });

  test('has those, too, where the database ends it while they are read to the end', async () => {
    const driver = fakeDriver();
    driver.answer = async () => numbers(4);
    const connection = await driver.connect();
    const { run } = connection;
    connection.run = async (sql, options) => {
      const cursor = await run(sql, options);
      let reads = 0;
      return {
        ...cursor,
        async read(atMost) {
          reads += 1;
          if (reads > 1) throw new QueryError('timeout', 'The database ended it.');
          return await cursor.read(atMost);
        },
      };
    };
    const engine = createNetworkEngine({
      address,
      driver: { ...driver, connect: async () => connection },
      log: () => undefined,
    });
    const { rows, rowCount, truncated } = await engine.query('SELECT 1', { maxRows: 3 });
    assert.deepEqual([rows.length, rowCount, truncated], [3, 4, true]);
  });

  test('fails as the database says, also where the driver is a bundle of its own', async () => {
    const driver = fakeDriver();
    class QueryErrorElsewhere extends Error {
      override readonly name = 'QueryError';
      readonly kind = 'refused';
    }
    driver.answer = async () => {
      throw new QueryErrorElsewhere('Not this.');
    };
    const engine = createNetworkEngine({ address, driver: adoptedDriver(driver), log: () => undefined });
    await assert.rejects(
      engine.query('SELECT 1'),
      (cause) => cause instanceof QueryError && cause.kind === 'refused' && cause.message === 'Not this.',
    );
  });
});

describe('A network engine', () => {
  test('says where it is without the password', () => {
    const engine = engineOver(fakeDriver());
    assert.equal(engine.origin?.includes('db.test:5432/shop'), true);
    assert.equal(engine.origin?.includes('secret'), false);
    assert.equal(engine.dialect, 'postgres');
  });

  test('reads its tables while as many queries run as may', async () => {
    const driver = fakeDriver();
    driver.answer = (_sql, _connection, cancelled) => cancelled;
    const engine = engineOver(driver);
    const running = [1, 2, 3, 4].map((number) => assert.rejects(engine.query(`SELECT ${number}`)));
    await settled();
    assert.deepEqual(await engine.tables(), []);
    engine.dispose();
    await Promise.all(running);
  });

  test('stops reading them when it is closed', async () => {
    const driver = fakeDriver();
    const connection = await driver.connect();
    const asked = Promise.withResolvers<AbortSignal | undefined>();
    connection.tables = async (signal) => {
      asked.resolve(signal);
      return await new Promise<never>(() => undefined);
    };
    const engine = createNetworkEngine({
      address,
      driver: { ...driver, connect: async () => connection },
      log: () => undefined,
    });
    const reading = assert.rejects(engine.tables(), { kind: 'cancelled' });
    const signal = await asked.promise;
    engine.dispose();
    await reading;
    assert.equal(signal?.aborted, true);
  });

  test('reads its tables once for all who ask, and warns once they are known', async () => {
    const driver = fakeDriver();
    const engine = engineOver(driver);
    const stopped = new AbortController();
    const both = [engine.tables(), assert.rejects(engine.tables(stopped.signal), { kind: 'cancelled' })];
    stopped.abort();
    await Promise.all(both);
    await engine.tables();
    assert.deepEqual(
      [engine.warnings, engine.defaultSchema, engine.engine],
      [['Something was left out.'], 'main', 'fake'],
    );
    assert.equal(driver.connections.length, 1);
  });
});

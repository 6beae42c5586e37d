// How statements end on a real MariaDB: cancelled, out of time, let go of, cut off; each seen in the database's own list of processes.
// Not here: values (mysqlDriver.test.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { QueryError } from '../../../../src/server/engine/engine.ts';
import type { Connection } from '../../../../src/server/engine/network/driver.ts';
import { type Skipped, skipOf, startMariadb, type TestMariadb } from '../../../support/databases/databases.ts';
import { cutLineTo } from './mysql/cutLine.ts';
import { all, connect } from './mysql/support.ts';

const database: TestMariadb | Skipped = await startMariadb();

const slow = 'SELECT COUNT(*) FROM big AS a JOIN big AS b ON a.t <> b.t JOIN big AS c ON c.t <> b.t';
const many = 'SELECT a.id, b.t FROM big AS a JOIN big AS b ON a.id <> b.id';
const isKind = (kind: string) => (error: unknown) => error instanceof QueryError && error.kind === kind;

describe('the end of statements on MariaDB', skipOf(database), () => {
  if ('skipped' in database) return;
  const { url, admin, port } = database;
  /** Statements of the login `reader` that run now. */
  const running = async (like = 'SELECT%') =>
    await admin(
      `SELECT id, info FROM information_schema.processlist WHERE user = 'reader' AND command <> 'Sleep' AND info LIKE '${like}'`,
    );
  const until = async (isThere: boolean): Promise<number> => {
    const started = performance.now();
    while ((await running()).length > 0 !== isThere) await turn();
    return performance.now() - started;
  };
  let connection: Connection;

  before(async () => {
    await admin(
      'CREATE TABLE big (id INT PRIMARY KEY, t VARCHAR(40)); INSERT INTO big SELECT seq, MD5(seq) FROM seq_1_to_20000',
    );
    connection = await connect(url);
  });
  after(async () => {
    await connection.close();
    await database.stop();
  });

  test('a cancelled statement is gone from the list of processes within 200 ms, and the connection is of use again', async () => {
    const times: number[] = [];
    for (let round = 0; round < 7; round++) {
      const running = all(connection, slow, { timeoutMs: 60_000 });
      const failed = assert.rejects(running, isKind('cancelled'));
      await until(true);
      const started = performance.now();
      await connection.cancel();
      await until(false);
      times.push(performance.now() - started);
      await failed;
      assert.equal(connection.isBroken, false);
      assert.deepEqual((await all(connection, 'SELECT 1')).rows, [[1]]);
    }
    // In the middle: other tests run beside this one.
    const middle = times.sort((one, two) => one - two)[3] ?? Number.NaN;
    assert.ok(middle < 200, `${times.map(Math.round)} ms`);
  });

  test('a statement with parameters is cancelled, too', async () => {
    const failed = assert.rejects(
      all(connection, `${slow} WHERE a.id > $1`, { timeoutMs: 60_000, parameters: [0] }),
      isKind('cancelled'),
    );
    await until(true);
    await connection.cancel();
    await failed;
    assert.deepEqual((await all(connection, 'SELECT $1', { parameters: [1] })).rows, [[1]]);
  });

  test('a cancel while rows come ends the reading, and nothing is read any more', async () => {
    const cursor = await connection.run(many, { timeoutMs: 60_000 });
    assert.equal((await cursor.read(10)).length, 10);
    await connection.cancel();
    await assert.rejects(cursor.read(10), isKind('cancelled'));
    await cursor.close();
    assert.ok((await until(false)) < 200);
  });

  test('a cancel without a statement does nothing, and none hits the next one', async () => {
    const own = await connect(url);
    await own.cancel();
    for (let round = 0; round < 20; round++) {
      const asked = all(own, 'SELECT id FROM big LIMIT 1').catch((error: unknown) => {
        if (!isKind('cancelled')(error)) throw error;
      });
      await turn();
      await own.cancel();
      await asked;
      assert.deepEqual((await all(own, 'SELECT 2')).rows, [[2]]);
    }
    await own.close();
  });

  test('a result that is let go of before its end is not read to its end', async () => {
    const own = await connect(url);
    const cursor = await own.run(many, { timeoutMs: 60_000 });
    assert.equal((await cursor.read(201)).length, 201);
    const started = performance.now();
    await cursor.close();
    assert.ok(performance.now() - started < 2_000);
    assert.ok((await until(false)) < 200);
    await own.close();
  });

  test('while nobody reads, the line is held back', async () => {
    const own = await connect(url);
    const cursor = await own.run(many, { timeoutMs: 60_000 });
    await cursor.read(1);
    const [process] = await running();
    const sent = async () =>
      Number(
        (
          await admin(
            `SELECT SUM(variable_value) AS n FROM information_schema.global_status WHERE variable_name = 'Bytes_sent'`,
          )
        )[0]?.n,
      );
    assert.ok(process);
    const before = await sent();
    for (let round = 0; round < 50; round++) await sent();
    assert.ok((await sent()) - before < 20_000_000);
    await cursor.close();
    await own.close();
  });

  test('the database ends a statement that takes too long by itself', async () => {
    const started = performance.now();
    await assert.rejects(all(connection, slow, { timeoutMs: 300 }), isKind('timeout'));
    assert.ok(performance.now() - started < 5_000);
    assert.deepEqual(await running(), []);
    assert.deepEqual((await all(connection, 'SELECT 1')).rows, [[1]]);
  });

  test('a connection that is closed in the middle of a statement leaves none running', async () => {
    const own = await connect(url);
    const failed = assert.rejects(all(own, slow, { timeoutMs: 60_000 }), QueryError);
    await until(true);
    await own.close();
    await failed;
    assert.ok((await until(false)) < 1_000);
  });

  test('a line cut in the middle of a statement is said, the connection is broken, and the database is told when it can be', async () => {
    const line = await cutLineTo(port);
    const own = await connect(url, { port: line.port });
    const failed = assert.rejects(all(own, slow, { timeoutMs: 60_000 }), (error) => {
      assert.ok(isKind('failed')(error) && error instanceof Error);
      assert.match(error.message, /connection to 127\.0\.0\.1:\d+ was lost\. Ask again/);
      return true;
    });
    await until(true);
    line.cut();
    await failed;
    assert.equal(own.isBroken, true);
    await assert.rejects(own.run('SELECT 1', { timeoutMs: 1_000 }), /was lost/);
    assert.ok((await until(false)) < 1_000);
    await own.close();
    await line.close();
  });

  test('a line cut while rows are read, and while nothing is asked', async () => {
    const line = await cutLineTo(port);
    const reading = await connect(url, { port: line.port });
    const idle = await connect(url, { port: line.port });
    const cursor = await reading.run(many, { timeoutMs: 60_000 });
    await cursor.read(10);
    line.cut();
    await assert.rejects(async () => {
      while ((await cursor.read(1_000)).length > 0);
    }, /was lost/);
    await cursor.close();
    assert.equal(reading.isBroken, true);
    await assert.rejects(all(idle, 'SELECT 1'), /was lost/);
    assert.equal(idle.isBroken, true);
    for (const each of [reading, idle]) await each.close();
    await line.close();
  });

  test('a session that somebody else ends is a lost connection', async () => {
    const own = await connect(url);
    const failed = assert.rejects(all(own, slow, { timeoutMs: 60_000 }), /lost/);
    await until(true);
    for (const { id } of await running()) await admin(`KILL ${Number(id)}`);
    await failed;
    assert.equal(own.isBroken, true);
    await own.close();
  });
});

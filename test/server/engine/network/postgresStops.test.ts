// A query of PostgreSQL that is stopped, runs out of time or loses its line: seen in the database's own list of what runs.
// Not here: answers (postgresAnswers.test.ts).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import { postgresSetting, untilRunning } from './postgresSupport.ts';

const setting = await postgresSetting('CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 1000) AS g; ANALYZE');

/** Runs for hours. */
const endless = (mark: string) => `SELECT count(*) AS ${mark} FROM t a, t b, t c, t d, t e`;

/** A line to the database that can be cut. */
async function cuttableLine(port: number) {
  const sockets = new Set<Socket>();
  const server = createServer((from) => {
    const to = createConnection(port, '127.0.0.1');
    from.pipe(to).pipe(from);
    for (const socket of [from, to]) {
      sockets.add(socket);
      // Cutting is what it is for.
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  after(() => {
    cut();
    server.close();
  });
  return { port: address.port, cut };
}

describe('A query of PostgreSQL that does not end by itself', () => {
  test('is gone from the list of what runs within 200 ms of its cancel', setting.skip, async () => {
    const database = setting.database();
    const engine = setting.engine();
    const times: number[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      const controller = new AbortController();
      const query = engine.query(endless('cancelled_one'), { signal: controller.signal });
      const refused = assert.rejects(query, { kind: 'cancelled' });
      await untilRunning(database, 'cancelled_one', 1);
      const since = performance.now();
      controller.abort();
      await refused;
      assert.ok(performance.now() - since < 50, 'the caller hears at once');
      await untilRunning(database, 'cancelled_one', 0);
      times.push(performance.now() - since);
    }
    assert.ok(Math.min(...times) < 200, `gone after ${times.map(Math.round).join(', ')} ms`);
    assert.deepEqual((await engine.query('SELECT 1')).rows, [[1]]);
  });

  test('ends in the database when its time is over', setting.skip, async () => {
    const database = setting.database();
    const engine = setting.engine();
    const since = performance.now();
    await assert.rejects(engine.query(endless('late_one'), { timeoutMs: 300 }), {
      kind: 'timeout',
      message: /longer than 0.3 s/,
    });
    assert.ok(performance.now() - since < 1000);
    await untilRunning(database, 'late_one', 0);
  });

  test('ends there even when the database keeps its time itself', setting.skip, async () => {
    const database = setting.database();
    const [row] = await database.admin('SHOW statement_timeout');
    assert.equal(row?.statement_timeout, '0');
    const engine = setting.engine();
    assert.deepEqual((await engine.query("SELECT current_setting('statement_timeout')", { timeoutMs: 12_000 })).rows, [
      ['12s'],
    ]);
  });

  test('is cancelled before it has begun, and while it waits for its turn', setting.skip, async () => {
    const database = setting.database();
    const engine = setting.engine(database.url, { maxConnections: 1 });
    await assert.rejects(engine.query('SELECT 1', { signal: AbortSignal.abort() }), { kind: 'cancelled' });
    const first = new AbortController();
    const second = new AbortController();
    const running = assert.rejects(engine.query(endless('first_one'), { signal: first.signal }), { kind: 'cancelled' });
    await untilRunning(database, 'first_one', 1);
    const waiting = assert.rejects(engine.query(endless('second_one'), { signal: second.signal }), {
      kind: 'cancelled',
    });
    second.abort();
    await waiting;
    first.abort();
    await running;
    assert.deepEqual((await engine.query('SELECT 2')).rows, [[2]]);
  });

  test('gives way to one that somebody waits for', setting.skip, async () => {
    const database = setting.database();
    const engine = setting.engine();
    const controller = new AbortController();
    const behind = assert.rejects(
      engine.query(endless('behind_one'), { background: true, signal: controller.signal }),
      { kind: 'cancelled' },
    );
    await untilRunning(database, 'behind_one', 1);
    assert.deepEqual((await engine.query('SELECT 3')).rows, [[3]]);
    await untilRunning(database, 'behind_one', 1);
    controller.abort();
    await behind;
  });

  test('runs beside others, four at once', setting.skip, async () => {
    const database = setting.database();
    const engine = setting.engine();
    const controller = new AbortController();
    const all = Array.from({ length: 6 }, () =>
      assert.rejects(engine.query(endless('many_ones'), { signal: controller.signal }), { kind: 'cancelled' }),
    );
    await untilRunning(database, 'many_ones', 4);
    // The list of tables waits for none of those that wait.
    controller.abort();
    await Promise.all(all);
    await untilRunning(database, 'many_ones', 0);
    assert.equal((await engine.tables()).length, 1);
  });

  test('says that its line was lost in the middle, and the next one gets a new line', setting.skip, async () => {
    const database = setting.database();
    const line = await cuttableLine(database.port);
    const url = new URL(database.url);
    url.port = String(line.port);
    const engine = setting.engine(url.href);
    const lost = assert.rejects(engine.query(endless('lost_one')), { kind: 'failed', message: /line .* was lost/ });
    await untilRunning(database, 'lost_one', 1);
    line.cut();
    await lost;
    assert.deepEqual((await engine.query('SELECT 4')).rows, [[4]]);
    // The server looks every two seconds whether anybody is there.
    await untilRunning(database, 'lost_one', 0);
  });

  test('runs though its connection was cut while it was of no use', setting.skip, async () => {
    const database = setting.database();
    const line = await cuttableLine(database.port);
    const url = new URL(database.url);
    url.port = String(line.port);
    const engine = setting.engine(url.href, { maxConnections: 2 });
    await Promise.all([engine.query('SELECT 1'), engine.query('SELECT 1')]);
    line.cut();
    assert.deepEqual((await engine.query('SELECT 5')).rows, [[5]]);
  });

  test('runs again after the database was started anew', setting.skip, async () => {
    const database = setting.database();
    const engine = setting.engine();
    const lost = assert.rejects(engine.query(endless('restarted_one')), { kind: 'failed', message: /was lost/ });
    await untilRunning(database, 'restarted_one', 1);
    await database.restart();
    await lost;
    assert.deepEqual((await engine.query('SELECT 6')).rows, [[6]]);
  });

  test('ends with its engine', setting.skip, async () => {
    const database = setting.database();
    const engine = setting.engine();
    const ended = assert.rejects(engine.query(endless('disposed_one')), { name: 'QueryError' });
    await untilRunning(database, 'disposed_one', 1);
    engine.dispose();
    await ended;
    await untilRunning(database, 'disposed_one', 0);
    await assert.rejects(engine.query('SELECT 1'), { kind: 'failed', message: /closed/ });
  });
});

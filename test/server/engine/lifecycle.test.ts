// Queries that are stopped, take too long or too much, and processes that die, start again and let go of a file.
// Not here: results (query.test.ts).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { type TestContext, test } from 'node:test';
import type { DuckdbEngine } from '../../../src/server/engine/duckdb.ts';
import { csvFolder, databaseFile, engineOver, isAlive, queryError, temporaryFolder, until } from './support.ts';

const endless = 'SELECT count(*) FROM range(10000000000) a, range(1000) b WHERE a.range % 7 = b.range';
/** Built while it is planned, outside the counted memory, and deaf to interrupts. */
const monster = 'SELECT list(range(100000000))';

async function overCsv(t: TestContext, options = {}): Promise<DuckdbEngine> {
  const folder = await csvFolder(t);
  return await engineOver(t, { kind: 'path', path: folder }, options);
}

/** Another program with the file open for writing, which runs one statement and closes it when told. */
async function writerOf(file: string, sql: string): Promise<{ close(): Promise<void> }> {
  const code = `
    import { DuckDBInstance } from '@duckdb/node-api';
    const connection = await (await DuckDBInstance.create(process.argv[1])).connect();
    await connection.run(process.argv[2]);
    console.log('open');
    process.stdin.on('end', () => process.exit()).resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, file, sql], {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  return {
    close: async () => {
      child.stdin.end();
      await closed;
    },
  };
}

async function countsItems(engine: DuckdbEngine): Promise<void> {
  assert.deepEqual((await engine.query('SELECT count(*) FROM items')).rows, [[3]]);
}

test('no process runs before the first question', async (t) => {
  const engine = await overCsv(t);
  assert.deepEqual(engine.processIds, []);
  await countsItems(engine);
  assert.equal(engine.processIds.length, 1);
});

test('a cancelled query is answered at once and really ends, without ending the process', async (t) => {
  const engine = await overCsv(t, { graceMs: 60_000 });
  await engine.tables();
  const [id] = engine.processIds;
  const controller = new AbortController();
  const running = engine.query(endless, { signal: controller.signal });
  await countsItems(engine);
  const asked = performance.now();
  controller.abort(new Error('stop'));
  await assert.rejects(running, queryError('cancelled'));
  assert.ok(performance.now() - asked < 1000);
  // All of the pool's threads are free only if nothing of the cancelled queries runs on.
  const batch = new AbortController();
  const many = Array.from({ length: 20 }, () => engine.query(endless, { signal: batch.signal }));
  batch.abort();
  for (const one of many) await assert.rejects(one, queryError('cancelled'));
  await countsItems(engine);
  assert.deepEqual(engine.processIds, [id]);
});

test('a query that was cancelled before it began does not run', async (t) => {
  const engine = await overCsv(t);
  await assert.rejects(engine.query('SELECT 1', { signal: AbortSignal.abort() }), queryError('cancelled'));
  assert.deepEqual(engine.processIds, []);
});

test('a query that takes too long is stopped', async (t) => {
  const engine = await overCsv(t, { graceMs: 60_000 });
  await engine.tables();
  const [id] = engine.processIds;
  await assert.rejects(engine.query(endless, { timeoutMs: 200 }), queryError('timeout', /0\.2 s/));
  await countsItems(engine);
  assert.deepEqual(engine.processIds, [id]);
});

test('a query that does not stop costs its process, and the others in it are run again', async (t) => {
  const engine = await overCsv(t, { graceMs: 100, settings: { memoryMb: 4000 } });
  await engine.tables();
  const [id] = engine.processIds;
  const deaf = engine.query(monster, { timeoutMs: 300 });
  const other = engine.query('SELECT count(*) FROM range(100000000) t(i) WHERE i % 7 = 0');
  await assert.rejects(deaf, queryError('timeout'));
  assert.deepEqual((await other).rows, [[14285715]]);
  await countsItems(engine);
  assert.notDeepEqual(engine.processIds, [id]);
});

test('a query that takes too much memory fails, and the next one is answered', async (t) => {
  const engine = await overCsv(t, { settings: { memoryMb: 200 } });
  await assert.rejects(engine.query(monster), queryError('failed', /memory/));
  await assert.rejects(
    engine.query("SELECT string_agg(repeat('x', 1000000), '') FROM range(3000)"),
    queryError('failed', /memory/i),
  );
  await countsItems(engine);
});

test('a process that is killed during a query fails that query, and the next one is answered', async (t) => {
  const engine = await overCsv(t);
  await countsItems(engine);
  const running = engine.query(endless);
  await countsItems(engine);
  for (const id of engine.processIds) process.kill(id, 'SIGKILL');
  await assert.rejects(running, queryError('failed', /ended during the query.*Ask again/));
  await countsItems(engine);
});

test('a process that is killed between two queries is not noticed', async (t) => {
  const engine = await overCsv(t);
  await countsItems(engine);
  for (const id of engine.processIds) process.kill(id, 'SIGKILL');
  await until(() => engine.processIds.length === 0);
  await countsItems(engine);
});

test('a process that cannot start is an error, not a wait', async (t) => {
  const engine = await overCsv(t, { script: path.join(import.meta.dirname, 'missing.ts') });
  await assert.rejects(engine.query('SELECT 1'), queryError('failed', /could not start/));
});

test('dispose ends the process, what it runs, and its folder', async (t) => {
  const cacheDirectory = await temporaryFolder(t);
  const engine = await overCsv(t, { cacheDirectory });
  await countsItems(engine);
  assert.equal((await readdir(cacheDirectory)).length, 1);
  const running = engine.query(endless);
  const [id] = engine.processIds;
  engine.dispose();
  await assert.rejects(running, queryError('failed'));
  await assert.rejects(engine.query('SELECT 1'), queryError('failed', /closed/));
  assert.ok(id);
  await until(() => !isAlive(id));
  await until(async () => (await readdir(cacheDirectory)).length === 0);
});

test('what a killed server left behind is removed by the next one', async (t) => {
  const cacheDirectory = await temporaryFolder(t);
  const ended = spawn(process.execPath, ['-e', '0']);
  await once(ended, 'exit');
  await mkdir(path.join(cacheDirectory, `query-${ended.pid}-abc`, 'spill'), { recursive: true });
  await mkdir(path.join(cacheDirectory, 'something else'));
  await countsItems(await overCsv(t, { cacheDirectory }));
  const names = await readdir(cacheDirectory);
  assert.equal(names.length, 2);
  assert.ok(names.includes('something else') && names.some((name) => name.startsWith(`query-${process.pid}-`)));
});

test('a database file is let go of when idle, so that its owner can write, and what was written is seen', async (t) => {
  const file = await databaseFile(await temporaryFolder(t), 'CREATE TABLE items AS SELECT 1 AS id');
  const engine = await engineOver(t, { kind: 'path', path: file }, { idleSeconds: 0.05 });
  assert.equal((await engine.tables())[0]?.columns.length, 1);
  await until(() => engine.processIds.length === 0);

  const owner = await writerOf(file, "ALTER TABLE items ADD COLUMN name VARCHAR DEFAULT 'Pen'");
  await assert.rejects(engine.query('FROM items'), queryError('failed', /open for writing in another program/));
  await owner.close();

  assert.deepEqual((await engine.query('FROM items')).rows, [[1, 'Pen']]);
  assert.equal((await engine.tables())[0]?.columns.length, 2);
});

test('a database file is not let go of while a query runs', async (t) => {
  const file = await databaseFile(await temporaryFolder(t), 'CREATE TABLE items AS SELECT 1 AS id');
  const engine = await engineOver(t, { kind: 'path', path: file }, { idleSeconds: 0 });
  const slow = await engine.query('SELECT count(*) FROM range(30000000) t(i) WHERE i % 7 = 0');
  assert.deepEqual(slow.rows, [[4285715]]);
});

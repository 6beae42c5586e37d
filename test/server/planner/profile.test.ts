// The shared profile of an engine: it outlives the question that began it, and its failure is nobody's surprise.
// Not here: what is in it (questions.test.ts).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { planner } from '../../../src/server/answer/planner/planner.ts';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import { type Engine, QueryError, type QueryLimits } from '../../../src/server/engine/engine.ts';
import { now } from './ask.ts';
import { openEngine } from './testEngine.ts';

function engineWhose(query: Engine['query']): Engine {
  const column = { name: 'region', type: 'text', nativeType: 'VARCHAR', nullable: true } as const;
  const table = { schema: 'main', name: 'sales', kind: 'table', rowEstimate: 3 } as const;
  return {
    engine: 'duckdb',
    dialect: 'duckdb',
    tables: async () => [{ ...table, columns: [column], primaryKey: [], foreignKeys: [] }],
    query,
    queryUntrusted: query,
    dispose: () => undefined,
  };
}

/** Run by a Node of its own, which ends with 1 when a rejection is not heard; the test runner would hear it instead. */
const stoppedThenGone = `
  const { schemaIndexOf } = await import('./src/server/answer/planner/profile.ts');
  const gone = Promise.withResolvers();
  const column = { name: 'region', type: 'text', nativeType: 'VARCHAR', nullable: true };
  const table = { schema: 'main', name: 'sales', kind: 'table', rowEstimate: 3, columns: [column], primaryKey: [], foreignKeys: [] };
  const abort = new AbortController();
  const index = schemaIndexOf({ dialect: 'duckdb', tables: async () => [table], query: () => gone.promise }, abort.signal);
  abort.abort(new Error('stopped'));
  await index.catch((error) => console.log(error.message));
  gone.reject(new Error('The database process ended.'));
  setTimeout(() => console.log('alive'), 10);
`;

test('an engine that goes after the question was stopped leaves no rejection that nobody hears', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', stoppedThenGone]);
  assert.equal(stdout, 'stopped\nalive\n');
});

test('a profile that failed is made again for the next question', async () => {
  let asked = 0;
  const engine = engineWhose(async () => {
    asked += 1;
    throw new QueryError('failed', 'not now');
  });
  const { signal } = new AbortController();
  await schemaIndexOf(engine, signal).catch(() => undefined);
  const first = asked;
  await schemaIndexOf(engine, signal).catch(() => undefined);
  assert.ok(asked > first);
});

const large = `CREATE TABLE sales AS SELECT i AS sale_id, ['East', 'West'][1 + i % 2] AS region, i % 2 AS is_paid,
  strftime(DATE '2024-01-01' + (i % 300)::INTEGER, '%d.%m.%Y') AS sold FROM range(250000) r(i)`;

/** Large data whose queries wait until they are let go, counted. */
async function slowEngine(t: TestContext, more: Partial<Engine> = {}, data = large) {
  const inner = await openEngine(data);
  t.after(() => inner.dispose());
  const gate = Promise.withResolvers<void>();
  const asked: QueryLimits[] = [];
  const engine: Engine = {
    ...inner,
    ...more,
    query: async (sql, limits = {}) => {
      asked.push(limits);
      await gate.promise;
      return await inner.query(sql, limits);
    },
  };
  return { engine, inner, asked, open: gate.resolve };
}

const { signal } = new AbortController();
const regionOf = async (engine: Engine) =>
  (await schemaIndexOf(engine, signal)).tables[0]?.columns.find((column) => column.name === 'region');

test('a question about large data gets the names at once, and the next one what was read meanwhile', async (t) => {
  const { engine, asked, open } = await slowEngine(t);
  const first = await schemaIndexOf(engine, signal);
  assert.equal(first.isComplete, false);
  assert.deepEqual(
    first.tables[0]?.columns.map((column) => column.role),
    ['identifier', 'category', 'flag', 'category'],
  );
  open();
  await first.complete;
  const full = await schemaIndexOf(engine, signal);
  assert.equal(full.isComplete, true);
  assert.deepEqual([...(full.tables[0]?.columns[1]?.values?.keys() ?? [])].sort(), ['east', 'west']);
  assert.equal(full.tables[0]?.columns[3]?.dateFormat, '%d.%m.%Y');
  assert.ok(asked.every((limits) => limits.background === true && limits.timeoutMs !== undefined));
});

test('where only rows came, what was known of large data serves until it was read again', async (t) => {
  const { engine, inner, open } = await slowEngine(t);
  open();
  await (await schemaIndexOf(engine, signal)).complete;
  await inner.execute("INSERT INTO sales SELECT 250000 + i, 'North', 1, '01.01.2025' FROM range(10) r(i)");
  assert.ok((await regionOf(engine))?.values);
  await (await schemaIndexOf(engine, signal)).complete;
  assert.ok((await regionOf(engine))?.values?.has('north'));
});

test('what was read of large data is kept on disk, for this state of the data and for nobody else to read', async (t) => {
  const cacheDirectory = await mkdtemp(path.join(os.tmpdir(), 'trellis-index-'));
  t.after(() => rm(cacheDirectory, { recursive: true }));
  const folder = path.join(cacheDirectory, 'indexes');
  const known = { cacheDirectory, fingerprint: 'one', origin: cacheDirectory };

  const first = await slowEngine(t, known);
  first.open();
  await (await schemaIndexOf(first.engine, signal)).complete;
  const [file = ''] = await readdir(folder);
  assert.equal((await stat(path.join(folder, file))).mode & 0o777, process.platform === 'win32' ? 0o666 : 0o600);

  const second = await slowEngine(t, known);
  assert.ok((await regionOf(second.engine))?.values?.has('east'));
  assert.equal(second.asked.length, 0);

  const changed = await slowEngine(t, { ...known, fingerprint: 'two' });
  assert.equal((await schemaIndexOf(changed.engine, signal)).isComplete, false);
  changed.open();

  await writeFile(path.join(folder, file), '{"version":1,"profi');
  const broken = await slowEngine(t, known);
  const index = await schemaIndexOf(broken.engine, signal);
  assert.equal(index.isComplete, false);
  broken.open();
  await index.complete;
  assert.ok((await regionOf(broken.engine))?.values?.has('east'));
  await (await schemaIndexOf(changed.engine, signal)).complete;
});

const unlinked = `CREATE TABLE sales AS SELECT i AS id, i % 3 AS product_id FROM range(250000) r(i);
  CREATE TABLE products AS SELECT * FROM (VALUES (0, 'Lamp'), (1, 'Desk'), (2, 'Chair')) p(product_id, title)`;

test('a question that needs what is not read of large data yet is answered when it is, not refused', async (t) => {
  const { engine, open } = await slowEngine(t, {}, unlinked);
  const statuses: string[] = [];
  const rows: unknown[] = [];
  const question = { text: 'number of sales by product title', engine, context: [], now, timezone: 'UTC', signal };
  for await (const piece of planner({ ...question, previous: undefined })) {
    assert.notEqual(piece.kind, 'failed', JSON.stringify(piece));
    if (piece.kind === 'processing') statuses.push(piece.status);
    if (piece.kind === 'visualization') rows.push(piece.visualization.type);
    if (statuses.length === 2) open();
  }
  assert.deepEqual(statuses.slice(0, 2), ['thinking', 'analyzing']);
  assert.deepEqual(rows, ['table']);
});

// Uploads beside the data: their names, joins with it, what cannot be read, and that nothing can write to either.
// Not here: receiving files; how CSV is read (csv.test.ts).
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { DuckdbEngine, DuckdbOptions, UploadFile } from '../../../src/server/engine/duckdb.ts';
import { csvFolder, databaseFile, engineOver, queryError, temporaryFolder, until } from './support.ts';

const people = 'id,who\n1,Ann\n2,Bob\n';

/** Writes each text under a name that says nothing, as a store of uploads does. */
async function uploadsOf(t: TestContext, files: Record<string, string | Buffer>): Promise<UploadFile[]> {
  const folder = await temporaryFolder(t);
  return await Promise.all(
    Object.entries(files).map(async ([name, text], index): Promise<UploadFile> => {
      const file = path.join(folder, `f3a9c1-${index}`);
      await writeFile(file, text);
      return { path: file, name, format: 'csv' };
    }),
  );
}

async function overFiles(
  t: TestContext,
  files: Record<string, string | Buffer>,
  options: Partial<DuckdbOptions> = {},
): Promise<DuckdbEngine> {
  const uploads = await uploadsOf(t, files);
  return await engineOver(t, { kind: 'path', path: await csvFolder(t) }, { uploads, ...options });
}

async function overDatabase(t: TestContext, sql: string, files: Record<string, string>, name?: string) {
  const file = await databaseFile(await temporaryFolder(t), sql, name);
  const engine = await engineOver(t, { kind: 'path', path: file }, { uploads: await uploadsOf(t, files) });
  return { engine, file };
}

const namesOf = async (engine: DuckdbEngine) =>
  (await engine.tables()).map(({ schema, name }) => (schema === 'main' ? name : `${schema}.${name}`));

describe('uploads', () => {
  test('are tables after those of the data, named like their files', async (t) => {
    const engine = await overFiles(t, { 'My people.csv': people, '../../Budget 2024.CSV': 'a\n1\n' });
    assert.deepEqual(await namesOf(engine), ['items', 'uploads.Budget_2024', 'uploads.My_people']);
    const table = (await engine.tables()).at(-1);
    assert.deepEqual(
      [table?.kind, table?.rowEstimate, table?.columns.map((column) => column.name)],
      ['table', 2, ['id', 'who']],
    );
    assert.deepEqual(engine.warnings, []);
  });

  for (const kind of ['files', 'a database file'] as const) {
    test(`join with ${kind}, by their name alone or with where they are`, async (t) => {
      const sql = "CREATE TABLE items AS SELECT 1 AS id, 'Pen' AS name, 1.5 AS price";
      const engine =
        kind === 'files'
          ? await overFiles(t, { 'people.csv': people })
          : (await overDatabase(t, sql, { 'people.csv': people }, 'my data.duckdb')).engine;
      for (const name of ['people', 'PEOPLE', 'uploads.people', 'uploads.main.people']) {
        const join = `SELECT who, name FROM items JOIN ${name} AS p USING (id) ORDER BY id LIMIT 1`;
        assert.deepEqual((await engine.query(join)).rows, [['Ann', 'Pen']]);
        assert.deepEqual((await engine.queryUntrusted(join)).rows, [['Ann', 'Pen']]);
        assert.ok((await engine.queryUntrusted(`EXPLAIN ${join}`)).rowCount > 0);
      }
    });
  }

  test('stand behind the data where both have a name', async (t) => {
    const engine = await overFiles(t, { 'items.csv': 'id,other\n7,up\n', 'ITEMS.csv': 'id\n8\n' });
    assert.deepEqual(await namesOf(engine), ['items', 'uploads.ITEMS_2', 'uploads.items']);
    for (const run of ['query', 'queryUntrusted'] as const) {
      assert.equal((await engine[run]('SELECT * FROM items')).rowCount, 3);
      assert.deepEqual((await engine[run]('SELECT * FROM uploads.items')).rows, [[7, 'up']]);
      assert.deepEqual((await engine[run]('SELECT * FROM items_2')).rows, [[8]]);
    }
    assert.match(engine.warnings.join(), /^ITEMS\.csv is the table ITEMS_2/);
  });

  test('have another name where the data has theirs', async (t) => {
    const schema = await overDatabase(
      t,
      "CREATE SCHEMA uploads; CREATE TABLE uploads.people AS SELECT 'data' AS w; CREATE SCHEMA Uploads_2",
      { 'people.csv': people },
    );
    assert.deepEqual(await namesOf(schema.engine), ['uploads.people', 'uploads_3.people']);
    assert.deepEqual((await schema.engine.queryUntrusted('SELECT * FROM uploads.people')).rows, [['data']]);
    assert.equal((await schema.engine.queryUntrusted('SELECT * FROM uploads_3.people')).rowCount, 2);
    assert.equal((await schema.engine.queryUntrusted('SELECT * FROM people')).rowCount, 2);
    const same = await overDatabase(t, 'CREATE TABLE a AS SELECT 1', { 'people.csv': people }, 'uploads.duckdb');
    assert.deepEqual(await namesOf(same.engine), ['a', 'uploads_2.people']);
    assert.equal((await same.engine.queryUntrusted('SELECT * FROM uploads_2.people, uploads.a')).rowCount, 2);
  });

  test('with names of the system are still uploads', async (t) => {
    const names = ['duckdb_settings', 'sqlite_master', 'pg_tables', 'uploads', 'main', 'select'];
    const engine = await overFiles(t, Object.fromEntries(names.map((name) => [`${name}.csv`, people])));
    for (const name of names) {
      assert.equal((await engine.queryUntrusted(`SELECT who FROM "${name}"`)).rowCount, 2, name);
      assert.equal((await engine.queryUntrusted(`SELECT who FROM uploads."${name}"`)).rowCount, 2, name);
    }
    await assert.rejects(engine.queryUntrusted('SELECT * FROM duckdb_tables'), queryError('refused'));
  });

  test('that cannot be read are left out with a warning each', async (t) => {
    const uploads = await uploadsOf(t, {
      'good.csv': people,
      'lossy.csv': `${'1,2\n'.repeat(30)}1,2,3\n`,
      'binary.csv': Buffer.from([0, 1, 2, 3]),
      'empty.csv': '',
    });
    uploads.push({ path: '/nowhere/at-all', name: 'gone.csv', format: 'csv' });
    const engine = await engineOver(t, { kind: 'path', path: await csvFolder(t) }, { uploads });
    assert.deepEqual(await namesOf(engine), ['items', 'uploads.good', 'uploads.lossy']);
    const warnings = engine.warnings.join('\n');
    for (const name of ['lossy', 'binary', 'empty', 'gone']) assert.match(warnings, new RegExp(`^${name}\\.csv`, 'm'));
    assert.doesNotMatch(warnings, /nowhere|f3a9c1/);
  });

  test('of which none can be read leave the data as it is', async (t) => {
    const engine = await overFiles(t, { 'binary.csv': Buffer.from([0, 1, 2, 3]) });
    assert.deepEqual(await namesOf(engine), ['items']);
    assert.equal((await engine.queryUntrusted('SELECT * FROM items')).rowCount, 3);
    assert.match(engine.warnings.join(), /binary\.csv could not be read/);
  });

  test('that take too long to read are given up, and the data opens with the others', async (t) => {
    const uploads = await uploadsOf(t, { 'people.csv': people });
    const long = path.join(await temporaryFolder(t), 'long.gz');
    await writeFile(long, gzipSync(Buffer.alloc(300_000_000, '1,2,3,4,5,6,7,8\n')));
    uploads.push({ path: long, name: 'long.csv', format: 'csv' });
    const source = { kind: 'path', path: await csvFolder(t) } as const;
    const engine = await engineOver(t, source, { uploads, openTimeoutMs: 3000, graceMs: 60_000 });
    assert.deepEqual(await namesOf(engine), ['items', 'uploads.people']);
    assert.match(engine.warnings.join(), /^long\.csv was left out: reading it took longer than/);
  });

  test('let their process go when idle, whatever the data is, and are there again', async (t) => {
    const engine = await overFiles(t, { 'people.csv': people }, { idleSeconds: 0.05 });
    assert.equal((await engine.query('SELECT * FROM people')).rowCount, 2);
    await until(() => engine.processIds.length === 0);
    assert.equal((await engine.queryUntrusted('SELECT * FROM uploads.people')).rowCount, 2);
  });

  test('are removed with their process, but for the files themselves', async (t) => {
    const cacheDirectory = await temporaryFolder(t);
    const uploads = await uploadsOf(t, { 'people.csv': people });
    const source = { kind: 'path', path: await csvFolder(t) } as const;
    const engine = await engineOver(t, source, { uploads, cacheDirectory });
    await engine.tables();
    const [work] = await readdir(cacheDirectory);
    assert.ok((await readdir(path.join(cacheDirectory, work ?? ''))).includes('uploads.duckdb'));
    engine.dispose();
    await until(async () => (await readdir(cacheDirectory)).length === 0);
    assert.equal(await readFile(uploads[0]?.path ?? '', 'utf8'), people);
  });

  const writes = [
    "INSERT INTO uploads.people VALUES (3, 'Eve')",
    "INSERT INTO people VALUES (3, 'Eve')",
    'DELETE FROM uploads.main.people',
    "UPDATE people SET who = 'x'",
    'CREATE TABLE uploads.more AS SELECT 1',
    'DROP TABLE uploads.people',
    'ALTER TABLE uploads.people ADD COLUMN x INTEGER',
    'INSERT INTO items SELECT * FROM items',
    'DELETE FROM items',
    'DETACH uploads',
    'USE uploads',
    "SET search_path = 'uploads.main'",
    "ATTACH 'WORK/uploads.duckdb' AS again (READ_WRITE)",
    "COPY people TO 'WORK/uploads.duckdb'",
    "COPY items TO 'UPLOAD'",
  ];
  for (const kind of ['files', 'a database file'] as const) {
    test(`and ${kind} stay as they are, even where nothing is judged`, async (t) => {
      const cacheDirectory = await temporaryFolder(t);
      const uploads = await uploadsOf(t, { 'people.csv': people });
      const file =
        kind === 'files'
          ? path.join(await csvFolder(t), 'items.csv')
          : await databaseFile(await temporaryFolder(t), "CREATE TABLE items AS SELECT 1 AS id, 'Pen' AS name");
      const engine = await engineOver(t, { kind: 'path', path: file }, { uploads, cacheDirectory });
      await engine.tables();
      const [work] = await readdir(cacheDirectory);
      const files = [file, uploads[0]?.path ?? '', path.join(cacheDirectory, work ?? '', 'uploads.duckdb')];
      const state = async () => ({
        files: await Promise.all(files.map((each) => readFile(each, 'base64'))),
        rows: (
          await engine.query(
            'FROM (SELECT count(*), bit_xor(hash(p)) FROM people p), (SELECT bit_xor(hash(i)) FROM items i)',
          )
        ).rows,
        tables: await engine.tables(),
      });
      const untouched = await state();
      for (const sql of writes) {
        const filled = sql.replace('WORK', path.join(cacheDirectory, work ?? '')).replace('UPLOAD', files[1] ?? '');
        await assert.rejects(engine.query(filled), { name: 'QueryError' }, sql);
        await assert.rejects(engine.queryUntrusted(filled), queryError('refused'), sql);
        assert.deepEqual(await state(), untouched, sql);
      }
    });
  }
});

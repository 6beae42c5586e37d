// Files and folders as people have them: what becomes a table, under which name, what is reported, what is noticed later.
// Not here: queries (query.test.ts).
// Over 300 lines, most of them small files written for one test each.
import assert from 'node:assert/strict';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { DataSourceError, scanDataSource, tableNameOf } from '../../../src/server/engine/dataSource.ts';
import { csvFolder, databaseFile, engineOver, queryError, temporaryFolder, until } from './support.ts';

const csv = 'id,name\n1,Ann\n2,Bob\n';

async function writeParquet(file: string, select: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${select}) TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

describe('a folder', () => {
  test('gives one table for each file of every kind', async (t) => {
    const folder = await temporaryFolder(t);
    const write = (name: string, text: string | Buffer) => writeFile(path.join(folder, name), text);
    await write('plain.csv', csv);
    await write('tabs.tsv', 'id\tname\n1\tAnn\n2\tBob\n');
    await write('packed.csv.gz', gzipSync(csv));
    await write('list.json', '[{"id": 1, "name": "Ann"}, {"id": 2, "name": "Bob"}]');
    await write('lines.ndjson', '{"id": 1, "name": "Ann"}\n{"id": 2, "name": "Bob"}\n');
    await writeParquet(path.join(folder, 'columns.parquet'), "SELECT 1 AS id, 'Ann' AS name UNION ALL SELECT 2, 'Bob'");
    await write('notes.txt', 'no data');
    await write('.hidden.csv', csv);
    const engine = await engineOver(t, { kind: 'path', path: folder });
    const tables = await engine.tables();
    assert.deepEqual(
      tables.map((table) => table.name),
      ['columns', 'lines', 'list', 'packed', 'plain', 'tabs'],
    );
    for (const table of tables) {
      assert.deepEqual(
        table.columns.map((column) => column.name),
        ['id', 'name'],
        table.name,
      );
      assert.deepEqual([table.kind, table.rowEstimate, table.schema], ['table', 2, 'main'], table.name);
      const { rows } = await engine.queryUntrusted(`SELECT * FROM "${table.name}" ORDER BY id`);
      assert.deepEqual(
        rows,
        [
          [1, 'Ann'],
          [2, 'Bob'],
        ],
        table.name,
      );
    }
    assert.deepEqual(engine.warnings, []);
  });

  test('reports a file that cannot be read and reads the others', async (t) => {
    const folder = await csvFolder(t);
    await writeFile(path.join(folder, 'broken_parquet.parquet'), 'PAR1 this is none');
    await writeFile(path.join(folder, 'broken_csv.csv'), Buffer.from([1, 2, 0, 0, 5]));
    await writeFile(path.join(folder, 'broken_json.json'), '{"a": ');
    await writeFile(path.join(folder, 'empty.csv'), '');
    const lines: string[] = [];
    const engine = await engineOver(t, { kind: 'path', path: folder }, { log: (line) => lines.push(line) });
    assert.deepEqual(
      (await engine.tables()).map((table) => table.name),
      ['items'],
    );
    const reported = ['empty.csv', 'broken_csv.csv', 'broken_json.json', 'broken_parquet.parquet'];
    assert.equal(engine.warnings.length, reported.length);
    for (const name of reported)
      assert.ok(
        engine.warnings.some((warning) => warning.startsWith(`${name} `)),
        name,
      );
    assert.deepEqual(lines, engine.warnings);
  });

  test('numbers files of the same name, looks two folders deep, and never into hidden ones', async (t) => {
    const folder = await temporaryFolder(t);
    for (const name of [
      'Sales 2024.csv',
      'sales-2024.csv',
      'a/sales_2024.csv',
      'a/b/deep.csv',
      'a/b/c/no.csv',
      '.x/no.csv',
    ]) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), csv);
    }
    const engine = await engineOver(t, { kind: 'path', path: folder });
    const names = (await engine.tables()).map((table) => table.name);
    assert.deepEqual(names.sort(), ['Sales_2024', 'deep', 'sales_2024_2', 'sales_2024_3']);
    assert.deepEqual(engine.warnings, [
      'sales-2024.csv is the table sales_2024_2, because Sales 2024.csv is the table Sales_2024.',
      `${path.join('a', 'sales_2024.csv')} is the table sales_2024_3, because Sales 2024.csv is the table Sales_2024.`,
    ]);
  });

  test('says which table is which of two files whose names differ in case alone', async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(path.join(folder, 'Orders.csv'), csv);
    await writeFile(path.join(folder, 'orders.csv'), 'id\n1\n');
    if ((await readdir(folder)).length === 1) return t.skip('names of files here do not differ in case alone');
    const engine = await engineOver(t, { kind: 'path', path: folder });
    assert.deepEqual((await engine.query('SELECT count(*) FROM orders_2')).rows, [[1]]);
    assert.deepEqual(engine.warnings, ['orders.csv is the table orders_2, because Orders.csv is the table Orders.']);
  });

  test('follows links to files inside of it and leaves out those that lead outside', async (t) => {
    const outside = await csvFolder(t);
    const real = await temporaryFolder(t);
    await writeFile(path.join(real, 'plain.csv'), csv);
    await writeParquet(path.join(real, 'columns.parquet'), 'SELECT 1 AS id');
    await symlink('columns.parquet', path.join(real, 'same.parquet'));
    await symlink(path.join(outside, 'items.csv'), path.join(real, 'secret.csv'));
    await symlink('/nowhere/at.all', path.join(real, 'lost.csv'));
    const link = path.join(await temporaryFolder(t), 'link');
    await symlink(real, link);
    for (const folder of [real, link]) {
      const engine = await engineOver(t, { kind: 'path', path: folder });
      const names = (await engine.tables()).map((table) => table.name);
      assert.deepEqual(names, ['columns', 'plain', 'same']);
      assert.deepEqual((await engine.query('SELECT * FROM same, columns')).rows, [[1, 1]]);
      assert.equal(engine.warnings.length, 2);
      assert.match(engine.warnings[0] ?? '', /^lost\.csv was left out/);
      assert.match(engine.warnings[1] ?? '', /^secret\.csv was left out: it is a link to .*outside/);
    }
  });

  test('with very many files says how many were left out and how to choose', async (t) => {
    const folder = await temporaryFolder(t);
    for (let number = 1000; number < 1503; number++) await writeFile(path.join(folder, `t${number}.csv`), 'id\n1\n');
    const { plan, warnings } = await scanDataSource({ kind: 'path', path: folder });
    assert.equal(plan.kind === 'files' && plan.files.length, 500);
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0] ?? '',
      /first 500 of 503 files are read: 3 were left out, from t1500\.csv on\. Open a folder/,
    );
  });

  test('with nothing readable says which kinds are', async (t) => {
    const folder = await temporaryFolder(t);
    const refuses = () =>
      assert.rejects(scanDataSource({ kind: 'path', path: folder }), {
        name: 'DataSourceError',
        message: /CSV.*Parquet.*JSON.*DuckDB/,
      });
    await refuses();
    await writeFile(path.join(folder, 'readme.md'), '# no data');
    await refuses();
  });

  test('whose files are all broken is an error of the first question', async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(path.join(folder, 'broken.parquet'), 'PAR1 this is none');
    const engine = await engineOver(t, { kind: 'path', path: folder });
    await assert.rejects(engine.tables(), queryError('failed', /None of the files could be read.*broken\.parquet/));
  });

  test('is read again when a file changed, came or went', async (t) => {
    const folder = await csvFolder(t);
    const engine = await engineOver(t, { kind: 'path', path: folder }, { checkEveryMs: 0 });
    const names = async () => (await engine.tables()).map((table) => table.name);
    assert.deepEqual(await names(), ['items']);
    await writeFile(path.join(folder, 'items.csv'), 'id,size\n1,10\n');
    assert.deepEqual((await engine.query('SELECT sum(size) FROM items')).rows, [[10]]);
    await writeFile(path.join(folder, 'more.csv'), csv);
    assert.deepEqual(await names(), ['items', 'more']);
    await rm(path.join(folder, 'items.csv'));
    assert.deepEqual(await names(), ['more']);
    await rm(folder, { recursive: true });
    await assert.rejects(engine.tables(), queryError('failed', /There is nothing at/));
  });

  test('too large for memory is loaded on disk, and cannot be written either', async (t) => {
    const folder = await csvFolder(t);
    const engine = await engineOver(t, { kind: 'path', path: folder }, { settings: { inMemoryMb: 0 } });
    assert.deepEqual((await engine.query('SELECT count(*) FROM items')).rows, [[3]]);
    await assert.rejects(engine.query('DELETE FROM items'), { name: 'QueryError' });
  });
});

describe('a single file', () => {
  test('may have any name', async (t) => {
    const folder = await temporaryFolder(t);
    for (const name of ["it's [1]*.csv", 'ünï cödé.csv', 'order.csv']) {
      const file = path.join(folder, name);
      await writeFile(file, csv);
      const engine = await engineOver(t, { kind: 'path', path: file });
      const [table] = await engine.tables();
      assert.equal((await engine.queryUntrusted(`SELECT * FROM "${table?.name}"`)).rowCount, 2);
    }
  });

  test('may be a link', async (t) => {
    const folder = await temporaryFolder(t);
    await writeParquet(path.join(folder, 'real.parquet'), 'SELECT 1 AS id');
    const other = await temporaryFolder(t);
    await symlink(path.join(folder, 'real.parquet'), path.join(other, 'link.parquet'));
    const engine = await engineOver(t, { kind: 'path', path: path.join(other, 'link.parquet') });
    assert.deepEqual((await engine.query('FROM link')).rows, [[1]]);
  });

  test('of Parquet may have any name too', async (t) => {
    const file = path.join(await temporaryFolder(t), "it's [1]*.parquet");
    await writeParquet(file, 'SELECT 1 AS id');
    const engine = await engineOver(t, { kind: 'path', path: file });
    assert.deepEqual((await engine.query('FROM it_s_1')).rows, [[1]]);
  });

  test('of text is read in Latin-1 and UTF-16 as well', async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(path.join(folder, 'latin.csv'), Buffer.from('id,name\n1,Zoë\n', 'latin1'));
    await writeFile(path.join(folder, 'wide.csv'), Buffer.from('\ufeffid,name\n1,Zoë\n', 'utf16le'));
    const engine = await engineOver(t, { kind: 'path', path: folder });
    assert.deepEqual((await engine.query('SELECT name FROM latin')).rows, [['Zoë']]);
    assert.deepEqual((await engine.query('SELECT name FROM wide')).rows, [['Zoë']]);
  });

  test('that turns from numbers to words late is read as words', async (t) => {
    const file = path.join(await temporaryFolder(t), 'late.csv');
    await writeFile(file, `id,code\n${Array.from({ length: 50_000 }, (_, n) => `${n},${n}\n`).join('')}50000,X1\n`);
    const engine = await engineOver(t, { kind: 'path', path: file });
    assert.deepEqual((await engine.query('SELECT count(*), max(code) FROM late')).rows, [[50_001, 'X1']]);
  });

  const wrong: [string, string | Buffer | null, RegExp][] = [
    ['missing.csv', null, /There is nothing at .*missing\.csv.*Check the path/],
    ['picture.png', 'x', /picture\.png is no kind of data.*CSV/],
    ['empty.csv', '', /empty\.csv is empty/],
    ['old.db', 'SQLite format 3\u0000', /SQLite.*Export its tables/],
    ['fake.duckdb', 'just some text here', /not a DuckDB database/],
  ];
  for (const [name, content, sentence] of wrong) {
    test(`${name} is refused with a sentence`, async (t) => {
      const file = path.join(await temporaryFolder(t), name);
      if (content !== null) await writeFile(file, content);
      await assert.rejects(scanDataSource({ kind: 'path', path: file }), (cause) => {
        assert.ok(cause instanceof DataSourceError);
        assert.match(cause.message, sentence);
        return true;
      });
    });
  }
});

test('a database file gives its tables, views, keys and kinds of columns', async (t) => {
  const file = await databaseFile(
    await temporaryFolder(t),
    `CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, born DATE, paid DECIMAL(10,2), ok BOOLEAN);
     CREATE TABLE visits (person_id INTEGER REFERENCES people (id), seen TIMESTAMP, big HUGEINT, tags VARCHAR[]);
     INSERT INTO people VALUES (1, 'Ann', '2000-01-01', 1.5, true);
     CREATE VIEW adults AS SELECT id, name FROM people;`,
  );
  const engine = await engineOver(t, { kind: 'path', path: file });
  const tables = new Map((await engine.tables()).map((table) => [table.name, table]));
  assert.deepEqual([...tables.keys()].sort(), ['adults', 'people', 'visits']);
  const people = tables.get('people');
  assert.deepEqual(people?.primaryKey, ['id']);
  assert.deepEqual(
    people?.columns.map((column) => column.type),
    ['integer', 'text', 'date', 'number', 'boolean'],
  );
  assert.deepEqual(people?.columns[3], { name: 'paid', type: 'number', nativeType: 'DECIMAL(10,2)', nullable: true });
  assert.equal(people?.columns[1]?.nullable, false);
  assert.equal(people?.rowEstimate, 1);
  assert.deepEqual(tables.get('visits')?.foreignKeys, [
    { columns: ['person_id'], table: 'people', referencedColumns: ['id'] },
  ]);
  assert.deepEqual(
    tables.get('visits')?.columns.map((column) => column.type),
    ['integer', 'timestamp', 'integer', 'text'],
  );
  assert.equal(tables.get('adults')?.kind, 'view');
  await assert.rejects(engine.query('DELETE FROM people'), { name: 'QueryError' });
});

test('views of a database file that cannot be read are left out', async (t) => {
  const file = await databaseFile(
    await temporaryFolder(t),
    `CREATE TABLE items AS SELECT 1 AS id, 'x' AS code;
     CREATE VIEW good AS SELECT id FROM items;
     CREATE VIEW outside AS SELECT * FROM read_csv('/etc/passwd', header=false);
     CREATE VIEW nested AS SELECT * FROM outside;
     CREATE VIEW numbers AS SELECT code::INTEGER AS number FROM items;
     CREATE TABLE gone (a INTEGER); CREATE VIEW lost AS SELECT a FROM gone; DROP TABLE gone;
     CREATE MACRO lines() AS TABLE SELECT * FROM read_csv('/etc/passwd', header=false);
     CREATE VIEW called AS SELECT * FROM lines();`,
  );
  const engine = await engineOver(t, { kind: 'path', path: file });
  assert.deepEqual(
    (await engine.tables()).map((table) => table.name),
    ['good', 'items'],
  );
  assert.deepEqual(
    engine.warnings.map((warning) => /^The view (\w+) was left out: ./.exec(warning)?.[1]),
    ['called', 'lost', 'nested', 'numbers', 'outside'],
  );
  const { warnings } = engine;
  for (const id of engine.processIds) process.kill(id, 'SIGKILL');
  await until(() => engine.processIds.length === 0);
  assert.deepEqual((await engine.queryUntrusted('SELECT * FROM good')).rows, [[1]]);
  assert.deepEqual(engine.warnings, warnings);
});

test('a table is named after its file', () => {
  assert.equal(tableNameOf('/x/Sales 2024.csv'), 'Sales_2024');
  assert.equal(tableNameOf('/x/orders.csv.gz'), 'orders');
  assert.equal(tableNameOf('/x/año-1.parquet'), 'año_1');
  assert.equal(tableNameOf('/x/???.csv'), 'data');
});

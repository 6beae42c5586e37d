// What a query gives back: values, types, bounds, order, and what it may not do even unguarded.
// Not here: the guard (guard.test.ts), deaths and stops (lifecycle.test.ts).
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { DuckdbEngine } from '../../../src/server/engine/duckdb.ts';
import type { Cell } from '../../../src/server/engine/engine.ts';
import { csvFolder, engineOver, queryError, suiteCleanup } from './support.ts';

describe('a query', () => {
  let engine: DuckdbEngine;
  const suite = suiteCleanup();
  before(async () => {
    engine = await engineOver(suite, { kind: 'path', path: await csvFolder(suite) }, { timezone: 'America/New_York' });
  });

  const one = async (expression: string): Promise<Cell | undefined> =>
    (await engine.query(`SELECT ${expression}`)).rows[0]?.[0];

  const values: [string, Cell][] = [
    ['42', 42],
    ['9007199254740991::BIGINT', 9007199254740991],
    ['9007199254740993::BIGINT', '9007199254740993'],
    ['170141183460469231731687303715884105727::HUGEINT', '170141183460469231731687303715884105727'],
    ['sum(x) FROM (VALUES (1), (2)) t(x)', 3],
    ['12.50::DECIMAL(10,2)', 12.5],
    ['99999999999999999.25::DECIMAL(20,2)', '99999999999999999.25'],
    ['0.1::FLOAT', 0.1],
    ['1e308 * 10::DOUBLE', 'Infinity'],
    ["'nan'::DOUBLE", 'NaN'],
    ['NULL', null],
    ['true', true],
    ["DATE '2024-02-29'", '2024-02-29'],
    ["TIMESTAMP '2024-02-29 13:14:15.678'", '2024-02-29 13:14:15'],
    ["TIMESTAMPTZ '2024-01-01 00:00:00+00'", '2023-12-31 19:00:00'],
    ["TIME '10:20:30'", '10:20:30'],
    ["INTERVAL '1 month 2 days'", '1 month 2 days'],
    ['[1, 2]', '[1, 2]'],
    ["{'a': 1}", "{'a': 1}"],
    ["'\\xAA'::BLOB", '\\xAA'],
    ["'it''s'", "it's"],
  ];
  for (const [expression, expected] of values) {
    test(`gives ${expression} as ${JSON.stringify(expected)}`, async () => {
      assert.equal(await one(expression), expected);
    });
  }

  test('names the kind of each column, and makes equal names different', async () => {
    const { columns } = await engine.query(
      "SELECT 1 AS a, 1.5 AS a, 'x' AS \"A\", true AS b, DATE '2024-01-01' AS d, now() AS t, [1] AS l, 2::DECIMAL(9,0) AS w",
    );
    assert.deepEqual(columns, [
      { name: 'a', type: 'integer' },
      { name: 'a_2', type: 'number' },
      { name: 'A_3', type: 'text' },
      { name: 'b', type: 'boolean' },
      { name: 'd', type: 'date' },
      { name: 't', type: 'timestamp' },
      { name: 'l', type: 'text' },
      { name: 'w', type: 'integer' },
    ]);
  });

  test('returns no more rows than allowed and still counts them all', async () => {
    const result = await engine.query('SELECT * FROM range(1000)', { maxRows: 3 });
    assert.deepEqual(result.rows, [[0], [1], [2]]);
    assert.equal(result.rowCount, 1000);
    assert.equal(result.truncated, true);
  });

  test('is not called cut when it just fits', async () => {
    const result = await engine.query('SELECT * FROM range(3)', { maxRows: 3 });
    assert.equal(result.rowCount, 3);
    assert.equal(result.truncated, false);
  });

  test('cuts long cells of every kind that can be long', async () => {
    const sql = "SELECT repeat('ab', 100000), range(100000), repeat('x', 100000)::BLOB, {'k': repeat('y', 100000)}";
    const [row] = (await engine.query(sql, { maxCellLength: 10 })).rows;
    assert.deepEqual(row, ['ababababab', '[0, 1, 2, ', 'xxxxxxxxxx', "{'k': yyyy"]);
  });

  test('is cut where its text in all is too long, and still counts its rows', async () => {
    const result = await engine.query("SELECT repeat('x', 4000), i FROM range(1000) t(i)", { maxRows: 1000 });
    assert.equal(result.rows.length, 249);
    assert.equal(result.rowCount, 1000);
    assert.equal(result.truncated, true);
  });

  test('has a first row however many columns there are', async () => {
    const columns = Array.from({ length: 500 }, () => "repeat('x', 100000)").join(', ');
    const result = await engine.query(`SELECT ${columns}`, { maxCellLength: 100_000 });
    assert.equal(result.rows.length, 1);
    assert.equal(result.truncated, false);
    assert.equal(result.rows[0]?.join('').length, 1_000_000);
  });

  test('keeps the order of its rows, over several threads and many rows', async () => {
    const sql = 'SELECT i * 7919 % 1000003 AS k FROM range(150000) t(i) ORDER BY k DESC';
    const { rows } = await engine.query(sql, { maxRows: 150_000 });
    assert.equal(rows.length, 150_000);
    assert.ok(rows.every(([k], index) => index === 0 || Number(k) < Number(rows[index - 1]?.[0])));
  });

  test('may end with a semicolon and a comment', async () => {
    assert.equal(await one("';--' ; -- the end"), ';--');
    assert.equal(await one("';--'"), ';--');
    assert.equal(await one('1 -- one'), 1);
    assert.equal(await one('1; /* one */ ;\n'), 1);
  });

  test('runs beside others', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, (_, n) => engine.query(`SELECT ${n} FROM items`)));
    assert.deepEqual(
      results.map((result) => result.rows[0]?.[0]),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
  });

  test('that is wrong fails with the reason the database gives', async () => {
    await assert.rejects(engine.query('SELECT nothing FROM items'), queryError('failed', /nothing/));
    await assert.rejects(engine.query('SELEC 1'), queryError('failed', /syntax/));
    await assert.rejects(engine.query('  -- nothing at all'), queryError('failed', /no SQL/));
  });

  const writes = [
    "INSERT INTO items VALUES (4, 'Cup', 1)",
    'DELETE FROM items',
    'CREATE TABLE more AS SELECT 1',
    "COPY items TO '/tmp/out.csv'",
    "COPY items TO '/tmp/out.parquet' (USE_TMP_FILE false)",
    "ATTACH '/tmp/other.duckdb'",
    'SET lock_configuration=false',
    'SET enable_external_access=true',
    'PRAGMA database_list',
    'INSTALL httpfs',
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/*')",
    'SELECT 1) AS a; DROP TABLE items; SELECT * FROM (SELECT 1',
    'SELECT 1; SELECT 2',
  ];
  for (const sql of writes) {
    test(`cannot do this even unguarded: ${sql}`, async () => {
      await assert.rejects(engine.query(sql), { name: 'QueryError' });
      assert.equal((await engine.query('SELECT count(*) FROM items')).rows[0]?.[0], 3);
    });
  }
});

// Answers of PostgreSQL: values of every type, the bounds of a result, the schema, what is said of the login.
// Not here: what is refused (postgresRefused.test.ts), stopped (postgresStops.test.ts), and TLS (postgresConnect.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Cell } from '../../../../src/server/engine/engine.ts';
import type { ResultWriter } from '../../../../src/server/engine/network/networkEngine.ts';
import { postgresSetting } from './postgresSupport.ts';

const setting = await postgresSetting(`
  CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE DOMAIN positive AS numeric(8,2) CHECK (value > 0);
  CREATE TABLE people (b text, a int, PRIMARY KEY (b, a));
  CREATE TABLE cases (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, pb text, pa int, m mood, d positive, n numeric(10,2), whole numeric(12,0), arr int[],
    j jsonb, ts timestamptz, t3 timestamp(3), vc varchar(10), self bigint REFERENCES cases, FOREIGN KEY (pb, pa) REFERENCES people);
  CREATE VIEW seen AS SELECT * FROM people; CREATE MATERIALIZED VIEW kept AS SELECT * FROM people;
  CREATE TABLE sold (k int, day date) PARTITION BY RANGE (day);
  CREATE TABLE sold_1 PARTITION OF sold FOR VALUES FROM ('2024-01-01') TO ('2024-07-01');
  CREATE TABLE sold_2 PARTITION OF sold FOR VALUES FROM ('2024-07-01') TO ('2025-01-01');
  INSERT INTO sold SELECT g, date '2024-01-01' + g % 365 FROM generate_series(1, 5000) g;
  INSERT INTO people SELECT g::text, g FROM generate_series(1, 1234) g;
  CREATE SCHEMA other; CREATE TABLE other.owners (id int PRIMARY KEY); CREATE TABLE "Odd ""Names""" ("a b" int REFERENCES other.owners);
  CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER far FOREIGN DATA WRAPPER nowhere; CREATE FOREIGN TABLE far_away (a int) SERVER far;
  CREATE TABLE secret (a int); REVOKE ALL ON secret FROM reader; CREATE TABLE partly (open int, closed int);
  REVOKE ALL ON partly FROM reader; GRANT SELECT (open) ON partly TO reader;
  CREATE SCHEMA hidden; REVOKE ALL ON SCHEMA hidden FROM reader; CREATE TABLE hidden.x (a int);
  REFRESH MATERIALIZED VIEW kept; ANALYZE;
  CREATE TABLE never (a int); INSERT INTO never SELECT g FROM generate_series(1, 1000) g;
  CREATE TABLE gone (a int); CREATE VIEW broken AS SELECT 1 / 0 AS a`);

const one = async (sql: string) => {
  const { columns, rows } = await setting.engine().query(`SELECT ${sql}`);
  return [columns[0]?.type, rows[0]?.[0]];
};

describe('Answers of PostgreSQL', () => {
  test('have each type as a reader sees it', setting.skip, async () => {
    const expected: [string, string, Cell][] = [
      ['1::smallint', 'integer', 1],
      ['9007199254740991::bigint', 'integer', 9007199254740991],
      ['9007199254740993::bigint', 'integer', '9007199254740993'],
      ['-9223372036854775808', 'integer', '-9223372036854775808'],
      ['12.340::numeric(12,3)', 'number', 12.34],
      ['7::numeric(12,0)', 'integer', 7],
      ['12345678901234567890.5::numeric', 'number', '12345678901234567890.5'],
      ["'NaN'::numeric", 'number', 'NaN'],
      ['0.1::real', 'number', 0.1],
      ['0.1::float8 + 0.2::float8', 'number', 0.30000000000000004],
      ['1e300::float8', 'number', 1e300],
      ['1.5e-7::float8', 'number', 1.5e-7],
      ["'NaN'::float8", 'number', 'NaN'],
      ["'-Infinity'::float8", 'number', '-Infinity'],
      ['true', 'boolean', true],
      ['NULL::boolean', 'boolean', null],
      ["date '2024-02-29'", 'date', '2024-02-29'],
      ["date '0044-03-15 BC'", 'date', '0044-03-15 BC'],
      ["'infinity'::date", 'date', 'infinity'],
      ["timestamp '2024-02-29 12:34:56.789012'", 'timestamp', '2024-02-29 12:34:56'],
      ["timestamptz '2024-02-29 12:34:56.5+05:30'", 'timestamp', '2024-02-29 07:04:56'],
      ["timestamp '0044-03-15 12:00:00 BC'", 'timestamp', '0044-03-15 12:00:00 BC'],
      ["'infinity'::timestamp", 'timestamp', 'infinity'],
      ["time '12:00'", 'text', '12:00:00'],
      ["interval '1 month 2 days'", 'text', '1 mon 2 days'],
      [`'{"a": 1}'::jsonb`, 'text', '{"a": 1}'],
      ['ARRAY[1, 2, NULL]', 'text', '{1,2,NULL}'],
      [`ARRAY['a,b', 'c"d']`, 'text', '{"a,b","c\\"d"}'],
      ["'\\xdead'::bytea", 'text', '\\xdead'],
      ["'glad'::mood", 'text', 'glad'],
      ['3.50::positive', 'number', 3.5],
      ["'x'::char(3)", 'text', 'x  '],
      ["'10.0.0.1'::inet", 'text', '10.0.0.1'],
      ["(1, 'x')", 'text', '(1,x)'],
      ["'Zoë 😀'", 'text', 'Zoë 😀'],
      ['NULL', 'text', null],
    ];
    for (const [sql, type, cell] of expected) {
      const [foundType, found] = await one(sql);
      assert.deepEqual(
        [foundType, sql === "'x'::char(3)" ? String(found).trimEnd() : found],
        [type, sql === "'x'::char(3)" ? 'x' : cell],
        sql,
      );
    }
  });

  test('name each column, a name that comes twice with a number', setting.skip, async () => {
    const { columns } = await setting.engine().query('SELECT 1 AS a, 2 AS a, 3 AS "A", 4');
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['a', 'a_2', 'A_3', '?column?'],
    );
  });

  test('keep to rows, and count all of them', setting.skip, async () => {
    const result = await setting
      .engine()
      .query('SELECT g FROM generate_series(1, 100000) AS g ORDER BY g DESC; ', { maxRows: 3 });
    assert.deepEqual(result.rows, [[100_000], [99_999], [99_998]]);
    assert.deepEqual([result.rowCount, result.truncated], [100_000, true]);
    const whole = await setting.engine().query('SELECT 1 AS a UNION ALL SELECT 2', { maxRows: 2 });
    assert.deepEqual([whole.rows, whole.rowCount, whole.truncated], [[[1], [2]], 2, false]);
    const none = await setting.engine().query('SELECT b FROM people WHERE false');
    assert.deepEqual([none.columns, none.rows, none.rowCount], [[{ name: 'b', type: 'text' }], [], 0]);
    const empty = await setting.engine().queryUntrusted('SELECT FROM people LIMIT 2');
    assert.deepEqual([empty.columns, empty.rowCount], [[], 2]);
  });

  test('say one row more than is shown where they cannot be counted in time', setting.skip, async () => {
    const engine = setting.engine(undefined, { countMs: 200 });
    const result = await engine.query('SELECT a.b FROM people a, people b, people c, people d', { maxRows: 2 });
    assert.deepEqual([result.rows.length, result.rowCount, result.truncated], [2, 3, true]);
    assert.deepEqual((await engine.query('SELECT 1')).rows, [[1]]);
  });

  test('cut a cell, and never bring the whole of a huge one here', setting.skip, async () => {
    const engine = setting.engine();
    const before = process.memoryUsage().rss;
    const { rows } = await engine.queryUntrusted(
      "SELECT repeat('x', 60000000) AS t, repeat('y', 40000000)::bytea AS b, ARRAY[repeat('z', 20000000)] AS a FROM generate_series(1, 2)",
      { maxCellLength: 10 },
    );
    assert.deepEqual(rows, Array(2).fill(['xxxxxxxxxx', '\\x79797979', '{zzzzzzzzz']));
    assert.ok(process.memoryUsage().rss - before < 60e6);
    const { rows: faces } = await engine.query("SELECT repeat('😀', 10)", { maxCellLength: 5 });
    assert.deepEqual(faces, [['😀😀']]);
  });

  test('end where the whole would be too long', setting.skip, async () => {
    const engine = setting.engine(undefined, { maxResultLength: 10_000 });
    const result = await engine.query("SELECT g, repeat('x', 3000) FROM generate_series(1, 50) AS g", { maxRows: 50 });
    assert.deepEqual([result.rows.length, result.rowCount, result.truncated], [3, 50, true]);
    const wide = await engine.query(`SELECT ${Array.from({ length: 100 }, () => "repeat('x', 3000)").join(', ')}`);
    assert.deepEqual([wide.rows.length, String(wide.rows[0]?.[0]).length], [1, 100]);
  });

  test('say what is wrong in the words of the database', setting.skip, async () => {
    const engine = setting.engine();
    for (const [sql, message] of [
      ['SELECT 1/0', /division by zero/],
      ['SELECT * FROM nix', /relation "nix" does not exist/],
      ['SELECT nix FROM people', /column "nix" does not exist/],
      ['SELECT 1 +', /syntax error/],
      ["SELECT 'x'::int", /invalid input syntax/],
      ['SELECT * FROM secret', /permission denied.*Ask for the right/],
    ] as const)
      await assert.rejects(engine.queryUntrusted(sql), { kind: 'failed', message }, sql);
    await assert.rejects(engine.query('SELECT 1; SELECT 2'), { name: 'QueryError' });
    await assert.rejects(engine.queryUntrusted(' -- nothing'), { kind: 'failed', message: /no SQL statement/ });
  });

  test('come two at once from two connections', setting.skip, async () => {
    const engine = setting.engine();
    const [a, b] = await Promise.all([
      engine.query('SELECT pg_backend_pid(), 1 FROM generate_series(1, 3)'),
      engine.query('SELECT pg_backend_pid(), 2 FROM generate_series(1, 3)'),
    ]);
    assert.notEqual(a?.rows[0]?.[0], b?.rows[0]?.[0]);
    assert.deepEqual([a?.rows[0]?.[1], b?.rows[0]?.[1]], [1, 2]);
  });
});

describe('Results that are kept', () => {
  const collecting = (): ResultWriter & { rows: Cell[][] } => {
    const rows: Cell[][] = [];
    return {
      rows,
      async write(_file, _columns, batches) {
        for await (const batch of batches) rows.push(...batch);
        return rows.length;
      },
    };
  };
  const limits = { untrusted: true, maxRows: 100_000, timeoutMs: 20_000 };

  test('are written whole, in their order', setting.skip, async () => {
    const writer = collecting();
    const engine = setting.engine(undefined, { writer });
    const kept = await engine.keep?.(
      'SELECT g AS n, 1.5 AS x FROM generate_series(1, 30000) AS g',
      '/nowhere/a.duckdb',
      limits,
    );
    assert.deepEqual(kept, {
      rowCount: 30_000,
      columns: [
        { name: 'n', type: 'integer' },
        { name: 'x', type: 'number' },
      ],
    });
    assert.deepEqual(
      [writer.rows[0], writer.rows.at(-1)],
      [
        [1, 1.5],
        [30_000, 1.5],
      ],
    );
  });

  test('are refused when they are too many, or not only read', setting.skip, async () => {
    const engine = setting.engine(undefined, { writer: collecting() });
    await assert.rejects(
      async () => engine.keep?.('SELECT generate_series(1, 11)', '/nowhere/a', { ...limits, maxRows: 10 }),
      {
        kind: 'failed',
        message: /more than 10 rows/,
      },
    );
    await assert.rejects(
      async () =>
        engine.keep?.("SELECT repeat('x', 100000) FROM generate_series(1, 30)", '/nowhere/a', {
          ...limits,
          maxBytes: 1e6,
        }),
      { kind: 'failed', message: /larger than 1 MB/ },
    );
    await assert.rejects(async () => engine.keep?.('DELETE FROM people', '/nowhere/a', limits), { kind: 'refused' });
  });

  test('wait in the database for a writer that is slow', setting.skip, async () => {
    const before = process.memoryUsage().rss;
    let peak = 0;
    const writer: ResultWriter = {
      async write(_file, _columns, batches) {
        let count = 0;
        for await (const batch of batches) {
          count += batch.length;
          peak = Math.max(peak, process.memoryUsage().rss - before);
          if (count % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
        }
        return count;
      },
    };
    const engine = setting.engine(undefined, { writer });
    const sql = 'SELECT g, repeat(md5(g::text), 300) AS t FROM generate_series(1, 20000) AS g';
    assert.equal((await engine.keep?.(sql, '/nowhere/a', limits))?.rowCount, 20_000);
    assert.ok(peak < 100e6, `a result of 200 MB took ${Math.round(peak / 1e6)} MB here`);
  });
});

describe('The schema of PostgreSQL', () => {
  test('is what the login may read, with keys and estimates', setting.skip, async () => {
    const engine = setting.engine();
    const tables = await engine.tables();
    const named = new Map(tables.map((table) => [`${table.schema}.${table.name}`, table]));
    assert.deepEqual(
      [...named.keys()],
      [
        'other.owners',
        'public.Odd "Names"',
        'public.broken',
        'public.cases',
        'public.far_away',
        'public.gone',
        'public.kept',
        'public.never',
        'public.partly',
        'public.people',
        'public.seen',
        'public.sold',
      ],
    );
    assert.equal(engine.defaultSchema, 'public');
    assert.equal(engine.engine, 'postgresql');
    const cases = named.get('public.cases');
    assert.deepEqual(cases?.primaryKey, ['id']);
    assert.deepEqual(cases?.foreignKeys, [
      { columns: ['self'], table: 'cases', referencedColumns: ['id'] },
      { columns: ['pb', 'pa'], table: 'people', referencedColumns: ['b', 'a'] },
    ]);
    assert.deepEqual(named.get('public.people')?.primaryKey, ['b', 'a']);
    assert.deepEqual(named.get('public.Odd "Names"')?.foreignKeys, [
      { columns: ['a b'], schema: 'other', table: 'owners', referencedColumns: ['id'] },
    ]);
    assert.deepEqual(
      cases?.columns.map(({ name, type, nativeType, nullable }) => [name, type, nativeType, nullable]),
      [
        ['id', 'integer', 'bigint', false],
        ['pb', 'text', 'text', true],
        ['pa', 'integer', 'integer', true],
        ['m', 'text', 'mood', true],
        ['d', 'number', 'numeric(8,2)', true],
        ['n', 'number', 'numeric(10,2)', true],
        ['whole', 'integer', 'numeric(12,0)', true],
        ['arr', 'text', 'integer[]', true],
        ['j', 'text', 'jsonb', true],
        ['ts', 'timestamp', 'timestamp with time zone', true],
        ['t3', 'timestamp', 'timestamp(3) without time zone', true],
        ['vc', 'text', 'character varying(10)', true],
        ['self', 'integer', 'bigint', true],
      ],
    );
    assert.deepEqual(
      named.get('public.partly')?.columns.map(({ name }) => name),
      ['open'],
    );
    for (const [name, kind, estimate] of [
      ['people', 'table', 1234],
      ['sold', 'table', 5000],
      ['seen', 'view', 1234],
      ['kept', 'view', 1234],
    ] as const)
      assert.deepEqual(
        [named.get(`public.${name}`)?.kind, named.get(`public.${name}`)?.rowEstimate],
        [kind, estimate],
        name,
      );
    assert.ok((named.get('public.never')?.rowEstimate ?? 0) > 0);
  });

  test('is read again when it is old, or when somebody asks for it', setting.skip, async () => {
    let now = 0;
    const database = setting.database();
    const engine = setting.engine(undefined, { now: () => now });
    const has = async (name: string) => (await engine.tables()).some((table) => table.name === name);
    assert.equal(await has('new_one'), false);
    await database.admin('CREATE TABLE new_one (a int)');
    assert.equal(await has('new_one'), false);
    now = 300_000;
    assert.equal(await has('new_one'), true);
    await database.admin('DROP TABLE new_one');
    assert.equal(await has('new_one'), true);
    engine.refresh();
    assert.equal(await has('new_one'), false);
  });

  test('has its names looked for where the address says', setting.skip, async () => {
    const database = setting.database();
    const engine = setting.engine(`${database.url}?schema=other`);
    assert.equal((await engine.check()).defaultSchema, 'other');
    assert.deepEqual((await engine.query('SELECT * FROM owners')).rows, []);
    await assert.rejects(setting.engine(`${database.url}?schema=nix`).check(), { message: /no schema "nix"/ });
  });

  test('comes with a warning for a login that may do more than read', setting.skip, async () => {
    const database = setting.database();
    const reader = setting.engine();
    await reader.tables();
    assert.doesNotMatch(reader.warnings.join(), /login/);
    assert.match(reader.warnings.join(), /view public.broken cannot be read: division by zero/);
    const owner = setting.engine(database.adminUrl);
    await owner.tables();
    assert.match(owner.warnings.join(), /"owner" may do everything/);
    await database.admin('GRANT INSERT ON people TO reader');
    assert.match((await setting.engine().check()).warnings.join(), /"reader" may change/);
    await database.admin('REVOKE INSERT ON people FROM reader');
  });
});

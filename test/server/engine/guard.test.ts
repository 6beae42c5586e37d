// What the guard lets through and what it refuses, each judged by a real parse tree and then run.
// Not here: bounds on what may run (query.test.ts, lifecycle.test.ts).
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { DuckdbEngine } from '../../../src/server/engine/duckdb.ts';
import { QueryError } from '../../../src/server/engine/engine.ts';
import { judge } from '../../../src/server/engine/guard.ts';
import { builtInFunctions } from '../../../src/server/engine/guardFunctions.ts';
import { databaseFile, engineOver, queryError, suiteCleanup, temporaryFolder } from './support.ts';

const schema = `
  CREATE TABLE sales (id INTEGER, region VARCHAR, amount DECIMAL(10,2), day DATE);
  INSERT INTO sales VALUES (1, 'North', 10, '2024-01-01'), (2, 'South', 20, '2024-02-01'), (3, 'North', 5, '2024-02-02');
  CREATE SCHEMA other; CREATE TABLE other.notes (id INTEGER); INSERT INTO other.notes VALUES (1);
  CREATE VIEW north AS SELECT * FROM sales WHERE region = 'North';`;

/** SQL and the number of rows it gives. */
const allowed: [string, number][] = [
  ['SELECT * FROM sales', 3],
  ['FROM sales', 3],
  ['TABLE sales', 3],
  ['VALUES (1), (2)', 2],
  ['SELECT * FROM north; -- the view', 2],
  ['SELECT * FROM main.sales', 3],
  ['SELECT * FROM data.sales', 3],
  ['SELECT * FROM data.main.sales', 3],
  ['SELECT * FROM other.notes', 1],
  ['SELECT "Sales".id FROM SALES AS "Sales"', 3],
  ['WITH a AS (SELECT * FROM sales), b AS (SELECT * FROM a) SELECT * FROM b', 3],
  ['WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r', 5],
  [
    'SELECT region, sum(amount) FILTER (WHERE id > 0), count(DISTINCT id) FROM sales GROUP BY ALL HAVING count(*) > 0',
    2,
  ],
  ['SELECT *, row_number() OVER (PARTITION BY region ORDER BY day) AS n FROM sales QUALIFY n = 1', 2],
  ['SELECT sum(amount) OVER w FROM sales WINDOW w AS (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)', 3],
  ["SELECT first(region ORDER BY id), string_agg(region, ',' ORDER BY id) FROM sales", 1],
  ['SELECT region, day, sum(amount) FROM sales GROUP BY GROUPING SETS ((region), (day), ())', 6],
  ['SELECT region, grouping(region) FROM sales GROUP BY ROLLUP (region)', 3],
  ['SELECT * FROM sales a JOIN sales b USING (id) LEFT JOIN other.notes n ON n.id = a.id', 3],
  ['SELECT * FROM sales s, LATERAL (SELECT s.id + 1) x', 3],
  ['SELECT * FROM sales WHERE id IN (SELECT id FROM other.notes) OR EXISTS (SELECT 1 FROM sales t WHERE t.id = 9)', 1],
  ["SELECT * FROM sales WHERE amount > ALL (SELECT 6) AND region LIKE 'N%' AND id NOT IN (7, 8)", 1],
  ['SELECT id FROM sales UNION SELECT id FROM other.notes EXCEPT SELECT 3 ORDER BY 1 LIMIT 10 OFFSET 1', 1],
  ['SELECT DISTINCT ON (region) * FROM sales ORDER BY region, id LIMIT 50%', 1],
  ["SELECT date_trunc('month', day), extract(year FROM day), day + INTERVAL 1 DAY, strftime(day, '%Y') FROM sales", 3],
  ["SELECT CASE WHEN id = 1 THEN 'a' ELSE 'b' END, coalesce(NULL, 1), nullif(1, 2), id BETWEEN 1 AND 2 FROM sales", 3],
  ['SELECT CAST(id AS VARCHAR), id::DOUBLE, TRY_CAST(region AS INTEGER), NOT true, -id, id IS NULL FROM sales', 3],
  ['SELECT list_transform([1, 2], lambda x: x + 1), [1, 2][1], [1, 2, 3][1:2], {a: 1}.a, [x * 2 FOR x IN [1, 2]]', 1],
  ['SELECT * EXCLUDE (day) REPLACE (upper(region) AS region) RENAME (id AS number) FROM sales', 3],
  ["SELECT COLUMNS('i.*') FROM sales", 3],
  ['SELECT * FROM range(5) WITH ORDINALITY', 5],
  ['SELECT unnest([1, 2, 3])', 3],
  ['SELECT * FROM unnest([1, 2])', 2],
  ["SELECT * FROM sales PIVOT (sum(amount) FOR region IN ('North', 'South'))", 3],
  ['UNPIVOT (SELECT id, amount FROM sales) ON id, amount', 6],
  ['SELECT region COLLATE NOCASE, current_date, now() FROM sales USING SAMPLE 3 ROWS', 3],
  ['SELECT * FROM sales TABLESAMPLE RESERVOIR (2 ROWS)', 2],
  ["/* a comment; DROP TABLE sales */ SELECT '; DROP TABLE sales' -- ; DELETE FROM sales", 1],
];

const refused = [
  "INSERT INTO sales VALUES (4, 'x', 1, NULL)",
  'UPDATE sales SET id = 0',
  'DELETE FROM sales',
  'TRUNCATE sales',
  'MERGE INTO sales USING other.notes n ON sales.id = n.id WHEN MATCHED THEN DELETE',
  'CREATE TABLE t AS SELECT 1',
  'CREATE OR REPLACE VIEW north AS SELECT 1',
  'CREATE MACRO m() AS 1',
  'CREATE TEMP TABLE t AS SELECT 1',
  'DROP TABLE sales',
  'ALTER TABLE sales ADD COLUMN x INTEGER',
  "COPY sales TO '/tmp/out.csv'",
  "COPY sales FROM '/etc/passwd'",
  "EXPORT DATABASE '/tmp/out'",
  "IMPORT DATABASE '/tmp/out'",
  "ATTACH '/tmp/other.duckdb'",
  'DETACH data',
  'INSTALL httpfs',
  'LOAD httpfs',
  'SET threads = 1',
  'RESET threads',
  'PRAGMA database_list',
  'PRAGMA table_info(sales)',
  'CALL pragma_version()',
  'CHECKPOINT',
  'VACUUM',
  'BEGIN',
  'USE other',
  'PREPARE p AS SELECT 1',
  'EXECUTE p',
  'SHOW TABLES',
  'SHOW ALL TABLES',
  'DESCRIBE sales',
  'SUMMARIZE sales',
  'EXPLAIN (FORMAT JSON) SELECT 1',
  'EXPLAIN (ANALYZE) SELECT 1',
  'EXPLAIN',
  "EXPLAIN COPY sales TO '/tmp/out.csv'",
  'EXPLAIN DROP TABLE sales',
  'EXPLAIN SHOW TABLES',
  'EXPLAIN SELECT 1; DROP TABLE sales',
  'EXPLAIN WITH a AS (SELECT 1) DELETE FROM sales',
  "EXPLAIN SELECT current_setting('threads')",
  "EXPLAIN ANALYZE SELECT * FROM '/etc/passwd'",
  "EXPLAIN ANALYZE INSERT INTO sales VALUES (4, 'x', 1, NULL)",
  'SELECT 1; SELECT 2',
  'SELECT 1; DROP TABLE sales',
  'SELECT 1 /* ; */ ; /* */ DELETE FROM sales -- SELECT',
  'SELECT * FROM (DESCRIBE sales)',
  'SELECT * FROM (SHOW TABLES)',
  'SELECT $1',
  'SELECT ?',
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT * FROM read_blob('/etc/passwd')",
  "SELECT * FROM read_parquet('/tmp/x.parquet')",
  "SELECT * FROM parquet_metadata('/tmp/x.parquet')",
  "SELECT * FROM sniff_csv('/etc/passwd')",
  "SELECT * FROM glob('/*')",
  "SELECT * FROM '/etc/passwd'",
  "SELECT * FROM 'data.csv'",
  'SELECT * FROM "data.csv"',
  "SELECT * FROM 'https://example.com/data.csv'",
  'WITH "data.csv" AS (SELECT * FROM "data.csv") SELECT * FROM "data.csv"',
  'SELECT (WITH hidden AS (SELECT 1) SELECT 1), (SELECT * FROM hidden)',
  'SELECT * FROM duckdb_settings()',
  'SELECT * FROM duckdb_secrets()',
  'SELECT * FROM duckdb_tables()',
  'SELECT * FROM duckdb_tables',
  'SELECT * FROM duckdb_databases()',
  'SELECT * FROM pragma_database_list',
  "SELECT * FROM pragma_table_info('sales')",
  'SELECT * FROM information_schema.tables',
  'SELECT * FROM data.information_schema.tables',
  'SELECT * FROM pg_catalog.pg_class',
  'SELECT * FROM pg_tables',
  'SELECT * FROM sqlite_master',
  'SELECT * FROM system.main.duckdb_tables',
  'SELECT * FROM temp.sales',
  "SELECT * FROM query('SELECT 1')",
  "SELECT * FROM query_table('sales')",
  'SELECT * FROM test_all_types()',
  "SELECT * FROM json_execute_serialized_sql('{}')",
  "SELECT * FROM which_secret('x', 'http')",
  "SELECT * FROM seq_scan('sales')",
  "SELECT getenv('HOME')",
  "SELECT current_setting('threads')",
  "SELECT getvariable('x')",
  "SELECT nextval('s')",
  'SELECT sleep_ms(100000)',
  'SELECT pg_sleep(100)',
  'SELECT txid_current()',
  'SELECT current_database()',
  'SELECT current_query()',
  "SELECT write_log('x')",
  "SELECT in_search_path('a', 'b')",
  "SELECT json_serialize_sql('SELECT 1')",
  "SELECT has_table_privilege('sales', 'select')",
  "SELECT list_transform([1], lambda x: current_setting('threads'))",
  "SELECT sum(amount) FILTER (WHERE current_setting('threads') = '2') FROM sales",
  "SELECT sum(amount) OVER (ORDER BY current_setting('threads')) FROM sales",
  "SELECT * FROM sales ORDER BY current_setting('threads')",
  "SELECT * FROM sales LIMIT (SELECT current_setting('threads')::INTEGER)",
  "SELECT * REPLACE (current_setting('threads') AS region) FROM sales",
  "SELECT CASE WHEN true THEN current_setting('threads') END",
  "SELECT DISTINCT ON (current_setting('threads')) * FROM sales",
  "SELECT * FROM sales a JOIN sales b ON a.region = current_setting('threads')",
  "SELECT * FROM range(current_setting('threads')::INTEGER)",
  "SELECT * FROM (SELECT current_setting('threads'))",
  'SELECT 1 UNION SELECT * FROM duckdb_settings()',
  'SELECT other.f(1)',
];

describe('the guard', () => {
  let engine: DuckdbEngine;
  const suite = suiteCleanup();
  before(async () => {
    const file = await databaseFile(await temporaryFolder(suite), schema);
    engine = await engineOver(suite, { kind: 'path', path: file });
  });

  for (const [sql, rows] of allowed) {
    test(`lets through: ${sql}`, async () => {
      assert.equal((await engine.queryUntrusted(sql)).rowCount, rows);
    });
  }
  for (const sql of refused) {
    test(`refuses: ${sql}`, async () => {
      const stopped = /getenv|FROM p|other\.f|EXECUTE/.test(sql) ? /./ : /Allowed is|Only one/;
      await assert.rejects(engine.queryUntrusted(sql), queryError('refused', stopped));
    });
  }

  test('calls broken SQL wrong, not forbidden', async () => {
    await assert.rejects(engine.queryUntrusted('SELEC * FROM sales'), queryError('failed', /syntax/i));
    await assert.rejects(engine.queryUntrusted('SELECT nothing FROM sales'), queryError('failed', /nothing/));
    await assert.rejects(engine.queryUntrusted(''), queryError('failed', /no SQL/));
  });

  test('left the data as it was', async () => {
    assert.deepEqual((await engine.query('SELECT count(*), sum(id) FROM sales')).rows, [[3, 6]]);
  });
});

describe('a tree the guard does not know', () => {
  const permitted = { catalog: 'data', tables: [{ schema: 'main', name: 'sales' }], functions: builtInFunctions };
  const node = {
    type: 'SELECT_NODE',
    modifiers: [],
    cte_map: { map: [] },
    select_list: [],
    from_table: { type: 'EMPTY' },
  };
  const tree = (changes: object) => ({
    error: false,
    statements: [{ node: { ...node, ...changes }, named_param_map: [] }],
  });
  const refuses = (value: unknown) =>
    assert.throws(
      () => judge(value, permitted),
      (cause) => cause instanceof QueryError && cause.kind === 'refused',
    );

  test('is refused for a new kind of node, expression, table, modifier or key', () => {
    judge(tree({}), permitted);
    refuses(tree({ type: 'INSERT_NODE' }));
    refuses(tree({ select_list: [{ class: 'NEW', type: 'NEW' }] }));
    refuses(tree({ select_list: [{ class: 'OPERATOR', type: 'OPERATOR_NEW', children: [] }] }));
    refuses(tree({ from_table: { type: 'NEW_REF' } }));
    refuses(tree({ from_table: { type: 'toString' } }));
    refuses(tree({ modifiers: [{ type: 'NEW_MODIFIER' }] }));
    refuses(tree({ into: 'file' }));
    refuses(tree({ constructor: {} }));
    refuses('text');
    refuses(null);
  });
});

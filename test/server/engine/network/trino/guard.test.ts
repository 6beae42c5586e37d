// What may be asked of Trino by a person or a model, and what is refused before it is sent.
// Not here: the transaction that only reads (session.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QueryError } from '../../../../../src/server/engine/engine.ts';
import { judgeTrino } from '../../../../../src/server/engine/network/drivers/trino/guard.ts';

const refused: readonly string[] = [
  // A text that another database runs.
  "SELECT * FROM TABLE(system.query(query => 'DELETE FROM t'))",
  "SELECT * FROM TABLE(postgresql.system.query(query => 'DROP TABLE t'))",
  'SELECT * FROM table /* x */ ("system".query(\'x\'))',
  "SELECT * FROM TABLE\n(mysql.system.execute('x'))",
  "SELECT * FROM a, LATERAL (SELECT * FROM TABLE(system.query('x')))",
  "WITH a AS (SELECT * FROM TABLE(x.system.query('x'))) SELECT * FROM a",
  "SELECT * FROM TABLE(elasticsearch.system.raw_query(schema => 's', index => 'i', query => 'q'))",
  'SELECT * FROM TABLE(exclude_columns(input => TABLE(t), columns => DESCRIPTOR(a)))',
  'TABLE t',
  // Other statements.
  'INSERT INTO t VALUES (1)',
  'WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a',
  'UPDATE t SET a = 1',
  'DELETE FROM t',
  'MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE',
  'CREATE TABLE t AS SELECT 1',
  'CREATE FUNCTION f() RETURNS bigint RETURN 1',
  'DROP TABLE t',
  'ALTER TABLE t EXECUTE optimize',
  'TRUNCATE TABLE t',
  'CALL system.sync_partition_metadata()',
  "CALL system.runtime.kill_query('x')",
  "EXECUTE IMMEDIATE 'DELETE FROM t'",
  'PREPARE p FROM DELETE FROM t',
  'DEALLOCATE PREPARE p',
  "SET SESSION query_max_run_time = '1h'",
  'SET ROLE admin',
  'USE hive.other',
  'GRANT SELECT ON t TO u',
  'COMMIT',
  'ROLLBACK',
  'START TRANSACTION READ WRITE',
  'ANALYZE t',
  'REFRESH MATERIALIZED VIEW v',
  'SHOW TABLES',
  'EXPLAIN ANALYZE DELETE FROM t',
  'DESCRIBE t',
  "COMMENT ON TABLE t IS 'x'",
  'SELECT 1; DELETE FROM t',
  'SELECT 1;;SELECT 2',
  "SELECT 1 INTO OUTFILE '/tmp/x'",
  'SELECT 1 SETTINGS a = 1',
  "WITH SESSION query_max_run_time = '1h' SELECT 1",
  'WITH FUNCTION f() RETURNS bigint RETURN 1 SELECT f()',
  // The system's own tables, functions of catalogs and persons, and what is not known.
  'SELECT * FROM system.runtime.queries',
  'SELECT * FROM "system".runtime.queries',
  'SELECT * FROM information_schema.tables',
  'SELECT * FROM hive."INFORMATION_SCHEMA".tables',
  'SELECT hive.functions.my_function(1)',
  'SELECT "my_function"(1)',
  'SELECT my_function(1)',
  "SELECT url('http://x'), 1",
  "SELECT * FROM file('/etc/hostname')",
  "SELECT * FROM s3('x')",
  'SELECT current_catalog_of(1)',
  // What may be read in two ways.
  "SELECT 'a",
  'SELECT 1 /* no end',
  'SELECT 1 /* a /* b */ */',
  'SELECT 1 /*+ hint */',
  'SELECT 1 -- a\rFROM t; DELETE FROM u',
  "SELECT U&'\\0041'",
  "SELECT X'41'",
  'SELECT `a` FROM t',
  'SELECT ? FROM t',
  'SELECT @a',
  'SELECT 1.5into',
  'SELECT “a” FROM t',
  'SELECT (1',
  'SELECT 1)',
  'SELECT \\ FROM t',
  '',
];

const allowed: readonly string[] = [
  'SELECT 1;',
  '(SELECT 1) UNION ALL (SELECT 2)',
  "VALUES (1, 'a'), (2, 'b')",
  "SELECT 'it''s; DROP TABLE t', 'a\\', \"a\"\"b\" FROM t -- TABLE(system.query('x'))",
  "SELECT count(*), SUM(amount) FILTER (WHERE ok), approx_distinct(name) FROM hive.shop.orders WHERE day >= DATE '2024-01-01' GROUP BY 1 HAVING COUNT(*) > 1 ORDER BY 2 DESC LIMIT 10",
  'WITH a (n, m) AS (SELECT 1, 2), "b" (x) AS (SELECT n FROM a) SELECT * FROM b CROSS JOIN a',
  'WITH RECURSIVE w (n) AS (VALUES 1 UNION ALL SELECT n + 1 FROM w WHERE n < 5) SELECT sum(n) FROM w',
  "SELECT DATE_TRUNC('month', CAST(day AS TIMESTAMP(6))), DATE_FORMAT(at, '%Y-%m'), day - INTERVAL '3' MONTH, CAST(at AT TIME ZONE 'Europe/Berlin' AS TIMESTAMP(6)) FROM orders",
  "SELECT TRY(DATE_PARSE(a, '%d.%m.%Y')), LOWER(a) LIKE '%x\\%%' ESCAPE '\\', DECIMAL '0.5', CAST(a AS DECIMAL(38,0)) * b FROM t",
  'SELECT RANK() OVER (PARTITION BY a ORDER BY b DESC), LAG(a) OVER w, ELEMENT_AT(ARRAY_AGG(a ORDER BY a) FILTER (WHERE a IS NOT NULL), 1) FROM t WINDOW w AS (ORDER BY b)',
  'SELECT transform(a, x -> x + 1), reduce(a, 0, (s, x) -> s + x, s -> s), a[1], ROW(1, 2), map(a, b) FROM t',
  'SELECT u.x FROM t CROSS JOIN UNNEST(a, b) AS u (x, y) JOIN (SELECT 1, 2) v (p, q) ON TRUE JOIN w USING (id)',
  'SELECT * FROM t TABLESAMPLE SYSTEM (2.5) WHERE EXISTS (SELECT 1 FROM u WHERE u.id = t.id) AND a IN (SELECT b FROM v)',
  'SELECT a, GROUPING(a) FROM t GROUP BY GROUPING SETS ((a), ()) ORDER BY a FETCH FIRST 5 ROWS ONLY',
  'SELECT t."table", t.update, "delete" FROM t WHERE a = $1',
  'SELECT * FROM orders FOR VERSION AS OF 5',
];

describe('what is asked of Trino', () => {
  for (const sql of refused)
    test(`is refused: ${JSON.stringify(sql.slice(0, 70))}`, () => {
      assert.throws(
        () => judgeTrino(sql),
        (error) => error instanceof QueryError && error.kind === 'refused' && /cannot run here: it/.test(error.message),
      );
    });
  for (const sql of allowed)
    test(`may run: ${sql.slice(0, 70)}`, () => {
      assert.doesNotThrow(() => judgeTrino(sql));
    });

  test('is judged in time, however long it is', () => {
    const began = performance.now();
    for (const sql of [
      `SELECT ${'('.repeat(100_000)}`,
      `WITH ${'a(b,'.repeat(20_000)}`,
      `SELECT ${'"a"(b),'.repeat(20_000)}1`,
    ]) {
      assert.throws(() => judgeTrino(sql), QueryError);
    }
    assert.ok(performance.now() - began < 5_000);
  });
});

// What may be asked of ClickHouse by a person or a model, and what is refused before it is sent.
// Not here: what the server itself refuses with readonly=1 (recorded/clickhouse-18.16.json holds its answers).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QueryError } from '../../../../../src/server/engine/engine.ts';
import { judgeClickhouse } from '../../../../../src/server/engine/network/drivers/clickhouse/guard.ts';

const refused: readonly string[] = [
  // Files, other hosts and other databases.
  "SELECT * FROM url('http://127.0.0.1:1/', CSV, 'a Int8')",
  "SELECT * FROM URL /* x */ ('http://127.0.0.1:1/')",
  "SELECT * FROM file('/etc/hostname', TSV, 'a String')",
  "SELECT file('/etc/hostname')",
  'SELECT "file"(\'/etc/hostname\')',
  "SELECT `file`('/etc/hostname')",
  "SELECT arrayMap(file, ['/etc/hostname'])",
  'SELECT arrayMap("file", [\'/etc/hostname\'])',
  "SELECT arrayMap((file), ['/etc/hostname'])",
  "SELECT arrayMap(file AS f, ['/etc/hostname'])",
  "WITH file AS f SELECT arrayMap(f, ['/etc/hostname'])",
  "SELECT arrayMap(x -> file(x), ['/etc/hostname'])",
  "SELECT arrayNewerThanThis(file, ['/etc/hostname'])",
  "WITH (x -> file(x)) AS lower SELECT lower('/etc/hostname')",
  "SELECT * APPLY(file) FROM (SELECT '/etc/hostname')",
  "SELECT * APPLY file FROM (SELECT '/etc/hostname')",
  "SELECT * FROM remote('127.0.0.1:19000', system.one)",
  "SELECT * FROM remoteSecure('127.0.0.1', system.one)",
  "SELECT * FROM cluster('c', default.t)",
  "SELECT * FROM clusterAllReplicas('c', default.t)",
  "SELECT * FROM s3('https://b.s3.amazonaws.com/x', CSV)",
  "SELECT * FROM s3Cluster('c', 'https://b/x')",
  "SELECT * FROM gcs('x')",
  "SELECT * FROM azureBlobStorage('x')",
  "SELECT * FROM hdfs('hdfs://h/x', CSV)",
  "SELECT * FROM mysql('h:3306', 'd', 't', 'u', 'p')",
  "SELECT * FROM postgresql('h:5432', 'd', 't', 'u', 'p')",
  "SELECT * FROM mongodb('h', 'd', 't', 'u', 'p')",
  "SELECT * FROM odbc('DSN=x', 't')",
  "SELECT * FROM jdbc('x', 't')",
  "SELECT * FROM sqlite('/x', 't')",
  "SELECT * FROM redis('h', 'k', 'a Int8')",
  "SELECT * FROM executable('x.sh', TSV, 'a Int8')",
  "SELECT * FROM iceberg('x')",
  "SELECT * FROM deltaLake('x')",
  "SELECT * FROM merge('system', '.*')",
  "SELECT * FROM input('a Int8')",
  "SELECT * FROM dictionary('d')",
  "SELECT dictGet('d', 'a', 1)",
  "SELECT joinGet('j', 'a', 1)",
  // Clauses that say more than what is to be read.
  "SELECT 1 INTO OUTFILE '/tmp/x'",
  "SELECT 1 into/**/outfile '/tmp/x' FORMAT CSV",
  'SELECT 1 FORMAT JSON',
  'SELECT 1 SETTINGS readonly = 0',
  'SELECT * FROM (SELECT 1 SETTINGS max_threads = 1)',
  'SELECT 1 settings max_execution_time=0',
  'SELECT a, count() FROM t GROUP BY a WITH TOTALS',
  'SELECT 1 PARALLEL WITH DROP TABLE t',
  // Other statements.
  'SELECT 1; DROP TABLE t',
  'SELECT 1;;SELECT 2',
  'INSERT INTO t VALUES (1)',
  'CREATE TABLE t (a Int8) ENGINE = Memory',
  'CREATE TABLE t ENGINE = Memory AS SELECT 1',
  'DROP TABLE t',
  'ALTER TABLE t DELETE WHERE 1',
  'TRUNCATE TABLE t',
  'OPTIMIZE TABLE t',
  'RENAME TABLE a TO b',
  'SET readonly = 0',
  'USE system',
  'SYSTEM SHUTDOWN',
  'KILL QUERY WHERE 1',
  'GRANT ALL ON *.* TO x',
  "BACKUP TABLE t TO Disk('x', 'y')",
  'SHOW GRANTS',
  'EXPLAIN SELECT 1',
  'SELECT * FROM (EXPLAIN SELECT 1)',
  'WITH a AS (INSERT INTO t VALUES (1)) SELECT 1',
  'FROM t SELECT 1',
  '',
  ' -- nothing',
  // To wait, to look at the server, functions of persons.
  'SELECT sleep(3)',
  'SELECT sleepEachRow(1) FROM numbers(10)',
  'SELECT hostName()',
  "SELECT getSetting('readonly')",
  "SELECT getMacro('x')",
  'SELECT my_function(1)',
  'SELECT * FROM system.users',
  'SELECT * FROM "system".users',
  'SELECT * FROM `system` . query_log',
  'SELECT * FROM INFORMATION_SCHEMA.TABLES',
  "SELECT * FROM identifier('system.users')",
  // What may be read in two ways.
  "SELECT 'a",
  'SELECT "a',
  'SELECT 1 /* no end',
  'SELECT 1 /* a /* b */ */',
  "SELECT 1 /*!into*/ outfile 'x'",
  'SELECT $$a$$',
  'SELECT $a$ into outfile $a$',
  "SELECT x'41'",
  'SELECT “a” FROM t',
  'SELECT 1 # INTO',
  'SELECT 1into',
  'SELECT {a:String}',
  'SELECT @@version',
  'SELECT (1',
  'SELECT 1)',
  'SELECT [1)',
  'SELECT "sys\\x74em".a FROM t',
  'SELECT 1\u00a0',
  'SELECT 1\0',
];

const allowed: readonly string[] = [
  'SELECT 1',
  ' ( SELECT 1 ) ; ',
  "SELECT 'it''s', 'a\\'b; DROP TABLE t', \"a\"\"b\", `c` FROM t -- into outfile 'x'",
  "SELECT count(*), sum(amount) FROM shop.orders WHERE day >= toDate32('2024-01-01') /* all */ GROUP BY name HAVING count() > 1 ORDER BY 2 DESC NULLS LAST LIMIT 10",
  'WITH a AS (SELECT 1 AS n), b AS (SELECT n FROM a) SELECT * FROM b JOIN a USING (n)',
  'WITH RECURSIVE w AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM w WHERE n < 5) SELECT sum(n) FROM w',
  'SELECT sumIf(amount, ok), uniqExact(name), quantileExactInclusive(0.5)(toFloat64(amount)), COUNT(DISTINCT name) FILTER (WHERE ok) FROM orders',
  "SELECT toStartOfMonth(day), formatDateTime(day, '%Y-%m'), dateName('weekday', day), parseDateTime64OrNull(name, '%d.%m.%Y'), day - INTERVAL 3 MONTH FROM orders",
  'SELECT RANK() OVER (PARTITION BY a ORDER BY b DESC), LAG(a, 1) OVER w, ROW_NUMBER() OVER () FROM t WINDOW w AS (ORDER BY b)',
  "SELECT arrayMap(x -> x + 1, [1, 2]), arrayMap((x, y) -> x + y, a, b), arrayMap(toString, a), arrayZip(a, b), arrayJoin(a), map('a', 1)['a'], (1, 'x').2 FROM t",
  'SELECT arrayConcat(file_names, b), url, t.file FROM t',
  "SELECT CAST(a AS Decimal(10, 2)), a::Nullable(String), a ? 1 : 2, CASE WHEN a IN (1, 2) AND (b) = (3) THEN 'x' END FROM t",
  "SELECT JSONExtractString(a, 'b'), extractURLParameter(url, 'q'), replaceRegexpAll(a, 'x', 'y'), lowerUTF8(a) ILIKE '%x%' FROM t",
  'SELECT * FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.id = t.id) AND a NOT IN (SELECT b FROM v)',
  'SELECT number FROM numbers(10) UNION ALL SELECT number FROM system.numbers LIMIT 3',
  'SELECT "settings", t.format, "into" FROM t FINAL SAMPLE 0.1 PREWHERE a = $1 LIMIT 1 BY a',
  "SELECT toDecimal256(a, 2) * b, intDiv(a, 2), greatest(a, b), if(a > 1, 'x', 'y'), toInt128(a), makeDate32(intDiv(a, 100), a % 100, 1) FROM t",
  'SELECT a FROM t GROUP BY GROUPING SETS ((a), (a, b)) ORDER BY a WITH FILL',
];

describe('what is asked of ClickHouse', () => {
  for (const sql of refused)
    test(`is refused: ${JSON.stringify(sql.slice(0, 70))}`, () => {
      assert.throws(
        () => judgeClickhouse(sql),
        (error) => error instanceof QueryError && error.kind === 'refused' && /cannot run here: it/.test(error.message),
      );
    });
  for (const sql of allowed)
    test(`may run: ${sql.slice(0, 70)}`, () => {
      assert.doesNotThrow(() => judgeClickhouse(sql));
    });

  test('is judged in time, however long it is', () => {
    const began = performance.now();
    for (const sql of [
      `SELECT ${'('.repeat(100_000)}`,
      `SELECT '${"''".repeat(100_000)}`,
      `SELECT ${'1,'.repeat(100_000)}1`,
      `SELECT ${'/* */'.repeat(50_000)} 1`,
      `SELECT ${'arrayMap('.repeat(5_000)}1`,
    ]) {
      try {
        judgeClickhouse(sql);
      } catch (error) {
        assert.ok(error instanceof QueryError);
      }
    }
    assert.ok(performance.now() - began < 5_000);
  });
});

// What is written for each database, where they differ, and what is told of it to a model; also of those that no test can start.
// Not here: running it (databases.test.ts), DuckDB's statements (../compile*.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productOf } from '../../../../src/server/answer/agent/dialectText.ts';
import { namingOf, tableName } from '../../../../src/server/answer/agent/schemaSummary.ts';
import type { Dialect } from '../../../../src/server/answer/planner/sql/dialect.ts';
import { dialectOf } from '../../../../src/server/answer/planner/sql/dialectOf.ts';
import type { DialectName } from '../../../../src/server/engine/engine.ts';
import { openEngine } from '../testEngine.ts';

const names: readonly DialectName[] = ['duckdb', 'postgres', 'mysql', 'clickhouse', 'trino'];
const each = (write: (dialect: Dialect) => string) =>
  names.map((dialect) => write(dialectOf({ dialect, defaultSchema: 'shop' })));

test('names and texts cannot end where they are quoted', () => {
  assert.deepEqual(
    each((x) => x.quote('a"b`c\\')),
    ['"a""b`c\\"', '"a""b`c\\"', '`a"b``c\\`', '"a\\"b`c\\\\"', '"a""b`c\\"'],
  );
  assert.deepEqual(
    each((x) => x.literal("a'b\\")),
    ["'a''b\\'", "'a''b\\'", "'a''b\\\\'", "'a\\'b\\\\'", "'a''b\\'"],
  );
});

test('a table of the default schema needs none before its name', () => {
  assert.deepEqual(
    each((x) => `${x.table({ schema: 'shop', name: 't' })} ${x.table({ schema: 'old', name: 't' })}`),
    ['"t" "old"."t"', '"t" "old"."t"', '`t` `old`.`t`', '"t" "old"."t"', '"t" "old"."t"'],
  );
});

test('what is missing comes last in any order', () => {
  assert.deepEqual(
    each((x) => `${x.order('n', 'asc', 'SUM(v)')} | ${x.order('n', 'desc')}`),
    [
      'n | n DESC NULLS LAST',
      'n | n DESC NULLS LAST',
      'SUM(v) IS NULL, n | n DESC',
      'n | n DESC NULLS LAST',
      'n | n DESC',
    ],
  );
});

test('a median of some rows is exact everywhere', () => {
  const [, postgres, mysql, clickhouse, trino] = each((x) => x.aggregate({ fn: 'median', value: 'v', where: 'w' }));
  assert.equal(postgres, 'PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY CAST(v AS DOUBLE PRECISION)) FILTER (WHERE w)');
  assert.match(mysql ?? '', /GROUP_CONCAT\(CASE WHEN w THEN v END ORDER BY/);
  assert.equal(clickhouse, 'quantileExactInclusive(0.5)(toFloat64(v)) FILTER (WHERE w)');
  assert.match(trino ?? '', /ARRAY_AGG\(.*\) FILTER \(WHERE \(w\) AND v IS NOT NULL\)/);
});

test('only what a person may say is read as words, whatever a database calls it', () => {
  const words: readonly (readonly [DialectName, string, boolean])[] = [
    ['duckdb', "ENUM('a', 'b')", true],
    ['duckdb', 'VARCHAR[]', false],
    ['postgres', 'character varying(10)', true],
    ['postgres', 'order_state', true],
    ['postgres', 'text[]', false],
    ['postgres', 'jsonb', false],
    ['postgres', 'uuid', false],
    ['mysql', "enum('a','b')", true],
    ['mysql', 'mediumtext', true],
    ['mysql', 'json', false],
    ['clickhouse', 'LowCardinality(Nullable(String))', true],
    ['clickhouse', 'Array(String)', false],
    ['trino', 'varchar(20)', true],
  ];
  for (const [dialect, type, expected] of words)
    assert.equal(dialectOf({ dialect }).isWords(type), expected, `${dialect} ${type}`);
});

test('a large table of another server is read in part, and DuckDB reads more', () => {
  const parts = each((x) => x.profile.sample('t', 200_000, 100_000_000, 'table'));
  assert.deepEqual(parts.slice(1), [
    '(SELECT * FROM t TABLESAMPLE SYSTEM (0.2000) REPEATABLE (1))',
    '(SELECT * FROM t AS s LIMIT 200000)',
    '(SELECT * FROM t AS s LIMIT 200000)',
    '(SELECT * FROM t AS s LIMIT 200000)',
  ]);
});

test('a model is told the product and names as they are written there', async () => {
  const engine = await openEngine('');
  assert.equal(productOf(engine), 'DuckDB');
  assert.equal(productOf({ engine: 'postgresql', version: '15.3 (Debian)' }), 'PostgreSQL 15.3');
  const maria = { ...engine, engine: 'mariadb', dialect: 'mysql' as const, defaultSchema: 'shop' };
  const nameOf = (schema: string, name: string) => tableName({ schema, name }, namingOf(maria));
  assert.equal(nameOf('shop', 'order_lines'), 'order_lines');
  assert.equal(nameOf('shop', 'rank'), '`rank`');
  assert.equal(nameOf('other', 'rank'), '`other`.`rank`');
  engine.dispose();
});

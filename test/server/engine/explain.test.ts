// EXPLAIN of what somebody wrote: its plan as rows, bounded like any result, without anything of the machine in it.
// Not here: what is refused behind EXPLAIN (attackTable.ts, guard.test.ts).
import assert from 'node:assert/strict';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckdbEngine } from '../../../src/server/engine/duckdb.ts';
import { explainedBy } from '../../../src/server/engine/explain.ts';
import { csvFolder, engineOver, queryError, suiteCleanup } from './support.ts';

describe('EXPLAIN', () => {
  let engine: DuckdbEngine;
  let folder: string;
  const suite = suiteCleanup();
  before(async () => {
    folder = await csvFolder(suite);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const parquet = path.join(folder, 'events.parquet');
    await connection.run(`COPY (SELECT range AS id, 'e' || range AS what FROM range(100)) TO '${parquet}'`);
    connection.closeSync();
    instance.closeSync();
    engine = await engineOver(suite, { kind: 'path', path: folder });
  });

  const plan = async (sql: string, limits = {}) => {
    const { rows } = await engine.queryUntrusted(sql, limits);
    return rows.map(([line]) => String(line));
  };

  test('gives each operator above those it reads from', async () => {
    const lines = await plan('EXPLAIN SELECT name FROM items i JOIN events e ON e.id = i.id ORDER BY name');
    const indent = (operator: string) => lines.find((line) => line.includes(operator))?.search(/\S/) ?? -1;
    assert.ok(indent('ORDER_BY') >= 0 && indent('HASH_JOIN') > indent('ORDER_BY'), lines.join('\n'));
    assert.ok(indent('PARQUET') > indent('HASH_JOIN'));
    assert.ok(lines.some((line) => line.includes('main.items')));
  });

  test('with ANALYZE runs it and tells rows and times', async () => {
    const lines = await plan('explain /* how */ analyze -- really\n SELECT * FROM items WHERE id > $1;', {
      parameters: [1],
    });
    assert.match(lines[0] ?? '', /^Total time: \d+\.\d\d ms$/);
    assert.ok(
      lines.some((line) => /SCAN \(\d+ rows, \d+\.\d\d ms\)/.test(line)),
      lines.join('\n'),
    );
  });

  test('takes WITH, VALUES, FROM and TABLE', async () => {
    assert.ok((await plan('EXPLAIN WITH a AS (SELECT * FROM items) SELECT * FROM a')).length > 0);
    assert.ok((await plan('EXPLAIN VALUES (1), (2)')).length > 0);
    assert.ok((await plan('EXPLAIN ANALYZE FROM items')).length > 0);
    assert.ok((await plan('EXPLAIN TABLE items')).length > 0);
  });

  test('shows no path of the machine', async () => {
    for (const how of ['EXPLAIN', 'EXPLAIN ANALYZE']) {
      const text = (await plan(`${how} SELECT * FROM events WHERE id > 3`)).join('\n');
      assert.match(text, /PARQUET/);
      assert.doesNotMatch(text, /events\.parquet|trellis-engine/);
      assert.ok(!text.includes(folder));
    }
  });

  test('is cut like any result', async () => {
    const sql = 'EXPLAIN SELECT * FROM items a, items b, items c, items d';
    const whole = await engine.queryUntrusted(sql);
    const cut = await engine.queryUntrusted(sql, { maxRows: 3, maxCellLength: 5 });
    assert.equal(cut.rows.length, 3);
    assert.equal(cut.rowCount, whole.rowCount);
    assert.equal(cut.truncated, true);
    assert.ok(cut.rows.every(([line]) => String(line).length <= 5));
    assert.equal(whole.truncated, false);
    const small = await engineOver(suite, { kind: 'path', path: folder }, { maxResultLength: 100 });
    const { rows, truncated } = await small.queryUntrusted(sql);
    assert.ok(truncated && rows.join('').length <= 100);
  });

  test('with ANALYZE ends in time and when cancelled', async () => {
    const endless =
      'EXPLAIN ANALYZE SELECT count(*) FROM range(10000000000) a, range(1000) b WHERE a.range % 7 = b.range';
    await assert.rejects(engine.queryUntrusted(endless, { timeoutMs: 200 }), queryError('timeout'));
    const controller = new AbortController();
    const running = engine.queryUntrusted(endless, { signal: controller.signal });
    await engine.tables();
    controller.abort();
    await assert.rejects(running, queryError('cancelled'));
  });

  test('is told apart from other statements by its words alone', () => {
    assert.deepEqual(explainedBy('EXPLAIN SELECT 1'), { analyze: false, sql: 'SELECT 1' });
    assert.deepEqual(explainedBy('-- a\n/* /* */ */Explain Analyze/**/from x'), { analyze: true, sql: 'from x' });
    for (const sql of ['SELECT 1', 'explained', '"EXPLAIN" SELECT 1', '', "'EXPLAIN'", '-- EXPLAIN SELECT 1']) {
      assert.equal(explainedBy(sql), undefined);
    }
    for (const sql of ['EXPLAIN', 'EXPLAIN (SELECT 1)', 'EXPLAIN SELECTED', 'EXPLAIN ANALYZE ANALYZE', 'EXPLAIN;']) {
      assert.throws(() => explainedBy(sql), queryError('refused', /without options/));
    }
  });
});

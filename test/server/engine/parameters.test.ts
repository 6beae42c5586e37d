// Statements with `$1`, `$2`, ... and values beside them: how the values are bound, counted and kept apart from the text.
// Not here: the `{{name}}` of saved queries (placeholders.test.ts).
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { DuckdbEngine } from '../../../src/server/engine/duckdb.ts';
import { csvFolder, engineOver, queryError, suiteCleanup } from './support.ts';

describe('a statement with parameters', () => {
  let engine: DuckdbEngine;
  const suite = suiteCleanup();
  before(async () => {
    engine = await engineOver(suite, { kind: 'path', path: await csvFolder(suite) });
  });

  test('gives columns with names and types, also where a parameter decides them', async () => {
    const sql = 'SELECT id, $1 AS label, $2 AS number, $3 AS yes, $4::DATE AS day, $5 AS half FROM items; -- all';
    const { columns, rows } = await engine.queryUntrusted(sql, {
      parameters: ['x', 7, true, '2024-02-29', 0.5],
      maxRows: 1,
    });
    assert.deepEqual(columns, [
      { name: 'id', type: 'integer' },
      { name: 'label', type: 'text' },
      { name: 'number', type: 'integer' },
      { name: 'yes', type: 'boolean' },
      { name: 'day', type: 'date' },
      { name: 'half', type: 'number' },
    ]);
    assert.deepEqual(rows, [[1, 'x', 7, true, '2024-02-29', 0.5]]);
  });

  test('counts all rows beyond those it returns', async () => {
    const result = await engine.queryUntrusted('SELECT * FROM range($1) /* n */ ;', { parameters: [1000], maxRows: 2 });
    assert.deepEqual([result.rows, result.rowCount, result.truncated], [[[0], [1]], 1000, true]);
  });

  test('takes them in every clause where a value can stand', async () => {
    const sql = `WITH cheap AS (SELECT * FROM items WHERE price BETWEEN $1 AND $2)
      SELECT name, (SELECT count(*) FROM items WHERE id >= $3) FROM cheap
      WHERE name IN ($4, 'Pad') GROUP BY name HAVING count(*) >= $5 ORDER BY name DESC LIMIT $6 OFFSET $7`;
    const { rows } = await engine.queryUntrusted(sql, { parameters: ['1', 2, '2', 'Pen', 1, 5, 0] });
    assert.deepEqual(rows, [
      ['Pen', 2],
      ['Pad', 2],
    ]);
  });

  test('reads one value in several places', async () => {
    const { rows, columns } = await engine.queryUntrusted('SELECT $1 AS a, $1 AS a, $2 || $1 AS b', {
      parameters: ['x', 'y'],
    });
    assert.deepEqual(rows, [['x', 'x', 'yx']]);
    assert.equal(new Set(columns.map((column) => column.name)).size, 3);
  });

  test('needs as many values as it has parameters', async () => {
    const run = (sql: string, parameters: string[]) => engine.queryUntrusted(sql, { parameters });
    await assert.rejects(run('SELECT $1, $2', ['x']), queryError('refused', /no value for the parameter \$2/));
    await assert.rejects(run('SELECT $1', ['x', 'y']), queryError('failed', /uses 1 of the 2 values/));
    await assert.rejects(run('SELECT $2', ['x', 'y']), queryError('failed', /uses 1 of the 2 values/));
    await assert.rejects(run('SELECT 1', ['x']), queryError('failed', /uses 0 of the 1/));
    await assert.rejects(run('SELECT $name', ['x']), queryError('refused', /\$name/));
    await assert.rejects(run('SELECT $1', []), queryError('refused', /with parameters cannot run/));
  });

  test('is judged like any other', async () => {
    const run = (sql: string) => engine.queryUntrusted(sql, { parameters: ['/etc/passwd'] });
    await assert.rejects(run('SELECT * FROM read_text($1)'), queryError('refused', /read_text/));
    await assert.rejects(run('DELETE FROM items WHERE name = $1'), queryError('refused'));
    await assert.rejects(run('SELECT $1; SELECT $1'), queryError('refused', /one statement/));
    await assert.rejects(run('SELECT getenv($1)'), queryError('refused', /getenv/));
    await assert.rejects(run('SELECT * FROM $1'), queryError('failed', /syntax/));
    await assert.rejects(run('SELECT $1::INTEGER'), queryError('failed', /Could not convert/));
    await assert.rejects(run('SELECT * FROM range($1)'), queryError('failed', /^[^\n]*$/));
  });

  test('of ours has none', async () => {
    await assert.rejects(engine.query('SELECT $1 AS a', { parameters: ['x'] }), queryError('failed'));
  });
});

// A whole result in a file of its own: what is left of one that failed, and how large it may become.
// Not here: reading it (test/server/results).
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { keepResult } from '../../../src/server/engine/keepResult.ts';
import { temporaryFolder } from './support.ts';

const nothing = { values: [], types: [] };
const usual = { maxRows: 1_000_000, maxBytes: 2e9, checkCancelled: () => undefined };

async function connected(): Promise<DuckDBConnection> {
  return await (await DuckDBInstance.create(':memory:')).connect();
}

test('a result that has too many rows leaves no file, and none that is open without a name', async (t) => {
  const folder = await temporaryFolder(t);
  const file = path.join(folder, 'result');
  const sql = 'SELECT i, md5(i::VARCHAR) FROM range(300000) t(i)';
  const keeping = keepResult(await connected(), sql, nothing, { ...usual, file, maxRows: 250_000 });
  await assert.rejects(keeping, /more than 250,000 rows/);
  assert.deepEqual(readdirSync(folder), []);
  if (process.platform !== 'linux') return;
  const open = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch (cause) {
      // The one that listed them is closed by now.
      assert.ok(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT');
      return [];
    }
  });
  assert.deepEqual(
    open.filter((each) => each.startsWith(folder)),
    [],
  );
});

for (const [rows, words] of [
  [2_000, 300],
  [60_000, 10],
  [300_000, 1],
] as const)
  test(`${rows} rows of ${words * 32} characters are too large, and no file is left`, async (t) => {
    const folder = await temporaryFolder(t);
    const file = path.join(folder, 'result');
    // Texts that compression makes hardly shorter.
    const sql = `SELECT array_to_string([md5((i * 1000 + n)::VARCHAR) FOR n IN range(${words})], '') FROM range(${rows}) t(i)`;
    const keeping = keepResult(await connected(), sql, nothing, { ...usual, file, maxBytes: 5e6 });
    await assert.rejects(keeping, /larger than 5 MB/);
    assert.deepEqual(readdirSync(folder), []);
  });

test('what a process left that died over the same file is in nobody’s way', async (t) => {
  const folder = await temporaryFolder(t);
  const file = path.join(folder, 'result');
  writeFileSync(file, 'half a file');
  writeFileSync(`${file}.wal`, 'and its log');
  mkdirSync(`${file}.tmp`);
  const kept = await keepResult(await connected(), 'SELECT 1 AS one', nothing, { ...usual, file });
  assert.deepEqual(kept, { rowCount: 1, columns: [{ name: 'one', type: 'integer' }] });
  assert.deepEqual(readdirSync(folder), ['result']);
});

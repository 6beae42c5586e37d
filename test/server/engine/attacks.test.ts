// Every attack of the table against files with uploads and against a database file: how it ends, and that nothing changed.
// Not here: the attacks (attackTable.ts), what may run (guard.test.ts).
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DataSource } from '../../../src/server/engine/dataSource.ts';
import type { DuckdbEngine } from '../../../src/server/engine/duckdb.ts';
import { QueryError } from '../../../src/server/engine/engine.ts';
import { attacks } from './attackTable.ts';
import { databaseFile, engineOver, suiteCleanup, temporaryFolder } from './support.ts';

const sales = 'id,region,amount\n1,North,10\n2,South,20\n3,North,5\n';
const database = `
  CREATE TABLE sales (id INTEGER PRIMARY KEY, region VARCHAR, amount DECIMAL(10,2));
  INSERT INTO sales VALUES (1, 'North', 10), (2, 'South', 20), (3, 'North', 5);
  CREATE SCHEMA other; CREATE TABLE other.notes AS SELECT 1 AS id;
  CREATE VIEW north AS SELECT * FROM sales WHERE region = 'North';
  CREATE SEQUENCE counter; CREATE MACRO harmless() AS 1; CREATE MACRO harmless_table() AS TABLE SELECT 1;`;

async function checksums(folders: readonly string[]): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      sums[file] = entry.isFile()
        ? createHash('sha256')
            .update(await readFile(file))
            .digest('hex')
        : 'folder';
    }
  }
  return sums;
}

/** Of every row of every table, and which tables and columns there are. */
async function contents(engine: DuckdbEngine): Promise<unknown> {
  const tables = await engine.tables();
  const parts = tables.map(({ schema, name }) => `SELECT count(*), bit_xor(hash(t)) FROM "${schema}"."${name}" AS t`);
  return { tables, rows: (await engine.query(parts.join(' UNION ALL '))).rows };
}

async function attackedEngine(
  cleanup: ReturnType<typeof suiteCleanup>,
  source: DataSource,
  upload?: string,
): Promise<{ engine: DuckdbEngine; cache: string }> {
  const cache = await temporaryFolder(cleanup);
  const engine = await engineOver(cleanup, source, {
    cacheDirectory: cache,
    graceMs: 500,
    settings: { memoryMb: 200, maxSpillMb: 100 },
    uploads: upload ? [{ path: upload, name: 'people.csv', format: 'csv' }] : [],
  });
  return { engine, cache };
}

for (const kind of ['files with uploads', 'a database file'] as const) {
  describe(`against ${kind}`, () => {
    const suite = suiteCleanup();
    let engine: DuckdbEngine;
    let filled: (sql: string) => string;
    let state: () => Promise<unknown>;

    before(async () => {
      const folder = await temporaryFolder(suite);
      const uploads = await temporaryFolder(suite);
      const upload = path.join(uploads, 'f3a9c1');
      await writeFile(upload, 'id,who\n1,Ann\n2,Bob\n');
      let cache: string;
      if (kind === 'a database file') {
        const file = await databaseFile(folder, database);
        ({ engine, cache } = await attackedEngine(suite, { kind: 'path', path: file }));
      } else {
        await writeFile(path.join(folder, 'sales.csv'), sales);
        const parquet = path.join(folder, 'events.parquet');
        const instance = await DuckDBInstance.create(':memory:');
        const connection = await instance.connect();
        await connection.run(`COPY (SELECT 1 AS id, 'a' AS what) TO '${parquet}' (FORMAT parquet)`);
        connection.closeSync();
        instance.closeSync();
        ({ engine, cache } = await attackedEngine(suite, { kind: 'path', path: folder }, upload));
      }
      state = async () => ({
        contents: await contents(engine),
        // A process that was ended by an attack leaves its folder for a moment, so only the files of the data count.
        files: await checksums([folder, uploads]),
      });
      await engine.tables();
      const [work] = await readdir(cache);
      filled = (sql) =>
        sql
          .replaceAll('FOLDER', folder)
          .replaceAll('UPLOAD', upload)
          .replaceAll('WORK', path.join(cache, work ?? ''));
    });

    for (const { sql, why, ends = 'refused' } of attacks) {
      test(`${ends}: ${why}: ${JSON.stringify(sql)}`, async () => {
        const untouched = await state();
        await assert.rejects(
          engine.queryUntrusted(filled(sql), { timeoutMs: ends === 'stopped' ? 700 : 10_000 }),
          (cause) => {
            assert.ok(cause instanceof QueryError, String(cause));
            const kinds = ends === 'stopped' ? ['timeout', 'failed'] : [ends];
            assert.ok(kinds.includes(cause.kind), `${cause.kind}: ${cause.message}`);
            assert.doesNotMatch(cause.message, /root:|HOME=/);
            return true;
          },
        );
        assert.deepEqual(await state(), untouched);
      });
    }

    test('what may run still does', async () => {
      assert.equal((await engine.queryUntrusted('SELECT * FROM sales')).rowCount, 3);
    });
  });
}

// Whatever plan is drawn, its SQL is accepted by the guard and the database, and has the columns it says.
// Not here: whether the numbers are right (compile.test.ts).
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import type { SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import { compile } from '../../../src/server/answer/planner/sql/compile.ts';
import { createDuckdbEngine } from '../../../src/server/engine/duckdb.ts';
import type { Engine } from '../../../src/server/engine/engine.ts';
import { anyPlan } from './anyPlan.ts';
import { seeded } from './anyPlanDraw.ts';
import { evalFolder, loadSchemas } from './evaluation.ts';

/** Plans for each schema; more by TRELLIS_ANY_PLANS. */
const plans = Number(process.env.TRELLIS_ANY_PLANS ?? 120);
/** Two roles of one table; times of day; dates that are stored as text. */
const schemas = ['football', 'webshop', 'energy'];

async function withSchema(name: string, use: (engine: Engine, index: SchemaIndex) => Promise<void>): Promise<void> {
  const [schema] = await loadSchemas(evalFolder, name);
  if (!schema) throw new Error(`There is no schema ${name}.`);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'trellis-plans-'));
  const file = path.join(folder, 'data.duckdb');
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(schema.data);
  connection.closeSync();
  instance.closeSync();
  const engine = await createDuckdbEngine({
    source: { kind: 'path', path: file },
    script: path.join(import.meta.dirname, '../../../src/server/engine/queryProcess.ts'),
    timezone: 'UTC',
    cacheDirectory: path.join(folder, 'cache'),
  });
  try {
    const signal = AbortSignal.timeout(60_000);
    const early = await schemaIndexOf(engine, signal);
    await early.complete;
    await use(engine, await schemaIndexOf(engine, signal));
  } finally {
    engine.dispose();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

for (const schema of schemas) {
  test(`any plan about ${schema} is SQL that the guard passes and the database runs`, async () => {
    await withSchema(schema, async (engine, index) => {
      for (let seed = 1; seed <= plans; seed++) {
        const plan = anyPlan(seeded(seed), index);
        const { sql, columns } = compile(plan, index, { timezone: 'Europe/Vienna' });
        const about = () => `${schema}, seed ${seed}\n${JSON.stringify(plan)}\n${sql}`;
        try {
          const result = await engine.queryUntrusted(sql, { maxRows: 20 });
          assert.equal(result.columns.length, columns.length, about());
        } catch (cause) {
          throw new Error(about(), { cause });
        }
      }
    });
  });
}

// Whatever plan is drawn: its rows can be said in a sentence, and shown as a table or a chart.
// Not here: the wording (say.test.ts and those beside it).
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { labelled } from '../../../src/server/answer/planner/plan/labels.ts';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import { chartPayload, chartTypeOf } from '../../../src/server/answer/planner/say/chartPayload.ts';
import { sentenceOf } from '../../../src/server/answer/planner/say/sentence.ts';
import { tablePayload } from '../../../src/server/answer/planner/say/tablePayload.ts';
import { titleOf } from '../../../src/server/answer/planner/say/title.ts';
import type { SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import { compile } from '../../../src/server/answer/planner/sql/compile.ts';
import { createDuckdbEngine } from '../../../src/server/engine/duckdb.ts';
import type { Engine } from '../../../src/server/engine/engine.ts';
import { anyPlan } from './anyPlan.ts';
import { seeded } from './anyPlanDraw.ts';
import { evalFolder, loadSchemas } from './evaluation.ts';

const plans = Number(process.env.TRELLIS_ANY_PLANS ?? 100);

async function withSchema(name: string, use: (engine: Engine, index: SchemaIndex) => Promise<void>): Promise<void> {
  const [schema] = await loadSchemas(evalFolder, name);
  if (!schema) throw new Error(`There is no schema ${name}.`);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'trellis-say-'));
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

for (const schema of ['football', 'energy']) {
  test(`any plan about ${schema} can be said and shown`, async () => {
    await withSchema(schema, async (engine, index) => {
      for (let seed = 1; seed <= plans; seed++) {
        const plan = labelled(anyPlan(seeded(seed), index), index);
        const compiled = compile(plan, index, { timezone: 'UTC' });
        const result = await engine.query(compiled.sql, { maxRows: 200 });
        const about = `${schema}, seed ${seed}\n${JSON.stringify(plan)}\n`;
        try {
          const sentence = sentenceOf(plan, result, index, result.rowCount);
          assert.match(sentence, /^\S.*[.]$/su, sentence);
          assert.doesNotMatch(sentence, /undefined|NaN|\[object|null| {2}/, sentence);
          const title = titleOf(plan, index);
          assert.doesNotMatch(title, /undefined|null/);
          const shown = { plan, compiled, result, index, title };
          const table = tablePayload(shown);
          assert.equal(table.rows.length, Math.min(200, result.rows.length));
          assert.ok(table.rows.every((row) => row.length === compiled.columns.length));
          const wanted = chartTypeOf(plan, result);
          const { chart } = wanted ? chartPayload(shown, wanted) : {};
          assert.ok(chart === undefined || chart.data.values.every((item) => item.label !== 'null'));
        } catch (cause) {
          throw new Error(about, { cause });
        }
      }
    });
  });
}

// What the planner writes for MySQL passes the guard: a person may send it back as a statement of their own.
// Not here: what the statements give (test/server/planner).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readMemory } from '../../../../src/server/answer/planner/plan/plan.ts';
import { schemaIndexOf } from '../../../../src/server/answer/planner/profile.ts';
import { compile } from '../../../../src/server/answer/planner/sql/compile.ts';
import { mysql } from '../../../../src/server/answer/planner/sql/mysql.ts';
import { judge } from '../../../../src/server/engine/network/drivers/mysql/guard.ts';
import { mysqlTokens } from '../../../../src/server/engine/network/drivers/mysql/tokens.ts';
import { ask } from '../../planner/ask.ts';
import { openEngine } from '../../planner/testEngine.ts';

const folder = new URL('../../planner/eval/', import.meta.url);

describe('plans of the evaluation', () => {
  for (const name of ['lab', 'bike-hire']) {
    test(`of ${name} pass the guard, and are read by its tokens whole`, async () => {
      const engine = await openEngine(readFileSync(new URL(`${name}/data.sql`, folder), 'utf8'));
      const index = await schemaIndexOf(engine, AbortSignal.timeout(60_000));
      const questions: { ask: string[] }[] = JSON.parse(
        readFileSync(new URL(`${name}/questions.json`, folder), 'utf8'),
      );
      let judged = 0;
      for (const question of questions) {
        const { done } = await ask(engine, question.ask[0] ?? '', undefined, [], new Date('2025-06-15T12:00:00Z'));
        const memory = readMemory(done?.memory);
        if (!memory || memory.sql !== undefined) continue;
        const { sql } = compile(memory.plan, index, { timezone: 'Europe/Berlin', dialect: mysql });
        assert.doesNotThrow(() => judge(sql), sql);
        assert.ok(!mysqlTokens(sql).some(({ kind }) => kind === 'odd' || kind === 'parameter'), sql);
        judged++;
      }
      assert.ok(judged > 30, `${judged} statements`);
      engine.dispose();
    });
  }
});

// The planner over a real PostgreSQL and MariaDB: every spelling, the whole way of a question, and the evaluation's questions with
// DuckDB's numbers. Not here: all schemas of the evaluation (`npm run eval:planner -- --on postgres`), SQL by itself (statements.test.ts).
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { planner } from '../../../../src/server/answer/planner/planner.ts';
import { mysql } from '../../../../src/server/answer/planner/sql/mysql.ts';
import { postgres } from '../../../../src/server/answer/planner/sql/postgres.ts';
import type { Engine } from '../../../../src/server/engine/engine.ts';
import { evalFolder, loadSchemas } from '../evaluation.ts';
import { askOnce } from '../evaluationAsk.ts';
import type { DatabaseName } from './copyTables.ts';
import { evaluateOn } from './evaluateOn.ts';
import { oddTables } from './oddTables.ts';
import { startDatabase } from './onDatabase.ts';
import { differentSpellings, spellingData } from './spellings.ts';

/** A few of the schemas, for time: of numbers, several ways between two tables, dates in text, names in another language. */
const chosen = ['bank', 'football', 'logistics', 'old-erp', 'saas', 'schule'];

/** A question with SQL attached. */
async function askWith(engine: Engine, text: string, sql: string): Promise<{ sql: string; error?: string }> {
  const context = [{ path: 'query.sql', language: 'sql', text: sql }];
  const now = new Date('2025-06-15T12:00:00Z');
  for await (const piece of planner({
    text,
    previous: undefined,
    context,
    engine,
    now,
    timezone: 'UTC',
    signal: AbortSignal.timeout(30_000),
  })) {
    if (piece.kind === 'failed') return { sql: '', error: piece.error };
    if (piece.kind === 'done') return { sql: piece.sql ?? '' };
  }
  return { sql: '', error: 'It ended without an ending.' };
}

for (const name of ['postgres', 'mariadb'] satisfies DatabaseName[]) {
  const started = await startDatabase(name);
  const skip = 'skipped' in started ? started.skipped : false;
  const database = 'skipped' in started ? undefined : started;
  describe(name, { skip }, () => {
    after(async () => await database?.stop());

    test('every spelling says what DuckDB says', async () => {
      const data = name === 'postgres' ? spellingData('postgres', postgres) : spellingData('mysql', mysql);
      assert.deepEqual(await database?.withStatements(data, differentSpellings), []);
    });

    test('a question goes the whole way: names, keys, values, follow-ups, attached SQL, a table too large to be read whole', async () => {
      await database?.withStatements(oddTables[name], async (engine) => {
        const first = await askOnce(planner, engine, 'How many orders are there by state?');
        assert.equal(first.error, undefined);
        assert.match(first.text, /paid/);
        const next = await askOnce(planner, engine, 'only in Łódź', first.memory);
        assert.equal(next.error, undefined);
        assert.match(next.sql ?? '', /'Łódź'/);
        const found = await askOnce(planner, engine, 'How many orders of Person 12345?');
        assert.match(found.text, /\b1\b/, `${found.error}`);
        const ranked = await askOnce(planner, engine, 'top 3 customers by amount');
        assert.equal(ranked.error, undefined);
        const all = await askOnce(planner, engine, 'total amount by customer');
        assert.equal(all.error, undefined);
        const attached = await askWith(
          engine,
          'count rows by state',
          'SELECT state, amount FROM orders WHERE amount > 15',
        );
        assert.equal(attached.error, undefined);
        assert.match(attached.sql, /GROUP BY/);
        const large = await askOnce(planner, engine, 'How many readings are there with quality bad?');
        assert.equal(large.error, undefined);
        assert.match(large.text, /5,000/);
      });
    });

    test('the questions of the evaluation have the numbers they have in DuckDB', async () => {
      for (const schema of await loadSchemas(evalFolder)) {
        if (!database || !chosen.includes(schema.name)) continue;
        const { judged, different } = await evaluateOn(database, schema, planner);
        assert.deepEqual(different, []);
        assert.ok(judged.some(({ outcome }) => outcome === 'right'));
      }
    });
  });
}

// The shared profile of an engine: it outlives the question that began it, and its failure is nobody's surprise.
// Not here: what is in it (questions.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as afterIo } from 'node:timers/promises';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import { type Engine, QueryError } from '../../../src/server/engine/engine.ts';

function engineWhose(query: Engine['query']): Engine {
  const column = { name: 'region', type: 'text', nativeType: 'VARCHAR', nullable: true } as const;
  const table = {
    schema: 'main',
    name: 'sales',
    kind: 'table',
    rowEstimate: 3,
    columns: [column],
    primaryKey: [],
    foreignKeys: [],
  } as const;
  return {
    engine: 'duckdb',
    dialect: 'duckdb',
    tables: async () => [{ ...table, columns: [column], primaryKey: [], foreignKeys: [] }],
    query,
    queryUntrusted: query,
    dispose: () => undefined,
  };
}

test('an engine that goes after the question was stopped leaves no rejection that nobody hears', async (t) => {
  const unheard: unknown[] = [];
  const hear = (cause: unknown) => unheard.push(cause);
  process.on('unhandledRejection', hear);
  t.after(() => process.off('unhandledRejection', hear));
  const gone = Promise.withResolvers<never>();
  const abort = new AbortController();
  const index = schemaIndexOf(
    engineWhose(() => gone.promise),
    abort.signal,
  );
  await afterIo();
  abort.abort(new Error('stopped'));
  await assert.rejects(index, /stopped/);
  gone.reject(new QueryError('failed', 'The database process ended.'));
  await afterIo();
  await afterIo();
  assert.deepEqual(unheard, []);
});

test('a profile that failed is made again for the next question', async () => {
  let asked = 0;
  const engine = engineWhose(async () => {
    asked += 1;
    throw new QueryError('failed', 'not now');
  });
  const { signal } = new AbortController();
  await schemaIndexOf(engine, signal).catch(() => undefined);
  const first = asked;
  await schemaIndexOf(engine, signal).catch(() => undefined);
  assert.ok(asked > first);
});

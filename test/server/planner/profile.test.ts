// The shared profile of an engine: it outlives the question that began it, and its failure is nobody's surprise.
// Not here: what is in it (questions.test.ts).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import { type Engine, QueryError } from '../../../src/server/engine/engine.ts';

function engineWhose(query: Engine['query']): Engine {
  const column = { name: 'region', type: 'text', nativeType: 'VARCHAR', nullable: true } as const;
  const table = { schema: 'main', name: 'sales', kind: 'table', rowEstimate: 3 } as const;
  return {
    engine: 'duckdb',
    dialect: 'duckdb',
    tables: async () => [{ ...table, columns: [column], primaryKey: [], foreignKeys: [] }],
    query,
    queryUntrusted: query,
    dispose: () => undefined,
  };
}

/** Run by a Node of its own, which ends with 1 when a rejection is not heard; the test runner would hear it instead. */
const stoppedThenGone = `
  const { schemaIndexOf } = await import('./src/server/answer/planner/profile.ts');
  const gone = Promise.withResolvers();
  const column = { name: 'region', type: 'text', nativeType: 'VARCHAR', nullable: true };
  const table = { schema: 'main', name: 'sales', kind: 'table', rowEstimate: 3, columns: [column], primaryKey: [], foreignKeys: [] };
  const abort = new AbortController();
  const index = schemaIndexOf({ tables: async () => [table], query: () => gone.promise }, abort.signal);
  abort.abort(new Error('stopped'));
  await index.catch((error) => console.log(error.message));
  gone.reject(new Error('The database process ended.'));
  setTimeout(() => console.log('alive'), 10);
`;

test('an engine that goes after the question was stopped leaves no rejection that nobody hears', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', stoppedThenGone]);
  assert.equal(stdout, 'stopped\nalive\n');
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

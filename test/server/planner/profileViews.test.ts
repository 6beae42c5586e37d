// Data with views, of which nobody knows the rows before they are read: a question does not wait for that.
// Not here: large tables (profile.test.ts), views that cannot be read (test/server/engine).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import type { Engine, QueryLimits } from '../../../src/server/engine/engine.ts';
import { openEngine } from './testEngine.ts';

const { signal } = new AbortController();
const data = `CREATE TABLE shops AS SELECT i AS shop_id, ['East', 'West'][1 + i % 2] AS region FROM range(9) r(i)`;

/** The table is told to be a view, as the database does: without a number of rows. */
async function engineOfView(query: (inner: Engine['query']) => Engine['query']) {
  const inner = await openEngine(data);
  const asked: QueryLimits[] = [];
  const engine: Engine = {
    ...inner,
    tables: async () => (await inner.tables()).map((table) => ({ ...table, kind: 'view', rowEstimate: 0 })),
    query: async (sql, limits = {}) => {
      asked.push(limits);
      return await query(inner.query)(sql, limits);
    },
  };
  return { engine, asked };
}

test('a view that takes long to read holds up no question, and is read behind them, each query with a limit', async (t) => {
  const { engine, asked } = await engineOfView(() => () => new Promise(() => undefined));
  t.after(() => engine.dispose());
  const index = await schemaIndexOf(engine, signal);
  assert.equal(index.isComplete, false);
  assert.deepEqual(
    index.tables.map(({ name }) => name),
    ['shops'],
  );
  assert.ok(asked.length > 0);
  assert.ok(asked.every(({ background, timeoutMs }) => background === true && timeoutMs !== undefined));
});

test('small data with a view is known before its first question', async (t) => {
  const { engine } = await engineOfView((inner) => inner);
  t.after(() => engine.dispose());
  const index = await schemaIndexOf(engine, signal);
  assert.equal(index.isComplete, true);
  assert.deepEqual([...(index.tables[0]?.columns[1]?.values?.keys() ?? [])].sort(), ['east', 'west']);
});

// Tables of the same name in several schemas: each question, and each look at the data, reads the one that is meant.
// Not here: uploads, which stand in a schema of their own (test/server/engine).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import { compile } from '../../../src/server/answer/planner/sql/compile.ts';
import { contextOf, understand } from '../../../src/server/answer/planner/understand.ts';
import { type Engine, QueryError } from '../../../src/server/engine/engine.ts';
import { ask, now } from './ask.ts';
import { openEngine } from './testEngine.ts';

const { signal } = new AbortController();
const twins = `CREATE SCHEMA public;
  CREATE TABLE refunds (refund_id INTEGER PRIMARY KEY, amount INTEGER, reason VARCHAR);
  CREATE TABLE public.refunds (refund_id INTEGER PRIMARY KEY, amount INTEGER, reason VARCHAR);
  CREATE TABLE public.returns (return_id INTEGER PRIMARY KEY, refund_id INTEGER, weight INTEGER, carrier VARCHAR);
  INSERT INTO refunds VALUES (1, 100, 'late');
  INSERT INTO public.refunds VALUES (1, 1, 'broken'), (2, 5, 'broken'), (3, 9, 'lost');
  INSERT INTO public.returns VALUES (1, 3, 7, 'Post'), (2, 3, 8, 'Van')`;

async function resultOf(engine: Engine, text: string): Promise<unknown> {
  const index = await schemaIndexOf(engine, signal);
  const found = understand(text, contextOf({ now, timezone: 'UTC' }, index));
  assert.equal(found.kind, 'plan', JSON.stringify(found));
  if (found.kind !== 'plan') return undefined;
  return (await engine.query(compile(found.plan, index, { timezone: 'UTC' }).sql)).rows[0]?.at(-1);
}

test('of two tables of one name each is read where it is named, and one outside the default schema by itself', async (t) => {
  const engine = await openEngine(twins);
  t.after(() => engine.dispose());
  assert.equal(Number(await resultOf(engine, 'total amount of [public.refunds]')), 15);
  assert.equal(Number(await resultOf(engine, 'total amount of [main.refunds]')), 100);
  assert.equal(Number(await resultOf(engine, 'total weight of returns')), 15);
});

test('what is known of a table is read from that table', async (t) => {
  const engine = await openEngine(twins);
  t.after(() => engine.dispose());
  const { tables, links } = await schemaIndexOf(engine, signal);
  const valuesOf = (key: string, column: string) =>
    [...(tables.find((table) => table.key === key)?.columns.find(({ name }) => name === column)?.values ?? [])].map(
      ([value]) => value,
    );
  assert.deepEqual(valuesOf('main.refunds', 'reason'), ['late']);
  assert.deepEqual(valuesOf('public.refunds', 'reason').sort(), ['broken', 'lost']);
  assert.deepEqual(valuesOf('public.returns', 'carrier').sort(), ['post', 'van']);
  // The refund with the number 3 is only in the one of them.
  const fromReturns = links.filter(({ from }) => from.name === 'returns');
  assert.deepEqual(
    fromReturns.map(({ to }) => to.key),
    ['public.refunds'],
  );
});

test('a table that cannot be looked at keeps its name, and a question about it hears why', async (t) => {
  const inner = await openEngine(twins);
  t.after(() => inner.dispose());
  const engine: Engine = {
    ...inner,
    query: async (sql, limits) => {
      if (sql.includes('"returns"')) throw new QueryError('failed', 'The file of returns is gone.');
      return await inner.query(sql, limits);
    },
  };
  const { failed } = await ask(engine, 'how many returns are there');
  assert.deepEqual(failed, {
    kind: 'failed',
    code: 'QUERY_FAILED',
    error: 'The file of returns is gone.',
  });
});

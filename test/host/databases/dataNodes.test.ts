// Which nodes stand for a schema: schemas only where there are several, tables in the order people look for them, ids of their own.
// Not here: how they look (test/vscode/databases.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsOf, idOf, nodesOfSchema, tableOf, tablesIn } from '../../../src/host/databases/dataNodes.ts';

const table = (schema: string | null, name: string, columns: string[] = []) => ({
  ...{ schema, name, kind: 'table', row_estimate: 1 },
  columns: columns.map((each) => ({ name: each, type: 'text', nullable: true })),
});

test('one schema is not shown, several are', () => {
  const tables = [table('b', 't10'), table('b', 't9')];
  const one = nodesOfSchema('x', { tables, suggestions: [] });
  assert.deepEqual(
    one.map((node) => (node.kind === 'table' ? node.name : node.kind)),
    ['t9', 't10'],
  );
  const two = nodesOfSchema('x', { tables: [...tables, table('a', 't')], suggestions: [] });
  assert.deepEqual(
    two.map((node) => (node.kind === 'schema' ? node.schema : node.kind)),
    ['a', 'b'],
  );
  assert.deepEqual(nodesOfSchema('x', { tables: [], suggestions: [] }), [{ kind: 'empty', id: 'x' }]);
});

test('tables of the same name in two schemas have ids and columns of their own', () => {
  const tables = [table('a', 't', ['c']), table(null, 't', ['d'])];
  const [first] = tablesIn('x', tables, 'a');
  const [second] = tablesIn('x', tables, '');
  assert.ok(first && second);
  assert.notEqual(idOf(first), idOf(second));
  const found = tableOf({ tables, suggestions: [] }, second);
  assert.ok(found);
  assert.deepEqual(columnsOf(second, found), [{ kind: 'column', id: 'x', schema: '', table: 't', name: 'd' }]);
});

test('ten thousand tables make their nodes at once', () => {
  const tables = Array.from({ length: 10_000 }, (_, at) => table('s', `t${at}`, ['a', 'b']));
  const began = performance.now();
  assert.equal(nodesOfSchema('x', { tables, suggestions: [] }).length, 10_000);
  assert.ok(performance.now() - began < 2_000);
});

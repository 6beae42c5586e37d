// Ways between tables: the shortest, those that are none, and those between which a person must choose.
// Not here: the SQL of a join (compileGroups.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPath } from '../../../src/server/answer/planner/joins.ts';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import type { IndexedTable, SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import { openEngine } from './testEngine.ts';

const engine = await openEngine(`
  CREATE TABLE regions (region_id INTEGER PRIMARY KEY);
  CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, region_id INTEGER REFERENCES regions);
  CREATE TABLE stores (store_id INTEGER PRIMARY KEY, region_id INTEGER REFERENCES regions);
  CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers, store_id INTEGER REFERENCES stores);
  CREATE TABLE returns (return_id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers);
  CREATE TABLE notes (note VARCHAR);
`);
const index = await schemaIndexOf(engine, new AbortController().signal);
engine.dispose();

function tableOf(schema: SchemaIndex, name: string): IndexedTable {
  const table = schema.tables.find((each) => each.name === name);
  assert.ok(table, name);
  return table;
}

function way(from: string, to: string, via: string[] = []): string {
  const path = findPath(index, tableOf(index, from), tableOf(index, to), via);
  if (path.kind === 'none') return 'none';
  if (path.kind === 'ambiguous') return `by ${path.choices.map(({ column }) => column).join(' or ')}`;
  return `${path.steps.map((step) => step.to.name).join(', ')}${path.fansOut ? ', many' : ''}`;
}

test('a row leads to one row of each table above it', () => {
  assert.equal(way('orders', 'stores'), 'stores');
  assert.equal(way('returns', 'regions'), 'customers, regions');
});

test('a row meets many of a table below it', () => assert.equal(way('customers', 'orders'), 'orders, many'));

test('two children of one parent have nothing to do with each other, and neither has a table without links', () => {
  assert.equal(way('orders', 'returns'), 'none');
  assert.equal(way('orders', 'notes'), 'none');
});

test('of two ways of one length a column says which, and without it the columns by which they differ are the choice', () => {
  const choice = 'by customer_id or region_id or store_id or region_id';
  assert.equal(way('orders', 'regions'), choice);
  assert.equal(way('orders', 'regions', ['store_id']), 'stores, regions');
  assert.equal(way('orders', 'regions'), choice);
});

test('a way is looked for once', () => {
  const [from, to] = [tableOf(index, 'returns'), tableOf(index, 'regions')];
  assert.equal(findPath(index, from, to), findPath(index, from, to));
});

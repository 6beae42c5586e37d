// What a model is told of the tables, whatever their number.
// Not here: the tools it finds others with.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schemaSummary, wordsOf } from '../../../src/server/answer/agent/schemaSummary.ts';
import type { Table } from '../../../src/server/engine/engine.ts';

const table = (name: string, columns: string[], more: Partial<Table> = {}): Table => ({
  schema: 'main',
  name,
  kind: 'table',
  rowEstimate: 10,
  columns: columns.map((column) => ({ name: column, type: 'text', nativeType: 'VARCHAR', nullable: true })),
  primaryKey: [],
  foreignKeys: [],
  ...more,
});

test('few tables are told whole, with keys and references', () => {
  const orders = table('orders', ['order_id', 'customer_id'], {
    primaryKey: ['order_id'],
    foreignKeys: [{ columns: ['customer_id'], table: 'customers', referencedColumns: ['customer_id'] }],
  });
  const { text, left } = schemaSummary([orders, table('customers', ['customer_id'])], 'how many orders', 5_000);
  assert.equal(left, 0);
  assert.equal(
    text,
    'orders(order_id VARCHAR key, customer_id VARCHAR -> customers.customer_id) about 10 rows\ncustomers(customer_id VARCHAR) about 10 rows',
  );
});

test('of a thousand tables those of the question are told with columns, and all of it fits', () => {
  const filler = Array.from({ length: 998 }, (_, at) =>
    table(
      `log_${at}`,
      Array.from({ length: 30 }, (_, c) => `field_${c}`),
    ),
  );
  const invoices = table('fin_invoices', ['invoice_id', 'amount', 'customer_ref'], {
    foreignKeys: [{ columns: ['customer_ref'], table: 'crm_client', referencedColumns: ['id'] }],
  });
  const tables = [...filler, invoices, table('crm_client', ['id', 'label'])];
  const { text, left } = schemaSummary(tables, 'What is the total amount of the invoices?', 6_000);
  assert.ok(text.length <= 6_000, `${text.length} characters`);
  assert.ok(text.startsWith('fin_invoices(invoice_id'));
  assert.match(text, /crm_client\(id/);
  assert.match(text, /list_tables/);
  assert.ok(left > 0);
});

test('odd names are written as SQL writes them, and long ones are cut', () => {
  const { text } = schemaSummary([table('order', ['a "b"', 'x'.repeat(5_000)], { schema: 'Other' })], 'order', 5_000);
  assert.match(text, /^"Other"\."order"\("a ""b"""/);
  assert.ok(text.length < 600);
});

test('words meet without their endings', () => {
  assert.deepEqual(wordsOf('CustomerIds of companies'), ['customer', 'id', 'of', 'company']);
});

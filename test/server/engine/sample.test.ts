// The sample: enough of it, up to date, the same for the same day, and safe to make twice at once.
// Not here: questions about it (answer/).
import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import type { DuckdbEngine } from '../../../src/server/engine/duckdb.ts';
import type { Cell } from '../../../src/server/engine/engine.ts';
import { ensureSample, sampleInfo } from '../../../src/server/engine/sample.ts';
import { engineOver, suiteCleanup, temporaryFolder } from './support.ts';

const checksums = ['customers', 'products', 'orders', 'order_items', 'projects'].map(
  (table) => `SELECT '${table}', count(*), bit_xor(hash(t)) FROM ${table} t`,
);

describe('the sample', () => {
  const suite = suiteCleanup();
  const today = new Date(2026, 4, 20, 9);
  let folder: string;
  let engine: DuckdbEngine;
  before(async () => {
    folder = await temporaryFolder(suite);
    engine = await engineOver(suite, { kind: 'sample', file: await ensureSample(folder, today) });
  });
  const row = async (sql: string): Promise<Cell[] | undefined> => (await engine.query(sql)).rows[0];

  test('has at least 50,000 orders over three years, the newest of today', async () => {
    const [orders, first, last, days] =
      (await row('SELECT count(*), min(order_date), max(order_date), count(DISTINCT order_date) FROM orders')) ?? [];
    assert.ok(Number(orders) >= 50_000);
    assert.deepEqual([first, last, days], ['2023-05-21', '2026-05-20', 1096]);
  });

  test('has the tables, keys and columns that questions are asked about', async () => {
    const tables = await engine.tables();
    const described = Object.fromEntries(
      tables.map((table) => [table.name, table.columns.map((column) => column.name).join(' ')]),
    );
    assert.deepEqual(described, {
      customers: 'customer_id name segment city country signup_date',
      order_items: 'order_item_id order_id product_id quantity unit_price revenue',
      orders: 'order_id customer_id order_date region channel status',
      products: 'product_id name category unit_price',
      projects: 'project_id name department status budget spent start_date end_date',
    });
    const references = tables.flatMap((table) =>
      table.foreignKeys.map((key) => `${table.name}.${key.columns} ${key.table}`),
    );
    assert.deepEqual(references.sort(), [
      'order_items.order_id orders',
      'order_items.product_id products',
      'orders.customer_id customers',
    ]);
  });

  test('looks like a business: distinct names and budgets, known regions, sums that agree', async () => {
    assert.deepEqual(await row('SELECT count(*), count(DISTINCT name) FROM customers'), [800, 800]);
    assert.deepEqual(
      await row('SELECT count(*), count(DISTINCT name), count(DISTINCT category) FROM products'),
      [60, 60, 5],
    );
    assert.deepEqual(
      await row('SELECT count(*), count(DISTINCT budget), count(DISTINCT name) FROM projects'),
      [40, 40, 40],
    );
    assert.deepEqual(await row("SELECT string_agg(DISTINCT region, ' ' ORDER BY region) FROM orders"), [
      'East North South West',
    ]);
    assert.deepEqual(await row("SELECT string_agg(DISTINCT status, ' ' ORDER BY status) FROM projects"), [
      'Active Completed On Hold Planned',
    ]);
    assert.deepEqual(
      await row('SELECT count(*) FROM order_items WHERE revenue <> quantity * unit_price OR revenue <= 0'),
      [0],
    );
    assert.deepEqual(
      await row('SELECT count(*) FROM orders JOIN customers USING (customer_id) WHERE signup_date > order_date'),
      [0],
    );
    assert.deepEqual(await row('SELECT count(DISTINCT order_id) = (SELECT count(*) FROM orders) FROM order_items'), [
      true,
    ]);
    const [items, orders] = (await row('SELECT count(*), count(DISTINCT order_id) FROM order_items')) ?? [];
    assert.ok(Math.abs(Number(items) / Number(orders) - 2) < 0.2);
  });

  test('tells regions and years apart', async () => {
    const { rows } = await engine.query('SELECT count(*) FROM orders GROUP BY region ORDER BY 1');
    for (const [index, [count]] of rows.entries()) {
      if (index > 0) assert.ok(Number(count) > 1.2 * Number(rows[index - 1]?.[0]));
    }
    assert.deepEqual(
      await row(
        "SELECT count(*) FILTER (WHERE order_date >= '2025-05-21') > 1.3 * count(*) FILTER (WHERE order_date < '2024-05-21') FROM orders",
      ),
      [true],
    );
  });

  test('has the same rows for the same day', async (t) => {
    const again = await engineOver(t, { kind: 'sample', file: await ensureSample(await temporaryFolder(t), today) });
    const sql = checksums.join(' UNION ALL ');
    assert.deepEqual((await again.query(sql)).rows, (await engine.query(sql)).rows);
  });

  test('is kept until its newest day is older than yesterday', async (t) => {
    const directory = await temporaryFolder(t);
    const file = await ensureSample(directory, today);
    const { ino } = await stat(file);
    await ensureSample(directory, new Date(2026, 4, 21, 23, 59));
    assert.equal((await stat(file)).ino, ino);
    await ensureSample(directory, new Date(2026, 4, 22));
    assert.notEqual((await stat(file)).ino, ino);
    const later = await engineOver(t, { kind: 'sample', file });
    assert.deepEqual((await later.query('SELECT max(order_date) FROM orders')).rows, [['2026-05-22']]);
    await writeFile(`${file}.json`, '{"version": ');
    await ensureSample(directory, new Date(2026, 4, 22));
    assert.deepEqual((await readdir(directory)).sort(), [sampleInfo.fileName, `${sampleInfo.fileName}.json`]);
  });

  test('can be made by two at once', async (t) => {
    const directory = await temporaryFolder(t);
    const [one, two] = await Promise.all([ensureSample(directory, today), ensureSample(directory, today)]);
    assert.equal(one, two);
    assert.deepEqual((await readdir(directory)).sort(), [sampleInfo.fileName, `${sampleInfo.fileName}.json`]);
    const both = await engineOver(t, { kind: 'sample', file: one });
    assert.equal((await both.query('SELECT 1 FROM orders', { maxRows: 1 })).rows.length, 1);
  });
});

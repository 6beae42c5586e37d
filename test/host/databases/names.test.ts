// Names of tables and columns as SQL of each dialect takes them: bare where that is the same name, quoted else.
// Not here: where they are put (test/vscode/databases.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quoted, tableInSql, usualSchema } from '../../../src/host/databases/names.ts';

test('a name is quoted where it would be another one, or none, without', () => {
  const names: [string, string, string][] = [
    ['postgres', 'orders', 'orders'],
    ['postgres', 'Orders', '"Orders"'],
    ['postgres', 'order', '"order"'],
    ['postgres', '2nd', '"2nd"'],
    ['postgres', 'a"b', '"a""b"'],
    ['postgres', 'größe', '"größe"'],
    ['duckdb', 'Orders', 'Orders'],
    ['duckdb', 'Shelf Places', '"Shelf Places"'],
    ['mysql', 'Orders', 'Orders'],
    ['mysql', 'a`b', '`a``b`'],
    ['mysql', 'group', '`group`'],
    ['clickhouse', 'a\\b', '`a\\\\b`'],
    ['trino', '_hidden', '"_hidden"'],
    ['something', 'Orders', '"Orders"'],
  ];
  for (const [dialect, name, written] of names) assert.equal(quoted(name, dialect), written, `${dialect} ${name}`);
});

test('a schema is named unless the table is found without', () => {
  const postgres = { dialect: 'postgres', address: 'postgres://ana@db:5432/shop' };
  assert.equal(tableInSql(postgres, 'public', 'orders'), 'orders');
  assert.equal(tableInSql(postgres, 'stock', 'Shelf Places'), 'stock."Shelf Places"');
  const stock = { ...postgres, address: 'postgres://db/shop?schema=stock' };
  assert.equal(tableInSql(stock, 'stock', 'a'), 'a');
  assert.equal(tableInSql(stock, 'public', 'a'), 'public.a');
  assert.equal(tableInSql({ dialect: 'mysql', address: 'mysql://db/shop' }, 'shop', 'a'), 'a');
  assert.equal(tableInSql({ dialect: 'trino', address: 'trino://db/hive/web' }, 'web', 'a'), 'a');
  assert.equal(tableInSql({ dialect: 'trino', address: 'trino://db/hive' }, 'web', 'a'), 'web.a');
  assert.equal(tableInSql({ dialect: 'duckdb' }, 'main', 'a'), 'a');
  assert.equal(tableInSql({}, null, 'a'), 'a');
  assert.equal(usualSchema({ dialect: 'mysql', address: 'nonsense' }), undefined);
  assert.equal(usualSchema({ dialect: 'mysql', address: 'mysql://db/50%' }), '50%');
});

// Addresses of databases: what is read from them, what is refused, and that nothing secret is repeated.
// Not here: connecting.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  AddressError,
  isAddress,
  lineWarnings,
  parseAddress,
  publicAddress,
  shownAddress,
} from '../../../../src/server/engine/network/address.ts';

const off = { mode: 'off' };
const verify = { mode: 'verify' };

describe('an address is read', () => {
  const rows: [string, string, Partial<ReturnType<typeof parseAddress>>][] = [
    [
      'PostgreSQL on this machine',
      'postgres://me:p%40ss@localhost/shop',
      {
        dialect: 'postgres',
        host: 'localhost',
        port: 5432,
        user: 'me',
        password: 'p@ss',
        database: 'shop',
        tls: { mode: 'off' },
      },
    ],
    [
      'PostgreSQL elsewhere is encrypted and checked',
      'postgresql://me@db.example:6543/shop?schema=sales',
      { host: 'db.example', port: 6543, schema: 'sales', tls: { mode: 'verify' } },
    ],
    ['an encryption that was asked for', 'postgres://me@db.example/shop?sslmode=require', { tls: { mode: 'require' } }],
    [
      'as MySQL calls it',
      'mysql://me@db.example/shop?ssl-mode=VERIFY_CA',
      { dialect: 'mysql', port: 3306, tls: { mode: 'verify-ca' } },
    ],
    ['MariaDB', 'mariadb://me@127.0.0.1/shop', { dialect: 'mysql', tls: { mode: 'off' } }],
    ['IPv6', 'mysql://me@[::1]:3307/shop', { host: '::1', port: 3307, tls: { mode: 'off' } }],
    [
      'ClickHouse without anything',
      'clickhouse://localhost',
      { dialect: 'clickhouse', port: 8123, user: 'default', database: 'default', tls: { mode: 'off' } },
    ],
    [
      'ClickHouse over TLS',
      'clickhouse+https://me@ch.example/events',
      { port: 8443, database: 'events', tls: { mode: 'verify' } },
    ],
    [
      'Trino with a schema',
      'trino://me@localhost:8080/hive/web',
      { dialect: 'trino', database: 'hive', schema: 'web', tls: { mode: 'off' } },
    ],
  ];
  for (const [name, url, expected] of rows) {
    test(name, () => {
      const address = parseAddress(url);
      assert.deepEqual(address, { ...address, ...expected });
    });
  }

  test('with certificates to trust', () => {
    assert.deepEqual(parseAddress('postgres://me@db.example/shop', 'PEM').tls, { ...verify, ca: 'PEM' });
  });
});

describe('an address is refused, and its password not repeated', () => {
  const rows: [string, string, RegExp][] = [
    ['a path', '/data/sales.csv', /begins with postgres/],
    ['another scheme', 'oracle://me:hunter2@db/shop', /begins with postgres/],
    ['no host', 'postgres:///shop?host=/var/run', /names no host/],
    ['several hosts', 'postgres://me:hunter2@a,b:5433/shop', /names no host/],
    ['no database', 'postgres://me:hunter2@db.example', /names no database/],
    ['no catalog', 'trino://me@db.example', /names no catalog/],
    ['too much of a path', 'mysql://me:hunter2@db/shop/table', /more than a database/],
    ['an option nobody knows', 'postgres://me:hunter2@db/shop?options=-c%20x', /"options", which is not known/],
    ['a word for TLS nobody knows', 'postgres://me:hunter2@db/shop?sslmode=hunter', /Give disable, prefer/],
    ['TLS against the scheme', 'clickhouse://db/shop?sslmode=require', /as the address begins/],
    ['a percent sign that is no code', 'postgres://me:hunter%2@db/shop', /Write it as %25/],
    ['a number sign', 'postgres://me@db/shop#hunter2', /%23/],
  ];
  for (const [name, url, sentence] of rows) {
    test(name, () => {
      assert.throws(
        () => parseAddress(url),
        (error) => error instanceof AddressError && sentence.test(error.message) && !/hunter\W?2/.test(error.message),
      );
    });
  }
});

test('what is shown of an address has no password, and names the same data again', () => {
  const shown = (url: string) => publicAddress(parseAddress(url));
  assert.equal(
    shown('postgresql://m%40e:secret@db.example/shop?sslmode=require'),
    'postgres://m%40e@db.example:5432/shop',
  );
  assert.equal(shown('mysql://me:secret@[::1]/shop'), 'mysql://me@[::1]:3306/shop');
  assert.equal(shown('clickhouses://db.example/x'), 'clickhouse+https://default@db.example:8443/x');
  assert.equal(shown('trino://me:secret@localhost/hive/web'), 'trino://me@localhost:8080/hive/web');
  const inSchema = shown('postgres://me:secret@localhost/shop?schema=web%20shop');
  assert.equal(inSchema, 'postgres://me@localhost:5432/shop?schema=web%20shop');
  assert.equal(shown(inSchema), inSchema);
  assert.deepEqual(parseAddress('trino://me@localhost/hive').tls, off);
});

test('a line that others may read, or answer on, is warned of whatever the database', () => {
  const said = (url: string) => lineWarnings(parseAddress(url)).join();
  for (const scheme of ['postgres', 'mysql']) {
    assert.match(said(`${scheme}://me@db.example/shop?sslmode=disable`), /not encrypted/);
    assert.match(said(`${scheme}://me@db.example/shop?sslmode=require`), /not checked/);
    assert.equal(said(`${scheme}://me@db.example/shop`), '');
    assert.equal(said(`${scheme}://me@localhost/shop`), '');
  }
  assert.match(said('clickhouse://me@db.example/shop'), /not encrypted/);
  assert.match(said('trino://me@db.example/hive'), /not encrypted/);
});

test('what is shown says how the line is encrypted where that is not the usual way', () => {
  const shown = (url: string) => shownAddress(parseAddress(url));
  assert.equal(
    shown('postgres://me:secret@db.example/shop?sslmode=require'),
    'postgres://me@db.example:5432/shop?sslmode=require',
  );
  assert.equal(shown('mysql://me@db.example/shop?sslmode=verify-full'), 'mysql://me@db.example:3306/shop');
  assert.equal(shown('postgres://me@localhost/shop?schema=a'), 'postgres://me@localhost:5432/shop?schema=a');
  assert.equal(
    shown('postgres://me@db.example/shop?schema=a&sslmode=disable'),
    'postgres://me@db.example:5432/shop?schema=a&sslmode=disable',
  );
});

test('a path is no address', () => {
  assert.equal(isAddress('postgres://db/shop'), true);
  for (const path of ['/data/postgres:', 'C:\\data', 'sales.csv', './a://b']) assert.equal(isAddress(path), false);
});

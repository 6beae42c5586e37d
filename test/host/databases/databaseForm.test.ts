// The form for a database and its address: each makes the other, names and passwords of any characters survive, nothing is guessed.
// Not here: what the server makes of an address (test/server/network), the page (test/webview/databaseForm).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  addressOf,
  type DatabaseForm,
  databaseKinds,
  emptyForm,
  encryptionsOf,
  fieldOf,
  formOf,
  problemsOf,
  usualPort,
} from '../../../src/bridge/databaseForm.ts';
import { parseAddress } from '../../../src/server/engine/network/address.ts';

const shop: DatabaseForm = { ...emptyForm, name: 'Shop', host: 'db.example.org', database: 'shop', user: 'ana' };

describe('the address that a form makes', () => {
  test('is understood by the server as it was meant, for every kind and encryption', () => {
    for (const kind of databaseKinds)
      for (const encryption of encryptionsOf(kind))
        for (const host of ['db.example.org', 'localhost', '::1', '10.0.0.7'])
          for (const schema of ['', 'Ünï/co?de']) {
            const form = { ...shop, kind, encryption, host, schema, user: 'a:n@a/ü', database: 'my db' };
            const password = 'p@ss:w/ör?d#%41&=+ ';
            const read = parseAddress(addressOf(form, password));
            assert.equal(read.host, host);
            assert.equal(read.user, form.user);
            assert.equal(read.password, password);
            assert.equal(read.database, 'my db');
            const hasSchema = kind === 'postgres' || kind === 'trino';
            assert.equal(read.schema, hasSchema && schema !== '' ? schema : undefined, `${kind} ${schema}`);
            const isHere = host === 'localhost' || host === '::1';
            const modes = { 'verify-full': 'verify', 'verify-ca': 'verify-ca', require: 'require', prefer: 'try' };
            const mode =
              encryption === 'auto'
                ? isHere
                  ? 'off'
                  : 'verify'
                : encryption === 'disable'
                  ? 'off'
                  : modes[encryption];
            assert.equal(read.tls.mode, mode, `${kind} ${encryption} ${host}`);
            assert.equal(read.port, usualPort(form), `${kind} ${encryption} ${host}`);
          }
  });

  test('says nothing that was not filled in', () => {
    assert.equal(addressOf(shop, ''), 'postgres://ana@db.example.org/shop');
    assert.equal(addressOf({ ...shop, user: '' }, ''), 'postgres://db.example.org/shop');
    assert.equal(
      addressOf({ ...shop, kind: 'clickhouse', database: '', host: '[::1]' }, 'x'),
      'clickhouse://ana:x@[::1]/',
    );
  });
});

describe('the form that an address fills in', () => {
  test('makes the same address again', () => {
    for (const address of [
      'postgres://ana:s%40crt@db.example.org:5433/shop?sslmode=require&schema=sales',
      'mysql://ana@[2001:db8::1]/shop?sslmode=verify-ca',
      'clickhouse+https://ana:x@ch.example.org/shop?sslmode=verify-full',
      'trino://ana@trino.example.org:8080/hive/web',
    ]) {
      const read = formOf(address);
      assert.ok(read, address);
      assert.equal(addressOf({ ...emptyForm, ...read.form }, read.password), address);
    }
  });

  test('takes what people have: other schemes, parameters of other tools, signs that nobody encoded', () => {
    const taken = formOf(' jdbc:postgresql://db.example.org/shop?user=ana&password=secret&sslmode=PREFER\n');
    assert.deepEqual(
      [taken?.form.kind, taken?.form.user, taken?.password, taken?.form.encryption],
      [...['postgres', 'ana', 'secret', 'prefer']],
    );
    const raw = formOf('mysql://ana:50%@p@db:3307/shop?ssl-mode=VERIFY_IDENTITY');
    assert.deepEqual(
      [raw?.form.host, raw?.form.port, raw?.password, raw?.form.encryption],
      [...['db', '3307', '50%@p', 'verify-full']],
    );
  });

  test('is none for what is no address of a database', () => {
    for (const text of [
      '',
      'db.example.org',
      'http://db.example.org/shop',
      'C:\\data',
      'sqlite:///a.db',
      '/data/a.csv',
      // A part of a password is no database, and must not be kept as one.
      'postgres://ana:pa/ss@db/shop',
      'postgres://ana:12/ss@db/shop',
      'mysql://ana:p#1@db/shop',
    ])
      assert.equal(formOf(text), null, text);
  });
});

test('what is missing or cannot be is said at its field', () => {
  assert.deepEqual(problemsOf(shop, { named: true }), {});
  assert.deepEqual(Object.keys(problemsOf({ ...emptyForm, host: '' }, { named: true })), ['name', 'host', 'database']);
  assert.deepEqual(problemsOf({ ...shop, name: '' }, { named: false }), {});
  assert.match(problemsOf({ ...shop, host: 'postgres://db' }, { named: false }).host ?? '', /field at the top/);
  for (const port of ['0', '65536', 'x', '1.5']) assert.ok(problemsOf({ ...shop, port }, { named: false }).port, port);
  assert.ok(problemsOf({ ...shop, ca: 'MIIB' }, { named: false }).ca);
  assert.equal(problemsOf({ ...shop, kind: 'clickhouse', database: '' }, { named: false }).database, undefined);
  const certificate = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n';
  assert.deepEqual(problemsOf({ ...shop, ca: certificate }, { named: true }), {});
  const key = `${certificate}-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n`;
  assert.match(problemsOf({ ...shop, ca: key }, { named: true }).ca ?? '', /private key/);
});

test('a sentence of the server is shown at the field it is about, or at none', () => {
  const about: [string, ReturnType<typeof fieldOf>][] = [
    ['The database at db:5432 does not take this password for "host". Check both.', 'password'],
    ['The server at db:3306 does not let the login "ana" in with a password. Give another login.', 'password'],
    ['The account "password" is locked. Ask for it to be unlocked.', 'user'],
    ['There is no database "user" at db:5432. Check its name.', 'database'],
    ['The server at db:3306 has no database "shop". Check its name.', 'database'],
    ['The certificate of db:5432 has expired. Ask who runs the database to renew it.', 'encryption'],
    [
      'The database at db:5432 speaks no TLS. Give sslmode=disable if the network between may be trusted.',
      'encryption',
    ],
    [
      'The certificate of db:5432 is signed by nobody this machine trusts. Give the certificate of who signed it.',
      'ca',
    ],
    ['The name "db" leads to no address. Check the host.', 'host'],
    ['Nothing answers at db:5432. Check host and port, and that the database runs.', 'host'],
    ['Nothing answers at db:8123. Check the port, and whether the database runs.', 'port'],
    ['Something odd happened.', null],
  ];
  for (const [sentence, field] of about) assert.equal(fieldOf(sentence), field, sentence);
});

// Getting to a real MariaDB and its catalog: TLS, what is said when it fails, the login's rights, tables, keys and views.
// Not here: statements (mysqlDriver.test.ts), the guard (mysqlRefused.test.ts).
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { QueryError, type Table } from '../../../../src/server/engine/engine.ts';
import { parseAddress, type TlsMode } from '../../../../src/server/engine/network/address.ts';
import { makeCertificates } from '../../../support/certificate.ts';
import { type Skipped, skipOf, startMariadb, type TestMariadb } from '../../../support/databases/databases.ts';
import { all, connect, driverOf } from './mysql/support.ts';

const certificates = makeCertificates('localhost');
const other = makeCertificates('localhost');
const folder = mkdtempSync(path.join(tmpdir(), 'trellis-mysql-tls-'));
// The server's user is another one; the keys are of this run alone.
const file = (name: string, content: string) => {
  writeFileSync(path.join(folder, name), content, { mode: 0o644 });
  return path.join(folder, name);
};
chmodSync(folder, 0o755);
const database: TestMariadb | Skipped = await startMariadb({
  settings: { 'ssl-cert': file('cert.pem', certificates.cert), 'ssl-key': file('key.pem', certificates.key) },
});

const made = `
  CREATE TABLE people (a INT, b VARCHAR(20), PRIMARY KEY (b, a)) COMMENT 'people';
  CREATE TABLE visits (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, pa INT, pb VARCHAR(20), at TIMESTAMP NULL, secret INT,
    before_id BIGINT UNSIGNED, elsewhere INT, FOREIGN KEY (pb, pa) REFERENCES people (b, a), FOREIGN KEY (before_id) REFERENCES visits (id));
  CREATE DATABASE other; CREATE TABLE other.places (id INT PRIMARY KEY);
  ALTER TABLE visits ADD FOREIGN KEY (elsewhere) REFERENCES other.places (id);
  CREATE TABLE parts (k INT, d DATE) PARTITION BY RANGE (YEAR(d)) (PARTITION p0 VALUES LESS THAN (2025), PARTITION p1 VALUES LESS THAN MAXVALUE);
  INSERT INTO parts SELECT seq, '2024-05-05' FROM seq_1_to_5000;
  CREATE TABLE versions (a INT) WITH SYSTEM VERSIONING;
  CREATE SEQUENCE numbers;
  CREATE VIEW sight AS SELECT * FROM parts;
  CREATE TABLE gone (a INT); CREATE VIEW broken AS SELECT a FROM gone; DROP TABLE gone;
  CREATE TABLE \`odd \`\`name\` (\`a b\` INT);
  ANALYZE TABLE people, visits, parts`;

describe('connecting to MariaDB', skipOf(database), () => {
  if ('skipped' in database) return;
  const { url, adminUrl, admin, port } = database;
  const { ca } = certificates;
  before(async () => {
    await admin(made);
    await admin(`CREATE USER narrow@'%' IDENTIFIED BY 'narrow'; GRANT SELECT (id, pa) ON shop.visits TO narrow@'%';
      GRANT INSERT ON shop.people TO narrow@'%'`);
  });
  after(async () => {
    await database.stop();
    await rm(folder, { recursive: true });
  });

  const cases: { tls: { mode: TlsMode; ca?: string }; host: string; says?: RegExp; cipher?: boolean }[] = [
    { tls: { mode: 'off' }, host: '127.0.0.1', cipher: false },
    { tls: { mode: 'try' }, host: '127.0.0.1', cipher: true },
    { tls: { mode: 'require' }, host: '127.0.0.1', cipher: true },
    { tls: { mode: 'verify', ca }, host: 'localhost', cipher: true },
    { tls: { mode: 'verify-ca', ca }, host: '127.0.0.1', cipher: true },
    { tls: { mode: 'verify', ca }, host: '127.0.0.1', says: /for another name/ },
    { tls: { mode: 'verify' }, host: 'localhost', says: /signed by nobody this machine knows/ },
    { tls: { mode: 'verify-ca', ca: other.ca }, host: 'localhost', says: /signed by nobody|TLS with/ },
  ];
  for (const { tls, host, says, cipher } of cases) {
    const name = `TLS ${tls.mode}${tls.ca ? ' with certificates' : ''} to ${host} is ${says ? 'refused' : 'taken'}`;
    test(name, async () => {
      const opened = connect(url, { host, tls });
      if (says) return await assert.rejects(opened, says);
      const connection = await opened;
      const { rows } = await all(connection, "SHOW STATUS LIKE 'Ssl_cipher'");
      assert.equal(String(rows[0]?.[1]) !== '', cipher);
      const asked = assert.rejects(all(connection, 'SELECT SLEEP(30)'), { kind: 'cancelled' });
      await connection.cancel();
      await asked;
      await connection.close();
    });
  }

  test('where a server has no TLS, "try" does without and the others say so', async () => {
    const plain = await startMariadb({ settings: { 'skip-ssl': '1' } });
    assert.ok(!('skipped' in plain));
    const connection = await connect(plain.url, { tls: { mode: 'try' } });
    await connection.close();
    await assert.rejects(connect(plain.url, { tls: { mode: 'require' } }), /offers no TLS/);
    await plain.stop();
  });

  test('what fails says what to do, and repeats no password', async () => {
    const { password } = parseAddress(url);
    const silent = createServer((socket) => socket.end('HTTP/1.1 400\r\n\r\n')).listen(0, '127.0.0.1');
    const address = await new Promise<ReturnType<typeof silent.address>>((resolve) =>
      silent.once('listening', () => resolve(silent.address())),
    );
    const wrong = typeof address === 'object' && address ? address.port : 0;
    const failures: [Parameters<typeof connect>[1], RegExp][] = [
      [{ port: 1 }, /Nothing answers at 127\.0\.0\.1:1\. Check the address/],
      [{ password: 'geheim' }, /does not let the login "reader" in. Check the user and the password/],
      [{ user: 'nobody' }, /"nobody"/],
      [{ database: 'nix' }, /may not use the database "nix"|no database "nix"/],
      [{ database: 'mysql' }, /keeps for itself/],
      [{ port: wrong }, /There is no connection to|ended the connection/],
    ];
    for (const [change, says] of failures) {
      await assert.rejects(connect(url, change), (error) => {
        assert.ok(error instanceof QueryError, String(error));
        assert.match(error.message, says);
        assert.ok(!error.message.includes(password) && !error.message.includes('geheim'));
        return true;
      });
    }
    silent.close();
    await assert.rejects(connect(adminUrl, { database: 'nix' }), /has no database "nix"/);
  });

  test('connecting is cancelled', async () => {
    const deaf = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => deaf.once('listening', resolve));
    const address = deaf.address();
    const controller = new AbortController();
    const opened = driverOf(url, { port: typeof address === 'object' && address ? address.port : 0 }).connect(
      controller.signal,
    );
    controller.abort();
    await assert.rejects(opened, { kind: 'cancelled' });
    await assert.rejects(driverOf(url).connect(AbortSignal.abort()), { kind: 'cancelled' });
    deaf.close();
  });

  test('a login that may write, or has FILE, is warned of; one that may SELECT is not', async () => {
    const reader = await connect(url);
    const { engine, version, warnings, defaultSchema } = await reader.info();
    assert.deepEqual({ engine, warnings, defaultSchema }, { engine: 'mariadb', warnings: [], defaultSchema: 'shop' });
    assert.match(version, /^1\d\./);
    const owner = await connect(adminUrl);
    const said = (await owner.info()).warnings.join('\n');
    for (const words of [/may change data/, /FILE/, /administer/]) assert.match(said, words);
    const narrow = await connect(url, { user: 'narrow', password: 'narrow' });
    assert.match((await narrow.info()).warnings.join('\n'), /^The login narrow@% may change data\.[^\n]*$/);
    for (const each of [reader, owner, narrow]) await each.close();
  });

  test('tables, columns, keys and estimates are the same to a login that may only SELECT', async () => {
    for (const each of [url, adminUrl]) {
      const connection = await connect(each);
      const { tables, warnings } = await connection.tables();
      await connection.close();
      const of = (name: string): Table | undefined => tables.find((table) => table.name === name);
      assert.deepEqual(
        tables.map(({ name }) => name),
        ['odd `name', 'parts', 'people', 'sight', 'versions', 'visits'],
      );
      assert.deepEqual(of('people')?.primaryKey, ['b', 'a']);
      assert.deepEqual(of('visits')?.primaryKey, ['id']);
      assert.deepEqual(of('visits')?.columns[0], {
        name: 'id',
        type: 'integer',
        nativeType: 'bigint(20) unsigned',
        nullable: false,
      });
      const keys = of('visits')?.foreignKeys ?? [];
      assert.deepEqual(
        new Set(keys.map((key) => JSON.stringify(key))),
        new Set([
          JSON.stringify({ columns: ['pb', 'pa'], table: 'people', referencedColumns: ['b', 'a'] }),
          JSON.stringify({ columns: ['before_id'], table: 'visits', referencedColumns: ['id'] }),
          JSON.stringify({ columns: ['elsewhere'], schema: 'other', table: 'places', referencedColumns: ['id'] }),
        ]),
      );
      assert.deepEqual([of('sight')?.kind, of('people')?.kind], ['view', 'table']);
      for (const name of ['parts', 'sight']) {
        const rows = of(name)?.rowEstimate ?? 0;
        assert.ok(rows > 4_000 && rows < 6_000, `${name}: ${rows}`);
      }
      assert.deepEqual(
        of('odd `name')?.columns.map(({ name }) => name),
        ['a b'],
      );
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /The view broken is left out/);
    }
  });

  test('a login sees the columns that it may SELECT, and no others', async () => {
    const connection = await connect(url, { user: 'narrow', password: 'narrow' });
    const { tables } = await connection.tables();
    await connection.close();
    assert.deepEqual(
      tables.map(({ name, columns }) => [name, columns.map((column) => column.name)]),
      [['visits', ['id', 'pa']]],
    );
  });

  test('without names of time zones, moments bring a warning', async () => {
    await admin(
      'RENAME TABLE mysql.time_zone_name TO mysql.time_zone_name_kept; CREATE TABLE mysql.time_zone_name LIKE mysql.time_zone_name_kept',
    );
    await database.restart();
    const connection = await connect(url);
    const { warnings } = await connection.tables();
    await connection.close();
    assert.match(warnings.join('\n'), /knows no time zones by name/);
    assert.equal(port, database.port);
  });
});

// What must not run on a real MariaDB, tried with a login that may do everything and with one that may SELECT: nothing changes, no file appears.
// Not here: the statements (mysql/refusedTable.ts).
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { QueryError } from '../../../../src/server/engine/engine.ts';
import type { Connection } from '../../../../src/server/engine/network/driver.ts';
import { judge } from '../../../../src/server/engine/network/drivers/mysql/guard.ts';
import { type Skipped, skipOf, startMariadb, type TestMariadb } from '../../../support/databases/databases.ts';
import { attempts, reading } from './mysql/refusedTable.ts';
import { all, connect } from './mysql/support.ts';

const database: TestMariadb | Skipped = await startMariadb();

const made = `
  CREATE TABLE t (id INT PRIMARY KEY, v TEXT); INSERT INTO t VALUES (1, 'a'); CREATE TABLE l (a INT); CREATE SEQUENCE sq;
  CREATE FUNCTION bad() RETURNS INT DETERMINISTIC MODIFIES SQL DATA BEGIN INSERT INTO l VALUES (1); RETURN 1; END;
  CREATE PROCEDURE pr() INSERT INTO l VALUES (2);
  CREATE DATABASE other; CREATE TABLE other.secrets (a INT); INSERT INTO other.secrets VALUES (1);
  GRANT SELECT ON other.* TO reader`;

describe('statements that must not run', skipOf(database), () => {
  if ('skipped' in database) return;
  const { folder, url, adminUrl, admin } = database;
  const table = attempts((name) => path.join(folder, name), '/etc/hostname');
  const state = async () =>
    JSON.stringify([
      await admin('SELECT * FROM t'),
      await admin('SELECT * FROM l'),
      await admin('SHOW TABLES'),
      await admin('SELECT user, host FROM mysql.user'),
      await admin('SHOW GRANTS FOR reader'),
      await admin('SELECT next_not_cached_value FROM sq'),
    ]);
  const files = () =>
    readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => /(^|\/)[ovb]\d+$/.test(name));
  let connections: [string, Connection][] = [];

  before(async () => {
    await admin(made);
    connections = [
      ['a login that may do everything', await connect(adminUrl)],
      ['a login that may SELECT', await connect(url)],
    ];
  });
  after(async () => {
    for (const [, connection] of connections) await connection.close();
    await database.stop();
  });

  test('there are enough of them', () => assert.ok(table.length >= 30));

  test('each is refused with its reason, and changes nothing', async () => {
    const untouched = await state();
    for (const [who, connection] of connections) {
      for (const { sql, says } of table) {
        await assert.rejects(
          connection.judge(sql),
          (error) => {
            assert.ok(error instanceof QueryError, `${who}: ${sql}: ${error}`);
            assert.equal(error.kind, 'refused', `${who}: ${sql}: ${error.message}`);
            assert.match(error.message, says, sql);
            return true;
          },
          `${who}: ${sql}`,
        );
      }
    }
    assert.equal(await state(), untouched);
    assert.deepEqual(files(), []);
  });

  test('those that change data are refused by the session, too, were the guard not there', async () => {
    const untouched = await state();
    for (const [who, url2] of [
      ['everything', adminUrl],
      ['SELECT', url],
    ] as const) {
      for (const { sql, guardAlone } of table) {
        if (guardAlone || sql === '' || sql.startsWith('--')) continue;
        const connection = await connect(url2);
        try {
          await assert.rejects(all(connection, sql), QueryError, `${who}: ${sql}`);
        } finally {
          await connection.close();
        }
      }
      assert.equal(await state(), untouched, who);
    }
    assert.deepEqual(files(), []);
  });

  test('a login that may SELECT writes no file, were the guard not there', async () => {
    for (const { sql } of table.filter((each) => /OUTFILE|DUMPFILE/.test(each.sql))) {
      const connection = await connect(url);
      await all(connection, sql).catch((error: unknown) => assert.ok(error instanceof QueryError));
      await connection.close();
    }
    assert.deepEqual(files(), []);
  });

  test('what only reads is let through, and the server takes it', async () => {
    for (const [who, connection] of connections) {
      for (const sql of reading) {
        await connection.judge(sql);
        await assert.doesNotReject(all(connection, sql), `${who}: ${sql}`);
      }
    }
  });

  test('a name before a dot is another database only where the server has it', () => {
    assert.doesNotThrow(() => judge('SELECT other.a FROM t AS other'));
    assert.throws(() => judge('SELECT other.a FROM other', (name) => name === 'other'), /short name of a table/);
  });
});

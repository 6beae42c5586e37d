// What a view's functions change of a session does not reach the next statement on its connection.
// Not here: what a statement itself may not do (mysqlRefused.test.ts).
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { parseAddress } from '../../../../src/server/engine/network/address.ts';
import { createNetworkEngine } from '../../../../src/server/engine/network/networkEngine.ts';
import { type Skipped, skipOf, startMariadb, type TestMariadb } from '../../../support/databases/databases.ts';

const database: TestMariadb | Skipped = await startMariadb();

describe('A session of MariaDB after a view whose functions change it', skipOf(database), () => {
  if ('skipped' in database) return;
  after(() => database.stop());

  test('is as it was for the next statement, and holds no lock', async () => {
    await database.admin(`
      CREATE TABLE moments (at TIMESTAMP); SET time_zone = '+00:00'; INSERT INTO moments VALUES ('2024-01-01 12:00:00');
      CREATE FUNCTION elsewhere() RETURNS INT BEGIN SET SESSION time_zone = '+05:00'; SET SESSION tx_read_only = 0; RETURN 1; END;
      CREATE VIEW sly AS SELECT elsewhere() AS a, GET_LOCK('held', 0) AS b`);
    const engine = createNetworkEngine({
      address: parseAddress(database.url),
      log: () => undefined,
      maxConnections: 1,
    });
    try {
      const connection = 'SELECT CONNECTION_ID()';
      const before = await engine.query(connection);
      assert.deepEqual((await engine.queryUntrusted('SELECT a, b FROM sly')).rows, [[1, 1]]);
      assert.deepEqual((await engine.queryUntrusted('SELECT at FROM moments')).rows, [['2024-01-01 12:00:00']]);
      const [[zone, reads, lock] = []] = (
        await engine.query(`SELECT @@time_zone, @@tx_read_only, IS_USED_LOCK('held')`)
      ).rows;
      assert.deepEqual([zone, reads, lock], ['+00:00', 1, null]);
      assert.deepEqual(await engine.query(connection).then(({ rows }) => rows), before.rows);
    } finally {
      engine.dispose();
    }
  });
});

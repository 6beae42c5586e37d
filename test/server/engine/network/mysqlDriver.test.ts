// The values, parameters, caps and counts that a real MariaDB gives through the driver.
// Not here: what must not run (mysqlRefused.test.ts), cancel and cut lines (mysqlCancel.test.ts), the catalog (mysqlSchema.test.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { QueryError } from '../../../../src/server/engine/engine.ts';
import type { Connection } from '../../../../src/server/engine/network/driver.ts';
import { type Skipped, skipOf, startMariadb, type TestMariadb } from '../../../support/databases/databases.ts';
import { all, connect } from './mysql/support.ts';

const database: TestMariadb | Skipped = await startMariadb();

/** Type, a value, the kind of column and the cell it becomes. */
const values: readonly (readonly [string, string, string, unknown])[] = [
  ['bigint unsigned', '18446744073709551615', 'integer', '18446744073709551615'],
  ['bigint', '-9007199254740993', 'integer', '-9007199254740993'],
  ['bigint', '9007199254740991', 'integer', 9007199254740991],
  ['int unsigned', '4294967295', 'integer', 4294967295],
  ['smallint', '-5', 'integer', -5],
  ['tinyint', '-128', 'integer', -128],
  ['tinyint(1)', '1', 'boolean', true],
  ['tinyint(1)', '0', 'boolean', false],
  ['tinyint(1)', '7', 'boolean', 7],
  ['bit(1)', "b'1'", 'boolean', true],
  ['bit(1)', "b'0'", 'boolean', false],
  ['bit(10)', "b'1000000001'", 'integer', 513],
  ['year', '2024', 'integer', 2024],
  ['decimal(12,3)', '12.340', 'number', 12.34],
  ['decimal(30,10)', '12345678901234567890.0123456789', 'number', '12345678901234567890.0123456789'],
  ['decimal(20,0)', '12345678901234567890', 'integer', '12345678901234567890'],
  ['float', '0.1', 'number', 0.1],
  ['double', '0.30000000000000004', 'number', 0.30000000000000004],
  ['double', '-1.7976931348623157e308', 'number', -1.7976931348623157e308],
  ['date', "'2024-02-29'", 'date', '2024-02-29'],
  ['date', "'0000-00-00'", 'date', null],
  ['date', "'2024-02-00'", 'date', null],
  ['datetime(6)', "'2024-02-29 12:34:56.789012'", 'timestamp', '2024-02-29 12:34:56'],
  ['datetime', "'0000-00-00 00:00:00'", 'timestamp', null],
  ['timestamp null', "'2024-02-29 12:34:56'", 'timestamp', '2024-02-29 12:34:56'],
  ['time', "'-100:00:00'", 'text', '-100:00:00'],
  ['json', `'{"a": [1, "\u00fc"]}'`, 'text', '{"a": [1, "\u00fc"]}'],
  ["enum('x','\u00fc')", "'\u00fc'", 'text', '\u00fc'],
  ["set('q','r')", "'q,r'", 'text', 'q,r'],
  ['varchar(20)', "'\u00fc\u{1d11e} 0'", 'text', '\u00fc\u{1d11e} 0'],
  ['mediumtext', "''", 'text', ''],
  ['varbinary(4)', "x'00DEAD'", 'text', '0x00DEAD'],
  ['blob', "x''", 'text', '0x'],
  ['uuid', "'6ccd780c-baba-1026-9564-5b8c656024db'", 'text', '6ccd780c-baba-1026-9564-5b8c656024db'],
  ['int', 'NULL', 'integer', null],
  ['text', 'NULL', 'text', null],
];

describe('values of MariaDB', skipOf(database), () => {
  if ('skipped' in database) return;
  const { url, admin } = database;
  let connection: Connection;

  before(async () => {
    const columns = values.map(([type], index) => `c${index} ${type}`).join(', ');
    await admin(`SET sql_mode = ''; SET time_zone = '+00:00'; CREATE TABLE kinds (${columns});
      INSERT INTO kinds VALUES (${values.map(([, value]) => value).join(', ')});
      CREATE TABLE big (id INT PRIMARY KEY, t VARCHAR(40)); INSERT INTO big SELECT seq, MD5(seq) FROM seq_1_to_20000`);
    connection = await connect(url);
  });
  after(async () => {
    await connection.close();
    await database.stop();
  });

  for (const way of ['as text', 'prepared'] as const) {
    test(`each type becomes its cell, ${way}`, async () => {
      const bound =
        way === 'prepared' ? { sql: ' WHERE $1', options: { parameters: [true] } } : { sql: '', options: {} };
      const { columns, rows } = await all(connection, `SELECT * FROM kinds${bound.sql}`, bound.options);
      for (const [index, [type, value, kind, cell]] of values.entries()) {
        assert.equal(columns[index]?.type, kind, type);
        assert.deepEqual(rows[0]?.[index], cell, `${type} ${value}`);
      }
      const catalog = (await connection.tables()).tables.find(({ name }) => name === 'kinds');
      assert.deepEqual(
        catalog?.columns.map(({ type }) => type),
        values.map(([, , kind]) => kind),
      );
    });
  }

  test('results that are no column have types, too', async () => {
    const { columns, rows } = await all(
      connection,
      "SELECT SUM(id), AVG(id), COUNT(*), SUM(id) / 3, DATE '2024-01-01' + INTERVAL 1 MONTH, NOW() IS NULL, NULL, CONCAT('a', 1) FROM big",
    );
    assert.deepEqual(
      columns.map(({ type }) => type),
      ['integer', 'number', 'integer', 'number', 'date', 'integer', 'text', 'text'],
    );
    assert.deepEqual(rows, [[200010000, 10000.5, 20000, 66670000, '2024-02-01', 0, null, 'a1']]);
  });

  test('a moment is shown in UTC, names of months are English, a backslash is an escape', async () => {
    const { rows } = await all(
      connection,
      String.raw`SELECT FROM_UNIXTIME(0), MONTHNAME('2024-03-01'), CONVERT_TZ('2024-07-01 12:00:00', 'UTC', 'Europe/Berlin'), 'a\'b'`,
    );
    assert.deepEqual(rows, [['1970-01-01 00:00:00', 'March', '2024-07-01 14:00:00', "a'b"]]);
  });

  test('parameters are bound where they stand, in any order, and never become text', async () => {
    const sql =
      'SELECT $2, $1, $1, \'$1\', "$2", `$1` -- $2\n FROM (SELECT 5 AS `$1`) AS q WHERE $3 AND $4 IS NULL # $9';
    const parameters = ["'; DROP TABLE big; -- \\", 2.5, true, null];
    await connection.judge(sql);
    assert.deepEqual((await all(connection, sql, { parameters })).rows, [
      [2.5, parameters[0], parameters[0], '$1', '$2', 5],
    ]);
  });

  test('whole numbers are bound as such: LIMIT takes them, and decimals are equal', async () => {
    const limited = await all(connection, 'SELECT id FROM big ORDER BY id LIMIT $1', { parameters: [2] });
    assert.deepEqual(limited.rows, [[1], [2]]);
    const exact = await all(connection, 'SELECT 9007199254740991 = $1, 0.1 = $2', {
      parameters: [9007199254740991, 0.1],
    });
    assert.deepEqual(exact.rows, [[1, 1]]);
  });

  test('a parameter without a value is named', async () => {
    await assert.rejects(all(connection, 'SELECT $2', { parameters: [1] }), /no value for \$2/);
    assert.deepEqual((await all(connection, 'SELECT 1')).rows, [[1]]);
  });

  test('rows are pulled in order, however many are asked for at once', async () => {
    for (const atMost of [1, 7, 1000, 1001, 50_000]) {
      const cursor = await connection.run('SELECT id FROM big ORDER BY id LIMIT 3000', { timeoutMs: 20_000 });
      const ids: unknown[] = [];
      for (let rows = await cursor.read(atMost); rows.length > 0; rows = await cursor.read(atMost)) {
        assert.ok(rows.length <= atMost);
        ids.push(...rows.map(([id]) => id));
      }
      await cursor.close();
      assert.deepEqual(
        ids,
        Array.from({ length: 3000 }, (_, index) => index + 1),
      );
    }
  });

  test('no more rows leave the database than will be read; all are counted over the same data', async () => {
    const sql = 'SELECT id, id FROM big WHERE id > $1 ORDER BY id; -- the end';
    const cursor = await connection.run(sql, { timeoutMs: 20_000, maxRows: 201, parameters: [10] });
    assert.equal((await cursor.read(200)).length, 200);
    await admin('INSERT INTO big VALUES (1000000, NULL)');
    assert.equal(await cursor.count?.(20_000), 19_990);
    await cursor.close();
    await admin('DELETE FROM big WHERE id = 1000000');
    assert.equal(
      (await connection.tables()).tables.find(({ name }) => name === 'kinds')?.columns.length,
      values.length,
    );
    assert.equal((await all(connection, 'SELECT id FROM big')).rows.length, 20_000);
  });

  test('a count also goes where the statement begins with WITH or ends a comment', async () => {
    const sql = 'WITH counted AS (SELECT id FROM big) SELECT * FROM counted ORDER BY 1 -- a comment';
    const cursor = await connection.run(sql, { timeoutMs: 20_000, maxRows: 3 });
    assert.deepEqual(await cursor.read(2), [[1], [2]]);
    assert.equal(await cursor.count?.(20_000), 20_000);
    await cursor.close();
    assert.equal(connection.isBroken, false);
  });

  test('of long cells no more is kept than is looked at', async () => {
    const { rows } = await all(connection, "SELECT REPEAT('\u00fc', 1000000), REPEAT(x'AB', 1000000)", {
      maxCellLength: 100,
    });
    const [[text, bytes] = []] = rows;
    assert.equal(String(text).slice(0, 100), '\u00fc'.repeat(100));
    assert.ok(String(text).length <= 400 && String(bytes).length <= 400);
  });

  test('a row that is too large ends its line and says so', async () => {
    const other = await connect(url);
    const parts = Array.from({ length: 5 }, (_, index) => `REPEAT('a', 15000000) AS c${index}`).join(', ');
    await assert.rejects(all(other, `SELECT ${parts}`), /more than 64 MB/);
    assert.equal(other.isBroken, true);
    await other.close();
  });

  test("the database's own errors are said with what to do", async () => {
    const cases: [string, RegExp][] = [
      ['SELECT nix FROM big', /Unknown column 'nix'/],
      ['SELECT * FROM nix', /nix/],
      ['SELEC 1', /SQL syntax/],
      ['SELECT * FROM mysql.user', /may not read that/],
      ['SELECT id, COUNT(*) FROM big', /GROUP/i],
      ['SELECT * FROM (SELECT 1 AS a, 2 AS a) AS q', /name of its own with AS/],
    ];
    for (const [sql, says] of cases) {
      await assert.rejects(all(connection, sql), (error) => {
        assert.ok(error instanceof QueryError && error.kind === 'failed', sql);
        assert.match(error.message, says);
        return true;
      });
    }
    assert.deepEqual((await all(connection, 'SELECT 1')).rows, [[1]]);
  });

  test('prepared statements are let go of', async () => {
    for (let number = 0; number < 5; number++) await all(connection, `SELECT $1 + ${number}`, { parameters: [1] });
    const [row] = await admin("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'");
    assert.equal(Number(row?.Value), 0);
  });
});

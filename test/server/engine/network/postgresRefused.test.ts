// What must not get through to PostgreSQL: each attempt is refused, and data, files and settings stay as they were.
// Not here: what may run (postgresAnswers.test.ts).
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { parseAddress } from '../../../../src/server/engine/network/address.ts';
import { createPostgresDriver } from '../../../../src/server/engine/network/drivers/postgres/driver.ts';
import { postgresSetting } from './postgresSupport.ts';

const setting = await postgresSetting(`
  CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t VALUES (1, 'a'); CREATE TABLE l (a int); CREATE SEQUENCE sq;
  CREATE FUNCTION bad() RETURNS int LANGUAGE plpgsql VOLATILE AS $$begin insert into public.l values (1); return 1; end$$;
  CREATE FUNCTION liar() RETURNS int LANGUAGE plpgsql STABLE AS $$begin perform set_config('work_mem','64MB',false); return 1; end$$;
  CREATE FUNCTION told(t) RETURNS text LANGUAGE plpgsql VOLATILE AS $$begin perform pg_advisory_lock(5); return 'x'; end$$;
  CREATE PROCEDURE pr() LANGUAGE plpgsql AS $$begin insert into public.l values (2); end$$;
  CREATE VIEW sly AS SELECT bad() AS a; CREATE VIEW setter AS SELECT set_config('work_mem', '77MB', false) AS a;
  CREATE VIEW locker AS SELECT pg_advisory_lock(11)::text AS a;
  CREATE TYPE evil AS (x int);
  CREATE FUNCTION to_evil(int) RETURNS evil LANGUAGE plpgsql VOLATILE AS $$begin insert into public.l values (3); return row(1)::evil; end$$;
  CREATE CAST (int AS evil) WITH FUNCTION to_evil(int);
  CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE plpgsql AS $$begin insert into public.l values (4); return 1; end$$;
  CREATE OPERATOR @+@ (FUNCTION = plus, LEFTARG = int, RIGHTARG = int);
  CREATE EXTENSION dblink; CREATE MATERIALIZED VIEW mv AS SELECT * FROM t; SELECT lo_create(4242)`);

function attempts(folder: string, port: number): string[] {
  const self = `'host=127.0.0.1 port=${port} dbname=shop user=owner'`;
  return [
    "INSERT INTO t VALUES (2, 'b')",
    "UPDATE t SET v = 'x'",
    'DELETE FROM t',
    'TRUNCATE t',
    'DROP TABLE t',
    'CREATE TABLE z (a int)',
    'CREATE TEMP TABLE z AS SELECT 1',
    'SELECT * INTO z FROM t',
    "WITH w AS (INSERT INTO t VALUES (3, 'c') RETURNING *) SELECT * FROM w",
    'WITH w AS (DELETE FROM t RETURNING *) SELECT * FROM w',
    "MERGE INTO t USING l ON false WHEN NOT MATCHED THEN INSERT VALUES (9, 'q')",
    'SELECT * FROM t FOR UPDATE',
    'SELECT * FROM (SELECT * FROM t FOR KEY SHARE) AS x',
    'SELECT bad()',
    'SELECT liar()',
    'SELECT public.bad()',
    'SELECT t.told FROM t',
    'SELECT (t).told FROM t',
    'SELECT * FROM sly',
    'SELECT 5::evil',
    'SELECT 1 @+@ 2',
    'SELECT 1 OPERATOR(public.@+@) 2',
    "SELECT nextval('sq')",
    "SELECT setval('sq', 9)",
    `SELECT lo_export(4242, '${folder}/attempt-lo')`,
    "SELECT lo_import('/etc/hostname')",
    'SELECT lo_unlink(4242)',
    'SELECT (4242::oid).lo_unlink',
    "SELECT pg_read_file('/etc/hostname')",
    "SELECT ('/etc/hostname'::text).pg_read_file",
    "SELECT pg_read_binary_file('/etc/hostname')",
    "SELECT * FROM pg_ls_dir('/')",
    "SELECT pg_stat_file('/etc/hostname')",
    `COPY t TO '${folder}/attempt-copy'`,
    `COPY t TO PROGRAM 'touch ${folder}/attempt-program'`,
    `COPY (SELECT 1) TO STDOUT`,
    "COPY t FROM PROGRAM 'echo 5,x'",
    `SELECT * FROM dblink(${self}, 'insert into public.l values (9) returning a') AS x(a int)`,
    `SELECT dblink_exec(${self}, 'insert into public.l values (8)')`,
    'SELECT 1; DELETE FROM t',
    'SELECT 1; COMMIT; DELETE FROM l',
    'COMMIT; BEGIN; INSERT INTO l VALUES (77); COMMIT',
    'COMMIT',
    'SET work_mem = 99999',
    'SET TRANSACTION READ WRITE',
    "SELECT set_config('transaction_read_only', 'off', false)",
    "SELECT set_config('statement_timeout', '0', false)",
    'RESET ALL',
    'DISCARD ALL',
    'DO $$begin insert into l values (6); end$$',
    'CALL pr()',
    'LOCK TABLE t',
    'LISTEN x',
    "NOTIFY x, 'y'",
    "SELECT pg_notify('x', 'y')",
    'SELECT pg_advisory_lock(1)',
    'SELECT (5::bigint).pg_advisory_lock',
    'SELECT pg_sleep(60)',
    'SELECT (60::float8).pg_sleep',
    'SELECT g.pg_sleep FROM generate_series(60, 60) AS g',
    'SELECT pg_catalog.pg_sleep(60)',
    'SELECT "pg_sleep"(60)',
    'SELECT 1 ORDER BY pg_sleep(60)',
    'SELECT pg_terminate_backend(pid) FROM t, LATERAL (SELECT 1 AS pid) x',
    'SELECT pg_reload_conf()',
    'SELECT txid_current()',
    "SELECT query_to_xml('select bad()', true, true, '')",
    "SELECT table_to_xml('pg_authid', true, true, '')",
    "SELECT ts_stat('select bad()::text::tsvector')",
    'EXPLAIN ANALYZE DELETE FROM t',
    'EXPLAIN ANALYZE SELECT bad()',
    'PREPARE p AS DELETE FROM t',
    'DECLARE c CURSOR FOR SELECT 1',
    'VACUUM t',
    'REFRESH MATERIALIZED VIEW mv',
    'REINDEX TABLE t',
    'CHECKPOINT',
    'ALTER SYSTEM SET work_mem = 1',
    "LOAD 'auto_explain'",
    "COMMENT ON TABLE t IS 'x'",
    'GRANT ALL ON t TO public',
    'SHOW work_mem',
    'SELECT rolpassword FROM pg_authid',
    'SELECT * FROM pg_catalog.pg_stat_activity',
    "SELECT current_setting('data_directory')",
    'SELECT * FROM t TABLESAMPLE own(1)',
  ];
}

const stateSql = `SELECT (SELECT string_agg(t::text, '|' ORDER BY id) FROM t) AS t, (SELECT count(*)::int FROM l) AS l,
  (SELECT last_value::int FROM sq) AS sq, (SELECT count(*)::int FROM pg_largeobject_metadata) AS lo,
  (SELECT count(*)::int FROM pg_class) AS classes, (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory') AS locks`;

describe('What must not get through to PostgreSQL', () => {
  for (const login of ['reader', 'superuser'] as const) {
    test(`every attempt of a ${login} is refused, and nothing has changed`, setting.skip, async () => {
      const database = setting.database();
      const engine = setting.engine(login === 'reader' ? database.url : database.adminUrl);
      const [before] = await database.admin(stateSql);
      const tried = attempts(database.folder, database.port);
      for (const sql of tried) {
        await assert.rejects(engine.queryUntrusted(sql, { timeoutMs: 5000 }), { name: 'QueryError' }, sql);
        const [now] = await database.admin(stateSql);
        assert.deepEqual(now, before, sql);
      }
      for (const file of ['attempt-lo', 'attempt-copy', 'attempt-program'])
        assert.equal(existsSync(path.join(database.folder, file)), false, file);
      assert.ok(tried.length > 60);
    });

    test(`the transaction of a ${login} holds by itself what writes`, setting.skip, async () => {
      const database = setting.database();
      const url = login === 'reader' ? database.url : database.adminUrl;
      const connection = await createPostgresDriver(parseAddress(url), () => undefined).connect();
      const [before] = await database.admin(stateSql);
      const writing = attempts(database.folder, database.port).filter((sql) =>
        /^(INSERT|UPDATE|DELETE|TRUNCATE|DROP|CREATE|WITH|MERGE|SELECT (bad|public|set_config|5::|1 (@|OPERATOR)|1;)|SELECT \* FROM sly|COMMIT|DO|CALL|SET TRANS)/.test(
          sql,
        ),
      );
      assert.ok(writing.length >= 20);
      for (const sql of writing) {
        const run = async () => {
          const cursor = await connection.run(sql, { timeoutMs: 5000, maxRows: 10, maxCellLength: 10 });
          try {
            await cursor.read(10);
          } finally {
            await cursor.close();
          }
        };
        // Some run, and what they did goes with the transaction.
        await run().catch((cause: unknown) => assert.equal(cause instanceof Error && cause.name, 'QueryError', sql));
        const [now] = await database.admin(stateSql);
        assert.deepEqual(now, before, sql);
      }
      await connection.close();
    });
  }

  test('a view that changes a setting changes it for itself alone', setting.skip, async () => {
    const database = setting.database();
    const engine = setting.engine(database.adminUrl, { maxConnections: 1 });
    assert.deepEqual((await engine.queryUntrusted('SELECT a FROM setter')).rows, [['77MB']]);
    assert.deepEqual((await engine.query("SELECT current_setting('work_mem')")).rows, [['4MB']]);
  });

  test('a lock that a view takes is gone with its statement', setting.skip, async () => {
    const database = setting.database();
    const engine = setting.engine(database.adminUrl, { maxConnections: 1 });
    assert.deepEqual((await engine.queryUntrusted('SELECT a FROM locker')).rows, [['']]);
    const held = "SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory'";
    assert.deepEqual(await database.admin(held), [{ n: 0 }]);
  });

  test('statements that only read are let through', setting.skip, async () => {
    const engine = setting.engine();
    for (const sql of [
      'TABLE t',
      'VALUES (1)',
      'SELECT t.v, (t).v, x.count FROM t, (SELECT count(*) FROM t) AS x',
      "SELECT E'\\'; delete from t; --'",
      'SELECT $$a;b$$; -- x',
      ' /* DELETE */ SELECT upper(v), now(), random() >= 0 FROM t;;',
      "SELECT now() AT TIME ZONE 'Europe/Berlin', date_trunc('month', now()), to_char(now(), 'YYYY')",
      'SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY id), count(*) FILTER (WHERE id > 0) FROM t',
      'SELECT id, rank() OVER (ORDER BY id), lag(id) OVER (ORDER BY id) FROM t',
      'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT * FROM n',
      'SELECT * FROM t TABLESAMPLE system(10)',
      "SELECT ('abc'::text).upper",
      'SELECT 1 AS a UNION SELECT 2 ORDER BY 1',
    ])
      await assert.doesNotReject(engine.queryUntrusted(sql), sql);
  });

  test('a statement too deep for the parser is refused, and the next one is judged as ever', setting.skip, async () => {
    const engine = setting.engine();
    for (const deep of [`SELECT 1${'+1'.repeat(40_000)}`, `SELECT ${'('.repeat(30_000)}1${')'.repeat(30_000)}`])
      await assert.rejects(engine.queryUntrusted(deep), { kind: 'refused' });
    await assert.rejects(engine.queryUntrusted('DELETE FROM t'), { kind: 'refused' });
    assert.deepEqual((await engine.queryUntrusted(`SELECT 1${'+1'.repeat(2000)}`)).rows, [[2001]]);
  });

  test('a column made since that is called as a function is let through', setting.skip, async () => {
    const database = setting.database();
    const engine = setting.engine();
    await engine.queryUntrusted('SELECT 1');
    await database.admin('CREATE TABLE made (told int)');
    assert.deepEqual((await engine.queryUntrusted('SELECT made.told FROM made')).rows, []);
    await database.admin('DROP TABLE made');
  });

  test('a parameter is a value, whatever it says', setting.skip, async () => {
    const engine = setting.engine();
    const parameters = ["'; DELETE FROM t; --", null, 3, true] as const;
    const { rows } = await engine.queryUntrusted('SELECT $1::text, $2::int, $3::int + 1, NOT $4::boolean', {
      parameters,
    });
    assert.deepEqual(rows, [["'; DELETE FROM t; --", null, 4, false]]);
  });
});

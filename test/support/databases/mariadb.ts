// A MariaDB server of the test on a free port of loopback, with its time zones and logins that have passwords.
// Not here: which tests skip without one (databases.ts).
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import mysql from 'mysql2/promise';
import { findMariadb } from '../../../scripts/databases/find.ts';
import { freePort, give, ownFolder, removeFolder, runProgram, serverOwner, startServer } from './ownProcess.ts';
import { type Skipped, skippedDatabase, type TestDatabase } from './testDatabase.ts';

export interface MariadbOptions {
  /** Settings of the server, e.g. `{ 'max-connections': '10' }`. */
  settings?: Record<string, string>;
}

export interface TestMariadb extends TestDatabase {
  port: number;
  /** The user's folder: what the server writes to. */
  folder: string;
  /** Runs statements as the one who made it; the rows of the last. */
  admin(sql: string): Promise<Record<string, unknown>[]>;
  /** Ends the server, and starts it again on the same port and data. */
  restart(): Promise<void>;
}

/** What makes the system's tables, in this order; their names changed from one release to the next. */
const systemTables = ['system_tables', 'performance_tables', 'system_tables_data'].flatMap((name) => [
  `mysql_${name}.sql`,
  `mariadb_${name}.sql`,
]);

export async function startMariadb(options: MariadbOptions = {}): Promise<TestMariadb | Skipped> {
  const programs = findMariadb();
  if (!programs) return skippedDatabase('MariaDB');
  const owner = serverOwner();
  const folder = ownFolder('mariadb', owner);
  const data = path.join(folder, 'data');
  for (const place of [data, path.join(data, 'mysql')]) {
    mkdirSync(place);
    give(place, owner);
  }
  const run = { owner, folder, libraries: programs.libraries };
  // First of all, or the settings of the machine are read.
  const common = ['--no-defaults', `--datadir=${data}`, `--basedir=${programs.base}`, `--tmpdir=${folder}`];
  common.push(`--lc-messages-dir=${programs.share}`, `--character-sets-dir=${path.join(programs.share, 'charsets')}`);
  if (programs.plugins !== '') common.push(`--plugin-dir=${programs.plugins}`);
  common.push('--innodb-flush-log-at-trx-commit=0', '--innodb-log-file-size=16M');
  const tables = [...systemTables, 'maria_add_gis_sp_bootstrap.sql']
    .map((name) => path.join(programs.share, name))
    .filter(existsSync)
    .map((file) => readFileSync(file, 'utf8'));
  const zones = programs.zones && (await runProgram(programs.zones.program, [programs.zones.folder], run));
  const password = { admin: randomBytes(12).toString('hex'), reader: randomBytes(12).toString('hex') };
  const input = ['CREATE DATABASE IF NOT EXISTS mysql;', 'USE mysql;', 'SET @auth_root_socket=NULL;', ...tables];
  await runProgram(programs.server, [...common, '--bootstrap', '--max_allowed_packet=8M', '--net_buffer_length=16K'], {
    ...run,
    input: [...input, ''].join('\n'),
  });
  const port = await freePort();
  const args = [...common, `--port=${port}`, '--bind-address=127.0.0.1', `--socket=${path.join(folder, 'socket')}`];
  args.push(`--pid-file=${path.join(folder, 'pid')}`, '--skip-name-resolve', '--character-set-server=utf8mb4');
  args.push('--collation-server=utf8mb4_nopad_bin', '--max-allowed-packet=64M');
  for (const [name, value] of Object.entries(options.settings ?? {})) args.push(`--${name}=${value}`);
  const ask = async (user: string, secret: string, sql: string, database?: string) => {
    const connection = await mysql.createConnection({
      host: '127.0.0.1',
      port,
      user,
      password: secret,
      multipleStatements: true,
      ...(database === undefined ? {} : { database }),
    });
    try {
      const [result]: [unknown, unknown] = await connection.query(sql);
      return lastRows(result);
    } finally {
      await connection.end();
    }
  };
  let user = 'root';
  const begin = () =>
    startServer(programs.server, args, run, async () => {
      await ask(user, user === 'root' ? '' : password.admin, 'SELECT 1');
    });
  let server = await begin();
  if (zones !== undefined) await ask('root', '', `USE mysql; ${zones}`);
  await ask(
    'root',
    '',
    `CREATE DATABASE shop; CREATE USER admin@'%' IDENTIFIED BY '${password.admin}'; GRANT ALL ON *.* TO admin@'%' WITH GRANT OPTION;
    CREATE USER reader@'%' IDENTIFIED BY '${password.reader}'; GRANT SELECT, SHOW VIEW ON shop.* TO reader@'%'`,
  );
  user = 'admin';
  return {
    url: `mysql://reader:${password.reader}@127.0.0.1:${port}/shop`,
    adminUrl: `mysql://admin:${password.admin}@127.0.0.1:${port}/shop`,
    port,
    folder,
    admin: (sql) => ask('admin', password.admin, sql, 'shop'),
    async restart() {
      await server.end();
      server = await begin();
    },
    async stop() {
      await server.end();
      await removeFolder(folder);
    },
  };
}

/** Of several statements, what the last one gave. */
function lastRows(result: unknown): Record<string, unknown>[] {
  if (!Array.isArray(result)) return [];
  const results: unknown[] = result;
  const last = results.findLast((each) => Array.isArray(each));
  return Array.isArray(last) ? last : results.filter(isRow);
}

function isRow(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !('affectedRows' in value);
}

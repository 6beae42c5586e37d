// A PostgreSQL server of the test on a free port of loopback, with logins that have passwords.
// Not here: which tests skip without one (databases.ts).
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { findPostgres } from '../../../scripts/databases/find.ts';
import { freePort, give, ownFolder, removeFolder, runProgram, serverOwner, startServer } from './ownProcess.ts';
import { type Skipped, skippedDatabase, type TestDatabase } from './testDatabase.ts';

export interface PostgresOptions {
  /** Settings of the server, e.g. `{ max_connections: '10' }`. */
  settings?: Record<string, string>;
  /** Files (PEM) that make it speak TLS. */
  tls?: { cert: string; key: string };
}

export interface TestPostgres extends TestDatabase {
  port: number;
  /** The user's folder: what the server writes to. */
  folder: string;
  /** Runs statements as the one who made it; the rows of the last. */
  admin(sql: string): Promise<Record<string, unknown>[]>;
  /** Ends the server, and starts it again on the same port and data. */
  restart(): Promise<void>;
}

export async function startPostgres(options: PostgresOptions = {}): Promise<TestPostgres | Skipped> {
  const programs = findPostgres();
  if (!programs) return skippedDatabase('PostgreSQL');
  const owner = serverOwner();
  const folder = ownFolder('postgres', owner);
  const data = path.join(folder, 'data');
  const run = { owner, folder, libraries: programs.libraries };
  const passwords = { owner: randomBytes(12).toString('hex'), reader: randomBytes(12).toString('hex') };
  const file = (name: string, content: string): string => {
    const place = path.join(folder, name);
    writeFileSync(place, content, { mode: 0o600 });
    give(place, owner);
    return place;
  };
  const logins = ['-U', 'owner', '-A', 'scram-sha-256', `--pwfile=${file('password', passwords.owner)}`];
  const init = ['-D', data, ...logins, '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'];
  await runProgram(path.join(programs.bin, 'initdb'), init, run);
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    jit: 'off',
    ...(options.tls
      ? { ssl: 'on', ssl_cert_file: file('cert.pem', options.tls.cert), ssl_key_file: file('key.pem', options.tls.key) }
      : {}),
    ...options.settings,
  };
  const args = ['-D', data, '-p', String(port)];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  const urlOf = (user: 'owner' | 'reader', database = 'shop') =>
    `postgres://${user}:${passwords[user]}@127.0.0.1:${port}/${database}`;
  const ask = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const result: unknown = await client.query(sql);
      const last: unknown = Array.isArray(result) ? result.at(-1) : result;
      return typeof last === 'object' && last !== null && 'rows' in last && Array.isArray(last.rows) ? last.rows : [];
    } finally {
      await client.end();
    }
  };
  const begin = () =>
    startServer(path.join(programs.bin, 'postgres'), args, { ...run, endBy: 'SIGINT' }, async () => {
      await ask(urlOf('owner', 'postgres'), 'SELECT 1');
    });
  let server = await begin();
  await ask(urlOf('owner', 'postgres'), 'CREATE DATABASE shop');
  await ask(
    urlOf('owner'),
    `CREATE ROLE reader LOGIN PASSWORD '${passwords.reader}'; GRANT USAGE ON SCHEMA public TO reader;
    ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader; ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO reader`,
  );
  return {
    url: urlOf('reader'),
    adminUrl: urlOf('owner'),
    port,
    folder,
    admin: (sql) => ask(urlOf('owner'), sql),
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

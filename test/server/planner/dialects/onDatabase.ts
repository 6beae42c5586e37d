// The evaluation's data in a real PostgreSQL or MariaDB, one schema after the other, opened by the product's own engine.
// Not here: starting the servers (test/support/databases), what is asked (evaluateOn.ts).
import type { Engine } from '../../../../src/server/engine/engine.ts';
import { parseAddress } from '../../../../src/server/engine/network/address.ts';
import { createNetworkEngine } from '../../../../src/server/engine/network/networkEngine.ts';
import {
  startMariadb,
  startPostgres,
  type TestMariadb,
  type TestPostgres,
} from '../../../support/databases/databases.ts';
import { copyOf, type DatabaseName } from './copyTables.ts';

export interface TestedDatabase {
  /** Makes the tables of `from` there in place of those before, and opens them for as long as `use` takes. */
  withTables<T>(from: Engine, use: (engine: Engine) => Promise<T>): Promise<T>;
  /** The same with tables made by statements of its own. */
  withStatements<T>(statements: readonly string[], use: (engine: Engine) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

const emptied: Readonly<Record<DatabaseName, string>> = {
  postgres: 'DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO reader',
  mariadb: 'DROP DATABASE shop; CREATE DATABASE shop',
};

/** Where there is none on this machine, `skipped` says so. */
export async function startDatabase(name: DatabaseName): Promise<TestedDatabase | { skipped: string }> {
  const database = name === 'postgres' ? await startPostgres() : await startMariadb();
  return 'skipped' in database ? database : testedOn(database, name);
}

function testedOn(database: TestPostgres | TestMariadb, name: DatabaseName): TestedDatabase {
  async function withStatements<T>(statements: readonly string[], use: (engine: Engine) => Promise<T>): Promise<T> {
    await database.admin(emptied[name]);
    for (const statement of statements) await database.admin(statement);
    const engine = createNetworkEngine({ address: parseAddress(database.url), log: () => undefined });
    try {
      return await use(engine);
    } finally {
      engine.dispose();
    }
  }
  return {
    withStatements,
    withTables: async (from, use) => await withStatements(await copyOf(from, name), use),
    stop: () => database.stop(),
  };
}

// A PostgreSQL server for one file of tests, engines over it, and its own list of what runs.
// Not here: tests.
import { after } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { parseAddress } from '../../../../src/server/engine/network/address.ts';
import {
  createNetworkEngine,
  type NetworkEngine,
  type NetworkEngineOptions,
} from '../../../../src/server/engine/network/networkEngine.ts';
import {
  type PostgresOptions,
  skipOf,
  startPostgres,
  type TestPostgres,
} from '../../../support/databases/databases.ts';

export interface PostgresSetting {
  /** For the options of `test`. */
  skip: { skip: string | false };
  database(): TestPostgres;
  /** Disposed with the file. `url`: default the login that may only read. */
  engine(url?: string, options?: Partial<NetworkEngineOptions>): NetworkEngine;
}

/** `sql` is run by the one who made the server. */
export async function postgresSetting(sql: string, options: PostgresOptions = {}): Promise<PostgresSetting> {
  const started = await startPostgres(options);
  const engines: NetworkEngine[] = [];
  const database = () => {
    if ('skipped' in started) throw new Error(started.skipped);
    return started;
  };
  after(async () => {
    for (const engine of engines) engine.dispose();
    if (!('skipped' in started)) await started.stop();
  });
  if (!('skipped' in started)) await started.admin(sql);
  return {
    skip: skipOf(started),
    database,
    engine(url = database().url, more = {}) {
      const engine = createNetworkEngine({ address: parseAddress(url), log: () => undefined, ...more });
      engines.push(engine);
      return engine;
    },
  };
}

/** Resolves when so many statements with `mark` in them run, with the milliseconds that took. */
export async function untilRunning(database: TestPostgres, mark: string, count: number): Promise<number> {
  const since = performance.now();
  for (;;) {
    const [row] = await database.admin(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%${mark}%'`,
    );
    if (row?.n === count) return performance.now() - since;
    if (performance.now() - since > 20_000) throw new Error(`${mark} runs ${String(row?.n)} times, and not ${count}.`);
    // The database tells nobody of a change.
    await delay(2);
  }
}

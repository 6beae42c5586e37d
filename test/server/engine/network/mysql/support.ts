// A driver over a real MariaDB of one test file, and what its statements give.
// Not here: the server itself (test/support/databases).
import { type Address, parseAddress } from '../../../../../src/server/engine/network/address.ts';
import type { Connection, RunOptions } from '../../../../../src/server/engine/network/driver.ts';
import { createMysqlDriver } from '../../../../../src/server/engine/network/drivers/mysql/driver.ts';

export function driverOf(url: string, change: Partial<Address> = {}) {
  return createMysqlDriver({ ...parseAddress(url), ...change }, () => undefined);
}

export async function connect(url: string, change: Partial<Address> = {}): Promise<Connection> {
  return await driverOf(url, change).connect();
}

/** Everything one statement gives. */
export async function all(connection: Connection, sql: string, options: Partial<RunOptions> = {}) {
  const cursor = await connection.run(sql, { timeoutMs: 20_000, ...options });
  try {
    const rows = [];
    for (let more = await cursor.read(500); more.length > 0; more = await cursor.read(500)) rows.push(...more);
    return { columns: cursor.columns, rows };
  } finally {
    await cursor.close();
  }
}

// A connection to a peer that speaks Trino, and all that a cursor gives.
// Not here: the peer (support/databases/trinoPeer.ts).
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type Cell, QueryError } from '../../../../../src/server/engine/engine.ts';
import { parseAddress } from '../../../../../src/server/engine/network/address.ts';
import type { Connection, RunOptions } from '../../../../../src/server/engine/network/driver.ts';
import { createTrinoDriver } from '../../../../../src/server/engine/network/drivers/trino/driver.ts';
import { type TrinoOptions, type TrinoPeer, trinoPeer } from '../../../../support/databases/trinoPeer.ts';

export const password = 'geheim-9f3a';

export function driverTo(port: number, path = 'hive/shop') {
  const log: string[] = [];
  const address = parseAddress(`trino://reader:${password}@127.0.0.1:${port}/${path}`);
  return createTrinoDriver(address, (line) => void log.push(line));
}

export async function connected(
  t: TestContext,
  options: TrinoOptions = {},
  path?: string,
): Promise<{ peer: TrinoPeer; connection: Connection }> {
  const peer = await trinoPeer(t, options);
  const connection = await driverTo(peer.port, path).connect();
  t.after(() => connection.close());
  peer.requests.length = 0;
  return { peer, connection };
}

export async function allRows(connection: Connection, sql: string, options: Partial<RunOptions> = {}) {
  const cursor = await connection.run(sql, { timeoutMs: 30_000, ...options });
  const rows: Cell[][] = [];
  try {
    for (let some = await cursor.read(2); some.length > 0; some = await cursor.read(2)) rows.push(...some);
  } finally {
    await cursor.close();
  }
  return { columns: cursor.columns, rows };
}

export const failed =
  (message: RegExp, kind = 'failed') =>
  (error: unknown): true => {
    assert.ok(error instanceof QueryError, String(error));
    assert.equal(error.kind, kind);
    assert.match(error.message, message);
    assert.ok(!error.message.includes(password));
    return true;
  };

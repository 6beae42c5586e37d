// A connection to a peer that speaks ClickHouse, and all that a cursor gives.
// Not here: the peer (support/databases/clickhousePeer.ts).
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type Cell, QueryError } from '../../../../../src/server/engine/engine.ts';
import { type Address, parseAddress } from '../../../../../src/server/engine/network/address.ts';
import type { Connection, RunOptions } from '../../../../../src/server/engine/network/driver.ts';
import { createClickhouseDriver } from '../../../../../src/server/engine/network/drivers/clickhouse/driver.ts';
import { type ClickhousePeer, clickhousePeer, type PeerOptions } from '../../../../support/databases/clickhousePeer.ts';

export const password = 'geheim-9f3a';

export function addressOf(port: number): Address {
  return parseAddress(`clickhouse://reader:${password}@127.0.0.1:${port}/shop`);
}

export async function connected(
  t: TestContext,
  options: PeerOptions = {},
): Promise<{ peer: ClickhousePeer; connection: Connection; log: string[] }> {
  const peer = await clickhousePeer(t, options);
  const log: string[] = [];
  const connection = await createClickhouseDriver(addressOf(peer.port), (line) => void log.push(line)).connect();
  t.after(() => connection.close());
  return { peer, connection, log };
}

export async function allRows(connection: Connection, sql: string, options: Partial<RunOptions> = {}) {
  const cursor = await connection.run(sql, { timeoutMs: 30_000, ...options });
  const rows: Cell[][] = [];
  for (let some = await cursor.read(2); some.length > 0; some = await cursor.read(2)) rows.push(...some);
  await cursor.close();
  return { columns: cursor.columns, rows };
}

/** Whether an error is one of the database, told so, without the password. */
export const failed =
  (message: RegExp, kind = 'failed') =>
  (error: unknown): true => {
    assert.ok(error instanceof QueryError, String(error));
    assert.equal(error.kind, kind);
    assert.match(error.message, message);
    assert.ok(!error.message.includes(password));
    return true;
  };

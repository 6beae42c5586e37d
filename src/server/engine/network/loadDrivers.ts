// What speaks to databases on the network, loaded when the first one is asked: the libraries are a bundle of their own.
// Not here: the libraries (drivers/).
import { QueryError, type QueryErrorKind } from '../engine.ts';
import type { Address } from './address.ts';
import type { Connection, Cursor, Driver } from './driver.ts';

/** Its errors are QueryErrors of this bundle. */
export async function loadDriver(address: Address, log: (line: string) => void): Promise<Driver> {
  const { createDriver } = await import('./drivers/index.ts');
  return adoptedDriver(createDriver(address, log));
}

/** Each bundle has a class QueryError of its own, and what one throws is no instance of the other's. */
export function adoptedDriver(driver: Driver): Driver {
  return {
    dialect: driver.dialect,
    connect: async (signal) => adoptedConnection(await adopted(driver.connect(signal))),
  };
}

function adoptedConnection(connection: Connection): Connection {
  return {
    get isBroken() {
      return connection.isBroken;
    },
    info: () => adopted(connection.info()),
    judge: (sql) => adopted(connection.judge(sql)),
    run: async (sql, options) => adoptedCursor(await adopted(connection.run(sql, options))),
    cancel: () => adopted(connection.cancel()),
    tables: (signal) => adopted(connection.tables(signal)),
    close: () => adopted(connection.close()),
  };
}

function adoptedCursor(cursor: Cursor): Cursor {
  return {
    columns: cursor.columns,
    read: (atMost) => adopted(cursor.read(atMost)),
    close: () => adopted(cursor.close()),
    ...(cursor.count ? { count: (timeoutMs) => adopted(counted(cursor, timeoutMs)) } : {}),
  };
}

async function counted(cursor: Cursor, timeoutMs: number): Promise<number> {
  return (await cursor.count?.(timeoutMs)) ?? 0;
}

async function adopted<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof QueryError || !(cause instanceof Error) || cause.name !== 'QueryError') throw cause;
    throw new QueryError('kind' in cause ? kindOf(cause.kind) : 'failed', cause.message, { cause });
  }
}

function kindOf(kind: unknown): QueryErrorKind {
  return kind === 'refused' || kind === 'timeout' || kind === 'cancelled' ? kind : 'failed';
}

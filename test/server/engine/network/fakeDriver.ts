// A driver without a database: tests say what each connection does, and see what it was asked.
// Not here: tests.
import { type Cell, QueryError } from '../../../../src/server/engine/engine.ts';
import type { Connection, Cursor, Driver } from '../../../../src/server/engine/network/driver.ts';

export interface FakeConnection extends Connection {
  isBroken: boolean;
  isClosed: boolean;
  cancels: number;
  statements: string[];
}

export interface FakeDriver extends Driver {
  connections: FakeConnection[];
  /** What a statement gives: rows, or what it throws; it may wait for its cancel. */
  answer(sql: string, connection: FakeConnection, cancelled: Promise<never>): Promise<Cell[][]>;
  /** Whether it counts by itself, and how many. */
  count: (() => Promise<number>) | undefined;
}

export function fakeDriver(): FakeDriver {
  const driver: FakeDriver = {
    dialect: 'postgres',
    connections: [],
    count: undefined,
    answer: async () => [[1]],
    async connect() {
      const connection = fakeConnection(driver);
      driver.connections.push(connection);
      return connection;
    },
  };
  return driver;
}

function fakeConnection(driver: FakeDriver): FakeConnection {
  let cancelled = Promise.withResolvers<never>();
  cancelled.promise.catch(() => undefined);
  const connection: FakeConnection = {
    isBroken: false,
    isClosed: false,
    cancels: 0,
    statements: [],
    info: async () => ({ engine: 'fake', version: '1', warnings: [], defaultSchema: 'main' }),
    async judge(sql) {
      if (!sql.startsWith('SELECT')) throw new QueryError('refused', 'Only SELECT.');
    },
    async run(sql) {
      if (connection.isBroken) throw new QueryError('failed', 'The line is gone.');
      connection.statements.push(sql);
      cancelled = Promise.withResolvers<never>();
      cancelled.promise.catch(() => undefined);
      return cursorOf(driver, () => driver.answer(sql, connection, cancelled.promise));
    },
    async cancel() {
      connection.cancels += 1;
      cancelled.reject(new QueryError('cancelled', 'The query was cancelled.'));
    },
    tables: async () => ({ tables: [], warnings: ['Something was left out.'] }),
    async close() {
      connection.isClosed = true;
    },
  };
  return connection;
}

function cursorOf(driver: FakeDriver, answer: () => Promise<Cell[][]>): Cursor {
  let rows: Cell[][] | undefined;
  const { count } = driver;
  return {
    columns: [{ name: 'a', type: 'text', nativeType: 'text' }],
    async read(atMost) {
      rows ??= [...(await answer())];
      return rows.splice(0, atMost);
    },
    close: async () => undefined,
    ...(count ? { count } : {}),
  };
}

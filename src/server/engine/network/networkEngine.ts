// The engine over a database on the network: a few connections, each statement bounded in time, rows and bytes, and cancelled in the database.
// Not here: what each database says and how (drivers/).
import { rm } from 'node:fs/promises';
import { cancelled, unlessAborted } from '../cancelled.ts';
import {
  type Cell,
  type Engine,
  type KeepLimits,
  type Kept,
  QueryError,
  type QueryLimits,
  type QueryResult,
  type Table,
} from '../engine.ts';
import { createQueryQueue, type QueryQueue } from '../queryQueue.ts';
import { runBehind } from '../runBehind.ts';
import { type Address, publicAddress } from './address.ts';
import { type ConnectionPool, createConnectionPool } from './connectionPool.ts';
import type { Connection, CursorColumn, Driver, ServerInfo } from './driver.ts';
import { loadDriver } from './loadDrivers.ts';
import { batches, runStatement, uniqueColumns } from './runStatement.ts';
import { type Course, within } from './within.ts';

export interface NetworkEngineOptions {
  address: Address;
  log(line: string): void;
  /** For what may be computed again. */
  cacheDirectory?: string;
  /** Keeps whole results; absent: nothing can be kept. */
  writer?: ResultWriter;
  /** Connections for queries at once; one more is for the list of tables. Default 4. */
  maxConnections?: number;
  /** How long a connection waits for its next use. Default 60,000. */
  idleMs?: number;
  /** How long it may take to open a connection. Default 20,000. */
  connectMs?: number;
  /** How long the list of tables is taken for true. Default 300,000. */
  tablesMs?: number;
  /** How long a stopped statement has to end before its connection is closed. Default 2,000. */
  graceMs?: number;
  /** How long the rows of a result that is cut may be counted. Default 30,000. */
  countMs?: number;
  /** Characters of one whole result. Default 1,000,000. */
  maxResultLength?: number;
  /** In place of the one that the address names. */
  driver?: Driver;
  now?: () => number;
}

/** Makes a DuckDB file of rows as they come. */
export interface ResultWriter {
  /** Writes table `result` of a new file; resolves with the number of its rows. Rejects when `batches` does. */
  write(
    file: string,
    columns: readonly CursorColumn[],
    batches: AsyncIterable<Cell[][]>,
    signal: AbortSignal,
  ): Promise<number>;
}

export interface NetworkEngine extends Engine {
  readonly warnings: readonly string[];
  /** Connects and asks who answers. Throws a QueryError whose text says what to do; it repeats no password. */
  check(signal?: AbortSignal): Promise<ServerInfo>;
  /** The list of tables is read anew when it is next asked for. */
  refresh(): void;
}

/** Characters of one cell of a result that is kept. */
const maxKeptCell = 1_000_000;

/** Connects with the first question. */
export function createNetworkEngine(options: NetworkEngineOptions): NetworkEngine {
  return new Network(options);
}

class Network implements NetworkEngine {
  readonly dialect: Address['dialect'];
  readonly cacheDirectory: string | undefined;
  readonly origin: string;
  readonly keep: Engine['keep'];
  warnings: readonly string[] = [];
  readonly #options: NetworkEngineOptions;
  readonly #pool: ConnectionPool;
  readonly #queue: QueryQueue;
  readonly #closed = new AbortController();
  #info: ServerInfo | undefined;
  #driver: Promise<Driver> | undefined;
  #tables: { tables: Promise<Table[]>; at: number } | undefined;

  constructor(options: NetworkEngineOptions) {
    const { address, log, writer, maxConnections = 4, idleMs = 60_000, connectMs = 20_000 } = options;
    this.#options = options;
    this.dialect = address.dialect;
    this.cacheDirectory = options.cacheDirectory;
    this.origin = publicAddress(address);
    const pool = { maxConnections: maxConnections + 1, idleMs, connectMs, log };
    this.#pool = createConnectionPool(() => this.#load(), pool);
    this.#queue = createQueryQueue(maxConnections, 1000);
    if (writer) this.keep = (sql, file, limits) => this.#keep(writer, sql, file, limits);
  }

  get engine(): string {
    return this.#info?.engine ?? (this.dialect === 'postgres' ? 'postgresql' : this.dialect);
  }

  get version(): string | undefined {
    return this.#info?.version;
  }

  get defaultSchema(): string | undefined {
    return this.#info?.defaultSchema;
  }

  async check(signal?: AbortSignal): Promise<ServerInfo> {
    return await this.#use({ timeoutMs: 30_000, signal }, async (connection) => {
      this.#info = await connection.info();
      return this.#info;
    });
  }

  refresh(): void {
    this.#tables = undefined;
  }

  async tables(signal?: AbortSignal): Promise<Table[]> {
    const now = (this.#options.now ?? Date.now)();
    if (!this.#tables || now - this.#tables.at >= (this.#options.tablesMs ?? 300_000)) {
      // Several may wait for it: none of them ends it for the others.
      const tables = this.#readTables();
      const reading = { tables, at: now };
      this.#tables = reading;
      tables.catch(() => {
        if (this.#tables === reading) this.#tables = undefined;
      });
    }
    return await unlessAborted(this.#tables.tables, signal);
  }

  async query(sql: string, limits: QueryLimits = {}): Promise<QueryResult> {
    if (!limits.background) return await this.#queued(sql, false, limits);
    return await runBehind(this.#queue, limits, (own, leave) => this.#queued(sql, false, own, leave));
  }

  async queryUntrusted(sql: string, limits: QueryLimits = {}): Promise<QueryResult> {
    return await this.#queued(sql, true, limits);
  }

  dispose(): void {
    this.#closed.abort();
    this.#pool.dispose();
  }

  #load(): Promise<Driver> {
    const { driver, address, log } = this.#options;
    if (driver) return Promise.resolve(driver);
    this.#driver ??= loadDriver(address, log).catch((cause: unknown) => {
      this.#driver = undefined;
      throw cause;
    });
    return this.#driver;
  }

  async #readTables(): Promise<Table[]> {
    // Not in the queue: the list of tables must not wait for queries that are long.
    return await this.#use({ timeoutMs: 60_000, signal: undefined }, async (connection, { stopped }) => {
      this.#info = await connection.info();
      const { tables, warnings } = await connection.tables(stopped);
      const known = new Set(this.warnings);
      this.warnings = [...this.#info.warnings, ...warnings];
      for (const warning of this.warnings) if (!known.has(warning)) this.#options.log(warning);
      return tables;
    });
  }

  async #queued(sql: string, untrusted: boolean, limits: QueryLimits, turn?: () => void): Promise<QueryResult> {
    const { maxRows = 200, maxCellLength = 4000, timeoutMs = 60_000, signal } = limits;
    const { countMs = 30_000, maxResultLength = 1_000_000 } = this.#options;
    const parameters = untrusted ? limits.parameters : undefined;
    const bounds = { maxRows, maxCellLength, maxResultLength, timeoutMs, countMs, parameters };
    const leave = turn ?? (await this.#queue.enter(signal));
    return await this.#use(
      { timeoutMs, signal },
      async (connection, course) => {
        if (untrusted) await connection.judge(sql);
        return await runStatement(connection, sql, bounds, course);
      },
      leave,
    );
  }

  async #keep(writer: ResultWriter, sql: string, file: string, limits: KeepLimits): Promise<Kept> {
    const run = async ({ signal }: QueryLimits, turn?: () => void): Promise<Kept> => {
      const leave = turn ?? (await this.#queue.enter(signal));
      try {
        const { timeoutMs } = limits;
        return await this.#use({ timeoutMs, signal }, (connection, course) => write(connection, course), leave);
      } catch (cause) {
        await rm(file, { force: true });
        throw cause;
      }
    };
    const write = async (connection: Connection, course: Course): Promise<Kept> => {
      if (limits.untrusted) await connection.judge(sql);
      if (course.stopped.aborted) throw cancelled(course.stopped);
      const parameters = limits.untrusted ? (limits.parameters ?? []) : [];
      const bounds = { timeoutMs: limits.timeoutMs, maxRows: limits.maxRows + 1, maxCellLength: maxKeptCell };
      const cursor = await connection.run(sql, { ...bounds, ...(parameters.length > 0 ? { parameters } : {}) });
      course.begun();
      try {
        const columns = uniqueColumns(cursor.columns);
        const rows = noMoreThan(limits, batches(cursor, limits.maxRows + 1, course.stopped));
        const rowCount = await writer.write(file, columns, rows, course.stopped);
        return { rowCount, columns: columns.map(({ name, type }) => ({ name, type })) };
      } finally {
        await cursor.close();
      }
    };
    const own = limits.signal ? { signal: limits.signal } : {};
    return limits.background ? await runBehind(this.#queue, own, run) : await run(own);
  }

  /**
   * Does `work` with a connection. One that was cut while it waited is replaced by another. `leave` is called when nothing of the
   * work runs any more, which may be after the caller has heard.
   */
  async #use<T>(
    { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal | undefined },
    work: (connection: Connection, course: Course) => Promise<T>,
    leave: () => void = () => undefined,
  ): Promise<T> {
    const { graceMs = 2000, log } = this.#options;
    const either = AbortSignal.any([this.#closed.signal, ...(signal ? [signal] : [])]);
    let last: Promise<unknown> = Promise.resolve();
    try {
      for (;;) {
        const lease = await this.#pool.take(either);
        const { connection, isReused, release } = lease;
        const bounds = { timeoutMs, graceMs, signal: either, log };
        const running = within(connection, bounds, (course) => work(connection, course));
        last = running.ended.then(release);
        try {
          return await running.settled;
        } catch (cause) {
          if (!connection.isBroken || either.aborted || !isFailure(cause)) throw cause;
          if (running.hasBegun())
            throw new QueryError('failed', 'The line to the database was lost in the middle of the query. Ask again.', {
              cause,
            });
          if (!isReused) throw cause;
        }
      }
    } finally {
      last.then(leave, leave);
    }
  }
}

function isFailure(cause: unknown): boolean {
  return cause instanceof QueryError && cause.kind === 'failed';
}

/** Of a text a character is counted as a byte, of anything else eight. */
async function* noMoreThan(
  { maxRows, maxBytes = 2e9 }: KeepLimits,
  rows: AsyncIterable<Cell[][]>,
): AsyncGenerator<Cell[][], void, undefined> {
  let count = 0;
  let bytes = 0;
  for await (const batch of rows) {
    count += batch.length;
    for (const row of batch) for (const cell of row) bytes += typeof cell === 'string' ? cell.length : 8;
    if (bytes > maxBytes)
      throw new QueryError(
        'failed',
        `The whole result is larger than ${Math.round(maxBytes / 1e6).toLocaleString('en')} MB, which is the limit. Ask for less.`,
      );
    if (count > maxRows)
      throw new QueryError('failed', `The result has more than ${maxRows.toLocaleString('en')} rows. Ask for less.`);
    yield batch;
  }
}

// The engine over DuckDB: keeps one query process for the data as it is now, and bounds each query by time.
// Not here: the process (queryClient.ts, queryProcess.ts), what the data is (dataSource.ts).
import os from 'node:os';
import path from 'node:path';
import { type DataSource, DataSourceError, type Scan, scanDataSource } from './dataSource.ts';
import { type Engine, QueryError, type QueryLimits, type QueryResult, type Table } from './engine.ts';
import { ProcessGone, QueryClient } from './queryClient.ts';
import type { OpenSettings } from './queryMessages.ts';

export interface DuckdbOptions {
  source: DataSource;
  /** The query process's script: `path.join(__dirname, 'queryProcess.cjs')` in the bundle. */
  script: string;
  /** IANA name; the machine's by default. */
  timezone?: string;
  /** For what spills and for tables too large for memory; a folder in the system's temporary folder by default. */
  cacheDirectory?: string;
  /** A database file is let go of after this long without a query. Default 30. */
  idleSeconds?: number;
  /** How often the files are looked at for changes, at most. Default 1,000 ms. */
  checkEveryMs?: number;
  /** How long a query has to end after it was told to, before its process is killed. Default 2,000 ms. */
  graceMs?: number;
  settings?: Partial<Omit<OpenSettings, 'workDirectory' | 'timezone'>>;
  /** The process's own output, and files that could not be read. */
  log?(line: string): void;
}

export interface DuckdbEngine extends Engine {
  /** What was wrong with single files when the data was last loaded, a sentence each. */
  readonly warnings: readonly string[];
  /** The ids of the query processes that are alive: none before the first question and after a time without any. */
  readonly processIds: readonly number[];
}

/** Checks that the data can be opened, and opens it at the first call. Throws a DataSourceError. */
export async function createDuckdbEngine(options: DuckdbOptions): Promise<DuckdbEngine> {
  return new Duckdb(options, await scanDataSource(options.source));
}

/** Half a gigabyte to two: a quarter of the machine's memory between them. */
function defaultMemoryMb(): number {
  return Math.round(Math.min(2000, Math.max(500, os.totalmem() / 4e6)));
}

/** The process that serves the data in one state. */
interface Generation {
  fingerprint: string;
  client: Promise<QueryClient>;
}

class Duckdb implements DuckdbEngine {
  readonly engine = 'duckdb';
  readonly dialect = 'duckdb';
  warnings: readonly string[] = [];
  readonly #options: DuckdbOptions;
  readonly #log: (line: string) => void;
  readonly #clients = new Set<QueryClient>();
  #current: Generation | undefined;
  #tables: { fingerprint: string; tables: Table[] } | undefined;
  #scan: { scan: Scan; at: number };
  #scanning: Promise<Scan> | undefined;
  #users = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: DuckdbOptions, scan: Scan) {
    this.#options = options;
    this.#log = options.log ?? (() => undefined);
    this.#scan = { scan, at: Date.now() };
  }

  get processIds(): readonly number[] {
    return [...this.#clients].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  async tables(): Promise<Table[]> {
    const { fingerprint } = await this.#look();
    if (this.#tables?.fingerprint === fingerprint) return this.#tables.tables;
    return await this.#use(async (generation, client) => {
      const answer = await client.ask({ type: 'tables' }).answer;
      if (answer.type !== 'tables') throw new QueryError('failed', 'The database process gave the wrong answer.');
      this.#tables = { fingerprint: generation.fingerprint, tables: answer.tables };
      return answer.tables;
    });
  }

  async query(sql: string, limits: QueryLimits = {}): Promise<QueryResult> {
    return await this.#use((_, client) => this.#run(client, sql, false, limits), limits.signal);
  }

  async queryUntrusted(sql: string, limits: QueryLimits = {}): Promise<QueryResult> {
    return await this.#use((_, client) => this.#run(client, sql, true, limits), limits.signal);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#idleTimer);
    this.#current = undefined;
    for (const client of this.#clients) client.dispose();
  }

  async #run(client: QueryClient, sql: string, untrusted: boolean, limits: QueryLimits): Promise<QueryResult> {
    const { maxRows = 200, maxCellLength = 4000, timeoutMs = 60_000, signal } = limits;
    if (signal?.aborted) throw cancelled(signal);
    const { id, answer } = client.ask({ type: 'query', sql, untrusted, maxRows, maxCellLength });
    const stopped = Promise.withResolvers<never>();
    let grace: NodeJS.Timeout | undefined;
    const stop = (error: QueryError) => {
      client.cancel(id);
      grace ??= setTimeout(() => client.kill(id), this.#options.graceMs ?? 2000);
      stopped.reject(error);
    };
    const onAbort = () => stop(new QueryError('cancelled', 'The query was cancelled.', { cause: signal?.reason }));
    const seconds = `${timeoutMs / 1000} s`;
    const onTimeout = () =>
      stop(new QueryError('timeout', `The query took longer than ${seconds} and was stopped. Ask for less.`));
    const timer = setTimeout(onTimeout, timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    const finished = () => {
      clearTimeout(timer);
      clearTimeout(grace);
      signal?.removeEventListener('abort', onAbort);
    };
    // The answer may come long after the caller has heard that the query was stopped.
    answer.then(finished, finished);
    const settled = await Promise.race([answer, stopped.promise]);
    if (settled.type !== 'result') throw new QueryError('failed', 'The database process gave the wrong answer.');
    return settled.result;
  }

  /** Does `work` with the process for the data as it is now. Work that died through no fault of its own runs once more. */
  async #use<T>(work: (generation: Generation, client: QueryClient) => Promise<T>, signal?: AbortSignal): Promise<T> {
    this.#users += 1;
    clearTimeout(this.#idleTimer);
    try {
      for (let attempt = 1; ; attempt++) {
        if (this.#disposed) throw new QueryError('failed', 'The data has been closed.');
        if (signal?.aborted) throw cancelled(signal);
        const generation = await unlessAborted(this.#generation(), signal);
        try {
          const client = await unlessAborted(generation.client, signal);
          await unlessAborted(client.opened, signal);
          return await work(generation, client);
        } catch (cause) {
          if (!(cause instanceof ProcessGone)) throw cause;
          if (attempt === 1 && cause.innocent && !this.#disposed) continue;
          throw new QueryError('failed', cause.message, { cause });
        }
      }
    } finally {
      this.#users -= 1;
      if (this.#users === 0) this.#waitIdle();
    }
  }

  async #generation(): Promise<Generation> {
    const scan = await this.#look();
    if (this.#disposed) throw new QueryError('failed', 'The data has been closed.');
    if (this.#current && this.#current.fingerprint !== scan.fingerprint) this.#letGo();
    this.#current ??= this.#start(scan);
    return this.#current;
  }

  /** The data as it is on disk, looked at once a second at most while it is open. */
  async #look(): Promise<Scan> {
    const every = this.#options.checkEveryMs ?? 1000;
    if (this.#current && Date.now() - this.#scan.at < every) return this.#scan.scan;
    this.#scanning ??= scanDataSource(this.#options.source).finally(() => {
      this.#scanning = undefined;
    });
    try {
      const scan = await this.#scanning;
      this.#scan = { scan, at: Date.now() };
      return scan;
    } catch (cause) {
      const message = cause instanceof DataSourceError ? cause.message : `The data cannot be read: ${String(cause)}`;
      throw new QueryError('failed', message, { cause });
    }
  }

  #start(scan: Scan): Generation {
    const client = QueryClient.start({
      script: this.#options.script,
      plan: scan.plan,
      settings: {
        timezone: this.#options.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
        memoryMb: defaultMemoryMb(),
        threads: Math.min(8, os.availableParallelism()),
        maxSpillMb: 4000,
        inMemoryMb: 200,
        ...this.#options.settings,
      },
      cacheDirectory: this.#options.cacheDirectory ?? path.join(os.tmpdir(), 'trellis-data'),
      log: this.#log,
    });
    const generation: Generation = { fingerprint: scan.fingerprint, client };
    const forget = () => {
      if (this.#current === generation) this.#current = undefined;
    };
    client.then((started) => {
      this.#clients.add(started);
      started.ended.then(() => this.#clients.delete(started));
      started.gone.then(forget);
      started.opened.then(
        ({ warnings }) => {
          this.warnings = [...scan.warnings, ...warnings];
          for (const warning of this.warnings) this.#log(warning);
        },
        () => {
          // At once, so that whoever asks again right after the refusal gets a new process and not the old answer.
          forget();
          started.dispose();
        },
      );
      if (this.#disposed) started.dispose();
    }, forget);
    return generation;
  }

  /** The next question gets a new process; this one ends when what it runs has ended. */
  #letGo(): void {
    this.#current?.client.then(
      (client) => client.retire(),
      () => undefined,
    );
    this.#current = undefined;
  }

  /** A database file that is open for reading keeps its owner from writing. */
  #waitIdle(): void {
    clearTimeout(this.#idleTimer);
    if (this.#scan.scan.plan.kind !== 'database') return;
    this.#idleTimer = setTimeout(() => this.#letGo(), (this.#options.idleSeconds ?? 30) * 1000);
    this.#idleTimer.unref();
  }
}

function cancelled(signal: AbortSignal): QueryError {
  return new QueryError('cancelled', 'The query was cancelled.', { cause: signal.reason });
}

/** `promise`, or a QueryError `cancelled` as soon as `signal` says so. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await promise;
  if (signal.aborted) throw cancelled(signal);
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(cancelled(signal));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

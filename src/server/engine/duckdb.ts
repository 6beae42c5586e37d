// The engine over DuckDB: keeps one query process for the data as it is now, and bounds each query by time.
// Not here: the process (queryClient.ts, queryProcess.ts), what the data is (dataSource.ts).
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { askWithin } from './askWithin.ts';
import { cancelled, unlessAborted } from './cancelled.ts';
import { placeOf, type Scan, scanDataSource, scanUploads, type UploadFile, unreadable } from './dataSource.ts';
import type { DuckdbOptions } from './duckdbOptions.ts';
import type { Engine, KeepLimits, Kept, QueryLimits, QueryResult, Table } from './engine.ts';
import { QueryError } from './engine.ts';
import { createGivenUp } from './givenUp.ts';
import { defaultMemoryMb, type Opened, openWithin } from './opening.ts';
import { type Answer, ProcessGone, QueryClient, type Request } from './queryClient.ts';
import type { OpenPlan } from './queryMessages.ts';
import { createQueryQueue, type QueryQueue } from './queryQueue.ts';
import { runBehind } from './runBehind.ts';

export type { DuckdbOptions, UploadFile };

export interface DuckdbEngine extends Engine {
  readonly warnings: readonly string[];
  /** The ids of the query processes that are alive: none before the first question and after a time without any. */
  readonly processIds: readonly number[];
}

/** Checks that the data can be opened, and opens it at the first call. Throws a DataSourceError. */
export async function createDuckdbEngine(options: DuckdbOptions): Promise<DuckdbEngine> {
  return new Duckdb(options, await scanDataSource(options.source));
}

/** The process that serves the data in one state. */
interface Generation {
  fingerprint: string;
  /** Resolves when the data is open. */
  client: Promise<QueryClient>;
  /** Ends the process when what it runs has ended, or the opening at once. */
  retire(): void;
}

/** Files that change while they are opened are opened anew so often. */
const maxAttempts = 3;

class Duckdb implements DuckdbEngine {
  readonly engine = 'duckdb';
  readonly dialect = 'duckdb';
  warnings: readonly string[] = [];
  readonly cacheDirectory: string | undefined;
  readonly origin: string | undefined;
  /** Says nothing of uploads, so of data with some it is not told. */
  fingerprint: string | undefined;
  readonly #options: DuckdbOptions;
  readonly #log: (line: string) => void;
  readonly #graceMs: number;
  readonly #queue: QueryQueue;
  readonly #clients = new Set<QueryClient>();
  readonly #openings = new Set<AbortController>();
  readonly #givenUp = createGivenUp();
  #current: Generation | undefined;
  #tables: { fingerprint: string; tables: Table[]; warnings: string[] } | undefined;
  #openWarnings: readonly string[] = [];
  #scan: { scan: Scan; at: number };
  #scanning: Promise<Scan> | undefined;
  #users = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: DuckdbOptions, scan: Scan) {
    this.#options = options;
    this.cacheDirectory = options.cacheDirectory;
    this.origin = options.source.kind === 'none' ? undefined : placeOf(options.source);
    this.#log = options.log ?? (() => undefined);
    this.#graceMs = options.graceMs ?? 2000;
    this.#queue = createQueryQueue(options.maxRunning ?? 4, options.maxWaiting ?? 1000);
    this.#scan = { scan, at: Date.now() };
  }

  get processIds(): readonly number[] {
    return [...this.#clients].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  async tables(signal?: AbortSignal): Promise<Table[]> {
    const { fingerprint } = await unlessAborted(this.#look(), signal);
    if (this.#tables?.fingerprint === fingerprint) return this.#tables.tables;
    // Not in the queue: it is short, and the list of tables must not wait for queries that are not.
    return await this.#use(async (generation, client) => {
      const answer = await askWithin(client, { type: 'tables' }, { timeoutMs: 60_000, graceMs: this.#graceMs, signal })
        .settled;
      if (answer.type !== 'tables') throw new QueryError('failed', 'The database process gave the wrong answer.');
      const { tables, warnings } = answer;
      this.#tables = { fingerprint: generation.fingerprint, tables, warnings };
      if (!this.#options.uploads?.length) this.fingerprint = generation.fingerprint;
      this.#warn([...this.#openWarnings, ...warnings]);
      return tables;
    }, signal);
  }

  async query(sql: string, limits: QueryLimits = {}): Promise<QueryResult> {
    if (!limits.background) return await this.#queued(sql, false, limits);
    return await runBehind(this.#queue, limits, (own, leave) => this.#queued(sql, false, own, leave));
  }

  async queryUntrusted(sql: string, limits: QueryLimits = {}): Promise<QueryResult> {
    return await this.#queued(sql, true, limits);
  }

  async keep(sql: string, file: string, limits: KeepLimits): Promise<Kept> {
    if (!limits.background) return await this.#kept(sql, file, limits);
    return await runBehind(this.#queue, limits, (own, leave) => this.#kept(sql, file, { ...limits, ...own }, leave));
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#idleTimer);
    this.#current = undefined;
    for (const opening of this.#openings) opening.abort();
    for (const client of this.#clients) client.dispose();
  }

  async #queued(sql: string, untrusted: boolean, limits: QueryLimits, turn?: () => void): Promise<QueryResult> {
    const { maxRows = 200, maxCellLength = 4000, timeoutMs = 60_000, signal } = limits;
    const maxResultLength = this.#options.maxResultLength ?? 1_000_000;
    const leave = turn ?? (await this.#queue.enter(signal));
    const parameters = untrusted ? (limits.parameters ?? []) : [];
    const bounds = { maxRows, maxCellLength, maxResultLength };
    const request = { type: 'query', sql, untrusted, parameters, ...bounds } as const;
    const answer = await this.#asked(request, { timeoutMs, signal }, leave);
    if (answer.type !== 'result') throw new QueryError('failed', 'The database process gave the wrong answer.');
    return answer.result;
  }

  async #kept(sql: string, file: string, limits: KeepLimits, turn?: () => void): Promise<Kept> {
    const { untrusted, maxRows, maxBytes = 2e9, timeoutMs, signal } = limits;
    const leave = turn ?? (await this.#queue.enter(signal));
    const parameters = untrusted ? (limits.parameters ?? []) : [];
    const request = { type: 'keep', sql, untrusted, parameters, file, maxRows, maxBytes } as const;
    const parts = [file, `${file}.wal`, `${file}.tmp`];
    const removed = () => Promise.all(parts.map((each) => rm(each, { recursive: true, force: true })));
    const answer = await this.#asked(request, { timeoutMs, signal }, leave, removed);
    if (answer.type !== 'kept') throw new QueryError('failed', 'The database process gave the wrong answer.');
    return answer.kept;
  }

  /** With `afterFailure` a failure is told when nothing of the request runs any more and that is done. */
  async #asked(
    request: Request,
    { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal | undefined },
    leave: () => void,
    afterFailure?: () => Promise<unknown>,
  ): Promise<Answer> {
    let ended: Promise<unknown> = Promise.resolve();
    try {
      return await this.#use(async (_, client) => {
        const run = askWithin(client, request, { timeoutMs, graceMs: this.#graceMs, signal });
        ended = run.ended;
        return await run.settled;
      }, signal);
    } catch (cause) {
      if (afterFailure) await ended.then(afterFailure, afterFailure);
      throw cause;
    } finally {
      // A query that was stopped keeps its place until it has really ended.
      ended.then(leave, leave);
    }
  }

  /** Does `work` with the process for the data as it is now. Work that died through no fault of its own runs again. */
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
          return await work(generation, client);
        } catch (cause) {
          if (!(cause instanceof ProcessGone)) throw cause;
          if (this.#disposed || (attempt < maxAttempts && cause.innocent)) continue;
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
      throw new QueryError('failed', unreadable(cause, this.#options.source), { cause });
    }
  }

  #start(scan: Scan): Generation {
    const controller = new AbortController();
    this.#openings.add(controller);
    const opening = this.#open(scan, controller.signal);
    const generation: Generation = {
      fingerprint: scan.fingerprint,
      client: opening.then(({ client }) => client),
      retire: () => {
        controller.abort();
        generation.client.then((client) => client.retire()).catch(() => undefined);
      },
    };
    // Those who wait for it hear of a failure; nobody has to.
    generation.client.catch(() => undefined);
    const forget = () => {
      if (this.#current === generation) this.#current = undefined;
    };
    opening
      .then(({ client, warnings }) => {
        client.gone.then(forget);
        this.#openWarnings = warnings;
        // Tables that are known from the process before are not asked for again.
        const known = this.#tables?.fingerprint === scan.fingerprint ? this.#tables.warnings : [];
        this.#warn([...warnings, ...known]);
        // Whoever asks again right after a refusal gets a new process and not the old answer.
      }, forget)
      .finally(() => this.#openings.delete(controller));
    return generation;
  }

  async #open(scan: Scan, signal: AbortSignal): Promise<Opened> {
    const uploads = await scanUploads(this.#options.uploads ?? []);
    const { plan, warnings } = this.#givenUp.without({ ...scan.plan, uploads: uploads.files });
    const opened = await openWithin(plan, {
      timeoutMs: this.#options.openTimeoutMs ?? 60_000,
      graceMs: this.#graceMs,
      signal,
      start: (each, onLoading) => this.#startProcess(each, onLoading),
    });
    for (const [file, warning] of opened.givenUp) this.#givenUp.add(file, warning);
    return { ...opened, warnings: [...scan.warnings, ...uploads.warnings, ...warnings, ...opened.warnings] };
  }

  async #startProcess(plan: OpenPlan, onLoading: (file: number) => void): Promise<QueryClient> {
    const client = await QueryClient.start({
      script: this.#options.script,
      plan,
      settings: {
        timezone: this.#options.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
        memoryMb: defaultMemoryMb(),
        threads: Math.min(8, os.availableParallelism()),
        maxSpillMb: 4000,
        inMemoryMb: 200,
        ...this.#options.settings,
      },
      cacheDirectory: this.#options.cacheDirectory ?? path.join(os.tmpdir(), 'trellis-data'),
      onLoading,
      log: this.#log,
    });
    this.#clients.add(client);
    client.ended.then(() => this.#clients.delete(client));
    if (this.#disposed) client.dispose();
    return client;
  }

  #warn(warnings: readonly string[]): void {
    const known = new Set(this.warnings);
    this.warnings = warnings;
    for (const warning of warnings) if (!known.has(warning)) this.#log(warning);
  }

  /** The next question gets a new process; this one ends when what it runs has ended. */
  #letGo(): void {
    this.#current?.retire();
    this.#current = undefined;
  }

  /** A database file that is open for reading keeps its owner from writing; of engines with uploads there are many. */
  #waitIdle(): void {
    clearTimeout(this.#idleTimer);
    if (this.#scan.scan.plan.kind !== 'database' && !this.#options.uploads?.length) return;
    this.#idleTimer = setTimeout(() => this.#letGo(), (this.#options.idleSeconds ?? 30) * 1000);
    this.#idleTimer.unref();
  }
}

// Makes the snapshots of results: the statement run again and written into a file, one at a time for each member.
// Not here: when one is wanted (results.ts), what is thrown away (keeping.ts).
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ApiError, asApiError } from '../apiError.ts';
import type { Clock } from '../clock.ts';
import { unlessAborted } from '../engine/cancelled.ts';
import { QueryError } from '../engine/engine.ts';
import type { Integrations } from '../integrations.ts';
import type { Log } from '../log.ts';
import type { Problem, StoredResult } from '../store/results.ts';
import type { Store } from '../store/store.ts';
import type { ChatEngines } from '../uploads/chatEngines.ts';

export interface MakingParts {
  /** Of the snapshots. */
  directory: string;
  store: Pick<Store, 'results'>;
  engines: Pick<ChatEngines, 'lend'>;
  integrations: Pick<Integrations, 'find'>;
  clock: Clock;
  log: Log;
  bounds: MakingBounds;
  /** A snapshot was stored. */
  onKept(result: StoredResult): Promise<void>;
}

export interface MakingBounds {
  maxRows: number;
  /** Of one file. */
  maxBytes: number;
  timeoutMs: number;
}

export interface Making {
  /**
   * The result with a snapshot, made now. `background`: nobody waits for it, and it gives way to who does. Throws an ApiError.
   */
  make(result: StoredResult, background: boolean, signal?: AbortSignal): Promise<StoredResult>;
  /** Resolves when nothing is made or waits to be. */
  idle(): Promise<void>;
  /** Stops everything; resolves when nothing runs. */
  stop(): Promise<void>;
}

interface Job {
  result: StoredResult;
  background: boolean;
  /** Who wait for it; when the last of them goes, it is stopped. */
  waiting: number;
  ended: PromiseWithResolvers<StoredResult>;
  abort: AbortController | undefined;
  isLeft: boolean;
}

/** A snapshot that is made later than this after its answer is one of the data as it is then. */
const sameMomentMs = 60_000;

export function createMaking(parts: MakingParts): Making {
  const { directory, store, engines, integrations, clock, log, bounds, onKept } = parts;
  const lines = new Map<string, Job[]>();
  const running = new Set<Promise<void>>();
  let isStopped = false;

  async function snapshot(result: StoredResult, background: boolean, signal: AbortSignal): Promise<StoredResult> {
    const { id, chatId, statement: sql, untrusted, parameters } = result;
    const integration = integrations.find(result.integrationId);
    const name = `${id}-${randomBytes(6).toString('hex')}`;
    const part = path.join(directory, `${name}.part`);
    const file = `${name}.duckdb`;
    const lent = await engines.lend(chatId, integration, signal);
    try {
      if (!lent.engine.keep) throw new QueryError('failed', 'Whole results of this data cannot be kept.');
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const kept = await lent.engine.keep(sql, part, { untrusted, parameters, ...bounds, background, signal });
      await rename(part, path.join(directory, file));
      const { size } = await stat(path.join(directory, file));
      const now = clock.now();
      const remadeAt = result.keptAt !== null || now - result.madeAt > sameMomentMs ? now : null;
      const isThere = store.results.kept(id, { file, bytes: size, ...kept }, now, remadeAt);
      const stored = store.results.byId(id);
      if (!isThere || !stored) {
        await rm(path.join(directory, file), { force: true });
        throw new ApiError('RESULT_NOT_FOUND', 'Result not found');
      }
      await onKept(stored);
      return stored;
    } finally {
      lent.giveBack();
      await rm(part, { force: true });
    }
  }

  async function run(job: Job, line: Job[]): Promise<void> {
    const abort = new AbortController();
    job.abort = abort;
    try {
      job.ended.resolve(await snapshot(job.result, job.background, abort.signal));
    } catch (cause) {
      if (abort.signal.reason === gaveWay && !job.isLeft) {
        job.abort = undefined;
        return;
      }
      if (!abort.signal.aborted) note(job.result.id, cause);
      job.ended.reject(abort.signal.aborted ? cause : asApiError(cause));
    }
    line.splice(line.indexOf(job), 1);
  }

  /** What the database said is kept and told; it is asked again only after a while. */
  function note(id: string, cause: unknown): void {
    const { code, message } = asApiError(cause);
    if (code === 'QUERY_FAILED' || code === 'QUERY_REFUSED' || code === 'QUERY_TIMEOUT') {
      const problem: Problem = { code, error: message, at: clock.now() };
      store.results.failed(id, problem);
    } else if (code === 'INTERNAL') log('error', 'result.failed', { result_id: id, cause });
  }

  function next(memberId: string): void {
    const line = isStopped ? undefined : lines.get(memberId);
    if (!line || line.some(({ abort }) => abort)) return;
    const job = line.find(({ background }) => !background) ?? line[0];
    if (!job) {
      lines.delete(memberId);
      return;
    }
    const ended = run(job, line).finally(() => {
      running.delete(ended);
      next(memberId);
    });
    running.add(ended);
  }

  function jobFor(result: StoredResult, background: boolean): Job {
    const line = lines.get(result.memberId) ?? [];
    lines.set(result.memberId, line);
    // One that everybody left is on its way out, and has nothing for who comes now.
    const known = line.find((each) => each.result.id === result.id && !each.isLeft);
    const job = known ?? newJob(result, background);
    if (!known) {
      // Whoever waits for it hears of a failure; nobody has to.
      job.ended.promise.catch(() => undefined);
      line.push(job);
    }
    if (!background) {
      job.background = false;
      for (const each of line) if (each !== job && each.background) each.abort?.abort(gaveWay);
    }
    return job;
  }

  return {
    async make(result, background, signal) {
      if (isStopped) throw new QueryError('cancelled', 'The server stops.');
      const job = jobFor(result, background);
      next(result.memberId);
      job.waiting += 1;
      try {
        return await unlessAborted(job.ended.promise, signal);
      } finally {
        job.waiting -= 1;
        if (job.waiting === 0 && signal?.aborted) leave(job);
      }
    },

    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },

    async stop() {
      isStopped = true;
      // Those that wait leave their line.
      for (const job of [...lines.values()].flat()) leave(job);
      await Promise.allSettled(running);
    },
  };

  function leave(job: Job): void {
    job.isLeft = true;
    if (job.abort) {
      job.abort.abort(new DOMException('Nobody waits for the result.', 'AbortError'));
      return;
    }
    const line = lines.get(job.result.memberId);
    line?.splice(line.indexOf(job), 1);
    job.ended.reject(new QueryError('cancelled', 'It was stopped.'));
  }
}

function newJob(result: StoredResult, background: boolean): Job {
  return { result, background, waiting: 0, ended: Promise.withResolvers(), abort: undefined, isLeft: false };
}

const gaveWay = new DOMException('Somebody waits for another result.', 'AbortError');

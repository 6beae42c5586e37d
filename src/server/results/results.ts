// Whole results by id: registered with an answer, kept as a snapshot, read in pages, exported.
// Not here: the endpoints (http/results.ts), the process that reads the files (engine/serveResults.ts).
import path from 'node:path';
import { ApiError } from '../apiError.ts';
import { type Cell, type ColumnType, QueryError } from '../engine/engine.ts';
import { type ResultClient, UnreadableFile } from '../engine/resultClient.ts';
import type { ExportFormat, KeptResult, Selection } from '../engine/resultMessages.ts';
import type { Member } from '../store/members.ts';
import type { NewResult, Snapshot, StoredResult } from '../store/results.ts';
import { createExports, type Exported } from './exports.ts';
import { createKeeping, type KeepingBounds } from './keeping.ts';
import { createMaking, type MakingBounds, type MakingParts } from './making.ts';
import { type GivenSelection, selectionOf } from './selection.ts';

export interface ResultsOptions extends Omit<MakingParts, 'bounds' | 'onKept'> {
  client: ResultClient;
  bounds?: Partial<ResultBounds>;
}

export type ResultBounds = MakingBounds & KeepingBounds;

const usualBounds: ResultBounds = {
  maxRows: 10_000_000,
  maxBytes: 2e9,
  timeoutMs: 300_000,
  keepMs: 24 * 3_600_000,
  maxMemberBytes: 2e9,
};

export interface PageRequest extends GivenSelection {
  offset: number;
  limit: number;
}

export interface ResultPage {
  id: string;
  sql: string;
  integration_id: string;
  columns: { name: string; type: ColumnType }[];
  rows: Cell[][];
  offset: number;
  limit: number;
  /** Of the whole result, and of those that the filter lets through. */
  row_count: number;
  matched: number;
  made_at: string;
  remade_at?: string;
}

export interface Results {
  /** The id of a result that an answer shows; undefined when its chat is gone. */
  add(chatId: string, result: NewResult): string | undefined;
  /** Makes a snapshot while nobody waits for it. */
  prepare(id: string): void;
  /** Throws RESULT_NOT_FOUND, INVALID_REQUEST, and what making the result again may throw. */
  page(member: Member, id: string, request: PageRequest, signal: AbortSignal): Promise<ResultPage>;
  /** The same; `signal` stops it until its end. */
  export(
    member: Member,
    id: string,
    request: GivenSelection & { format: ExportFormat },
    signal: AbortSignal,
  ): Promise<Exported>;
  /** Removes the files of what was deleted, in the background. */
  tidy(): void;
  /** Of the process that reads them, while there is one. */
  readonly processId: number | undefined;
  /** Resolves when nothing is made, read or sent. */
  idle(): Promise<void>;
  /** Removes what is too old. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

const hourMs = 3_600_000;
/** So long what the database said is told again without asking it. */
const problemMs = 60_000;
/** A use is noted no more often. */
const usedEveryMs = 60_000;

type Kept = StoredResult & { snapshot: Snapshot };

export function createResults({ client, bounds: given, ...parts }: ResultsOptions): Results {
  const { directory, store, clock, log } = parts;
  const { results } = store;
  const bounds = { ...usualBounds, ...given };
  const release = (file: string) => client.release(file);
  const keeping = createKeeping({ directory, store, release, clock, log, bounds });
  const making = createMaking({ ...parts, bounds, onKept: (result) => keeping.trim(result) });
  const exports = createExports(client);
  let sweeping: Promise<void> = Promise.resolve();
  const sweep = () => {
    sweeping = keeping.sweep().catch((cause: unknown) => log('warn', 'results.sweep.failed', { cause }));
    return sweeping;
  };
  const timer = setInterval(sweep, hourMs);
  timer.unref();
  void sweep();

  /** With the snapshot there is, or with one made now. Throws an ApiError. */
  async function ready(result: StoredResult, signal: AbortSignal): Promise<Kept> {
    if (isKept(result) && !keeping.isExpired(result)) {
      if (clock.now() - result.usedAt >= usedEveryMs) results.used(result.id, clock.now());
      return result;
    }
    await keeping.drop(result);
    const { problem } = result;
    if (problem && clock.now() - problem.at < problemMs) throw new ApiError(problem.code, problem.error);
    const made = await making.make(result, false, signal);
    if (!isKept(made)) throw new ApiError('RESULT_NOT_FOUND', 'Result not found');
    return made;
  }

  /** Does `work` with the snapshot, and once more with a new one where its file turns out to be gone. */
  async function withSnapshot<T>(
    member: Member,
    id: string,
    signal: AbortSignal,
    work: (kept: Kept, source: KeptResult) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const kept = await ready(results.find(member.id, id), signal);
      const { file, columns, rowCount } = kept.snapshot;
      try {
        return await work(kept, { file: path.join(directory, file), columns, rowCount });
      } catch (cause) {
        // Its file was let go of meanwhile: the result was deleted, which is found out, or made anew.
        if (isStopped(cause) && !signal.aborted && attempt <= 2) continue;
        const isLost = cause instanceof UnreadableFile;
        if (!isLost || attempt > 2) throw isLost ? unreadable(cause) : cause;
        log('info', 'result.lost', { result_id: id });
        await keeping.drop(kept);
      }
    }
  }

  return {
    add: (chatId, result) => results.add(chatId, result, clock.now()),

    prepare(id) {
      const result = results.byId(id);
      if (!result || result.snapshot) return;
      making.make(result, true).catch((cause: unknown) => {
        if (isStopped(cause)) return;
        log('info', 'result.not_kept', { result_id: id, cause });
      });
    },

    page: (member, id, { offset, limit, ...asked }, signal) =>
      withSnapshot(member, id, signal, async (kept, source) => {
        const selection = selectionOf(asked, source.columns);
        const { rows, matched } = await readPage(client, { result: source, selection, offset, limit }, signal);
        return {
          id,
          sql: kept.sql,
          integration_id: kept.integrationId,
          columns: source.columns.map(({ name, type }) => ({ name, type })),
          rows,
          offset,
          limit,
          row_count: source.rowCount,
          matched,
          made_at: new Date(kept.madeAt).toISOString(),
          ...(kept.remadeAt === null ? {} : { remade_at: new Date(kept.remadeAt).toISOString() }),
        };
      }),

    export: (member, id, { format, ...asked }, signal) =>
      withSnapshot(member, id, signal, async ({ title }, source) => {
        const selection = selectionOf(asked, source.columns);
        return await exports.begin({ result: source, selection, format }, title, signal);
      }),

    tidy() {
      keeping.tidy().catch((cause: unknown) => log('warn', 'results.tidy.failed', { cause }));
    },

    sweep,

    get processId() {
      return client.pid;
    },

    async idle() {
      await making.idle();
      await exports.idle();
      await client.idle();
    },

    async stop() {
      clearInterval(timer);
      await making.stop();
      await sweeping;
      client.dispose();
    },
  };
}

function isKept(result: StoredResult): result is Kept {
  return result.snapshot !== undefined;
}

function isStopped(cause: unknown): boolean {
  return cause instanceof QueryError && cause.kind === 'cancelled';
}

function unreadable(cause: Error): QueryError {
  return new QueryError('failed', 'The rows of this result cannot be read any more. Ask the question again.', {
    cause,
  });
}

async function readPage(
  client: ResultClient,
  wanted: { result: KeptResult; selection: Selection; offset: number; limit: number },
  signal: AbortSignal,
) {
  for await (const answer of client.ask({ type: 'page', ...wanted }, signal).answers) {
    if (answer.type === 'page') return answer;
  }
  throw new QueryError('failed', 'The results process gave the wrong answer.');
}

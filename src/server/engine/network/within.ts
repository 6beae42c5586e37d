// Work on a connection within a time: its caller hears at once that it was stopped, and the database is told to stop.
// Not here: what the work is (runStatement.ts).
import { cancelled } from '../cancelled.ts';
import { QueryError } from '../engine.ts';
import type { Connection } from './driver.ts';

export interface WithinOptions {
  timeoutMs: number;
  /** How long the work has to end after the database was told to, before its connection is closed. */
  graceMs: number;
  signal: AbortSignal | undefined;
  log(line: string): void;
}

/** What the work is told, and tells. */
export interface Course {
  /** Aborted when the work was stopped; what it waits for in the database is cancelled there. */
  readonly stopped: AbortSignal;
  /** The database has begun with the statement: it is not to run a second time. */
  begun(): void;
  /** From now on it may take this long. */
  allow(ms: number): void;
}

export interface Within<T> {
  /** What the caller hears. Rejects with a QueryError. */
  settled: Promise<T>;
  /** Resolves when nothing of the work runs any more, with whether the connection is spoilt. */
  ended: Promise<boolean>;
  hasBegun(): boolean;
}

export function within<T>(
  connection: Connection,
  { timeoutMs, graceMs, signal, log }: WithinOptions,
  work: (course: Course) => Promise<T>,
): Within<T> {
  const heard = Promise.withResolvers<never>();
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let hasBegun = false;
  let told: Promise<void> | undefined;
  const stop = (error: QueryError) => {
    heard.reject(error);
    if (told) return;
    controller.abort(error);
    told = connection.cancel().catch((cause: unknown) => log(`A query could not be cancelled: ${String(cause)}`));
  };
  const allow = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      stop(new QueryError('timeout', `The query took longer than ${ms / 1000} s and was stopped. Ask for less.`));
    }, ms);
  };
  const onAbort = () => {
    if (signal) stop(cancelled(signal));
  };
  allow(timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  const course: Course = {
    stopped: controller.signal,
    begun() {
      hasBegun = true;
    },
    allow(ms) {
      if (!told) allow(ms);
    },
  };
  const done = work(course).finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  });
  const quiet = done.then(
    () => undefined,
    () => undefined,
  );
  heard.promise.catch(() => undefined);
  if (signal?.aborted) onAbort();

  /** Once it was told to stop, the work is waited for no longer than its grace. */
  const end = async (): Promise<boolean> => {
    await Promise.race([quiet, heard.promise.catch(() => undefined)]);
    if (!told) return false;
    const grace = Promise.withResolvers<boolean>();
    const late = setTimeout(() => grace.resolve(true), graceMs);
    // A cancel that is still on its way could end the next statement in place of this one.
    const over = Promise.all([quiet, told]).then(() => false);
    return await Promise.race([over, grace.promise]).finally(() => clearTimeout(late));
  };
  return { settled: Promise.race([heard.promise, done]), ended: end(), hasBegun: () => hasBegun };
}

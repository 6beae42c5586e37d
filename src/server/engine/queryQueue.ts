// Lets so many queries run at once and keeps the others in the order they came.
// Not here: running them (duckdb.ts).
import { cancelled } from './cancelled.ts';
import { QueryError } from './engine.ts';

export interface QueryQueue {
  /**
   * Resolves when it is this query's turn, with the function that ends its turn. Throws a QueryError: `cancelled` as soon
   * as `signal` says so, `failed` when too many wait already.
   */
  enter(signal?: AbortSignal): Promise<() => void>;
  /**
   * The same for a query that nobody waits for: its turn comes when none of the others runs or waits, and it should end
   * as soon as `giveWay` says that one of them is there.
   */
  enterBehind(signal?: AbortSignal): Promise<{ leave: () => void; giveWay: AbortSignal }>;
}

/** Queries that nobody waits for, at once. */
const behindAtOnce = 2;

export function createQueryQueue(atOnce: number, maxWaiting: number): QueryQueue {
  let running = 0;
  const waiting = new Set<() => void>();
  const behind = new Set<AbortController>();
  const waitingBehind = new Set<() => void>();

  const nextBehind = () => {
    const [next] = waitingBehind;
    if (running === 0 && behind.size < behindAtOnce) next?.();
  };

  const turn = (): (() => void) => {
    running += 1;
    for (const each of behind) each.abort();
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      running -= 1;
      const [next] = waiting;
      if (next) next();
      else for (let place = 0; place < behindAtOnce; place++) nextBehind();
    };
  };

  const turnBehind = () => {
    const controller = new AbortController();
    behind.add(controller);
    const leave = () => {
      if (behind.delete(controller)) nextBehind();
    };
    return { leave, giveWay: controller.signal };
  };

  /** Waits in `line` until it is called from there. */
  const inLine = <T>(line: Set<() => void>, take: () => T, signal: AbortSignal | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const start = () => {
        line.delete(start);
        signal?.removeEventListener('abort', onAbort);
        resolve(take());
      };
      const onAbort = () => {
        line.delete(start);
        if (signal) reject(cancelled(signal));
      };
      line.add(start);
      signal?.addEventListener('abort', onAbort, { once: true });
    });

  return {
    async enter(signal) {
      if (signal?.aborted) throw cancelled(signal);
      if (running < atOnce) return turn();
      if (waiting.size >= maxWaiting) {
        throw new QueryError('failed', `${maxWaiting} queries are waiting already. Ask again when some have ended.`);
      }
      return await inLine(waiting, turn, signal);
    },
    async enterBehind(signal) {
      if (signal?.aborted) throw cancelled(signal);
      if (running === 0 && behind.size < behindAtOnce) return turnBehind();
      return await inLine(waitingBehind, turnBehind, signal);
    },
  };
}

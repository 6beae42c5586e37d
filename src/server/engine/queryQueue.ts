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
}

export function createQueryQueue(atOnce: number, maxWaiting: number): QueryQueue {
  let running = 0;
  const waiting = new Set<() => void>();

  const turn = (): (() => void) => {
    running += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      running -= 1;
      const [next] = waiting;
      next?.();
    };
  };

  return {
    async enter(signal) {
      if (signal?.aborted) throw cancelled(signal);
      if (running < atOnce) return turn();
      if (waiting.size >= maxWaiting) {
        throw new QueryError('failed', `${maxWaiting} queries are waiting already. Ask again when some have ended.`);
      }
      return await new Promise((resolve, reject) => {
        const start = () => {
          waiting.delete(start);
          signal?.removeEventListener('abort', onAbort);
          resolve(turn());
        };
        const onAbort = () => {
          waiting.delete(start);
          if (signal) reject(cancelled(signal));
        };
        waiting.add(start);
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    },
  };
}

// A query that nobody waits for: it runs when no other does, and begins anew when it had to give way.
// Not here: whose turn it is (queryQueue.ts).
import { QueryError, type QueryLimits } from './engine.ts';
import type { QueryQueue } from './queryQueue.ts';

/** After so many attempts it is let run to its end, so that busy data is read ahead as well. */
const maxAttempts = 10;

/** `run` must end its turn with `leave`, as soon as the signal of its limits says so. Throws what it throws. */
export async function runBehind<T>(
  queue: QueryQueue,
  limits: QueryLimits,
  run: (limits: QueryLimits, leave: () => void) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const { leave, giveWay } = await queue.enterBehind(limits.signal);
    const signals = [...(limits.signal ? [limits.signal] : []), ...(attempt < maxAttempts ? [giveWay] : [])];
    try {
      return await run({ ...limits, signal: AbortSignal.any(signals) }, leave);
    } catch (cause) {
      const gaveWay = cause instanceof QueryError && cause.kind === 'cancelled' && giveWay.aborted;
      if (!gaveWay || limits.signal?.aborted) throw cause;
    }
  }
}

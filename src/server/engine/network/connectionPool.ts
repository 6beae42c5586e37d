// A few connections to one database: kept while they are of use, closed when nobody asks any more.
// Not here: what is done with one (runStatement.ts), whose turn it is (../queryQueue.ts).
import { cancelled, unlessAborted } from '../cancelled.ts';
import { QueryError } from '../engine.ts';
import type { Connection, Driver } from './driver.ts';

export interface Lease {
  connection: Connection;
  /** Whether it has been of use before: then its line may have been cut since. */
  isReused: boolean;
  /** Gives it back, or closes it when it is broken or `isSpoilt`. To be called once. */
  release(isSpoilt?: boolean): void;
}

export interface ConnectionPool {
  /** Waits while all are in use. Throws a QueryError. */
  take(signal?: AbortSignal): Promise<Lease>;
  /** Closes those that wait; those in use when they come back. */
  dispose(): void;
}

export interface PoolOptions {
  maxConnections: number;
  /** How long one waits for its next use. */
  idleMs: number;
  /** How long it may take to open one. */
  connectMs: number;
  log(line: string): void;
}

interface Idle {
  connection: Connection;
  timer: NodeJS.Timeout;
}

export function createConnectionPool(
  driver: () => Promise<Driver>,
  { maxConnections, idleMs, connectMs, log }: PoolOptions,
): ConnectionPool {
  const idle: Idle[] = [];
  const waiting = new Set<() => void>();
  let used = 0;
  let isDisposed = false;

  const close = (connection: Connection) => {
    connection.close().catch((cause: unknown) => log(`A connection was not closed: ${String(cause)}`));
  };

  /** The one that was of use last, so that the others may go. */
  const takeIdle = (): Connection | undefined => {
    for (let last = idle.pop(); last; last = idle.pop()) {
      clearTimeout(last.timer);
      if (!last.connection.isBroken) return last.connection;
      close(last.connection);
    }
    return undefined;
  };

  const leave = () => {
    used -= 1;
    const [next] = waiting;
    next?.();
  };

  const keep = (connection: Connection) => {
    const timer = setTimeout(() => {
      const place = idle.findIndex((each) => each.connection === connection);
      if (place >= 0) idle.splice(place, 1);
      close(connection);
    }, idleMs);
    timer.unref();
    idle.push({ connection, timer });
  };

  const lease = (connection: Connection, isReused: boolean): Lease => ({
    connection,
    isReused,
    release(isSpoilt = false) {
      if (isSpoilt || isDisposed || connection.isBroken) close(connection);
      else keep(connection);
      leave();
    },
  });

  /** Nobody waits longer than he wants to for a database that does not answer; a connection that comes too late is closed. */
  const connect = async (signal: AbortSignal | undefined): Promise<Connection> => {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), connectMs);
    const either = AbortSignal.any([late.signal, ...(signal ? [signal] : [])]);
    const connecting = driver().then((each) => each.connect(either));
    try {
      const connection = await unlessAborted(connecting, either);
      if (isDisposed) throw closed();
      return connection;
    } catch (cause) {
      connecting.then(close, () => undefined);
      if (!late.signal.aborted || signal?.aborted) throw cause;
      throw new QueryError(
        'failed',
        `The database did not let us in within ${connectMs / 1000} s. Check host and port, and that the database runs as it should.`,
        { cause },
      );
    } finally {
      clearTimeout(timer);
    }
  };

  const place = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const start = () => {
        waiting.delete(start);
        signal?.removeEventListener('abort', onAbort);
        used += 1;
        resolve();
      };
      const onAbort = () => {
        waiting.delete(start);
        if (signal) reject(cancelled(signal));
      };
      if (used < maxConnections) return start();
      waiting.add(start);
      signal?.addEventListener('abort', onAbort, { once: true });
    });

  return {
    async take(signal) {
      if (isDisposed) throw closed();
      if (signal?.aborted) throw cancelled(signal);
      await place(signal);
      const known = takeIdle();
      if (known) return lease(known, true);
      try {
        return lease(await connect(signal), false);
      } catch (cause) {
        leave();
        throw cause;
      }
    },
    dispose() {
      isDisposed = true;
      for (const { connection, timer } of idle.splice(0)) {
        clearTimeout(timer);
        close(connection);
      }
    },
  };
}

function closed(): QueryError {
  return new QueryError('failed', 'The data has been closed.');
}

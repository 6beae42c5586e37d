// A query that was cancelled: its error, and a wait that ends with it.
// Not here: stopping what runs (askWithin.ts).
import { QueryError } from './engine.ts';

export function cancelled(signal: AbortSignal): QueryError {
  return new QueryError('cancelled', 'The query was cancelled.', { cause: signal.reason });
}

/** `promise`, or a QueryError `cancelled` as soon as `signal` says so. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await promise;
  // It may fail after the caller has gone.
  promise.catch(() => undefined);
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

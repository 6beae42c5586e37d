// One request to a query process within a time: its caller hears at once that it was stopped, and stopped it is.
// Not here: the process (queryClient.ts), whose turn it is (queryQueue.ts).
import { cancelled } from './cancelled.ts';
import { QueryError } from './engine.ts';
import type { Answer, QueryClient, Request } from './queryClient.ts';

export interface AskLimits {
  timeoutMs: number;
  /** How long the request has to end after it was told to, before its process is killed. */
  graceMs: number;
  signal: AbortSignal | undefined;
}

export interface Asked {
  /** What the caller hears. Rejects with a QueryError or ProcessGone. */
  settled: Promise<Answer>;
  /** Resolves when nothing of the request runs any more, which may be later. */
  ended: Promise<void>;
}

export function askWithin(client: QueryClient, request: Request, { timeoutMs, graceMs, signal }: AskLimits): Asked {
  const { id, answer } = client.ask(request);
  const stopped = Promise.withResolvers<never>();
  let grace: NodeJS.Timeout | undefined;
  const stop = (error: QueryError) => {
    client.cancel(id);
    grace ??= setTimeout(() => client.kill(id), graceMs);
    stopped.reject(error);
  };
  const onAbort = () => {
    if (signal) stop(cancelled(signal));
  };
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
  if (signal?.aborted) onAbort();
  return { settled: Promise.race([answer, stopped.promise]), ended: answer.then(finished, finished) };
}

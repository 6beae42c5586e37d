// The REST calls for whole results: a page of rows, and all of them as a file that streams.
// Not here: who asks (host/results.ts), writing the file (host/resultsFile.ts).
import type * as v from 'valibot';
import { type ResultFilter, type ResultPage, resultPageSchema } from '../protocol/trellis/results.ts';
import { createAuthorizedCall } from './authorizedCall.ts';
import type { Clock } from './clock.ts';
import { SessionError } from './errors.ts';
import { judged, noAnswer, refusalOf, send } from './httpCall.ts';
import type { TokenSource } from './tokenSource.ts';

/**
 * A result that is made again from its SQL, or sorted for the first time, may take a while: longer than the five minutes our server
 * gives it, for who gives up earlier begins it anew the next time, and never hears why it ends.
 */
const beginsWithinMs = 330_000;
/** Of an export that has begun nothing may stand still for longer. */
const stalledMs = 180_000;

export interface ResultQuery {
  sort: readonly { column: string; descending: boolean }[];
  filter: readonly ResultFilter[];
}

/** Every call throws a SessionError; `stopped` where the signal ended it. */
export interface ResultsClient {
  page(id: string, query: ResultQuery & { offset: number; limit: number }, signal: AbortSignal): Promise<ResultPage>;
  /** The bytes of the file, as they come. */
  export(
    id: string,
    query: ResultQuery & { format: 'csv' | 'json' | 'parquet' },
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array>;
}

/** `baseUrl` is read at each call: the embedded server has another port after a restart. */
export function createResultsClient(baseUrl: () => Promise<string>, tokens: TokenSource, clock: Clock): ResultsClient {
  const authorized = createAuthorizedCall(baseUrl, tokens);

  async function opened(path: string, signal: AbortSignal): Promise<Response> {
    const server = await baseUrl();
    const token = await tokens.token();
    const ask = (bearer: string) =>
      send(server, { method: 'GET', path, headers: { Authorization: `Bearer ${bearer}`, Accept: '*/*' } }, signal);
    let response = await ask(token);
    if (response.status === 401) {
      await response.body?.cancel();
      response = await ask(await tokens.renewed(token));
    }
    if (!response.ok) throw await refusalOf(server, response);
    return response;
  }

  return {
    async page(id, { offset, limit, ...query }, signal) {
      const path = `${pathOf(id)}?${new URLSearchParams({ offset: `${offset}`, limit: `${limit}`, ...orderOf(query) })}`;
      try {
        const json = await authorized({ method: 'GET', path, withinMs: beginsWithinMs, signal });
        return judged<v.InferOutput<typeof resultPageSchema>>(resultPageSchema, json);
      } catch (cause) {
        throw signal.aborted ? stopped(cause) : cause;
      }
    },

    async *export(id, { format, ...query }, signal) {
      const stalled = new AbortController();
      const wait = (ms: number) => clock.setTimeout(() => stalled.abort(new Error('Nothing came any more.')), ms);
      let timer = wait(beginsWithinMs);
      try {
        const path = `${pathOf(id)}/export?${new URLSearchParams({ format, ...orderOf(query) })}`;
        const response = await opened(path, AbortSignal.any([signal, stalled.signal]));
        for await (const chunk of response.body ?? []) {
          clock.clearTimeout(timer);
          yield chunk;
          timer = wait(stalledMs);
        }
      } catch (cause) {
        if (signal.aborted) throw stopped(cause);
        if (cause instanceof SessionError) throw cause;
        throw noAnswer(await baseUrl(), cause);
      } finally {
        clock.clearTimeout(timer);
      }
    },
  };
}

/** An id is a server's own, and part of a path: there dots are no name, and half a character cannot be written. */
function pathOf(id: string): string {
  if (id === '' || id === '.' || id === '..' || !id.isWellFormed())
    throw new SessionError('notFound', 'The server has no such result.');
  return `/results/${encodeURIComponent(id)}`;
}

function orderOf({ sort, filter }: ResultQuery): Record<string, string> {
  // A name that would be read otherwise, as two columns or as an order, stands in quotes.
  const named = (column: string) => (/^-|[,"]/.test(column) ? `"${column.replaceAll('"', '""')}"` : column);
  const keys = sort.map(({ column, descending }) => `${descending ? '-' : ''}${named(column)}`);
  return {
    ...(keys.length > 0 ? { sort: keys.join(',') } : {}),
    ...(filter.length > 0 ? { filter: JSON.stringify(filter) } : {}),
  };
}

function stopped(cause: unknown): SessionError {
  return new SessionError('stopped', 'It was stopped.', { cause });
}

// One statement by Trino's protocol: POST, then the next page each time it is wanted, DELETE to end it.
// Not here: what a session is (connection.ts), values (types.ts).
import { setTimeout as waited } from 'node:timers/promises';
import { QueryError } from '../../../engine.ts';
import type { HttpLine, HttpReply } from '../http.ts';
import { BrokenLine } from '../httpFailures.ts';
import { failureOf, fieldsOf, statusFailure } from './failures.ts';
import { parsedJson } from './types.ts';

export interface TrinoColumn {
  name: string;
  type: string;
}

export interface Statement {
  /** Known when `begin` has returned. */
  columns: TrinoColumn[];
  /** What the server said of a transaction that it began. */
  readonly transaction: string | undefined;
  readonly isDone: boolean;
  /** The rows of the next page that has some; none: the end. */
  page(): Promise<unknown[][]>;
}

export interface Ending {
  isCancelled: boolean;
  abort: AbortController;
  /** Where the statement is ended; absent: nowhere yet, or not any more. */
  next?: string | undefined;
  /** While it is not known whether there will be such a place. */
  posting?: Promise<unknown> | undefined;
}

export function newEnding(): Ending {
  return { isCancelled: false, abort: new AbortController() };
}

const maxPageBytes = 128 * 1024 * 1024;
const maxPathLength = 4_096;
const maxColumns = 10_000;
/** A gateway that is busy is asked again so often, after 50 ms and then more, which is half a minute. */
const maxAttempts = 40;
/** A page that broke off is asked for again: the server keeps the last one. */
const maxBroken = 3;
/** From so many pages without rows on, the next is not asked for at once. */
const patience = 20;

/** Sends the statement and reads until its columns are known. */
export async function begin(
  line: HttpLine,
  sql: string,
  headers: Readonly<Record<string, string>>,
  ending: Ending,
): Promise<Statement> {
  let transaction: string | undefined;
  let columns: TrinoColumn[] | undefined;
  let waiting: unknown[][] = [];
  let isDone = false;

  async function take(method: 'GET' | 'POST', path: string): Promise<void> {
    const page = await request(method, path);
    const { error, nextUri, data, columns: described } = page;
    ending.next = nextUri === undefined || nextUri === null ? undefined : pathOf(nextUri);
    if (error !== undefined && error !== null) {
      ending.next = undefined;
      throw failureOf(error, ending.isCancelled);
    }
    if (columns === undefined && Array.isArray(described)) columns = columnsOf(described);
    if (data !== undefined && data !== null) waiting = rowsOf(data, columns);
    if (ending.next === undefined) isDone = true;
  }

  async function request(method: 'GET' | 'POST', path: string): Promise<Readonly<Record<string, unknown>>> {
    for (let attempt = 1, broken = 0; ; ) {
      // The first page tells where the statement is ended, so its request is let come back.
      const signal = method === 'POST' ? undefined : ending.abort.signal;
      try {
        const reply = await line.send(
          method === 'POST'
            ? { method, path, headers, body: sql }
            : { method, path, headers: laterHeaders(headers), signal },
        );
        if (reply.status === 200) return await pageOf(reply);
        reply.drop();
        const isBusy = reply.status === 429 || (reply.status >= 502 && reply.status <= 504);
        if (!isBusy || attempt >= maxAttempts) throw statusFailure(reply.status);
      } catch (error) {
        broken += 1;
        if (!(error instanceof BrokenLine) || method === 'POST' || broken >= maxBroken) throw error;
      }
      if (ending.isCancelled) throw cancelled();
      await waited(Math.min(50 * 2 ** Math.floor((attempt - 1) / 2), 1_000), undefined, {
        signal: ending.abort.signal,
      });
      attempt += 1;
    }
  }

  async function pageOf(reply: HttpReply): Promise<Readonly<Record<string, unknown>>> {
    transaction = reply.header('X-Trino-Started-Transaction-Id') ?? transaction;
    const text = await reply.text(maxPageBytes);
    let page: unknown;
    try {
      page = parsedJson(text);
    } catch (cause) {
      throw new QueryError('failed', 'What answers there is no Trino. Check the host and port.', { cause });
    }
    if (typeof page !== 'object' || page === null || Array.isArray(page)) throw malformed();
    return fieldsOf(page);
  }

  async function further(): Promise<void> {
    for (let empty = 0; waiting.length === 0 && ending.next !== undefined; empty++) {
      if (ending.isCancelled) throw cancelled();
      if (empty >= patience) await waited(50, undefined, { signal: ending.abort.signal });
      await take('GET', ending.next);
      if (columns !== undefined && !isBegun) return;
    }
  }

  let isBegun = false;
  try {
    const posting = take('POST', '/v1/statement');
    ending.posting = posting.catch(() => undefined);
    await posting;
    ending.posting = undefined;
    if (columns === undefined) await further();
    isBegun = true;
  } catch (error) {
    throw ended(error, ending);
  }
  const known: TrinoColumn[] = columns ?? [];
  return {
    columns: known,
    get transaction() {
      return transaction;
    },
    get isDone() {
      return isDone && waiting.length === 0;
    },
    async page() {
      try {
        // Where it is ended is not known any more then, which would look like its end.
        if (ending.isCancelled) throw cancelled();
        await further();
      } catch (error) {
        throw ended(error, ending);
      }
      const rows = waiting;
      waiting = [];
      return rows;
    },
  };
}

/** Ends a statement in the server; resolves when it has been told. */
export async function end(
  line: HttpLine,
  ending: Ending,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  await ending.posting;
  const path = ending.next;
  ending.next = undefined;
  if (path === undefined) {
    ending.abort.abort();
    return;
  }
  const told = line.send({ method: 'DELETE', path, headers: laterHeaders(headers), signal });
  ending.abort.abort();
  (await told).drop();
}

/** Later requests need who asks, and nothing else. */
function laterHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const later = Object.entries(headers).filter(([name]) => name === 'Authorization' || name === 'X-Trino-User');
  return Object.fromEntries(later);
}

/** Where the address was saved, and nowhere else: of what the server names, the path and query alone are taken. */
function pathOf(nextUri: unknown): string {
  if (typeof nextUri !== 'string' || nextUri.length > maxPathLength || !URL.canParse(nextUri)) throw malformed();
  const { protocol, pathname, search } = new URL(nextUri);
  if (protocol !== 'http:' && protocol !== 'https:') throw malformed();
  return `${pathname}${search}`;
}

function columnsOf(described: readonly unknown[]): TrinoColumn[] {
  if (described.length > maxColumns) throw malformed();
  return described.map((column) => {
    const { name, type } = fieldsOf(column);
    if (typeof name !== 'string' || typeof type !== 'string') throw malformed();
    return { name, type };
  });
}

function rowsOf(data: unknown, columns: readonly TrinoColumn[] | undefined): unknown[][] {
  if (!Array.isArray(data) || !columns) throw malformed();
  return data.map((row: unknown) => {
    if (!Array.isArray(row) || row.length !== columns.length) throw malformed();
    return row;
  });
}

function ended(error: unknown, ending: Ending): unknown {
  return ending.isCancelled || ending.abort.signal.aborted ? cancelled(error) : error;
}

function cancelled(cause?: unknown): QueryError {
  return new QueryError('cancelled', 'The query was cancelled.', { cause });
}

function malformed(): QueryError {
  return new QueryError('failed', 'What came is no page of Trino.');
}

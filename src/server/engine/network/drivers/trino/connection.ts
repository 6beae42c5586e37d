// A session with Trino: each statement in a transaction of its own that only reads, where the server begins one.
// Not here: the protocol of one statement (statement.ts).
import { unlessAborted } from '../../../cancelled.ts';
import { type Cell, QueryError } from '../../../engine.ts';
import type { Address } from '../../address.ts';
import type { Connection, Cursor, RunOptions, ServerInfo } from '../../driver.ts';
import type { HttpLine } from '../http.ts';
import { judgeTrino } from './guard.ts';
import { introspect } from './introspect.ts';
import { bindParameters } from './parameters.ts';
import { begin, type Ending, end, newEnding, type Statement } from './statement.ts';
import { cellReader, columnTypeOf } from './types.ts';

export interface Session {
  info: ServerInfo;
  hasTransactions: boolean;
}

const ownTimeoutMs = 30_000;
const endMs = 5_000;

export type Headers = Readonly<Record<string, string>>;

/** For each first request of a statement. */
export function headersOf({ user, password, database, schema }: Address): Headers {
  const basic = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  return {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Trino-User': user === '' ? 'trellis' : user,
    'X-Trino-Catalog': database,
    ...(schema === undefined ? {} : { 'X-Trino-Schema': schema }),
    'X-Trino-Source': 'trellis',
    'X-Trino-Time-Zone': 'UTC',
    ...(password === '' ? {} : { Authorization: `Basic ${basic}` }),
  };
}

/** The id of a transaction that only reads, or why there is none. */
export async function beginTransaction(line: HttpLine, headers: Headers, ending: Ending): Promise<string | undefined> {
  const own = { ...headers, 'X-Trino-Transaction-Id': 'NONE' };
  const statement = await begin(line, 'START TRANSACTION READ ONLY', own, ending);
  while (!statement.isDone) await statement.page();
  return statement.transaction;
}

/** Nothing was changed, so that a transaction that cannot be ended so ends by itself. */
export async function endTransaction(
  line: HttpLine,
  headers: Headers,
  transaction: string,
  log: (line: string) => void,
): Promise<void> {
  const ending = newEnding();
  const limit = setTimeout(() => ending.abort.abort(), endMs);
  try {
    const statement = await begin(line, 'ROLLBACK', { ...headers, 'X-Trino-Transaction-Id': transaction }, ending);
    while (!statement.isDone) await statement.page();
  } catch (error) {
    log(`Trino did not end a transaction: ${error instanceof Error ? error.message.slice(0, 100) : 'no answer'}`);
  } finally {
    clearTimeout(limit);
  }
}

/** All rows of one of our own statements. */
export async function askAll(
  line: HttpLine,
  headers: Headers,
  sql: string,
  atMost: number,
  signal?: AbortSignal,
): Promise<Cell[][]> {
  const limit = AbortSignal.timeout(ownTimeoutMs);
  const either = signal ? AbortSignal.any([signal, limit]) : limit;
  const ending = newEnding();
  const onAbort = () => {
    ending.isCancelled = true;
    end(line, ending, headers, AbortSignal.timeout(endMs)).catch(() => undefined);
  };
  if (either.aborted) throw new QueryError('cancelled', 'The query was cancelled.');
  either.addEventListener('abort', onAbort, { once: true });
  try {
    const statement = await begin(line, sql, headers, ending);
    const readers = statement.columns.map(({ type }) => cellReader(type));
    const rows: Cell[][] = [];
    // To the end where there is no more than was asked for: often a last page without rows follows.
    while (rows.length <= atMost) {
      const page = await statement.page();
      if (page.length === 0) break;
      for (const row of page) rows.push(readers.map((reader, at) => reader(row[at])));
    }
    if (!statement.isDone) await end(line, ending, headers, AbortSignal.timeout(endMs));
    return rows.slice(0, atMost);
  } catch (error) {
    if (limit.aborted && !signal?.aborted)
      throw new QueryError('timeout', 'Trino does not answer. Ask again later.', { cause: error });
    throw error;
  } finally {
    either.removeEventListener('abort', onAbort);
  }
}

export function createConnection(
  line: HttpLine,
  address: Address,
  session: Session,
  log: (line: string) => void,
): Connection {
  const headers = headersOf(address);
  let running: { ending: Ending } | undefined;
  let isBroken = false;

  async function run(sql: string, { parameters, timeoutMs }: RunOptions): Promise<Cursor> {
    if (isBroken) throw new QueryError('failed', 'The connection is closed.');
    if (running) throw new QueryError('failed', 'The connection is in use.');
    const text = bindParameters(sql, parameters);
    const own = { ending: newEnding() };
    running = own;
    let transaction: string | undefined;
    const release = async () => {
      if (running === own) running = undefined;
      const open = transaction;
      transaction = undefined;
      if (open !== undefined) await endTransaction(line, headers, open, log);
    };
    try {
      const limit = `${Math.max(1, Math.ceil(timeoutMs))}ms`;
      if (session.hasTransactions) transaction = await beginTransaction(line, headers, own.ending);
      if (own.ending.isCancelled) throw new QueryError('cancelled', 'The query was cancelled.');
      const statement = await begin(
        line,
        text,
        {
          ...headers,
          'X-Trino-Session': `query_max_run_time=${limit},query_max_execution_time=${limit}`,
          ...(transaction === undefined ? {} : { 'X-Trino-Transaction-Id': transaction }),
        },
        own.ending,
      );
      return cursorOf(statement, own.ending, release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  function cursorOf(statement: Statement, ending: Ending, release: () => Promise<void>): Cursor {
    const columns = statement.columns.map(({ name, type }) => ({ name, nativeType: type, type: columnTypeOf(type) }));
    const readers = columns.map(({ nativeType }) => cellReader(nativeType));
    let page: unknown[][] = [];
    let at = 0;
    return {
      columns,
      async read(atMost) {
        if (ending.isCancelled) throw new QueryError('cancelled', 'The query was cancelled.');
        if (at >= page.length) {
          page = await statement.page();
          at = 0;
        }
        const some = page.slice(at, at + atMost);
        at += some.length;
        return some.map((row) => readers.map((reader, index) => reader(row[index])));
      },
      async close() {
        try {
          if (ending.next !== undefined) await end(line, ending, headers, AbortSignal.timeout(endMs));
        } catch (error) {
          log(`Trino was not told that its rows are not wanted: ${error instanceof Error ? error.message : ''}`);
        }
        await release();
      },
    };
  }

  return {
    get isBroken() {
      return isBroken;
    },
    info: async () => session.info,
    judge: async (sql) => judgeTrino(sql),
    run,
    async cancel() {
      const own = running;
      if (!own) return;
      own.ending.isCancelled = true;
      try {
        await end(line, own.ending, headers, AbortSignal.timeout(endMs));
      } catch (error) {
        log(`Trino was not told of a cancel: ${error instanceof Error ? error.message : ''}`);
      }
    },
    async tables(signal) {
      const ask = (sql: string, atMost: number) => askAll(line, headers, sql, atMost, signal);
      return await unlessAborted(introspect(ask, address.schema), signal);
    },
    async close() {
      isBroken = true;
      running?.ending.abort.abort();
      line.close();
    },
  };
}

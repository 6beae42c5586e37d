// A session with ClickHouse: every statement is a request of its own, read as it streams, with a name by which it is killed.
// Not here: TLS and the line (../http.ts), the meaning of settings (settings.ts).
import { randomUUID } from 'node:crypto';
import { unlessAborted } from '../../../cancelled.ts';
import { type Cell, QueryError } from '../../../engine.ts';
import type { Address } from '../../address.ts';
import type { Connection, Cursor, RunOptions, ServerInfo } from '../../driver.ts';
import type { HttpLine, HttpReply } from '../http.ts';
import { failureOf, maxFailureBytes } from './failures.ts';
import { judgeClickhouse } from './guard.ts';
import { introspect } from './introspect.ts';
import { bindParameters } from './parameters.ts';
import { type Rows, readRows } from './rows.ts';
import { type Settings, timeLimitOf } from './settings.ts';

export interface Session extends Settings {
  info: ServerInfo;
  hasTotalRows: boolean;
}

/** Told to the database within this long, or the closed line has to do. */
const killMs = 5_000;
const ownTimeoutMs = 30_000;

interface Running {
  id: string;
  abort: AbortController;
  isCancelled: boolean;
  isDone: boolean;
}

export interface Asking {
  /** Any statement; `settings` stand in the address. */
  post(sql: string, settings: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<HttpReply>;
}

export function createAsking(line: HttpLine, { user, password, database }: Address): Asking {
  const headers = {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-ClickHouse-User': user,
    'X-ClickHouse-Key': password,
  };
  return {
    post: (sql, settings, signal) => {
      const asked = new URLSearchParams({ database, default_format: 'TabSeparatedWithNamesAndTypes', ...settings });
      return line.send({ method: 'POST', path: `/?${asked.toString()}`, headers, body: sql, signal });
    },
  };
}

/** All rows of one of our own statements. */
export async function askAll(
  asking: Asking,
  sql: string,
  settings: Readonly<Record<string, string>>,
  atMost: number,
  signal?: AbortSignal,
): Promise<{ names: string[]; rows: Cell[][] }> {
  const limit = AbortSignal.timeout(ownTimeoutMs);
  const either = signal ? AbortSignal.any([signal, limit]) : limit;
  try {
    const reply = await asking.post(sql, settings, either);
    if (reply.status !== 200) throw failureOf(await reply.text(maxFailureBytes), reply.status, false);
    const answer = await readRows(reply, () => either.aborted);
    const rows: Cell[][] = [];
    while (rows.length < atMost) {
      const more = await answer.read(atMost - rows.length);
      if (more.length === 0) break;
      rows.push(...more);
    }
    if (!answer.isDone) reply.drop();
    return { names: answer.columns.map(({ name }) => name), rows };
  } catch (error) {
    if (limit.aborted && !signal?.aborted)
      throw new QueryError('timeout', 'ClickHouse does not answer. Ask again later.', { cause: error });
    throw error;
  }
}

export function createConnection(
  line: HttpLine,
  address: Address,
  session: Session,
  log: (line: string) => void,
): Connection {
  const asking = createAsking(line, address);
  let running: Running | undefined;
  let isBroken = false;

  async function run(sql: string, { parameters, timeoutMs }: RunOptions): Promise<Cursor> {
    if (isBroken) throw new QueryError('failed', 'The connection is closed.');
    if (running && !running.isDone) throw new QueryError('failed', 'The connection is in use.');
    const bound = bindParameters(sql, parameters);
    const own: Running = {
      id: `trellis-${randomUUID()}`,
      abort: new AbortController(),
      isCancelled: false,
      isDone: false,
    };
    running = own;
    const isCancelled = () => own.isCancelled;
    try {
      const reply = await asking.post(
        bound.sql,
        {
          ...session.fixed,
          ...(session.hasTimeLimit ? timeLimitOf(timeoutMs) : {}),
          ...bound.values,
          query_id: own.id,
        },
        own.abort.signal,
      );
      if (reply.status !== 200) throw failureOf(await reply.text(maxFailureBytes), reply.status, own.isCancelled);
      return cursorOf(await readRows(reply, isCancelled), reply, own);
    } catch (error) {
      own.isDone = true;
      throw settled(error, own);
    }
  }

  function cursorOf(rows: Rows, reply: HttpReply, own: Running): Cursor {
    return {
      columns: rows.columns,
      async read(atMost) {
        if (own.isCancelled) throw cancelledByUs();
        try {
          const some = await rows.read(atMost);
          if (rows.isDone) own.isDone = true;
          return some;
        } catch (error) {
          own.isDone = true;
          throw settled(error, own);
        }
      },
      async close() {
        if (own.isDone) return;
        own.isDone = true;
        reply.drop();
        await kill(own);
      },
    };
  }

  /** Stops it at the server by name, as the closed line alone does not everywhere. */
  async function kill({ id }: Running): Promise<void> {
    try {
      const reply = await asking.post(`KILL QUERY WHERE query_id = '${id}' ASYNC`, {}, AbortSignal.timeout(killMs));
      const text = await reply.text(maxFailureBytes);
      if (reply.status !== 200) log(`ClickHouse did not take KILL QUERY: status ${reply.status}, ${text.slice(0, 60)}`);
    } catch (error) {
      log(`KILL QUERY did not reach ClickHouse: ${error instanceof Error ? error.message : 'no answer'}`);
    }
  }

  function settled(error: unknown, own: Running): unknown {
    if (own.isCancelled) return cancelledByUs(error);
    return error;
  }

  return {
    get isBroken() {
      return isBroken;
    },
    info: async () => session.info,
    judge: async (sql) => judgeClickhouse(sql),
    run,
    async cancel() {
      const own = running;
      if (!own || own.isDone) return;
      own.isCancelled = true;
      const killed = kill(own);
      own.abort.abort();
      await killed;
      own.isDone = true;
    },
    async tables(signal) {
      const ask = async (sql: string, atMost: number) =>
        (await askAll(asking, sql, session.fixed, atMost, signal)).rows;
      return await unlessAborted(introspect(ask, address.schema ?? address.database, session.hasTotalRows), signal);
    },
    async close() {
      isBroken = true;
      running?.abort.abort();
      line.close();
    },
  };
}

function cancelledByUs(cause?: unknown): QueryError {
  return new QueryError('cancelled', 'The query was cancelled.', { cause });
}

// One session: a statement at a time, its end by KILL QUERY from another line, and what becomes of the line then.
// Not here: rows (cursor.ts), settings (session.ts), what may run (guard.ts), the catalog (introspect.ts).
import { type ParameterValue, QueryError } from '../../../engine.ts';
import { type Address, lineWarnings } from '../../address.ts';
import type { Connection, Cursor, RunOptions, ServerInfo } from '../../driver.ts';
import { type RowQueue, readRows } from './cursor.ts';
import { failureOf, statementError } from './errors.ts';
import { folded, judge, qualifiers } from './guard.ts';
import { introspect } from './introspect.ts';
import { killOrphan, killQuery } from './killQuery.ts';
import type { Line } from './line.ts';
import { prepared, withoutEnd } from './parameters.ts';
import { loginWarnings } from './rights.ts';
import { ask, type Bounds, boundsSetting, type Session } from './session.ts';

/** How long a statement may take to end after it was told to: what is on its way could take longer to read than a new line to open. */
const endWithinMs = 250;
/** For one look into the catalog, which is slow where there are thousands of tables. */
const catalogMs = 30_000;

export function createConnection(
  line: Line,
  session: Session,
  address: Address,
  log: (line: string) => void,
): Connection {
  let isBroken = false;
  let running: RowQueue | undefined;
  /** From the beginning of `run` until its cursor is closed. */
  let isBusy = false;
  let isCancelled = false;
  let statement: string | undefined;
  let killing: Promise<void> | undefined;
  /** Short statements of ours that are on their way. */
  let pending = 0;
  /** Those of the session now; empty: a statement ran since, which may have changed them. */
  let set = '';

  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  const lose = (error: QueryError) => {
    if (isBroken) return;
    isBroken = true;
    // The server may not see that nobody waits any more.
    if (statement !== undefined && running?.hasEnded === false)
      killOrphan(address, session.id, statement).catch(() => log('mysql: a query whose line was lost may go on'));
    running?.fail(error);
    lost.reject(error);
  };
  // The library tells nobody who waits that a line was destroyed.
  const give = () => {
    lose(isCancelled ? cancelled() : statementError({ code: 'PROTOCOL_CONNECTION_LOST' }, address));
    line.destroy();
  };
  const errorOf = (error: unknown): QueryError => {
    const shown = isCancelled ? cancelled() : statementError(error, address);
    if (failureOf(error).isFatal) lose(shown);
    return shown;
  };
  // A statement that runs is told of a broken line by nothing else.
  line.on('error', (error: unknown) => lose(errorOf(error)));
  line.on('end', () => lose(errorOf({ code: 'PROTOCOL_CONNECTION_LOST', fatal: true })));

  const say = async (sql: string): Promise<(string | null)[][]> => {
    pending++;
    try {
      return await Promise.race([ask(line, sql), lost.promise]);
    } catch (error) {
      throw errorOf(error);
    } finally {
      pending--;
    }
  };
  const bound = async (bounds: Bounds): Promise<void> => {
    const wanted = boundsSetting(session, bounds);
    if (wanted === set) return;
    set = '';
    await say(wanted);
    set = wanted;
  };
  /** Of the catalog all is told, whatever the last statement was bounded to. */
  const look = async <T>(work: () => Promise<T>): Promise<T> => {
    isCancelled = false;
    await bound({ timeoutMs: catalogMs });
    return await work();
  };

  /** Resolves when the server has been told; another line is the only way while this one waits for rows. */
  const kill = (): Promise<void> => {
    killing ??= tell().finally(() => {
      killing = undefined;
    });
    return killing;
  };
  const tell = async (): Promise<void> => {
    try {
      await killQuery(address, session.id);
      statement = undefined;
    } catch (error) {
      log(`mysql: a query could not be ended, so its connection is closed: ${statementError(error, address).message}`);
      give();
    }
  };

  /** A KILL that came too late for its statement hits the next one: this, which is said again then. */
  const calm = async (sql: string): Promise<void> => {
    await killing;
    for (let attempt = 0; attempt < 2 && !isBroken; attempt++) {
      try {
        await Promise.race([ask(line, sql), lost.promise]);
        return;
      } catch (error) {
        if (failureOf(error).isFatal || attempt > 0) give();
      }
    }
  };

  /** Nothing of the statement comes any more: it has ended, or the line is given up. */
  const stop = async (queue: RowQueue): Promise<void> => {
    if (queue.hasEnded) return;
    queue.abandon(cancelled());
    await kill();
    await endedWithin(queue, give);
  };
  const leave = async (): Promise<void> => {
    await calm('ROLLBACK');
    if (session.release && set === '') await calm(session.release);
    isBusy = false;
  };
  const close = async (queue: RowQueue): Promise<void> => {
    if (running !== queue) return;
    await stop(queue);
    running = undefined;
    await leave();
  };
  const unlessCancelled = () => {
    if (isCancelled) throw cancelled();
  };
  const count = async (queue: RowQueue, sql: string, { parameters = [] }: RunOptions, timeoutMs: number) => {
    unlessCancelled();
    await stop(queue);
    await calm('DO 0');
    if (isBroken) throw statementError({ code: 'PROTOCOL_CONNECTION_LOST' }, address);
    await bound({ timeoutMs });
    unlessCancelled();
    const columns = await queue.columns;
    const counting = begin(countOf(sql, columns.length), parameters, undefined);
    running = counting;
    const [[rows] = []] = await counting.next(1);
    return Number(rows ?? 0);
  };

  const begin = (sql: string, parameters: readonly ParameterValue[], maxCellLength: number | undefined): RowQueue => {
    const ready = parameters.length > 0 ? prepared(sql, parameters) : undefined;
    const command = ready ? line.execute(ready.sql, ready.values) : line.query({ sql, typeCast: false });
    // The server keeps a statement that was prepared until it is told, or the session ends.
    if (ready) command.once('end', () => line.unprepare(ready.sql));
    statement = sql;
    set = '';
    return readRows(line, command, { errorOf, maxCellLength });
  };
  const open = async (sql: string, options: RunOptions): Promise<Cursor> => {
    const { parameters = [], timeoutMs, maxRows, maxCellLength } = options;
    await bound({ timeoutMs, maxRows });
    unlessCancelled();
    // What is counted afterwards is counted over the same data.
    await say('START TRANSACTION READ ONLY');
    unlessCancelled();
    const queue = begin(sql, parameters, maxCellLength);
    running = queue;
    const columns = await queue.columns;
    return {
      columns: columns.map(({ name, type, nativeType }) => ({ name, type, nativeType })),
      read: (atMost) => queue.next(atMost),
      count: (countMs) => count(queue, sql, options, countMs),
      close: () => (running === undefined ? Promise.resolve() : close(running)),
    };
  };

  return {
    get isBroken() {
      return isBroken;
    },
    async info(): Promise<ServerInfo> {
      const warnings = [...(await look(() => loginWarnings(say, address))), ...lineWarnings(address)];
      return { engine: session.engine, version: session.version, warnings, defaultSchema: address.database };
    },
    async judge(sql) {
      // Without a name before a dot no other database can be meant.
      const names = qualifiers(sql);
      const databases = names.length === 0 ? [] : await look(() => say(databasesSql));
      const own = folded(address.database);
      const others = new Set(databases.map(([name]) => folded(name ?? '')).filter((name) => name !== own));
      judge(sql, (name) => others.has(folded(name)));
    },
    async run(sql, options) {
      if (isBusy) throw new Error('A statement runs on this connection already.');
      isBusy = true;
      isCancelled = false;
      await killing;
      try {
        if (isBroken) throw statementError({ code: 'PROTOCOL_CONNECTION_LOST' }, address);
        return await open(sql, options);
      } catch (error) {
        running = undefined;
        await leave();
        throw error;
      }
    },
    async cancel() {
      if (isBroken || (!isBusy && pending === 0)) return;
      isCancelled = true;
      const isOver = running?.hasEnded === true && pending === 0;
      running?.abandon(cancelled());
      if (!isOver) await kill();
    },
    tables: (signal) => look(() => introspect(say, address, signal)),
    async close() {
      // A server goes on with a statement whose line is gone.
      if (!isBroken && (isBusy || pending > 0)) await kill();
      give();
    },
  };
}

const databasesSql = 'SELECT schema_name FROM information_schema.schemata';

/** The names are ours, because a statement may give two columns the same. The line break ends a comment in its last line. */
function countOf(sql: string, columns: number): string {
  const names = Array.from({ length: columns }, (_, index) => `c${index}`).join(', ');
  return `WITH counted (${names}) AS (${withoutEnd(sql)}\n) SELECT COUNT(*) FROM counted`;
}

function cancelled(): QueryError {
  return new QueryError('cancelled', 'The query was cancelled.');
}

async function endedWithin(queue: RowQueue, giveUp: () => void): Promise<void> {
  const tooLate = Promise.withResolvers<void>();
  const timer = setTimeout(tooLate.resolve, endWithinMs);
  await Promise.race([queue.ended, tooLate.promise]);
  clearTimeout(timer);
  if (!queue.hasEnded) giveUp();
}

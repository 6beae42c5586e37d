// The process that hosts DuckDB: one bad query can end it, and the server lives on.
// Not here: deciding what to open (dataSource.ts), timeouts and restarts (duckdb.ts).
import process from 'node:process';
import type { DuckDBConnection } from '@duckdb/node-api';
import { boundValues } from './boundValues.ts';
import { checkViews } from './checkViews.ts';
import { QueryError, type Table } from './engine.ts';
import { explainedBy, runExplain } from './explain.ts';
import { judge } from './guard.ts';
import { builtInFunctions } from './guardFunctions.ts';
import { introspect, introspectAttached, rowsOf } from './introspect.ts';
import { keepLines, keepResult } from './keepResult.ts';
import { createLoadWatch } from './loadWatch.ts';
import { type OpenedDatabase, openDatabase } from './openDatabase.ts';
import type { FromQueryProcess, OpenSettings, ToQueryProcess } from './queryMessages.ts';
import { resultsArgument } from './resultMessages.ts';
import { runQuery, singleStatement } from './runQuery.ts';

interface Running {
  connection: DuckDBConnection;
  cancelled: boolean;
}

type QueryRequest = Extract<ToQueryProcess, { type: 'query' }>;
type KeepRequest = Extract<ToQueryProcess, { type: 'keep' }>;

/** Of an EXPLAIN. */
const wholePlan = { maxRows: 100_000, maxCellLength: 4_000, maxResultLength: 10_000_000 };

const running = new Map<number, Running>();
/** What the guard knows of: the tables of the data, and those of the uploads. */
let known: { tables: Table[]; uploads: { catalog: string; tables: Table[] } | undefined } | undefined;
const loading = createLoadWatch((file) => send({ type: 'loading', file }));
let opening: Promise<OpenedDatabase> | undefined;

function send(message: FromQueryProcess): void {
  process.send?.(message);
}

async function open(message: Extract<ToQueryProcess, { type: 'open' }>): Promise<void> {
  opening = openDatabase(message.plan, message.settings, loading);
  try {
    const { warnings, skipped } = await opening;
    watchMemory(message.settings);
    send({ type: 'opened', warnings, skipped });
  } catch (cause) {
    send({ type: 'openFailed', message: messageOf(cause) });
  }
}

/** Runs `work` on a connection of its own, answers with its message, and a failure as one. */
async function answer(
  id: number,
  work: (connection: DuckDBConnection, database: OpenedDatabase, state: Running) => Promise<FromQueryProcess>,
): Promise<void> {
  try {
    if (!opening) throw new Error('No data has been opened.');
    const database = await opening;
    const connection = await database.connect();
    const state: Running = { connection, cancelled: false };
    running.set(id, state);
    try {
      send(await work(connection, database, state));
    } finally {
      running.delete(id);
      connection.closeSync();
    }
  } catch (cause) {
    const kind = cause instanceof QueryError && cause.kind === 'refused' ? 'refused' : 'failed';
    send({ type: 'failed', id, kind, message: messageOf(cause) });
  }
}

async function query(request: QueryRequest): Promise<void> {
  await answer(request.id, async (connection, database, state) => {
    const { explained, sql, bound, checkCancelled } = await statementOf(request, connection, database, state);
    const { maxRows, maxCellLength, maxResultLength } = request;
    const limits = { maxRows, maxCellLength, maxResultLength, checkCancelled };
    const result = explained
      ? await runExplain(connection, { ...explained, sql }, bound, limits)
      : await runQuery(connection, sql, bound, limits);
    return { type: 'result', id: request.id, result };
  });
}

async function keep(request: KeepRequest): Promise<void> {
  await answer(request.id, async (connection, database, state) => {
    const { explained, sql, bound, checkCancelled } = await statementOf(request, connection, database, state);
    const { file, maxRows, maxBytes } = request;
    const bounds = { file, maxRows, maxBytes, checkCancelled };
    if (!explained) return { type: 'kept', id: request.id, kept: await keepResult(connection, sql, bound, bounds) };
    const plan = await runExplain(connection, { ...explained, sql }, bound, { ...wholePlan, checkCancelled });
    return { type: 'kept', id: request.id, kept: await keepLines('plan', plan.rows, bounds) };
  });
}

/** What is run of a request. Throws a QueryError `refused` unless it may be. */
async function statementOf(
  request: QueryRequest | KeepRequest,
  connection: DuckDBConnection,
  database: OpenedDatabase,
  state: Running,
) {
  const explained = request.untrusted ? explainedBy(request.sql) : undefined;
  const written = explained?.sql ?? request.sql;
  if (request.untrusted) await refuseUnlessReading(connection, database, written, request.parameters.length);
  const sql = await singleStatement(connection, written);
  const checkCancelled = () => {
    if (state.cancelled) throw new QueryError('cancelled', 'The query was cancelled.');
  };
  checkCancelled();
  return { explained, sql, bound: boundValues(request.parameters), checkCancelled };
}

async function refuseUnlessReading(
  connection: DuckDBConnection,
  database: OpenedDatabase,
  sql: string,
  parameters: number,
): Promise<void> {
  const [row] = await rowsOf(connection, 'SELECT json_serialize_sql(?::VARCHAR), current_database()', [sql]);
  // What is open does not change under us: either read only, or closed to every statement that writes.
  known ??= {
    tables: await introspect(connection, database.fileViews),
    uploads:
      database.uploads === undefined
        ? undefined
        : { catalog: database.uploads, tables: await introspectAttached(connection, database.uploads) },
  };
  judge(JSON.parse(String(row?.[0])), {
    catalog: String(row?.[1]),
    ...known,
    functions: builtInFunctions,
    parameters,
  });
}

async function tablesOf(connection: DuckDBConnection, database: OpenedDatabase, state: Running) {
  const data = await introspect(connection, database.fileViews);
  const { readable, warnings } = await checkViews(connection, data, () => state.cancelled);
  const uploads = database.uploads === undefined ? [] : await introspectAttached(connection, database.uploads);
  return { tables: [...readable, ...uploads], warnings };
}

/** An interrupt that falls between two steps is lost, so it is repeated until the query has ended. */
function cancel(id: number): void {
  const state = running.get(id);
  if (!state) return;
  state.cancelled = true;
  const interrupt = () => {
    if (running.get(id) === state) state.connection.interrupt();
    else clearInterval(timer);
  };
  const timer = setInterval(interrupt, 50);
  interrupt();
}

/**
 * Lists and texts are built outside what `memory_limit` counts, and some of that cannot be interrupted. Ending this
 * process by itself is better than the system ending another one.
 */
function watchMemory(settings: OpenSettings): void {
  const limit = process.memoryUsage.rss() + settings.memoryMb * 1.25e6 + 500e6;
  const timer = setInterval(() => {
    if (running.size === 0 || process.memoryUsage.rss() <= limit) return;
    clearInterval(timer);
    process.send?.({ type: 'outOfMemory' } satisfies FromQueryProcess, endNow);
  }, 100);
}

/** An orderly exit waits for a query that may never end. */
function endNow(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** The first paragraph of an error: what follows in DuckDB's errors is advice for its own shell, or a list of functions. */
function messageOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return (
    message
      .split(/\n\n|\n\s*Candidate functions:/, 1)[0]
      ?.replace('Failed to extract statements: ', '')
      .trim() || 'The database gave no reason.'
  );
}

function serveQueries(): void {
  process.on('message', (message: ToQueryProcess) => {
    switch (message.type) {
      case 'open':
        void open(message);
        break;
      case 'query':
        void query(message);
        break;
      case 'keep':
        void keep(message);
        break;
      case 'tables':
        void answer(message.id, async (connection, database, state) => ({
          type: 'tables',
          id: message.id,
          ...(await tablesOf(connection, database, state)),
        }));
        break;
      case 'cancel':
        cancel(message.id);
        break;
      case 'skip':
        loading.skip(message.file, message.reason);
        break;
    }
  });
}

// The same bundle is the process of kept results, so that the database is in one of them.
if (process.argv.includes(resultsArgument)) void import('./serveResults.ts').then(({ serveResults }) => serveResults());
else serveQueries();

process.on('disconnect', endNow);

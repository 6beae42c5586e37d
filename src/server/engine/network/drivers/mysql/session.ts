// A session as the dialect and the guard rest on it: it reads only, in UTC, quotes as they expect, and ends statements by itself.
// Not here: opening the line (line.ts), running statements (connection.ts).
import { failureOf } from './errors.ts';
import type { Line } from './line.ts';

export interface Session {
  engine: 'mysql' | 'mariadb';
  version: string;
  /** What KILL QUERY calls this session. */
  id: string;
  /** Said again before each statement: a view's function may have changed them. */
  settings: readonly string[];
  /** What a view's function may have locked is let go of after each statement, where the server can. */
  release: string | undefined;
}

/** The rows of one short statement of ours, each value the server's text. Throws the library's error. */
export function ask(line: Line, sql: string): Promise<(string | null)[][]> {
  return new Promise((resolve, reject) => {
    line.query({ sql, typeCast: false }, (error: unknown, rows: unknown) => {
      if (error) return reject(error);
      const found: unknown[] = Array.isArray(rows) ? rows : [];
      resolve(found.map((row) => (Array.isArray(row) ? row.map(textOf) : [])));
    });
  });
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return Buffer.isBuffer(value) ? value.toString('utf8') : String(value);
}

/** The guard reads quotes as the server does without ANSI_QUOTES and NO_BACKSLASH_ESCAPES. */
const sqlMode = 'STRICT_TRANS_TABLES,ONLY_FULL_GROUP_BY,NO_ENGINE_SUBSTITUTION';

export async function beginSession(line: Line): Promise<Session> {
  const [[version, id] = []] = await ask(line, 'SELECT VERSION(), CONNECTION_ID()');
  const isMaria = /mariadb/i.test(version ?? '');
  const settings = [
    `SESSION sql_mode = '${sqlMode}'`,
    `SESSION time_zone = '+00:00'`,
    `SESSION lc_time_names = 'en_US'`,
    // The middle of a long list is a median.
    'SESSION group_concat_max_len = 4294967295',
    'SESSION lock_wait_timeout = 10',
    // Of MySQL, which shows estimates a day old otherwise. MariaDB joins by hashing only when told to, and without an index row by row.
    isMaria ? 'SESSION join_cache_level = 8' : 'SESSION information_schema_stats_expiry = 0',
  ];
  await ask(line, `SET ${settings.join(', ')}`);
  // START TRANSACTION READ ONLY alone is ended by the first statement that changes a table's definition, which then runs.
  await ask(line, 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  for (const name of ['tx_read_only', 'transaction_read_only'])
    if (await isTaken(line, `SET SESSION ${name} = 1`)) settings.push(`SESSION ${name} = 1`);
  const release = 'DO RELEASE_ALL_LOCKS()';
  return {
    engine: isMaria ? 'mariadb' : 'mysql',
    version: version ?? '',
    id: id ?? '',
    settings,
    release: (await isTaken(line, release)) ? release : undefined,
  };
}

/** Whether the server knows what this says. */
async function isTaken(line: Line, sql: string): Promise<boolean> {
  try {
    await ask(line, sql);
    return true;
  } catch (error) {
    if (failureOf(error).isFatal) throw error;
    return false;
  }
}

export interface Bounds {
  /** After this long the server ends a statement itself. */
  timeoutMs: number;
  /** The server gives no more rows of a statement that says no number of its own. Absent: all. */
  maxRows?: number | undefined;
}

export function boundsSetting({ engine, settings }: Session, { timeoutMs, maxRows }: Bounds): string {
  const ms = Math.max(1, Math.trunc(timeoutMs));
  const time = engine === 'mariadb' ? `max_statement_time = ${ms / 1000}` : `max_execution_time = ${ms}`;
  const limit = `sql_select_limit = ${maxRows === undefined ? 'DEFAULT' : Math.trunc(maxRows)}`;
  return `SET ${[...settings, `SESSION ${time}`, `SESSION ${limit}`].join(', ')}`;
}

// The settings of every transaction, and rows as the server's own text.
// Not here: what runs in one (connection.ts).
import type { Client, QueryArrayConfig } from 'pg';
import { failureOf } from './failures.ts';

/** Every value as the server wrote it: the library's own reading makes dates of local time and cuts long numbers. */
export const rawTypes = { getTypeParser: () => (text: unknown) => text };

export interface Session {
  /** Where tables without a schema are looked for, after the system's own. */
  schemas: readonly string[];
  /** Whether the server knows the settings below. */
  hasSettings: boolean;
  /** What ends every transaction. */
  ending: string;
}

const rollback = 'ROLLBACK';
/** Locks that a view's function took for the session would outlive the transaction. */
const rollbackWithLocks = `${rollback}; SELECT pg_catalog.pg_advisory_unlock_all()`;

/** Rows of one statement, `null` or text, by the extended protocol. */
export async function rowsOf(
  client: Client,
  text: string,
  values: readonly (string | null)[] = [],
): Promise<(string | null)[][]> {
  const query: QueryArrayConfig<(string | null)[]> & { queryMode: 'extended' } = {
    text,
    values: [...values],
    rowMode: 'array',
    types: rawTypes,
    queryMode: 'extended',
  };
  const { rows } = await client.query<(string | null)[]>(query);
  return rows;
}

/**
 * Begins a transaction that reads only, as of now. Settings are the transaction's own, so that they hold behind a pooler, too. The
 * SELECT takes the snapshot: after it no statement can make the transaction one that writes.
 */
export async function begin(client: Client, session: Session, timeoutMs: number): Promise<void> {
  const statements = ['BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY'];
  if (session.hasSettings) {
    const settings: Record<string, string | number> = {
      statement_timeout: Math.max(1, Math.ceil(timeoutMs)),
      lock_timeout: 5000,
      idle_in_transaction_session_timeout: 300_000,
      timezone: 'UTC',
      datestyle: 'ISO, MDY',
      intervalstyle: 'postgres',
      extra_float_digits: 1,
      bytea_output: 'hex',
      standard_conforming_strings: 'on',
    };
    for (const [name, value] of Object.entries(settings)) statements.push(`SET LOCAL ${name} = ${quoted(`${value}`)}`);
    const path = session.schemas.length === 0 ? ["''"] : session.schemas.map((name) => client.escapeIdentifier(name));
    statements.push(`SET LOCAL search_path = ${path.join(', ')}`);
  }
  await client.query([...statements, 'SELECT 1'].join('; '));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** What can be set here, and where the login's tables are. `schema`: where the person wants them to be looked for. */
export async function learnSession(client: Client, schema: string | undefined): Promise<Session> {
  const schemas = schema === undefined ? await searchedSchemas(client) : [schema];
  const ending = await learnEnding(client);
  const session = { schemas, hasSettings: true, ending };
  try {
    await begin(client, session, 30_000);
  } catch (cause) {
    if (!failureOf(cause).isAnswer) throw cause;
    return { schemas, hasSettings: false, ending };
  } finally {
    await client.query(rollback);
  }
  return session;
}

async function learnEnding(client: Client): Promise<string> {
  try {
    await client.query(rollbackWithLocks);
    return rollbackWithLocks;
  } catch (cause) {
    if (!failureOf(cause).isAnswer) throw cause;
    return rollback;
  }
}

async function searchedSchemas(client: Client): Promise<string[]> {
  const [row] = await rowsOf(client, 'SELECT array_to_json(current_schemas(false))');
  const names: unknown = JSON.parse(row?.[0] ?? '[]');
  // The system's own schema comes first when it is not named, so that nobody's `upper` is taken for the one that is known.
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string' && name !== 'pg_catalog') : [];
}

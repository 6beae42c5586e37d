// Who answers, and what the login may do there beside reading.
// Not here: the tables (introspect.ts).
import type { Client } from 'pg';
import { QueryError } from '../../../engine.ts';
import { type Address, lineWarnings } from '../../address.ts';
import type { ServerInfo } from '../../driver.ts';
import { failureOf } from './failures.ts';
import { rowsOf } from './session.ts';

const rights = `SELECT r.rolsuper,
  EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
      AND pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))
  OR EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND pg_catalog.has_schema_privilege(n.oid, 'CREATE'))
FROM pg_catalog.pg_roles r WHERE r.rolname = current_user`;

/** In a transaction. Throws a QueryError when the schema of the address is not there. */
export async function readInfo(client: Client, address: Address, schemas: readonly string[]): Promise<ServerInfo> {
  const [row] = await rowsOf(client, 'SELECT version()');
  const version = row?.[0] ?? '';
  const { schema } = address;
  if (schema !== undefined) {
    const found = await rowsOf(client, 'SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1', [schema]);
    if (found.length === 0)
      throw new QueryError('failed', `There is no schema "${schema}" in "${address.database}". Check its name.`);
  }
  return {
    engine: 'postgresql',
    version: /^PostgreSQL ([\d.]+)/.exec(version)?.[1] ?? version.slice(0, 60),
    warnings: [...(await warningsOf(client, address.user)), ...lineWarnings(address)],
    defaultSchema: schemas[0] ?? 'public',
  };
}

async function warningsOf(client: Client, user: string): Promise<string[]> {
  await client.query('SAVEPOINT rights');
  try {
    const [row] = await rowsOf(client, rights);
    const advice = 'Only statements that read are let through; a login that may only read is safer still.';
    if (row?.[0] === 't') return [`The login "${user}" may do everything on this database server. ${advice}`];
    return row?.[1] === 't' ? [`The login "${user}" may change this database. ${advice}`] : [];
  } catch (cause) {
    // A product that only speaks the protocol may not know of rights in this form.
    if (!failureOf(cause).isAnswer) throw cause;
    await client.query('ROLLBACK TO SAVEPOINT rights');
    return [`Whether the login "${user}" may change this database could not be told.`];
  }
}

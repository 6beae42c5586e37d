// Ends what a session runs, from a line of its own: the session's own line says nothing while it waits for rows.
// Not here: when (connection.ts).
import type { Address } from '../../address.ts';
import { openLine } from './line.ts';
import { ask } from './session.ts';

/** Resolves when the server has been told. Throws a QueryError or the library's error. */
export async function killQuery(address: Address, id: string): Promise<void> {
  await onOtherLine(address, async (say) => {
    await say(`KILL QUERY ${id}`);
  });
}

/**
 * Ends a statement whose line was cut, which the server may not know. A server that began anew meanwhile gives the number to
 * another session: only the one that runs this statement is meant.
 */
export async function killOrphan(address: Address, id: string, sql: string): Promise<void> {
  await onOtherLine(address, async (say) => {
    const [[info] = []] = await say(`SELECT info FROM information_schema.processlist WHERE id = ${id}`);
    if (info && sql.trim().startsWith(info.slice(0, 200))) await say(`KILL QUERY ${id}`);
  });
}

async function onOtherLine(
  address: Address,
  work: (say: (sql: string) => ReturnType<typeof ask>) => Promise<void>,
): Promise<void> {
  const line = await openLine(address);
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  line.on('error', lost.reject);
  try {
    await work((sql) => Promise.race([ask(line, sql), lost.promise]));
  } finally {
    line.destroy();
  }
}

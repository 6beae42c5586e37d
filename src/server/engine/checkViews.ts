// Views that cannot be read are left out of the tables: one of them would fail every question that looks at all tables.
// Not here: what tables there are (introspect.ts).
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Table } from './engine.ts';
import { quoteName } from './sqlText.ts';

/** A view that has given no error after so long is taken as readable. */
const timePerViewMs = 1000;
const timeInAllMs = 5000;
/** Errors of single values show in rows; so many of them are read. */
const rowsRead = 1000;

/** The tables without views that fail, and a sentence for each of those. A file that is read in place is no view. */
export async function checkViews(
  connection: DuckDBConnection,
  tables: readonly Table[],
  isCancelled: () => boolean,
): Promise<{ readable: Table[]; warnings: string[] }> {
  const deadline = Date.now() + timeInAllMs;
  const readable: Table[] = [];
  const warnings: string[] = [];
  for (const table of tables) {
    const left = Math.min(timePerViewMs, deadline - Date.now());
    const reason = table.kind === 'view' ? await errorOf(connection, table, left, isCancelled) : undefined;
    if (reason === undefined) readable.push(table);
    else
      warnings.push(
        `The view ${table.schema === 'main' ? '' : `${table.schema}.`}${table.name} was left out: ${reason}`,
      );
  }
  return { readable, warnings };
}

async function errorOf(
  connection: DuckDBConnection,
  table: Table,
  timeMs: number,
  isCancelled: () => boolean,
): Promise<string | undefined> {
  const name = `${quoteName(table.schema)}.${quoteName(table.name)}`;
  let interrupted = false;
  const stopAt = Date.now() + timeMs;
  const timer = setInterval(() => {
    if (Date.now() < stopAt && !isCancelled()) return;
    interrupted = true;
    connection.interrupt();
  }, 50);
  try {
    await connection.run(`DESCRIBE ${name}`);
    // Through a subquery every column is computed, and nothing but a number comes back.
    if (timeMs > 0) await connection.run(`SELECT count(r) FROM (SELECT r FROM ${name} AS r LIMIT ${rowsRead})`);
    return undefined;
  } catch (cause) {
    if (interrupted) return undefined;
    const message = cause instanceof Error ? cause.message : String(cause);
    return message.split('\n', 1)[0]?.trim() || 'it cannot be read.';
  } finally {
    clearInterval(timer);
  }
}

// Uploaded files beside the data: loaded into a database file of their own, which is then attached for reading alone.
// Not here: receiving them, opening the data itself (openDatabase.ts).
import path from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { rowsOf } from './introspect.ts';
import { loadFiles } from './loadFiles.ts';
import type { LoadWatch } from './loadWatch.ts';
import { filesOf, type OpenPlan } from './queryMessages.ts';
import { quoteName, quoteText } from './sqlText.ts';

export interface LoadedUploads {
  /** The database they are in; undefined when none could be read. */
  file: string | undefined;
  /** One sentence for each file that could not be read, or not wholly. */
  warnings: string[];
  /** Numbers of the files that were given up. */
  skipped: number[];
}

/** Loads the uploads into a database in `directory`. One that cannot be read is only a warning. */
export async function loadUploads(
  plan: OpenPlan,
  directory: string,
  bound: (connection: DuckDBConnection) => Promise<void>,
  watch: LoadWatch,
): Promise<LoadedUploads> {
  const { uploads } = plan;
  if (uploads.length === 0) return { file: undefined, warnings: [], skipped: [] };
  const file = path.join(directory, 'uploads.duckdb');
  const instance = await DuckDBInstance.create(file);
  try {
    const connection = await instance.connect();
    await bound(connection);
    const { count, warnings, skipped } = await loadFiles(
      connection,
      uploads,
      watch,
      filesOf(plan).length - uploads.length,
      directory,
    );
    connection.closeSync();
    return { file: count > 0 ? file : undefined, warnings, skipped };
  } finally {
    instance.closeSync();
  }
}

/** Attaches the database under the name `uploads`, or `uploads_2` and so on where the data has that name already. */
export async function attachUploads(connection: DuckDBConnection, file: string): Promise<string> {
  const taken = await rowsOf(
    connection,
    'SELECT lower(schema_name) FROM duckdb_schemas() UNION SELECT lower(database_name) FROM duckdb_databases()',
  );
  const names = new Set(taken.map(([name]) => String(name)));
  let catalog = 'uploads';
  for (let number = 2; names.has(catalog); number++) catalog = `uploads_${number}`;
  await connection.run(`ATTACH ${quoteText(file)} AS ${quoteName(catalog)} (READ_ONLY)`);
  return catalog;
}

/** For a new connection: a name alone is a table of the data, else one of the uploads. */
export async function searchUploadsToo(connection: DuckDBConnection, catalog: string): Promise<void> {
  const [row] = await rowsOf(connection, 'SELECT current_database()');
  const both = [String(row?.[0]), catalog].map((name) => `${quoteName(name)}.main`).join(',');
  // The one setting that a locked configuration still lets a connection change for itself.
  await connection.run(`SET search_path=${quoteText(both)}`);
}

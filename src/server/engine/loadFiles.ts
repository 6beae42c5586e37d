// Files become tables: CSV, JSON and workbooks are read in, Parquet stays where it is behind a view.
// Not here: which files there are (dataSource.ts), locking the database afterwards (openDatabase.ts).
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './introspect.ts';
import { loadCsv } from './loadCsv.ts';
import type { LoadWatch } from './loadWatch.ts';
import { isBrokenWorkbook, loadSheet, loadWorkbook } from './loadXlsx.ts';
import type { DataFile } from './queryMessages.ts';
import { quoteName, quoteText } from './sqlText.ts';

export interface Loaded {
  /** How many files became tables. */
  count: number;
  /** Files read in place, by table name. */
  views: Map<string, { rows: number; path: string }>;
  /** One sentence for each file that could not be read, or not wholly. */
  warnings: string[];
  /** Numbers of the files that were given up. */
  skipped: number[];
}

/** `first`: the number of the first of these files among all that are read. `directory`: for what is made on the way. */
export async function loadFiles(
  connection: DuckDBConnection,
  files: readonly DataFile[],
  watch: LoadWatch,
  first: number,
  directory: string,
): Promise<Loaded> {
  const loaded: Loaded = { count: 0, views: new Map(), warnings: [], skipped: [] };
  const taken = new Set(files.map(({ table }) => table.toLowerCase()));
  for (const [index, file] of files.entries()) {
    const number = first + index;
    watch.begin(number, connection);
    try {
      if (file.format === 'parquet') loaded.views.set(file.table, await viewOf(connection, file));
      else if (file.format === 'xlsx') {
        const folder = path.join(directory, `workbook-${number}`);
        loaded.warnings.push(...(await loadWorkbook(connection, file, folder, taken, () => watch.givenUp)));
      } else loaded.warnings.push(...(await tableOf(connection, file, watch)));
      loaded.count += 1;
    } catch (cause) {
      await connection.run(`DROP ${file.format === 'parquet' ? 'VIEW' : 'TABLE'} IF EXISTS ${quoteName(file.table)}`);
      const reason = watch.givenUp;
      if (reason !== undefined) loaded.skipped.push(number);
      loaded.warnings.push(
        reason !== undefined
          ? `${file.name} was left out: ${reason}`
          : isBrokenWorkbook(cause)
            ? `${file.name} was left out: ${cause.message}`
            : `${file.name} could not be read: ${firstLine(cause)}`,
      );
    }
  }
  // What follows the last file does not belong to it.
  watch.begin(first + files.length);
  return loaded;
}

async function viewOf(connection: DuckDBConnection, file: DataFile): Promise<{ rows: number; path: string }> {
  const source = `read_parquet(${quoteText(escapeGlob(file.path))})`;
  await connection.run(`CREATE VIEW ${quoteName(file.table)} AS SELECT * FROM ${source}`);
  const [row] = await rowsOf(connection, `SELECT count(*) FROM ${quoteName(file.table)}`);
  return { rows: Number(row?.[0] ?? 0), path: file.path };
}

/** Returns what was lost on the way, a sentence each. */
async function tableOf(connection: DuckDBConnection, file: DataFile, watch: LoadWatch): Promise<string[]> {
  const pattern = escapeGlob(file.path);
  const isGivenUp = () => watch.givenUp !== undefined;
  if (file.format === 'csv') return await loadCsv(connection, { ...file, pattern }, isGivenUp);
  if (file.format === 'sheet') {
    await loadSheet(connection, file.path, file.table);
    return [];
  }
  const create = (reader: string) =>
    connection.run(`CREATE TABLE ${quoteName(file.table)} AS SELECT * FROM read_json(${reader})`);
  try {
    await create(quoteText(pattern));
  } catch (cause) {
    if (isGivenUp()) throw cause;
    // Every object decides the types, and one may be larger than usual. The first error is the one that says most.
    const again = create(`${quoteText(pattern)}, sample_size=-1, maximum_object_size=268435456`);
    await again.catch(() => Promise.reject(cause));
  }
  return [];
}

/** A path is one file here, even if its name holds characters that are a pattern to the database. */
export function escapeGlob(file: string): string {
  return file.replaceAll(/[[\]*?]/g, (character) => `[${character}]`);
}

function firstLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n', 1)[0]?.trim() ?? 'unknown reason';
}

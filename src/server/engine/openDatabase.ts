// Opens what the query process serves, bounds what queries may take, and locks the door behind it.
// Not here: queries (runQuery.ts).
import path from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { FileViews } from './introspect.ts';
import { escapeGlob, loadFiles } from './loadFiles.ts';
import type { LoadWatch } from './loadWatch.ts';
import type { DataFile, OpenPlan, OpenSettings } from './queryMessages.ts';
import { quoteText } from './sqlText.ts';

export interface OpenedDatabase {
  instance: DuckDBInstance;
  fileViews: FileViews;
  warnings: string[];
  /** Numbers of the files that were given up. */
  skipped: number[];
}

/** Throws an Error whose message is a sentence for the person. */
export async function openDatabase(plan: OpenPlan, settings: OpenSettings, watch: LoadWatch): Promise<OpenedDatabase> {
  if (plan.kind === 'files') return await openFiles(plan.files, settings, watch);
  const instance = await openReadOnly(plan.file);
  const connection = await instance.connect();
  await bound(connection, settings);
  await lock(connection, []);
  connection.closeSync();
  return { instance, fileViews: new Map(), warnings: [], skipped: [] };
}

async function openFiles(
  files: readonly DataFile[],
  settings: OpenSettings,
  watch: LoadWatch,
): Promise<OpenedDatabase> {
  const megabytes = files.reduce((sum, file) => sum + (file.format === 'parquet' ? 0 : file.size), 0) / 1e6;
  const onDisk = megabytes > settings.inMemoryMb ? path.join(settings.workDirectory, 'tables.duckdb') : undefined;
  let instance = await DuckDBInstance.create(onDisk ?? ':memory:');
  let connection = await instance.connect();
  await bound(connection, settings);
  const { count, views, warnings, skipped } = await loadFiles(connection, files, watch);
  if (count === 0) {
    throw new Error(`None of the files could be read. ${warnings.slice(0, 3).join(' ')}`);
  }
  if (onDisk) {
    // Reopened for reading alone, nothing can change the tables any more.
    connection.closeSync();
    instance.closeSync();
    instance = await openReadOnly(onDisk);
    connection = await instance.connect();
    await bound(connection, settings);
  }
  await lock(
    connection,
    [...views.values()].map((view) => view.path),
  );
  connection.closeSync();
  return { instance, fileViews: views, warnings, skipped };
}

async function openReadOnly(file: string): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const name = path.basename(file);
    if (/lock|being used by another process/i.test(message)) {
      throw new Error(`${name} is open for writing in another program. Close it there, then ask again.`, { cause });
    }
    throw new Error(`${name} could not be opened as a DuckDB database: ${message.split('\n', 1)[0]}`, { cause });
  }
}

async function bound(connection: DuckDBConnection, settings: OpenSettings): Promise<void> {
  await connection.run(`SET memory_limit='${settings.memoryMb}MB'`);
  await connection.run(`SET threads=${settings.threads}`);
  await connection.run(`SET temp_directory=${quoteText(path.join(settings.workDirectory, 'spill'))}`);
  await connection.run(`SET max_temp_directory_size='${settings.maxSpillMb}MB'`);
  await connection.run(`SET GLOBAL TimeZone=${quoteText(settings.timezone)}`);
  await connection.run('SET autoload_known_extensions=false');
  await connection.run('SET autoinstall_known_extensions=false');
}

/** After this no statement can reach another file, the network or the settings, and it cannot be undone. */
async function lock(connection: DuckDBConnection, readablePaths: readonly string[]): Promise<void> {
  // The path is checked as the view writes it, and again as the file it turned out to be.
  const paths = new Set(readablePaths.flatMap((file) => [file, escapeGlob(file)]));
  await connection.run(`SET allowed_paths=[${[...paths].map(quoteText).join(', ')}]`);
  await connection.run('SET enable_external_access=false');
  await connection.run('SET lock_configuration=true');
}

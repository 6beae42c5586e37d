// Opens what the query process serves, bounds what queries may take, and locks the door behind it.
// Not here: queries (runQuery.ts), uploads beside the data (openUploads.ts).
import path from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { FileViews } from './introspect.ts';
import { escapeGlob, type Loaded, loadFiles } from './loadFiles.ts';
import type { LoadWatch } from './loadWatch.ts';
import { attachUploads, loadUploads, searchUploadsToo } from './openUploads.ts';
import type { DataFile, OpenPlan, OpenSettings } from './queryMessages.ts';
import { quoteText } from './sqlText.ts';

export interface OpenedDatabase {
  /** A new connection, on which a name alone may be a table of the uploads as well. The caller closes it. */
  connect(): Promise<DuckDBConnection>;
  fileViews: FileViews;
  /** The name of the database of the uploads, if there are any. */
  uploads: string | undefined;
  warnings: string[];
  /** Numbers of the files that were given up. */
  skipped: number[];
}

/** Throws an Error whose message is a sentence for the person. */
export async function openDatabase(plan: OpenPlan, settings: OpenSettings, watch: LoadWatch): Promise<OpenedDatabase> {
  const data = await openData(plan, settings, watch);
  // After the data, so that a slow upload takes none of its time.
  const loaded = await loadUploads(plan, settings.workDirectory, (each) => bound(each, settings), watch);
  const connection = await data.instance.connect();
  await bound(connection, settings);
  const uploads = loaded.file === undefined ? undefined : await attachUploads(connection, loaded.file);
  await lock(
    connection,
    [...data.views.values()].map((view) => view.path),
  );
  connection.closeSync();
  return {
    connect: async () => {
      const each = await data.instance.connect();
      if (uploads !== undefined) await searchUploadsToo(each, uploads);
      return each;
    },
    fileViews: data.views,
    uploads,
    warnings: [...data.warnings, ...loaded.warnings],
    skipped: [...data.skipped, ...loaded.skipped],
  };
}

interface OpenedData extends Omit<Loaded, 'count'> {
  instance: DuckDBInstance;
}

async function openData(plan: OpenPlan, settings: OpenSettings, watch: LoadWatch): Promise<OpenedData> {
  if (plan.kind === 'files') return await openFiles(plan.files, settings, watch);
  return { instance: await openReadOnly(plan.file), views: new Map(), warnings: [], skipped: [] };
}

async function openFiles(files: readonly DataFile[], settings: OpenSettings, watch: LoadWatch): Promise<OpenedData> {
  const megabytes = files.reduce((sum, file) => sum + (file.format === 'parquet' ? 0 : file.size), 0) / 1e6;
  const onDisk = megabytes > settings.inMemoryMb ? path.join(settings.workDirectory, 'tables.duckdb') : undefined;
  const instance = await DuckDBInstance.create(onDisk ?? ':memory:');
  const connection = await instance.connect();
  await bound(connection, settings);
  const { count, ...loaded } = await loadFiles(connection, files, watch, 0, settings.workDirectory);
  connection.closeSync();
  if (count === 0) {
    throw new Error(`None of the files could be read. ${loaded.warnings.slice(0, 3).join(' ')}`);
  }
  if (!onDisk) return { instance, ...loaded };
  // Reopened for reading alone, nothing can change the tables any more.
  instance.closeSync();
  return { instance: await openReadOnly(onDisk), ...loaded };
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

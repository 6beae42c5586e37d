// Files become tables: CSV and JSON are read in, Parquet stays where it is behind a view.
// Not here: which files there are (dataSource.ts), locking the database afterwards (openDatabase.ts).
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './introspect.ts';
import type { DataFile } from './queryMessages.ts';
import { quoteName, quoteText } from './sqlText.ts';

export interface Loaded {
  /** Files read in place, by table name. */
  views: Map<string, { rows: number; path: string }>;
  /** One sentence for each file that could not be read. */
  warnings: string[];
}

export async function loadFiles(connection: DuckDBConnection, files: readonly DataFile[]): Promise<Loaded> {
  const loaded: Loaded = { views: new Map(), warnings: [] };
  for (const file of files) {
    try {
      if (file.format === 'parquet') loaded.views.set(file.table, await viewOf(connection, file));
      else await tableOf(connection, file);
    } catch (cause) {
      loaded.warnings.push(`${path.basename(file.path)} could not be read: ${firstLine(cause)}`);
    }
  }
  return loaded;
}

async function viewOf(connection: DuckDBConnection, file: DataFile): Promise<{ rows: number; path: string }> {
  const source = `read_parquet(${quoteText(escapeGlob(file.path))})`;
  await connection.run(`CREATE VIEW ${quoteName(file.table)} AS SELECT * FROM ${source}`);
  const [row] = await rowsOf(connection, `SELECT count(*) FROM ${quoteName(file.table)}`);
  return { rows: Number(row?.[0] ?? 0), path: file.path };
}

async function tableOf(connection: DuckDBConnection, file: DataFile): Promise<void> {
  const encoding = file.format === 'csv' && !file.path.endsWith('.gz') ? await encodingOf(file.path) : 'utf-8';
  let first: unknown;
  for (const reader of readers(file, encoding)) {
    try {
      await connection.run(`CREATE TABLE ${quoteName(file.table)} AS SELECT * FROM ${reader}`);
      return;
    } catch (cause) {
      first ??= cause;
    }
  }
  throw first;
}

/** From the strictest reading to the most patient: a sample decides the types, then every row does, then all is text. */
function readers(file: DataFile, encoding: string): string[] {
  const name = quoteText(escapeGlob(file.path));
  if (file.format === 'json') {
    return [`read_json(${name})`, `read_json(${name}, sample_size=-1, maximum_object_size=268435456)`];
  }
  const as = encoding === 'utf-8' ? '' : `, encoding='${encoding}'`;
  return [
    `read_csv(${name}${as})`,
    `read_csv(${name}, sample_size=-1${as})`,
    ...(as ? [] : [`read_csv(${name}, sample_size=-1, encoding='latin-1')`]),
    `read_csv(${name}, all_varchar=true${as})`,
  ];
}

/** From the first bytes. A file with zero bytes in it and no mark of UTF-16 is no text, whatever its name says. */
async function encodingOf(file: string): Promise<'utf-8' | 'utf-16'> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    const start = buffer.subarray(0, bytesRead);
    if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16';
    if (start.includes(0)) throw new Error('it is not a text file.');
    return 'utf-8';
  } finally {
    await handle.close();
  }
}

/** A path is one file here, even if its name holds characters that are a pattern to the database. */
export function escapeGlob(file: string): string {
  return file.replaceAll(/[[\]*?]/g, (character) => `[${character}]`);
}

function firstLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n', 1)[0]?.trim() ?? 'unknown reason';
}

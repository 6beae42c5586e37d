// What a path offers: which files become tables, under which names, and how to tell that they changed.
// Not here: reading them (loadFiles.ts).
import { constants, type Dirent } from 'node:fs';
import { access, open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DataFile, FileFormat, OpenPlan } from './queryMessages.ts';

export type DataSource =
  | { kind: 'sample'; file: string }
  | { kind: 'path'; path: string }
  /** Files that stand alone, because the data they were given to is elsewhere; `instead` is its name. */
  | { kind: 'none'; instead: string };

/** The data cannot be opened as it is; the message is a sentence that says what to do. */
export class DataSourceError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DataSourceError';
  }
}

export interface Scan {
  plan: OpenPlan;
  /** Changes when a file changed, came or went. */
  fingerprint: string;
  /** One sentence for each file that was left out. */
  warnings: string[];
}

const maxFiles = 500;
const maxDepth = 3;
const databaseName = /\.(duckdb|ddb|db)$/i;
const kinds = 'CSV, TSV, Excel (.xlsx), Parquet, JSON, NDJSON or DuckDB (.duckdb, .db)';
const formats: readonly [RegExp, FileFormat][] = [
  [/\.(csv|tsv)(\.gz)?$/i, 'csv'],
  [/\.(json|ndjson|jsonl)(\.gz)?$/i, 'json'],
  [/\.parquet$/i, 'parquet'],
  [/\.xls[xm]$/i, 'xlsx'],
];

/** Looks at the data without opening it. Throws a DataSourceError. */
export async function scanDataSource(source: DataSource): Promise<Scan> {
  if (source.kind === 'none') return standingAlone(source.instead);
  const root = placeOf(source);
  const info = await stat(root).catch((cause: unknown) => {
    throw new DataSourceError(`There is nothing at ${root}. Check the path, or choose other data.`, { cause });
  });
  await access(root, constants.R_OK).catch((cause: unknown) => {
    throw new DataSourceError(`${root} cannot be read. Check its permissions, or choose other data.`, { cause });
  });
  if (info.isDirectory()) return await scanFolder(root);
  if (databaseName.test(root)) return await scanDatabase(root);
  const format = formatOf(root);
  if (!format)
    throw new DataSourceError(
      `${path.basename(root)} is no kind of data that can be read. Choose a file that is ${kinds}.`,
    );
  if (info.size === 0) throw new DataSourceError(`${path.basename(root)} is empty. Choose a file with data in it.`);
  return filesScan(
    [{ path: await realpath(root), name: path.basename(root), format, size: info.size, mtimeMs: info.mtimeMs }],
    [],
  );
}

/** Of data on this machine. */
export function placeOf(source: Exclude<DataSource, { kind: 'none' }>): string {
  return path.resolve(source.kind === 'sample' ? source.file : source.path);
}

function standingAlone(name: string): Scan {
  return {
    plan: { kind: 'files', files: [], uploads: [] },
    fingerprint: '',
    warnings: [
      `The files of this chat are asked alone: the tables of ${name} cannot be joined with them. Ask about those in another chat.`,
    ],
  };
}

/** Why the data could not be looked at again. Whoever asks need not be who started the server: where the data lies on this machine stays in the log. */
export function unreadable(cause: unknown, source: DataSource): string {
  if (!(cause instanceof DataSourceError) || source.kind === 'none')
    return 'The data cannot be read. The log of the server says more.';
  const place = placeOf(source);
  return cause.message.replaceAll(place, path.basename(place) || 'the data');
}

/** A table name that is easy to type: the file's base name, with everything but letters, digits and `_` as `_`. */
export function tableNameOf(file: string): string {
  const base = path
    .basename(file)
    .replace(/\.gz$/i, '')
    .replace(/\.[^.]+$/, '');
  return base.replaceAll(/[^\p{L}\p{N}_]+/gu, '_').replaceAll(/^_+|_+$/g, '') || 'data';
}

function formatOf(file: string): FileFormat | undefined {
  return formats.find(([pattern]) => pattern.test(file))?.[1];
}

type Found = Omit<DataFile, 'table'> & { called?: string };

/** A file of several tables names each of them. */
const calledBy = ({ called, name }: Found): string => (called === undefined ? name : `${called}.x`);

function filesScan(found: readonly Found[], warnings: string[]): Scan {
  const fingerprint = found.map((file) => `${file.path}\u0000${file.size}\u0000${file.mtimeMs}`).join('\n');
  return { plan: { kind: 'files', files: named(found, warnings), uploads: [] }, fingerprint, warnings };
}

/** Each file with the name of its table; a name that two files would give is told in `warnings`. */
function named(found: readonly Found[], warnings: string[]): DataFile[] {
  const used = new Map<string, DataFile>();
  return found.map((file): DataFile => {
    const name = tableNameOf(calledBy(file));
    let table = name;
    for (let number = 2; used.has(table.toLowerCase()); number++) table = `${name}_${number}`;
    const withTable = { ...file, table };
    used.set(table.toLowerCase(), withTable);
    const first = table === name ? undefined : used.get(name.toLowerCase());
    if (first) warnings.push(`${file.name} is the table ${table}, because ${first.name} is the table ${first.table}.`);
    return withTable;
  });
}

/** A file that somebody gave to one chat. */
export interface UploadFile {
  /** Absolute. */
  path: string;
  /** As the person calls it; decides the name of the table, where nothing else does. */
  name: string;
  format: 'csv' | 'sheet';
  /** Of a sheet: what its table is named like. */
  called?: string;
  /** What was left out of it before, a sentence each. */
  notes?: readonly string[];
}

/** Looks at uploads without reading them: one that is not there is only a warning. */
export async function scanUploads(uploads: readonly UploadFile[]): Promise<{ files: DataFile[]; warnings: string[] }> {
  const warnings: string[] = [];
  const found: Found[] = [];
  for (const upload of uploads) {
    const info = await stat(upload.path).catch(() => undefined);
    if (!info?.isFile()) warnings.push(`${upload.name} was left out: it is not there any more. Upload it again.`);
    else if (info.size === 0) warnings.push(`${upload.name} was left out: it is empty.`);
    else {
      const { notes = [], ...file } = upload;
      warnings.push(...notes);
      found.push({ ...file, size: info.size, mtimeMs: info.mtimeMs });
    }
  }
  return { files: named(found, warnings), warnings };
}

async function scanFolder(root: string): Promise<Scan> {
  const found: Found[] = [];
  const warnings: string[] = [];
  const beyond: string[] = [];
  const realRoot = await realpath(root);
  for (const file of await listFiles(root, root, 1, warnings)) {
    const name = path.relative(root, file);
    const format = formatOf(file);
    if (!format) {
      if (databaseName.test(file)) warnings.push(`${name} was left out: open a database file by itself.`);
      continue;
    }
    const info = await stat(file).catch(() => undefined);
    const real = await realpath(file).catch(() => undefined);
    if (!info?.isFile() || real === undefined)
      warnings.push(`${name} was left out: it is not a file that can be read.`);
    else if (info.size === 0) warnings.push(`${name} was left out: it is empty.`);
    else if (!isInside(realRoot, real))
      warnings.push(`${name} was left out: it is a link to a place outside of this folder.`);
    else if (found.length === maxFiles) beyond.push(name);
    else found.push({ path: real, name, format, size: info.size, mtimeMs: info.mtimeMs });
  }
  if (beyond.length > 0) {
    warnings.push(
      `Only the first ${maxFiles} of ${maxFiles + beyond.length} files are read: ${beyond.length} were left out, from ${beyond[0]} on. Open a folder in this one to choose others.`,
    );
  }
  if (found.length > 0) return filesScan(found, warnings);
  const reasons = warnings.slice(0, 3).join(' ');
  throw new DataSourceError(
    `There is no data in ${root}. Choose a folder with files that are ${kinds}. ${reasons}`.trim(),
  );
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return !path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..';
}

/** Files in the order of their names, a folder's own files before those of folders in it. */
async function listFiles(root: string, folder: string, depth: number, warnings: string[]): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown): Dirent[] => {
    warnings.push(`The folder ${path.relative(root, folder) || folder} was left out: ${String(cause)}`);
    return [];
  });
  const visible = entries
    .filter((entry) => !/^(\.|~\$)/.test(entry.name) && entry.name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = visible.filter((entry) => !entry.isDirectory()).map((entry) => path.join(folder, entry.name));
  if (depth === maxDepth) return files;
  for (const entry of visible) {
    if (entry.isDirectory()) files.push(...(await listFiles(root, path.join(folder, entry.name), depth + 1, warnings)));
  }
  return files;
}

async function scanDatabase(file: string): Promise<Scan> {
  const name = path.basename(file);
  const start = await firstBytes(file, 16);
  if (start.toString('latin1').startsWith('SQLite format 3')) {
    throw new DataSourceError(
      `${name} is an SQLite database, which cannot be opened. Export its tables as CSV or Parquet.`,
    );
  }
  if (start.subarray(8, 12).toString('latin1') !== 'DUCK') {
    throw new DataSourceError(`${name} is not a DuckDB database. Choose a file that is ${kinds}.`);
  }
  const real = await realpath(file);
  const states = await Promise.all([real, `${real}.wal`].map((each) => stat(each).catch(() => undefined)));
  const fingerprint = states.map((state) => (state ? `${state.ino} ${state.size} ${state.mtimeMs}` : '-')).join('\n');
  // Beside the file itself is where the database looks for what was written last.
  return { plan: { kind: 'database', file: real, uploads: [] }, fingerprint, warnings: [] };
}

async function firstBytes(file: string, count: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

// The sample database as a file: made at first use, and again when its newest orders are older than yesterday.
// Not here: what is in it (sampleSql.ts).
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sampleSql } from './sampleSql.ts';

export const sampleInfo = {
  displayName: 'Sample data',
  fileName: 'sample.duckdb',
  /** Raised when the sample's contents change, so that an old file is made again. */
  version: 1,
} as const;

/** What the note beside the database says of it, so that nobody has to open it to know its age. */
interface Note {
  version: number;
  lastDay: string;
  size: number;
}

/**
 * The absolute path of the sample database in `directory`, made there first if it is missing or old. Its newest orders
 * are of `today` or of the day before, in the machine's time zone. Two processes at once each make one; the later stays.
 */
export async function ensureSample(directory: string, today: Date): Promise<string> {
  const file = path.join(path.resolve(directory), sampleInfo.fileName);
  if (await isFresh(file, today)) return file;
  await mkdir(directory, { recursive: true });
  const work = await mkdtemp(path.join(directory, 'sample-'));
  try {
    const made = path.join(work, sampleInfo.fileName);
    const lastDay = dayOf(today);
    await generate(made, lastDay);
    const note: Note = { version: sampleInfo.version, lastDay, size: (await stat(made)).size };
    await writeFile(path.join(work, 'note.json'), JSON.stringify(note));
    await rename(made, file);
    await rename(path.join(work, 'note.json'), noteOf(file));
  } catch (cause) {
    // Windows does not replace a file that another process reads. Yesterday's sample is better than none.
    const inUse =
      cause instanceof Error && 'code' in cause && ['EPERM', 'EBUSY', 'EACCES'].includes(String(cause.code));
    if (!inUse || !(await stat(file).catch(() => undefined))) throw cause;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return file;
}

async function isFresh(file: string, today: Date): Promise<boolean> {
  const [text, state] = await Promise.all([
    readFile(noteOf(file), 'utf8').catch(() => undefined),
    stat(file).catch(() => undefined),
  ]);
  if (text === undefined || !state) return false;
  const note = parseNote(text);
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  const recent = note?.lastDay === dayOf(today) || note?.lastDay === dayOf(yesterday);
  return recent && note.version === sampleInfo.version && note.size === state.size;
}

function parseNote(text: string): Partial<Note> | undefined {
  try {
    const note: unknown = JSON.parse(text);
    return typeof note === 'object' && note !== null ? note : undefined;
  } catch {
    // A note that was cut while it was written is no note; the sample is made again.
    return undefined;
  }
}

function noteOf(file: string): string {
  return `${file}.json`;
}

function dayOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

async function generate(file: string, lastDay: string): Promise<void> {
  // Loaded only when a sample has to be made: the server itself runs no query.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(file);
  try {
    const connection = await instance.connect();
    await connection.run(sampleSql(lastDay));
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}

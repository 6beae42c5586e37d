// What the engine's tests share: a folder that goes away, an engine over it that is disposed, small databases.
// Not here: tests.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DataSource } from '../../../src/server/engine/dataSource.ts';
import { createDuckdbEngine, type DuckdbEngine, type DuckdbOptions } from '../../../src/server/engine/duckdb.ts';
import { QueryError, type QueryErrorKind } from '../../../src/server/engine/engine.ts';

export const script = fileURLToPath(new URL('../../../src/server/engine/queryProcess.ts', import.meta.url));

/** A test's context, or what `suiteCleanup` gives. */
export interface Cleanup {
  after(done: () => Promise<void> | void): void;
}

/** Call it in the body of `describe`: what its hooks register is undone after the suite, newest first. */
export function suiteCleanup(): Cleanup {
  const steps: (() => Promise<void> | void)[] = [];
  after(async () => {
    for (const step of steps.reverse()) await step();
  });
  return { after: (done) => steps.push(done) };
}

export async function temporaryFolder(t: Cleanup): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'trellis-engine-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Small bounds, so that a test of them takes little of the machine. */
export async function engineOver(
  t: Cleanup,
  source: DataSource,
  options: Partial<DuckdbOptions> = {},
): Promise<DuckdbEngine> {
  const engine = await createDuckdbEngine({
    source,
    script,
    timezone: 'UTC',
    ...options,
    settings: { memoryMb: 400, threads: 2, ...options.settings },
  });
  t.after(() => engine.dispose());
  return engine;
}

/** A `.duckdb` file filled by `sql`. */
export async function databaseFile(folder: string, sql: string, name = 'data.duckdb'): Promise<string> {
  const file = path.join(folder, name);
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
  return file;
}

/** A folder with one small CSV file, `items.csv`. */
export async function csvFolder(t: Cleanup): Promise<string> {
  const folder = await temporaryFolder(t);
  await writeFile(path.join(folder, 'items.csv'), 'id,name,price\n1,Pen,1.5\n2,Ink,3.25\n3,Pad,2\n');
  return folder;
}

/** For `assert.rejects`: a QueryError of this kind whose sentence matches. */
export function queryError(kind: QueryErrorKind, message = /./): (cause: unknown) => boolean {
  return (cause) => {
    if (!(cause instanceof QueryError)) throw new Error(`Not a QueryError: ${String(cause)}`, { cause });
    if (cause.kind !== kind) throw new Error(`${cause.kind} instead of ${kind}: ${cause.message}`, { cause });
    if (!message.test(cause.message)) throw new Error(`Unexpected sentence: ${cause.message}`, { cause });
    return true;
  };
}

export function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ESRCH') return false;
    throw cause;
  }
}

/** Waits for something another process does, which no promise of ours tells. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('It did not happen within 20 s.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

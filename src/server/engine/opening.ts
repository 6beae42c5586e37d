// Opens data within a time: a file that takes too long is given up and the others open without it.
// Not here: reading files (loadFiles.ts), when to open (duckdb.ts).

import os from 'node:os';
import { QueryError } from './engine.ts';
import { ProcessGone, type QueryClient } from './queryClient.ts';
import { type DataFile, filesOf, type OpenPlan, planWith } from './queryMessages.ts';

export interface OpeningOptions {
  /** For the whole opening. */
  timeoutMs: number;
  /** How long a file has to end after it was given up, before the process is killed and another one opens the rest. */
  graceMs: number;
  /** Gives up the opening and ends its process at once. */
  signal: AbortSignal;
  start(plan: OpenPlan, onLoading: (file: number) => void): Promise<QueryClient>;
}

export interface Opened {
  client: QueryClient;
  warnings: string[];
  /** Files that took too long, each with its warning. */
  givenUp: Map<DataFile, string>;
}

/** Throws a QueryError, or ProcessGone when the process ended by itself or was given up. */
export async function openWithin(plan: OpenPlan, options: OpeningOptions): Promise<Opened> {
  const deadline = Date.now() + options.timeoutMs;
  const givenUp = new Map<DataFile, string>();
  const loaded = new Set<DataFile>();
  for (let left = plan; ; left = planWith(left, (file) => !givenUp.has(file))) {
    if (left.kind === 'files' && left.files.length === 0) {
      throw new QueryError('failed', `None of the files could be read. ${[...givenUp.values()].slice(0, 3).join(' ')}`);
    }
    const attempt = await openOnce(left, deadline, loaded, options);
    if ('opened' in attempt) {
      const warnings = [...givenUp.values(), ...attempt.opened.warnings];
      for (const [file, reason] of attempt.skipped) givenUp.set(file, leftOut(file, reason));
      return { client: attempt.client, warnings, givenUp };
    }
    givenUp.set(attempt.stuck, leftOut(attempt.stuck, attempt.reason));
    if (Date.now() < deadline) continue;
    // Each further file could cost as much again.
    for (const file of filesOf(left)) {
      if (!loaded.has(file) && !givenUp.has(file))
        givenUp.set(file, leftOut(file, 'there was no time left to read it.'));
    }
  }
}

type Attempt =
  | { client: QueryClient; opened: { warnings: string[] }; skipped: Map<DataFile, string> }
  | { stuck: DataFile; reason: string };

async function openOnce(
  plan: OpenPlan,
  deadline: number,
  loaded: Set<DataFile>,
  { timeoutMs, graceMs, signal, start }: OpeningOptions,
): Promise<Attempt> {
  const files = filesOf(plan);
  let client: QueryClient | undefined;
  let timer: NodeJS.Timeout | undefined;
  let current: { file: DataFile; reason?: string } | undefined;
  const reasons = new Map<DataFile, string>();
  let failure: Attempt | QueryError | undefined;
  const end = (why: Attempt | QueryError) => {
    failure = why;
    client?.dispose();
  };
  const after = (ms: number, act: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };
  // Before the first file and after the last there is nothing that could be left out.
  const limitWhole = () =>
    after(timeoutMs, () =>
      end(
        new QueryError(
          'failed',
          `The data could not be opened within ${timeoutMs / 1000} s. Open less of it, or move it to a faster disk.`,
        ),
      ),
    );
  const giveUp = (number: number, file: DataFile, ms: number) => {
    const reason = `reading it took longer than ${Math.round(ms / 100) / 10} s. Convert it to Parquet, or open it by itself.`;
    if (current?.file === file) current.reason = reason;
    reasons.set(file, reason);
    client?.skip(number, reason);
    after(graceMs, () => end({ stuck: file, reason }));
  };
  const onLoading = (number: number) => {
    if (current && current.reason === undefined) loaded.add(current.file);
    const file = files[number];
    current = file && { file };
    if (!file) return limitWhole();
    // Half of what is left, so that one file never takes the time of all the others; what was read once may take it again.
    const left = deadline - Date.now();
    const share = Math.max(timeoutMs / 100, files.length === 1 ? left : left / 2);
    const ms = loaded.has(file) ? timeoutMs : share;
    after(ms, () => giveUp(number, file, ms));
  };
  const onAbort = () => client?.dispose();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    client = await start(plan, onLoading);
    if (signal.aborted) client.dispose();
    limitWhole();
    const opened = await client.opened;
    // A file may have been read whole just before it was given up.
    const skipped = new Set(opened.skipped.map((number) => files[number]));
    return { client, opened, skipped: new Map([...reasons].filter(([file]) => skipped.has(file))) };
  } catch (cause) {
    // A refusal leaves the process running with nothing to serve.
    client?.dispose();
    if (failure instanceof QueryError) throw failure;
    if (failure && cause instanceof ProcessGone) return failure;
    throw cause;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

function leftOut(file: DataFile, reason: string): string {
  return `${file.name} was left out: ${reason}`;
}

/** Half a gigabyte to two: a quarter of the machine's memory between them. */
export function defaultMemoryMb(): number {
  return Math.round(Math.min(2000, Math.max(500, os.totalmem() / 4e6)));
}

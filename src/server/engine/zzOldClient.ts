// The results process seen from the server: started with the first request, begun anew when it died, ended when nothing was asked for a while.
// Not here: what it does (serveResults.ts), which results there are (results/).
import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Disposable } from '../../base/disposable.ts';
import { passedOn, removeLeftovers } from './children.ts';
import { QueryError } from './engine.ts';
import { type FromResultProcess, type ResultRequest, resultsArgument, type ToResultProcess } from './resultMessages.ts';

export interface ResultClientOptions {
  /** The query process's script, which serves results as well. */
  script: string;
  /** Of the results. */
  directory: string;
  memoryMb?: number;
  threads?: number;
  /** After this long without a request the process ends. Default 300,000 ms. */
  idleMs?: number;
  log(line: string): void;
}

export type FromWork = Exclude<FromResultProcess, { type: 'opened' | 'openFailed' }>;

/** One request while it is worked on. */
export interface Asked {
  /** What comes of it, up to `done` or a failure, which is thrown as a QueryError or UnreadableFile. */
  answers: AsyncGenerator<FromWork>;
  more(): void;
  rows(rows: Extract<ToResultProcess, { type: 'rows' }>['rows']): void;
}

export interface ResultClient extends Disposable {
  /** `signal` stops the work. Leaving `answers` before its end stops it, too. */
  ask(request: ResultRequest, signal: AbortSignal): Asked;
  /** Closes the file, if a process has it open. */
  release(file: string): Promise<void>;
  /** Resolves when nothing is worked on. */
  idle(): Promise<void>;
  /** Of the process that runs, if one does. */
  readonly pid: number | undefined;
}

/** The file of a result is gone, or of another version of the database. */
export class UnreadableFile extends Error {}

interface Work {
  push(answer: FromWork): unknown;
  fail(cause: Error): void;
}

interface Child {
  process: ChildProcess;
  works: Map<number, Work>;
  opened: Promise<void>;
}

const endings = new Set<FromWork['type']>(['done', 'failed']);

export function createResultClient(options: ResultClientOptions): ResultClient {
  const { script, directory, memoryMb = 400, threads = 2, idleMs = 300_000, log } = options;
  let current: Promise<Child> | undefined;
  let pid: number | undefined;
  let nextId = 1;
  let users = 0;
  const whenIdle: (() => void)[] = [];
  let idleTimer: NodeJS.Timeout | undefined;
  let isDisposed = false;

  async function start(): Promise<Child> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await removeLeftovers(directory, 'work');
    const workDirectory = await mkdtemp(path.join(directory, `work-${process.pid}-`));
    const child = fork(script, [resultsArgument], {
      env: { ...passedOn(), UV_THREADPOOL_SIZE: '16' },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    pid = child.pid;
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on('line', log);
    const works = new Map<number, Work>();
    const opened = Promise.withResolvers<void>();
    // Whoever asks hears of it.
    opened.promise.catch(() => undefined);
    const end = (reason: string) => {
      if (pid === child.pid) {
        current = undefined;
        pid = undefined;
      }
      const gone = new QueryError('failed', `The process that reads results ended (${reason}). Ask again.`);
      opened.reject(gone);
      for (const work of works.values()) work.fail(gone);
      works.clear();
      rm(workDirectory, { recursive: true, force: true, maxRetries: 3 }).catch((cause: unknown) =>
        log(`${workDirectory} could not be removed: ${String(cause)}`),
      );
    };
    child.on('message', (message: FromResultProcess) => {
      if (message.type === 'opened') opened.resolve();
      else if (message.type === 'openFailed') opened.reject(new QueryError('failed', message.message));
      else works.get(message.id)?.push(message);
    });
    child.on('error', (cause) => end(cause.message));
    child.on('exit', (code, signal) => end(signal ?? `exit code ${code}`));
    const settings = { directory, workDirectory, memoryMb, threads };
    child.send({ type: 'open', settings } satisfies ToResultProcess, () => undefined);
    if (isDisposed) child.kill('SIGKILL');
    return { process: child, works, opened: opened.promise };
  }

  function running(): Promise<Child> {
    if (isDisposed) return Promise.reject(new QueryError('failed', 'The results have been closed.'));
    const starting = current ?? start();
    current = starting;
    starting.catch(() => {
      if (current === starting) current = undefined;
    });
    return starting;
  }

  function begin(): void {
    users += 1;
    clearTimeout(idleTimer);
  }

  function finish(): void {
    users -= 1;
    if (users > 0) return;
    for (const tell of whenIdle.splice(0)) tell();
    idleTimer = setTimeout(() => {
      current?.then(({ process: child }) => child.kill('SIGKILL')).catch(() => undefined);
      current = undefined;
    }, idleMs);
    idleTimer.unref();
  }

  function ask(request: ResultRequest, signal: AbortSignal): Asked {
    const id = nextId++;
    let tell: (message: ToResultProcess) => void = () => undefined;

    async function* answers(): AsyncGenerator<FromWork> {
      begin();
      let child: Child | undefined;
      let hasEnded = false;
      const arrived: FromWork[] = [];
      let failure: Error | undefined;
      let wake: () => void = () => undefined;
      const onAbort = () => {
        failure ??= new QueryError('cancelled', 'It was stopped.', { cause: signal.reason });
        wake();
      };
      try {
        child = await running();
        await child.opened;
        const { process: each, works } = child;
        tell = (message) => {
          if (each.connected) each.send(message, () => undefined);
        };
        works.set(id, {
          push(answer) {
            hasEnded = endings.has(answer.type);
            arrived.push(answer);
            wake();
          },
          fail(cause) {
            hasEnded = true;
            failure ??= cause;
            wake();
          },
        });
        signal.addEventListener('abort', onAbort, { once: true });
        if (signal.aborted) onAbort();
        else tell({ ...request, id });
        for (;;) {
          const answer = arrived.shift();
          if (!answer) {
            if (failure) throw failure;
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
            continue;
          }
          if (answer.type === 'failed') {
            if (answer.kind === 'unreadable') throw new UnreadableFile(answer.message);
            throw new QueryError(answer.kind, answer.message);
          }
          yield answer;
          if (endings.has(answer.type)) return;
        }
      } finally {
        signal.removeEventListener('abort', onAbort);
        const works = child?.works;
        const over = () => {
          works?.delete(id);
          finish();
        };
        if (hasEnded || !works?.has(id)) over();
        else {
          // It is over when the process says so.
          works.set(id, { push: ({ type }) => endings.has(type) && over(), fail: over });
          tell({ type: 'cancel', id });
        }
      }
    }

    return {
      answers: answers(),
      more: () => tell({ type: 'more', id }),
      rows: (rows) => tell({ type: 'rows', id, rows }),
    };
  }

  return {
    ask,
    async release(file) {
      if (!current) return;
      for await (const _ of ask({ type: 'release', file }, new AbortController().signal).answers);
    },
    async idle() {
      if (users > 0) await new Promise<void>((resolve) => whenIdle.push(resolve));
    },
    get pid() {
      return pid;
    },
    dispose() {
      isDisposed = true;
      clearTimeout(idleTimer);
      current?.then(({ process: child }) => child.kill('SIGKILL')).catch(() => undefined);
    },
  };
}

// One query process seen from the server: start it, ask it, tell apart its answers, its failures and its death.
// Not here: when to start another one (duckdb.ts).
import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Disposable } from '../../base/disposable.ts';
import { passedOn, removeLeftovers } from './children.ts';
import { QueryError } from './engine.ts';
import type { FromQueryProcess, OpenPlan, OpenSettings, ToQueryProcess } from './queryMessages.ts';

export interface QueryClientOptions {
  /** The query process's script: `queryProcess.cjs` beside the bundle. */
  script: string;
  plan: OpenPlan;
  settings: Omit<OpenSettings, 'workDirectory'>;
  /** Where this process gets a folder of its own. */
  cacheDirectory: string;
  /** The file of that number in the plan is read from now on; the number after the last: all have been. */
  onLoading?(file: number): void;
  log(line: string): void;
}

/** The process ended while it owed an answer. */
export class ProcessGone extends Error {
  /** We ended it because of another query, so that this one may run again. */
  readonly innocent: boolean;
  constructor(message: string, innocent: boolean) {
    super(message);
    this.name = 'ProcessGone';
    this.innocent = innocent;
  }
}

export type Answer = Extract<FromQueryProcess, { id: number }>;
export type Request =
  | Omit<Extract<ToQueryProcess, { type: 'query' }>, 'id'>
  | Omit<Extract<ToQueryProcess, { type: 'keep' }>, 'id'>
  | Omit<Extract<ToQueryProcess, { type: 'tables' }>, 'id'>;
type Waiting = { resolve(answer: Answer): void; reject(cause: Error): void };

export class QueryClient implements Disposable {
  readonly opened: Promise<{ warnings: string[]; skipped: number[] }>;
  /** Resolves when the process has ended. */
  readonly gone: Promise<void>;
  /** Resolves when its folder is gone as well. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #alive = true;
  #retired = false;
  #guilty: number | undefined;
  #outOfMemory = false;

  private constructor(options: QueryClientOptions, workDirectory: string) {
    this.#child = fork(options.script, [], {
      // Each running query takes a thread of Node's pool for as long as it runs.
      env: { ...passedOn(), UV_THREADPOOL_SIZE: '16' },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', options.log);
    }
    const opened = Promise.withResolvers<{ warnings: string[]; skipped: number[] }>();
    this.opened = opened.promise;
    // Those who wait for it hear of the failure; nobody has to.
    opened.promise.catch(() => undefined);
    this.#child.on('message', (message: FromQueryProcess) => {
      if (message.type === 'opened') opened.resolve({ warnings: message.warnings, skipped: message.skipped });
      else if (message.type === 'loading') options.onLoading?.(message.file);
      else if (message.type === 'openFailed') opened.reject(new QueryError('failed', message.message));
      else if (message.type === 'outOfMemory') this.#outOfMemory = true;
      else this.#answered(message);
    });
    const gone = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const end = (reason: string) => {
      if (!this.#alive) return;
      this.#alive = false;
      opened.reject(new ProcessGone(`The database process could not start (${reason}).`, this.#retired));
      this.#rejectAll(reason);
      gone.resolve();
      rm(workDirectory, { recursive: true, force: true, maxRetries: 3 })
        .catch((cause: unknown) => options.log(`${workDirectory} could not be removed: ${String(cause)}`))
        .finally(ended.resolve);
    };
    this.gone = gone.promise;
    this.ended = ended.promise;
    this.#child.on('error', (cause) => end(cause.message));
    this.#child.on('exit', (code, signal) => end(signal ?? `exit code ${code}`));
    this.#send({ type: 'open', plan: options.plan, settings: { ...options.settings, workDirectory } });
  }

  static async start(options: QueryClientOptions): Promise<QueryClient> {
    await mkdir(options.cacheDirectory, { recursive: true });
    await removeLeftovers(options.cacheDirectory, 'query');
    return new QueryClient(options, await mkdtemp(path.join(options.cacheDirectory, `query-${process.pid}-`)));
  }

  get pid(): number | undefined {
    return this.#alive ? this.#child.pid : undefined;
  }

  /** Sends a request; its id is for `cancel` and `kill`. The answer rejects with a QueryError or ProcessGone. */
  ask(request: Request): { id: number; answer: Promise<Answer> } {
    const id = this.#nextId++;
    const answer = new Promise<Answer>((resolve, reject) => {
      if (!this.#alive) return reject(new ProcessGone('The database process has ended.', true));
      this.#waiting.set(id, { resolve, reject });
      this.#send({ ...request, id });
    });
    return { id, answer };
  }

  cancel(id: number): void {
    if (this.#alive) this.#send({ type: 'cancel', id });
  }

  /** Gives up a file that is being read. */
  skip(file: number, reason: string): void {
    if (this.#alive) this.#send({ type: 'skip', file, reason });
  }

  /** Ends the process because the query `id` does not stop; the others in it may run again. */
  kill(id: number): void {
    if (!this.#waiting.has(id)) return;
    this.#guilty = id;
    this.#child.kill('SIGKILL');
  }

  /** Ends the process as soon as it owes no answer. */
  retire(): void {
    this.#retired = true;
    if (this.#waiting.size === 0) this.dispose();
  }

  dispose(): void {
    this.#retired = true;
    this.#child.kill('SIGKILL');
  }

  #send(message: ToQueryProcess): void {
    // A channel that closed under us is followed by the process's end, which is where requests are rejected.
    this.#child.send(message, () => undefined);
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#retired && this.#waiting.size === 0) this.dispose();
    if (answer.type === 'failed') waiting?.reject(new QueryError(answer.kind, answer.message));
    else waiting?.resolve(answer);
  }

  #rejectAll(reason: string): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    const sentence = this.#outOfMemory
      ? 'The query needed more memory than it may use and was ended. Ask for less at once.'
      : `The database process ended during the query (${reason}). Ask again; if it happens again, ask for less at once.`;
    for (const [id, { reject }] of waiting) {
      reject(new ProcessGone(sentence, this.#guilty !== undefined && this.#guilty !== id));
    }
  }
}

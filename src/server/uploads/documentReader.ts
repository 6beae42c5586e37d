// Has workbooks and PDFs read in processes of their own, a few at a time, and ends one that takes too long.
// Not here: what such a process does (documentProcess.ts), what becomes of the files (readDocuments.ts).
import { fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import process from 'node:process';
import type { DocumentAnswer, DocumentRequest } from './documentMessages.ts';

export interface DocumentReaderOptions {
  /** The process's script; known when the first file is read. */
  script: () => string;
  /** Default 30,000. */
  timeoutMs?: number;
  /** Bytes of memory of one process. Default 1 GB. */
  maxMemory?: number;
}

export interface DocumentReader {
  /** Resolves to what came of it; what a file that was not read has left in its folder is removed. */
  read(request: Pick<DocumentRequest, 'kind' | 'file' | 'folder'>): Promise<DocumentAnswer>;
}

const atOnce = 2;
/** No key or token of the server reaches it. */
const passedOn = [
  'PATH',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'TZ',
  'SystemRoot',
  'ELECTRON_RUN_AS_NODE',
  'LD_LIBRARY_PATH',
];

export function createDocumentReader({
  script,
  timeoutMs = 30_000,
  maxMemory = 1_000_000_000,
}: DocumentReaderOptions): DocumentReader {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function turn(): Promise<void> {
    if (running < atOnce) {
      running += 1;
      return;
    }
    // Who ends hands its place on.
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function leave() {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }

  function inChild(request: DocumentRequest): Promise<DocumentAnswer> {
    return new Promise((resolve) => {
      const env = Object.fromEntries(
        passedOn.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
      );
      const child = fork(script(), [], { env, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
      let answer: DocumentAnswer | undefined;
      const timer = setTimeout(() => {
        answer ??= { type: 'refused', message: `reading it took longer than ${timeoutMs / 1000} s.`, peakMemory: 0 };
        child.kill('SIGKILL');
      }, timeoutMs);
      const end = (why: string) => {
        clearTimeout(timer);
        resolve(answer ?? { type: 'failed', message: `The process that reads documents ended (${why}).` });
      };
      child.on('message', (message: DocumentAnswer) => {
        answer ??= message;
      });
      child.on('error', (cause) => end(cause.message));
      child.on('exit', (code, signal) => end(signal ?? `exit code ${code}`));
      // A channel that closed is followed by the process's end.
      child.send(request, () => undefined);
    });
  }

  return {
    async read(request) {
      await turn();
      try {
        const answer = await inChild({ ...request, maxMemory });
        if (answer.type !== 'read') await rm(request.folder, { recursive: true, force: true });
        return answer;
      } finally {
        leave();
      }
    },
  };
}

// The embedded server as a child process: started when first needed, watched, started again after it died, ended with VS Code.
// Not here: what is said to it (session/).
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Disposable } from '../base/disposable.ts';
import { decodeWith, parseJson } from '../protocol/decoded.ts';
import { readyLineSchema } from '../protocol/localServer.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import { type ChildLines, createChildLines, type LocalModels } from './childLines.ts';
import type { EditorModelHost } from './editorModels.ts';
import type { HostLog } from './log.ts';

export interface LocalServerOptions {
  script: string;
  store: string;
  /** Null: the sample. */
  data: string | null;
  timezone: string | null;
  /** The name of a month. */
  fiscalYearStart: string | null;
  log: HostLog;
  /** A sentence for the person: stored chats that could not be read were set aside. */
  onNotice: (text: string) => void;
  /** Read at each start and at each change. */
  models: () => Promise<LocalModels>;
  editorModels: EditorModelHost;
  /** Read at each start. */
  atRestKey: () => Promise<string | undefined>;
}

export interface RunningLocalServer {
  url: string;
  apiKey: string;
  email: string;
}

export interface LocalServer extends Disposable {
  /** The running server; starts one when there is none. Rejects with a SessionError whose text says why. */
  running(): Promise<RunningLocalServer>;
  /**
   * Tells the running server which models there are now: those of the options, or for a try the ones given. Resolves with true when it
   * uses them, with false when none runs; none is started for it.
   */
  setModels(tried?: LocalModels): Promise<boolean>;
}

const email = 'you@localhost';
const readyWithinMs = 60_000;
const goneWithinMs = 100_000;
/** What a child needs to find its home, its time and its temporary folder; nothing else of ours is its business. */
const passedOn = [
  'HOME',
  'USERPROFILE',
  'TMPDIR',
  'TEMP',
  'TMP',
  'TZ',
  'LANG',
  'LC_ALL',
  'SystemRoot',
  'LD_LIBRARY_PATH',
];

/** The way to providers of language models, where a network has only that one. */
const proxies = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];
const besideProxies = ['NO_PROXY', 'no_proxy', 'NODE_EXTRA_CA_CERTS'];
/** Other windows' servers, and models on this machine. */
const neverByProxy = 'localhost,127.0.0.1,::1';

function environment(): NodeJS.ProcessEnv {
  const taken = [...passedOn, ...proxies, ...besideProxies];
  const kept = Object.fromEntries(
    taken.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  const spared = [process.env.NO_PROXY ?? process.env.no_proxy, neverByProxy].filter(Boolean).join(',');
  return {
    ...kept,
    ...(proxies.some((name) => kept[name]) ? { NODE_USE_ENV_PROXY: '1', NO_PROXY: spared, no_proxy: spared } : {}),
    // In the desktop the executable is VS Code itself, which this makes behave as Node.
    ...(process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
  };
}

export function createLocalServer(options: LocalServerOptions): LocalServer {
  const { log } = options;
  let child: ChildProcess | undefined;
  let starting: Promise<RunningLocalServer> | undefined;
  let disposed = false;
  let lines: ChildLines | undefined;

  /** One that cannot be read answers without: the planner needs none. */
  async function modelsNow(): Promise<LocalModels> {
    try {
      return await options.models();
    } catch (cause) {
      log.warn(`The language models that are set up could not be read: ${errorMessage(cause)}`);
      return { models: {}, defaultModel: null };
    }
  }

  async function setModels(tried: LocalModels | undefined): Promise<boolean> {
    try {
      await starting;
    } catch (cause) {
      log.debug(`Nobody was told which models there are: ${errorMessage(cause)}`);
    }
    const set = tried ?? (await modelsNow());
    if (!starting || !lines) return false;
    await lines.setModels(set);
    return starting !== undefined;
  }

  async function start(): Promise<RunningLocalServer> {
    child = undefined;
    lines = undefined;
    const [models, atRestKey] = await Promise.all([modelsNow(), options.atRestKey()]);
    if (disposed) throw new SessionError('offline', 'The local server was closed.');
    return spawnWith({ ...models, ...(atRestKey === undefined ? {} : { atRestKey }) });
  }

  function spawnWith(secrets: LocalModels & { atRestKey?: string }): Promise<RunningLocalServer> {
    const apiKey = randomBytes(24).toString('base64url');
    const started = spawn(process.execPath, ['--no-warnings', options.script, 'child'], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: environment(),
      windowsHide: true,
    });
    child = started;
    /** The end of what it said that is no log line: why it ended, if it did by itself. */
    const said: string[] = [];
    createInterface({ input: started.stderr }).on('line', (line) => {
      if (!line.startsWith('{') && line.trim() !== '') said.push(line.trim());
      if (said.length > 30) said.shift();
      log.debug(`server: ${line}`);
    });
    started.stdin.on('error', (cause) => log.debug(`server input: ${cause.message}`));
    const { store, data, timezone, fiscalYearStart } = options;
    started.stdin.write(`${JSON.stringify({ store, data, timezone, fiscalYearStart, email, apiKey, ...secrets })}\n`);
    const told = createChildLines({ input: started.stdin, editorModels: options.editorModels, log });
    lines = told;
    started.once('exit', () => told.dispose());

    return new Promise((resolve, reject) => {
      const fail = (error: SessionError) => {
        clearTimeout(timer);
        if (child === started) starting = undefined;
        reject(error);
      };
      const timer = setTimeout(() => {
        started.kill('SIGKILL');
        fail(new SessionError('offline', 'The local server did not start in time. Try again; the log says more.'));
      }, readyWithinMs);
      const output = createInterface({ input: started.stdout });
      output.once('line', (line) => {
        output.on('line', told.hear);
        const ready = decodeWith(readyLineSchema, parseJson(line));
        if (ready.kind !== 'valid') {
          fail(new SessionError('protocol', 'The local server said something unexpected. The log says more.'));
          return;
        }
        clearTimeout(timer);
        log.info(`The local server is ready at ${ready.value.url}.`);
        for (const notice of ready.value.notices ?? []) options.onNotice(notice);
        resolve({ url: ready.value.url, apiKey, email });
      });
      started.once('error', (cause) =>
        fail(new SessionError('offline', 'The local server could not be started.', { cause })),
      );
      started.once('exit', (code, signal) => {
        if (!disposed) log.warn(`The local server ended (${signal ?? code}).`);
        // The data or the options are at fault when it ends by itself with a sentence: trying again would end the same.
        fail(
          said.length > 0
            ? new SessionError('request', explained(said))
            : new SessionError('offline', 'The local server ended. It is started again.'),
        );
      });
    });
  }

  return {
    running() {
      starting ??= start();
      return starting;
    },
    setModels,
    dispose() {
      disposed = true;
      // An answer that one of the editor's models still gives cannot be said any more.
      lines?.dispose();
      const last = child;
      if (!last || last.exitCode !== null) return;
      // The end of its input asks it to finish what it answers and go; it takes no longer than 90 s.
      last.stdin?.end();
      setTimeout(() => last.kill('SIGKILL'), goneWithinMs).unref();
    },
  };
}

function explained(said: readonly string[]): string {
  if (said.some((line) => line.includes('node:sqlite'))) {
    return 'This VS Code is too old for the local server: it needs the one of VS Code 1.106 or newer.';
  }
  const thrown = said.find((line) => /^(Uncaught )?\w*Error: /.test(line))?.replace(/^.*?Error: /, '');
  return (thrown ?? said.at(-1) ?? '').slice(0, 500);
}

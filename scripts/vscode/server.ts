// Starts the server of the VS Code in the browser on a free loopback port, and installs extensions into its profile.
// Not here: the door in front of it (front.ts), what is opened in it.
import type { ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { capture, end, start } from '../children.ts';
import { node24 } from '../paths.ts';

export interface VscodeServer {
  port: number;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** The folder `lib/vscode` (install.ts). */
  vscode: string;
  /** Holds everything of one profile: `data` and `extensions`, and the server's log. */
  profile: string;
  /** A file with the connection token. Without one the server is for tests: driver on, no trust questions, no token. */
  tokenFile?: string;
  /** Tests alone: keeps the question of workspace trust, which is off for tests otherwise. */
  askTrust?: boolean;
}

const listening = 'Extension host agent listening';

/** Starts the server and waits for its "listening" line. Rejects with its last output when it ends before that. */
export async function startVscodeServer(options: ServerOptions): Promise<VscodeServer> {
  const port = await freePort();
  mkdirSync(options.profile, { recursive: true, mode: 0o700 });
  const forTests = ['--without-connection-token', '--enable-smoke-test-driver'];
  if (options.askTrust !== true) forTests.push('--disable-workspace-trust');
  const child = start(
    node24,
    [
      serverMain(options.vscode),
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...(options.tokenFile === undefined ? forTests : ['--connection-token-file', options.tokenFile]),
      ...['--accept-server-license-terms', '--disable-telemetry', ...profileArguments(options.profile)],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: environment() },
  );
  await untilListening(child, path.join(options.profile, 'server.log'));
  return { port, close: () => end(child) };
}

/** Installs a packaged extension into a profile. Rejects with VS Code's words when it refuses it. */
export async function installExtension(vscode: string, profile: string, vsix: string): Promise<void> {
  const { code, output } = await capture(
    node24,
    [
      serverMain(vscode),
      ...['--install-extension', vsix, '--force', '--accept-server-license-terms', ...profileArguments(profile)],
    ],
    { env: environment() },
  );
  // VS Code exits with 0 for some refusals, so its words are read too.
  if (code !== 0 || !/successfully installed/.test(output)) {
    throw new Error(`VS Code did not install ${vsix} (exit ${code}):\n${output.trim()}`);
  }
}

function serverMain(vscode: string): string {
  return path.join(vscode, 'out', 'server-main.js');
}

function profileArguments(profile: string): string[] {
  return ['--server-data-dir', path.join(profile, 'data'), '--extensions-dir', path.join(profile, 'extensions')];
}

/** A VS Code that starts this one (its terminal, its test explorer) leaves variables that would mislead the new one. */
function environment(): NodeJS.ProcessEnv {
  const misleading = /^(VSCODE_|ELECTRON_|NODE_TEST_|NODE_OPTIONS$|npm_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.test(name)));
}

function untilListening(child: ChildProcess, logFile: string): Promise<void> {
  const log = createWriteStream(logFile, { mode: 0o600 });
  let recent = '';
  return new Promise((resolve, reject) => {
    const hear = (text: string): void => {
      log.write(text);
      recent = (recent + text).slice(-4_000);
      if (recent.includes(listening)) resolve();
    };
    child.stdout?.setEncoding('utf8').on('data', hear);
    child.stderr?.setEncoding('utf8').on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => {
      log.end();
      reject(new Error(`The VS Code server ended (exit ${code}) before it listened:\n${recent.trim()}`));
    });
  });
}

/** A loopback port that nobody listens on now. The server prints no port of its own choosing, so one is chosen for it. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('No free port'));
        else resolve(address.port);
      });
    });
  });
}

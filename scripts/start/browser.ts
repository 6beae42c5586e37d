// VS Code in the browser for a person: a kept profile, a connection token, the packaged extension, and its address.
// Not here: the desktop form (desktop.ts).
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { vscodeTest } from '../paths.ts';
import { type Front, startFront } from '../vscode/front.ts';
import { installVscode } from '../vscode/install.ts';
import { writeFirstMachineSettings } from '../vscode/machineSettings.ts';
import { installExtension, startVscodeServer } from '../vscode/server.ts';

export interface BrowserForm {
  /** Opens the workspace; holds the connection token. */
  address: string;
  close(): Promise<void>;
}

/** Starts it and waits until it answers. `port` 0: the one of the last time when it is free, else a free one. */
export async function startInBrowser(options: {
  vsix: string;
  workspace: string;
  port: number;
  log: (line: string) => void;
}): Promise<BrowserForm> {
  const vscode = await installVscode(options.log);
  const profile = path.join(vscodeTest, 'start', 'profile');
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  writeFirstMachineSettings(profile);
  const token = keptToken(profile);
  options.log('Installing the extension into VS Code ...');
  await installExtension(vscode, profile, options.vsix);
  const server = await startVscodeServer({ vscode, profile, tokenFile: tokenFile(profile) });
  const front = await startKeptFront(profile, options.port, (port) =>
    startFront({ target: server.port, port, keyFile: path.join(profile, 'secret-key'), token }),
  );
  const address = new URL(`http://127.0.0.1:${front.port}/`);
  address.searchParams.set('folder', options.workspace);
  address.searchParams.set('tkn', token);
  await untilAnswers(address.href);
  return {
    address: address.href,
    async close() {
      await front.close();
      await server.close();
    },
  };
}

/** The workbench keeps its chats and secrets per origin, so the port of the last time is tried first. */
async function startKeptFront(profile: string, wanted: number, open: (port: number) => Promise<Front>): Promise<Front> {
  const file = path.join(profile, 'port');
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  let front: Front;
  try {
    front = await open(wanted === 0 ? last : wanted);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    if (wanted !== 0) throw new Error(`Port ${wanted} is taken. Choose another with --port.`, { cause: error });
    front = await open(0);
  }
  writeFileSync(file, String(front.port));
  return front;
}

async function untilAnswers(address: string): Promise<void> {
  const answer = await fetch(address, { redirect: 'manual' });
  if (answer.status >= 400) throw new Error(`VS Code answered with status ${answer.status}`);
}

function tokenFile(profile: string): string {
  return path.join(profile, 'connection-token');
}

function keptToken(profile: string): string {
  const file = tokenFile(profile);
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

// A database server as a process of the test: its folder, its user (none of them runs as root), its port, its end.
// Not here: what PostgreSQL and MariaDB are told (postgres.ts, mariadb.ts).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { end, start } from '../../../scripts/children.ts';

export interface Owner {
  uid?: number;
  gid?: number;
}

/** Who a server runs as: who we are, or `postgres` or `nobody` in place of root. */
export function serverOwner(): Owner {
  if (process.getuid?.() !== 0) return {};
  const people = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : [];
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = people.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('There is no user "postgres" or "nobody" to run a database as.');
}

/** A new folder that the owner may write to. */
export function ownFolder(name: string, owner: Owner): string {
  const folder = mkdtempSync(path.join(tmpdir(), `trellis-${name}-`));
  give(folder, owner);
  return folder;
}

export function give(file: string, { uid, gid }: Owner): void {
  if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

export interface ProgramOptions {
  owner: Owner;
  folder: string;
  /** For LD_LIBRARY_PATH. */
  libraries: string;
  input?: string;
  /** What ends it without waiting for those who are connected; default SIGTERM. */
  endBy?: NodeJS.Signals;
}

function spawnOptions({ owner, folder, libraries }: ProgramOptions) {
  const env = { PATH: process.env.PATH ?? '/usr/bin', LC_ALL: 'C.UTF-8', HOME: folder };
  return { ...owner, cwd: folder, env: libraries === '' ? env : { ...env, LD_LIBRARY_PATH: libraries } };
}

/** Runs a program to its end. Rejects with what it said. */
export async function runProgram(program: string, args: readonly string[], options: ProgramOptions): Promise<string> {
  const child = spawn(program, args, { ...spawnOptions(options), stdio: ['pipe', 'pipe', 'pipe'] });
  const texts: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => texts.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  // It may end before it has read all.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return Buffer.concat(texts).toString('utf8');
  throw new Error(`${program} ended with ${code}: ${Buffer.concat(errors).toString('utf8').slice(-2000)}`);
}

export interface ServerProcess {
  readonly pid: number;
  /** Ends it, and waits until it has. */
  end(): Promise<void>;
}

/** Starts a server and waits until `answers` does not throw any more. It is ended with this process at the latest. */
export async function startServer(
  program: string,
  args: readonly string[],
  options: ProgramOptions,
  answers: () => Promise<void>,
): Promise<ServerProcess> {
  const child = start(program, args, { ...spawnOptions(options), stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString('utf8')}`.slice(-4000);
  });
  const failed = Promise.withResolvers<never>();
  const onEnd = () => failed.reject(new Error(`${program} ended: ${said}`));
  child.once('error', onEnd);
  child.once('exit', onEnd);
  await Promise.race([untilAnswers(answers, () => said), failed.promise]);
  child.off('exit', onEnd);
  failed.promise.catch(() => undefined);
  return { pid: child.pid ?? 0, end: () => stop(child, options.endBy) };
}

async function untilAnswers(answers: () => Promise<void>, said: () => string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await answers();
    } catch (cause) {
      if (Date.now() > deadline) throw new Error(`The server does not answer: ${said()}`, { cause });
      // A process that starts says nothing that could be waited on.
      await delay(20);
    }
  }
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
  child.kill(signal);
  const late = new AbortController();
  await Promise.race([gone, delay(5_000, undefined, { signal: late.signal })]).finally(() => late.abort());
  await end(child);
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

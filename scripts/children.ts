// Child processes: run one to its end, or keep one running; all are ended when this process ends or is told to.
// Not here: which programs are run.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';

const running = new Set<ChildProcess>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let endingOnExit = false;

function endAll(): void {
  for (const child of running) child.kill('SIGTERM');
}

let stopAsked: (() => void) | undefined;

/** A process that is told to end without a handler would leave its children behind. */
function endOnSignal(signal: NodeJS.Signals): void {
  // The first signal is for whoever waits for one; the second ends at once.
  if (stopAsked !== undefined) {
    stopAsked();
    stopAsked = undefined;
    return;
  }
  endAll();
  process.exit(128 + (constants.signals[signal] ?? 0));
}

/** Starts a program that is ended with this process at the latest. */
export function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  if (!endingOnExit) process.on('exit', endAll);
  endingOnExit = true;
  const child = spawn(command, args, options);
  if (running.size === 0) for (const signal of signals) process.on(signal, endOnSignal);
  running.add(child);
  const forget = (): void => {
    // With no child left, signals are the caller's own again.
    if (running.delete(child) && running.size === 0) for (const signal of signals) process.off(signal, endOnSignal);
  };
  child.once('exit', forget);
  child.once('error', forget);
  return child;
}

/** Resolves when this process is asked to end while children run, so that they can be ended in order. */
export function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    stopAsked = resolve;
  });
}

/** Runs a program to its end; the exit code, 1 when a signal ended it. Rejects when it cannot be started. */
export function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  const child = start(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs a program and keeps what it said on both streams; nothing is shown. */
export async function capture(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<{ code: number; output: string }> {
  const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (value) => resolve(value ?? 1));
  });
  return { code, output };
}

/** Asks a child to end and waits until it has; after `graceMs` it is killed. */
export function end(child: ChildProcess, graceMs = 5_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

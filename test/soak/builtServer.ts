// The built server as a process that a proof starts, kills and starts again on the same store; its memory, read from /proc.
// Not here: building it (scripts/tasks/soak.ts, scripts/test/checks.ts), speaking with it (wire.ts).
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { start } from '../../scripts/children.ts';
import { dist } from '../../scripts/paths.ts';

export const builtScript = path.join(dist, 'server.cjs');

export interface Ready {
  url: string;
  apiKey: string;
}

export interface BuiltServer {
  pid: number;
  /** Rejects when the process ends before its first line, or has none within a minute. */
  ready: Promise<Ready>;
  /** Log lines of the level `error` and warnings of Node's own, such as of listeners that pile up. */
  errors(): readonly string[];
  /** Resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

const readyWithinMs = 60_000;
const lastLines = 20;
const complaint = /"level":"error"|^\(node:\d+\) (?!ExperimentalWarning)/;

/** Starts `serve` without limits; `script` may be a build that lies elsewhere. */
export function startBuiltServer(script: string, args: readonly string[]): BuiltServer {
  const child = start(process.execPath, [script, 'serve', '--limits', 'off', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TRELLIS_API_KEY: 'soak-test-key-soak' },
  });
  const { stdout, stderr, pid } = child;
  if (!stdout || !stderr || pid === undefined) throw new Error(`${script} could not be started.`);
  const errors: string[] = [];
  const last: string[] = [];
  createInterface({ input: stderr }).on('line', (line) => {
    if (complaint.test(line)) errors.push(line);
    last.push(line);
    if (last.length > lastLines) last.shift();
  });
  const gone = once(child, 'exit');
  const ready = Promise.race([
    once(createInterface({ input: stdout }), 'line').then(([line]) => readyOf(String(line))),
    delay(readyWithinMs, undefined, { ref: false }).then(() => {
      throw new Error(`The server was not ready in ${readyWithinMs / 1000} s: ${last.join('\n')}`);
    }),
    gone.then(([code, signal]) => {
      throw new Error(`The server ended (${code ?? signal}) before it was ready: ${last.join('\n')}`);
    }),
  ]);
  // One that is killed while it starts is nobody's failure.
  ready.catch(() => undefined);
  return {
    pid,
    ready,
    errors: () => errors,
    async kill(signal) {
      child.kill(signal);
      await gone;
    },
  };
}

function readyOf(line: string): Ready {
  const ready: unknown = JSON.parse(line);
  if (typeof ready === 'object' && ready !== null && 'url' in ready && 'api_key' in ready)
    return { url: String(ready.url), apiKey: String(ready.api_key) };
  throw new Error(`Not a ready line: ${line}`);
}

/** Megabytes that the process holds in memory; undefined where there is no /proc, or no such process. */
export function residentMegabytes(pid: number): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(procFile(pid, 'status') ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

/** The processes that it has started and that are alive: the query process among them. */
export function childrenOf(pid: number): number[] {
  const ids = procFile(pid, path.join('task', String(pid), 'children')) ?? '';
  return ids.split(' ').flatMap((id) => (id.trim() === '' ? [] : [Number(id)]));
}

function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(path.join('/proc', String(pid), name), 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ESRCH'))
      return undefined;
    throw cause;
  }
}

// What the processes that host a database have in common: their environment, and the folders that dead ones left.
// Not here: starting them (queryClient.ts, resultClient.ts).
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';

/** What the child needs of our environment: no key or token of the server reaches it. */
const names = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'TZ', 'SystemRoot', 'ELECTRON_RUN_AS_NODE', 'LD_LIBRARY_PATH'];

export function passedOn(): Record<string, string | undefined> {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** Removes folders `prefix-<process>-...` of servers that were killed. */
export async function removeLeftovers(directory: string, prefix: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const owner = name.startsWith(`${prefix}-`) ? /^\d+(?=-)/.exec(name.slice(prefix.length + 1))?.[0] : undefined;
    if (owner && !isAlive(Number(owner))) await rm(path.join(directory, name), { recursive: true, force: true });
  }
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (cause) {
    // A process of somebody else is alive too: that error is EPERM.
    return !(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH');
  }
}

// The built server as a process of its own, as a person starts it: its first line, its exit, its death.
// Not here: building it; the test command does that first.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';

export interface ServerProcess {
  url: string;
  apiKey: string;
  ready: Record<string, unknown>;
  child: ChildProcess;
  /** Everything said on standard output so far. */
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  api(method: string, where: string, body?: unknown): Promise<Response>;
}

export const serverScript = path.resolve('dist/server.cjs');

export async function serverProcess(
  t: TestContext,
  args: string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [serverScript, 'serve', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TRELLIS_API_KEY: 'process-test-key', ...environment },
  });
  t.after(() => child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(([code]) => assert.fail(`The server ended with ${code}: ${stderr}`)),
  ]);
  const ready = JSON.parse(line);
  let token: string | undefined;
  const post = (where: string, headers: Record<string, string>, body: unknown) =>
    fetch(`${ready.url}${where}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  return {
    url: ready.url,
    apiKey: ready.api_key,
    ready,
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    async kill(signal) {
      const exited = once(child, 'exit');
      child.kill(signal);
      const [code, by] = await exited;
      return { code, signal: by };
    },
    async api(method, where, body) {
      const login = () =>
        post('/v1/authenticate', { 'X-API-Key': ready.api_key }, { email: ready.email }).then((answer) =>
          answer.json(),
        );
      token ??= ((await login()) as { token: string }).token;
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
      return fetch(`${ready.url}${where}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    },
  };
}

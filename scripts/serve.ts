// Builds the server's bundles when they are older than their sources, then runs the server and ends as it ends.
// Not here: the server (src/server). All that is said before it starts goes to standard error.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { run } from './children.ts';
import { withLock } from './lock.ts';
import { isStale } from './newest.ts';
import { dist, node24, root } from './paths.ts';

const products = ['server.cjs', 'queryProcess.cjs', path.join('duckdb', 'duckdb.node')].map((file) =>
  path.join(dist, file),
);
// The native database is copied with the time it was packed at, so its time says nothing; only its absence does.
const built = products.slice(0, 2);
const inputs = ['src', 'esbuild.mjs', 'package-lock.json'];

const parentCheckMs = 500;

function isOutdated(): boolean {
  return !products.every((file) => existsSync(file)) || isStale(built, inputs);
}

async function build(): Promise<void> {
  if (!isOutdated()) return;
  process.stderr.write('Building the server ...\n');
  const code = await run(node24, ['esbuild.mjs', '--only=server,query process', '--quiet'], {
    cwd: root,
    stdio: ['ignore', process.stderr, 'inherit'],
  });
  if (code !== 0) throw new Error('The server could not be built (see above). "npm ci" brings the dependencies back.');
}

function serve(args: readonly string[]): void {
  const child = spawn(node24, [path.join(dist, 'server.cjs'), ...args], { stdio: 'inherit' });
  // The server closes its store in its own time; this process only passes the signal on and waits.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  // A signal to npm ends npm and its shell, and reaches nobody below them: then we are somebody else's child.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), parentCheckMs).unref();
  child.once('error', fail);
  child.once('exit', (code) => process.exit(code ?? 1));
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

try {
  // Two servers started at once share one build: the second waits and finds it done.
  if (isOutdated()) await withLock(path.join(root, 'node_modules', '.trellis-build.lock'), build);
  serve(process.argv.slice(2));
} catch (error) {
  fail(error);
}

// `npm run serve` and `npm run ask`: brings the server's bundle up to date, then runs it with the given arguments.
// Plain JavaScript, so that it also starts on Node 20; the work is done by serve.ts on the Node 24 of node_modules.
// Not here: the server's options, and its standard output, which belongs to the server alone.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';
const node24 = path.join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

if (Number.parseInt(process.versions.node, 10) >= 24) {
  await import('./serve.ts');
} else if (existsSync(node24)) {
  const child = spawn(node24, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
} else {
  console.error('The dependencies are missing. Run "npm ci" first.');
  process.exitCode = 1;
}

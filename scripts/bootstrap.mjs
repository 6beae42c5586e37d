// Runs a task on a fresh clone: installs the dependencies when they are not those of package-lock.json, then runs
// scripts/tasks/<task>.ts on the Node 24 among them. Plain JavaScript for Node 20 with nothing installed.
// Not here: the tasks.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';
const node24 = path.join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
const marker = path.join(root, 'node_modules', '.trellis-lock');
const tasks = ['start', 'test', 'soak', 'package', 'databases'];

const [task, ...args] = process.argv.slice(2);
if (!tasks.includes(task)) fail(`Usage: node scripts/bootstrap.mjs ${tasks.join('|')} [arguments]`, 2);
ensureDependencies();
runTask();

function ensureDependencies() {
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const installed = existsSync(marker) ? readFileSync(marker, 'utf8').trim() : '';
  if (installed === wanted && existsSync(node24)) return;
  console.error('Installing dependencies (npm ci) ...');
  const result = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (result.error) fail(`npm could not be started (${result.error.message}). Install Node 20 or newer with npm.`, 1);
  if (result.status !== 0) {
    fail('npm ci failed (see above). Check that the npm registry can be reached ("npm ping"), then run this again.', 1);
  }
  if (!existsSync(node24)) {
    fail(`npm ci left no Node 24 at ${node24}. Install scripts must be allowed: "npm config get ignore-scripts".`, 1);
  }
  writeFileSync(marker, `${wanted}\n`);
}

function npm(npmArguments) {
  // Both of npm's streams are progress here.
  const options = { cwd: root, stdio: ['ignore', process.stderr, process.stderr] };
  const own = process.env.npm_execpath;
  if (own?.endsWith('.js')) return spawnSync(process.execPath, [own, ...npmArguments], options);
  return spawnSync(windows ? 'npm.cmd' : 'npm', npmArguments, { ...options, shell: windows });
}

function runTask() {
  const file = path.join(root, 'scripts', 'tasks', `${task}.ts`);
  const child = spawn(node24, [file, ...args], { cwd: root, stdio: 'inherit' });
  // A terminal sends Ctrl+C to the whole group, other senders to this process alone; the task decides when it ends.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`Node 24 could not be started: ${error.message}`, 1));
  child.on('exit', (code) => process.exit(code ?? 1));
}

function fail(message, code) {
  console.error(message);
  process.exit(code);
}

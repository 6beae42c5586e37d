// Runs npm from a script: the npm that runs us when there is one, else the one on the PATH.
// Not here: the dependencies of this repository (bootstrap.mjs installs them before any TypeScript can run).
import process from 'node:process';
import { capture } from './children.ts';

/** Runs `npm ...args` in a folder. Rejects with npm's own words and with what to do when it fails. */
export async function npm(args: readonly string[], cwd: string): Promise<void> {
  const own = process.env.npm_execpath;
  const byUs = own?.endsWith('.js') === true && own.includes('npm');
  const windows = process.platform === 'win32';
  const result = byUs
    ? await capture(process.execPath, [own, ...args], { cwd, env: cleanEnvironment() })
    : await capture(windows ? 'npm.cmd' : 'npm', args, { cwd, env: cleanEnvironment(), shell: windows });
  if (result.code === 0) return;
  throw new Error(
    `"npm ${args.join(' ')}" failed (exit ${result.code}):\n${result.output.trim().slice(-2_000)}\n` +
      'Check that the npm registry can be reached ("npm ping"), then run the command again.',
  );
}

/** What the outer `npm run` says about its own package would mislead the inner npm; settings such as the registry stay. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const hidden = /^npm_(package_|lifecycle_|config_local_prefix$|command$)|^INIT_CWD$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !hidden.test(name)));
}

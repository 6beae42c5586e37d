// The steps of `npm test` that are no tests of their own: types, lint and format, the production build with its budgets.
// Not here: the tests (suites.ts).
import path from 'node:path';
import { run } from '../children.ts';
import { packageVsix } from '../package/vsix.ts';
import { node24, root } from '../paths.ts';
import type { Step } from './tally.ts';

const bin = (...parts: string[]): string => path.join(root, 'node_modules', ...parts);
const commands = [
  { name: 'types', args: [bin('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'] },
  { name: 'types of the webview', args: [bin('typescript', 'bin', 'tsc'), '-p', 'webview/tsconfig.json'] },
  { name: 'lint and format', args: [bin('@biomejs', 'biome', 'bin', 'biome'), 'check'] },
];

/** Types of both runtimes, lint and format: one count each, and all of them whatever the first says. */
export async function check(): Promise<Step> {
  const since = performance.now();
  const failures: string[] = [];
  for (const { name, args } of commands) {
    const code = await run(node24, args, { cwd: root });
    console.log(`${code === 0 ? '✔' : '✖'} ${name}`);
    if (code !== 0) failures.push(`failed: ${name}`);
  }
  const failed = failures.length;
  return {
    name: 'check',
    passed: commands.length - failed,
    failed,
    skipped: 0,
    notes: failures,
    seconds: elapsed(since),
  };
}

/** The production bundles within their budgets and the VSIX with nothing in it that does not belong. */
export async function build(): Promise<Step> {
  const since = performance.now();
  try {
    await packageVsix((line) => console.log(line));
    return { name: 'build', passed: 1, failed: 0, skipped: 0, notes: [], seconds: elapsed(since) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.error(why);
    return { name: 'build', passed: 0, failed: 1, skipped: 0, notes: [why], seconds: elapsed(since) };
  }
}

/** Seconds since a `performance.now()`. */
export function elapsed(since: number): number {
  return (performance.now() - since) / 1000;
}

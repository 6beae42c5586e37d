// The steps of `npm test`, in their order, and which of them a run takes.
// Not here: how a step is run (checks.ts, suites.ts) and added up (tally.ts).
import { globSync } from 'node:fs';
import { root } from '../paths.ts';

export type Only = 'unit' | 'vscode' | 'desktop';

/** Reads `--only unit|vscode|desktop`; undefined: everything but the desktop. Throws on anything else. */
export function parseOnly(args: readonly string[]): Only | undefined {
  const [flag, ...rest] = args;
  if (flag === undefined) return undefined;
  const value = flag.startsWith('--only=')
    ? flag.slice('--only='.length)
    : flag === '--only'
      ? rest.shift()
      : undefined;
  if ((value === 'unit' || value === 'vscode' || value === 'desktop') && rest.length === 0) return value;
  throw new Error('Usage: npm test -- [--only unit|vscode|desktop]');
}

/** Every test that runs in plain Node. */
export function unitFiles(): string[] {
  const elsewhere = /^test[\\/](vscode|bench)[\\/]/;
  return globSync('test/**/*.test.ts', { cwd: root })
    .filter((file) => !elsewhere.test(file))
    .sort();
}

/** Every test that drives a VS Code; those in test/vscode/desktop run inside the desktop's extension host instead. */
export function vscodeFiles(): string[] {
  const desktop = /^test[\\/]vscode[\\/]desktop[\\/]/;
  return globSync('test/vscode/**/*.test.ts', { cwd: root })
    .filter((file) => !desktop.test(file))
    .sort();
}

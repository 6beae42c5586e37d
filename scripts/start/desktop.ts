// The desktop VS Code that is on the PATH: finds it, installs the packaged extension and opens the workspace.
// Not here: VS Code in the browser (browser.ts).

import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { run } from '../children.ts';

/** The full path of `code`; undefined when there is none. */
export function findCode(): string | undefined {
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find((file) => existsSync(file));
}

/** Installs and opens. Rejects when `code` refuses, which it also does for root and inside some containers. */
export async function openDesktop(code: string, vsix: string, workspace: string): Promise<void> {
  for (const args of [['--install-extension', vsix, '--force'], [workspace]]) {
    const exit = await runCode(code, args);
    if (exit !== 0) throw new Error(`"code ${args.join(' ')}" ended with exit code ${exit}`);
  }
}

function runCode(code: string, args: readonly string[]): Promise<number> {
  const stdio: ['ignore', NodeJS.WriteStream, 'inherit'] = ['ignore', process.stderr, 'inherit'];
  if (process.platform !== 'win32') return run(code, args, { stdio });
  // A .cmd file is run by the shell, which splits at blanks unless each argument is quoted.
  const quoted = [code, ...args].map((part) => `"${part}"`).join(' ');
  return run(quoted, [], { stdio, shell: true });
}

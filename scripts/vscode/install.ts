// Installs the VS Code that runs in a browser, once per version: the VS Code server inside the npm package `code-server`.
// Not here: starting it (server.ts), the desktop VS Code (tasks/start.ts, scripts/test/desktop.ts).
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from '../npm.ts';
import { vscodeTest } from '../paths.ts';

/** The release of code-server; it holds the VS Code of the same minor version. */
const version = '4.139.1';
const prefix = 'vscode-';

/**
 * The folder of the VS Code server (`lib/vscode`), installed when it is not there yet (about 20 s, 570 MB).
 * It is made under another name and renamed when it is whole, so an interrupted run leaves nothing that looks finished.
 */
export async function installVscode(log: (line: string) => void): Promise<string> {
  const home = path.join(vscodeTest, `${prefix}${version}`);
  const server = path.join(home, 'node_modules', 'code-server', 'lib', 'vscode');
  if (existsSync(path.join(home, 'complete'))) return server;

  log(`Installing VS Code ${version} for the browser into .vscode-test (once; about 570 MB) ...`);
  removeLeftovers();
  rmSync(home, { recursive: true, force: true });
  const partial = path.join(vscodeTest, `partial-${prefix}${version}`);
  mkdirSync(partial, { recursive: true });
  writeFileSync(path.join(partial, 'package.json'), `${JSON.stringify({ name: 'vscode-for-tests', private: true })}\n`);
  // Without install scripts the terminal's native module is missing and a compiler is not needed; nothing here uses the terminal.
  const quick = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await npm(['install', ...quick, `code-server@${version}`], partial);
  await npm(['install', ...quick, '--omit=dev'], path.join(partial, 'node_modules', 'code-server', 'lib', 'vscode'));
  writeFileSync(path.join(partial, 'complete'), `${new Date().toISOString()}\n`);
  renameSync(partial, home);
  return server;
}

/** Half-made and outdated versions go: each is half a gigabyte. */
function removeLeftovers(): void {
  if (!existsSync(vscodeTest)) return;
  for (const name of readdirSync(vscodeTest)) {
    const old = name.startsWith(prefix) && name !== `${prefix}${version}`;
    if (old || name.startsWith(`partial-${prefix}`))
      rmSync(path.join(vscodeTest, name), { recursive: true, force: true });
  }
}

// The panel built for tests: once for one state of its source, however many processes of tests want it.
// Not here: serving it (server.ts), the build itself (esbuild.mjs).
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { run } from '../../../scripts/children.ts';
import { withLock } from '../../../scripts/lock.ts';
import { artifacts, node24, root } from '../../../scripts/paths.ts';

export const bundles = ['main.js', 'chart.js', 'grid.js', 'gridTab.js', 'grid.css', 'styles.css'];
/** Folders of the builds of several states, for a tree that goes back and forth between them. */
const kept = 8;
const builds = path.join(artifacts, 'panel-builds');

/** The folder with the bundles of the source as it is now; nobody writes into it any more. */
export async function builtPanel(): Promise<string> {
  const known = folderOf(sourceHash());
  if (existsSync(known)) return known;
  return await withLock(path.join(root, 'node_modules', '.trellis-build.lock'), build);
}

const folderOf = (hash: string): string => path.join(builds, hash);

async function build(): Promise<string> {
  for (;;) {
    const hash = sourceHash();
    const folder = folderOf(hash);
    if (existsSync(folder)) return folder;
    const args = ['esbuild.mjs', '--only=panel,charts (lazy),grid (lazy),grid tab,grid styles,styles', '--quiet'];
    const code = await run(node24, args, { cwd: root, stdio: ['ignore', process.stderr, 'inherit'] });
    if (code !== 0) throw new Error('The panel could not be built (see above).');
    // What was changed meanwhile may be in it, or not.
    if (sourceHash() !== hash) continue;
    keep(folder);
    return folder;
  }
}

/** Copies the bundles out of the way of the next build, in one step for whoever looks at the folder. */
function keep(folder: string): void {
  const half = `${folder}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  for (const name of bundles) cpSync(path.join(root, 'dist', 'webview', name), path.join(half, name));
  renameSync(half, folder);
  const times = readdirSync(builds).map((name) => {
    const at = path.join(builds, name);
    return { at, time: statSync(at).mtimeMs };
  });
  for (const { at } of times.sort((a, b) => b.time - a.time).slice(kept)) rmSync(at, { recursive: true, force: true });
}

/** Of all that can end up in the bundles, and what decides how they are built. */
function sourceHash(): string {
  const hash = createHash('sha256').update(process.env.CI ?? '');
  const folders = '{webview,src/base,src/bridge,src/chat,src/protocol}/**/*';
  for (const file of globSync([folders, 'esbuild.mjs', 'package-lock.json'], { cwd: root }).sort()) {
    const at = path.join(root, file);
    if (statSync(at).isFile()) hash.update(`\0${file}\0`).update(readFileSync(at));
  }
  return hash.digest('hex').slice(0, 16);
}

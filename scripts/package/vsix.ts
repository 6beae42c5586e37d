// Makes the VSIX of this platform, says what is in it, and refuses one that holds what a user does not need.
// Not here: which files are let in (.vscodeignore), the bundles (esbuild.mjs, run by vsce as `vscode:prepublish`).
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { capture, run } from '../children.ts';
import { isStale } from '../newest.ts';
import { artifacts, node24, root, vsceTarget } from '../paths.ts';
import { listZip, type ZipEntry } from './zipList.ts';

const inputs = ['src', 'webview', 'media', 'package.json', 'package-lock.json', 'esbuild.mjs', '.vscodeignore'];
const needed = [
  'package.json',
  'dist/extension.cjs',
  'dist/server.cjs',
  'dist/queryProcess.cjs',
  'dist/drivers.cjs',
  'dist/libpg-query.wasm',
  'dist/documents.cjs',
  'dist/webview/main.js',
];
const unwanted = /\.tsx?$|\.map$|(^|\/)(test|tests|src|node_modules)\/|\.test\./;

/** The VSIX of this platform, made again, in silence, only when something it is made of has changed. */
export async function freshVsix(log: (line: string) => void): Promise<string> {
  const file = vsixPath();
  const texts = ['README.md', 'CHANGELOG.md', 'LICENSE'];
  if (!isStale([file], [...inputs, ...texts])) return file;
  log('Packaging the extension ...');
  const made = partialPath(file);
  const { code, output } = await capture(node24, vsceArguments(made), { cwd: root });
  if (code !== 0) throw new Error(`${output.trim()}\nPackaging failed: vsce ended with exit code ${code}`);
  judge(made);
  renameSync(made, file);
  return file;
}

/** Builds for production and packages; the path of the VSIX. Rejects when the build, vsce or the file list is at fault. */
export async function packageVsix(log: (line: string) => void): Promise<string> {
  const file = vsixPath();
  const made = partialPath(file);
  const code = await run(node24, vsceArguments(made), {
    cwd: root,
    // Both streams of vsce are progress; standard output belongs to the caller.
    stdio: ['ignore', process.stderr, 'inherit'],
  });
  if (code !== 0) throw new Error(`Packaging failed: vsce ended with exit code ${code}`);
  const entries = extensionFiles(made);
  log(`${path.relative(root, file)}: ${(statSync(made).size / 1e6).toFixed(1)} MB, ${entries.length} files`);
  for (const { name, size } of entries) log(`  ${`${(size / 1000).toFixed(1)} KB`.padStart(12)}  ${name}`);
  judge(made);
  renameSync(made, file);
  return file;
}

/** It gets its name when it is whole and judged, so that nobody installs half of one. */
function partialPath(file: string): string {
  const partial = `${file}.partial`;
  mkdirSync(path.dirname(partial), { recursive: true });
  rmSync(partial, { force: true });
  return partial;
}

function vsceArguments(file: string): string[] {
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  // No repository is named in package.json, so links in the README stay as they are and a missing one is not asked about.
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--skip-license'];
  return [vsce, 'package', ...flags, '--target', vsceTarget(), '--out', file];
}

function vsixPath(): string {
  return path.join(artifacts, `trellis-${vsceTarget()}.vsix`);
}

/** Throws when the VSIX holds what a user does not need, or lacks what the extension does. */
function judge(file: string): void {
  const names = extensionFiles(file).map((entry) => entry.name);
  const wrong = names.filter((name) => unwanted.test(name));
  if (wrong.length > 0) throw new Error(`The VSIX holds what it must not: ${wrong.join(', ')}`);
  const missing = needed.filter((name) => !names.includes(name));
  if (!names.some((name) => name.endsWith('duckdb.node'))) missing.push('dist/duckdb/duckdb.node');
  if (missing.length > 0) throw new Error(`The VSIX lacks: ${missing.join(', ')}`);
}

/** The extension's own files, named from its root. */
function extensionFiles(file: string): ZipEntry[] {
  const folder = 'extension/';
  return listZip(file)
    .filter((entry) => entry.name.startsWith(folder))
    .map(({ name, size }) => ({ name: name.slice(folder.length), size }));
}

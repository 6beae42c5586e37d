// Where things lie: the root of the repository and the folders the commands write to.
// Not here: what is written there.
import path from 'node:path';
import process from 'node:process';

export const root = path.resolve(import.meta.dirname, '..');
/** Downloads and profiles that are kept between runs; git-ignored. */
export const vscodeTest = path.join(root, '.vscode-test');
/** What a run leaves for a person to look at: the VSIX, screenshots; git-ignored. */
export const artifacts = path.join(root, 'artifacts');
export const dist = path.join(root, 'dist');

/** The Node 24 of the npm package `node`; the file is the same whichever Node runs this. */
export const node24 = path.join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** This platform as vsce and the marketplace name it, e.g. `linux-x64`, `alpine-arm64`, `win32-x64`. */
export function vsceTarget(): string {
  const { platform, arch } = process;
  const machine = arch === 'arm' ? 'armhf' : arch;
  return `${platform === 'linux' && isMusl() ? 'alpine' : platform}-${machine}`;
}

function isMusl(): boolean {
  const report: unknown = process.report.getReport();
  if (typeof report !== 'object' || report === null || !('header' in report)) return false;
  const { header } = report;
  return typeof header === 'object' && header !== null && !('glibcVersionRuntime' in header);
}

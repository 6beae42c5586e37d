// `npm test -- --only desktop`: the desktop VS Code, downloaded by @vscode/test-electron, with tests inside its extension host.
// Not here: those tests (test/vscode/desktop), the VS Code in the browser (suites.ts).
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { run } from '../children.ts';
import { freshVsix } from '../package/vsix.ts';
import { root, vscodeTest } from '../paths.ts';
import { writeSampleWorkspace } from '../start/workspace.ts';

/** The exit code when there is nothing to run the tests in, which says neither that they pass nor that they fail. */
const cannotRun = 3;

/** Runs the suite; its exit code: 0 passed, 1 failed, 3 no desktop VS Code to be had. */
export async function runDesktop(log: (line: string) => void): Promise<number> {
  await freshVsix(log);
  const executable = await findDesktop();
  if (typeof executable !== 'string') {
    console.log(`The desktop VS Code could not be had: ${executable.why}`);
    console.log(
      'Its download server must be reachable. "npm test" runs the VS Code tests in the browser form instead.',
    );
    return cannotRun;
  }
  const suite = path.join(vscodeTest, 'desktop', 'suite.cjs');
  mkdirSync(path.dirname(suite), { recursive: true });
  await build({
    entryPoints: [path.join(root, 'test', 'vscode', 'desktop', 'suite.ts')],
    outfile: suite,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  return inWindow(executable, suite);
}

async function inWindow(executable: string, suite: string): Promise<number> {
  const profile = mkdtempSync(path.join(tmpdir(), 'vscode-desktop-'));
  const results = path.join(profile, 'results.txt');
  try {
    const workspace = writeSampleWorkspace(path.join(profile, 'workspace'));
    await runTests({
      vscodeExecutablePath: executable,
      // The development path is the repository itself: the bundles in dist are those of the VSIX just made.
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      extensionTestsEnv: { TRELLIS_RESULTS: results },
      launchArgs: [workspace, '--user-data-dir', path.join(profile, 'data'), '--disable-workspace-trust'],
    });
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    if (existsSync(results)) console.log(readFileSync(results, 'utf8').trimEnd());
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function findDesktop(): Promise<string | { why: string }> {
  try {
    const executable = await downloadAndUnzipVSCode({ cachePath: vscodeTest, version: 'stable' });
    // A desktop without its libraries or a display starts no window; asking for the version shows the first of these.
    const code = await run(executable, ['--version', '--no-sandbox', '--user-data-dir', tmpdir()], { stdio: 'ignore' });
    return code === 0 ? executable : { why: `${executable} does not start here (exit ${code})` };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

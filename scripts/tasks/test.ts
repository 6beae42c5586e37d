// `npm test`: types and lint, the build, the tests in plain Node, the tests in a real VS Code; then the counts of all.
// Not here: what a step does (scripts/test/).
import process from 'node:process';
import { prepareDatabases } from '../databases/fetch.ts';
import { freshVsix } from '../package/vsix.ts';
import { build, check, elapsed } from '../test/checks.ts';
import { prepareCurl } from '../test/curl.ts';
import { runDesktop } from '../test/desktop.ts';
import { type Only, parseOnly, unitFiles, vscodeFiles } from '../test/plan.ts';
import { runSuite } from '../test/suites.ts';
import { failedStep, report, type Step, total } from '../test/tally.ts';
import { findBrowser, prepareBrowser } from '../vscode/browser.ts';
import { installVscode } from '../vscode/install.ts';

const log = (line: string): void => console.error(line);
const steps: Step[] = [];

async function unit(): Promise<Step> {
  // Tests of the panel need a browser, too. Without one they say so themselves.
  await prepareBrowser(log);
  await prepareCurl(log);
  // Tests of databases on the network say by themselves that there is none; here is why.
  const withoutDatabases = await prepareDatabases(log);
  if (withoutDatabases !== undefined) log(withoutDatabases);
  const browser = findBrowser();
  if (browser !== undefined) process.env.TRELLIS_CHROMIUM = browser;
  return runSuite({ name: 'unit', files: unitFiles(), concurrency: 2, fileTimeout: 180_000 });
}

async function inVscode(): Promise<Step> {
  const since = performance.now();
  const { missing } = await prepareBrowser(log);
  if (missing !== undefined) {
    if (process.env.CI === 'true') return failedStep('vscode', elapsed(since), missing);
    const files = vscodeFiles();
    const notes = [`skipped: ${files.length} files of tests in VS Code: ${missing}`];
    return { name: 'vscode', passed: 0, failed: 0, skipped: files.length, seconds: elapsed(since), notes };
  }
  try {
    await installVscode(log);
    process.env.TRELLIS_VSIX = await freshVsix(log);
  } catch (error) {
    return failedStep('vscode', elapsed(since), error instanceof Error ? error.message : String(error));
  }
  // One window at a time: on two cores a second one makes both slow and neither more true.
  return runSuite({ name: 'vscode', files: vscodeFiles(), concurrency: 1, fileTimeout: 300_000 });
}

async function everything(): Promise<void> {
  await step('Types, lint and format', check);
  const built = await step('Production build and package', build);
  // Without a build the tests would judge an old one.
  if (built.failed > 0) return;
  await step('Tests in plain Node', unit);
  await step('Tests in VS Code', inVscode);
}

async function step(title: string, work: () => Promise<Step>): Promise<Step> {
  console.log(`\n== ${title}`);
  const done = await work();
  steps.push(done);
  return done;
}

async function main(only: Only | undefined): Promise<void> {
  if (only === 'desktop') {
    process.exitCode = await runDesktop(log);
    return;
  }
  if (only === 'unit') {
    // They run the built server and read what the bundler says.
    const built = await step('Production build and package', build);
    if (built.failed === 0) await step('Tests in plain Node', unit);
  } else if (only === 'vscode') await step('Tests in VS Code', inVscode);
  else await everything();
  for (const line of report(steps)) console.log(line);
  process.exitCode = total(steps).failed > 0 ? 1 : 0;
}

try {
  await main(parseOnly(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

// Finds the browser that drives VS Code in the tests, and installs one where that is ordinary (Debian, as root).
// Not here: the browser a person uses with `npm start`.
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { type BrowserContext, chromium } from 'playwright-core';
import { capture, run } from '../children.ts';

export const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts the browser with a profile of its own, kept in `folder`, and one window of the given size in pixels.
 * Rejects with what to do when there is no browser.
 */
export async function launchProfile(folder: string, size: { width: number; height: number }): Promise<BrowserContext> {
  const executablePath = findBrowser();
  const browser = executablePath === undefined ? { channel: 'chrome' } : { executablePath };
  try {
    return await chromium.launchPersistentContext(folder, { ...browser, args: browserArguments, viewport: size });
  } catch (cause) {
    const advice = 'Install Chrome or Chromium, or name one in TRELLIS_CHROMIUM.';
    throw new Error(`No browser for the VS Code tests could be started. ${advice}`, { cause });
  }
}

/** Makes sure that a browser can be started, installing Debian's when needed; the reason when none can be had. */
export async function prepareBrowser(log: (line: string) => void): Promise<{ missing?: string }> {
  if (findBrowser() === undefined && isDebian() && process.getuid?.() === 0) {
    log('Installing chromium for the tests (apt-get, about a minute) ...');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const update = await capture('apt-get', ['update'], { env });
    const toStandardError = {
      env,
      stdio: ['ignore', process.stderr, 'inherit'] as ['ignore', NodeJS.WriteStream, 'inherit'],
    };
    if (update.code !== 0) log(update.output);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], toStandardError);
  }
  const profile = mkdtempSync(path.join(tmpdir(), 'trellis-browser-'));
  try {
    const browser = await launchProfile(profile, { width: 200, height: 200 });
    await browser.close();
    return {};
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? `\n${error.cause.message.split('\n')[0]}` : '';
    return { missing: `${error instanceof Error ? error.message : String(error)}${cause}` };
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The path of a Chromium; undefined: none of ours, and Playwright is asked for the machine's Chrome. */
export function findBrowser(): string | undefined {
  const named = process.env.TRELLIS_CHROMIUM;
  if (named !== undefined && named !== '') return named;
  const folders = (process.env.PATH ?? '').split(path.delimiter).concat('/usr/bin', '/snap/bin');
  const names = ['chromium', 'chromium-browser'];
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDebian(): boolean {
  if (!existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
}

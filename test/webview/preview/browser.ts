// A headless Chromium for the preview: found, started, and made to tell every complaint of the page.
// Not here: what is checked (panel.ts, scenes.test.ts).
import { existsSync } from 'node:fs';
import process from 'node:process';
import { type Browser, chromium, type Page } from 'playwright-core';
import { scenes } from './scenes.ts';
import type { ThemeName } from './themes.ts';

/** Where Chromium is: what TRELLIS_CHROMIUM names, else Debian's place; undefined when there is none. */
export function chromiumPath(): string | undefined {
  return [process.env.TRELLIS_CHROMIUM, '/usr/bin/chromium'].find((path) => path !== undefined && existsSync(path));
}

export function launch(executablePath: string): Promise<Browser> {
  const quiet = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ];
  return chromium.launch({ executablePath, args: [...quiet, '--disable-component-update', '--disable-sync'] });
}

export interface OpenScene {
  page: Page;
  /** Errors, console errors and refusals of the policy, as they come. */
  complaints: string[];
}

/** An empty page in a context of its own, for scenes of the preview at `url`, one after the other. */
export async function openPage(browser: Browser, url: string): Promise<OpenScene> {
  const page = await browser.newPage({ deviceScaleFactor: 1 });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`pageerror: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    // A hint of the browser about speed, which comes when the machine is busy.
    if (message.text().includes('willReadFrequently')) return;
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
      complaints.push(`request: ${request.url()}`);
  });
  return { page, complaints };
}

/** Shows a scene in place of what the page showed, and waits until it is drawn. Sizes in CSS pixels. */
export async function showScene(
  { page, complaints }: OpenScene,
  url: string,
  scene: string,
  theme: ThemeName,
  size: { width: number; height: number },
): Promise<void> {
  await page.setViewportSize(size);
  // Whatever the scene before this one pointed at must not be hovered in this one.
  await page.mouse.move(-1, -1);
  page.once('framenavigated', () => complaints.splice(0));
  await page.goto(`${url}/?scene=${scene}&theme=${theme}`);
  await page.locator('#root > main > *').first().waitFor({ state: 'attached' });
  const { typed } = scenes[scene] ?? {};
  if (typed !== undefined) {
    await page.getByTestId('composer-input').pressSequentially(typed);
    await page.getByTestId('completion').first().waitFor();
  }
}

/** Opens a scene in a page of its own. */
export async function openScene(
  browser: Browser,
  url: string,
  scene: string,
  theme: ThemeName,
  width: number,
): Promise<OpenScene> {
  const open = await openPage(browser, url);
  await showScene(open, url, scene, theme, { width, height: 900 });
  return open;
}

export async function chartsDrawn(page: Page): Promise<void> {
  const charts = page.getByTestId('chart');
  for (let index = 0; index < (await charts.count()); index++) {
    await charts.nth(index).scrollIntoViewIfNeeded();
    await page.locator('[data-testid="chart"][data-drawn="true"]').nth(index).waitFor();
  }
}

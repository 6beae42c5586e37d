// The panel in a browser, for a file of tests: one browser and a few pages, scenes opened in them, complaints watched for.
// Not here: the scenes (scenes.ts), what is checked (the tests here and in ../view), accessibility (axe.ts).
import assert from 'node:assert/strict';
import process from 'node:process';
import { after, before } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { FromWebview, ToWebview } from '../../../src/bridge/messages.ts';
import { chartsDrawn, chromiumPath, launch, type OpenScene, openPage, showScene } from './browser.ts';
import { type PreviewServer, startPreview } from './server.ts';
import { type ThemeName, themes } from './themes.ts';

const executable = chromiumPath();
/** Why tests in a browser are skipped; false when they are not. */
export const missing = executable === undefined ? 'No Chromium: install one or name it with TRELLIS_CHROMIUM.' : false;
if (missing && process.env.CI === 'true') throw new Error(missing);
if (missing) console.log(`Skipped: ${missing}`);

/** Dark and as narrow as a side bar, where nothing is said. Sizes in CSS pixels. */
export interface Look {
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** No other scene is shown in the page: what is done to it outlasts the scene. */
  alone?: boolean;
}

export type See = (scene: string, look: (page: Page) => Promise<void>, as?: Look) => Promise<void>;

/**
 * Starts a browser before the tests of the file that calls it, and ends it after them. `see` opens a scene, lets `look`
 * at it, and fails on anything the page complained of or reported. Tests may do so at the same time.
 */
export function panelInBrowser(): See {
  let started: { browser: Browser; preview: PreviewServer } | undefined;
  const idle: OpenScene[] = [];

  before(async () => {
    if (executable === undefined) return;
    const preview = await startPreview();
    started = { preview, browser: await launch(executable) };
  });
  after(async () => {
    await started?.browser.close();
    started?.preview.close();
  });

  return async (scene, look, { theme = 'dark', width = 300, height = 900, alone = false } = {}) => {
    assert.ok(started);
    const { browser, preview } = started;
    const open = (alone ? undefined : idle.pop()) ?? (await openPage(browser, preview.url));
    const { page, complaints } = open;
    try {
      await showScene(open, preview.url, scene, theme, { width, height });
      await look(page);
      const reports = await posted(page, 'report');
      assert.deepEqual({ complaints, reports }, { complaints: [], reports: [] });
    } catch (cause) {
      // Whatever is going on in it must not reach the next scene.
      await page.close();
      throw cause;
    }
    if (alone) await page.close();
    else idle.push(open);
  };
}

/** What the page has posted to its host so far: all of it, or what is of one kind. */
export function posted(page: Page): Promise<FromWebview[]>;
export function posted<K extends FromWebview['kind']>(
  page: Page,
  kind: K,
): Promise<Extract<FromWebview, { kind: K }>[]>;
export function posted(page: Page, kind?: string): Promise<FromWebview[]> {
  const ofKind = kind === undefined ? '' : `.filter((intent) => intent.kind === '${kind}')`;
  return page.evaluate(`window.host.posted${ofKind}`);
}

/** Sends the page a message of its host. */
export async function hear(page: Page, message: ToWebview): Promise<void> {
  await page.evaluate(`window.host.send(${JSON.stringify(message)})`);
}

/**
 * Waits, frame by frame, until the expression is true in the page; its value. The policy forbids Playwright's own way.
 * Rejects after half a minute, as everything of Playwright's does.
 */
export function until(page: Page, expression: string): Promise<unknown> {
  return page.evaluate(`new Promise((done, fail) => {
    const end = performance.now() + 30_000;
    const look = () => {
      const value = (${expression});
      if (value) done(value);
      else if (performance.now() > end) fail(new Error(${JSON.stringify(`It never was true: ${expression}`)}));
      else requestAnimationFrame(look);
    };
    look();
  })`);
}

export async function untilPosted(page: Page, kind: FromWebview['kind'], count = 1): Promise<void> {
  await until(page, `window.host.posted.filter((intent) => intent.kind === '${kind}').length >= ${count}`);
}

/** Gives the page another theme, as VS Code does while it is open, and waits until all of it is drawn in it. */
export async function changeTheme(page: Page, theme: ThemeName): Promise<void> {
  await page.evaluate(`(async () => {
    window.host.applyTheme(${JSON.stringify(themes[theme])});
    const frame = () => new Promise(requestAnimationFrame);
    // The controls see the change, take their colours, and draw them: a frame for each.
    for (const _ of [1, 2, 3]) await frame();
    const transitions = document.getAnimations().filter((each) => each instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
  })()`);
  await chartsDrawn(page);
}

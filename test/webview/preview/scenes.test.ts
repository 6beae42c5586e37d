// How the built panel looks in a real browser: everything is drawn, inside of a narrow side bar, and can be read by everybody.
// Not here: what a person does in it (panel.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { chartTypes } from '../../../src/protocol/trellis/visualization.ts';
import { accessibilityProblems } from './axe.ts';
import { chartsDrawn } from './browser.ts';
import { changeTheme, missing, panelInBrowser, until } from './panel.ts';
import { scenes } from './scenes.ts';
import { type ThemeName, themes } from './themes.ts';

/** Between them they hold every kind of control and text. */
const judgedScenes = [
  'first',
  'empty',
  'chart-bar',
  'table',
  'markdown',
  'errors',
  'running',
  'unsent',
  'chips',
  'waiting',
  'reading',
  'clarification',
  'suggestions',
  'model',
  'model-running',
  'model-failed',
  'assistant-thinking',
  'assistant-done',
  'assistant-picture',
  'assistant-images',
];
const themeNames: ThemeName[] = ['dark', 'light', 'highContrast', 'highContrastLight'];

const see = panelInBrowser();

/** Two at a time, since each waits for the browser most of the time. */
describe('the looks of the panel', { skip: missing, concurrency: 2 }, () => {
  for (const kind of chartTypes) {
    test(`draws a ${kind} chart in a 300 px side bar, says what it shows, and can be read as a table`, () =>
      see(`chart-${kind}`, async (page) => {
        await chartsDrawn(page);
        const chart = page.getByTestId('chart');
        assert.equal(await chart.getAttribute('data-chart-type'), kind);
        assert.match((await chart.getAttribute('aria-label')) ?? '', /\d/);
        assert.ok(await inkOf(page), 'the canvas is not blank');
        await page.getByText('View as table').click();
        assert.ok((await page.getByTestId('table').locator('tbody tr').count()) > 0);
      }));
  }

  for (const scene of Object.keys(scenes)) {
    test(`shows "${scene}" at 300 px with nothing cut, under the policy`, () =>
      see(scene, async (page) => {
        await chartsDrawn(page);
        assert.deepEqual(await cutControls(page), []);
      }));
  }

  for (const scene of judgedScenes) {
    test(`"${scene}" has no serious accessibility problem in any kind of theme`, () =>
      see(scene, async (page) => {
        await chartsDrawn(page);
        for (const theme of themeNames) {
          await changeTheme(page, theme);
          assert.deepEqual(await accessibilityProblems(page), [], theme);
        }
      }));
  }

  for (const scene of ['empty', 'assistant-done'])
    test(`"${scene}" looks the same in a theme it was changed to as in one it was opened in`, async () => {
      const opened = new Map<ThemeName, string[]>();
      for (const theme of themeNames)
        await see(scene, async (page) => void opened.set(theme, await coloursOf(page)), { theme });
      await see(scene, async (page) => {
        for (const theme of themeNames) {
          await changeTheme(page, theme);
          assert.deepEqual(await coloursOf(page), opened.get(theme), theme);
        }
      });
    });

  test('charts follow a change of the theme', () =>
    see('chart-bar', async (page) => {
      await chartsDrawn(page);
      const before = await inkOf(page);
      await page.evaluate(`window.host.applyTheme(${JSON.stringify(themes.highContrast)})`);
      await until(page, `(${ink})() !== ${JSON.stringify(before)}`);
    }));
});

/** In the page: the colours a chart's canvas has, as text; false for a blank one. */
const ink = `() => {
  const canvas = document.querySelector('[data-testid=chart] canvas');
  if (!canvas || canvas.width === 0) return false;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(data[i] + ',' + data[i + 1] + ',' + data[i + 2]);
  return seen.size > 0 && [...seen].sort().join(' ');
}`;

function inkOf(page: Page): Promise<string | false> {
  return page.evaluate(`(${ink})()`);
}

/** What each element is drawn with, those inside of controls too. */
function coloursOf(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const all = (root) => [...root.querySelectorAll('*')].flatMap((each) => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
    return all(document.body).map((each) => {
      const { color, backgroundColor, borderColor, outlineColor, fill, opacity } = getComputedStyle(each);
      return [each.localName, color, backgroundColor, borderColor, outlineColor, fill, opacity].join(' ');
    });
  })()`);
}

/** What sticks out of the page to the side, or out of a box that does not scroll. */
function cutControls(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const wide = document.documentElement.scrollWidth > innerWidth ? ['page ' + document.documentElement.scrollWidth] : [];
    const scrolls = (node) => node && (/(auto|scroll)/.test(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
    for (const node of document.querySelectorAll('button, vscode-button, vscode-dropdown, textarea, summary, a, canvas')) {
      const { left, right, width } = node.getBoundingClientRect();
      if (width > 0 && (left < -0.5 || right > innerWidth + 0.5) && !scrolls(node.parentElement)) wide.push(node.outerHTML.slice(0, 120));
    }
    const transcript = document.querySelector('.transcript');
    if (transcript && transcript.scrollWidth > transcript.clientWidth) wide.push('transcript ' + transcript.scrollWidth);
    return wide;
  })()`);
}

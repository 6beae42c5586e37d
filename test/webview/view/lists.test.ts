// The lists of the composer (data, model, provider, mood), in a real browser: where they open, how their entries are told apart.
// Not here: what a choice does (assistant.test.ts, preview/panel.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Look, missing, panelInBrowser } from '../preview/panel.ts';
import { type ThemeName, themes } from '../preview/themes.ts';

const seen = panelInBrowser();
const see = (scene: string, look: (page: Page) => Promise<void>, as: Look = {}) =>
  seen(scene, look, { height: 700, ...as });

interface Box {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

describe('the lists of the composer', { skip: missing, concurrency: 2 }, () => {
  const open = async (page: Page, testId: string): Promise<{ list: Box; control: Box }> => {
    await page.getByTestId(testId).click();
    // The list finds its place and its entry within two frames.
    await page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))',
    );
    return page.evaluate(`(() => {
      const boxOf = (element) => (({ top, bottom, left, right }) => ({ top, bottom, left, right }))(element.getBoundingClientRect());
      const control = document.querySelector('[data-testid="${testId}"]');
      return { list: boxOf(control.shadowRoot.querySelector('[part=listbox]')), control: boxOf(control) };
    })()`);
  };

  for (const height of [220, 700])
    for (const [scene, testId] of [
      ['assistant-many', 'model-select'],
      ['assistant-many', 'mood-select'],
    ] as const)
      test(`in ${scene} at ${height} pixels, ${testId} opens upwards inside the page, and the last entry is taken with the mouse`, () =>
        see(
          scene,
          async (page) => {
            const { list, control } = await open(page, testId);
            assert.ok(list.bottom <= control.top + 2, 'above its control');
            assert.ok(list.top >= 0 && list.left >= 0 && list.right <= 300, JSON.stringify(list));
            const last = page.getByTestId(testId).getByRole('option').last();
            const label = (await last.textContent()) ?? '';
            await page.mouse.move(list.left + 20, list.bottom - 12);
            await page.mouse.wheel(0, 2000);
            await last.click();
            assert.equal(
              await page.evaluate(`document.querySelector('[data-testid="${testId}"]').displayValue`),
              label,
            );
          },
          { height },
        ));

  test('opening and closing them scrolls no part of the page', () =>
    see(
      'assistant-many',
      async (page) => {
        const moved = (): Promise<number[]> =>
          page.evaluate(
            "[document.documentElement, document.body, document.querySelector('#root'), document.querySelector('.app')].map((box) => { box.scrollTop += 50; return box.scrollTop; })",
          );
        for (const testId of ['model-select', 'mood-select']) {
          await open(page, testId);
          assert.deepEqual(await moved(), [0, 0, 0, 0], `${testId} open`);
          await page.keyboard.press('End');
          await page.keyboard.press('Escape');
          assert.deepEqual(await moved(), [0, 0, 0, 0], `${testId} closed`);
        }
        assert.equal(await page.evaluate("document.querySelector('.header').getBoundingClientRect().top"), 0);
      },
      { height: 320 },
    ));

  test('an entry says more about itself below its name, and its control keeps to the name', () =>
    see('assistant-many', async (page) => {
      const { list } = await open(page, 'model-select');
      assert.ok(list.bottom - list.top <= 260);
      const claude = page.getByRole('option', { name: 'claude' });
      const hint = `getComputedStyle([...document.querySelectorAll('vscode-option')].find(({ value }) => value === 'claude'), '::after').content`;
      assert.equal(await page.evaluate(hint), '"claude-sonnet, not connected"');
      await claude.click();
      assert.equal(await page.evaluate("document.querySelector('[data-testid=model-select]').displayValue"), 'claude');
    }));

  for (const theme of Object.keys(themes) as ThemeName[])
    test(`in the theme ${theme} the chosen entry can be read and told from the others`, () =>
      see(
        'assistant-many',
        async (page) => {
          await open(page, 'mood-select');
          await page.mouse.move(5, 5);
          await page.screenshot({ path: `artifacts/panel/lists/${theme}.png` });
          const looks = (value: string): Promise<{ color: string; mark: string }> =>
            page.evaluate(`(() => {
              const entry = [...document.querySelectorAll('[data-testid=mood-select] vscode-option')].find((each) => each.value === '${value}');
              const { color, backgroundColor, outline } = getComputedStyle(entry);
              return { color, mark: backgroundColor + outline };
            })()`);
          const chosen = await looks('default');
          const other = await looks('serious');
          assert.notEqual(chosen.mark, other.mark);
          const { variables } = themes[theme];
          const hex = variables['list-activeSelectionForeground'] ?? variables['dropdown-foreground'] ?? '';
          const rgb = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(', ');
          assert.equal(chosen.color, `rgb(${rgb})`);
        },
        { theme },
      ));
});

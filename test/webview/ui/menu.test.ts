// The menu at a button, in a real browser: what opens and closes it, and where the keyboard is then.
// Not here: what the menu of a chart holds (test/webview/chart, test/vscode/chartTools.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { missing, panelInBrowser } from '../preview/panel.ts';

const see = panelInBrowser();

describe('a menu', { skip: missing }, () => {
  test('is closed by the button that opened it', () =>
    see('chart-bar', async (page) => {
      const button = page.getByTestId('chart-tools').first();
      const menu = page.getByRole('menu');
      await button.click();
      await menu.waitFor();
      await button.click();
      assert.equal(await menu.count(), 0);
      assert.equal(await button.getAttribute('aria-expanded'), 'false');
      await button.click();
      await menu.waitFor();
    }));

  test('that closes because the keyboard went elsewhere does not take it back', () =>
    see('chart-bar', async (page) => {
      await page.getByTestId('chart-tools').first().click();
      await page.getByRole('menu').waitFor();
      await page.evaluate('document.activeElement.blur(); window.dispatchEvent(new Event("blur"))');
      assert.equal(await page.getByRole('menu').count(), 0);
      assert.equal(await page.evaluate('document.activeElement === document.body'), true);
    }));
});

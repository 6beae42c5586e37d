// The grid, its tab, the tree of data, the form for a database and the list of data, in a real VS Code in all four themes.
// Not here: what they do (grid.test.ts, databases.test.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { expand, formOf, openData, openForm, openPanel, rowOf } from '../support/vscodeDatabases.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { ask, startWithSample } from '../support/vscodePanel.ts';

const themes = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
  ['high-contrast', 'Default High Contrast'],
  ['high-contrast-light', 'Default High Contrast Light'],
] as const;

for (const [name, theme] of themes)
  describe(`whole data, ${name}`, () => {
    let vscode: Vscode;
    before(async () => {
      vscode = await launchVscode({ theme, size: { width: 1280, height: 900 } });
      await startWithSample(vscode);
    });
    after(() => vscode?.close());

    test('the grid, in a side bar of 300 pixels and in a tab', async () => {
      const answer = await ask(vscode, 'List all orders');
      await answer.getByTestId('show-grid').click();
      const { panel, page } = vscode;
      await panel.locator('.grid-row:not(.waiting)').first().waitFor({ timeout: 60_000 });
      await panel.locator('.grid-box:not(.stale) [data-row="0"] [data-column="1"]').click();
      await page.keyboard.press('Shift+ArrowDown');
      await vscode.screenshot(`grid-narrow-${name}`);
      await panel.getByTestId('grid-tab').click();
      await page.locator('.tab.active', { hasText: 'Result' }).waitFor();
      await formOf(vscode).locator('.grid-row:not(.waiting)').first().waitFor({ timeout: 60_000 });
      await vscode.screenshot(`grid-tab-${name}`);
    });

    test('the tree of data, and the list to choose from', async () => {
      const pane = await openData(vscode);
      await expand(rowOf(pane, 'Sample data'));
      await expand(rowOf(pane, 'orders'));
      await rowOf(pane, 'order_id').waitFor();
      await vscode.screenshot(`data-tree-${name}`);
      await openPanel(vscode);
      await vscode.runCommand('Trellis: Choose Data');
      await vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Sample data' }).waitFor();
      await vscode.screenshot(`data-list-${name}`);
      await vscode.page.keyboard.press('Escape');
    });

    test('the form for a database, with what is missing', async () => {
      const form = await openForm(vscode);
      await form.getByTestId('test').click();
      await form.getByTestId('database-problem').waitFor();
      await vscode.screenshot(`database-form-${name}`);
    });

    test('nothing is logged as an error and no report of the content security policy is made', () => {
      assert.deepEqual(vscode.consoleErrors, []);
    });
  });

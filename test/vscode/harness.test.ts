// The packaged extension in a clean VS Code: it is there, its views open, its commands are in the palette, nothing is logged as an error.
// Not here: what it answers (flows.test.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';

/** Those that make sense before anything is connected. */
const titles = [
  'Trellis: Ask',
  'Trellis: Ask About Selection',
  'Trellis: Start with Sample Data',
  'Trellis: Open Data...',
  'Trellis: Sign In',
];

describe('the packaged extension in a clean VS Code', () => {
  let vscode: Vscode;
  before(async () => {
    vscode = await launchVscode();
  });
  after(() => vscode.close());

  test('has its place in the activity bar and opens its view with the three ways to begin', async () => {
    await vscode.openView();
    for (const id of ['start-sample', 'open-data', 'sign-in']) await vscode.panel.getByTestId(id).waitFor();
    await vscode.page.locator('.part.sidebar .pane-header', { hasText: 'Chats' }).waitFor();
    await vscode.screenshot('first-view');
  });

  test('offers its commands in the palette', async () => {
    const { page, quickInput } = vscode;
    // A question about a selection is offered where there is an editor.
    await vscode.openFile('counts.sql');
    for (const title of titles) {
      await page.keyboard.press('F1');
      await quickInput.fill(`>${title}`);
      await vscode.quickRow(title).waitFor();
      await page.keyboard.press('Escape');
      await quickInput.waitFor({ state: 'hidden' });
    }
  });

  test('loads its panel from its own files alone', async () => {
    const frame = await vscode.panelFrame();
    const sources = await frame.evaluate(
      "[...document.querySelectorAll('script[src],link[href],img[src]')].map((e) => e.src ?? e.href)",
    );
    assert.ok(Array.isArray(sources));
    for (const source of sources) assert.match(String(source), /vscode-resource|^data:/);
  });

  test('logs no error and no report of the content security policy', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

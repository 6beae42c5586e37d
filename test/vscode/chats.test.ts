// The tree of chats: listed newest first, opened, renamed, deleted after a question, one and many.
// Not here: the panel (flows.test.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { ask, startWithSample } from '../support/vscodePanel.ts';

describe('the tree of chats', () => {
  let vscode: Vscode;
  const pane = () =>
    vscode.page.locator('.part.sidebar .pane', { has: vscode.page.locator('.pane-header', { hasText: 'Chats' }) });
  const rows = () => pane().locator('.monaco-list-row');
  const row = (title: string) => rows().filter({ hasText: title });
  const dialog = () => vscode.page.locator('.monaco-dialog-box');
  /** The keyboard comes back to the tree a moment after a dialog has gone. */
  const keyboardIsBack = () => pane().locator('.monaco-list:focus, .monaco-list :focus').first().waitFor();

  before(async () => {
    vscode = await launchVscode({ size: { width: 1280, height: 1000 } });
    await startWithSample(vscode);
    for (const question of [
      'How many orders are there?',
      'How many products are there?',
      'How many customers are there?',
    ]) {
      await vscode.runCommand('Trellis: New Chat');
      await ask(vscode, question);
    }
    await vscode.page.locator('.part.sidebar .pane-header', { hasText: 'Chats' }).click();
    await row('How many orders').waitFor();
  });
  after(() => vscode.close());

  test('chats are listed newest first, named after their questions', async () => {
    assert.equal(await rows().count(), 3);
    const names = await rows().locator('.label-name').allTextContents();
    assert.deepEqual(names, [
      'How many customers are there?',
      'How many products are there?',
      'How many orders are there?',
    ]);
    await vscode.screenshot('chats');
  });

  test('a click opens a chat with its messages', async () => {
    await row('How many products').click();
    const asked = vscode.panel.getByTestId('turn-user');
    await asked.filter({ hasText: 'How many products' }).waitFor();
    assert.equal(await asked.count(), 1);
  });

  test('F2 renames', async () => {
    await row('How many products').click();
    await vscode.page.keyboard.press('F2');
    await vscode.page.locator('.quick-input-widget', { hasText: 'Rename Chat' }).waitFor();
    await vscode.quickInput.fill('The catalogue');
    await vscode.page.keyboard.press('Enter');
    await row('The catalogue').waitFor();
    assert.equal(await row('How many products').count(), 0);
  });

  test('deleting asks first, and no is no', async () => {
    await row('The catalogue').click();
    await vscode.page.keyboard.press('Delete');
    await dialog().waitFor();
    await vscode.screenshot('delete-asks');
    await dialog().getByText('Cancel').click();
    await dialog().waitFor({ state: 'detached' });
    await keyboardIsBack();
    assert.equal(await rows().count(), 3);
    await row('The catalogue').click();
    await vscode.page.keyboard.press('Delete');
    await dialog().getByText('Delete', { exact: true }).click();
    await row('The catalogue').waitFor({ state: 'detached' });
    assert.equal(await rows().count(), 2);
  });

  test('many are deleted at once', async () => {
    await row('How many customers').click();
    await row('How many orders').click({ modifiers: ['ControlOrMeta'] });
    await vscode.screenshot('chats-selected');
    await vscode.page.keyboard.press('Delete');
    await dialog().getByText('2 chats').waitFor();
    await dialog().getByText('Delete', { exact: true }).click();
    await pane().getByText('No chats yet').waitFor();
  });

  test('nothing is logged as an error and no report of the content security policy is made', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

// What can be done with one message in the panel: thumbs with a note, editing a question, deleting it with what follows.
// Not here: stopping and asking again (survival.test.ts), the tree (chats.test.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { ask, startWithSample } from '../support/vscodePanel.ts';

describe('messages', () => {
  let vscode: Vscode;
  const questions = () => vscode.panel.getByTestId('turn-user');
  const dialog = () => vscode.page.locator('.monaco-dialog-box');

  before(async () => {
    vscode = await launchVscode({ size: { width: 1280, height: 900 } });
    await startWithSample(vscode);
    for (const question of ['How many orders are there?', 'How many products are there?']) await ask(vscode, question);
  });
  after(() => vscode.close());

  test('a thumb stays down, and thumbs down asks what was wrong', async () => {
    const last = vscode.panel.getByTestId('turn-assistant').last();
    await last.getByTestId('feedback-positive').click();
    await last.locator('[data-testid="feedback-positive"][aria-pressed="true"]').waitFor();
    await last.getByTestId('feedback-negative').click();
    await vscode.page.locator('.quick-input-widget', { hasText: 'What was wrong' }).waitFor();
    await vscode.screenshot('feedback-note');
    await vscode.quickInput.fill('I meant categories');
    await vscode.page.keyboard.press('Enter');
    await last.locator('[data-testid="feedback-negative"][aria-pressed="true"]').waitFor();
    await vscode.reload();
    await vscode.openView();
    await vscode.panel
      .getByTestId('turn-assistant')
      .last()
      .locator('[data-testid="feedback-negative"][aria-pressed="true"]')
      .waitFor();
  });

  test('a question is edited in its place; what was typed survives a reload, and the new answer comes', async () => {
    await questions().first().hover();
    // Who types or selects as soon as it is there must not find the caret moved afterwards.
    const focused = (await vscode.panelFrame()).evaluate(`new Promise((resolve) => {
      new MutationObserver(() => {
        const input = document.querySelector('[data-testid="edit-input"]');
        if (input) resolve(document.activeElement === input);
      }).observe(document.body, { childList: true, subtree: true });
    })`);
    await questions().first().getByTestId('edit-message').click();
    const field = vscode.panel.getByTestId('edit-input');
    assert.ok(await focused, 'the field is focused in the frame that shows it');
    await field.fill('How many orders are there in East?');
    await vscode.panel.getByText('all that follows go').waitFor();
    await vscode.screenshot('edit-question');
    await vscode.reload();
    await vscode.openView();
    assert.equal(await field.inputValue(), 'How many orders are there in East?');
    await field.press('Escape');
    await field.waitFor({ state: 'detached' });
    assert.equal(await questions().count(), 2);
    await questions().last().hover();
    await questions().last().getByTestId('edit-message').click();
    await field.fill('How many customers are there?');
    await field.press('Enter');
    await vscode.panel.getByTestId('turn-assistant').last().getByText('800 customers').waitFor();
    assert.equal(await questions().count(), 2);
  });

  test('deleting a question asks first, no is no, and yes takes what follows', async () => {
    await questions().last().hover();
    await vscode.screenshot('delete-message');
    await questions().last().getByTestId('delete-message').click();
    await dialog().getByText('This cannot be undone').waitFor();
    await dialog().getByText('Cancel').click();
    await dialog().waitFor({ state: 'detached' });
    assert.equal(await questions().count(), 2);
    await questions().last().hover();
    await questions().last().getByTestId('delete-message').click();
    await dialog().getByText('Delete', { exact: true }).click();
    await questions().filter({ hasText: 'customers' }).waitFor({ state: 'detached' });
    assert.equal(await vscode.panel.getByTestId('turn-assistant').count(), 1);
  });

  test('nothing is logged as an error and no report of the content security policy is made', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

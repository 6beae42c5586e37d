// Questions asked while an answer runs: they wait in sight, go one after the other, survive a reload; chats that stream side by side.
// Not here: stopping alone (survival.test.ts), the rules of the queue (test/host/questionQueue.test.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { slowQuestion } from '../support/testServer.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { answerTo, startWithSample, typeQuestion } from '../support/vscodePanel.ts';

describe('questions that wait', () => {
  let vscode: Vscode;
  const queued = () => vscode.panel.getByTestId('queued');
  const running = () => vscode.panel.locator('[data-status="running"]');

  async function send(question: string) {
    await typeQuestion(vscode, question);
    await vscode.page.keyboard.press('Enter');
  }

  before(async () => {
    vscode = await launchVscode({ size: { width: 1280, height: 900 } });
    await startWithSample(vscode);
    await send(slowQuestion);
    await vscode.panel.locator('[data-testid="turn-user"][data-delivery="sent"]').waitFor();
  });
  after(() => vscode.close());

  test('they are listed, and one is taken back into the composer', async () => {
    for (const question of ['How many orders are there?', 'How many products are there?', 'How many customers?'])
      await send(question);
    await queued().nth(2).waitFor();
    await vscode.screenshot('queue');
    await queued().nth(1).getByTestId('unqueue').click();
    await queued().nth(2).waitFor({ state: 'detached' });
    assert.equal(await vscode.panel.getByTestId('composer-input').inputValue(), 'How many products are there?');
    await vscode.panel.getByTestId('composer-input').fill('');
  });

  test('a reload in the middle of the answer keeps them in their order', async () => {
    await vscode.reload();
    await vscode.openView();
    await queued().nth(1).waitFor();
    assert.match((await queued().first().textContent()) ?? '', /orders/);
    await running().waitFor();
  });

  test('another chat streams beside, and the tree marks what runs', async () => {
    await vscode.panel.getByTestId('new-chat').click();
    await running().waitFor({ state: 'detached' });
    await send('Show me orders by region as a bar chart');
    await answerTo(vscode, 'Show me orders by region as a bar chart');
    await vscode.page.keyboard.press('F1');
    await vscode.quickInput.fill('>Trellis: Focus on Chats View');
    await vscode.page.keyboard.press('Enter');
    const row = vscode.page
      .locator('.pane', { hasText: 'Chats' })
      .getByRole('treeitem')
      .filter({ hasText: /run this/i });
    await row.first().click();
    await running().waitFor();
    assert.equal(await queued().count(), 2);
  });

  test('a stop ends the answer, and each that waits is asked after the one before', async () => {
    await vscode.panel.getByTestId('stop').click();
    await answerTo(vscode, 'How many orders are there?');
    await answerTo(vscode, 'How many customers?');
    await queued().first().waitFor({ state: 'detached' });
    await vscode.screenshot('queue-done');
    const questions = await vscode.panel.getByTestId('turn-user').allTextContents();
    assert.equal(questions.filter((text) => /orders/.test(text)).length, 1);
    assert.equal(questions.length, 3);
  });

  test('two questions written in one frame of an empty chat are one chat', async () => {
    await vscode.panel.getByTestId('new-chat').click();
    await vscode.panel.getByText('What would you like to know?').waitFor();
    const frame = await vscode.panelFrame();
    await frame.evaluate(`{
      const field = document.querySelector('.composer textarea');
      for (const words of ['How many customers are there?', 'How many products are there?']) {
        field.setRangeText(words, field.value.length, field.value.length, 'end');
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      }
    }`);
    await answerTo(vscode, 'How many products are there?');
    assert.equal(await vscode.panel.getByTestId('turn-user').count(), 2);
  });

  test('nothing is logged as an error and no report of the content security policy is made', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

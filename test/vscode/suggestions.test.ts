// Suggestions while a question is written, and the reading of its answer asked again, driven like a person by the keyboard.
// Not here: every key of the list (test/webview/preview/suggestions.test.ts), what is suggested (test/server).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { answerTo, chartNumbers, drawnChart, startWithSample, textOf, untilDraft } from '../support/vscodePanel.ts';

const begun = 'Number of orders by r';

describe('words that are suggested', () => {
  let vscode: Vscode;
  const offered = () => vscode.panel.getByTestId('completion');
  const press = (key: string) => vscode.page.keyboard.press(key);

  before(async () => {
    vscode = await launchVscode({ size: { width: 1280, height: 900 } });
    await startWithSample(vscode);
    // Nothing is suggested before the line is there.
    await vscode.panel.locator('[data-testid="connection"][data-phase="ready"]').waitFor({ state: 'attached' });
  });
  after(() => vscode.close());

  test('a question is begun, gone on with by a suggestion, and asked', async () => {
    await vscode.panel.getByTestId('composer-input').click();
    await vscode.page.keyboard.type(begun);
    await offered()
      .filter({ hasText: /region$/ })
      .first()
      .waitFor();
    assert.equal(await vscode.panel.getByTestId('composer-input').inputValue(), begun);
    await vscode.screenshot('suggestions');
    const place = (await offered().allTextContents()).findIndex((text) => /region$/.test(text));
    for (let at = 0; at <= place; at++) await press('ArrowDown');
    await press('Enter');
    await untilDraft(vscode, 'Number of orders by region');
    assert.equal(await vscode.panel.getByTestId('turn-user').count(), 0);
    await press('Enter');
    const answer = await answerTo(vscode, 'Number of orders by region');
    await answer.getByTestId('reading').waitFor();
  });

  test('the reading is put into the composer by the keyboard, and asked it gives the same answer', async () => {
    const answer = await answerTo(vscode, 'Number of orders by region');
    const before = await shownBy(answer);
    const reading = (await textOf(answer.getByTestId('reading'))).trim();
    await answer.getByTestId('reading').focus();
    await press('Enter');
    await untilDraft(vscode, reading);
    assert.equal(await vscode.panel.getByTestId('turn-user').count(), 1);
    await vscode.screenshot('reading');
    await press('Enter');
    // The reading differs from the question before in its capital letter at most, so it is the second question that is waited for.
    await vscode.panel.getByTestId('turn-user').nth(1).waitFor();
    const again = await answerTo(vscode, reading);
    assert.equal(await vscode.panel.getByTestId('turn-user').count(), 2);
    assert.deepEqual(await shownBy(again), before);
    assert.equal((await textOf(again.getByTestId('reading'))).trim(), reading);
  });

  test('what was being written comes back when the reading was asked in its place', async () => {
    await vscode.page.keyboard.type('And what about');
    await vscode.panel.getByTestId('reading').last().click();
    await vscode.panel.getByTestId('replaced').waitFor();
    await vscode.screenshot('reading-instead');
    await vscode.panel.getByTestId('send').click();
    await untilDraft(vscode, 'And what about');
    await vscode.reload();
    await vscode.openView();
    await untilDraft(vscode, 'And what about');
    assert.equal(await offered().count(), 0, 'no list opens by itself');
  });

  test('nothing is logged as an error and no report of the content security policy is made', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });

  /** The numbers of an answer: those of its chart, or the text of its table. */
  async function shownBy(answer: Awaited<ReturnType<typeof answerTo>>): Promise<unknown> {
    if ((await answer.getByTestId('chart').count()) > 0) return chartNumbers(await drawnChart(answer));
    return answer.getByTestId('table').locator('td').allTextContents();
  }
});

// The three flows driven like a person: the side bar, a selection in the editor, the palette; and a reload between.
// Not here: which answers are right for which question (test/server/answer).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import {
  answerTo,
  ask,
  chartNumbers,
  drawnChart,
  firstNumber,
  startWithSample,
  textOf,
  typeQuestion,
  untilDraft,
} from '../support/vscodePanel.ts';

describe('the three flows', () => {
  let vscode: Vscode;
  before(async () => {
    vscode = await launchVscode();
  });
  after(() => vscode.close());

  test('side bar: sample data, a bar chart, and a count that its bars add up to', async () => {
    await startWithSample(vscode);
    const charted = await ask(vscode, 'Show me orders by region as a bar chart');
    const chart = await drawnChart(charted);
    assert.equal(await chart.getAttribute('data-chart-type'), 'bar');
    await charted.getByTestId('sql-details').waitFor();
    await vscode.screenshot('flow-side-bar-chart');
    const bars = await chartNumbers(chart);
    assert.equal(bars.length, 4);

    const counted = await ask(vscode, 'How many orders are there?');
    await vscode.screenshot('flow-side-bar');
    const orders = firstNumber(await textOf(counted.getByTestId('answer-text')));
    assert.equal(
      bars.reduce((sum, bar) => sum + bar, 0),
      orders,
    );
    assert.ok(orders >= 50_000, `${orders} orders`);
  });

  test('selection: the selected statement becomes a chip with its lines, goes with the question and is answered', async () => {
    const { page, panel } = vscode;
    await vscode.openFile('counts.sql');
    // The first line alone: the file holds two statements.
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.press('Shift+End');
    await vscode.runCommand('Trellis: Ask About Selection');
    await panel.getByTestId('chip-remove').waitFor();
    const chip = panel.getByTestId('chip').last();
    assert.match(await textOf(chip), /counts\.sql/);
    // The composer has the focus, so the question is typed at once.
    await typeQuestion(vscode, 'run this');
    await vscode.screenshot('flow-selection-chip');
    await page.keyboard.press('Enter');
    const answer = await answerTo(vscode, 'run this');
    await vscode.screenshot('flow-selection');
    assert.match(await textOf(answer), /\d{2,3},\d{3}/);
  });

  test('selection: a chip can be removed before it is sent', async () => {
    const { panel } = vscode;
    await vscode.openFile('revenue.sql');
    await vscode.runCommand('Trellis: Ask About Selection');
    const remove = panel.getByTestId('chip-remove');
    await remove.waitFor();
    await remove.click();
    await remove.waitFor({ state: 'detached' });
  });

  test('palette: the question is typed into the input box and answered in the panel', async () => {
    const { page, quickInput } = vscode;
    await vscode.runCommand('Trellis: Ask');
    await quickInput.fill('How many customers are there?');
    await page.keyboard.press('Enter');
    const answer = await answerTo(vscode, 'How many customers are there?');
    await vscode.screenshot('flow-palette');
    assert.ok(firstNumber(await textOf(answer.getByTestId('answer-text'))) > 0);
  });

  test('reload: the chat and the draft are still there', async () => {
    const { panel } = vscode;
    await typeQuestion(vscode, 'a question not yet asked');
    const before = await panel.getByTestId('turn-user').allTextContents();
    await untilDraft(vscode, 'a question not yet asked');
    await vscode.reload();
    await vscode.openView();
    await panel.getByTestId('turn-user').last().waitFor();
    await untilDraft(vscode, 'a question not yet asked');
    assert.deepEqual(await panel.getByTestId('turn-user').allTextContents(), before);
    await vscode.screenshot('after-reload');
  });

  test('a new chat from the palette is empty', async () => {
    await vscode.runCommand('Trellis: New Chat');
    await vscode.panel.getByTestId('turn-user').first().waitFor({ state: 'detached' });
  });

  test('nothing is logged as an error and no report of the content security policy is made', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

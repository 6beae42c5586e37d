// Saved queries, memories and rules, driven like a person: saved from an answer, edited, run with values, deleted.
// Not here: older servers (test/session/libraryClient.test.ts), what typed values are sent as (test/host/library).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { answerTo, ask, startWithSample, textOf } from '../support/vscodePanel.ts';

const patience = 20_000;
const question = 'How many orders are there?';

function driver(of: () => Vscode) {
  const page = () => of().page;
  const pane = (title: string) =>
    page().locator('.part.sidebar .pane', { has: page().locator('.pane-header', { hasText: title }) });
  const box = () => page().locator('.quick-input-widget');
  return {
    pane,
    box,
    row: (title: string, text: string) => pane(title).locator('.monaco-list-row').filter({ hasText: text }),
    dialog: () => page().locator('.monaco-dialog-box'),
    async expand(title: string) {
      const header = pane(title).locator('.pane-header');
      if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
    },
    /** Answers the box that asks this. */
    async answer(asked: string | RegExp, text: string) {
      await box().filter({ hasText: asked }).waitFor();
      await of().quickInput.fill(text);
      await page().keyboard.press('Enter');
    },
    async cancel() {
      await box().locator('input').first().waitFor();
      await page().keyboard.press('Escape');
      await box().waitFor({ state: 'hidden' });
      await page().locator('.part.sidebar .monaco-list:focus').waitFor();
    },
    /** Waits for a notification, takes a picture of it under that name and closes it. */
    async notified(text: string, picture: string) {
      await of().runCommand('Notifications: Show Notifications');
      await page().locator('.notifications-center .notification-list-item', { hasText: text }).waitFor();
      await of().screenshot(picture);
      await of().runCommand('Notifications: Clear All Notifications');
    },
    /** Replaces the text of the editor that is active and saves it. */
    async writeEditor(text: string) {
      await page().locator('.editor-group-container.active .monaco-editor .view-lines').first().click();
      await page().keyboard.press('ControlOrMeta+A');
      await page().keyboard.insertText(text);
      await page().keyboard.press('ControlOrMeta+S');
    },
  };
}

const dirtyTab = (vscode: Vscode, name: string): Locator =>
  vscode.page.locator('.editor-group-container.active .tab.dirty', { hasText: name });

describe('saved queries', () => {
  let vscode: Vscode;
  const { pane, row, box, dialog, expand, answer, cancel, notified, writeEditor } = driver(() => vscode);
  const queries = (text: string) => row('Saved Queries', text);
  const asked = () => vscode.panel.getByTestId('turn-user');

  before(async () => {
    vscode = await launchVscode({ size: { width: 1280, height: 1000 }, settings: { 'files.autoSave': 'off' } });
    await startWithSample(vscode);
    vscode.page.setDefaultTimeout(patience);
  });
  after(() => vscode.close());

  test('an empty list says what it is for', async () => {
    await expand('Saved Queries');
    await pane('Saved Queries').getByText('A saved query is SQL under a name').waitFor();
    await vscode.screenshot('queries-empty');
  });

  test('the SQL of an answer is saved under its question', async () => {
    const answered = await ask(vscode, question);
    await answered.getByTestId('sql-details').locator('summary').first().click();
    await answered.getByTestId('save-query').first().click();
    await box().filter({ hasText: 'Title' }).waitFor();
    assert.equal(await vscode.quickInput.inputValue(), question);
    await vscode.screenshot('query-save');
    await vscode.page.keyboard.press('Enter');
    await answer(
      'Description',
      'All of **them** <b>ever</b> [run](command:workbench.action.quit) ![x](https://x.invalid/p)',
    );
    await queries(question).waitFor();
    await notified(`Saved "${question}"`, 'query-saved');
  });

  test('its tooltip is Markdown without commands, HTML or pictures', async () => {
    await queries(question).hover();
    const hover = vscode.page.locator('.monaco-hover', { hasText: 'All of' });
    await hover.locator('strong', { hasText: 'them' }).waitFor();
    await vscode.screenshot('query-tooltip');
    assert.equal(await hover.locator('img').count(), 0);
    assert.equal(await hover.locator('[data-href^="command:"], [href^="command:"]').count(), 0);
    assert.equal(await hover.locator('b').count(), 0);
    await vscode.page.mouse.move(900, 10);
  });

  test('its SQL is edited in an editor; saving writes it to the server', async () => {
    await queries(question).click({ button: 'right' });
    // A menu takes no click that began before it was open for a moment.
    await vscode.page.locator('.context-view .action-label', { hasText: 'Edit SQL' }).click({ delay: 200 });
    await vscode.page.locator('.tab.active', { hasText: '.sql' }).waitFor();
    await writeEditor('SELECT count(*) AS orders FROM orders WHERE region = {{region}} AND order_id > {{above}}');
    await queries('region, above').waitFor();
    await dirtyTab(vscode, '.sql').waitFor({ state: 'detached' });
    await vscode.screenshot('query-sql');
  });

  test('a refused save says why and keeps the text', async () => {
    await writeEditor('SELECT "{{column}}" FROM orders');
    await notified('cannot name a table or column', 'query-sql-refused');
    await dirtyTab(vscode, '.sql').waitFor();
    await queries('region, above').waitFor();
    await vscode.runCommand('File: Revert File');
    await vscode.page.locator('.view-line', { hasText: 'above' }).first().waitFor();
  });

  test('a run asks for the values, and nothing is sent when it is cancelled', async () => {
    const before = await asked().count();
    await queries(question).click();
    await box().filter({ hasText: '1/2' }).waitFor();
    await vscode.screenshot('query-run-first');
    // Nothing typed is no value: Enter does nothing.
    await vscode.page.keyboard.press('Enter');
    await box().filter({ hasText: '1/2' }).waitFor();
    await cancel();
    assert.equal(await asked().count(), before);
  });

  test('with a way back, the values go into the SQL and the run is a question of the open chat', async () => {
    await queries(question).click();
    await answer('1/2', 'Nowhere');
    await box().filter({ hasText: '2/2' }).waitFor();
    await vscode.screenshot('query-run-second');
    await box().locator('.quick-input-titlebar .codicon-quick-input-back').click();
    await box().filter({ hasText: '1/2' }).waitFor();
    assert.equal(await vscode.quickInput.inputValue(), 'Nowhere');
    await answer('1/2', 'North');
    await answer('2/2', '0');
    const answered = await answerTo(vscode, `${question} (region: North, above: 0)`);
    const cells = await answered.getByTestId('table').locator('td').allTextContents();
    await vscode.screenshot('query-run');
    assert.match(cells.join(), /^\d{4,}$/);
    assert.equal(await asked().count(), 2);
  });

  test('earlier values are proposed, and no value at all is a choice', async () => {
    await queries(question).click();
    await box().filter({ hasText: '1/2' }).waitFor();
    await vscode.quickRow('North').waitFor();
    await vscode.page.keyboard.press('Enter');
    await box().filter({ hasText: '2/2' }).waitFor();
    await vscode.quickRow('No value').click();
    const answered = await answerTo(vscode, '(region: North, above: no value)');
    assert.match(await textOf(answered), /above = nothing/);
  });

  test('F2 edits the parts of a query', async () => {
    await queries(question).click();
    await cancel();
    await vscode.page.keyboard.press('F2');
    await box()
      .filter({ hasText: `Edit "${question}"` })
      .waitFor();
    await vscode.screenshot('query-edit');
    await vscode.quickRow('Title').click();
    await answer('Title', 'Orders of a region (100%)');
    await queries('Orders of a region (100%)').waitFor();
  });

  test('selected SQL is saved from the editor', async () => {
    await vscode.openFile('counts.sql');
    await vscode.page.keyboard.press('ControlOrMeta+Home');
    await vscode.page.keyboard.press('Shift+End');
    await vscode.runCommand('Trellis: Save Selection as Query...');
    await answer('Title', 'Count the orders');
    await answer('The question it answers', 'How many orders?');
    await answer('Description', '');
    await queries('Count the orders').waitFor();
  });

  test('a query without parameters runs at once, from the palette too', async () => {
    await vscode.runCommand('Trellis: Run Saved Query...');
    await vscode.quickRow('Count the orders').click();
    await answerTo(vscode, 'How many orders?');
  });

  test('deleting asks first, and no is no', async () => {
    // A click would run it. The arrows go to it and leave the other one selected.
    await queries('Orders of a region (100%)').click();
    await cancel();
    await vscode.page.keyboard.press('ArrowUp');
    await vscode.page.keyboard.press('Delete');
    await dialog().filter({ hasText: 'Count the orders' }).waitFor();
    await dialog().getByText('Cancel').click();
    await dialog().waitFor({ state: 'detached' });
    await queries('Count the orders').waitFor();
    await vscode.page.keyboard.press('Delete');
    await dialog().getByText('Delete', { exact: true }).click();
    await queries('Count the orders').waitFor({ state: 'detached' });
  });

  test('SQL that was open in an editor is there after a reload', async () => {
    await vscode.runCommand('Trellis: Edit SQL of Saved Query...');
    await vscode.quickRow('Orders of a region (100%)').click();
    await vscode.page.locator('.tab.active', { hasText: 'Orders of a region (100%).sql' }).waitFor();
    await vscode.page.locator('.editor-group-container.active .monaco-editor .view-lines').first().click();
    await vscode.page.keyboard.press('ControlOrMeta+End');
    await vscode.page.keyboard.insertText(' -- saved now');
    await dirtyTab(vscode, '.sql').waitFor();
    await vscode.page.keyboard.press('ControlOrMeta+S');
    await dirtyTab(vscode, '.sql').waitFor({ state: 'detached' });
    await vscode.reload();
    await vscode.page
      .locator('.view-line', { hasText: /saved.now/ })
      .first()
      .waitFor({ timeout: 60_000 });
    await vscode.screenshot('query-reloaded');
  });

  test('nothing is logged as an error and no report of the content security policy is made', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

describe('memories and rules, in a light and narrow window', () => {
  let vscode: Vscode;
  const { pane, row, box, dialog, expand, answer, cancel, writeEditor } = driver(() => vscode);
  const notes = (text: string) => row('Memories and Rules', text);

  before(async () => {
    vscode = await launchVscode({ theme: 'Default Light Modern', size: { width: 760, height: 1000 } });
    await startWithSample(vscode);
    vscode.page.setDefaultTimeout(patience);
  });
  after(() => vscode.close());

  test('empty, the list says what it is for', async () => {
    await expand('Memories and Rules');
    await pane('Memories and Rules').getByText('A memory is what the server should know').waitFor();
    await expand('Saved Queries');
    await pane('Saved Queries').getByText('A saved query is SQL under a name').waitFor();
    await vscode.screenshot('notes-empty-light');
  });

  test('a memory and a rule are added', async () => {
    await pane('Memories and Rules').getByText('Add Memory...').click();
    await answer('Add Memory', 'I report in thousands of euro.');
    await notes('I report in thousands').waitFor();
    await notes('None yet').waitFor();
    await vscode.runCommand('Trellis: Add Rule...');
    await answer('Add Rule', 'Revenue is without tax, and returns are counted in the month in which they came back.');
    await notes('Revenue is without tax').waitFor();
    await vscode.screenshot('notes-light');
  });

  test('F2 edits a short one in a box', async () => {
    await notes('I report in thousands').click();
    await cancel();
    await vscode.page.keyboard.press('F2');
    await box().filter({ hasText: 'Edit Memory' }).waitFor();
    assert.equal(await vscode.quickInput.inputValue(), 'I report in thousands of euro.');
    await answer('Edit Memory', `I report in euro. ${'And so on. '.repeat(40)}`);
    await notes('I report in euro').waitFor();
  });

  test('a long one is edited in an editor', async () => {
    await notes('I report in euro').click();
    await vscode.page.locator('.tab.active', { hasText: 'Memory.md' }).waitFor();
    await writeEditor('I report in dollars.\n\nOn two lines.');
    await notes('I report in dollars').waitFor();
    await dirtyTab(vscode, 'Memory.md').waitFor({ state: 'detached' });
    await vscode.screenshot('note-editor-light');
  });

  test('deleting asks first', async () => {
    await notes('I report in dollars').click();
    await vscode.page.locator('.tab.active', { hasText: 'Memory.md' }).waitFor();
    await vscode.runCommand('Trellis: Focus on Memories and Rules View');
    await vscode.page.keyboard.press('Delete');
    await dialog().filter({ hasText: 'the memory "I report in dollars' }).waitFor();
    await dialog().getByText('Delete', { exact: true }).click();
    await notes('I report in dollars').waitFor({ state: 'detached' });
    await notes('Revenue is without tax').waitFor();
  });

  test('nothing is logged as an error and no report of the content security policy is made', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

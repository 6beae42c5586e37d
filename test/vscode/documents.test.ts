// A workbook and a PDF attached in a real VS Code, and asked: a table of the one, a page of the other, in all four themes.
// Not here: what is refused by a server (test/server/uploads), other files (attachments.test.ts).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pdf, row, workbook } from '../server/uploads/madeFiles.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { ask, startWithSample, textOf, typeQuestion } from '../support/vscodePanel.ts';

const themes = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
  ['high-contrast', 'Default High Contrast'],
  ['high-contrast-light', 'Default High Contrast Light'],
] as const;

const team = workbook([
  { name: 'Managers', xml: row('region', 'manager', 'target') + row('North', 'Ann', 500) + row('South', 'Bob', 700) },
  { name: 'Towns', xml: row('town', 'region') + row('A', 'North') + row('B', 'North') + row('C', 'South') },
]);
const contract = pdf([
  ['Master agreement'],
  [
    'The notice period is ninety days from receipt. [A link](http://evil.example) <b>is text</b>.',
    'Deliveries are insured by the supplier.',
  ],
]);
const broken = workbook([{ name: 'S', xml: '<?xml version="1.0"?><worksheet><sheetData><row><c' }]);

for (const [theme, setting] of themes)
  describe(`a workbook and a PDF, ${theme}`, () => {
    let vscode: Vscode;
    const folder = mkdtempSync(path.join(tmpdir(), 'trellis-documents-'));
    before(async () => {
      writeFileSync(path.join(folder, 'team.xlsx'), team);
      writeFileSync(path.join(folder, 'contract.pdf'), contract);
      writeFileSync(path.join(folder, 'broken.xlsx'), broken);
      vscode = await launchVscode({ theme: setting });
      await startWithSample(vscode);
    });
    after(async () => {
      await vscode?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function attach(name: string) {
      await vscode.panel.getByTestId('attach').click();
      // The dialog writes where it is into its field when it has read that folder.
      await vscode.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
      await vscode.quickInput.fill(`${folder}/`);
      await vscode.quickRow(name).click();
      await vscode.quickInput.waitFor({ state: 'hidden' });
      await vscode.panel.locator('.composer').getByTestId('file-chip').filter({ hasText: name }).waitFor();
    }

    test('are attached, asked and quoted', async () => {
      const { panel } = vscode;
      await attach('team.xlsx');
      await attach('contract.pdf');
      const counted = await ask(vscode, 'How many towns are there?');
      assert.match(await textOf(counted.getByTestId('answer-text')), /\b3\b/);
      const answer = await ask(vscode, 'What is the notice period?');
      const text = await textOf(answer.getByTestId('answer-text'));
      assert.match(
        text,
        /The notice period is ninety days from receipt\. \[A link\]\(http:\/\/evil\.example\) <b>is text<\/b>\..*— contract\.pdf, page 2/s,
      );
      assert.equal(await answer.getByTestId('answer-text').locator('a, b, img').count(), 0);
      await vscode.screenshot(`documents-${theme}`);
      await panel.getByTestId('uploads').click();
      const rows = panel.getByTestId('upload-list').getByTestId('upload');
      assert.match(await textOf(rows.nth(0)), /team\.xlsx.*Excel/);
      assert.match(await textOf(rows.nth(1)), /contract\.pdf.*PDF/);
      await vscode.screenshot(`documents-list-${theme}`);
      await vscode.page.keyboard.press('Escape');
    });

    if (theme === 'dark')
      test('a broken one is refused with its place, and the question is not lost', async () => {
        const { panel } = vscode;
        await attach('broken.xlsx');
        await typeQuestion(vscode, 'How many managers are there?');
        await panel.getByTestId('send').click();
        await panel
          .getByText(/broken\.xlsx: xl\/worksheets\/sheet1\.xml, line 1, column \d+/)
          .first()
          .waitFor();
        await vscode.screenshot('documents-refused');
        const turn = panel.getByTestId('turn-user').filter({ hasText: 'How many managers are there?' });
        assert.equal(await turn.getByTestId('file-chip').count(), 1);
        await panel.getByText('Take back').waitFor();
      });
  });

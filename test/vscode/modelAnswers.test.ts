// The answer of a language model in a real VS Code, in a side bar of 300 pixels in all four themes: thoughts, tools, its own numbers.
// Not here: setting a model up (modelKeys.test.ts), models of the editor (editorModels.test.ts), every detail (test/webview/view).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type ModelPeer, startModelPeer } from '../support/models/modelPeer.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { chooseModel, fillModel } from '../support/vscodeModels.ts';
import { ask, drawnChart, startWithSample } from '../support/vscodePanel.ts';

const apiKey = 'sk-or-0123456789abcdef';
const sql = 'SELECT region, COUNT(*) AS "orders\nof all" FROM orders GROUP BY region ORDER BY region';
const themes = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
  ['high-contrast', 'Default High Contrast'],
  ['high-contrast-light', 'Default High Contrast Light'],
] as const;

/** Two queries, the first of them wrong, a chart, and a number of its own. */
function startPeer(): Promise<ModelPeer> {
  return startModelPeer(
    null,
    'openrouter',
    (_asked, number) => {
      const reasoning = `**Step ${number + 1}**\n\nI look at the orders and count them by region.`;
      const steps = [
        { reasoning, calls: [{ name: 'describe_table', input: { table: 'orders' } }] },
        { reasoning, calls: [{ name: 'run_sql', input: { sql: 'SELECT regin FROM orders' } }] },
        { reasoning, calls: [{ name: 'run_sql', input: { sql } }] },
        { calls: [{ name: 'draw_chart', input: { result: 'r1', kind: 'bar', x: 'region', y: 'orders\nof all' } }] },
      ];
      const text =
        'Orders grew by **987.6%** in each region, says [a page](https://pages.example.com/987654321).\n\n![pixel](http://127.0.0.1:9/pixel.png?d=1)';
      return steps[number] ?? { reasoning, text };
    },
    { apiKey },
  );
}

for (const [name, theme] of themes)
  describe(`the answer of a model, ${name}`, () => {
    let peer: ModelPeer;
    let vscode: Vscode;
    before(async () => {
      peer = await startPeer();
      vscode = await launchVscode({ theme, size: { width: 1280, height: 1000 } });
      await startWithSample(vscode);
      await fillModel(vscode, { provider: 'OpenRouter', apiKey, baseUrl: peer.baseUrl });
    });
    after(async () => {
      await vscode?.close();
      await peer?.close();
    });

    test('has its thoughts and tools, a chart of the database, marked numbers and a name', async () => {
      const { panel } = vscode;
      await panel.getByTestId('model-select').click();
      // It is there as soon as the provider has said which models it has.
      await vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: 'openrouter/' }).first().waitFor();
      await vscode.page.locator('.quick-input-list').getByText('Set Up a Language Model…').waitFor();
      await vscode.screenshot(`model-list-${name}`);
      const rows = await vscode.page
        .locator('.quick-input-list .monaco-list-row')
        .evaluateAll((all) => all.map((row) => row.querySelector('.label-name')?.textContent ?? ''));
      await vscode.page.keyboard.press('Escape');
      assert.match(rows[0] ?? '', /planner/i);
      const model = rows[1] ?? '';
      await chooseModel(vscode, model);
      const answer = await ask(vscode, 'Which regions grew?');
      await drawnChart(answer);
      await vscode.screenshot(`model-answer-${name}`);
      await answer.getByTestId('thinking').locator('summary').click();
      await answer.getByTestId('thinking-text').getByText('Step 1').waitFor();
      await answer.getByTestId('tools-folded').locator('summary').click();
      const tools = await answer.getByTestId('tool').allTextContents();
      assert.equal(tools[0], 'Looking at the table orders, done');
      assert.match(tools[1] ?? '', /^Running SQL failed: .*regin.*, failed$/);
      assert.match(tools[2] ?? '', /^Running SQL · \d+ rows · .* s, done$/);
      assert.equal(tools[3], 'Drawing a chart, done');
      await vscode.screenshot(`model-way-${name}`);
      assert.equal(
        await answer.locator('.markdown .unverified').first().textContent(),
        '987.6% (not in any result of the database)',
      );
      await answer.getByText('Not in any result of the database, so not verified').scrollIntoViewIfNeeded();
      await vscode.screenshot(`model-numbers-${name}`);
      assert.equal(await answer.getByTestId('answer-text').locator('img').count(), 0);
      assert.ok((await answer.getByTestId('answered-by').textContent())?.includes(model));
    });

    test('nothing is logged as an error and no report of the content security policy is made', () => {
      assert.deepEqual(vscode.consoleErrors, []);
    });
  });

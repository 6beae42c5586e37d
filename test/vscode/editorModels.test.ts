// Models that another extension brings to VS Code answer in the panel: chosen, drawn, stopped, refused.
// Not here: models with a key (modelKeys.test.ts), the lines to them (test/host/editorModelRequests.test.ts).
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { answerTo, ask, drawnChart, startWithSample, typeQuestion } from '../support/vscodePanel.ts';
import { packModelProvider } from './modelProvider/pack.ts';

describe('models of the editor', () => {
  const profile = mkdtempSync(path.join(tmpdir(), 'trellis-editor-models-'));
  let vscode: Vscode;
  let folder: string;

  /** What the extension of the models has heard. */
  function heard(kind: string): { kind: string; model?: string; tools?: string[] }[] {
    const file = path.join(
      profile,
      'data',
      'data',
      'User',
      'globalStorage',
      'trellis-test.model-provider',
      'heard.jsonl',
    );
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line)).filter((each) => each.kind === kind);
  }

  async function choose(model: string): Promise<void> {
    await vscode.panel.getByTestId('model-select').click();
    await vscode.quickRow(model).waitFor();
    await vscode.screenshot('editor-models-chooser');
    await vscode.quickRow(model).click();
    await vscode.panel.getByTestId('model-select').filter({ hasText: model }).waitFor();
  }

  before(async () => {
    const packed = await packModelProvider();
    folder = packed.folder;
    vscode = await launchVscode({ userDir: profile, others: [packed.vsix], size: { width: 1280, height: 1000 } });
  });
  after(async () => {
    await vscode?.close();
    for (const each of [profile, folder]) rmSync(each, { recursive: true, force: true, maxRetries: 5 });
  });

  test('are not asked for before somebody looks', async () => {
    await vscode.openView();
    await vscode.panel.getByTestId('start-sample').waitFor();
    assert.deepEqual(heard('listed'), []);
  });

  test('are offered, and one answers with SQL and a chart of the database', async () => {
    await startWithSample(vscode);
    await choose('Scripted Model');
    const answer = await ask(vscode, 'Revenue by region');
    await drawnChart(answer);
    await answer.getByText('of each region').waitFor();
    await answer.getByText('Scripted Model').first().waitFor();
    await vscode.screenshot('editor-models-answer');
    assert.match(await textOfSql(answer), /SUM\(i\.revenue\)/);
    const tools = heard('asked').at(-1)?.tools ?? [];
    assert.deepEqual([...tools].sort(), ['describe_table', 'draw_chart', 'list_tables', 'run_sql']);
  });

  test('stop when the person says so', async () => {
    await choose('Endless Model');
    await typeQuestion(vscode, 'Say words');
    await vscode.panel.getByTestId('send').click();
    await vscode.panel.getByText('word5').waitFor();
    await vscode.panel.getByTestId('stop').click();
    await vscode.panel.locator('[data-status="interrupted"]').waitFor();
    // The model hears of it a moment later, over three processes.
    for (let time = 0; time < 100 && heard('cancelled').length === 0; time++) await delay(100);
    assert.equal(heard('cancelled').length, 1);
  });

  test('that refuse are said to, and the planner answers', async () => {
    await choose('Refusing Model');
    await typeQuestion(vscode, 'How many orders are there?');
    await vscode.panel.getByTestId('send').click();
    const answer = await answerTo(vscode, 'How many orders are there?');
    const text = (await answer.textContent()) ?? '';
    assert.match(text, /Refusing Model/);
    assert.match(text, /planner/i);
    await vscode.screenshot('editor-models-refused');
  });

  test('are listed when somebody asks, not without end', () => {
    const times = heard('listed').length;
    assert.ok(times > 0 && times <= 12, `listed ${times} times`);
  });

  test('none of it is an error of ours', () => {
    // VS Code writes down itself that a model has thrown.
    const ours = vscode.consoleErrors.filter((text) => !text.includes('[CHAT] extension request ERRORED'));
    assert.deepEqual(ours, []);
  });
});

async function textOfSql(answer: Locator): Promise<string> {
  const details = answer.getByTestId('sql-details').first();
  await details.locator('summary').click();
  return details.getByTestId('sql-text').innerText();
}

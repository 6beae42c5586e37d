// Language models with a key: set up, tried, typed again, chosen, asked, removed, as a person does it.
// Not here: where a key may be written (secrets.test.ts), models of the editor (editorModels.test.ts).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type ModelPeer, startModelPeer } from '../support/models/modelPeer.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { answerStep, chooseModel, fillModel, notified, pickRow, setUpModel } from '../support/vscodeModels.ts';
import { ask, drawnChart, startWithSample, textOf } from '../support/vscodePanel.ts';

const apiKey = 'sk-ant-0123456789abcdef';
const claude = 'Anthropic Claude';
const sql =
  'SELECT region, SUM(revenue) AS revenue FROM orders JOIN order_items USING (order_id) GROUP BY region ORDER BY revenue DESC';

describe('language models with a key', () => {
  const profile = mkdtempSync(path.join(tmpdir(), 'trellis-model-keys-'));
  let peer: ModelPeer;
  let vscode: Vscode;
  const box = () => vscode.page.locator('.quick-input-widget');
  const dialog = () => vscode.page.locator('.monaco-dialog-box');

  before(async () => {
    peer = await startModelPeer(
      null,
      'claude',
      ({ results }) => {
        if (results.length === 0) return { calls: [{ name: 'run_sql', input: { sql } }] };
        if (results.some((text) => text.includes('shown'))) return { text: 'Revenue of each region.' };
        return {
          calls: [{ name: 'draw_chart', input: { result: 'r1', kind: 'bar', x: 'region', y: 'revenue' } }],
        };
      },
      { apiKey },
    );
    vscode = await launchVscode({ userDir: profile, size: { width: 1280, height: 1000 } });
  });
  after(async () => {
    await vscode?.close();
    await peer?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  test('are typed with what is wrong said at once, and kept where no server runs that could try them', async () => {
    await vscode.openView();
    await vscode.runCommand('Trellis: Set Up a Language Model...');
    await vscode.quickRow('Ollama').waitFor();
    assert.match(await textOf(box()), /Anthropic Claude\s*not set up/);
    await vscode.screenshot('model-keys-providers');
    await pickRow(vscode, claude);
    await answerStep(vscode, '(1/2)', '');
    await box().getByText('Give the API key.').waitFor();
    await answerStep(vscode, '(1/2)', 'two words');
    await box().getByText('A key holds no spaces').waitFor();
    await vscode.screenshot('model-keys-key');
    await answerStep(vscode, '(1/2)', 'sk-wrong');
    await answerStep(vscode, '(2/2)', `${peer.baseUrl}?key=${apiKey}`);
    await box().getByText('no key belongs into it').waitFor();
    await answerStep(vscode, '(2/2)', 'http://models.example.org/v1');
    await box().getByText('Only https is accepted there').waitFor();
    await vscode.screenshot('model-keys-address');
    await answerStep(vscode, '(2/2)', peer.baseUrl);
    await notified(vscode, 'It is tried when data is opened.');
    assert.equal(peer.lists, 0);
    await vscode.panel.getByTestId('start-sample').waitFor();
  });

  test('that are refused are typed again, where a server runs', async () => {
    await startWithSample(vscode);
    await vscode.runCommand('Trellis: Set Up a Language Model...');
    await box().getByText(`key set · ${peer.baseUrl}`).waitFor();
    await pickRow(vscode, claude);
    await answerStep(vscode, '(1/2)', 'sk-wrong-too');
    await answerStep(vscode, '(2/2)', peer.baseUrl);
    await dialog().getByText(`${claude} is not ready.`).waitFor();
    await vscode.screenshot('model-keys-refused');
    await dialog().getByText('Change...', { exact: true }).click();
    await box().getByText('API key').first().waitFor();
    assert.equal(await box().locator('.quick-input-box input').inputValue(), 'sk-wrong-too');
    await answerStep(vscode, '(1/2)', apiKey);
    await box().locator('.quick-input-title', { hasText: '(2/2)' }).waitFor();
    assert.equal(await box().locator('.quick-input-box input').inputValue(), peer.baseUrl);
    await vscode.page.keyboard.press('Enter');
    await notified(vscode, 'It has 3 models to choose from.', 'model-keys-set-up');
  });

  test('are chosen in the panel without a reload, and answer', async () => {
    await chooseModel(vscode, 'claude-opus-4-6');
    const answer = await ask(vscode, 'Revenue by region as a bar chart');
    await drawnChart(answer);
    await answer.getByText('Revenue of each region.').waitFor();
    assert.equal(peer.asked.at(-1)?.model, 'claude-opus-4-6');
    assert.equal(peer.asked.at(-1)?.headers['x-api-key'], apiKey);
    await vscode.screenshot('model-keys-answer');
  });

  test('one is made the default, for new chats', async () => {
    await vscode.runCommand('Trellis: Choose Default Model...');
    await vscode.quickRow('Planner').waitFor();
    await vscode.screenshot('model-keys-default');
    await vscode.quickRow('claude-haiku-4-5').click();
    await vscode.runCommand('Trellis: New Chat');
    await vscode.panel.getByTestId('model-select').filter({ hasText: 'claude-haiku-4-5' }).waitFor();
    await ask(vscode, 'Revenue by region as a chart');
    assert.equal(peer.asked.at(-1)?.model, 'claude-haiku-4-5');
  });

  test('an empty box keeps the key that is set, and an escape everything', async () => {
    await setUpModel(vscode, { provider: claude, apiKey: '', baseUrl: peer.baseUrl });
    await fillModel(vscode, { provider: claude, apiKey: 'sk-wrong', baseUrl: peer.baseUrl });
    await dialog().getByText(`${claude} is not ready.`).waitFor();
    await dialog().getByText('Cancel', { exact: true }).click();
    await dialog().waitFor({ state: 'detached' });
    await ask(vscode, 'Revenue by region once more as a chart');
    assert.equal(peer.asked.at(-1)?.headers['x-api-key'], apiKey);
  });

  test('a server of one’s own needs its address alone; in the own network without encryption it asks first', async () => {
    const own = await startModelPeer(null, 'compatible', [], { apiKey: '', models: ['own-model'] });
    const name = 'OpenAI-compatible server';
    const fill = async (address: string) => {
      await vscode.runCommand('Trellis: Set Up a Language Model...');
      await pickRow(vscode, name);
      await answerStep(vscode, '(1/3)', '');
      await answerStep(vscode, '(2/3)', address);
    };
    try {
      await fill('http://192.168.77.7:1234/v1');
      await dialog().getByText('Use 192.168.77.7:1234 without encryption?').waitFor();
      await vscode.screenshot('model-keys-unencrypted');
      await dialog().getByText('Cancel', { exact: true }).click();
      await dialog().waitFor({ state: 'detached' });
      await fill(own.baseUrl);
      await answerStep(vscode, '(3/3)', '');
      await notified(vscode, 'It has one model to choose from.');
      await chooseModel(vscode, 'own-model');
    } finally {
      await own.close();
    }
  });

  test('that are removed in one window are offered in none', async () => {
    const other = await vscode.anotherWindow(path.join(profile, 'other'));
    await startWithSample(other);
    await other.panel.getByTestId('model-select').filter({ hasText: 'claude-haiku-4-5' }).waitFor();
    await vscode.page.bringToFront();
    await vscode.runCommand('Trellis: Remove a Language Model Key...');
    await pickRow(vscode, 'OpenAI-compatible server');
    await dialog().getByText('Remove', { exact: true }).click();
    await notified(vscode, 'OpenAI-compatible server was removed.');
    await vscode.runCommand('Trellis: New Chat');
    await vscode.panel.getByTestId('model-select').filter({ hasText: 'claude-haiku-4-5' }).waitFor();
    // The other one keeps what is still set up.
    await other.page.bringToFront();
    await other.panel.getByTestId('model-select').filter({ hasText: 'claude-haiku-4-5' }).click();
    await other.quickRow('claude-opus-4-6').waitFor();
    await other.quickRow('own-model').waitFor({ state: 'detached' });
    await other.page.keyboard.press('Escape');
    await other.page.close();
  });

  test('that are removed are offered no more, and the planner answers', async () => {
    const asked = peer.asked.length;
    await vscode.runCommand('Trellis: Remove a Language Model Key...');
    await pickRow(vscode, claude);
    await dialog().getByText('Remove', { exact: true }).click();
    await notified(vscode, 'It was the default model');
    await vscode.runCommand('Trellis: New Chat');
    await vscode.panel.getByTestId('model-select').filter({ hasText: 'Planner' }).waitFor();
    await ask(vscode, 'How many orders are there?');
    assert.equal(peer.asked.length, asked);
    await vscode.runCommand('Trellis: Remove a Language Model Key...');
    await notified(vscode, 'No language model is set up.');
    await vscode.screenshot('model-keys-removed');
  });

  test('none of it is an error', () => assert.deepEqual(vscode.consoleErrors, []));
});

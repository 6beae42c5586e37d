// A picture attached in a real VS Code, and shown to a model that sees.
// Not here: other files (attachments.test.ts), pictures of an assistant server (assistant.test.ts).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pictures } from '../server/assistant/pictures.ts';
import { type ModelPeer, startModelPeer } from '../support/models/modelPeer.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { chooseModel, setUpModel } from '../support/vscodeModels.ts';
import { ask, startWithSample } from '../support/vscodePanel.ts';

const apiKey = 'sk-ant-0123456789abcdef';

describe('a picture with a question', () => {
  let vscode: Vscode;
  let peer: ModelPeer;
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-picture-'));
  before(async () => {
    writeFileSync(path.join(folder, 'chart.png'), pictures['image/png']);
    peer = await startModelPeer(null, 'claude', () => ({ text: 'A single pixel.' }), {
      apiKey,
      models: ['claude-sonnet-4-6'],
    });
    vscode = await launchVscode();
    await startWithSample(vscode);
    await setUpModel(vscode, { provider: 'Anthropic Claude', apiKey, baseUrl: peer.baseUrl });
  });
  after(async () => {
    await vscode?.close();
    await peer?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is picked by the button, goes with the question, and the model is shown its bytes', async () => {
    const { panel } = vscode;
    await chooseModel(vscode, 'claude-sonnet-4-6');
    await panel.getByTestId('attach').click();
    await vscode.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await vscode.quickInput.fill(`${folder}/`);
    await vscode.quickRow('chart.png').click();
    await vscode.quickInput.waitFor({ state: 'hidden' });
    await panel.locator('.composer').getByTestId('file-chip').filter({ hasText: 'chart.png' }).waitFor();
    const answer = await ask(vscode, 'What is in this picture?');
    await answer.getByText('A single pixel.').waitFor();
    await vscode.screenshot('model-picture');
    const shown = peer.asked.at(-1)?.messages.flatMap(({ images = [] }) => images);
    assert.deepEqual(shown, [{ mimeType: 'image/png', base64: pictures['image/png'].toString('base64') }]);
  });

  test('none of it is an error', () => assert.deepEqual(vscode.consoleErrors, []));
});

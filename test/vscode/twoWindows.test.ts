// A second server on the window's store, as a second window has: its chats appear here by themselves. Then a damaged store.
// Not here: two servers over REST (test/server/twoServers.test.ts).
import assert from 'node:assert/strict';
import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { serverProcess } from '../support/serverProcess.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { ask, startWithSample } from '../support/vscodePanel.ts';

describe('another window on the same data', () => {
  const userDir = mkdtempSync(path.join(tmpdir(), 'trellis-windows-'));
  let vscode: Vscode;
  let store = '';
  const row = (title: string) =>
    vscode.page
      .locator('.part.sidebar .pane', { has: vscode.page.locator('.pane-header', { hasText: 'Chats' }) })
      .locator('.monaco-list-row')
      .filter({ hasText: title });

  before(async () => {
    vscode = await launchVscode({ userDir, size: { width: 1280, height: 1000 } });
    await startWithSample(vscode);
    await ask(vscode, 'How many orders are there?');
    await vscode.page.locator('.part.sidebar .pane-header', { hasText: 'Chats' }).click();
    await row('How many orders').waitFor();
    const [file] = globSync('**/local/sample/trellis.db', { cwd: userDir });
    assert.ok(file);
    store = path.dirname(path.join(userDir, file));
  });
  after(async () => {
    await vscode.close();
    rmSync(userDir, { recursive: true, force: true });
  });

  test('its chats, messages and deletions appear without a refresh', async (t) => {
    const other = await serverProcess(t, ['--store', store]);
    const made = await other.api('POST', '/v1/chats/create', { title: 'From another window' });
    const { id } = (await made.json()) as { id: string };
    await row('From another window').waitFor();
    await row('From another window').click();
    const asked = await other.api('POST', '/v1/chats', { chat_id: id, message: 'How many customers are there?' });
    await asked.text();
    const turns = vscode.panel.getByTestId('turn-user');
    await turns.filter({ hasText: 'How many customers' }).waitFor();
    await vscode.panel.getByTestId('turn-assistant').getByText('customers').first().waitFor();
    await vscode.screenshot('other-window');
    await other.api('DELETE', `/v1/chats/${id}`);
    await row('From another window').waitFor({ state: 'detached' });
    await other.kill('SIGTERM');
  });

  test('chats that cannot be read are set aside, the panel says where, and questions are answered', async () => {
    await vscode.close();
    // The server ends after its window, and writes its log into the file when it does.
    while (existsSync(path.join(store, 'trellis.db-wal'))) await new Promise((resolve) => setImmediate(resolve));
    writeFileSync(path.join(store, 'trellis.db'), 'no database, but all that a person has '.repeat(1_000));
    vscode = await launchVscode({ userDir, size: { width: 1280, height: 1000 } });
    await vscode.openView();
    await vscode.panel.getByText('could not be read').waitFor();
    await vscode.screenshot('damaged-store');
    await ask(vscode, 'How many orders are there?');
    assert.equal(globSync('trellis.db.damaged-*', { cwd: store }).length >= 1, true);
  });

  test('nothing is logged as an error and no report of the content security policy is made', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

// Accounts in the real VS Code: several, switched and signed out; its Accounts menu; another extension that asks for a session;
// a key that is dead. Not here: two windows (accountsWindows.test.ts).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { installVscode } from '../../scripts/vscode/install.ts';
import { installExtension } from '../../scripts/vscode/server.ts';
import { type ServerProcess, serverProcess } from '../support/serverProcess.ts';
import { signIn } from '../support/vscodeAccount.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { answerTo, ask, typeQuestion } from '../support/vscodePanel.ts';
import { type AccountsFront, startAccountsFront } from './accountsFront.ts';
import { packProbe } from './accountsProbe.ts';

const ann = 'ann@example.org';
const bob = 'bob@example.org';
const apiKey = 'process-test-key';
const newKey = 'the-key-after-the-old-one';

describe('accounts', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-accounts-'));
  const cleanups: (() => unknown)[] = [];
  const scope = { after: (work: () => unknown) => cleanups.push(work) } as unknown as TestContext;
  const serve = (key: string): Promise<ServerProcess> =>
    serverProcess(scope, ['--store', path.join(folder, 'store')], { TRELLIS_API_KEY: key });
  let front: AccountsFront;
  let server: ServerProcess;
  let vscode: Vscode;
  const dialog = () => vscode.page.locator('.monaco-dialog-box');
  const probeSays = (text: RegExp) => vscode.page.locator('.statusbar-item', { hasText: text }).waitFor();
  const switched = (email: string) => vscode.page.locator('.statusbar-item', { has: vscode.page.getByLabel(email) });

  /** Signing in ends with the keyboard in the panel; a palette that opens before that would lose it. */
  const composerFocused = () =>
    vscode.panel.locator('[data-testid="composer-input"]:focus, [data-testid="composer-input"] :focus').waitFor();

  before(async () => {
    const profile = path.join(folder, 'profile');
    const install = await installVscode((line) => process.stderr.write(`${line}\n`));
    await installExtension(install, profile, await packProbe(path.join(folder, 'probe')));
    server = await serve(apiKey);
    front = await startAccountsFront(server.url);
    vscode = await launchVscode({ userDir: profile, size: { width: 1280, height: 900 } });
  });
  after(async () => {
    await vscode.close();
    front.close();
    for (const work of cleanups) await work();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a second account is added and loses the first nothing; each has its own chats', async () => {
    await signIn(vscode, { url: front.url, email: ann, apiKey });
    await ask(vscode, 'How many orders are there?');
    await signIn(vscode, { url: front.url, email: bob, apiKey });
    await switched(bob).waitFor();
    await vscode.panel.getByTestId('turn-user').waitFor({ state: 'detached' });
    await composerFocused();
    await vscode.runCommand('Trellis: Switch Account...');
    await vscode.quickRow(ann).waitFor();
    await vscode.screenshot('accounts-switch');
    await vscode.quickRow(ann).click();
    await switched(ann).waitFor();
    await composerFocused();
    await vscode.page.locator('.part.sidebar .pane-header', { hasText: 'Chats' }).click();
    await vscode.page.locator('.part.sidebar .monaco-list-row').filter({ hasText: 'How many orders' }).waitFor();
    await vscode.screenshot('accounts-switched');
  });

  test('a reload keeps both, and the window its own', async () => {
    await vscode.reload();
    await vscode.openView();
    await switched(ann).waitFor();
    await vscode.runCommand('Trellis: Switch Account...');
    await vscode.quickRow(bob).waitFor();
    await vscode.page.keyboard.press('Escape');
  });

  test("both are in VS Code's Accounts menu", async () => {
    await vscode.page
      .locator('.activitybar .action-item', { has: vscode.page.locator('[aria-label="Accounts"]') })
      .click();
    await vscode.page.getByText(`${ann} (`).first().waitFor();
    await vscode.page.getByText(`${bob} (`).first().waitFor();
    await vscode.screenshot('accounts-menu');
    await vscode.page.keyboard.press('Escape');
  });

  test('listing accounts asks the server for nothing', async () => {
    const attempts = front.attempts.length;
    await vscode.runCommand('Probe: Count Accounts');
    await probeSays(/2 accounts: ann.* and bob/);
    assert.equal(front.attempts.length, attempts);
  });

  test('another extension that is let in gets a token that works, and never the key', async () => {
    await vscode.runCommand('Probe: Ask');
    await dialog().waitFor();
    await vscode.screenshot('accounts-session-asked');
    await dialog().getByText('Allow', { exact: true }).click();
    const row = vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: bob });
    await row.waitFor();
    await vscode.screenshot('accounts-session-which');
    await row.click();
    await probeSays(/asked bob@example\.org \(127\.0\.0\.1:\d+\) 200 exp,iat,jti,org,sub/);
    const attempts = front.attempts.length;
    await vscode.runCommand('Probe: Ask Silently');
    await probeSays(/silently bob.* 200/);
    assert.equal(front.attempts.length, attempts, 'the token is kept while it lasts');
  });

  test('a key that died is said once, with the way out, and is not tried again and again', async () => {
    await vscode.openView();
    await ask(vscode, 'How many customers are there?');
    await server.kill('SIGTERM');
    front.target = (await serve(newKey)).url;
    const attempts = front.attempts.length;
    front.expire();
    await vscode.panel.getByText('Invalid API key').first().waitFor();
    await vscode.panel.getByText('Sign in', { exact: true }).first().waitFor();
    await typeQuestion(vscode, 'How many regions are there?');
    await vscode.panel.getByTestId('send').click();
    await vscode.panel.getByText('Not sent').waitFor();
    await vscode.screenshot('accounts-dead-key');
    const tried = front.attempts.slice(attempts).map(({ status }) => status);
    assert.ok(tried.length >= 1 && tried.length <= 2 && tried.every((status) => status === 401), String(tried));
  });

  test('a new key is asked for where the person clicks, and the question that waited is sent', async () => {
    const before = front.seen.length;
    await vscode.panel.getByText('Sign in', { exact: true }).first().click();
    for (const text of [front.url, ann, newKey]) {
      const input = vscode.page.locator('.quick-input-widget .quick-input-box input');
      await vscode.page.locator('.quick-input-widget', { hasText: /address of|Your email|API key/i }).waitFor();
      await input.fill(text);
      await vscode.page.keyboard.press('Enter');
      if (text === front.url) await vscode.page.locator('.quick-input-widget', { hasText: 'Your email' }).waitFor();
      if (text === ann) await vscode.page.locator('.quick-input-widget', { hasText: 'API key' }).waitFor();
    }
    await front.until(() => front.seen.slice(before).some(({ what }) => what === 'send_message'));
    await answerTo(vscode, 'How many regions are there?');
    await vscode.panel.getByText('Not sent').waitFor({ state: 'detached' });
    await composerFocused();
    await vscode.screenshot('accounts-new-key');
  });

  test('signing out asks which, then whether, and leaves the other', async () => {
    await vscode.runCommand('Trellis: Sign Out');
    await vscode.quickRow(bob).waitFor();
    await vscode.screenshot('accounts-sign-out-which');
    await vscode.quickRow(bob).click();
    await dialog().getByText(`Sign ${bob} out`).waitFor();
    await dialog().getByText('Sign Out', { exact: true }).click();
    await dialog().waitFor({ state: 'detached' });
    await vscode.runCommand('Probe: Count Accounts');
    await probeSays(/1 accounts: ann.*; changed: true/);
    await vscode.runCommand('Probe: Ask Silently');
    await probeSays(/silently no session/);
    await switched(ann).waitFor();
  });

  test("VS Code's own menu signs out, too", async () => {
    await vscode.page
      .locator('.activitybar .action-item', { has: vscode.page.locator('[aria-label="Accounts"]') })
      .click();
    await vscode.page.getByText(`${ann} (`).first().waitFor();
    // By keys, because a menu ignores a click that comes right after it opened.
    await vscode.page.keyboard.press('ArrowDown');
    await vscode.page.keyboard.press('ArrowRight');
    await vscode.page.getByText('Manage Trusted Extensions').waitFor();
    await vscode.page.keyboard.press('ArrowDown');
    await vscode.screenshot('accounts-menu-sign-out');
    await vscode.page.keyboard.press('Enter');
    await dialog().getByText('Sign Out', { exact: true }).click();
    await vscode.panel.getByTestId('start-sample').waitFor();
  });

  test('nothing is logged as an error', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

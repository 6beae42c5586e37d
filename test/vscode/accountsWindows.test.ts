// Two windows of one VS Code on one account: tokens that run out in the middle of answers, and a sign-out in the other window.
// Not here: several accounts in one window (accounts.test.ts).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { type ServerProcess, serverProcess } from '../support/serverProcess.ts';
import { signIn } from '../support/vscodeAccount.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { ask, textOf, typeQuestion } from '../support/vscodePanel.ts';
import { type AccountsFront, startAccountsFront } from './accountsFront.ts';

const account = { email: 'ann@example.org', apiKey: 'process-test-key' };

describe('two windows signed in to one account', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-accounts-'));
  const cleanups: (() => unknown)[] = [];
  let server: ServerProcess;
  let front: AccountsFront;
  let first: Vscode;
  let second: Vscode;

  before(async () => {
    const scope = { after: (work: () => unknown) => cleanups.push(work) } as unknown as TestContext;
    server = await serverProcess(scope, ['--store', path.join(folder, 'store'), '--limits', 'off']);
    front = await startAccountsFront(server.url);
    first = await launchVscode({ size: { width: 1280, height: 900 } });
    await signIn(first, { ...account, url: front.url });
    // It opens after the first has signed in: a window in a browser reads the secrets when it opens.
    second = await first.anotherWindow(path.join(folder, 'second'));
    await second.openView();
    await second.runCommand('Trellis: Switch Account...');
    await second.quickRow(account.email).waitFor();
    await second.screenshot('accounts-switch-second-window');
    await second.quickRow(account.email).click();
    await second.panel.getByTestId('composer-input').waitFor();
    await ask(first, 'How many customers are there?');
    await ask(second, 'How many products are there?');
  });
  after(async () => {
    await first.close();
    front.close();
    for (const work of cleanups) await work();
    rmSync(folder, { recursive: true, force: true });
  });

  test('each has a token of its own, one socket, and neither waits for the other', () => {
    const tokens = [...front.sockets].map(({ token }) => token);
    assert.equal(tokens.length, 2);
    assert.equal(new Set(tokens).size, 2);
    const ids = tokens.map(
      (token) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).jti as unknown,
    );
    assert.equal(new Set(ids).size, 2);
  });

  test('tokens that run out in the middle of answers cost one authentication each, and both answers arrive whole', async () => {
    const questions = ['Show me orders by region as a bar chart', 'How many orders are there?'] as const;
    const before = front.attempts.length;
    front.hold = true;
    await typeQuestion(first, questions[0]);
    await first.panel.getByTestId('send').click();
    await typeQuestion(second, questions[1]);
    await second.panel.getByTestId('send').click();
    await front.until(() => [...front.sockets].filter(({ held }) => held.length > 0).length === 2);
    for (const window of [first, second])
      await window.panel.locator('[data-testid="turn-assistant"][data-status="running"]').waitFor();
    front.hold = false;
    front.expire();
    // The broken line shows for a moment; what counts is what stands there in the end.
    const answers = [wholeAnswer(first, questions[0]), wholeAnswer(second, questions[1])];
    await Promise.all(answers.map((answer) => answer.waitFor()));
    const shown = await Promise.all(answers.map(textOf));
    await first.screenshot('accounts-expired-first');
    await second.screenshot('accounts-expired-second');

    const attempts = front.attempts.slice(before);
    assert.deepEqual(
      attempts.map(({ status }) => status),
      [200, 200],
    );
    await front.until(() => front.sockets.size === 2);
    assert.deepEqual(
      new Set([...front.sockets].map(({ token }) => token)),
      new Set(attempts.map(({ token }) => token)),
    );
    // What is shown is what the server has stored, once.
    const stored = await storedAnswers();
    for (const [at, question] of questions.entries()) {
      const contents = stored.filter((turn) => turn.question === question).map(({ answer }) => answer);
      assert.equal(contents.length, 1, question);
      const plain = (contents[0] ?? '').replaceAll(/[*_`]/g, '').split('\n')[0] ?? '';
      assert.ok(plain.length > 10 && shown[at]?.includes(plain), `${plain} in ${shown[at]}`);
    }
    for (const window of [first, second]) assert.equal(await window.panel.getByText('Sign in').count(), 0);
  });

  test('a sign-out in one is said in the other, whose next question is kept and not sent', async () => {
    await first.runCommand('Trellis: Sign Out');
    const dialog = first.page.locator('.monaco-dialog-box');
    await dialog.getByText(`Sign ${account.email} out`).waitFor();
    await first.screenshot('accounts-sign-out-asks');
    await dialog.getByText('Sign Out', { exact: true }).click();
    await first.panel.getByTestId('start-sample').waitFor();

    const asked = front.seen.length;
    await typeQuestion(second, 'How many regions are there?');
    await second.page.keyboard.press('Enter');
    await second.panel
      .getByText(/is signed out of/)
      .first()
      .waitFor();
    await second.panel.getByText('Sign in', { exact: true }).first().waitFor();
    await second.screenshot('accounts-signed-out-elsewhere');
    assert.deepEqual(
      front.seen.slice(asked).filter(({ what }) => what !== 'ping'),
      [],
    );
    assert.equal(front.sockets.size, 0);
    await second.panel.getByText('How many regions are there?').first().waitFor();
  });

  test('after signing in again there the question goes on, and the first window is as it was left', async () => {
    await signIn(second, { ...account, url: front.url });
    await front.until(() => front.sockets.size === 1);
    await wholeAnswer(second, 'How many regions are there?').waitFor();
    await second.screenshot('accounts-signed-in-again');
    await first.panel.getByTestId('start-sample').waitFor();
  });

  test('nothing is logged as an error', () => {
    assert.deepEqual([...first.consoleErrors, ...second.consoleErrors], []);
  });

  function wholeAnswer(window: Vscode, question: string) {
    const asked = window.panel.getByTestId('turn-user').filter({ hasText: question }).last();
    return asked.locator('xpath=following::*[@data-testid="turn-assistant"][1][@data-status="done"]');
  }

  async function storedAnswers(): Promise<{ question: string; answer: string }[]> {
    const login = await fetch(`${server.url}/v1/authenticate`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-API-Key': account.apiKey },
      body: JSON.stringify({ email: account.email }),
    });
    const { token } = (await login.json()) as { token: string };
    const get = async (where: string) =>
      (await fetch(`${server.url}${where}`, { headers: { Authorization: `Bearer ${token}` } })).json();
    const { chats } = (await get('/v1/chats')) as { chats: { id: string }[] };
    const turns: { question: string; answer: string }[] = [];
    for (const { id } of chats) {
      const { messages } = (await get(`/v1/chats/${id}`)) as { messages: { role: string; content: string }[] };
      for (const [at, message] of messages.entries())
        if (message.role === 'user') turns.push({ question: message.content, answer: messages[at + 1]?.content ?? '' });
    }
    return turns;
  }
});

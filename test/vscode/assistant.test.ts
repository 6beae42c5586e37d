// Assistant servers in a real VS Code: signed in to in each of their three modes, asked with a picture, stopped, edited; and what is
// written of it. Not here: what the servers may do wrong (test/session/assistant), the panel in every theme (test/webview/preview).
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { type AssistantPeer, assistantPeer } from '../support/assistantPeer.ts';
import { echo, scripts } from '../support/assistantPeerScripts.ts';
import { holds, searchFiles, searchProcesses } from '../support/secretSearch.ts';
import { testServer } from '../support/testServer.ts';
import { answerPrompt, statusBarItem } from '../support/vscodeAccount.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { ask, chartNumbers, drawnChart, textOf, typeQuestion } from '../support/vscodePanel.ts';
import { type Recorded, record } from '../support/vscodeRecorder.ts';

const connect = 'Trellis: Connect to an Assistant Server...';
/** Letters and digits, so that no escape changes it. */
const password = randomBytes(16).toString('hex');

const byLength = (left: string, right: string) => right.length - left.length;

describe('an assistant server', () => {
  const profile = mkdtempSync(path.join(tmpdir(), 'trellis-assistant-'));
  const cleanups: (() => unknown)[] = [];
  const scope = { after: (work: () => unknown) => cleanups.push(work) } as unknown as TestContext;
  let vscode: Vscode;
  let recorded: Recorded;
  let open: AssistantPeer;
  let login: AssistantPeer;
  let guarded: AssistantPeer;

  before(async () => {
    open = await assistantPeer(scope, {
      script: ({ text }) => (/think/i.test(text) ? scripts.thinkingAndTool : echo(text)),
    });
    guarded = await assistantPeer(scope, { auth: 'token' });
    login = await assistantPeer(scope, { auth: 'login' });
    login.store.addUser('you', password);
    vscode = await launchVscode({ userDir: profile, size: { width: 1280, height: 900 } });
    recorded = await record(vscode, profile);
    await vscode.openView();
  });
  after(async () => {
    await vscode.close();
    for (const work of cleanups) await work();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  const answers = () => vscode.panel.getByTestId('turn-assistant');
  const questions = () => vscode.panel.getByTestId('turn-user');
  const prompt = (text: string) => vscode.page.locator('.quick-input-widget', { hasText: text });
  const rows = () => vscode.page.locator('.part.sidebar .pane-body .monaco-list-row');

  async function connectTo(url: string) {
    await vscode.runCommand(connect);
    await answerPrompt(vscode, 'Address of the assistant server', url);
  }
  async function connected(url: string) {
    await statusBarItem(vscode)
      .filter({ hasText: new URL(url).host })
      .waitFor();
    await vscode.panel.getByTestId('composer-input').waitFor();
  }

  test('one that is open takes an address alone; an answer shows what was thought, folded, and which tools ran', async () => {
    await connectTo(open.url);
    await connected(open.url);
    const answer = await ask(vscode, 'Think about it');
    assert.match(await textOf(answer), /Result: 5/);
    assert.doesNotMatch(await textOf(answer.locator('.answer-text, .markdown').last()), /Let me check/);
    const thinking = answer.getByTestId('thinking');
    assert.equal(await thinking.getByTestId('thinking-text').isVisible(), false);
    await vscode.screenshot('assistant-folded');
    await thinking.locator('summary, button').first().click();
    await thinking.getByText('second').waitFor();
    assert.match(await textOf(answer), /Terminal \(run\)/);
    await vscode.screenshot('assistant-thinking');
    for (const absent of ['feedback-positive', 'delete-message'])
      assert.equal(await vscode.panel.getByTestId(absent).count(), 0, absent);
  });

  test('a picture is pasted and goes with its question, once', async () => {
    const paste = `(async () => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [3000, 40];
      canvas.getContext('2d').fillRect(0, 0, 1500, 40);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
      const transfer = new DataTransfer();
      transfer.items.add(new File([blob], 'wide.png', { type: 'image/png' }));
      document.querySelector('.composer textarea').dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }));
    })()`;
    await (await vscode.panelFrame()).evaluate(paste);
    await vscode.panel.locator('.composer').getByTestId('file-chip').waitFor();
    await vscode.screenshot('assistant-picture');
    await ask(vscode, 'What is this');
    const post = open.posts().at(-1);
    const image = Buffer.from(String(post?.body.image_base64), 'base64');
    assert.match(String(post?.body.image_mime), /^image\/(png|jpeg)$/);
    assert.ok(image.length > 100 && image.length < 1_500_000, `${image.length} bytes`);
    assert.equal(open.posts().filter(({ body }) => body.text === 'What is this').length, 1);
    await questions().last().getByTestId('file-chip').waitFor();
  });

  test('a stop ends the line to the answer and says that the server may go on; what it stores takes its place', async () => {
    open.fail({ at: 'event done', do: { kind: 'hold', name: 'done' } });
    open.fail({ at: 'store', do: { kind: 'hold', name: 'stored' } });
    await typeQuestion(vscode, 'Take your time');
    await vscode.panel.getByTestId('send').click();
    await answers().last().getByText('Take your time').waitFor();
    await vscode.panel.getByTestId('stop').click();
    const stopped = vscode.panel.locator('[data-status="interrupted"]');
    await stopped.getByText('may still finish').waitFor();
    await vscode.screenshot('assistant-stopped');
    open.release('stored');
    open.release('done');
    await stopped.waitFor({ state: 'detached' });
    assert.equal(await answers().last().getAttribute('data-status'), 'done');
    assert.equal(open.posts().filter(({ body }) => body.text === 'Take your time').length, 1);
  });

  test('a question is edited in its place: what follows goes, here and on the server', async () => {
    const [conversation] = open.store.conversations.keys();
    assert.equal(open.rows(conversation ?? '').length, 6);
    await questions().nth(1).hover();
    await questions().nth(1).getByTestId('edit-message').click();
    await vscode.panel.getByTestId('edit-input').fill('What is that');
    await vscode.panel.getByTestId('edit-input').press('Enter');
    await answers().last().getByText('What is that').waitFor();
    await vscode.panel.locator('[data-status="running"]').waitFor({ state: 'detached' });
    // The picture stays with the question.
    assert.equal(open.rows(conversation ?? '')[2]?.[1], ' [Image: image/jpeg] What is that');
    assert.equal(open.rows(conversation ?? '').length, 4);
    assert.equal(await questions().count(), 2);
  });

  test('renaming is not offered: neither a key nor a menu has it', async () => {
    await vscode.page.locator('.part.sidebar .pane-header', { hasText: 'Chats' }).click();
    await rows().first().click();
    await vscode.page.keyboard.press('F2');
    assert.equal(await vscode.page.locator('.quick-input-widget:visible').count(), 0);
    await rows().first().click({ button: 'right' });
    const menu = vscode.page.locator('.monaco-menu');
    await menu.getByText('Delete').first().waitFor();
    assert.equal(await menu.getByText('Rename').count(), 0);
    await vscode.page.keyboard.press('Escape');
  });

  test('after a reload the chats and the open one are there', async () => {
    await vscode.reload();
    await vscode.openView();
    await questions().nth(1).waitFor();
    assert.equal(await questions().count(), 2);
    assert.match(await textOf(answers().last()), /What is that/);
  });

  test('one with users asks for a name and a password, and says when they are wrong', async () => {
    await connectTo(login.url);
    await answerPrompt(vscode, 'Your user name', 'you');
    await answerPrompt(vscode, 'Password of you', 'wrong');
    await prompt('Check the user name').waitFor();
    await vscode.screenshot('assistant-wrong-password');
    await answerPrompt(vscode, 'Check the user name', 'you');
    await answerPrompt(vscode, 'Password of you', password);
    await connected(login.url);
    await ask(vscode, 'Hello');
    assert.equal(await questions().count(), 1);
  });

  test('one with a token for everybody asks for it', async () => {
    await connectTo(guarded.url);
    await answerPrompt(vscode, 'Token of', 'wrong');
    await answerPrompt(vscode, 'Check the token', guarded.token);
    await connected(guarded.url);
    await ask(vscode, 'Hello again');
  });

  test('a Trellis server can be one: its chats are listed, and what is asked here is there, with its chart', async () => {
    const trellis = await testServer(scope);
    const chatId = await trellis.createChat('From the other side');
    await connectTo(trellis.url);
    await vscode.quickRow('Use a token').click();
    await answerPrompt(vscode, 'Token of', trellis.token);
    await connected(trellis.url);
    const answer = await ask(vscode, 'Show me amount by region as a bar chart');
    assert.deepEqual(await chartNumbers(await drawnChart(answer)), [33, 15]);
    await answer.getByTestId('sql-details').waitFor();
    await vscode.screenshot('assistant-trellis');
    const { body } = await trellis.call('GET', '/v1/chats');
    const made = body.chats.find(({ id }: { id: string }) => id !== chatId);
    const stored = await trellis.call('GET', `/v1/chats/${made.id}`);
    assert.equal(stored.body.messages.length, 2);
    assert.equal(stored.body.messages[0].content, 'Show me amount by region as a bar chart');
    await vscode.reload();
    await vscode.openView();
    await drawnChart(answers().last());
  });

  test('neither password nor token is written anywhere', () => {
    const tokens = [open, login].flatMap(({ requests }) =>
      requests.flatMap(({ headers }) => /^Bearer (.+)$/.exec(String(headers.authorization ?? ''))?.[1] ?? []),
    );
    // Of a token the part that no other text has: the longest run of letters and digits behind its last point.
    const runs = tokens.map(
      (token) =>
        (
          token
            .split('.')
            .at(-1)
            ?.match(/[A-Za-z0-9]{6,}/g) ?? []
        ).sort(byLength)[0] ?? '',
    );
    const wanted = [...new Set([password, guarded.token, ...runs.filter((run) => run !== '')])];
    assert.ok(tokens.length > 0);
    const { found, read } = searchFiles(profile, wanted);
    assert.deepEqual(found, []);
    assert.ok(read > 100);
    assert.deepEqual(searchProcesses(wanted), []);
    for (const said of [recorded.frames, recorded.panel(), recorded.console, recorded.log()])
      assert.deepEqual(
        said.filter((text) => holds(text, wanted)),
        [],
      );
    for (const { url, headers } of [open, login, guarded].flatMap(({ requests }) => requests)) {
      const { authorization: _, ...others } = headers;
      assert.ok(!holds(JSON.stringify({ url, others }), wanted), url);
    }
  });

  test('nothing is logged as an error and no report of the content security policy is made', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

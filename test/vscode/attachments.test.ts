// Files attached in a real VS Code like a person does it: picked, pasted, dropped, asked about, stopped on their way, kept over a reload.
// Not here: what a server refuses (test/session, test/server/uploads), every theme of the panel (test/webview/preview).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { testServer } from '../support/testServer.ts';
import { signIn } from '../support/vscodeAccount.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { answerTo, ask, startWithSample, textOf, typeQuestion } from '../support/vscodePanel.ts';

const joined = [
  'run this',
  '',
  'Context: sql, a.sql',
  '```sql',
  'SELECT manager, count(*) AS cities, any_value(target) AS target',
  'FROM managers JOIN cities USING (region) JOIN targets USING (region) GROUP BY 1 ORDER BY 1',
  '```',
].join('\n');
const targets = 'region,target\nEast,500\nWest,700\n';

describe('attached files', () => {
  let vscode: Vscode;
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-attached-'));
  const place = (name: string) => path.join(folder, name);
  before(async () => {
    mkdirSync(place('a folder'));
    writeFileSync(place('managers.csv'), 'region,manager\nEast,Ann\nWest,Bob\n');
    writeFileSync(place('cities of all regions.csv'), 'city,region\nA,East\nB,East\nC,West\n');
    writeFileSync(place('cities.csv'), 'city,region\nA,East\nB,East\nC,West\n');
    writeFileSync(place('letter.docx'), 'PK');
    writeFileSync(place('large.csv'), `a,b\n${'1,some words that fill a row\n'.repeat(900_000)}`);
    vscode = await launchVscode();
    await startWithSample(vscode);
  });
  after(async () => {
    await vscode.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const chips = () => vscode.panel.locator('.composer').getByTestId('file-chip');
  const chip = (name: string) => chips().filter({ hasText: name });

  async function attachByButton(name: string) {
    await vscode.panel.getByTestId('attach').click();
    // The dialog writes where it is into its field when it has read that folder.
    await vscode.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await vscode.quickInput.fill(`${folder}/`);
    await vscode.quickRow(name).click();
    await vscode.quickInput.waitFor({ state: 'hidden' });
  }

  /** An event of the browser with something to transfer; the script runs in the panel, where `transfer` is to be filled. */
  async function give(fill: string, event: string) {
    const script = `{ const transfer = new DataTransfer(); ${fill}; document.querySelector('.composer textarea').dispatchEvent(${event}); }`;
    await (await vscode.panelFrame()).evaluate(script);
  }

  /** As a browser gives what is on the clipboard. */
  const paste = (name: string, content: string) =>
    give(
      `transfer.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}))`,
      "new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })",
    );

  const drag = (kind: 'dragover' | 'drop', type: string, data: string) =>
    give(
      `transfer.setData(${JSON.stringify(type)}, ${JSON.stringify(data)})`,
      `new DragEvent('${kind}', { dataTransfer: transfer, bubbles: true, cancelable: true })`,
    );

  test('two picked by the button and one pasted go with a question that joins them', async () => {
    const { panel } = vscode;
    await attachByButton('managers.csv');
    await chip('managers.csv').waitFor();
    await attachByButton('cities.csv');
    await chip('cities.csv').waitFor();
    await paste('targets.csv', targets);
    await chip('targets.csv').waitFor();
    await vscode.screenshot('attachments-chips');
    await typeQuestion(vscode, joined);
    await panel.getByTestId('send').click();
    const answer = await answerTo(vscode, 'run this');
    assert.equal(await chips().count(), 0);
    const cells = await answer.getByTestId('table').locator('tbody td').allTextContents();
    assert.deepEqual(cells, ['Ann', '2', '500', 'Bob', '1', '700']);
    assert.equal(await panel.getByTestId('turn-user').getByTestId('file-chip').count(), 3);
    await panel.getByTestId('uploads').filter({ hasText: '3' }).waitFor();
  });

  test('the files of the chat are listed, after a reload too; one is asked about by its name', async () => {
    const { panel } = vscode;
    await vscode.reload();
    await panel.getByTestId('uploads').filter({ hasText: '3' }).waitFor();
    assert.equal(await panel.getByTestId('turn-user').getByTestId('file-chip').count(), 3);
    await panel.getByTestId('uploads').click();
    const rows = panel.getByTestId('upload-list').getByTestId('upload');
    assert.equal(await rows.count(), 3);
    assert.match(await textOf(rows.nth(2)), /targets\.csv.*CSV · 32 bytes · \w+/);
    await vscode.screenshot('attachments-list');
    await rows.nth(0).getByTestId('upload-ask').click();
    assert.equal(await panel.getByTestId('composer-input').inputValue(), 'managers.csv ');
    assert.equal(await panel.locator('.composer textarea:focus').count(), 1);
    await panel.getByTestId('composer-input').fill('');
    await ask(vscode, 'How many managers are there?');
  });

  test('a download is opened by VS Code, outside of the panel', async () => {
    const { panel, page } = vscode;
    await panel.getByTestId('uploads').click();
    const opened = page.context().waitForEvent('page');
    await panel.getByTestId('upload-open').first().click();
    assert.match((await opened).url(), /\/v1\/uploads\/[^/]+\/content\?/);
    await page.keyboard.press('Escape');
  });

  test('chips stay over a reload, and are removed by the keyboard', async () => {
    const { page } = vscode;
    await vscode.runCommand('Trellis: New Chat');
    await attachByButton('managers.csv');
    await paste('targets.csv', targets);
    await chip('targets.csv').waitFor();
    await attachByButton('managers.csv');
    await typeQuestion(vscode, 'How many targets');
    await vscode.reload();
    await chip('targets.csv').waitFor();
    assert.equal(await chips().count(), 2, 'the same file attached twice is one chip');
    await chip('managers.csv').getByTestId('file-remove').press('Enter');
    await chip('managers.csv').waitFor({ state: 'detached' });
    // The keyboard is where the question is written.
    await page.keyboard.press('End');
    await page.keyboard.insertText(' are there?');
    await page.keyboard.press('Enter');
    const answer = await answerTo(vscode, 'How many targets are there?');
    assert.match(await textOf(answer.getByTestId('answer-text')), /\b2\b/);
  });

  test('files are dropped on the panel, which shows where; what cannot be attached is named', async () => {
    const { panel } = vscode;
    const list = ['cities of all regions.csv', 'a folder', 'letter.docx'].map(
      (name) => pathToFileURL(place(name)).href,
    );
    await drag('dragover', 'text/uri-list', list.join('\r\n'));
    await panel.getByTestId('drop-zone').waitFor();
    await vscode.screenshot('attachments-drop');
    await drag('drop', 'text/uri-list', list.join('\r\n'));
    await panel.getByTestId('drop-zone').waitFor({ state: 'detached' });
    await chip('cities of all regions.csv').waitFor();
    assert.equal(await chips().count(), 1);
    const notice = panel.getByTestId('notice');
    await notice.filter({ hasText: /a folder is a folder.*letter\.docx cannot be attached/ }).waitFor();
    await drag('drop', 'application/vnd.code.uri-list', `https://example.com/x.csv\n`);
    await notice.filter({ hasText: 'no file of this machine' }).waitFor();
    await paste('empty.csv', '');
    await notice.filter({ hasText: 'empty.csv is empty' }).waitFor();
    await vscode.screenshot('attachments-refused');
    await chip('cities of all').getByTestId('file-remove').click();
  });

  test('six files are too many for one question: nothing is sent until one is removed', async () => {
    const { panel, page } = vscode;
    for (let count = 1; count <= 6; count++) await paste(`targets${count}.csv`, targets);
    await chip('targets6.csv').waitFor();
    await typeQuestion(vscode, 'How many targets3 are there?');
    await panel.getByText('At most 5 files go with a question: remove one.').waitFor();
    await page.keyboard.press('Enter');
    await chip('targets1.csv').getByTestId('file-remove').click();
    assert.equal(await panel.getByTestId('turn-user').filter({ hasText: 'targets3' }).count(), 0);
    await panel.getByTestId('send').click();
    await answerTo(vscode, 'How many targets3 are there?');
  });

  test('an upload that is stopped leaves the question with its file; sent again, it goes', async (t) => {
    const { panel } = vscode;
    const server = await testServer(t);
    const line = await slowLine(server.url);
    t.after(() => line.close());
    await signIn(vscode, { url: line.url, email: 'you@localhost', apiKey: server.apiKey });
    await attachByButton('large.csv');
    await chip('large.csv').waitFor();
    await typeQuestion(vscode, 'How many large are there?');
    await panel.getByTestId('send').click();
    await panel.getByTestId('uploading').waitFor();
    await line.isHeld;
    await vscode.screenshot('attachments-uploading');
    await panel.getByTestId('stop').click();
    const question = panel.locator('[data-testid="turn-user"][data-delivery="unsent"]');
    await question.getByText('Not sent').waitFor();
    assert.equal(await question.getByTestId('file-chip').count(), 1);
    await vscode.screenshot('attachments-stopped');
    await question.getByTestId('remove-question').click();
    await chip('large.csv').waitFor();
    line.open();
    await panel.getByTestId('send').click();
    const answer = await answerTo(vscode, 'How many large are there?');
    assert.match(await textOf(answer.getByTestId('answer-text')), /900,000/);
    await panel.getByTestId('uploads').filter({ hasText: '1' }).waitFor();
  });

  test('nothing is logged as an error and no report of the content security policy is made', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

/** Passes everything on but the rest of an upload, which it holds until it is opened. */
async function slowLine(target: string) {
  const held = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();
  let isOpen = false;
  const server = createServer((near) => {
    const far = connect(Number(new URL(target).port), '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => [near, far].forEach((each) => void each.destroy()));
    }
    far.pipe(near);
    near.on('data', (chunk: Buffer) => {
      far.write(chunk.toString('latin1').replace(hostLine, `host: ${new URL(target).host}`), 'latin1');
      if (isOpen || !chunk.includes('POST /v1/chats/uploads')) return;
      near.pause();
      held.resolve();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isHeld: held.promise,
    open() {
      isOpen = true;
      for (const socket of sockets) socket.resume();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** The server answers to its own address alone. */
const hostLine = /^host: [\d.:]+/im;

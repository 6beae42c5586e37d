// What the panel shows when things break or go away: the server killed in an answer, the view hidden, the window reloaded.
// Not here: the server's own recovery (test/server/process.test.ts).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { serverProcess } from '../support/serverProcess.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { ask, startWithSample, textOf, typeQuestion, untilDraft } from '../support/vscodePanel.ts';
import { type StoredMessage, showsWhatIsStored } from '../support/vscodeTranscript.ts';

const slowSql = 'SELECT count(*) FROM range(3000000) a, range(3000000) b WHERE (a.range * b.range) % 7 = 3';

/** The embedded server of this window, by the profile its extension is installed in. */
function serverPids(profile: string): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines
    .filter((line) => line.includes(profile) && line.includes('server.cjs child'))
    .map((line) => Number.parseInt(line, 10));
}

describe('what survives', () => {
  let vscode: Vscode;
  before(async () => {
    vscode = await launchVscode();
    writeFileSync(path.join(vscode.workspace, 'slow.sql'), slowSql);
    await startWithSample(vscode);
  });
  after(() => vscode.close());

  let position = 0;
  const scrolled = async () => Number(await (await vscode.panelFrame()).evaluate(scrollPosition));

  /** With the wheel, like a person; returns where that led. */
  async function scrollUp(): Promise<number> {
    const end = await scrolled();
    await vscode.panel.locator('.transcript').hover();
    await vscode.page.mouse.wheel(0, -300);
    let last = end;
    await until(
      async () => {
        const now = await scrolled();
        const still = now !== end && now === last;
        last = now;
        return still;
      },
      () => 'the wheel moved nothing',
    );
    return last;
  }

  async function isAsBefore(turns: string[]) {
    await untilDraft(vscode, 'half a question');
    await vscode.panel.getByTestId('turn-user').last().waitFor({ state: 'attached' });
    assert.deepEqual(await vscode.panel.getByTestId('turn-user').allTextContents(), turns);
    await until(
      async () => Math.abs((await scrolled()) - position) <= 2,
      async () => `the position is ${await scrolled()}, not ${position}`,
    );
  }

  async function askSlowly() {
    await vscode.openFile('slow.sql');
    await vscode.runCommand('Trellis: Ask About Selection');
    // The chip of the composer, which can be removed; those of questions asked cannot.
    await vscode.panel.getByTestId('chip-remove').waitFor();
    await typeQuestion(vscode, 'run this');
    await vscode.page.keyboard.press('Enter');
    await vscode.panel.getByTestId('stop').waitFor();
    await vscode.panel.locator('[data-status="running"]').waitFor();
  }

  /** The newest chat as another server on the same store reads it. */
  async function storedChat(t: TestContext): Promise<StoredMessage[]> {
    const profile = path.dirname(vscode.workspace);
    const [file = ''] = globSync('**/local/sample/trellis.db', { cwd: profile });
    const other = await serverProcess(t, ['--store', path.dirname(path.join(profile, file))]);
    const list = (await (await other.api('GET', '/v1/chats')).json()) as { chats: { id: string }[] };
    const answer = await other.api('GET', `/v1/chats/${list.chats[0]?.id}`);
    const { messages } = (await answer.json()) as { messages: StoredMessage[] };
    await other.kill('SIGTERM');
    return messages;
  }

  test('stop: the answer ends as stopped at once, and the chat answers the next question', async () => {
    await askSlowly();
    await vscode.screenshot('running');
    await vscode.panel.getByTestId('stop').click();
    const stopped = vscode.panel.locator('[data-testid="turn-assistant"][data-status="interrupted"]');
    await stopped.waitFor();
    await stopped.getByTestId('ask-again').waitFor();
    await ask(vscode, 'How many orders are there?');
  });

  test('the server is killed in the middle of an answer: the panel says so, keeps the question, and asks again', async (t) => {
    const { panel } = vscode;
    await askSlowly();
    const profile = path.dirname(vscode.workspace);
    const pids = serverPids(profile);
    assert.equal(pids.length, 1);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    const broken = panel
      .locator('[data-testid="turn-assistant"]:is([data-status="cut"],[data-status="failed"])')
      .last();
    await broken.waitFor();
    // The server comes back by itself; what it stored says what happened.
    const told = panel.locator('[data-testid="turn-assistant"][data-status="failed"]').last();
    await told.waitFor();
    assert.match(await textOf(told), /stopped in the middle of this answer/);
    await vscode.screenshot('server-killed');
    assert.match(await textOf(panel.getByTestId('turn-user').last()), /run this/);
    await told.getByTestId('ask-again').click();
    await panel.locator('[data-status="running"]').waitFor();
    await panel.getByTestId('stop').click();
    await panel.locator('[data-status="running"]').waitFor({ state: 'detached' });
    await ask(vscode, 'How many customers are there?');
    await showsWhatIsStored(vscode, await storedChat(t));
  });

  test('the window is reloaded in the middle of an answer: it goes on, and can be stopped', async (t) => {
    const { panel } = vscode;
    await askSlowly();
    const asked = await panel.getByTestId('turn-user').count();
    await vscode.reload();
    await vscode.openView();
    await panel.locator('[data-status="running"]').waitFor();
    await vscode.screenshot('reloaded-in-local-answer');
    await panel.getByTestId('stop').click();
    await panel.locator('[data-testid="turn-assistant"][data-status="interrupted"]').last().waitFor();
    await panel.locator('[data-status="running"]').waitFor({ state: 'detached' });
    assert.equal(await panel.getByTestId('turn-user').count(), asked);
    await ask(vscode, 'How many products are there?');
    await showsWhatIsStored(vscode, await storedChat(t));
  });

  test('hidden and shown again: the same chat, draft and scroll position', async () => {
    const { page, panel } = vscode;
    await ask(vscode, 'List all orders');
    await typeQuestion(vscode, 'half a question');
    const turns = await panel.getByTestId('turn-user').allTextContents();
    position = await scrollUp();
    await page.locator('.activitybar .action-item', { has: page.locator('[aria-label^="Explorer"]') }).click();
    await panel.getByTestId('composer-input').waitFor({ state: 'detached' });
    await vscode.openView();
    await isAsBefore(turns);
    await vscode.screenshot('shown-again');
  });

  test('the window is reloaded: the same chat, draft and scroll position', async () => {
    const turns = await vscode.panel.getByTestId('turn-user').allTextContents();
    await vscode.reload();
    await vscode.openView();
    await isAsBefore(turns);
    await vscode.screenshot('reloaded');
  });

  test('when VS Code goes, its server goes', async () => {
    const profile = path.dirname(vscode.workspace);
    assert.equal(serverPids(profile).length, 1);
    await vscode.close();
    await until(
      () => serverPids(profile).length === 0,
      () => 'the server is still there',
    );
  });

  test('nothing is logged as an error and no report of the content security policy is made', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

const scrollPosition = `document.querySelector('.transcript').scrollTop`;

/** Polls a condition that no event tells of. */
async function until(
  holds: () => boolean | Promise<boolean>,
  otherwise: () => string | Promise<string>,
): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > deadline) assert.fail(await otherwise());
    await delay(100);
  }
}

// A server far away on a bad line: reloads in answers, sockets refused and swallowed, lines cut again and again, redirects.
// Not here: the embedded server's death (survival.test.ts), proxies and certificates (proxy.test.ts).
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type RecordingDoor, startRecordingDoor } from '../support/recordingDoor.ts';
import { type TestServer, testServer } from '../support/testServer.ts';
import { fillSignIn, signIn, signInRefusal, untilLine } from '../support/vscodeAccount.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { ask, typeQuestion, untilDraft } from '../support/vscodePanel.ts';
import { type StoredMessage, showsWhatIsStored } from '../support/vscodeTranscript.ts';

/** Takes seconds, and ends by itself. */
const secondsSql = 'SELECT count(*) FROM range(16000) a, range(16000) b WHERE (a.range * b.range) % 7 = 3';

describe('a server on a bad line', () => {
  const cleanups: (() => unknown)[] = [];
  let server: TestServer;
  let door: RecordingDoor;
  let vscode: Vscode;

  const answers = () => vscode.panel.getByTestId('turn-assistant');
  const ended = (status: string) => vscode.panel.locator(`[data-testid="turn-assistant"][data-status="${status}"]`);

  before(async () => {
    const scope = { after: (work: () => unknown) => cleanups.push(work) } as unknown as TestContext;
    server = await testServer(scope);
    door = await startRecordingDoor({ target: server.url });
    vscode = await launchVscode({ size: { width: 1280, height: 900 } });
    writeFileSync(path.join(vscode.workspace, 'seconds.sql'), secondsSql);
    await signIn(vscode, { url: door.url, email: 'you@localhost', apiKey: server.apiKey });
  });
  after(async () => {
    await vscode.close();
    door.close();
    for (const work of cleanups) await work();
  });

  /** The newest chat as the server has it. */
  async function stored(): Promise<StoredMessage[]> {
    const { body: list } = await server.call('GET', '/v1/chats');
    const { body: chat } = await server.call('GET', `/v1/chats/${list.chats[0].id}`);
    return chat.messages;
  }

  async function askForSeconds() {
    await vscode.openFile('seconds.sql');
    await vscode.runCommand('Trellis: Ask About Selection');
    await vscode.panel.getByTestId('chip-remove').waitFor();
    await typeQuestion(vscode, 'run this');
    await vscode.page.keyboard.press('Enter');
    await ended('running').waitFor();
    await vscode.panel.locator('[data-testid="turn-user"][data-delivery="sent"]').last().waitFor();
  }

  const scrolled = async () =>
    Number(await (await vscode.panelFrame()).evaluate(`document.querySelector('.transcript').scrollTop`));

  test('the window is reloaded in the middle of an answer: the same answer ends whole, once; draft and place are kept', async () => {
    for (const question of ['List all sales', 'List all sales by region']) await ask(vscode, question);
    await askForSeconds();
    await typeQuestion(vscode, 'half a question');
    const end = await scrolled();
    let position = end;
    await vscode.panel.locator('.transcript').hover();
    await vscode.page.mouse.wheel(0, -200);
    await until(
      async () => {
        const last = position;
        position = await scrolled();
        return position !== end && position === last;
      },
      () => 'the wheel moved nothing',
    );
    await vscode.reload();
    await vscode.openView();
    await untilDraft(vscode, 'half a question');
    await answers().nth(2).waitFor({ state: 'attached' });
    await until(
      async () => Math.abs((await scrolled()) - position) <= 2,
      async () => `the position is ${await scrolled()}, not ${position}`,
    );
    await vscode.screenshot('reloaded-in-answer');
    await answers().nth(2).and(ended('done')).waitFor({ state: 'attached', timeout: 60_000 });
    await showsWhatIsStored(vscode, await stored());
    assert.equal((await stored()).length, 6);
    await vscode.panel.getByTestId('composer-input').fill('');
    await vscode.runCommand('Trellis: New Chat');
  });

  test('upgrades are refused: questions are answered over HTTP and the status bar says so', async () => {
    door.upgrades = 'refuse';
    door.cutAll();
    const before = door.requests.length;
    await ask(vscode, 'How many sales are there?');
    await untilLine(vscode, 'over HTTP');
    await vscode.screenshot('over-http');
    const sent = door.requests.slice(before).filter(({ method, url }) => method === 'POST' && url === '/v1/chats');
    assert.equal(sent.length, 1);
    await showsWhatIsStored(vscode, await stored());
  });

  test('upgrades come through again: after "Connect Again" the socket is back', async () => {
    door.upgrades = 'pass';
    await vscode.runCommand('Trellis: Connect Again');
    await untilLine(vscode, 'by WebSocket');
    const before = door.requests.length;
    await ask(vscode, 'How many regions are there?');
    assert.equal(door.requests.slice(before).filter(({ url }) => url === '/v1/chats').length, 0);
  });

  test('upgrades are swallowed without an answer: questions are answered over HTTP all the same', async () => {
    door.upgrades = 'swallow';
    door.cutAll();
    await ask(vscode, 'How many sales are there in East?');
    await untilLine(vscode, 'over HTTP');
    await showsWhatIsStored(vscode, await stored());
    door.upgrades = 'pass';
    await vscode.runCommand('Trellis: Connect Again');
    await untilLine(vscode, 'by WebSocket');
  });

  test('the line is cut again and again in answers: each question is asked once, each answer is whole', async () => {
    await vscode.runCommand('Trellis: New Chat');
    const cuts = door.cuts;
    // One over the socket and one over HTTP; `test/soak/cuts` does it by the thousand, without a window.
    const questions = ['sales', 'regions'].map((what) => `How many ${what} are there?`);
    for (const [at, question] of questions.entries()) {
      // The handshake alone has some 130 bytes, the first events some 400: each place is hit, over the socket and over HTTP.
      let bytes = 150 + at * 40;
      door.cutAfter = () => {
        bytes += 170;
        return bytes < 900 ? bytes : null;
      };
      door.upgrades = at % 2 === 0 ? 'pass' : 'refuse';
      door.cutAll();
      await typeQuestion(vscode, question);
      await vscode.panel.getByTestId('send').click();
      await answerWhateverCut(question);
    }
    door.cutAfter = () => null;
    door.upgrades = 'pass';
    assert.ok(door.cuts > cuts + 2, `only ${door.cuts - cuts} cuts`);
    const messages = await stored();
    assert.deepEqual(
      messages.filter(({ role }) => role === 'user').map(({ content }) => content),
      questions,
    );
    await showsWhatIsStored(vscode, messages);
    await vscode.screenshot('cut-again-and-again');
  });

  /** A cut answer is not the end: what is stored replaces it. */
  async function answerWhateverCut(question: string) {
    const asked = vscode.panel.getByTestId('turn-user').filter({ hasText: question }).last();
    await asked.waitFor();
    const answer = asked.locator('xpath=following::*[@data-testid="turn-assistant"][1]');
    await answer.and(ended('done')).waitFor({ state: 'attached', timeout: 90_000 });
  }

  test('a server that redirects: the other place hears nothing, and the person reads what to do', async () => {
    const elsewhere = await startRecordingDoor({ target: server.url });
    const redirects = await startRecordingDoor({ target: server.url });
    let redirected = '/v1/authenticate';
    let status = 302;
    redirects.answer = ({ url }, response) => {
      if (!url.startsWith(redirected)) return false;
      response.writeHead(status, { Location: `${elsewhere.url}${url}` }).end();
      return true;
    };
    try {
      for (status of [302, 307, 308]) {
        await fillSignIn(vscode, { url: redirects.url, email: 'you@localhost', apiKey: server.apiKey });
        const said = await signInRefusal(vscode, `redirected-sign-in-${status}`);
        assert.match(said, /redirects to another place, which is not followed/);
      }
      redirected = '/v1/chats';
      await signIn(vscode, { url: redirects.url, email: 'you@localhost', apiKey: server.apiKey });
      await typeQuestion(vscode, 'How many sales are there?');
      await vscode.panel.getByTestId('send').click();
      await vscode.panel.getByText('redirects to another place').first().waitFor();
      await vscode.screenshot('redirected-chats');
      assert.deepEqual(elsewhere.requests, []);
    } finally {
      redirects.close();
      elsewhere.close();
    }
  });

  test('nothing is logged as an error and no report of the content security policy is made', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

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

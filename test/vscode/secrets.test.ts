// Neither a key (of a server, of a language model) nor any token is written anywhere, with everything logged at level trace:
// files, processes, messages, requests.
// Not here: how the secret storage seals what it keeps (VS Code's business).
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { type ModelPeer, type Script, startModelPeer } from '../support/models/modelPeer.ts';
import { type RecordingDoor, startRecordingDoor } from '../support/recordingDoor.ts';
import { holds, searchFiles, searchProcesses } from '../support/secretSearch.ts';
import { slowQuestion, testServer } from '../support/testServer.ts';
import { fillSignIn, signIn } from '../support/vscodeAccount.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { answerStep, chooseModel, fillModel, notified, pickRow, setUpModel } from '../support/vscodeModels.ts';
import { answerTo, ask, startWithSample, typeQuestion, untilDraft } from '../support/vscodePanel.ts';
import { type Recorded, record } from '../support/vscodeRecorder.ts';

const email = 'you@localhost';

describe('secrets', () => {
  /** What is looked for: letters and digits, so that no escape changes it. Around it is what escapes do change. */
  const core = randomBytes(24).toString('hex');
  const apiKey = `tk/"+${core}&%=`;
  const profile = mkdtempSync(path.join(tmpdir(), 'trellis-secrets-'));
  const cleanups: (() => unknown)[] = [];
  let door: RecordingDoor;
  let vscode: Vscode;
  let recorded: Recorded;

  /** The key and every token that was used so far, each as the part that no other text has. */
  function secrets(): string[] {
    const tokens = door.requests.flatMap(({ headers }) => /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? []);
    // The longest run of letters and digits of the signature.
    const runs = tokens.flatMap((token) => (token.split('.')[2] ?? '').match(/[A-Za-z0-9]{10,}/g) ?? []);
    assert.ok(runs.length > 0, 'no token was seen');
    return [...new Set([core, ...runs])];
  }

  before(async () => {
    const scope = { after: (work: () => unknown) => cleanups.push(work) } as unknown as TestContext;
    const server = await testServer(scope, { apiKey });
    door = await startRecordingDoor({ target: server.url });
    vscode = await launchVscode({ userDir: profile, size: { width: 1280, height: 900 } });
    recorded = await record(vscode, profile);
  });
  after(async () => {
    await vscode.close();
    door.close();
    for (const work of cleanups) await work();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  function nothingIsWritten() {
    const wanted = secrets();
    const { found, read } = searchFiles(profile, wanted);
    assert.deepEqual(found, []);
    assert.ok(read > 100, `only ${read} files were read`);
    assert.deepEqual(searchProcesses(wanted), []);
    for (const said of [recorded.frames, recorded.panel(), recorded.console, recorded.log()]) {
      assert.ok(said.length > 0, 'nothing was recorded');
      assert.deepEqual(
        said.filter((text) => holds(text, wanted)),
        [],
      );
    }
  }

  test('the search finds what is there: in a file, a message, a process and each form', () => {
    for (const text of [core, encodeURIComponent(apiKey), JSON.stringify({ apiKey }), `?k=${btoa(apiKey)}`])
      assert.ok(holds(text, [core]), text);
    assert.ok(holds(Buffer.from(apiKey, 'utf16le'), [core]));
    assert.ok(holds(Buffer.from(`x${apiKey}`).toString('base64'), [core]));
    assert.ok(holds(Buffer.from(`xy${apiKey}`).toString('base64url'), [core]));
    assert.ok(!holds(apiKey.replace(core, 'another'), [core]));
  });

  test('signed in, after questions, an edit, a stop, a deletion, a failure and a reload: nothing is written', async () => {
    await vscode.openView();
    await fillSignIn(vscode, { url: door.url, email, apiKey: `${apiKey}x` });
    await vscode.page.locator('.quick-input-widget', { hasText: 'give it again' }).waitFor();
    await vscode.page.keyboard.press('Escape');
    await signIn(vscode, { url: door.url, email, apiKey });
    await ask(vscode, 'How many sales are there?');
    const asked = vscode.panel.getByTestId('turn-user').last();
    await asked.hover();
    await asked.getByTestId('edit-message').click();
    await vscode.panel.getByTestId('edit-input').fill('How many regions are there?');
    await vscode.panel.getByTestId('edit-input').press('Enter');
    await vscode.panel.getByTestId('turn-assistant').getByText('There are 2 different values of region.').waitFor();
    await typeQuestion(vscode, slowQuestion);
    await vscode.panel.getByTestId('send').click();
    await vscode.panel.locator('[data-testid="turn-user"][data-delivery="sent"]').nth(1).waitFor();
    await vscode.panel.getByTestId('stop').click();
    await vscode.panel.locator('[data-status="interrupted"]').waitFor();
    await vscode.panel.getByTestId('turn-user').last().hover();
    await vscode.panel.getByTestId('turn-user').last().getByTestId('delete-message').click();
    await vscode.page.locator('.monaco-dialog-box').getByText('Delete', { exact: true }).click();
    await vscode.panel.locator('[data-status="interrupted"]').waitFor({ state: 'detached' });
    door.upgrades = 'refuse';
    door.cutAll();
    await ask(vscode, 'How many sales are there in East?');
    door.answer = ({ url }, response) => {
      if (url !== '/v1/chats') return false;
      response.writeHead(500, { 'Content-Type': 'application/json' }).end('{"detail":"It broke."}');
      return true;
    };
    await typeQuestion(vscode, 'How many sales are there in West?');
    await vscode.panel.getByTestId('send').click();
    await vscode.panel
      .locator('[data-status="failed"], [data-delivery="unsent"], [data-testid="held"]')
      .first()
      .waitFor();
    door.answer = () => false;
    door.upgrades = 'pass';
    await vscode.reload();
    await vscode.openView();
    await vscode.panel.getByTestId('turn-user').first().waitFor();
    nothingIsWritten();
  });

  test('the key goes to one address in one header, tokens in another, and neither anywhere else in a request', () => {
    const wanted = secrets();
    const keyed = door.requests.filter(({ headers }) => headers['x-api-key'] !== undefined);
    assert.ok(keyed.length > 0);
    for (const { method, url } of keyed) assert.equal(`${method} ${url}`, 'POST /v1/authenticate');
    for (const { url, body, headers } of door.requests) {
      const { 'x-api-key': _, authorization: __, ...others } = headers;
      assert.ok(!holds(JSON.stringify({ url, body, others }), wanted), url);
      if (headers['x-api-key']) assert.equal(headers.authorization, undefined);
    }
  });

  test('signed out: nothing is left behind', async () => {
    await vscode.runCommand('Trellis: Sign Out');
    await vscode.page.locator('.monaco-dialog-box').getByText('Sign Out', { exact: true }).click();
    await vscode.panel.getByTestId('start-sample').waitFor();
    await vscode.screenshot('signed-out');
    nothingIsWritten();
    await vscode.close();
    const { found } = searchFiles(profile, secrets());
    assert.deepEqual(found, []);
  });

  test('what was recorded is what was said: questions, edits and states of the panel', () => {
    for (const kind of ['snapshot', 'actions', 'ask', 'editQuestion'])
      assert.ok(
        recorded.panel().some((text) => text.includes(`"kind":"${kind}"`)),
        kind,
      );
  });
});

describe('keys of language models', () => {
  const core = randomBytes(24).toString('hex');
  const apiKey = `sk-ant/+"${core}&%=`;
  /** One that is refused must be written nowhere either. */
  const refusedCore = randomBytes(24).toString('hex');
  const wanted = [core, refusedCore];
  const provider = 'Anthropic Claude';
  const profile = mkdtempSync(path.join(tmpdir(), 'trellis-model-secrets-'));
  let peer: ModelPeer;
  let vscode: Vscode;
  let recorded: Recorded;

  before(async () => {
    const sql = 'SELECT COUNT(*) AS orders FROM orders';
    const script: Script = ({ results, messages }) => {
      if (messages.at(-1)?.text.includes('overloaded')) return { fault: 'overloaded' };
      if (messages.at(-1)?.text.includes('cut')) return { text: 'Half of', fault: 'destroyed' };
      return results.length === 0 ? { calls: [{ name: 'run_sql', input: { sql, show: true } }] } : { text: 'So many.' };
    };
    peer = await startModelPeer(null, 'claude', script, { apiKey });
    vscode = await launchVscode({ userDir: profile, size: { width: 1280, height: 900 } });
    recorded = await record(vscode, profile);
  });
  after(async () => {
    await vscode?.close();
    await peer?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  function nothingIsWritten() {
    const { found, read } = searchFiles(profile, wanted);
    assert.deepEqual(found, []);
    assert.ok(read > 100, `only ${read} files were read`);
    assert.deepEqual(searchProcesses(wanted), []);
    for (const said of [recorded.frames, recorded.panel(), recorded.console, recorded.log()]) {
      assert.ok(said.length > 0, 'nothing was recorded');
      assert.deepEqual(
        said.filter((text) => holds(text, wanted)),
        [],
      );
    }
  }

  test('set up, refused, asked with, in failures and after a reload: nothing is written', async () => {
    await startWithSample(vscode);
    await fillModel(vscode, { provider, apiKey: `sk-ant-${refusedCore}`, baseUrl: peer.baseUrl });
    await vscode.page.locator('.monaco-dialog-box').getByText('Cancel', { exact: true }).click();
    await vscode.page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
    await setUpModel(vscode, { provider, apiKey, baseUrl: peer.baseUrl });
    await chooseModel(vscode, 'claude-sonnet-4-6');
    const answer = await ask(vscode, 'How many orders are there?');
    await answer.getByText('So many.').waitFor();
    await ask(vscode, 'How many orders are there when it is overloaded?').catch(() => undefined);
    await typeQuestion(vscode, 'Is it cut?');
    await vscode.panel.getByTestId('send').click();
    await vscode.panel.locator('[data-status="failed"]').last().waitFor();
    nothingIsWritten();
    await vscode.reload();
    await vscode.openView();
    await vscode.panel.getByTestId('turn-user').first().waitFor();
    const again = 'And how many orders now?';
    await typeQuestion(vscode, again);
    await untilDraft(vscode, again);
    await vscode.panel.getByTestId('send').click();
    await (await answerTo(vscode, again)).getByText('So many.').waitFor();
    nothingIsWritten();
  });

  test('an address with the key in it is refused, and kept nowhere', async () => {
    // Another key: a browser, in which this VS Code runs, keeps by itself what stands in a field that is not for passwords.
    const other = randomBytes(24).toString('hex');
    await vscode.runCommand('Trellis: Set Up a Language Model...');
    await pickRow(vscode, provider);
    await answerStep(vscode, '(1/2)', other);
    for (const address of [
      `${peer.baseUrl}/${other}`,
      `https://x:${other}@example.org`,
      `https://example.org?k=${other}`,
    ]) {
      await answerStep(vscode, '(2/2)', address);
      await vscode.page.locator('.quick-input-widget', { hasText: 'The address must' }).waitFor();
    }
    await vscode.page.keyboard.press('Escape');
    await vscode.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    assert.deepEqual(searchFiles(path.join(profile, 'data'), [other]).found, []);
    assert.deepEqual(
      [...recorded.log(), ...recorded.panel()].filter((text) => holds(text, [other])),
      [],
    );
  });

  test('the key goes to its address in one header, and nowhere else in a request', () => {
    assert.ok(peer.asked.length >= 5);
    for (const { path: asked, headers, body } of peer.asked) {
      const { 'x-api-key': sent, ...others } = headers;
      assert.equal(sent, apiKey);
      assert.ok(!holds(JSON.stringify({ asked, others, body }), wanted));
    }
  });

  test('removed: nothing is left behind', async () => {
    await vscode.runCommand('Trellis: Remove a Language Model Key...');
    await pickRow(vscode, provider);
    await vscode.page.locator('.monaco-dialog-box').getByText('Remove', { exact: true }).click();
    await notified(vscode, `${provider} was removed.`);
    nothingIsWritten();
    await vscode.close();
    assert.deepEqual(searchFiles(profile, wanted).found, []);
  });
});

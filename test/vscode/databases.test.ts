// A database on the network in a real VS Code: added by the form, seen as a tree, asked, kept over a reload, removed; and its
// password is written nowhere.
// Not here: what each database does (test/server/network), the form's address (test/host/databases).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startPostgres, type TestPostgres } from '../support/databases/databases.ts';
import { holds, searchFiles, searchProcesses } from '../support/secretSearch.ts';
import {
  choose,
  chooseData,
  expand,
  formOf,
  openData,
  openForm,
  openPanel,
  outcome,
  paste,
  rowOf,
} from '../support/vscodeDatabases.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { answerTo, ask, startWithSample, textOf, untilDraft } from '../support/vscodePanel.ts';
import { type Recorded, record } from '../support/vscodeRecorder.ts';

const started = await startPostgres();
const skip = 'skipped' in started ? started.skipped : false;

const tables = `
  CREATE SCHEMA stock;
  CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL, city text);
  CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers (id), amount numeric(10,2), ordered_on date);
  CREATE TABLE stock."Shelf Places" (id integer PRIMARY KEY, label text);
  CREATE VIEW big_orders AS SELECT * FROM orders WHERE amount > 100;
  INSERT INTO customers SELECT i, 'Customer ' || i, CASE WHEN i % 2 = 0 THEN 'Rome' ELSE 'Oslo' END FROM generate_series(1, 37) AS i;
  INSERT INTO orders SELECT i, 1 + i % 37, i, date '2025-01-01' + i FROM generate_series(1, 213) AS i;
  GRANT USAGE ON SCHEMA stock TO PUBLIC;
  GRANT SELECT ON ALL TABLES IN SCHEMA public, stock TO PUBLIC;
  ANALYZE;
`;

describe('databases in VS Code', { skip }, () => {
  const profile = mkdtempSync(path.join(tmpdir(), 'trellis-databases-'));
  const postgres = started as TestPostgres;
  const url = skip ? new URL('postgres://x') : new URL(postgres.url);
  const password = decodeURIComponent(url.password);
  const wrong = 'f00dfacefeedbeef5ca1ab1e';
  let vscode: Vscode;
  let recorded: Recorded;

  before(async () => {
    await postgres.admin(tables);
    vscode = await launchVscode({ userDir: profile, size: { width: 1280, height: 900 } });
    recorded = await record(vscode, profile);
    await startWithSample(vscode);
  });
  after(async () => {
    await vscode?.close();
    await postgres.stop();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  function nothingIsWritten() {
    const wanted = [password, wrong];
    const { found, read } = searchFiles(profile, wanted);
    assert.deepEqual(found, []);
    assert.ok(read > 100, `only ${read} files were read`);
    // The server of the test was made by a command of its own, which has ended.
    assert.deepEqual(searchProcesses(wanted), []);
    for (const said of [recorded.panel(), recorded.console, recorded.log()])
      assert.deepEqual(
        said.filter((text) => holds(text, wanted)),
        [],
      );
  }

  test('the form says at its fields what is missing', async () => {
    const form = await openForm(vscode);
    await form.getByTestId('test').click();
    await outcome(form, 'Look at the fields that are marked.');
    await form.getByTestId('database-problem').waitFor();
    await vscode.screenshot('database-form-empty');
  });

  test('an address fills it in, and its password goes into the field for passwords alone', async () => {
    const form = formOf(vscode);
    await paste(form.getByTestId('address'), `${url.protocol}//${url.username}:${wrong}@${url.host}${url.pathname}`);
    await outcome(form, 'The fields were filled in');
    const typed = (field: string) => form.getByTestId(field).inputValue();
    assert.deepEqual(await Promise.all(['address', 'host', 'port', 'database', 'user', 'password'].map(typed)), [
      ...['', url.hostname, url.port, url.pathname.slice(1), url.username, wrong],
    ]);
  });

  test('a wrong password is said at its field, and nothing that was filled in is lost, also by a reload', async () => {
    const form = formOf(vscode);
    await form.getByTestId('test').click();
    await form.getByTestId('password-problem').waitFor({ timeout: 30_000 });
    await vscode.screenshot('database-form-wrong-password');
    await vscode.reload();
    await form.getByTestId('host').waitFor();
    assert.equal(await form.getByTestId('port').inputValue(), url.port);
    assert.equal(await form.getByTestId('database').inputValue(), url.pathname.slice(1));
    assert.equal(await form.getByTestId('password').inputValue(), '');
  });

  test('tested and added, it is what new chats ask', async () => {
    const form = formOf(vscode);
    await form.getByTestId('password').fill(password);
    await form.getByTestId('name').fill('Shop');
    await form.getByTestId('test').click();
    await outcome(form, /PostgreSQL \d+.* answers\. It has 4 tables and views\./i);
    await vscode.screenshot('database-form-tested');
    await form.getByTestId('save').click();
    await form.getByTestId('save').waitFor({ state: 'detached', timeout: 30_000 });
    await vscode.openView();
    await vscode.panel.getByTestId('integration-select').filter({ hasText: 'Shop' }).waitFor();
    await vscode.screenshot('database-added');
  });

  test('the tree shows schemas, tables, views and columns', async () => {
    const pane = await openData(vscode);
    await expand(rowOf(pane, 'Shop'));
    await expand(rowOf(pane, 'public'));
    await expand(rowOf(pane, 'orders'));
    await rowOf(pane, 'big_orders').waitFor();
    await rowOf(pane, 'customer_id').waitFor();
    assert.match((await rowOf(pane, 'orders').textContent()) ?? '', /~213 rows/);
    assert.match((await rowOf(pane, 'amount').textContent()) ?? '', /numeric\(10,2\)/);
    await vscode.screenshot('database-tree');
    await openPanel(vscode);
  });

  test('a name goes into the composer, and rightly quoted into SQL at the cursor', async () => {
    const pane = await openData(vscode);
    await choose(vscode, rowOf(pane, 'orders'), 'Insert Name');
    await untilDraft(vscode, 'orders');
    await vscode.panel.getByTestId('composer-input').fill('How many');
    await choose(vscode, rowOf(pane, 'orders'), 'Insert Name');
    await untilDraft(vscode, 'How many orders');
    await openData(vscode);
    await expand(rowOf(pane, 'stock'));
    await vscode.openFile('counts.sql');
    await choose(vscode, rowOf(pane, 'Shelf Places'), 'Insert Name');
    await vscode.page.locator('.monaco-editor .view-line', { hasText: 'stock."Shelf' }).first().waitFor();
    await vscode.runCommand('File: Revert File');
    await vscode.runCommand('View: Close All Editors');
  });

  test('a table is asked about: the question stands in the composer, and its answer is of PostgreSQL', async () => {
    const pane = await openData(vscode);
    await choose(vscode, rowOf(pane, 'orders'), 'Ask About This Table');
    await untilDraft(vscode, 'How many rows are in orders?');
    await vscode.panel.getByTestId('send').click();
    assert.match(await textOf(await answerTo(vscode, 'How many rows are in orders?')), /213/);
    // What was being written before it is back.
    await untilDraft(vscode, 'How many orders');
    await openData(vscode);
    await choose(vscode, rowOf(pane, 'customers'), 'Show First Rows');
    const rows = await answerTo(vscode, 'List 10 customers');
    assert.match(await textOf(rows), /Customer \d+/);
    await vscode.screenshot('database-asked');
  });

  test('a chat that has begun keeps its data: other data begins a new chat, with what was being written', async () => {
    await chooseData(vscode, 'Sample data');
    await vscode.panel.getByTestId('turn-user').waitFor({ state: 'detached' });
    await untilDraft(vscode, 'How many orders');
    await vscode.panel.getByTestId('composer-input').fill('');
    await chooseData(vscode, 'Shop');
    nothingIsWritten();
  });

  test('all of it is there after a reload', async () => {
    await vscode.reload();
    await vscode.openView();
    await vscode.panel.getByTestId('integration-select').filter({ hasText: 'Shop' }).waitFor();
    assert.match(await textOf(await ask(vscode, 'How many customers are there?')), /37/);
    nothingIsWritten();
  });

  test('removed, it is gone from lists and answers no more', async () => {
    const pane = await openData(vscode);
    await choose(vscode, rowOf(pane, 'Shop'), 'Remove Database...');
    await vscode.page.locator('.monaco-dialog-box').getByText('Remove', { exact: true }).click();
    await rowOf(pane, 'Shop').waitFor({ state: 'detached' });
    await vscode.screenshot('database-removed');
    nothingIsWritten();
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

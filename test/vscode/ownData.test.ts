// "Open Data..." on a folder nobody prepared, and signing in to a server, each through VS Code's own dialogs.
// Not here: sample data (flows.test.ts), what the planner understands (test/server/planner).
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { serverProcess } from '../support/serverProcess.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { ask, chartNumbers, drawnChart, firstNumber, startWithSample, textOf } from '../support/vscodePanel.ts';

/** Weather stations as CSV, their measurements as Parquet: no keys declared, names of somebody else. */
async function makeData(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const stations = ['Harbour,Coast', 'Lighthouse,Coast', 'Summit,Mountain', 'Valley,Mountain', 'Meadow,Plain'];
  writeFileSync(
    path.join(folder, 'stations.csv'),
    ['station_id,station_name,landscape', ...stations.map((row, at) => `${at + 1},${row}`)].join('\n'),
  );
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const parquet = path.join(folder, 'measurements.parquet').replaceAll("'", "''");
  await connection.run(
    `COPY (SELECT range AS measurement_id, range % 5 + 1 AS station_id, (range % 37) / 2.0 AS rainfall FROM range(1000)) TO '${parquet}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  return folder;
}

describe('data of one’s own', () => {
  let vscode: Vscode;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'trellis-own-'));
    await makeData(path.join(folder, 'weather'));
    vscode = await launchVscode();
  });
  after(async () => {
    await vscode.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function chooseFolder(chosen: string) {
    await vscode.quickRow('Folder…').click();
    await vscode.quickInput.fill(`${chosen}/`);
    await vscode.page.locator('.quick-input-widget').getByText('Open', { exact: true }).click();
  }

  test('a folder of CSV and Parquet: opened by the dialog, asked, drawn across both files', async () => {
    await vscode.openView();
    await vscode.panel.getByTestId('open-data').click();
    await chooseFolder(path.join(folder, 'weather'));
    await vscode.panel.getByTestId('composer-input').waitFor();
    const counted = await ask(vscode, 'How many measurements are there?');
    assert.equal(firstNumber(await textOf(counted.getByTestId('answer-text'))), 1000);
    const charted = await ask(vscode, 'Show me measurements by landscape as a bar chart');
    const bars = await chartNumbers(await drawnChart(charted));
    assert.deepEqual(bars.toSorted(), [200, 400, 400]);
    await vscode.screenshot('own-data');
  });

  test('signing in: a wrong key is asked again, the right one answers, the key is kept as a secret', async (t) => {
    const { page, quickInput, panel } = vscode;
    const server = await serverProcess(t, [
      '--data',
      path.join(folder, 'weather'),
      '--store',
      path.join(folder, 'store'),
    ]);
    await vscode.runCommand('Trellis: Sign In');
    const submit = async (prompt: RegExp, text: string) => {
      await page.locator('.quick-input-widget', { hasText: prompt }).waitFor();
      await quickInput.or(page.locator('.quick-input-widget input')).first().fill(text);
      await page.keyboard.press('Enter');
    };
    await submit(/Address of the Trellis server/, server.url);
    await submit(/Your email address/, 'me@example.org');
    await submit(/API key, from the admin dashboard/, 'wrong-key');
    await submit(/Invalid API key/, server.apiKey);
    // The chat of the data before goes when the server's takes its place.
    await panel.getByTestId('turn-user').first().waitFor({ state: 'detached' });
    await panel.locator('[data-testid="composer-input"]:focus, [data-testid="composer-input"] :focus').waitFor();
    const counted = await ask(vscode, 'How many stations are there?');
    assert.equal(firstNumber(await textOf(counted.getByTestId('answer-text'))), 5);
    await vscode.screenshot('signed-in');
    await server.kill('SIGKILL');
    await panel.getByTestId('connection').waitFor();
    await vscode.screenshot('server-away');
    assert.doesNotMatch(server.stderr(), new RegExp(server.apiKey));
  });

  test('a file that cannot be read is named, and the rest answers', async () => {
    const { panel } = vscode;
    const mixed = path.join(folder, 'mixed');
    mkdirSync(mixed);
    writeFileSync(path.join(mixed, 'broken.parquet'), 'PAR1 this is no parquet file');
    writeFileSync(path.join(mixed, 'good.csv'), 'city,people\nOslo,7\nRome,9');
    await vscode.runCommand('Trellis: Open Data...');
    await chooseFolder(mixed);
    await panel.getByTestId('notice').filter({ hasText: 'broken.parquet' }).waitFor();
    await vscode.screenshot('broken-file');
    const total = await ask(vscode, 'What is the total people?');
    assert.equal(firstNumber(await textOf(total.getByTestId('answer-text'))), 16);
  });

  test('a folder with nothing to read says which files would do', async () => {
    const empty = path.join(folder, 'empty');
    mkdirSync(empty);
    await vscode.runCommand('Trellis: Open Data...');
    await chooseFolder(empty);
    await vscode.panel.getByTestId('connection').filter({ hasText: /CSV/ }).waitFor();
    await vscode.screenshot('empty-folder');
  });

  test('going back to the sample shows none of the other chats', async () => {
    await vscode.runCommand('Trellis: Start with Sample Data');
    await startWithSample(vscode);
    await vscode.panel.getByTestId('example-question').first().waitFor();
    assert.equal(await vscode.panel.getByTestId('turn-user').count(), 0);
  });

  test('nothing is logged as an error and no report of the content security policy is made', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });
});

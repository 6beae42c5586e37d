// A whole result of a million rows in a real VS Code: the grid in the panel and in an editor tab, its tools, its frames.
// Not here: each key and state of the grid (test/webview/grid), the server's side (test/server/results).
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import type { FrameLocator, Locator } from 'playwright-core';
import { artifacts } from '../../scripts/paths.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { notified } from '../support/vscodeModels.ts';
import { ask } from '../support/vscodePanel.ts';

const rows = 1_000_000;

async function makeReadings(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const file = path.join(folder, 'readings.parquet').replaceAll("'", "''");
  await connection.run(`COPY (SELECT range AS reading_id, 'Station ' || (range % 50) AS station, (range * 7919 % 100000) / 100.0 AS rainfall,
    DATE '2020-01-01' + (range % 1500)::INT AS measured_on, CASE WHEN range % 9 = 0 THEN NULL WHEN range % 10 = 0 THEN '' ELSE 'note ' || range END AS note
    FROM range(${rows})) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

describe('the whole of a result', () => {
  let vscode: Vscode;
  let folder: string;
  let table: Locator;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'trellis-grid-'));
    await makeReadings(path.join(folder, 'weather'));
    vscode = await launchVscode({
      workspace: path.join(folder, 'weather'),
      settings: { 'trellis.dataPath': path.join(folder, 'weather') },
      size: { width: 1400, height: 900 },
    });
    await vscode.openView();
    await vscode.panel.getByTestId('composer-input').waitFor();
  });
  after(async () => {
    await vscode?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const count = (of: FrameLocator) => of.getByTestId('grid-count');
  test('all rows are opened in place, and no frame from end to end is without rows', async () => {
    const answer = await ask(vscode, 'Show me all readings');
    table = answer.getByTestId('table');
    await table.getByTestId('show-grid').click();
    await vscode.panel.locator('.grid-row:not(.waiting)').first().waitFor({ timeout: 60_000 });
    assert.equal(await count(vscode.panel).textContent(), '1,000,000 rows');
    const frame = await vscode.panelFrame();
    const trace = await frame.evaluate<Trace>(scrolled);
    mkdirSync(artifacts, { recursive: true });
    writeFileSync(path.join(artifacts, 'grid-frames.json'), JSON.stringify(trace, null, 1));
    const { longestBlank, fewest, median, samples } = trace;
    console.log(
      `frames ${samples.length}, median ${median} ms, fewest rows ${fewest}, longest blank ${longestBlank} ms`,
    );
    assert.ok(longestBlank <= 100, `rows were away for ${longestBlank} ms`);
    assert.ok(samples.length > 100);
    await vscode.panel.getByText('1,000,000', { exact: true }).first().waitFor();
    await vscode.screenshot('grid-panel');
  });

  test('sorted by a click, filtered by a form, copied to the clipboard', async () => {
    const { panel, page } = vscode;
    await panel.locator('#grid-head-2').click();
    await panel.locator('#grid-head-2[aria-sort=ascending]').waitFor();
    await panel.locator('#grid-head-2').click();
    await panel.locator('#grid-head-2[aria-sort=descending]').waitFor();
    await panel.locator('.grid-box:not(.stale) [data-row="0"] [data-column="2"]', { hasText: '999.99' }).waitFor();
    await panel.getByTestId('grid-filter').click();
    await panel.getByTestId('grid-filter-column').selectOption({ label: 'station' });
    await panel.getByTestId('grid-filter-op').selectOption('=');
    await panel.getByTestId('grid-filter-value').fill('Station 7');
    await page.keyboard.press('Enter');
    await panel.getByText('20,000 of 1,000,000 rows').waitFor();
    await panel.locator('.grid-box:not(.stale) [data-row="0"] [data-column="1"]').click();
    await page.keyboard.press('Shift+ArrowDown');
    await panel.getByTestId('grid-copy').click();
    await panel.getByRole('menuitem', { name: '2 × 1 cells as SQL IN list' }).click();
    await panel.getByText(/Copied 2 rows as an SQL IN list; 1 repeated left out/).waitFor();
    await vscode.screenshot('grid-filtered');
  });

  test('in an editor tab it is sorted and filtered as it was, and comes back after a reload', async () => {
    await vscode.panel.getByTestId('grid-tab').click();
    await vscode.page.locator('.tab.active', { hasText: 'Result' }).waitFor();
    const frame = await tabFrame();
    await frame.getByText('20,000 of 1,000,000 rows').waitFor();
    await vscode.screenshot('grid-tab');
    await vscode.reload();
    await vscode.page.locator('.tab.active', { hasText: 'Result' }).waitFor();
    const again = await tabFrame();
    await again.getByText('20,000 of 1,000,000 rows').waitFor({ timeout: 60_000 });
    await again.locator('.grid-row:not(.waiting)').first().waitFor();
  });

  test('exported to a file that is whole, and offered then', async () => {
    const { page } = vscode;
    const frame = await tabFrame();
    await frame.getByTestId('grid-export').click();
    await frame.getByRole('menuitem', { name: 'Export as CSV…' }).click();
    // The dialog proposes a name when it has looked around, and would put it over what was typed before.
    await page.locator('.quick-input-widget', { hasText: 'Export Result as CSV' }).waitFor();
    await page.waitForFunction(proposed);
    const file = path.join(folder, 'weather', 'out.csv');
    await vscode.quickInput.fill(file);
    await page.locator('.quick-input-widget').getByText('OK', { exact: true }).click();
    await frame.getByTestId('grid-said').filter({ hasText: 'Exported out.csv' }).waitFor({ timeout: 60_000 });
    await notified(vscode, 'Exported out.csv', 'grid-exported');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n');
    assert.equal(lines.length, 20_001);
    assert.equal(lines[0], 'reading_id,station,rainfall,measured_on,note');
    assert.deepEqual(
      readdirSync(path.dirname(file)).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  test('nothing is logged as an error and no report of the content security policy is made', () => {
    assert.deepEqual(vscode.consoleErrors, []);
  });

  /** The page of the editor tab, the one of ours that has a heading of its own. */
  async function tabFrame() {
    const deadline = performance.now() + 60_000;
    while (performance.now() < deadline) {
      for (const frame of vscode.page.frames())
        if (
          (await frame
            .locator('.grid-whole.tab')
            .count()
            .catch(() => 0)) > 0
        )
          return frame;
      await vscode.page.waitForEvent('frameattached', { timeout: 500 }).catch(() => undefined);
    }
    throw new Error('The tab has no page');
  }
});

interface Trace {
  /** Milliseconds since the frame before, rows in sight, the first of them. */
  samples: [number, number, number][];
  longestBlank: number;
  fewest: number;
  median: number;
}

/** The dialog's field holds the name of a file. */
const proposed = `document.querySelector('.quick-input-widget input[type=text]')?.value.endsWith('Readings.csv')`;

/** From the first row to the last in 240 steps, one a frame; each frame is looked at as it is about to be painted. */
const scrolled = `(async () => {
  const box = document.querySelector('[role=grid]');
  const samples = [];
  let last = performance.now();
  let blankSince = null;
  let longestBlank = 0;
  const room = Math.floor((box.clientHeight - 28) / 24);
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  for (let step = 0; step <= 240; step++) {
    box.scrollTop = ((box.scrollHeight - box.clientHeight) * step) / 240;
    await frame();
    const now = performance.now();
    const sight = box.getBoundingClientRect();
    const rows = [...document.querySelectorAll('.grid-row:not(.waiting)')].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > sight.top + 28 && top < sight.bottom && row.querySelector('.grid-cell')?.textContent !== '';
    });
    samples.push([Math.round(now - last), rows.length, Number(rows[0]?.dataset.row ?? -1)]);
    if (rows.length < room) blankSince ??= last;
    else blankSince = null;
    if (blankSince !== null) longestBlank = Math.max(longestBlank, Math.round(now - blankSince));
    last = now;
  }
  const times = samples.map(([ms]) => ms).sort((a, b) => a - b);
  return { samples, longestBlank, fewest: Math.min(...samples.map(([, rows]) => rows)), median: times[times.length >> 1] };
})()`;

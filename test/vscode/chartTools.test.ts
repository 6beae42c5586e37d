// What can be done with a chart, in a real VS Code: another kind, pictures, its data, its specification with a live preview.
// Not here: how charts are drawn (charts.test.ts), what is in the menu for which chart (test/webview/chart).
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { ask, drawnChart, startWithSample } from '../support/vscodePanel.ts';

const themes = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
  ['high-contrast', 'Default High Contrast'],
  ['high-contrast-light', 'Default High Contrast Light'],
] as const;

const question = 'Show me orders by region as a bar chart';

async function openTools(vscode: Vscode): Promise<Locator> {
  await vscode.panel.getByTestId('chart-tools').last().click();
  const menu = vscode.panel.getByRole('menu', { name: 'Chart tools' });
  await menu.waitFor();
  return menu;
}

/** By VS Code's own dialog, into the workspace; returns the file when it holds something. */
async function saveAs(vscode: Vscode, item: string, name: string): Promise<Buffer> {
  const file = path.join(vscode.workspace, name);
  const menu = await openTools(vscode);
  await menu.getByText(item, { exact: true }).click();
  // The dialog proposes a name, and does so late.
  await vscode.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  while (!(await vscode.quickInput.inputValue()).includes('Orders by region')) await delay(50);
  await vscode.quickInput.fill(file);
  await vscode.page.keyboard.press('Enter');
  await vscode.page.getByText(`Saved as ${name}.`).first().waitFor();
  assert.ok(existsSync(file));
  return readFileSync(file);
}

for (const [name, theme] of themes)
  describe(`chart tools, ${name}`, () => {
    let vscode: Vscode;
    before(async () => {
      vscode = await launchVscode({
        theme,
        size: { width: 1280, height: 900 },
      });
      await startWithSample(vscode);
      await drawnChart(await ask(vscode, question));
    });
    after(() => vscode.close());

    test('the menu opens, is walked by keys, and gives the keyboard back', async () => {
      const menu = await openTools(vscode);
      await menu
        .getByRole('menuitemradio', { name: 'Bars (as answered)' })
        .and(vscode.panel.locator(':focus'))
        .waitFor();
      await vscode.screenshot(`chart-tools-${name}`);
      await vscode.page.keyboard.press('End');
      await menu.getByText('Open Vega-Lite in editor').and(vscode.panel.locator(':focus')).waitFor();
      await vscode.page.keyboard.press('Escape');
      await menu.waitFor({ state: 'detached' });
      assert.equal(await vscode.panel.locator(':focus').first().getAttribute('data-testid'), 'chart-tools');
    });

    test('another kind is drawn, and is still there after a reload', async () => {
      const chart = vscode.panel.getByTestId('chart').last();
      await (await openTools(vscode)).getByText('Lines', { exact: true }).click();
      await vscode.panel.locator('[data-testid="chart"][data-chart-type="line"][data-drawn="true"]').waitFor();
      if (name !== 'dark') return;
      await vscode.reload();
      await vscode.openView();
      await vscode.panel.locator('[data-testid="chart"][data-chart-type="line"]').waitFor();
      await (await openTools(vscode)).getByText('Pie', { exact: true }).click();
      await vscode.panel.locator('[data-testid="chart"][data-chart-type="pie"][data-drawn="true"]').waitFor();
      assert.equal(await chart.count(), 1);
    });

    test('the specification opens in an editor with its picture, which follows the text', async () => {
      await (await openTools(vscode)).getByText('Open Vega-Lite in editor').click();
      const preview = await previewOf(vscode);
      await preview.getByTestId('chart-preview').locator('svg').waitFor();
      await vscode.screenshot(`chart-preview-${name}`);
      if (name !== 'dark') return;
      const before = await preview.getByTestId('chart-preview').innerHTML();
      await vscode.page.locator('.monaco-editor .view-lines').first().click();
      await write(vscode, '{"mark": "bar", ');
      await preview.getByRole('status').waitFor();
      assert.equal(await preview.getByTestId('chart-preview').innerHTML(), before, 'the last picture stays');
      await vscode.screenshot('chart-preview-problem');
      await write(
        vscode,
        '{"data": {"values": [{"a": "one", "b": 1}, {"a": "two", "b": 2}]}, "mark": "bar", "encoding": {"x": {"field": "a"}, "y": {"field": "b", "type": "quantitative"}}}',
      );
      await preview.getByTestId('chart-preview').getByText('two').waitFor();
      await write(vscode, '{"data": {"url": "http://127.0.0.1:9/a.json"}, "mark": "point"}');
      await preview.getByTestId('chart-preview').getByText('two').waitFor({ state: 'detached' });
      await preview.getByRole('status').getByText('Charts load nothing').waitFor();
    });

    test('nothing is logged as an error and no report of the content security policy is made', () => {
      assert.deepEqual(vscode.consoleErrors, []);
    });
  });

describe('a chart as a file', () => {
  let vscode: Vscode;
  before(async () => {
    vscode = await launchVscode({ size: { width: 1280, height: 900 } });
    await startWithSample(vscode);
    await drawnChart(await ask(vscode, question));
  });
  after(() => vscode.close());

  test('as PNG and SVG', async () => {
    const png = await saveAs(vscode, 'Save as PNG…', 'orders.png');
    assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    assert.ok(png.readUInt32BE(16) > 1000, 'as wide as it is read');
    const svg = (await saveAs(vscode, 'Save as SVG…', 'orders.svg')).toString();
    assert.match(svg, /^<svg /);
    assert.match(svg, /North/);
  });

  test('its data as CSV or JSON, by the name that was given', async () => {
    const csv = (await saveAs(vscode, 'Save data…', 'orders.csv')).toString();
    assert.match(csv, /^Region,Orders\r\n/i);
    const json = JSON.parse((await saveAs(vscode, 'Save data…', 'orders.json')).toString());
    assert.deepEqual(Object.keys(json[0]), ['label', 'value']);
    assert.equal(csv.trim().split('\r\n').length - 1, json.length);
  });

  test('its specification stands alone', async () => {
    const spec = JSON.parse((await saveAs(vscode, 'Save Vega-Lite…', 'orders.vl.json')).toString());
    assert.match(spec.$schema, /vega-lite/);
    assert.ok(spec.data.values.length > 2);
  });

  test('copied, it says so', async () => {
    for (const item of ['Copy as SVG', 'Copy as PNG']) {
      await (await openTools(vscode)).getByText(item).click();
      await vscode.panel.getByText(item.replace('Copy', 'Copied')).waitFor();
    }
  });
});

/** In place of the text of the editor. */
async function write({ page }: Vscode, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
  // The editor has closed brackets by itself.
  await page.keyboard.press('ControlOrMeta+Shift+End');
  await page.keyboard.press('Delete');
}

/** The document of the preview: a webview of its own beside the editor. */
async function previewOf(vscode: Vscode) {
  await vscode.page.locator('.tab', { hasText: 'Preview' }).first().waitFor();
  for (;;) {
    for (const frame of vscode.page.frames())
      if (
        (await frame
          .locator('[data-testid="chart-preview"]')
          .count()
          .catch(() => 0)) > 0
      )
        return frame;
    await delay(50);
  }
}

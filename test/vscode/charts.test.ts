// The seven kinds of charts in a real VS Code, light and dark, and in a side bar of 300 pixels in all four themes.
// Not here: the specs (test/webview/chart).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { ask, drawnChart, startWithSample } from '../support/vscodePanel.ts';

const questions = {
  bar: 'Show me orders by region as a bar chart',
  bar_horizontal: 'Show me orders by channel as a horizontal bar chart',
  stacked_bar: 'Show me orders by region and status as a stacked bar chart',
  line: 'Show me revenue by month',
  area: 'Show me revenue by month as an area chart',
  pie: 'Show me revenue by category as a pie chart',
  donut: 'Show me orders by status as a donut chart',
} as const;

const themes = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
  ['high-contrast', 'Default High Contrast'],
  ['high-contrast-light', 'Default High Contrast Light'],
] as const;

for (const [name, theme] of themes) {
  const kinds = Object.entries(questions).filter(
    ([kind]) => !name.startsWith('high') || ['bar', 'pie', 'line'].includes(kind),
  );
  describe(`charts, ${name}`, () => {
    let vscode: Vscode;
    before(async () => {
      vscode = await launchVscode({ theme });
      await vscode.openView();
      await vscode.screenshot(`first-${name}`);
      await startWithSample(vscode);
      await vscode.panel.getByTestId('example-question').first().waitFor();
      await vscode.screenshot(`empty-chat-${name}`);
    });
    after(() => vscode.close());

    for (const [kind, question] of kinds) {
      test(`${kind} is drawn`, async () => {
        const chart = await drawnChart(await ask(vscode, question));
        assert.equal(await chart.getAttribute('data-chart-type'), kind);
        await chart.scrollIntoViewIfNeeded();
        await vscode.screenshot(`chart-${kind}-${name}`);
      });
    }

    test('no control is cut at 300 pixels', async () => {
      const frame = await vscode.panelFrame();
      const cut = await frame.evaluate(cutControls);
      assert.deepEqual(cut, []);
    });

    test('nothing is logged as an error and no report of the content security policy is made', () => {
      assert.deepEqual(vscode.consoleErrors, []);
    });
  });
}

/** Controls that reach over the edge of a page that is at most 300 pixels wide. */
const cutControls = `(() => {
  if (innerWidth > 300) return ['the panel is ' + innerWidth + ' wide'];
  const controls = [...document.querySelectorAll('button, vscode-button, vscode-dropdown, textarea, summary, canvas, [data-testid="table"]')];
  return controls.filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 0 && (left < -0.5 || right > innerWidth + 0.5);
  }).map((element) => element.outerHTML.slice(0, 120));
})()`;

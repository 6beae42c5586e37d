// The page beside a Vega-Lite specification: the last picture that could be drawn, and what is wrong with the text now.
// Not here: drawing (webview/chart, the bundle the panel uses, too).
import type { FromChartPreview } from '../../src/bridge/chartPreview.ts';
import type { ChartModule } from '../chart/main.ts';
import { reportProblems } from '../reports.ts';
import { plainLine } from '../ui/plainLine.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromChartPreview): void; setState(state: unknown): void };

const longestProblem = 600;

function start(): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no #root.');
  const api = acquireVsCodeApi();
  reportProblems((report) => {
    if (report.kind === 'report') api.postMessage(report);
  });
  // After a reload the host is told which editor this belongs to.
  api.setState({ uri: root.dataset.uri });
  const box = document.createElement('div');
  box.className = 'preview-picture';
  box.dataset.testid = 'chart-preview';
  const problem = document.createElement('p');
  problem.className = 'preview-problem';
  problem.setAttribute('role', 'status');
  problem.hidden = true;
  root.append(problem, box);

  const charts = import(root.dataset.chartScript ?? '') as Promise<ChartModule>;
  let remove = (): void => undefined;
  let wanted = '';
  let drawing: Promise<void> = Promise.resolve();

  function say(text: string): void {
    problem.textContent = plainLine(text).slice(0, longestProblem);
    problem.hidden = text === '';
  }

  async function draw(text: string): Promise<void> {
    // Somebody who writes quickly needs the last state only.
    if (text !== wanted) return;
    try {
      const { showSpec } = await charts;
      const shown = await showSpec(box, text);
      remove();
      remove = shown.remove;
      say(shown.warnings[0] ?? '');
    } catch (cause) {
      say(cause instanceof Error ? cause.message : String(cause));
    }
  }
  function show(text: string): void {
    wanted = text;
    drawing = drawing.then(() => draw(text));
  }

  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'object' && data !== null && 'text' in data && typeof data.text === 'string') show(data.text);
  });
  window.addEventListener('resize', () => show(wanted));
  charts.then(({ onThemeChange }) => onThemeChange(() => show(wanted)));
  api.postMessage({ kind: 'ready' });
}

start();

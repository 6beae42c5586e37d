// What can be done with a chart: another kind, a picture, its data, its specification. A menu at the chart's button.
// Not here: the menu (ui/menu.ts), dialogs and files (src/host/charts).
import type { FromWebview } from '../../src/bridge/messages.ts';
import { csvText } from '../../src/chat/resultText.ts';
import type { Chart, ChartType } from '../../src/protocol/trellis/visualization.ts';
import { type MenuItem, openMenu } from '../ui/menu.ts';
import { plainLine } from '../ui/plainLine.ts';
import { kindNames, kindsFor } from './kinds.ts';
import { kindOf } from './layout.ts';
import { pngOf, specOf, svgOf } from './picture.ts';
import { pointsOf } from './points.ts';
import type { ChartTheme } from './spec.ts';
import { paperTheme, readTheme } from './theme.ts';

export interface ChartTools {
  /** As it is drawn now. */
  chart: Chart;
  /** As it was sent. */
  usual: ChartType;
  choose(kind: ChartType): void;
  post(intent: FromWebview): void;
  /** For a moment, at the button and to who listens. */
  say(text: string): void;
  /** Pictures in the colours of paper instead of the window's. */
  onPaper: boolean;
}

export function openChartTools(anchor: HTMLElement, tools: ChartTools): void {
  const { chart, post } = tools;
  const name = plainLine(chart.title ?? '') || 'Chart';
  const save = (files: Extract<FromWebview, { kind: 'saveFile' }>['files']) => post({ kind: 'saveFile', name, files });
  const theme = (): ChartTheme => (tools.onPaper ? paperTheme : readTheme());
  const doing = (work: () => Promise<void>) => () =>
    void work().catch((cause: unknown) => {
      tools.say('That did not work.');
      post({
        kind: 'report',
        level: 'error',
        text: `chart tools: ${cause instanceof Error ? cause.message : String(cause)}`.slice(0, 2000),
      });
    });

  const drawnAs = kindOf(chart);
  const kinds = kindsFor(chart);
  const kindItems = (kinds.includes(drawnAs) ? kinds : [drawnAs, ...kinds]).map(
    (kind): MenuItem => ({
      label: `${kindNames[kind]}${kind === tools.usual ? ' (as answered)' : ''}`,
      checked: kind === drawnAs,
      run: () => tools.choose(kind),
    }),
  );

  openMenu(anchor, 'Chart tools', [
    kindItems,
    [
      { label: 'Copy as PNG', run: doing(() => copyPng(chart, theme(), tools.say)) },
      {
        label: 'Copy as SVG',
        run: doing(async () => {
          post({ kind: 'copyText', text: await svgOf(chart, theme()) });
          tools.say('Copied as SVG');
        }),
      },
    ],
    [
      {
        label: 'Save as PNG…',
        run: doing(async () => save([{ extension: 'png', content: await bytesOf(await pngOf(chart, theme())) }])),
      },
      {
        label: 'Save as SVG…',
        run: doing(async () => save([{ extension: 'svg', content: await svgOf(chart, theme()) }])),
      },
      { label: 'Save data…', run: () => save(dataFiles(chart)) },
      { label: 'Save Vega-Lite…', run: () => save([{ extension: 'vl.json', content: specOf(chart) }]) },
    ],
    [{ label: 'Open Vega-Lite in editor', run: () => post({ kind: 'openChartSpec', spec: specOf(chart) }) }],
  ]);
}

/** The clipboard gets a promise: what is copied has to be asked for while the click still counts. */
async function copyPng(chart: Chart, theme: ChartTheme, say: (text: string) => void): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(chart, theme) })]);
  say('Copied as PNG');
}

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer());
}

/** The points as they are drawn, numbers as they were sent. */
function dataFiles(chart: Chart): Extract<FromWebview, { kind: 'saveFile' }>['files'] {
  const { points, series } = pointsOf(chart);
  const several = series.length > 0;
  const { x_axis_label: x, y_axis_label: y } = chart.data;
  const names = [plainLine(x ?? '') || 'label', ...(several ? ['series'] : []), plainLine(y ?? '') || 'value'];
  const rows = points.map(({ label, series: of, value }) => [label, ...(several ? [of] : []), value]);
  const items = points.map(({ label, series: of, value }) => ({ label, ...(several ? { series: of } : {}), value }));
  return [
    { extension: 'csv', content: csvText(names, rows) },
    { extension: 'json', content: `${JSON.stringify(items, null, 2)}\n` },
  ];
}

// A Vega-Lite specification in an editor, and its picture beside it, drawn again as it is changed.
// Not here: drawing (webview/chartPreview), making the specification of a chart (webview/chart/picture.ts).
import * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../../base/disposable.ts';
import { decodeFromChartPreview, type ToChartPreview } from '../../bridge/chartPreview.ts';
import { commandIds } from '../ids.ts';
import type { HostLog } from '../log.ts';
import { showInfo } from '../messages.ts';
import { pageHtml } from '../panelHtml.ts';

const viewType = 'trellis.chartPreview';
/** After the last key. */
const redrawAfterMs = 150;

export interface ChartPreviews extends Disposable {
  /** Of the active editor. */
  openBeside(): Promise<void>;
}

/** In an editor of its own, with its picture. */
export async function openChartSpec(spec: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'json', content: spec });
  await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.One });
  await vscode.commands.executeCommand(commandIds.previewChart);
}

export function createChartPreviews(extensionUri: vscode.Uri, log: HostLog): ChartPreviews {
  const bag = new DisposableBag();
  const open = new Map<string, vscode.WebviewPanel>();

  function fill(panel: vscode.WebviewPanel, uri: vscode.Uri) {
    const life = new DisposableBag();
    let waiting: NodeJS.Timeout | undefined;
    open.set(uri.toString(), panel);
    panel.title = `Preview ${uri.path.split('/').at(-1) ?? ''}`;
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')],
    };
    async function send() {
      const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
      const text = document ?? (await vscode.workspace.openTextDocument(uri));
      const message: ToChartPreview = { kind: 'spec', text: text.getText() };
      await panel.webview.postMessage(message);
    }
    const sendSafely = () =>
      void send().catch((cause: unknown) => {
        log.warn(`The preview of ${uri.path} has no text any more: ${String(cause)}`);
        panel.dispose();
      });
    life.register(
      panel.webview.onDidReceiveMessage((message: unknown) => {
        const decoded = decodeFromChartPreview(message);
        if (decoded.kind !== 'valid') return log.warn('A message of the chart preview was dropped.');
        if (decoded.value.kind === 'ready') sendSafely();
        else log.error(`chart preview ${decoded.value.level}: ${decoded.value.text}`);
      }),
    );
    life.register(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.toString() !== uri.toString()) return;
        clearTimeout(waiting);
        waiting = setTimeout(sendSafely, redrawAfterMs);
      }),
    );
    life.register(
      vscode.workspace.onDidCloseTextDocument((document) => {
        // What was never saved is gone with its editor; a file may be opened again.
        if (document.uri.toString() === uri.toString() && document.isUntitled) panel.dispose();
      }),
    );
    life.register(
      panel.onDidDispose(() => {
        clearTimeout(waiting);
        if (open.get(uri.toString()) === panel) open.delete(uri.toString());
        life.dispose();
      }),
    );
    panel.webview.html = pageHtml(panel.webview, extensionUri, {
      title: 'Preview',
      script: 'chartPreview.js',
      bundles: { 'chart-script': 'chart.js' },
      data: { uri: uri.toString() },
    });
  }

  bag.register(
    vscode.window.registerWebviewPanelSerializer(viewType, {
      async deserializeWebviewPanel(panel, state: unknown) {
        const uri = typeof state === 'object' && state !== null && 'uri' in state ? String(state.uri) : '';
        if (uri === '') panel.dispose();
        else fill(panel, vscode.Uri.parse(uri));
      },
    }),
  );

  return {
    dispose: () => {
      bag.dispose();
      for (const panel of [...open.values()]) panel.dispose();
    },
    async openBeside() {
      const document = vscode.window.activeTextEditor?.document;
      if (!document) {
        await showInfo('Open a file with a Vega-Lite specification first.');
        return;
      }
      const known = open.get(document.uri.toString());
      if (known) return known.reveal(undefined, true);
      const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      fill(vscode.window.createWebviewPanel(viewType, 'Preview', column, {}), document.uri);
    },
  };
}

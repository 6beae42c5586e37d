// A whole result in an editor tab: a page of its own under a strict policy, made again after a reload by the result's id.
// Not here: what the grid asks for (results.ts), drawing it (webview/grid).
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { decodeFromWebview, type FromWebview } from '../bridge/messages.ts';
import type { ResultAnswer } from '../bridge/results.ts';
import type { HostLog } from './log.ts';
import { pageHtml } from './panelHtml.ts';
import { plainText } from './plainText.ts';

export const resultTabType = 'trellis.result';

/** What a tab shows; its page gives it back after a reload. */
const tabSchema = v.object({
  resultId: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  title: v.pipe(v.string(), v.maxLength(1000)),
  /** A mark of the source it came from: elsewhere the id means nothing. */
  source: v.pipe(v.string(), v.maxLength(100)),
});
export type ResultTab = v.InferOutput<typeof tabSchema>;

export interface ResultTabs extends Disposable {
  open(tab: ResultTab): void;
  /** The one with the keyboard. */
  active(): ResultTab | null;
}

export interface ResultTabsOptions {
  extensionUri: vscode.Uri;
  /** An intent of a tab's page. */
  take(tab: ResultTab, intent: FromWebview, post: (answer: ResultAnswer) => void): void;
  log: HostLog;
}

/** The same for the same source in every window, and telling nothing of it. */
export function sourceMark(source: unknown): string {
  return createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 32);
}

export function createResultTabs({ extensionUri, take, log }: ResultTabsOptions): ResultTabs {
  const bag = new DisposableBag();
  const panels = new Map<vscode.WebviewPanel, ResultTab>();
  const localResourceRoots = [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')];

  function show(panel: vscode.WebviewPanel, tab: ResultTab) {
    panels.set(panel, tab);
    const life = new DisposableBag();
    panel.webview.options = { enableScripts: true, localResourceRoots };
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'trellis.svg');
    const post = (answer: ResultAnswer) => void panel.webview.postMessage(answer);
    life.register(
      panel.webview.onDidReceiveMessage((message: unknown) => {
        const decoded = decodeFromWebview(message);
        if (decoded.kind === 'valid') take(tab, decoded.value, post);
        else log.warn(`A message of a result's tab was dropped: ${decoded.kind}`);
      }),
    );
    life.register(
      panel.onDidDispose(() => {
        panels.delete(panel);
        life.dispose();
      }),
    );
    panel.webview.html = pageHtml(panel.webview, extensionUri, {
      title: 'Result',
      script: 'gridTab.js',
      styles: ['grid.css'],
      data: { tab: JSON.stringify(tab) },
    });
  }

  bag.register(
    vscode.window.registerWebviewPanelSerializer(resultTabType, {
      async deserializeWebviewPanel(panel, state: unknown) {
        const read = v.safeParse(tabSchema, state);
        if (read.success) show(panel, read.output);
        else panel.dispose();
      },
    }),
  );

  return {
    open(tab) {
      for (const [panel, other] of panels) {
        if (other.resultId !== tab.resultId || other.source !== tab.source) continue;
        panel.reveal();
        return;
      }
      const title = plainText(`Result: ${tab.title || 'table'}`).slice(0, 60);
      show(
        vscode.window.createWebviewPanel(resultTabType, title, vscode.ViewColumn.Active, { localResourceRoots }),
        tab,
      );
    },
    active: () => [...panels].find(([panel]) => panel.active)?.[1] ?? null,
    dispose: () => bag.dispose(),
  };
}

// Whole results for the grids of the panel and of editor tabs: pages of rows, copies, exports, and how each was looked at last.
// Not here: the requests (session/resultsClient.ts), the page of a tab (resultsTab.ts).
import * as vscode from 'vscode';
import { assertNever } from '../base/assertNever.ts';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import type { FromWebview } from '../bridge/messages.ts';
import { exportFormats, type ResultAnswer, type ResultIntent, resultIntents } from '../bridge/results.ts';
import { asSessionError, errorMessage, SessionError } from '../session/errors.ts';
import type { ResultsClient } from '../session/resultsClient.ts';
import type { ChatStore } from './chatStore.ts';
import { commandIds } from './ids.ts';
import type { HostLog } from './log.ts';
import { pickOne, showError, showInfo } from './messages.ts';
import { copiedRows } from './resultsCopy.ts';
import { exportResult, type ResultExport } from './resultsExport.ts';
import { createResultTabs, type ResultTab, sourceMark } from './resultsTab.ts';
import { createResultViews } from './resultsViews.ts';
import type { Sources } from './sources.ts';

type Post = (answer: ResultAnswer) => void;

export interface Results extends Disposable {
  /** What a grid asks for; false for an intent that is none of its own. */
  take(intent: FromWebview, post: Post): boolean;
  handlers: Record<typeof commandIds.exportResult, () => Promise<void>>;
}

export interface ResultsOptions {
  store: ChatStore;
  sources: Pick<Sources, 'connection' | 'restore'>;
  extensionUri: vscode.Uri;
  workspaceState: vscode.Memento;
  log: HostLog;
}

const kinds = new Set<string>(resultIntents.map((intent) => intent.entries.kind.literal));

function isResultIntent(intent: FromWebview): intent is ResultIntent {
  return kinds.has(intent.kind);
}

export function createResults({ store, sources, extensionUri, workspaceState, log }: ResultsOptions): Results {
  const bag = new DisposableBag();
  const views = createResultViews(workspaceState);
  /** By grid: one that asks again has no use for what it asked before. */
  const running = new Map<string, AbortController>();

  function client(): ResultsClient {
    sources.restore();
    const found = sources.connection?.results;
    if (!found) throw new SessionError('notFound', 'No server that keeps whole results is connected.');
    return found;
  }

  function dialectOf(integrationId: string | null): string | null {
    const found = store.state.integrations.find((integration) => integration.id === integrationId);
    return found?.dialect ?? null;
  }

  async function rows(
    { grid, request, resultId, ...query }: Extract<ResultIntent, { kind: 'resultRows' }>,
    post: Post,
  ) {
    running.get(grid)?.abort();
    const stop = new AbortController();
    running.set(grid, stop);
    try {
      const page = await client().page(resultId, query, stop.signal);
      post({ kind: 'resultPage', grid, request, page });
    } catch (cause) {
      const { kind, message } = asSessionError(cause);
      if (kind === 'stopped') return;
      log.warn(`Rows of a result could not be read: ${message}`);
      post({ kind: 'resultFailed', grid, request, text: wordsFor(cause), gone: kind === 'notFound' });
    } finally {
      if (running.get(grid) === stop) running.delete(grid);
    }
  }

  async function copy({ grid, ...wanted }: Extract<ResultIntent, { kind: 'resultCopy' }>, post: Post) {
    const progress = { location: vscode.ProgressLocation.Window, title: 'Copying rows' };
    const copied = await vscode.window.withProgress(progress, () =>
      copiedRows(client(), wanted, dialectOf, new AbortController().signal),
    );
    if (copied) await vscode.env.clipboard.writeText(copied.text);
    post({ kind: 'resultSaid', grid, text: copied?.said ?? 'There is nothing to copy.' });
  }

  async function exported(wanted: ResultExport, say: (text: string) => void) {
    const said = await exportResult(client(), wanted);
    if (said) say(said);
  }

  function take(intent: ResultIntent, post: Post) {
    const saying = (grid: string, work: Promise<void>) =>
      void work.catch((cause: unknown) => {
        log.warn(`${intent.kind}: ${errorMessage(cause)}`);
        post({ kind: 'resultFailed', grid, request: null, text: wordsFor(cause), gone: false });
      });
    switch (intent.kind) {
      case 'resultOpened':
        return post({ kind: 'resultView', grid: intent.grid, view: views.get(intent.resultId) });
      case 'resultRows':
        return void rows(intent, post);
      case 'resultViewed':
        return views.set(intent.resultId, intent.view);
      case 'resultCopy':
        return saying(intent.grid, copy(intent, post));
      case 'resultExport':
        return saying(
          intent.grid,
          exported(intent, (text) => post({ kind: 'resultSaid', grid: intent.grid, text })),
        );
      case 'resultTab': {
        const { resultId, title } = intent;
        return tabs.open({ resultId, title, source: sourceMark(store.state.source) });
      }
      default:
        return assertNever(intent);
    }
  }

  function takeOfTab(tab: ResultTab, intent: FromWebview, post: Post) {
    if (intent.kind === 'report') log.error(`result ${intent.level}: ${intent.text}`);
    if (intent.kind === 'copyText') void vscode.env.clipboard.writeText(intent.text);
    if (!isResultIntent(intent)) return;
    sources.restore();
    const isElsewhere = sourceMark(store.state.source) !== tab.source;
    if (isElsewhere && 'grid' in intent && intent.kind !== 'resultOpened') {
      const request = intent.kind === 'resultRows' ? intent.request : null;
      const text = 'This result is of other data than what is open now. Open that data again to see it.';
      post({ kind: 'resultFailed', grid: intent.grid, request, text, gone: false });
      return;
    }
    take(intent, post);
  }

  const tabs = bag.register(createResultTabs({ extensionUri, take: takeOfTab, log }));

  async function exportActive() {
    const tab = tabs.active();
    if (!tab) return void showInfo('Open a result in an editor tab first: "Open in editor" below a table.');
    if (sourceMark(store.state.source) !== tab.source)
      return void showError('This result is of other data than what is open now.');
    const names = { csv: 'CSV', json: 'JSON', parquet: 'Parquet' };
    const items = exportFormats.map((format) => ({ label: names[format], format }));
    const picked = await pickOne(items, { title: 'Export Result', placeHolder: 'As which kind of file?' });
    if (!picked) return;
    const { sort, filter } = views.get(tab.resultId) ?? { sort: [], filter: [] };
    await exported({ ...tab, format: picked.format, sort, filter }, () => undefined);
  }

  return {
    take(intent, post) {
      if (!isResultIntent(intent)) return false;
      take(intent, post);
      return true;
    },
    handlers: { [commandIds.exportResult]: exportActive },
    dispose() {
      for (const stop of running.values()) stop.abort();
      bag.dispose();
    },
  };
}

/** What a person can do about it, where the server does not say. */
function wordsFor(cause: unknown): string {
  const { kind, message } = asSessionError(cause);
  return kind === 'notFound' ? `${message} Ask the question again for a new one.` : message;
}

// The saved queries as a native tree: a click or Enter runs one.
// Not here: what the menu entries do (libraryCommands.ts), running (runQuery.ts).
import * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../../base/disposable.ts';
import type { SavedQuery } from '../../protocol/trellis/rest.ts';
import { focusedNode } from '../focusedNode.ts';
import { commandIds, contextKeys, viewIds } from '../ids.ts';
import type { Library } from './library.ts';
import type { ShelfState } from './shelf.ts';

export type QueryNode = { kind: 'query'; id: string } | { kind: 'problem' };

export interface QueriesTree extends Disposable {
  /** The id of the query that has the keyboard. */
  focused(): Promise<string | undefined>;
}

/** `restore` opens the remembered source; it is called when somebody looks. */
export function createQueriesTree({ queries }: Library, restore: () => void): QueriesTree {
  const bag = new DisposableBag();
  const changed = bag.register(new vscode.EventEmitter<undefined>());
  const provider: vscode.TreeDataProvider<QueryNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node ? [] : nodesOf(queries.state)),
    getTreeItem(node) {
      if (node.kind === 'problem')
        return problemItem(queries.state, 'The saved queries could not be read', commandIds.refreshQueries);
      const query = queries.state.items.find(({ id }) => id === node.id);
      return query ? queryItem(query) : new vscode.TreeItem(node.id);
    },
  };
  const view = bag.register(vscode.window.createTreeView(viewIds.queries, { treeDataProvider: provider }));
  function show() {
    const { load, items } = queries.state;
    view.message = messageOf(queries.state);
    void vscode.commands.executeCommand('setContext', contextKeys.noQueries, load === 'loaded' && items.length === 0);
    changed.fire(undefined);
  }
  bag.register(queries.onChange(show));
  bag.register(onceLooked(view, restore, () => queries.want()));
  return {
    dispose: () => bag.dispose(),
    async focused() {
      const node = await focusedNode(view);
      return node?.kind === 'query' ? node.id : undefined;
    },
  };
}

/** Calls both whenever somebody looks at the view, at once if somebody does already. */
export function onceLooked<T>(view: vscode.TreeView<T>, restore: () => void, want: () => void): Disposable {
  const look = () => {
    if (!view.visible) return;
    restore();
    want();
  };
  look();
  return view.onDidChangeVisibility(look);
}

function nodesOf({ load, items, error }: ShelfState<SavedQuery>): QueryNode[] {
  const nodes = items.map(({ id }): QueryNode => ({ kind: 'query', id }));
  return load === 'failed' && error?.kind !== 'notFound' ? [{ kind: 'problem' }, ...nodes] : nodes;
}

function messageOf({ load, error }: ShelfState<SavedQuery>): string | undefined {
  if (load === 'loading') return 'Loading…';
  return load === 'failed' && error?.kind === 'notFound' ? 'This server has no saved queries.' : undefined;
}

/** A list that could not be read says so where its items would be; a click tries again. */
export function problemItem({ error }: ShelfState<unknown>, what: string, command: string): vscode.TreeItem {
  const item = new vscode.TreeItem(`${what}: ${error?.message ?? 'no reason given'}`);
  item.iconPath = new vscode.ThemeIcon('warning');
  item.contextValue = 'problem';
  item.tooltip = `${item.label}\nClick to try again.`;
  item.command = { command, title: 'Try Again' };
  return item;
}

function queryItem(query: SavedQuery): vscode.TreeItem {
  const item = new vscode.TreeItem(query.title);
  item.id = query.id;
  item.contextValue = query.sql === null ? 'query' : 'query.sql';
  item.iconPath = new vscode.ThemeIcon(query.sql === null ? 'comment' : 'bookmark');
  item.description = query.parameters.join(', ');
  item.tooltip = tooltipOf(query);
  const node: QueryNode = { kind: 'query', id: query.id };
  item.command = { command: commandIds.runQuery, title: 'Run', arguments: [node] };
  return item;
}

/** Markdown of strangers: neither commands nor HTML, and pictures stay text, because fetching one tells who looks. */
function tooltipOf({ title, description, prompt, sql, updatedBy }: SavedQuery): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', false);
  text.isTrusted = false;
  text.supportHtml = false;
  text.appendMarkdown('**').appendText(title).appendMarkdown('**');
  if (description) text.appendMarkdown(`\n\n${description.replaceAll('![', '!\\[')}`);
  if (prompt && prompt !== title) text.appendMarkdown('\n\n').appendText(prompt);
  if (sql) text.appendCodeblock(sql, 'sql');
  if (updatedBy) text.appendMarkdown('\n\n').appendText(`Changed last by ${updatedBy}`);
  return text;
}

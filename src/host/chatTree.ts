// The chats as a native tree: newest first, paged, with the running ones marked, in the folders of servers that have some.
// Not here: what the menu entries do (commands.ts).
import * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { runningAnswerOf } from '../chat/selectors.ts';
import type { AppState, ChatSummaryItem } from '../chat/state.ts';
import type { ChatStore } from './chatStore.ts';
import { focusedNode } from './focusedNode.ts';
import { commandIds, viewIds } from './ids.ts';
import { plainText } from './plainText.ts';
import type { Sources } from './sources.ts';

export type TreeNode = { kind: 'chat'; id: string } | { kind: 'folder'; id: string } | { kind: 'more' };

export interface ChatTree extends Disposable {
  /** The chats selected in the tree, in its order. */
  selected(): string[];
  /** The chat that has the keyboard; for commands that a key of the tree starts. */
  focused(): Promise<string | undefined>;
}

export function createChatTree(store: ChatStore, sources: Sources): ChatTree {
  const bag = new DisposableBag();
  const changed = bag.register(new vscode.EventEmitter<undefined>());
  const provider: vscode.TreeDataProvider<TreeNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => nodes(store.state, node),
    getTreeItem: (node) => itemOf(store.state, node),
  };
  const view = bag.register(
    vscode.window.createTreeView(viewIds.chats, { treeDataProvider: provider, canSelectMany: true }),
  );
  bag.register(view.onDidChangeVisibility(({ visible }) => visible && sources.restore()));
  bag.register(
    store.onChange(({ before, after }) => {
      const message = messageOf(after);
      if (view.message !== message) view.message = message;
      // Every streamed event comes by here: VS Code is told only of what the tree shows.
      const [runBefore, running] = [runningIds(before), runningIds(after)];
      const sameRunning = runBefore.join() === running.join();
      const sameFolders = before.folders === after.folders;
      if (!sameFolders || before.list !== after.list || before.queues !== after.queues || !sameRunning)
        changed.fire(undefined);
      if (!sameRunning) view.badge = badgeOf(running.length);
    }),
  );
  return {
    dispose: () => bag.dispose(),
    async focused() {
      const node = await focusedNode(view);
      return node?.kind === 'chat' ? node.id : undefined;
    },
    selected: () => view.selection.flatMap((node) => (node.kind === 'chat' ? [node.id] : [])),
  };
}

/** Folders come first, then the chats that lie in none; a folder that is not listed hides nothing. */
export function nodes({ list, folders }: AppState, parent?: TreeNode): TreeNode[] {
  if (parent && parent.kind !== 'folder') return [];
  const known = new Set(folders.map(({ id }) => id));
  const placeOf = ({ folderId }: ChatSummaryItem) => (folderId !== undefined && known.has(folderId) ? folderId : null);
  const chats = list.items
    .filter((item) => placeOf(item) === (parent?.id ?? null))
    .map((item): TreeNode => ({ kind: 'chat', id: item.id }));
  if (parent) return chats;
  const own = folders.map(({ id }): TreeNode => ({ kind: 'folder', id }));
  return [...own, ...chats, ...(list.hasMore ? [{ kind: 'more' } as const] : [])];
}

function itemOf(state: AppState, node: TreeNode): vscode.TreeItem {
  if (node.kind === 'more') return moreItem();
  return node.kind === 'folder' ? folderItem(state, node) : chatItem(state, node.id);
}

function folderItem(state: AppState, node: TreeNode & { kind: 'folder' }): vscode.TreeItem {
  const name = state.folders.find(({ id }) => id === node.id)?.name ?? node.id;
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  // An id of a folder may be that of a chat, too.
  item.id = `folder:${node.id}`;
  item.contextValue = 'folder';
  item.iconPath = new vscode.ThemeIcon('folder');
  item.tooltip = name;
  const count = nodes(state, node).length;
  item.description = count === 0 ? 'no chats' : '';
  return item;
}

function messageOf({ list, connection }: AppState): string | undefined {
  if (list.error) return plainText(`The chats could not be read: ${list.error}`);
  if (list.items.length > 0) return undefined;
  if (list.load === 'loaded') return 'No chats yet. Ask something in the panel.';
  return connection.phase === 'ready' || list.load === 'loading' ? 'Loading…' : undefined;
}

function runningIds(state: AppState): string[] {
  return Object.values(state.chats)
    .filter((chat) => runningAnswerOf(chat))
    .map((chat) => chat.id);
}

function badgeOf(running: number): vscode.ViewBadge | undefined {
  if (running === 0) return undefined;
  return { value: running, tooltip: running === 1 ? 'One answer is running' : `${running} answers are running` };
}

function chatItem(state: AppState, id: string): vscode.TreeItem {
  const chat: ChatSummaryItem = state.list.items.find((item) => item.id === id) ?? {
    id,
    title: id,
    preview: '',
    at: null,
  };
  const item = new vscode.TreeItem(chat.title);
  item.id = id;
  item.contextValue = 'chat';
  item.iconPath = new vscode.ThemeIcon(runningAnswerOf(state.chats[id]) ? 'loading~spin' : 'comment-discussion');
  const waiting = state.queues[id]?.length ?? 0;
  const age = chat.at === null ? '' : ago(Date.now() - chat.at);
  item.description = [waiting > 0 ? `${waiting} waiting` : '', age].filter(Boolean).join(' · ');
  // Plain strings: nothing a server sends is read as Markdown or as a command here.
  item.tooltip = [chat.title, chat.preview, chat.at === null ? '' : new Date(chat.at).toLocaleString()]
    .filter(Boolean)
    .join('\n');
  item.command = {
    command: commandIds.openChat,
    title: 'Open Chat',
    arguments: [{ kind: 'chat', id } satisfies TreeNode],
  };
  return item;
}

function moreItem(): vscode.TreeItem {
  const item = new vscode.TreeItem('Load more…');
  item.id = 'more';
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: commandIds.loadMoreChats, title: 'Load More' };
  return item;
}

function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h`;
  const days = Math.floor(hours / 24);
  return days < 7 ? `${days} d` : new Date(Date.now() - ms).toLocaleDateString();
}

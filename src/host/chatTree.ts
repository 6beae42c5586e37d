// The chats as a native tree: newest first, paged, with the running ones marked, in the folders of servers that have some.
// Not here: what the menu entries do (commands.ts).
import * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { runningAnswerOf } from '../chat/selectors.ts';
import type { AppState, ChatSummaryItem } from '../chat/state.ts';
import { backoffMs } from '../session/backoff.ts';
import { type Clock, systemClock } from '../session/clock.ts';
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
  bag.register(readAgainAfterFailure(store, async () => sources.conversation?.refreshList(), systemClock));
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

/** The attempt whose pause (backoff.ts) is the first here: two seconds. */
const firstAgain = 3;

/** A list that could not be read is read again while the line stands, ever less often: a line that is made anew reads it anyway. */
export function readAgainAfterFailure(
  store: Pick<ChatStore, 'state' | 'onChange'>,
  read: () => Promise<void>,
  clock: Clock,
): Disposable {
  let timer: unknown = null;
  let failures = 0;
  let disposed = false;
  const isWanted = () => !disposed && store.state.list.error !== null && store.state.connection.phase === 'ready';

  function plan() {
    if (timer !== null || !isWanted()) return;
    const delay = backoffMs(firstAgain + failures, 1);
    failures += 1;
    timer = clock.setTimeout(async () => {
      if (isWanted()) await read();
      timer = null;
      plan();
    }, delay);
  }

  const listening = store.onChange(({ before, after }) => {
    if (before.source !== after.source || after.list.error === null) failures = 0;
    if (before.list !== after.list || before.connection !== after.connection) plan();
  });
  return {
    dispose() {
      disposed = true;
      listening.dispose();
      clock.clearTimeout(timer);
    },
  };
}

/** Folders come first, then the chats that lie in none; a folder that is not listed hides nothing. */
export function nodes(state: AppState, parent?: TreeNode): TreeNode[] {
  if (parent && parent.kind !== 'folder') return [];
  const { inFolder, loose } = placesIn(state);
  const nodeOf = ({ id }: ChatSummaryItem): TreeNode => ({ kind: 'chat', id });
  if (parent) return (inFolder.get(parent.id) ?? []).map(nodeOf);
  const own = [...inFolder.keys()].map((id): TreeNode => ({ kind: 'folder', id }));
  return [...own, ...loose.map(nodeOf), ...(state.list.hasMore ? [{ kind: 'more' } as const] : [])];
}

interface Places {
  chats: ReadonlyMap<string, ChatSummaryItem>;
  /** Of each folder, in the server's order. */
  inFolder: ReadonlyMap<string, readonly ChatSummaryItem[]>;
  loose: readonly ChatSummaryItem[];
  folderNames: ReadonlyMap<string, string>;
}

/** What was last found: VS Code asks for each item on its own. */
let lastPlaces: { items: unknown; folders: unknown; places: Places } | undefined;

function placesIn({ list: { items }, folders }: AppState): Places {
  if (lastPlaces?.items === items && lastPlaces.folders === folders) return lastPlaces.places;
  const inFolder = new Map(folders.map(({ id }): [string, ChatSummaryItem[]] => [id, []]));
  const loose: ChatSummaryItem[] = [];
  for (const item of items)
    ((item.folderId === undefined ? undefined : inFolder.get(item.folderId)) ?? loose).push(item);
  // Of two with one id the first counts.
  const folderNames = new Map(folders.toReversed().map(({ id, name }) => [id, name]));
  const chats = new Map(items.toReversed().map((item) => [item.id, item]));
  const places = { chats, inFolder, loose, folderNames };
  lastPlaces = { items, folders, places };
  return places;
}

function itemOf(state: AppState, node: TreeNode): vscode.TreeItem {
  if (node.kind === 'more') return moreItem();
  return node.kind === 'folder' ? folderItem(state, node) : chatItem(state, node.id);
}

function folderItem(state: AppState, node: TreeNode & { kind: 'folder' }): vscode.TreeItem {
  const { folderNames, inFolder } = placesIn(state);
  const name = folderNames.get(node.id) ?? node.id;
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `folder:${node.id}`;
  item.contextValue = 'folder';
  item.iconPath = new vscode.ThemeIcon('folder');
  item.tooltip = name;
  const count = inFolder.get(node.id)?.length ?? 0;
  item.description = count === 0 ? 'no chats' : '';
  return item;
}

function messageOf({ list, connection }: AppState): string | undefined {
  if (list.error) return plainText(`The chats could not be read: ${list.error} They are read again in a while.`);
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
  const chat: ChatSummaryItem = placesIn(state).chats.get(id) ?? {
    id,
    title: id,
    preview: '',
    at: null,
  };
  const item = new vscode.TreeItem(chat.title);
  // An id of a chat may be that of a folder, too.
  item.id = `chat:${id}`;
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

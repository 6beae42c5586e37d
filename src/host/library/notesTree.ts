// Memories and rules as one native tree of two groups.
// Not here: adding, changing and deleting them (libraryCommands.ts).
import * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../../base/disposable.ts';
import type { Note } from '../../protocol/trellis/rest.ts';
import { focusedNode } from '../focusedNode.ts';
import { commandIds, contextKeys, viewIds } from '../ids.ts';
import type { Library, NoteKind } from './library.ts';
import { onceLooked, problemItem } from './queriesTree.ts';
import type { ShelfState } from './shelf.ts';

export type NoteNode =
  | { kind: 'group'; of: NoteKind }
  | { kind: 'note'; of: NoteKind; id: string }
  /** What stands in a group instead of notes. */
  | { kind: 'none' | 'problem'; of: NoteKind };

export interface NotesTree extends Disposable {
  /** The note that has the keyboard. */
  focused(): Promise<Extract<NoteNode, { kind: 'note' }> | undefined>;
}

const groups = {
  memories: {
    label: 'Memories',
    about: 'What the server should know about you. They are your own.',
    problem: 'The memories could not be read',
    absent: 'This server keeps no memories',
  },
  rules: {
    label: 'Rules',
    about: 'What the server should know about your organisation. Admins see and change them.',
    problem: 'The rules could not be read',
    absent: 'This server keeps no rules',
  },
} as const;

export function createNotesTree(library: Library, restore: () => void): NotesTree {
  const bag = new DisposableBag();
  const changed = bag.register(new vscode.EventEmitter<undefined>());
  const provider: vscode.TreeDataProvider<NoteNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node ? childrenOf(library, node) : groupNodes(library)),
    getTreeItem: (node) => itemOf(library, node),
  };
  const view = bag.register(vscode.window.createTreeView(viewIds.notes, { treeDataProvider: provider }));
  function show() {
    const { memories, rules } = library;
    const isLoading = [memories, rules].some(({ state }) => state.load === 'loading');
    view.message = isLoading ? 'Loading…' : undefined;
    const set = (key: string, value: boolean) => void vscode.commands.executeCommand('setContext', key, value);
    set(contextKeys.noNotes, isBare(memories.state) && isBare(rules.state));
    set(contextKeys.rulesForbidden, isForbidden(rules.state));
    changed.fire(undefined);
  }
  for (const shelf of [library.memories, library.rules]) {
    bag.register(shelf.onChange(show));
    bag.register(onceLooked(view, restore, () => shelf.want()));
  }
  return {
    dispose: () => bag.dispose(),
    async focused() {
      const node = await focusedNode(view);
      return node?.kind === 'note' ? node : undefined;
    },
  };
}

const isForbidden = ({ load, error }: ShelfState<Note>) => load === 'failed' && error?.kind === 'forbidden';

/** There is nothing, and nothing went wrong: the welcome text says what the view is for. */
function isBare(state: ShelfState<Note>): boolean {
  return isForbidden(state) || (state.load === 'loaded' && state.items.length === 0);
}

function groupNodes({ memories, rules }: Library): NoteNode[] {
  const states = [memories.state, rules.state];
  if (states.every(isBare) || states.some(({ load }) => load === 'idle' || load === 'loading')) return [];
  return [
    { kind: 'group', of: 'memories' },
    { kind: 'group', of: 'rules' },
  ];
}

function childrenOf(library: Library, { kind, of }: NoteNode): NoteNode[] {
  if (kind !== 'group') return [];
  const { state } = library[of];
  const notes = state.items.map(({ id }): NoteNode => ({ kind: 'note', of, id }));
  const failed = state.load === 'failed' && state.error?.kind !== 'forbidden' && state.error?.kind !== 'notFound';
  if (failed) return [{ kind: 'problem', of }, ...notes];
  return notes.length === 0 || state.load === 'failed' ? [{ kind: 'none', of }] : notes;
}

function itemOf(library: Library, node: NoteNode): vscode.TreeItem {
  const { state } = library[node.of];
  const { label, about, problem, absent } = groups[node.of];
  switch (node.kind) {
    case 'group': {
      const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
      item.id = node.of;
      item.contextValue = state.load === 'loaded' ? node.of : 'locked';
      item.tooltip = about;
      return item;
    }
    case 'problem':
      return problemItem(state, problem, commandIds.refreshNotes);
    case 'none': {
      const item = new vscode.TreeItem(noneText(state, absent));
      item.tooltip = about;
      return item;
    }
    case 'note':
      return noteItem(node.of, state.items.find(({ id }) => id === node.id) ?? null);
  }
}

function noneText({ load, error }: ShelfState<Note>, absent: string): string {
  if (load !== 'failed') return 'None yet';
  return error?.kind === 'forbidden' ? 'Only admins see and change the rules' : absent;
}

function noteItem(of: NoteKind, note: Note | null): vscode.TreeItem {
  if (!note) return new vscode.TreeItem('');
  const item = new vscode.TreeItem(elided(note.content));
  item.id = `${of}/${note.id}`;
  item.contextValue = 'note';
  item.iconPath = new vscode.ThemeIcon(of === 'memories' ? 'lightbulb' : 'law');
  // A plain string: nothing of it is read as Markdown.
  item.tooltip = note.updatedBy ? `${note.content}\n\nChanged last by ${note.updatedBy}` : note.content;
  const node: NoteNode = { kind: 'note', of, id: note.id };
  item.command = { command: commandIds.editNote, title: 'Edit', arguments: [node] };
  return item;
}

/** One line; the whole stands in the tooltip. */
export function elided(text: string, max = 120): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}

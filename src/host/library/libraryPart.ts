// Saved queries, memories and rules as one part of the extension: its lists, views, files and commands put together.
// Not here: what each of them does.
import type * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../../base/disposable.ts';
import type { ChatStore } from '../chatStore.ts';
import type { ChatView } from '../chatView.ts';
import type { Sources } from '../sources.ts';
import { createLibrary } from './library.ts';
import { type LibraryHandlers, libraryHandlers } from './libraryCommands.ts';
import { createLibraryFiles } from './libraryFiles.ts';
import { createNotesTree } from './notesTree.ts';
import { createValueMemory } from './parameters.ts';
import { createQueriesTree } from './queriesTree.ts';

export interface LibraryPart extends Disposable {
  handlers: LibraryHandlers;
}

export interface LibraryPartOptions {
  store: ChatStore;
  sources: Sources;
  view: Pick<ChatView, 'show'>;
  workspaceState: vscode.Memento;
}

export function createLibraryPart({ store, sources, view, workspaceState }: LibraryPartOptions): LibraryPart {
  const bag = new DisposableBag();
  const restore = () => sources.restore();
  const library = bag.register(createLibrary({ store, client: () => sources.connection?.library ?? null }));
  const source = () => {
    restore();
    return store.state.source;
  };
  const files = bag.register(createLibraryFiles({ library, source }));
  const queriesTree = bag.register(createQueriesTree(library, restore));
  const notesTree = bag.register(createNotesTree(library, restore));
  const values = createValueMemory(workspaceState);
  return {
    handlers: libraryHandlers({ store, sources, view, library, files, values, queriesTree, notesTree }),
    dispose: () => bag.dispose(),
  };
}

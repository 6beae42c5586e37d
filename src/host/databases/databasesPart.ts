// Databases as one part of the extension: the list of data, its tree, the form, the picker and their commands put together.
// Not here: what each of them does.
import type * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../../base/disposable.ts';
import { canAddDatabases } from '../../chat/capabilities.ts';
import type { ChatStore } from '../chatStore.ts';
import type { ChatView } from '../chatView.ts';
import type { HostLog } from '../log.ts';
import type { Memory } from '../memory.ts';
import type { Sources } from '../sources.ts';
import { createChosenData } from './chosenData.ts';
import { type DatabaseHandlers, databaseHandlers } from './databaseCommands.ts';
import { createDatabaseForms } from './databaseForm.ts';
import { createDatabases } from './databases.ts';
import { createDataTree } from './dataTree.ts';
import { createKeptForms } from './keptForms.ts';

export interface DatabasesPart extends Disposable {
  handlers: DatabaseHandlers;
  /** What a new chat asks; null: what the server asks first. */
  forNewChats(): string | null;
  canAdd(): boolean;
}

export interface DatabasesPartOptions {
  store: ChatStore;
  sources: Sources;
  memory: Memory;
  view: ChatView;
  extensionUri: vscode.Uri;
  globalState: vscode.Memento;
  log: HostLog;
}

export function createDatabasesPart(options: DatabasesPartOptions): DatabasesPart {
  const { store, sources, memory, view, extensionUri, globalState, log } = options;
  const bag = new DisposableBag();
  const databases = bag.register(createDatabases({ store, connection: () => sources.connection }));
  const chosen = bag.register(createChosenData({ store, sources, memory, view, databases }));
  const kept = createKeptForms(globalState);
  const restore = () => sources.restore();
  const tree = bag.register(
    createDataTree({ databases, store, restore, asked: chosen.forNewChats, onAsked: chosen.onChange }),
  );
  const canAdd = () => store.state.source.kind === 'none' || canAddDatabases(store.state);
  /** A form that came back with its window may be the first that needs a server. */
  const ready = async () => {
    sources.restore();
    if (store.state.source.kind === 'none') sources.choose({ kind: 'sample' });
  };
  const forms = bag.register(
    createDatabaseForms({
      extensionUri,
      log,
      async check(given, signal) {
        await ready();
        return databases.check(given, signal);
      },
      async add(given, signal) {
        await ready();
        return databases.add(given, signal);
      },
      saved(integration, form, isNew) {
        kept.set(integration.id, form);
        void handlers.saved(integration, isNew);
      },
    }),
  );
  const handlers = databaseHandlers({ store, sources, view, databases, chosen, kept, tree, forms, canAdd });
  return {
    handlers: handlers.commands,
    forNewChats: chosen.forNewChats,
    canAdd,
    dispose: () => bag.dispose(),
  };
}

// Tells VS Code's menus and welcome views what state we are in.
// Not here: the `when` clauses (package.json).
import * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { canAddDatabases, capabilitiesOf } from '../chat/capabilities.ts';
import { openChat, runningAnswerOf } from '../chat/selectors.ts';
import type { AppState } from '../chat/state.ts';
import type { AssistantAccounts } from './assistantAccounts.ts';
import type { ChatStore } from './chatStore.ts';
import type { Credentials } from './credentials.ts';
import { contextKeys } from './ids.ts';

export function registerContextKeys(
  store: ChatStore,
  credentials: Credentials,
  assistants: AssistantAccounts,
): Disposable {
  const bag = new DisposableBag();
  const shown = new Map<string, boolean>();
  function set(key: string, value: boolean) {
    if (shown.get(key) === value) return;
    shown.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
  const show = (state: AppState) => {
    set(contextKeys.connected, state.source.kind !== 'none');
    const { source } = state;
    const { renameChats, library, transports } = capabilitiesOf(source);
    set(contextKeys.canRename, source.kind !== 'none' && renameChats);
    set(contextKeys.withoutLibrary, !library);
    // Without a source one is begun for it.
    set(contextKeys.canAddDatabases, source.kind === 'none' || canAddDatabases(state));
    set(contextKeys.withoutTransports, !transports);
    set(contextKeys.signedIn, source.kind === 'trellis' || (source.kind === 'assistant' && source.user !== null));
    set(contextKeys.running, runningAnswerOf(openChat(state)) !== null);
  };
  const showAccounts = async () => {
    // Where the accounts cannot be listed there is nothing to choose from.
    const known = await Promise.all([credentials.list(), assistants.list()]).catch(() => []);
    set(contextKeys.hasAccounts, known.flat().length > 0);
  };
  bag.register(store.onChange(({ after }) => show(after)));
  bag.register(credentials.onDidChange(() => void showAccounts()));
  bag.register(assistants.onDidChange(() => void showAccounts()));
  void showAccounts();
  return bag;
}

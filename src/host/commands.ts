// Every command in one table: id -> what it does. Ids come from ids.ts; a test compares them with package.json.
// Not here: dialogs (dialogs.ts) and what happens in chats (conversation.ts).
import * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { capabilitiesOf } from '../chat/capabilities.ts';
import { openChat, runningAnswerOf } from '../chat/selectors.ts';
import { errorMessage } from '../session/errors.ts';
import type { Accounts } from './accounts.ts';
import type { ChartPreviews } from './charts/chartPreview.ts';
import type { ChatStore } from './chatStore.ts';
import type { ChatTree, TreeNode } from './chatTree.ts';
import type { ChatView } from './chatView.ts';
import { saying, transportName } from './commandWords.ts';
import type { Conversation } from './conversation.ts';
import type { DatabasesPart } from './databases/databasesPart.ts';
import { mayOpen, pickData } from './dialogs.ts';
import { type CommandId, commandIds, viewIds } from './ids.ts';
import type { LibraryPart } from './library/libraryPart.ts';
import type { HostLog } from './log.ts';
import type { Memory } from './memory.ts';
import { askText, confirm, pickOne, pickSome, showError, showInfo } from './messages.ts';
import { modelHandlers } from './modelCommands.ts';
import type { Models } from './models.ts';
import type { Results } from './results.ts';
import type { Settings } from './settings.ts';
import type { Sources } from './sources.ts';
import { contextOfEditor } from './sqlContext.ts';
import { chooseTransport } from './transportChoice.ts';

export interface CommandParts {
  store: ChatStore;
  sources: Sources;
  view: ChatView;
  tree: ChatTree;
  library: LibraryPart;
  databases: DatabasesPart;
  memory: Memory;
  accounts: Accounts;
  log: HostLog;
  settings: Settings;
  models: Models;
  results: Pick<Results, 'handlers'>;
  previews: ChartPreviews;
}

type Handler = (...args: unknown[]) => unknown;

export function registerCommands(parts: CommandParts): Disposable {
  const bag = new DisposableBag();
  for (const [id, handler] of Object.entries(commandTable(parts))) {
    bag.register(
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          return await handler(...args);
        } catch (cause) {
          parts.log.error(`${id}: ${errorMessage(cause)}`);
          void showError(`Trellis: ${errorMessage(cause)}`);
          return undefined;
        }
      }),
    );
  }
  return bag;
}

function commandTable({
  store,
  sources,
  view,
  tree,
  library,
  databases,
  memory,
  accounts,
  log,
  settings,
  models,
  results,
  previews,
}: CommandParts): Record<CommandId, Handler> {
  /** The conversation, once there is a source: the remembered one, or the one chosen now. */
  async function conversation(): Promise<Conversation | null> {
    sources.restore();
    if (!sources.conversation) await chooseSource();
    return sources.conversation;
  }

  async function chooseSource(): Promise<void> {
    const choices = [
      { label: '$(beaker) Start with sample data', run: startSample },
      { label: '$(folder-opened) Open data…', run: () => openData(undefined) },
      { label: '$(database) Add database…', run: databases.handlers[commandIds.addDatabase] },
      { label: '$(account) Sign in to Trellis', run: signInToTrellis },
      { label: '$(comment-discussion) Connect to an assistant server…', run: () => connectAssistant(undefined) },
    ];
    const choice = await pickOne(choices, { title: 'Trellis', placeHolder: 'Where is your data?' });
    await choice?.run();
  }

  async function startSample() {
    sources.choose({ kind: 'sample' });
    await view.reveal();
  }

  async function openData(given: unknown) {
    const path = given instanceof vscode.Uri ? given.fsPath : typeof given === 'string' ? given : await pickData();
    if (!path || !(await mayOpen(path, memory))) return;
    sources.choose({ kind: 'data', path });
    await view.reveal();
  }

  async function signInToTrellis() {
    if (await accounts.signIn()) await view.reveal();
  }

  /** `again`: at the server this window uses, whose answer was that nobody is signed in. */
  async function connectAssistant(given: unknown) {
    if (await accounts.connectAssistant(given === 'again')) await view.reveal();
  }

  async function ask(given: unknown) {
    const question =
      typeof given === 'string'
        ? given
        : await askText({
            title: 'Ask Trellis',
            ...(store.state.source.kind === 'assistant'
              ? { prompt: 'A question for a new chat' }
              : { prompt: 'A question about your data', placeHolder: 'Show me orders by region as a bar chart' }),
            ignoreFocusOut: true,
          });
    if (!question?.trim()) return;
    const chat = await conversation();
    if (!chat) {
      // No source was chosen: the question waits in the composer.
      memory.setUi(null, { ...memory.ui(null), draft: question });
      await view.reveal();
      return;
    }
    const { model = null, options = null } = (store.state.source.kind === 'assistant' && memory.ui(null).choice) || {};
    chat.ask({ chatId: null, question, context: [], integrationId: databases.forNewChats(), model, options });
    await view.reveal();
  }

  async function askAboutSelection() {
    const editor = vscode.window.activeTextEditor;
    const item = editor && contextOfEditor(editor);
    if (!item) {
      void showInfo('Open a file with SQL and select some, or leave nothing selected for the whole file.');
      return;
    }
    sources.restore();
    await view.addContext([item]);
    if (!sources.conversation) await chooseSource();
  }

  /** Of a menu its node, of a key pressed in the tree (`focus`) the one with the keyboard, else what is selected or open. */
  const chatIdOf = async (given: unknown) => {
    if (given === 'focus') return tree.focused();
    const chat = given as TreeNode | undefined;
    return chat?.kind === 'chat' ? chat.id : (tree.selected()[0] ?? store.state.openChatId ?? undefined);
  };
  const titleOf = (chatId: string) =>
    store.state.list.items.find((item) => item.id === chatId)?.title ?? store.state.chats[chatId]?.title ?? 'this chat';

  async function renameChat(node: unknown) {
    const chatId = await chatIdOf(node);
    // Where a server has no such thing, the command is not offered; a key of one's own may still be bound to it.
    if (!chatId || chatId.startsWith('local:') || !capabilitiesOf(store.state.source).renameChats) return;
    const title = await askText({
      title: 'Rename Chat',
      value: titleOf(chatId),
      validateInput: (value) =>
        value.trim() === '' ? 'Give a name.' : value.length > 200 ? 'At most 200 characters.' : undefined,
    });
    const name = title?.trim();
    if (name) await saying('The chat could not be renamed', sources.conversation?.rename(chatId, name));
  }

  async function deleteChats(chatIds: string[]) {
    const first = chatIds[0];
    if (!first) return;
    const what = chatIds.length === 1 ? `the chat "${titleOf(first)}"` : `${chatIds.length} chats`;
    if (!(await confirm(`Delete ${what}?`, 'This cannot be undone.', 'Delete'))) return;
    const removing = sources.conversation?.remove(chatIds);
    // Of several it says itself how many are left.
    await (chatIds.length === 1 ? saying('The chat could not be deleted', removing) : removing);
  }

  async function pickChatsToDelete() {
    const selected = tree.selected();
    if (selected.length > 1) return deleteChats(selected);
    // Who is told that there are too many chats looks for the oldest ones.
    const loading = { location: { viewId: viewIds.chats }, title: 'Reading all chats…' };
    const chats = await vscode.window.withProgress(loading, async () => (await sources.conversation?.allChats()) ?? []);
    const items = chats.map((chat) => ({
      label: chat.title,
      description: chat.at === null ? '' : new Date(chat.at).toLocaleDateString(),
      detail: chat.preview === chat.title ? '' : chat.preview,
      id: chat.id,
    }));
    const picked = await pickSome(items, {
      title: 'Delete Chats',
      placeHolder: 'Choose the chats to delete; the oldest are at the end',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    return deleteChats((picked ?? []).map((item) => item.id));
  }

  async function showMenu() {
    const { source, connection } = store.state;
    const isNamed = source.kind === 'trellis' || (source.kind === 'assistant' && source.user !== null);
    const { known, signedIn } = isNamed ? { known: true, signedIn: true } : await accounts.any();
    const entries = [
      { label: '$(comment) New chat', command: commandIds.newChat, when: true },
      {
        label: '$(debug-restart) Connect again',
        command: commandIds.retryConnection,
        when: connection.phase === 'failed' || connection.phase === 'waiting',
      },
      {
        label: '$(plug) Choose transport…',
        description: transportName(connection),
        command: commandIds.chooseTransport,
        when: source.kind === 'trellis',
      },
      { label: '$(beaker) Use sample data', command: commandIds.startSample, when: source.kind !== 'sample' },
      { label: '$(folder-opened) Open data…', command: commandIds.openData, when: true },
      { label: '$(database) Add database…', command: commandIds.addDatabase, when: databases.canAdd() },
      { label: '$(sparkle) Set up a language model…', command: commandIds.setUpModel, when: true },
      { label: '$(account) Sign in to Trellis…', command: commandIds.signIn, when: true },
      {
        label: '$(comment-discussion) Connect to an assistant server…',
        command: commandIds.connectAssistant,
        when: true,
      },
      { label: '$(arrow-swap) Switch account…', command: commandIds.switchAccount, when: known },
      { label: '$(sign-out) Sign out…', command: commandIds.signOut, when: signedIn },
      { label: '$(output) Show log', command: commandIds.showLog, when: true },
    ].filter((entry) => entry.when);
    const choice = await pickOne(entries, { title: 'Trellis' });
    if (choice) await vscode.commands.executeCommand(choice.command);
  }

  return {
    [commandIds.ask]: ask,
    [commandIds.askAboutSelection]: askAboutSelection,
    [commandIds.newChat]: async () => {
      await sources.conversation?.open(null);
      await view.reveal();
    },
    [commandIds.openChat]: async (node) => {
      const chatId = await chatIdOf(node);
      await view.show();
      if (chatId) await sources.conversation?.open(chatId);
    },
    [commandIds.renameChat]: renameChat,
    [commandIds.deleteChat]: async (node) => {
      const chatId = await chatIdOf(node);
      const selected = tree.selected();
      // A click on one of several selected chats means all of them.
      return deleteChats(chatId && selected.includes(chatId) ? selected : chatId ? [chatId] : []);
    },
    [commandIds.deleteChats]: pickChatsToDelete,
    [commandIds.refreshChats]: () => sources.conversation?.refreshList(),
    [commandIds.loadMoreChats]: () => sources.conversation?.loadMore(),
    [commandIds.startSample]: startSample,
    [commandIds.openData]: openData,
    [commandIds.signIn]: signInToTrellis,
    [commandIds.connectAssistant]: connectAssistant,
    [commandIds.switchAccount]: async () => {
      if (await accounts.switchAccount()) await view.reveal();
    },
    [commandIds.signOut]: () => accounts.signOut(),
    [commandIds.stop]: () => {
      const chat = openChat(store.state);
      if (chat && runningAnswerOf(chat)) sources.conversation?.stop(chat.id);
    },
    [commandIds.chooseTransport]: () => chooseTransport(settings),
    [commandIds.retryConnection]: async () => {
      sources.connection?.session.retryNow();
      // The line may stand, and only this chat could not be read.
      const chat = openChat(store.state);
      if (chat?.load === 'failed') await sources.conversation?.open(chat.id);
    },
    [commandIds.showLog]: () => log.show(),
    [commandIds.showMenu]: showMenu,
    ...modelHandlers({ models, sources, settings }),
    ...library.handlers,
    ...databases.handlers,
    ...results.handlers,
    [commandIds.previewChart]: () => previews.openBeside(),
  };
}

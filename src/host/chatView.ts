// The panel: gives the page its snapshot and the numbered actions after it, and carries its intents to where they are done.
// Not here: what is drawn; the page may be destroyed and made again at any moment.
import * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { readDroppedAsk } from '../bridge/ask.ts';
import { decodeFromWebview, type FromWebview, type ToWebview } from '../bridge/messages.ts';
import { withoutClosedChats } from '../chat/selectors.ts';
import type { AttachedFile } from '../chat/state.ts';
import type { ContextItem } from '../protocol/trellis/sqlContext.ts';
import { systemClock } from '../session/clock.ts';
import type { Attachments } from './attachments.ts';
import { createAttachmentsPanel } from './attachmentsPanel.ts';
import type { ChatStore } from './chatStore.ts';
import { createEditorIntents } from './editorIntents.ts';
import { commandIds, viewIds } from './ids.ts';
import type { HostLog } from './log.ts';
import type { Memory } from './memory.ts';
import { createMessageIntents } from './messageIntents.ts';
import { createModelPicker } from './modelPicker.ts';
import { createPageActions } from './pageActions.ts';
import { panelHtml } from './panelHtml.ts';
import { createQuestionEditing } from './questionEditing.ts';
import type { Results } from './results.ts';
import type { Sources } from './sources.ts';

export interface ChatView extends vscode.WebviewViewProvider, Disposable {
  /** Shows the panel and puts the keyboard into its composer. */
  reveal(): Promise<void>;
  /** Shows the panel; the keyboard stays where it is, in the tree for example. */
  show(): Promise<void>;
  /** Adds chips to the open chat's next question. */
  addContext(items: ContextItem[]): Promise<void>;
  /** Puts words into the open chat's composer: behind what is being written, or in its place, which keeps that. */
  write(draft: string, place: 'behind' | 'instead'): Promise<void>;
  /** What the next question of the open chat asks. */
  choose(integrationId: string): void;
}

export interface ChatViewOptions {
  extensionUri: vscode.Uri;
  store: ChatStore;
  sources: Sources;
  memory: Memory;
  attachments: Attachments;
  results: Pick<Results, 'take'>;
  log: HostLog;
}

export function createChatView(options: ChatViewOptions): ChatView {
  const { extensionUri, store, sources, memory, attachments, results, log } = options;
  const bag = new DisposableBag();
  let view: vscode.WebviewView | undefined;
  /** Whether the page has said `ready` and hears us. */
  let listening = false;
  /** The composer is to have the keyboard as soon as there is one. */
  let focusWhenReady = false;
  /** For a page that is only being made. */
  let writeWhenReady: ToWebview[] = [];
  let seq = 0;
  /** The chat the last question to none has made, until another is opened or wanted. */
  let justMade: string | null = null;
  const actions = createPageActions(systemClock, () => flush());
  const post = (message: ToWebview) => void view?.webview.postMessage(message);
  /** For messages about a chat: the page hears first what chat is open. */
  const postInOrder = (message: ToWebview) => [flush(), post(message)];
  const filesPart = { attachments, store, sources, memory, log, post: postInOrder, isListening: () => listening };
  const files = bag.register(createAttachmentsPanel(filesPart));
  const chooseModel = createModelPicker(filesPart);
  const messages = createMessageIntents({ store, sources });
  const editQuestion = createQuestionEditing({ store, memory, sources, post: postInOrder });
  const inEditor = createEditorIntents(store, log);
  const filesOf = (messageId: string) => memory.pending()[messageId]?.files ?? [];

  function snapshot() {
    actions.take();
    seq += 1;
    const state = withoutClosedChats(store.state);
    post({ kind: 'snapshot', seq, state, ui: memory.ui(state.openChatId) });
  }

  function flush() {
    // What waits for a page that does not listen is in its next snapshot.
    const waiting = actions.take();
    if (waiting.length === 0 || !listening) return;
    seq += 1;
    post({ kind: 'actions', seq, actions: waiting });
  }

  bag.register(
    store.onChange(({ before, after, action }) => {
      if (before.openChatId !== after.openChatId) memory.setOpenChatId(after.openChatId);
      if (action.type === 'chatCreated' && action.localId === justMade) justMade = action.chatId;
      if (after.openChatId !== justMade) justMade = null;
      if (!listening) return;
      // Another chat has messages the page does not have; a new one's question is all there is of it.
      const otherChat = before.openChatId !== after.openChatId && action.type !== 'chatCreated';
      if (otherChat || action.type === 'sourceChanged') snapshot();
      else actions.add(action);
    }),
  );

  function take(intent: FromWebview) {
    const conversation = sources.conversation;
    switch (intent.kind) {
      case 'ready':
        // A page that missed an action says it again, and its files go on coming.
        if (!listening) files.restart();
        listening = true;
        sources.restore();
        snapshot();
        if (focusWhenReady) post({ kind: 'compose', context: [], draft: null, focus: true });
        focusWhenReady = false;
        for (const written of writeWhenReady.splice(0)) post(written);
        return;
      case 'ask': {
        const { context, integrationId, model, files: attached = [], options = null } = intent;
        const question = intent.question || wordsFor(context, attached);
        // A page that asks in no chat while the one it made is open has not heard of that yet: it is the same one.
        const chatId = intent.chatId ?? justMade;
        // Before the question is asked, because what follows shows the page what is remembered.
        if (intent.typed) {
          // What this took the place of is what is being written again.
          const { replaced, kinds } = memory.ui(intent.chatId);
          memory.setUi(intent.chatId, { draft: replaced?.draft ?? '', context: [], scrollTop: null, kinds });
        }
        sources.suggestions?.end();
        const asked = { chatId, question, context, integrationId, model, files: attached, options };
        const sent = conversation?.ask(asked);
        if (sent && chatId === null) justMade = store.state.openChatId;
        // What was not sent goes back to where it was typed.
        if (!sent) {
          post({ kind: 'compose', context, draft: intent.question, focus: true });
          files.give(chatId, attached);
        }
        return;
      }
      case 'askAgain':
        if (intent.chatId) messages.askAgain(intent.chatId, intent.messageId);
        return;
      case 'removeQuestion':
        // The page takes the words back into the composer.
        files.give(intent.chatId, filesOf(intent.messageId));
        if (intent.chatId) conversation?.removeQuestion(intent.chatId, intent.messageId);
        return;
      case 'editQuestion':
        if (intent.chatId && conversation)
          void editQuestion(conversation, intent.chatId, intent.messageId, intent.question, intent.original);
        return;
      case 'deleteMessage':
        if (intent.chatId) void messages.remove(intent.chatId, intent.messageId);
        return;
      case 'giveFeedback':
        if (intent.chatId) void messages.giveFeedback(intent.chatId, intent.messageId, intent.feedback);
        return;
      case 'stop':
        if (intent.chatId) conversation?.stop(intent.chatId);
        return;
      case 'unqueue':
        files.give(intent.chatId, filesOf(intent.id));
        if (intent.chatId) conversation?.unqueue(intent.chatId, intent.id);
        return;
      case 'sendQueued':
        if (intent.chatId) conversation?.sendQueued(intent.chatId, intent.id);
        return;
      case 'newChat':
        justMade = null;
        void vscode.commands.executeCommand(commandIds.newChat);
        return;
      case 'uiChanged':
        memory.setUi(intent.chatId, intent.ui);
        return;
      case 'suggest':
        sources.suggestions?.ask(intent.text, intent.integrationId, (items) =>
          post({ kind: 'suggestions', text: intent.text, items }),
        );
        return;
      case 'chooseModel':
        return void chooseModel(intent.current);
      case 'attachFiles':
      case 'attachUris':
      case 'fileBegin':
      case 'fileBytes':
      case 'fileEnd':
      case 'listUploads':
      case 'openUpload':
        return files.take(intent);
      case 'dismissNotice':
        store.dispatch({ type: 'noticeShown', notice: null });
        return;
      case 'resultOpened':
      case 'resultRows':
      case 'resultViewed':
      case 'resultCopy':
      case 'resultExport':
      case 'resultTab':
        return void results.take(intent, (answer) => void view?.webview.postMessage(answer));
      default:
        inEditor(intent);
    }
  }

  /** A question that cannot be read goes back to the composer, which was emptied for it. */
  function drop(message: unknown, reason: string) {
    log.warn(`A message of the panel was dropped: ${reason}`);
    const asked = readDroppedAsk(message);
    if (!asked) return;
    const text = `The question was not sent: ${reason}.`;
    store.dispatch({ type: 'noticeShown', notice: { kind: 'warning', text, action: 'none' } });
    post({ kind: 'compose', context: asked.context, draft: asked.question, focus: true });
    files.give(asked.chatId, asked.files ?? []);
  }

  return {
    dispose: () => bag.dispose(),

    resolveWebviewView(resolved) {
      view = resolved;
      listening = false;
      const life = new DisposableBag();
      resolved.webview.options = {
        enableScripts: true,
        localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')],
      };
      life.register(
        resolved.webview.onDidReceiveMessage((message: unknown) => {
          const decoded = decodeFromWebview(message);
          if (decoded.kind === 'valid') take(decoded.value);
          else drop(message, decoded.kind === 'malformed' ? decoded.reason : decoded.name);
        }),
      );
      // A hidden page is destroyed; what is said meanwhile waits for its next `ready`.
      life.register(
        resolved.onDidChangeVisibility(() => {
          if (!resolved.visible) listening = false;
        }),
      );
      life.register(
        resolved.onDidDispose(() => {
          life.dispose();
          if (view === resolved) {
            view = undefined;
            listening = false;
          }
        }),
      );
      resolved.webview.html = panelHtml(resolved.webview, extensionUri);
    },

    async reveal() {
      focusWhenReady = !listening;
      await vscode.commands.executeCommand(`${viewIds.chat}.focus`);
      if (!focusWhenReady) post({ kind: 'compose', context: [], draft: null, focus: true });
    },

    async show() {
      if (view) view.show(true);
      else await vscode.commands.executeCommand(`${viewIds.chat}.focus`);
    },

    async write(draft, place) {
      const written: ToWebview = { kind: 'compose', context: [], draft, focus: true, place };
      const wasListening = listening;
      if (!wasListening) writeWhenReady = [written];
      await vscode.commands.executeCommand(`${viewIds.chat}.focus`);
      if (wasListening) postInOrder(written);
    },

    choose(integrationId) {
      const open = store.state.openChatId;
      const ui = memory.ui(open);
      if (listening) postInOrder({ kind: 'integrationChosen', integrationId });
      else memory.setUi(open, { ...ui, choice: { ...ui.choice, integrationId } });
    },

    async addContext(items) {
      const open = store.state.openChatId;
      const ui = memory.ui(open);
      const wasListening = listening;
      focusWhenReady = !wasListening;
      if (!wasListening) memory.setUi(open, { ...ui, context: [...ui.context, ...items] });
      await vscode.commands.executeCommand(`${viewIds.chat}.focus`);
      if (wasListening) post({ kind: 'compose', context: items, draft: null, focus: true });
    },
  };
}

/** A picture alone is a question, too; servers want words. */
function wordsFor(context: readonly ContextItem[], files: readonly AttachedFile[]): string {
  return context.length === 0 && files.length > 0 ? "What's in this image?" : '';
}

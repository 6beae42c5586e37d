// What people do in chats, said to the server, and what it answers, put into the state: ask, stop, edit, judge, open, rename, delete.
// Not here: dialogs (commands.ts), how the line is kept (session/), the way of one question (delivery.ts), chats whose truth is
// on the server (settling.ts), lists (chatLists.ts).
import { randomUUID } from 'node:crypto';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import type { Action } from '../chat/actions.ts';
import { runningAnswerOf } from '../chat/selectors.ts';
import type { AttachedFile } from '../chat/state.ts';
import { maxMessageLength } from '../protocol/trellis/actions.ts';
import type { Feedback } from '../protocol/trellis/rest.ts';
import { type ContextItem, formatMessage, parseMessage, titleOf } from '../protocol/trellis/sqlContext.ts';
import { type Clock, systemClock } from '../session/clock.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import { createChatLists } from './chatLists.ts';
import type { ChatStore } from './chatStore.ts';
import type { Connection } from './connection.ts';
import { createDelivery, type Uploader } from './delivery.ts';
import type { Memory } from './memory.ts';
import { type Draft, isLocal, type OpenTurn, type OpenTurns, turnsIn } from './openTurns.ts';
import { createQuestionQueue } from './questionQueue.ts';
import { createSettling } from './settling.ts';
import { shownConnection } from './shownConnection.ts';
import { createTurnUpdates } from './turnUpdates.ts';

export interface Question {
  /** Null: a new chat. */
  chatId: string | null;
  question: string;
  context: ContextItem[];
  integrationId: string | null;
  model: string | null;
  files?: readonly AttachedFile[];
  savedQuery?: Draft['savedQuery'];
}

export interface Conversation extends Disposable {
  /**
   * In a chat that still answers it waits for its turn. False when nothing was sent or queued (too long): the words belong
   * back into the composer.
   */
  ask(question: Question): boolean;
  askAgain(chatId: string, messageId: string): void;
  removeQuestion(chatId: string, messageId: string): void;
  /** A question that waits: out of the queue, or the next to be asked. */
  unqueue(chatId: string, id: string): void;
  sendQueued(chatId: string, id: string): void;
  /** Asks a question anew in the place of one that was sent; that one and all after it go. False when nothing was sent. */
  edit(chatId: string, messageId: string, question: string): boolean;
  /** Deletes the message and all after it. A failure is said in the panel. */
  removeFrom(chatId: string, messageId: string): Promise<void>;
  /** True when the server has it; a failure is said in the panel. */
  giveFeedback(chatId: string, messageId: string, feedback: Feedback, note: string | null): Promise<boolean>;
  stop(chatId: string): void;
  open(chatId: string | null): Promise<void>;
  refreshList(): Promise<void>;
  loadMore(): Promise<void>;
  /** These two throw a SessionError: the dialog that asked says it. */
  rename(chatId: string, title: string): Promise<void>;
  remove(chatIds: string[]): Promise<void>;
}

export interface ConversationOptions {
  connection: Pick<Connection, 'rest' | 'session' | 'source'>;
  store: ChatStore;
  memory: Memory;
  uploader?: Uploader;
  log: { info(text: string): void; warn(text: string): void };
  clock?: Clock;
}

export function createConversation(options: ConversationOptions): Conversation {
  const { connection, store, memory, log, clock = systemClock } = options;
  const bag = new DisposableBag();
  const { rest, session, source } = connection;
  const turns: OpenTurns = new Map();
  /** What became of the local ids of chats that were made. */
  const created = new Map<string, string>();
  let disposed = false;

  /** What a source still says after another was chosen is nobody's. */
  function dispatch(action: Action) {
    if (!disposed) store.dispatch(action);
  }
  const chatOf = (chatId: string) => store.state.chats[chatId];
  const real = (chatId: string) => created.get(chatId) ?? chatId;
  const isDisposed = () => disposed;
  const isOpen = (turn: OpenTurn) => turns.get(turn.key) === turn;

  const queue = createQuestionQueue(memory, dispatch);
  const lists = createChatLists({ connection, store, dispatch, warn, log });
  const settling = createSettling({
    rest,
    store,
    memory,
    turns,
    clock,
    log,
    dispatch,
    isDisposed,
    onStored: (turn, serverId) => updates.acknowledge(turn, serverId),
    onGone: (chatId) => forget([chatId]),
    onIdle: (chatId) => advance(chatId),
  });
  const updates = createTurnUpdates({
    turns,
    memory,
    settling,
    clock,
    dispatch,
    isReady: () => session.state.phase === 'ready' && !disposed,
    onChat: adopt,
    onEnd(turn, asked) {
      void lists.refresh();
      // What was refused once would be refused again; the rest waits until the person says so.
      if (asked) advance(turn.chatId);
    },
  });
  const deliver = createDelivery({
    rest,
    session,
    uploader: options.uploader,
    isDisposed,
    isOpen,
    onChat: adopt,
    onProgress: (turn, share) => dispatch({ type: 'filesUploading', ...placeOf(turn), share }),
    onFailed: (turn, cause) => updates.lost(turn, false, asSessionError(cause)),
  });

  bag.register(
    session.onState((state) => {
      dispatch({ type: 'connectionChanged', connection: shownConnection(state, source) });
      if (state.phase === 'ready') void afterConnect();
    }),
  );
  bag.register(session.onChatsChanged(takeChanges));
  bag.register(session.onTurn(({ key, ...update }) => updates.take(key, update)));

  async function afterConnect() {
    const open = store.state.openChatId;
    if (open && !isLocal(open) && chatOf(open)?.load !== 'loaded') settling.owe(open);
    await Promise.all([lists.loadChoices(), lists.refresh(), settling.settleOwed()]);
  }

  /** Another window may have asked in the open chat; what this one asks there it hears anyway. */
  function takeChanges() {
    void lists.refresh();
    const open = store.state.openChatId;
    if (open && !isLocal(open) && turnsIn(turns, open).length === 0) void settling.lookAgain(open);
  }

  function forget(chatIds: readonly string[]) {
    const gone = new Set(chatIds);
    for (const turn of [...turns.values()]) if (gone.has(turn.chatId)) turns.delete(turn.key);
    for (const chatId of chatIds) settling.forget(chatId);
    queue.forget(chatIds);
    if (!disposed) memory.forget(chatIds);
    dispatch({ type: 'chatsDeleted', chatIds: [...chatIds] });
  }

  const isBusy = (chatId: string) => runningAnswerOf(chatOf(chatId)) !== null || turnsIn(turns, chatId).length > 0;

  /** The next question that waits, if nothing is being answered. */
  function advance(chatId: string, id?: string) {
    if (disposed || isBusy(chatId)) return;
    const next = queue.take(chatId, id);
    if (next) send(next, next.id);
  }

  /** False when it is longer than a server takes, which is said. */
  function isShortEnough(content: string): boolean {
    const over = content.length - maxMessageLength;
    if (over > 0)
      warn(
        `The question and its context are ${over.toLocaleString('en')} characters too long together. Nothing was sent.`,
      );
    return over <= 0;
  }

  /** `key` is the message's for ever: a server that has it already says so instead of asking twice. */
  function send(draft: Draft, key: string = randomUUID(), replaces: string | null = null): boolean {
    const { content, files, savedQuery } = draft;
    if (!isShortEnough(content)) return false;
    const chatId = draft.chatId === null ? null : real(draft.chatId);
    if (chatId !== null && isBusy(chatId)) {
      // An edit takes the place of something; it cannot wait until that has changed.
      if (replaces !== null) warn('This chat is still answering. Wait for the answer, or stop it.');
      else queue.add({ ...draft, chatId, id: key });
      return replaces === null;
    }
    const turn: OpenTurn = {
      ...draft,
      key,
      chatId: chatId ?? `local:${randomUUID()}`,
      messageId: key,
      answerId: `answer:${randomUUID()}`,
      title: titleOf(content) || 'New chat',
      replaces,
      makesChat: false,
      preparing: null,
      acknowledged: false,
    };
    const { title, integrationId, model, messageId } = turn;
    turns.set(key, turn);
    memory.setPending(key, { ...draft, chatId: turn.chatId });
    if (replaces !== null) dispatch({ type: 'messagesRemoved', chatId: turn.chatId, messageId: replaces });
    const shown = files.map(({ name, size }) => ({ name, size }));
    const savedQueryId = savedQuery ? { savedQueryId: savedQuery.id } : {};
    const asked = { ...placeOf(turn), messageId, title, content, integrationId, model, files: shown, ...savedQueryId };
    dispatch({ type: 'questionAsked', ...asked, at: clock.now() });
    if (chatId === null) dispatch({ type: 'chatOpened', chatId: turn.chatId, title });
    void deliver(turn);
    return true;
  }

  function warn(text: string) {
    dispatch({ type: 'noticeShown', notice: { kind: 'warning', text, action: 'none' } });
  }

  /** The server has a chat for the local one: everything that was kept under the local id is the chat's. */
  function adopt(localId: string, chatId: string, title: string) {
    created.set(localId, chatId);
    memory.moveUi(localId, chatId);
    queue.move(localId, chatId);
    for (const turn of turnsIn(turns, localId)) turn.chatId = chatId;
    for (const [id, pending] of Object.entries(memory.pending())) {
      if (pending.chatId === localId) memory.setPending(id, { ...pending, chatId });
    }
    dispatch({ type: 'chatCreated', localId, chatId, title, at: clock.now() });
  }

  return {
    ask: ({ question, context, files = [], savedQuery = null, ...where }) =>
      send({ ...where, content: formatMessage({ question, context }), files, savedQuery }),
    askAgain(given, messageId) {
      const chatId = real(given);
      const chat = chatOf(chatId);
      const at = chat?.messages.findLastIndex((message) => message.id === messageId) ?? -1;
      const message = chat?.messages.slice(0, at + 1).findLast((candidate) => candidate.role === 'user');
      if (!chat || message?.role !== 'user' || isBusy(chatId)) return;
      const kept = memory.pending()[message.id];
      const draft: Draft = {
        chatId,
        content: message.content,
        integrationId: chat.integrationId,
        model: chat.model,
        files: kept?.files ?? [],
        savedQuery: kept?.savedQuery ?? null,
      };
      if (message.delivery !== 'unsent') send(draft);
      else {
        dispatch({ type: 'questionRemoved', chatId, messageId: message.id });
        send(draft, message.id);
      }
    },
    removeQuestion(given, messageId) {
      const chatId = real(given);
      const message = chatOf(chatId)?.messages.find((candidate) => candidate.id === messageId);
      if (message?.role !== 'user' || message.delivery !== 'unsent') return;
      memory.setPending(messageId, null);
      dispatch({ type: 'questionRemoved', chatId, messageId });
    },
    unqueue: (chatId, id) => void queue.take(real(chatId), id),
    sendQueued: (chatId, id) => advance(real(chatId), id),
    edit(given, messageId, question) {
      const chatId = real(given);
      const chat = chatOf(chatId);
      const message = chat?.messages.find(({ id }) => id === messageId);
      if (!chat || message?.role !== 'user' || message.delivery !== 'sent') return false;
      const { context } = parseMessage(message.content);
      const { integrationId, model } = chat;
      const content = formatMessage({ question, context });
      return send({ chatId, content, integrationId, model, files: [], savedQuery: null }, randomUUID(), messageId);
    },
    async removeFrom(given, messageId) {
      const chatId = real(given);
      try {
        await rest.deleteMessage(chatId, messageId);
      } catch (cause) {
        // Gone already: what is stored is the truth.
        if (cause instanceof SessionError && cause.kind === 'notFound') await settling.settle(chatId);
        else warn(`The message could not be deleted: ${errorMessage(cause)}`);
        return;
      }
      dispatch({ type: 'messagesRemoved', chatId, messageId });
      void lists.refresh();
    },
    async giveFeedback(given, messageId, feedback, note) {
      const chatId = real(given);
      const message = chatOf(chatId)?.messages.find(({ id }) => id === messageId);
      const before = message?.role === 'assistant' ? message.feedback : null;
      dispatch({ type: 'feedbackGiven', chatId, messageId, feedback });
      try {
        await rest.giveFeedback(messageId, feedback, note);
        return true;
      } catch (cause) {
        dispatch({ type: 'feedbackGiven', chatId, messageId, feedback: before });
        warn(`The feedback could not be sent: ${errorMessage(cause)}`);
        return false;
      }
    },
    stop(given) {
      const chatId = real(given);
      const [waiting] = turnsIn(turns, chatId);
      if (waiting?.preparing) {
        waiting.preparing.abort();
        updates.lost(waiting, false, new SessionError('offline', 'Stopped before it was sent.'));
      } else if (waiting?.makesChat) session.interrupt(null, waiting.key);
      else session.interrupt(chatId);
    },
    async open(chatId) {
      if (chatId === null) {
        dispatch({ type: 'chatOpened', chatId: null, title: '' });
        return;
      }
      const title = store.state.list.items.find((item) => item.id === chatId)?.title ?? '';
      dispatch({ type: 'chatOpened', chatId, title });
      if (!isLocal(chatId) && session.state.phase === 'ready') await settling.settle(chatId);
    },
    refreshList: lists.refresh,
    loadMore: lists.loadMore,
    async rename(chatId, title) {
      await rest.renameChat(chatId, title);
      dispatch({ type: 'chatRenamed', chatId, title });
    },
    async remove(chatIds) {
      const [first] = chatIds;
      try {
        if (chatIds.length === 1 && first) await rest.deleteChat(first);
        else await rest.deleteChats(chatIds);
      } catch (cause) {
        // Another window was faster: it is gone, which is what was wanted.
        if (!(cause instanceof SessionError) || cause.kind !== 'notFound') throw cause;
      }
      forget(chatIds);
      await lists.refresh();
    },
    dispose() {
      disposed = true;
      bag.dispose();
    },
  };
}

function placeOf({ chatId, answerId }: OpenTurn) {
  return { chatId, answerId };
}

function asSessionError(cause: unknown): SessionError {
  return cause instanceof SessionError ? cause : new SessionError('offline', errorMessage(cause), { cause });
}

// What people do in chats, said to the server, and what it answers, put into the state: ask, stop, edit, judge, open, rename, delete.
// Not here: dialogs (commands.ts), the line (session/), the way of one question (delivery.ts), chats as stored (settling.ts).
import { randomUUID } from 'node:crypto';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import type { Action } from '../chat/actions.ts';
import { beforeSending } from '../chat/arrival.ts';
import { capabilitiesOf } from '../chat/capabilities.ts';
import { lastStoredId, runningAnswerOf } from '../chat/selectors.ts';
import type { AttachedFile, ChatSummaryItem } from '../chat/state.ts';
import { type ContextItem, formatMessage } from '../protocol/trellis/sqlContext.ts';
import { type Clock, systemClock } from '../session/clock.ts';
import { asSessionError, errorMessage } from '../session/errors.ts';
import { createAskedPictures } from './askedPictures.ts';
import { type AskedQuestions, createAskedQuestions, type Replaced } from './askedQuestions.ts';
import { atMostEvery } from './atMostEvery.ts';
import { createChatLists } from './chatLists.ts';
import type { ChatStore } from './chatStore.ts';
import type { Connection } from './connection.ts';
import { createDelivery, type DeliveryParts, type Uploader } from './delivery.ts';
import { keepWordsOf } from './keptWords.ts';
import type { Memory } from './memory.ts';
import {
  askedAction,
  type Draft,
  isLocal,
  newTurn,
  type OpenTurn,
  type OpenTurns,
  placeOf,
  refusalOfLength,
  turnsIn,
} from './openTurns.ts';
import { createQuestionQueue } from './questionQueue.ts';
import { createSettling } from './settling.ts';
import { shownConnection } from './shownConnection.ts';
import { createStop } from './stop.ts';
import { createStoredMessages, type StoredMessages } from './storedMessages.ts';
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
  /** Where the source lets the person choose. */
  options?: Draft['options'];
}

export interface Conversation extends Disposable, AskedQuestions, StoredMessages {
  /**
   * In a chat that still answers it waits for its turn. False when nothing was sent or queued (too long): the words belong
   * back into the composer.
   */
  ask(question: Question): boolean;
  /** A question that waits: out of the queue, or the next to be asked. */
  unqueue(chatId: string, id: string): void;
  sendQueued(chatId: string, id: string): void;
  stop(chatId: string): void;
  open(chatId: string | null): Promise<void>;
  refreshList(): Promise<void>;
  loadMore(): Promise<void>;
  /** Others may be there to choose from. */
  refreshModels(): Promise<void>;
  /** Throws a SessionError. */
  allChats(): Promise<ChatSummaryItem[]>;
}

/** A chat of this many is no conversation any more. */
const maxQueued = 50;
const changesEveryMs = 1_000;

export interface ConversationOptions {
  connection: Pick<Connection, 'rest' | 'session' | 'source'>;
  store: ChatStore;
  memory: Memory;
  uploader?: Uploader;
  readPicture?: DeliveryParts['readPicture'];
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
  const pictures = createAskedPictures(chatOf);
  const real = (chatId: string) => created.get(chatId) ?? chatId;
  const isDisposed = () => disposed;

  const queue = createQuestionQueue(memory, dispatch);
  const lists = createChatLists({ connection, store, dispatch, warn, log });
  const settling = createSettling({
    ...{ rest, store, memory, turns, clock, log, dispatch, isDisposed },
    onStored: (turn, serverId) => updates.acknowledge(turn, serverId),
    isListed: lists.isListed,
    onGone: (chatId) => {
      const title = chatOf(chatId)?.title ?? 'A chat';
      if (keepWordsOf(chatId, memory))
        warn(`"${title}" was deleted elsewhere. What was not sent or waited in it is in the composer of a new chat.`);
      forget([chatId]);
    },
    onIdle: (chatId) => advance(chatId),
  });
  const updates = createTurnUpdates({
    ...{ turns, memory, settling, clock, dispatch },
    beginningIsStored: capabilitiesOf(source).beginningIsStored,
    isReady: () => session.state.phase === 'ready' && !disposed,
    chatOf,
    onChat: adopt,
    onEnd(turn, asked) {
      void lists.refresh();
      // What was refused once would be refused again; the rest waits until the person says so.
      if (asked) advance(turn.chatId);
    },
  });
  const stop = createStop({ turns, session, source, updates, dispatch, warn, chatOf });
  const askedQuestions = createAskedQuestions({
    ...{ memory, session, dispatch, chatOf, real, isBusy, send, warn },
    pictureOf: pictures.of,
    choosesOptions: capabilitiesOf(source).askOptions,
  });
  const storedMessages = createStoredMessages({ rest, settling, lists, dispatch, warn, chatOf, real, forget });
  const deliver = createDelivery({
    rest,
    session,
    uploader: options.uploader,
    readPicture: options.readPicture,
    defaultModel: () => store.state.defaultModel,
    isDisposed,
    isOpen: (turn) => turns.get(turn.key) === turn,
    onChat: adopt,
    onProgress: (turn, share) => dispatch({ type: 'filesUploading', ...placeOf(turn), share }),
    onHeld: (turn, until) => dispatch({ type: 'questionHeld', ...placeOf(turn), until, why: 'rateLimit' }),
    clock,
    onFailed: (turn, cause) => updates.lost(turn, false, asSessionError(cause, errorMessage(cause))),
  });

  bag.register(
    session.onState((state) => {
      dispatch({ type: 'connectionChanged', connection: shownConnection(state, source) });
      if (state.phase === 'ready') void afterConnect();
    }),
  );
  const changes = bag.register(atMostEvery(changesEveryMs, clock, takeChanges));
  bag.register(session.onChatsChanged(changes.wanted));
  bag.register(
    session.onTurn(({ key, ...update }) => {
      const turn = turns.get(key);
      updates.take(key, update);
      if (turn && update.kind === 'event' && options.readPicture) pictures.heard(turn);
    }),
  );

  // What waited when the window went may go on, if its answer still runs.
  for (const chatId of Object.keys(store.state.queues)) settling.owe(chatId);

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

  /** Nothing more is to come of it. */
  function leave(turn: OpenTurn) {
    turns.delete(turn.key);
    turn.preparing?.abort();
    session.interrupt(null, turn.key);
  }

  function forget(chatIds: readonly string[]) {
    const gone = new Set(chatIds);
    for (const turn of [...turns.values()]) if (gone.has(turn.chatId)) leave(turn);
    for (const chatId of chatIds) settling.forget(chatId);
    queue.forget(chatIds);
    pictures.forget(chatIds);
    if (!disposed) memory.forget(chatIds);
    dispatch({ type: 'chatsDeleted', chatIds: [...chatIds] });
  }

  function isBusy(chatId: string): boolean {
    return runningAnswerOf(chatOf(chatId)) !== null || turnsIn(turns, chatId).length > 0;
  }

  /** The next question that waits, if nothing is being answered. */
  function advance(chatId: string, id?: string) {
    if (disposed || isBusy(chatId)) return;
    const next = queue.take(chatId, id);
    if (next) send(next, next.id);
  }

  /** `key` is the message's for ever: a server that has it already says so instead of asking twice. */
  function send(draft: Draft, key: string = randomUUID(), replaced: Replaced | null = null): boolean {
    const { content } = draft;
    const { id: replaces, words: replacedWords } = replaced ?? { id: null, words: null };
    const tooLong = refusalOfLength(content);
    if (tooLong !== null) {
      warn(tooLong);
      return false;
    }
    const chatId = draft.chatId === null ? null : real(draft.chatId);
    if (chatId !== null && isBusy(chatId)) {
      // An edit takes the place of something; it cannot wait until that has changed.
      if (replaces !== null) warn('This chat is still answering. Wait for the answer, or stop it.');
      else if ((store.state.queues[chatId]?.length ?? 0) >= maxQueued)
        warn(`${maxQueued} questions wait in this chat already. Nothing was sent.`);
      else {
        queue.add({ ...draft, chatId, id: key });
        return true;
      }
      return false;
    }
    const last = chatId === null ? null : lastStoredId(chatOf(chatId));
    if (replaces !== null && chatId !== null) dispatch({ type: 'messagesRemoved', chatId, messageId: replaces });
    const before = chatId === null ? { messages: [], whole: true } : beforeSending(chatOf(chatId), content);
    const turn = newTurn(
      { ...draft, chatId: chatId ?? `local:${randomUUID()}` },
      { key, replaces, replacedWords, before },
    );
    turns.set(key, turn);
    const edit = replaces !== null && last !== null ? { replaces, words: replacedWords, last } : undefined;
    memory.setPending(key, { ...draft, chatId: turn.chatId, before, edit });
    dispatch(askedAction(turn, clock.now()));
    if (chatId === null) dispatch({ type: 'chatOpened', chatId: turn.chatId, title: turn.title });
    void deliver(turn);
    return true;
  }

  function warn(text: string) {
    dispatch({ type: 'noticeShown', notice: { kind: 'warning', text, action: 'none' } });
  }

  /** The server has a chat for the local one: everything that was kept under the local id is the chat's. */
  function adopt(localId: string, chatId: string, title: string) {
    created.set(localId, chatId);
    // Of several new chats, what is in the composer belongs to the one that is open.
    if (store.state.openChatId === localId) memory.moveUi(localId, chatId);
    queue.move(localId, chatId);
    for (const turn of turnsIn(turns, localId)) turn.chatId = chatId;
    for (const [id, pending] of Object.entries(memory.pending())) {
      if (pending.chatId === localId) memory.setPending(id, { ...pending, chatId });
    }
    dispatch({ type: 'chatCreated', localId, chatId, title, at: clock.now() });
  }

  return {
    ask: ({ question, context, files = [], savedQuery = null, options = null, ...where }) =>
      send({ ...where, content: formatMessage({ question, context }), files, savedQuery, options }),
    ...askedQuestions,
    unqueue: (chatId, id) => void queue.take(real(chatId), id),
    sendQueued: (chatId, id) => advance(real(chatId), id),
    ...storedMessages,
    stop: (chatId) => stop(real(chatId)),
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
    refreshModels: lists.loadModels,
    loadMore: lists.loadMore,
    allChats: lists.all,
    dispose() {
      if (disposed) return;
      disposed = true;
      // What the server has goes on: the window may only be loaded again.
      for (const { preparing } of turns.values()) preparing?.abort();
      turns.clear();
      pictures.clear();
      bag.dispose();
    },
  };
}

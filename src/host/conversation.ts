// What people do in chats, said to the server, and what it answers, put into the state: ask, stop, edit, judge, open, rename, delete.
// Not here: dialogs (commands.ts), how the line is kept (session/), how stored and unstored messages are joined (chat/merge.ts).
// Over 300 lines, because every step shares the one table of open turns.
import { randomUUID } from 'node:crypto';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import type { Action } from '../chat/actions.ts';
import { actionsFor, summaryItem, type TurnPlace, turnError } from '../chat/fromServer.ts';
import { mergeStored, storedQuestions } from '../chat/merge.ts';
import { runningAnswerOf } from '../chat/selectors.ts';
import type { TurnError } from '../chat/state.ts';
import { maxMessageLength } from '../protocol/trellis/actions.ts';
import type { Feedback } from '../protocol/trellis/rest.ts';
import { type ContextItem, formatMessage, parseMessage, titleOf } from '../protocol/trellis/sqlContext.ts';
import { type Clock, systemClock } from '../session/clock.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import type { TurnUpdate } from '../session/trellisSession.ts';
import type { ChatStore } from './chatStore.ts';
import type { Connection } from './connection.ts';
import type { Memory } from './memory.ts';
import { shownConnection } from './shownConnection.ts';

export interface Question {
  /** Null: a new chat. */
  chatId: string | null;
  question: string;
  context: ContextItem[];
  integrationId: string | null;
  model: string | null;
}

export interface Conversation extends Disposable {
  /** False when nothing was sent (too long, or the chat still answers): the words belong back into the composer. */
  ask(question: Question): boolean;
  askAgain(chatId: string, messageId: string): void;
  removeQuestion(chatId: string, messageId: string): void;
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

interface OpenTurn extends TurnPlace {
  /** The question's local id and `client_message_id`, for ever. */
  key: string;
  content: string;
  title: string;
  integrationId: string | null;
  model: string | null;
  /** The server's id of the question that this one takes the place of. */
  replaces: string | null;
  /** The server makes the chat for it (older revisions); its id comes with the first event. */
  makesChat: boolean;
  acknowledged: boolean;
}

const isLocal = (chatId: string) => chatId.startsWith('local:');
const pollMs = 500;

export interface ConversationOptions {
  connection: Pick<Connection, 'rest' | 'session' | 'source'>;
  store: ChatStore;
  memory: Memory;
  log: { info(text: string): void; warn(text: string): void };
  clock?: Clock;
}

export function createConversation({
  connection,
  store,
  memory,
  log,
  clock = systemClock,
}: ConversationOptions): Conversation {
  const bag = new DisposableBag();
  const { rest, session, source } = connection;
  const turns = new Map<string, OpenTurn>();
  /** Chats that are read again until the server has nothing running in them; what fails waits for the next connection. */
  const unsettled = new Set<string>();
  const settling = new Set<string>();
  /** Chats on their way to exist, and what became of the local ids of those that do. */
  const creations = new Map<string, Promise<string>>();
  const created = new Map<string, string>();
  let pages = 1;
  let disposed = false;

  /** What a source still says after another was chosen is nobody's. */
  function dispatch(action: Action) {
    if (!disposed) store.dispatch(action);
  }
  const chatOf = (chatId: string) => store.state.chats[chatId];
  const real = (chatId: string) => created.get(chatId) ?? chatId;
  const turnsIn = (chatId: string) => [...turns.values()].filter((turn) => turn.chatId === chatId);

  bag.register(
    session.onState((state) => {
      dispatch({ type: 'connectionChanged', connection: shownConnection(state, source) });
      if (state.phase === 'ready') void afterConnect();
    }),
  );
  bag.register(session.onChatsChanged(takeChanges));
  bag.register(session.onTurn(({ key, ...update }) => takeUpdate(key, update)));

  async function afterConnect() {
    const open = store.state.openChatId;
    if (open && !isLocal(open) && chatOf(open)?.load !== 'loaded') unsettled.add(open);
    await Promise.all([loadChoices(), refreshList(), ...[...unsettled].map(settle)]);
  }

  /** Another window may have asked in the open chat; what this one asks there it hears anyway. */
  function takeChanges() {
    void refreshList();
    const open = store.state.openChatId;
    if (open && !isLocal(open) && turnsIn(open).length === 0 && !settling.has(open)) void lookAgain(open);
  }

  /** Reads a chat that may have changed, and leaves what is shown alone if it has not. */
  async function lookAgain(chatId: string) {
    try {
      const { messages, running } = await rest.chat(chatId);
      const shown = chatOf(chatId)?.messages.filter(
        (message) => message.role !== 'user' || message.delivery === 'sent',
      );
      const same = messages.length === shown?.length && messages.every(({ id }, at) => shown[at]?.id === id);
      if (!same || running) await settle(chatId);
    } catch (cause) {
      if (cause instanceof SessionError && cause.kind === 'notFound') forget([chatId]);
      else log.info(`A chat could not be read: ${errorMessage(cause)}`);
    }
  }

  async function loadChoices() {
    try {
      const [{ integrations }, { models, default: defaultModel }] = await Promise.all([
        rest.integrations(),
        rest.models(),
      ]);
      dispatch({ type: 'choicesLoaded', integrations, models, defaultModel: defaultModel ?? null });
      const [first] = integrations;
      if (first && source.kind === 'data') void checkData(first.id);
    } catch (cause) {
      log.warn(`Integrations and models could not be read: ${errorMessage(cause)}`);
    }
  }

  /** Opens the data before the first question, and says what of it cannot be asked about. */
  async function checkData(integrationId: string) {
    try {
      const { tables, suggestions } = await rest.schema(integrationId);
      dispatch({ type: 'startersLoaded', starters: suggestions ?? [] });
      const { integrations } = await rest.integrations();
      const warnings = integrations.find(({ id }) => id === integrationId)?.warnings ?? [];
      for (const warning of warnings) log.warn(warning);
      const [first] = warnings;
      if (first) warn(warnings.length === 1 ? first : `${first} And ${warnings.length - 1} more: see the log.`);
      else if (tables.length === 0) warn('There is no table in this data. Open another file or folder.');
    } catch (cause) {
      warn(`The data could not be opened: ${errorMessage(cause)}`);
    }
  }

  function takeUpdate(key: string, update: TurnUpdate) {
    const turn = turns.get(key);
    if (!turn) return;
    if (update.kind === 'lost') lost(turn, update.acknowledged, update.reason);
    else if (update.kind === 'event') takeEvent(turn, update.event);
  }

  function lost(turn: OpenTurn, acknowledged: boolean, reason: SessionError) {
    turns.delete(turn.key);
    const error = asTurnError(reason);
    const { chatId, messageId, answerId } = turn;
    if (acknowledged) dispatch({ type: 'answerCut', chatId, answerId, error, at: clock.now() });
    else dispatch({ type: 'questionUnsent', chatId, messageId, answerId, error });
    if (isLocal(chatId)) {
      // Nobody knows whether the server made a chat for it.
      if (turn.makesChat) void refreshList();
      return;
    }
    unsettled.add(chatId);
    // An answer over HTTP may be cut while the line stays ready, and then no new one comes. A socket says so right after this.
    queueMicrotask(() => {
      if (!disposed && session.state.phase === 'ready') void settle(chatId);
    });
  }

  function takeEvent(turn: OpenTurn, event: Extract<TurnUpdate, { kind: 'event' }>['event']) {
    if (event.event === 'error' && event.data.code === 'DUPLICATE_MESSAGE') {
      // It had arrived the first time: what is stored is the truth.
      turns.delete(turn.key);
      memory.setPending(turn.key, null);
      void settle(turn.chatId);
      return;
    }
    if (turn.makesChat && event.event === 'chat_metadata' && isLocal(turn.chatId))
      adopt(turn.chatId, event.data.id, turn.title);
    // Whatever a server says about a question but "error", it has the question; not every server says `chat_metadata`.
    if (event.event !== 'error' && !turn.acknowledged)
      acknowledge(turn, event.event === 'chat_metadata' ? event.data.user_message_id : null);
    const unsent = event.event === 'error' && !turn.acknowledged;
    // What a refused edit would have replaced is still there.
    if (unsent && turn.replaces !== null) unsettled.add(turn.chatId);
    if (unsent) dispatch({ type: 'questionUnsent', ...turn, error: turnError(event.data) });
    else for (const action of actionsFor(event, turn, clock.now())) dispatch(action);
    if (event.event !== 'message' && event.event !== 'error' && event.event !== 'interrupted') return;
    turns.delete(turn.key);
    void refreshList();
    if (unsettled.has(turn.chatId)) void settle(turn.chatId);
  }

  function acknowledge(turn: OpenTurn, serverId: string | null | undefined) {
    turn.acknowledged = true;
    memory.setPending(turn.key, null);
    dispatch({
      type: 'questionAcknowledged',
      chatId: turn.chatId,
      messageId: turn.messageId,
      serverId: serverId ?? null,
    });
    turn.messageId = serverId ?? turn.messageId;
  }

  /** Reads a chat until the server has nothing running in it that we do not hear. One loop per chat. */
  async function settle(chatId: string): Promise<void> {
    unsettled.add(chatId);
    if (settling.has(chatId)) return;
    settling.add(chatId);
    try {
      while (!disposed) {
        const stored = await rest.chat(chatId);
        if (disposed || !unsettled.has(chatId)) return;
        const known = storedQuestions(stored);
        const open = turnsIn(chatId);
        for (const turn of open) if (!turn.acknowledged && known.has(turn.key)) acknowledge(turn, known.get(turn.key));
        const pending = Object.entries(memory.pending()).filter(([, question]) => question.chatId === chatId);
        for (const [id] of pending) if (known.has(id)) memory.setPending(id, null);
        const ours = {
          local: chatOf(chatId),
          open: open.map(({ key, messageId, answerId }) => ({ clientMessageId: key, messageId, answerId })),
          pending: pending.map(([id, { content }]) => ({ clientMessageId: id, content })),
        };
        dispatch({ type: 'chatLoaded', chat: mergeStored(stored, ours) });
        // An answer that streams to us needs no polling; one that another line began does.
        const heard = open.some(({ key }) => known.get(key) === stored.running?.user_message_id);
        if (!stored.running || heard) break;
        await new Promise<void>((resolve) => clock.setTimeout(resolve, pollMs));
      }
      unsettled.delete(chatId);
    } catch (cause) {
      if (cause instanceof SessionError && cause.kind === 'notFound') forget([chatId]);
      else {
        // The next connection tries again; until then the chat says what it last knew.
        log.info(`A chat could not be read: ${errorMessage(cause)}`);
        dispatch({ type: 'chatLoadFailed', chatId, error: errorMessage(cause) });
      }
    } finally {
      settling.delete(chatId);
    }
  }

  function forget(chatIds: readonly string[]) {
    const gone = new Set(chatIds);
    for (const turn of [...turns.values()]) if (gone.has(turn.chatId)) turns.delete(turn.key);
    for (const chatId of chatIds) unsettled.delete(chatId);
    if (!disposed) memory.forget(chatIds);
    dispatch({ type: 'chatsDeleted', chatIds: [...chatIds] });
  }

  /** As many pages as were loaded, so that the tree does not shrink under whoever reads it. */
  async function refreshList(): Promise<void> {
    if (store.state.list.load === 'idle') dispatch({ type: 'listLoading' });
    try {
      const wanted = pages;
      const items = [];
      let hasMore = true;
      for (let page = 1; page <= wanted && hasMore; page++) {
        const list = await rest.listChats(page);
        items.push(...list.chats.map(summaryItem));
        hasMore = list.has_more ?? false;
      }
      dispatch({ type: 'listLoaded', items, hasMore, append: false });
    } catch (cause) {
      dispatch({ type: 'listFailed', error: errorMessage(cause) });
    }
  }

  async function loadMore(): Promise<void> {
    try {
      const list = await rest.listChats(pages + 1);
      pages += 1;
      dispatch({
        type: 'listLoaded',
        items: list.chats.map(summaryItem),
        hasMore: list.has_more ?? false,
        append: true,
      });
    } catch (cause) {
      dispatch({ type: 'listFailed', error: errorMessage(cause) });
    }
  }

  /** `key` is the message's for ever: a server that has it already says so instead of asking twice. */
  function send(
    question: Omit<Question, 'question' | 'context'>,
    content: string,
    key: string = randomUUID(),
    replaces: string | null = null,
  ): boolean {
    const chatId = question.chatId === null ? null : real(question.chatId);
    if (content.length > maxMessageLength) {
      const over = (content.length - maxMessageLength).toLocaleString('en');
      warn(`The question and its context are ${over} characters too long together. Nothing was sent.`);
      return false;
    }
    if (chatId !== null && runningAnswerOf(chatOf(chatId))) {
      warn('This chat is still answering. Wait for the answer, or stop it.');
      return false;
    }
    const turn: OpenTurn = {
      key,
      chatId: chatId ?? `local:${randomUUID()}`,
      messageId: key,
      answerId: `answer:${randomUUID()}`,
      content,
      title: titleOf(content) || 'New chat',
      integrationId: question.integrationId,
      model: question.model,
      replaces,
      makesChat: false,
      acknowledged: false,
    };
    turns.set(key, turn);
    memory.setPending(key, { chatId: turn.chatId, content });
    if (replaces !== null) dispatch({ type: 'messagesRemoved', chatId: turn.chatId, messageId: replaces });
    dispatch({ type: 'questionAsked', ...turn, at: clock.now() });
    if (chatId === null) dispatch({ type: 'chatOpened', chatId: turn.chatId, title: turn.title });
    void deliver(turn);
    return true;
  }

  function warn(text: string) {
    dispatch({ type: 'noticeShown', notice: { kind: 'warning', text, action: 'none' } });
  }

  async function deliver(turn: OpenTurn) {
    try {
      if (isLocal(turn.chatId)) await createChat(turn);
    } catch (cause) {
      // Older servers cannot make a chat; they make one for a question that names none.
      turn.makesChat = cause instanceof SessionError && cause.kind === 'notFound';
      if (!turn.makesChat) {
        if (turns.get(turn.key) === turn) lost(turn, false, asSessionError(cause));
        return;
      }
    }
    // Stopped, removed or asked again meanwhile: then it is not this one's to send.
    if (disposed || turns.get(turn.key) !== turn) return;
    const { key, content: message, integrationId, model, replaces } = turn;
    const chatId = turn.makesChat ? null : turn.chatId;
    session.ask({ key, chatId, message, integrationId, model, clientMessageId: key, replaces });
  }

  /** The server has a chat for the local one: everything that was kept under the local id is the chat's. */
  function adopt(localId: string, chatId: string, title: string) {
    created.set(localId, chatId);
    memory.moveUi(localId, chatId);
    for (const turn of turnsIn(localId)) turn.chatId = chatId;
    for (const [id, pending] of Object.entries(memory.pending())) {
      if (pending.chatId === localId) memory.setPending(id, { ...pending, chatId });
    }
    dispatch({ type: 'chatCreated', localId, chatId, title, at: clock.now() });
  }

  /** Once for each local chat, however often its question is stopped and sent again before it exists. */
  function createChat({ chatId: localId, title, integrationId }: OpenTurn): Promise<string> {
    const known = creations.get(localId);
    if (known) return known;
    const creation = rest
      .createChat(title, integrationId)
      .then((chat) => {
        if (!disposed) adopt(localId, chat.id, chat.title ?? title);
        return chat.id;
      })
      .finally(() => creations.delete(localId));
    creations.set(localId, creation);
    return creation;
  }

  return {
    ask: ({ question, context, ...where }) => send(where, formatMessage({ question, context })),
    askAgain(given, messageId) {
      const chatId = real(given);
      const chat = chatOf(chatId);
      const at = chat?.messages.findLastIndex((message) => message.id === messageId) ?? -1;
      const message = chat?.messages.slice(0, at + 1).findLast((candidate) => candidate.role === 'user');
      if (!chat || message?.role !== 'user' || runningAnswerOf(chat)) return;
      const where = { chatId, integrationId: chat.integrationId, model: chat.model };
      if (message.delivery !== 'unsent') send(where, message.content);
      else {
        dispatch({ type: 'questionRemoved', chatId, messageId: message.id });
        send(where, message.content, message.id);
      }
    },
    removeQuestion(given, messageId) {
      const chatId = real(given);
      const message = chatOf(chatId)?.messages.find((candidate) => candidate.id === messageId);
      if (message?.role !== 'user' || message.delivery !== 'unsent') return;
      memory.setPending(messageId, null);
      dispatch({ type: 'questionRemoved', chatId, messageId });
    },
    edit(given, messageId, question) {
      const chatId = real(given);
      const chat = chatOf(chatId);
      const message = chat?.messages.find(({ id }) => id === messageId);
      if (!chat || message?.role !== 'user' || message.delivery !== 'sent') return false;
      const { context } = parseMessage(message.content);
      const where = { chatId, integrationId: chat.integrationId, model: chat.model };
      return send(where, formatMessage({ question, context }), randomUUID(), messageId);
    },
    async removeFrom(given, messageId) {
      const chatId = real(given);
      try {
        await rest.deleteMessage(chatId, messageId);
      } catch (cause) {
        // Gone already: what is stored is the truth.
        if (cause instanceof SessionError && cause.kind === 'notFound') await settle(chatId);
        else warn(`The message could not be deleted: ${errorMessage(cause)}`);
        return;
      }
      dispatch({ type: 'messagesRemoved', chatId, messageId });
      void refreshList();
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
      const [waiting] = turnsIn(chatId);
      if (waiting?.makesChat) session.interrupt(null, waiting.key);
      else if (waiting && isLocal(chatId))
        lost(waiting, false, new SessionError('offline', 'Stopped before it was sent.'));
      else session.interrupt(chatId);
    },
    async open(chatId) {
      if (chatId === null) {
        dispatch({ type: 'chatOpened', chatId: null, title: '' });
        return;
      }
      const title = store.state.list.items.find((item) => item.id === chatId)?.title ?? '';
      dispatch({ type: 'chatOpened', chatId, title });
      if (!isLocal(chatId) && session.state.phase === 'ready') await settle(chatId);
    },
    refreshList,
    loadMore,
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
      await refreshList();
    },
    dispose() {
      disposed = true;
      bag.dispose();
    },
  };
}

function asSessionError(cause: unknown): SessionError {
  return cause instanceof SessionError ? cause : new SessionError('offline', errorMessage(cause), { cause });
}

function asTurnError(error: SessionError): TurnError {
  return { code: error.code, message: error.message, retryable: true, debugId: null, suggestions: [] };
}

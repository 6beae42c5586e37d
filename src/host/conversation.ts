// What people do in chats, said to the server, and what it answers, put into the state: ask, stop, ask again, open, rename, delete.
// Not here: dialogs (commands.ts), how the line is kept (session/). Over 150 lines because every step shares the table of open turns.
import { randomUUID } from 'node:crypto';
import { setTimeout as later } from 'node:timers/promises';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { actionsFor, storedChat, summaryItem, type TurnPlace } from '../chat/fromServer.ts';
import { runningAnswerOf } from '../chat/selectors.ts';
import type { Chat, Connection as ConnectionState, FailureAction, TurnError, UserMessage } from '../chat/state.ts';
import { maxMessageLength } from '../protocol/trellis/actions.ts';
import { type ContextItem, formatMessage, titleOf } from '../protocol/trellis/sqlContext.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import type { SessionState } from '../session/sessionState.ts';
import type { TurnUpdate } from '../session/trellisSession.ts';
import type { ChatStore } from './chatStore.ts';
import type { Connection } from './connection.ts';
import type { HostLog } from './log.ts';
import type { Memory } from './memory.ts';

export interface Question {
  /** Null: a new chat. */
  chatId: string | null;
  question: string;
  context: ContextItem[];
  integrationId: string | null;
  model: string | null;
}

export interface Conversation extends Disposable {
  ask(question: Question): void;
  askAgain(chatId: string, messageId: string): void;
  removeQuestion(chatId: string, messageId: string): void;
  stop(chatId: string): void;
  open(chatId: string | null): Promise<void>;
  refreshList(): Promise<void>;
  loadMore(): Promise<void>;
  /** These three throw a SessionError: the dialog that asked says it. */
  rename(chatId: string, title: string): Promise<void>;
  remove(chatIds: string[]): Promise<void>;
}

const isLocal = (chatId: string) => chatId.startsWith('local:');

export function createConversation(
  connection: Connection,
  store: ChatStore,
  memory: Memory,
  log: HostLog,
): Conversation {
  const bag = new DisposableBag();
  const { rest, session } = connection;
  /** Open turns by the local id of their question, which is also the `client_message_id`. */
  const turns = new Map<string, TurnPlace>();
  /** Chats whose line was lost in a turn: what became of it is read from the server when it is back. */
  const unsettled = new Set<string>();
  let page = 1;
  let disposed = false;

  bag.register(
    session.onState((state) => {
      store.dispatch({ type: 'connectionChanged', connection: shownConnection(state, connection) });
      if (state.phase === 'ready') void settleAfterConnect();
    }),
  );
  bag.register(session.onTurn(({ key, ...update }) => takeUpdate(key, update)));

  async function settleAfterConnect() {
    await Promise.all([loadChoices(), refreshList(), ...[...unsettled].map(settle)]);
    const open = store.state.openChatId;
    if (open && !isLocal(open) && store.state.chats[open]?.load !== 'loaded') await load(open);
  }

  async function loadChoices() {
    try {
      const [{ integrations }, { models, default: defaultModel }] = await Promise.all([
        rest.integrations(),
        rest.models(),
      ]);
      store.dispatch({ type: 'choicesLoaded', integrations, models, defaultModel: defaultModel ?? null });
    } catch (cause) {
      log.warn(`Integrations and models could not be read: ${errorMessage(cause)}`);
    }
  }

  function takeUpdate(key: string, update: TurnUpdate) {
    const place = turns.get(key);
    if (!place) return;
    if (update.kind === 'lost') {
      turns.delete(key);
      const error = asTurnError(update.reason);
      if (update.acknowledged) {
        store.dispatch({ type: 'answerCut', chatId: place.chatId, answerId: place.answerId, error, at: Date.now() });
      } else {
        store.dispatch({
          type: 'questionUnsent',
          chatId: place.chatId,
          messageId: place.messageId,
          answerId: place.answerId,
          error,
        });
      }
      if (!isLocal(place.chatId)) unsettled.add(place.chatId);
      return;
    }
    const { event } = update;
    if (event.event === 'error' && event.data.code === 'DUPLICATE_MESSAGE') {
      // It had arrived the first time: what is stored is the truth.
      turns.delete(key);
      memory.setPending(key, null);
      void settle(place.chatId);
      return;
    }
    for (const action of actionsFor(event, place, Date.now())) {
      store.dispatch(action);
      if (action.type !== 'questionAcknowledged') continue;
      place.messageId = action.serverId ?? place.messageId;
      memory.setPending(key, null);
    }
    if (event.event === 'message' || event.event === 'error' || event.event === 'interrupted') {
      // An error before the acknowledgement means that the server did not take the question.
      if (event.event === 'error' && memory.pending()[key]) {
        store.dispatch({
          type: 'questionUnsent',
          chatId: place.chatId,
          messageId: key,
          answerId: place.answerId,
          error: asEventError(event.data),
        });
      }
      turns.delete(key);
      void refreshList();
    }
  }

  /** Reads the stored chat until the server has nothing running in it, keeping questions that never arrived. */
  async function settle(chatId: string): Promise<void> {
    try {
      for (;;) {
        const stored = await rest.chat(chatId);
        const known = new Set(stored.messages.map((message) => message.metadata?.client_message_id));
        for (const id of Object.keys(memory.pending())) if (known.has(id)) memory.setPending(id, null);
        const chat = storedChat(stored, `running:${chatId}`);
        const unsent = unsentIn(store.state.chats[chatId]).filter(([question]) => !known.has(question.id));
        store.dispatch({
          type: 'chatLoaded',
          chat: keepChoices({ ...chat, messages: [...chat.messages, ...unsent.flat()] }),
        });
        if (!stored.running) break;
        await later(500);
        if (disposed) return;
      }
      unsettled.delete(chatId);
    } catch (cause) {
      // The next connection tries again; until then the chat says that the line was lost.
      log.info(`A chat could not be read back: ${errorMessage(cause)}`);
    }
  }

  function keepChoices(chat: Chat): Chat {
    const before = store.state.chats[chat.id];
    return {
      ...chat,
      integrationId: chat.integrationId ?? before?.integrationId ?? null,
      model: before?.model ?? null,
    };
  }

  async function load(chatId: string): Promise<void> {
    try {
      const stored = await rest.chat(chatId);
      if (runningAnswerOf(store.state.chats[chatId])) return;
      const chat = storedChat(stored, `running:${chatId}`);
      const known = new Set(stored.messages.map((message) => message.metadata?.client_message_id));
      // Questions of before a reload that the server never got.
      const unsent = Object.entries(memory.pending())
        .filter(([id, pending]) => pending.chatId === chatId && !known.has(id) && !turns.has(id))
        .map(([id, { content }]) => unsentMessage(id, content));
      store.dispatch({ type: 'chatLoaded', chat: keepChoices({ ...chat, messages: [...chat.messages, ...unsent] }) });
      if (stored.running) await settle(chatId);
    } catch (cause) {
      if (cause instanceof SessionError && cause.kind === 'notFound')
        store.dispatch({ type: 'chatsDeleted', chatIds: [chatId] });
      else store.dispatch({ type: 'chatLoadFailed', chatId, error: errorMessage(cause) });
    }
  }

  async function refreshList(): Promise<void> {
    await loadPage(1, false);
  }

  async function loadPage(wanted: number, append: boolean): Promise<void> {
    if (store.state.list.load === 'idle') store.dispatch({ type: 'listLoading' });
    try {
      const list = await rest.listChats(wanted);
      page = wanted;
      store.dispatch({
        type: 'listLoaded',
        items: list.chats.map(summaryItem),
        hasMore: list.has_more ?? false,
        append,
      });
    } catch (cause) {
      store.dispatch({ type: 'listFailed', error: errorMessage(cause) });
    }
  }

  /** `id` is the message's for ever: a server that has it already says so instead of asking twice. */
  function send(
    { chatId, question, context, integrationId, model }: Question,
    content = formatMessage({ question, context }),
    id: string = randomUUID(),
  ) {
    if (content.length > maxMessageLength) {
      const over = (content.length - maxMessageLength).toLocaleString('en');
      const text = `The question and its context are ${over} characters too long together. Nothing was sent.`;
      store.dispatch({ type: 'noticeShown', notice: { kind: 'warning', text, action: 'none' } });
      return;
    }
    const title = titleOf(content) || 'New chat';
    const place: TurnPlace = { chatId: chatId ?? `local:${randomUUID()}`, messageId: id, answerId: `answer:${id}` };
    turns.set(id, place);
    memory.setPending(id, { chatId: place.chatId, content });
    store.dispatch({ type: 'questionAsked', ...place, title, content, at: Date.now(), integrationId, model });
    if (chatId === null) store.dispatch({ type: 'chatOpened', chatId: place.chatId, title });
    void deliver(id, place, { content, title, integrationId, model });
  }

  async function deliver(
    id: string,
    place: TurnPlace,
    what: { content: string; title: string; integrationId: string | null; model: string | null },
  ) {
    if (isLocal(place.chatId)) {
      try {
        const created = await rest.createChat(what.title, what.integrationId);
        const localId = place.chatId;
        place.chatId = created.id;
        memory.moveUi(localId, created.id);
        if (turns.has(id)) memory.setPending(id, { chatId: created.id, content: what.content });
        store.dispatch({
          type: 'chatCreated',
          localId,
          chatId: created.id,
          title: created.title ?? what.title,
          at: Date.now(),
        });
      } catch (cause) {
        takeUpdate(id, { kind: 'lost', acknowledged: false, reason: asSessionError(cause) });
        return;
      }
    }
    if (!turns.has(id)) return;
    const { content: message, integrationId, model } = what;
    session.ask({ key: id, chatId: place.chatId, message, integrationId, model, clientMessageId: id });
  }

  function resend(chatId: string, message: UserMessage) {
    const chat = store.state.chats[chatId];
    store.dispatch({ type: 'questionRemoved', chatId, messageId: message.id });
    send(again(chatId, chat), message.content, message.id);
  }

  function again(chatId: string, chat: Chat | undefined): Question {
    return {
      chatId,
      question: '',
      context: [],
      integrationId: chat?.integrationId ?? null,
      model: chat?.model ?? null,
    };
  }

  return {
    ask: (question) => send(question),
    askAgain(chatId, messageId) {
      const messages = store.state.chats[chatId]?.messages ?? [];
      const at = messages.findLastIndex((message) => message.id === messageId);
      const message = messages.slice(0, at + 1).findLast((candidate) => candidate.role === 'user');
      if (message?.role !== 'user' || runningAnswerOf(store.state.chats[chatId])) return;
      if (message.delivery === 'unsent') resend(chatId, message);
      else send(again(chatId, store.state.chats[chatId]), message.content);
    },
    removeQuestion(chatId, messageId) {
      const message = store.state.chats[chatId]?.messages.find((candidate) => candidate.id === messageId);
      if (message?.role !== 'user' || message.delivery !== 'unsent') return;
      memory.setPending(messageId, null);
      store.dispatch({ type: 'questionRemoved', chatId, messageId });
    },
    stop(chatId) {
      const waiting = [...turns].find(([, place]) => place.chatId === chatId);
      if (waiting && isLocal(chatId)) {
        takeUpdate(waiting[0], {
          kind: 'lost',
          acknowledged: false,
          reason: new SessionError('offline', 'Stopped before it was sent.'),
        });
      } else session.interrupt(chatId);
    },
    async open(chatId) {
      if (chatId === null) {
        store.dispatch({ type: 'chatOpened', chatId: null, title: '' });
        return;
      }
      const title = store.state.list.items.find((item) => item.id === chatId)?.title ?? '';
      store.dispatch({ type: 'chatOpened', chatId, title });
      if (!isLocal(chatId) && !runningAnswerOf(store.state.chats[chatId]) && session.state.phase === 'ready')
        await load(chatId);
    },
    refreshList,
    loadMore: () => loadPage(page + 1, true),
    async rename(chatId, title) {
      await rest.renameChat(chatId, title);
      store.dispatch({ type: 'chatRenamed', chatId, title });
    },
    async remove(chatIds) {
      const first = chatIds[0];
      if (chatIds.length === 1 && first) await rest.deleteChat(first);
      else await rest.deleteChats(chatIds);
      store.dispatch({ type: 'chatsDeleted', chatIds });
      await refreshList();
    },
    dispose() {
      disposed = true;
      bag.dispose();
    },
  };
}

function unsentMessage(id: string, content: string): UserMessage {
  return { role: 'user', id, content, at: null, delivery: 'unsent' };
}

/** Questions that never arrived, each with the failed answer that says so. */
function unsentIn(chat: Chat | undefined): [UserMessage, ...Chat['messages']][] {
  const messages = chat?.messages ?? [];
  return messages.flatMap((message, at) => {
    if (message.role !== 'user' || message.delivery !== 'unsent') return [];
    const answer = messages[at + 1];
    return [answer?.role === 'assistant' ? [message, answer] : [message]];
  });
}

function asSessionError(cause: unknown): SessionError {
  return cause instanceof SessionError ? cause : new SessionError('offline', errorMessage(cause), { cause });
}

function asTurnError(error: SessionError): TurnError {
  return { code: error.code, message: error.message, retryable: true, debugId: null, suggestions: [] };
}

function asEventError(data: {
  error: string;
  code?: string | null | undefined;
  debug_id?: string | null | undefined;
}): TurnError {
  return {
    code: data.code ?? null,
    message: data.error,
    retryable: true,
    debugId: data.debug_id ?? null,
    suggestions: [],
  };
}

function shownConnection(state: SessionState, { source }: Connection): ConnectionState {
  switch (state.phase) {
    case 'connecting':
      return source.kind === 'trellis' || state.attempt > 1
        ? { phase: 'connecting', attempt: state.attempt }
        : { phase: 'starting', note: source.kind === 'sample' ? 'Preparing the sample data…' : 'Opening your data…' };
    case 'ready':
      return { phase: 'ready' };
    case 'waiting':
      return { phase: 'waiting', attempt: state.attempt, retryAt: state.retryAt, reason: state.reason.message };
    case 'failed':
      return { phase: 'failed', reason: state.reason.message, action: failureAction(state.reason, source.kind) };
    case 'idle':
    case 'closed':
      return { phase: 'idle' };
  }
}

function failureAction(error: SessionError, source: Connection['source']['kind']): FailureAction {
  if (source === 'trellis') return error.kind === 'unauthorized' ? 'signIn' : 'retry';
  return error.kind === 'request' && source === 'data' ? 'openData' : 'retry';
}

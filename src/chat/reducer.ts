// How the state changes: pure, the same in the host and in the page. An action that changes nothing returns the same reference.
// Not here: time, ids, I/O; they come in the action.
import { assertNever } from '../base/assertNever.ts';
import type { Action } from './actions.ts';
import { ended, heard, runningAnswer } from './answer.ts';
import type { AppState, AssistantMessage, Chat, Message, UserMessage } from './state.ts';

export function reduce(state: AppState, action: Action): AppState {
  switch (action.type) {
    case 'sourceChanged':
      // Another source has other chats: nothing of the old one may be shown as if it were the new one's.
      return {
        ...state,
        source: action.source,
        list: emptyList,
        folders: [],
        chats: {},
        queues: {},
        openChatId: null,
        integrations: [],
        models: [],
        defaultModel: null,
        starters: [],
        notice: null,
      };
    case 'connectionChanged':
      return { ...state, connection: action.connection };
    case 'choicesLoaded':
      return {
        ...state,
        integrations: action.integrations,
        models: action.models,
        defaultModel: action.defaultModel,
        ...(action.unlisted ? { unlisted: action.unlisted } : {}),
      };
    case 'startersLoaded':
      return { ...state, starters: action.starters };
    case 'listLoading':
      return { ...state, list: { ...state.list, load: 'loading', error: null } };
    case 'listLoaded': {
      const known = new Set(action.append ? state.list.items.map((item) => item.id) : []);
      const fresh = action.items.filter(({ id }) => !known.has(id) && known.add(id));
      const items = action.append ? [...state.list.items, ...fresh] : fresh;
      return { ...state, list: { items, hasMore: action.hasMore, load: 'loaded', error: null } };
    }
    case 'listFailed':
      return { ...state, list: { ...state.list, load: 'failed', error: action.error } };
    case 'foldersLoaded':
      return { ...state, folders: action.folders };
    case 'chatOpened': {
      if (action.chatId === null) return state.openChatId === null ? state : { ...state, openChatId: null };
      const chats = chatOf(state, action.chatId)
        ? state.chats
        : { ...state.chats, [action.chatId]: emptyChat(action.chatId, action.title) };
      return { ...state, openChatId: action.chatId, chats };
    }
    case 'chatLoaded':
      return { ...state, chats: { ...state.chats, [action.chat.id]: action.chat } };
    case 'chatLoadFailed':
      return withChat(state, action.chatId, (chat) => (chat.load === 'loading' ? { ...chat, load: 'failed' } : chat));
    case 'chatRenamed':
      return {
        ...withChat(state, action.chatId, (chat) =>
          chat.title === action.title ? chat : { ...chat, title: action.title },
        ),
        list: {
          ...state.list,
          items: state.list.items.map((item) => (item.id === action.chatId ? { ...item, title: action.title } : item)),
        },
      };
    case 'chatsDeleted': {
      const gone = new Set(action.chatIds);
      return {
        ...state,
        list: { ...state.list, items: state.list.items.filter((item) => !gone.has(item.id)) },
        chats: Object.fromEntries(Object.entries(state.chats).filter(([id]) => !gone.has(id))),
        queues: Object.fromEntries(Object.entries(state.queues).filter(([id]) => !gone.has(id))),
        openChatId: state.openChatId !== null && gone.has(state.openChatId) ? null : state.openChatId,
      };
    }
    case 'chatCreated': {
      const local = chatOf(state, action.localId);
      if (!local) return state;
      const { [action.localId]: _, ...others } = state.chats;
      const { [action.localId]: __, ...queues } = state.queues;
      const queue = Object.hasOwn(state.queues, action.localId) ? state.queues[action.localId] : undefined;
      const item = { id: action.chatId, title: action.title, preview: '', at: action.at };
      return {
        ...state,
        chats: { ...others, [action.chatId]: { ...local, id: action.chatId, title: action.title, load: 'loaded' } },
        queues: queue ? { ...queues, [action.chatId]: queue } : state.queues,
        list: { ...state.list, items: [item, ...state.list.items.filter((other) => other.id !== item.id)] },
        openChatId: state.openChatId === action.localId ? action.chatId : state.openChatId,
      };
    }
    case 'questionAsked': {
      const chat = chatOf(state, action.chatId) ?? {
        ...emptyChat(action.chatId, action.title),
        load: 'loaded' as const,
      };
      const question: UserMessage = {
        role: 'user',
        id: action.messageId,
        content: action.content,
        at: action.at,
        delivery: 'sending',
        ...(action.files?.length ? { files: action.files } : {}),
        ...(action.savedQueryId ? { savedQueryId: action.savedQueryId } : {}),
      };
      const answer = runningAnswer(action.answerId);
      const next = {
        ...chat,
        messages: [...chat.messages, question, answer],
        integrationId: action.integrationId,
        model: action.model,
      };
      return { ...state, chats: { ...state.chats, [action.chatId]: next }, notice: null };
    }
    case 'queueChanged': {
      const { [action.chatId]: _, ...others } = state.queues;
      return { ...state, queues: action.queue.length > 0 ? { ...others, [action.chatId]: action.queue } : others };
    }
    case 'questionHeld':
      return withAnswer(state, action, (answer) => ({ ...answer, held: { until: action.until, why: action.why } }));
    case 'answerQuiet':
      return withAnswer(state, action, (answer) =>
        answer.quiet === action.quiet ? answer : { ...answer, quiet: action.quiet },
      );
    case 'filesUploading':
      return withAnswer(state, action, (answer) =>
        answer.uploading === action.share && !answer.held ? answer : { ...answer, held: null, uploading: action.share },
      );
    case 'questionAcknowledged':
      return withMessage(state, action.chatId, action.messageId, (message) =>
        message.role === 'user' ? { ...message, id: action.serverId ?? message.id, delivery: 'sent' } : message,
      );
    case 'questionUnsent':
      return withChat(state, action.chatId, (chat) => ({
        ...chat,
        messages: chat.messages.map((message): Message => {
          if (message.id === action.messageId && message.role === 'user') return { ...message, delivery: 'unsent' };
          if (message.id === action.answerId && message.role === 'assistant')
            return { ...message, status: 'failed', ...ended(message), error: action.error };
          return message;
        }),
      }));
    case 'questionRemoved':
      return withChat(state, action.chatId, (chat) => {
        const at = chat.messages.findIndex((message) => message.id === action.messageId);
        if (at < 0) return chat;
        const answered = chat.messages[at + 1]?.role === 'assistant' ? 2 : 1;
        return { ...chat, messages: chat.messages.toSpliced(at, answered) };
      });
    case 'messagesRemoved':
      return withChat(state, action.chatId, (chat) => {
        const at = chat.messages.findIndex((message) => message.id === action.messageId);
        return at < 0 ? chat : { ...chat, messages: chat.messages.slice(0, at) };
      });
    case 'feedbackGiven':
      return withMessage(state, action.chatId, action.messageId, (message) =>
        message.role === 'assistant' && message.feedback !== action.feedback
          ? { ...message, feedback: action.feedback }
          : message,
      );
    case 'processing':
      return withAnswer(state, action, (answer) =>
        // What the server was doing when it was told to stop.
        answer.processing === 'stopping' || (answer.processing === action.status && !answer.held)
          ? answer
          : { ...answer, ...heard, processing: action.status },
      );
    case 'visualization':
      return withAnswer(state, action, (answer) =>
        answer.visualizations.some((shown) => shown.id === action.visualization.id)
          ? answer
          : { ...answer, ...heard, visualizations: [...answer.visualizations, action.visualization] },
      );
    case 'textDelta':
      return withAnswer(state, action, (answer) =>
        action.content ? { ...answer, ...heard, content: answer.content + action.content } : answer,
      );
    case 'textReplaced':
      return withAnswer(state, action, (answer) =>
        answer.content === action.content && !answer.held ? answer : { ...answer, ...heard, content: action.content },
      );
    case 'thinkingShown':
      return withAnswer(state, action, (answer) => ({ ...answer, ...heard, thinking: action.text }));
    case 'toolsShown':
      return withAnswer(state, action, (answer) => ({ ...answer, ...heard, tools: action.tools }));
    case 'asideShown':
      return withAnswer(state, action, (answer) => ({ ...answer, ...heard, aside: action.text }));
    case 'answerDropped':
      return withChat(state, action.chatId, (chat) => {
        const messages = chat.messages.filter(({ id, role }) => role !== 'assistant' || id !== action.answerId);
        return messages.length === chat.messages.length ? chat : { ...chat, messages };
      });
    case 'answerDone':
      return withAnswer(state, action, (answer) => ({
        ...answer,
        id: action.serverId ?? answer.id,
        status: 'done',
        ...ended(answer),
        // The deltas joined are the content: an end that says nothing takes nothing away.
        content: action.content || answer.content,
        reading: action.reading,
        sql: action.sql,
        model: action.model,
        clarification: action.clarification,
        ...(action.unverified ? { unverified: action.unverified } : {}),
        at: action.at,
      }));
    case 'answerInterrupted':
      return withAnswer(state, action, (answer) => ({
        ...answer,
        id: action.serverId ?? answer.id,
        status: 'interrupted',
        ...ended(answer),
        ...(action.mayGoOn ? { mayGoOn: true } : {}),
        at: action.at,
      }));
    case 'answerFailed':
      return withAnswer(state, action, (answer) => ({
        ...answer,
        status: 'failed',
        ...ended(answer),
        error: action.error,
        at: action.at,
      }));
    case 'answerCut':
      return withAnswer(state, action, (answer) => ({
        ...answer,
        status: 'cut',
        ...ended(answer),
        error: action.error,
        at: action.at,
      }));
    case 'noticeShown':
      return state.notice === action.notice ? state : { ...state, notice: action.notice };
    default:
      return assertNever(action);
  }
}

const emptyList = { items: [], hasMore: false, load: 'idle', error: null } as const satisfies AppState['list'];

function emptyChat(id: string, title: string): Chat {
  return { id, title, messages: [], load: 'loading', integrationId: null, model: null };
}

/** Chats have the ids that servers give them, and a record also answers to names that every object has. */
function chatOf({ chats }: AppState, id: string): Chat | undefined {
  return Object.hasOwn(chats, id) ? chats[id] : undefined;
}

function withChat(state: AppState, id: string, change: (chat: Chat) => Chat): AppState {
  const chat = chatOf(state, id);
  if (!chat) return state;
  const next = change(chat);
  return next === chat ? state : { ...state, chats: { ...state.chats, [id]: next } };
}

function withMessage(
  state: AppState,
  chatId: string,
  messageId: string,
  change: (message: Message) => Message,
): AppState {
  return withChat(state, chatId, (chat) => {
    // From the end: a server was seen that gives two turns the same message id, and the newest is meant.
    const at = chat.messages.findLastIndex((message) => message.id === messageId);
    const message = chat.messages[at];
    if (!message) return chat;
    const next = change(message);
    return next === message ? chat : { ...chat, messages: chat.messages.with(at, next) };
  });
}

/** Events of an answer that is over change nothing: a stopped turn may still send some. */
function withAnswer(
  state: AppState,
  where: { chatId: string; answerId: string },
  change: (answer: AssistantMessage) => AssistantMessage,
): AppState {
  return withMessage(state, where.chatId, where.answerId, (message) =>
    message.role === 'assistant' && message.status === 'running' ? change(message) : message,
  );
}

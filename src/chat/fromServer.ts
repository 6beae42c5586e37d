// From what a server says to what we know: stored chats to our messages, events of a running turn to actions.
// Not here: attribution of events to turns (session/), what the actions change (reducer.ts).

import type { EventData, ServerEvent } from '../protocol/trellis/events.ts';
import type { ChatMessage, ChatSummary, StoredChat } from '../protocol/trellis/rest.ts';
import type { Action } from './actions.ts';
import { runningAnswer } from './answer.ts';
import type { AssistantMessage, Chat, ChatSummaryItem, Message, TurnError } from './state.ts';

export interface TurnPlace {
  chatId: string;
  /** Local id of the question, until the server tells its own. */
  messageId: string;
  /** Local id of the answer. */
  answerId: string;
}

export function turnError(
  data: Pick<EventData<'error'>, 'error' | 'code' | 'retryable' | 'debug_id' | 'suggestions'>,
): TurnError {
  return {
    code: data.code ?? null,
    message: data.error,
    // A server that does not say is not asked again by itself.
    retryable: data.retryable ?? false,
    debugId: data.debug_id ?? null,
    suggestions: data.suggestions ?? [],
  };
}

/** The actions one event of a turn stands for; events that concern no turn give none. */
export function actionsFor(event: ServerEvent, turn: TurnPlace, now: number): Action[] {
  const { chatId, answerId, messageId } = turn;
  switch (event.event) {
    case 'chat_metadata':
      return [{ type: 'questionAcknowledged', chatId, messageId, serverId: event.data.user_message_id ?? null }];
    case 'processing':
      return [{ type: 'processing', chatId, answerId, status: event.data.status }];
    case 'visualization': {
      const { chat_id: _, ...visualization } = event.data;
      return [{ type: 'visualization', chatId, answerId, visualization }];
    }
    case 'text_delta':
      return [{ type: 'textDelta', chatId, answerId, content: event.data.content }];
    case 'message':
      return [
        {
          type: 'answerDone',
          chatId,
          answerId,
          serverId: event.data.id || null,
          content: event.data.content,
          reading: event.data.reading ?? null,
          sql: event.data.sql ?? null,
          model: event.data.model ?? null,
          clarification: event.data.clarification ?? [],
          ...unverifiedIn(event.data.unverified),
          at: now,
        },
      ];
    case 'interrupted':
      return [{ type: 'answerInterrupted', chatId, answerId, serverId: event.data.id ?? null, at: now }];
    case 'error':
      return [{ type: 'answerFailed', chatId, answerId, error: turnError(event.data), at: now }];
    default:
      return [];
  }
}

/** Numbers that are marked; a text in which more are the model's own is no account of the data, and says so with these. */
const maxUnverified = 200;

/** Each of them once. */
function unverifiedIn(numbers: readonly string[] | null | undefined): { unverified?: readonly string[] } {
  const each = new Set((numbers ?? []).map((number) => number.trim()).filter((number) => number !== ''));
  return each.size > 0 ? { unverified: [...each].slice(0, maxUnverified) } : {};
}

/** A time as servers write it; null when it is none. */
export function timeOf(timestamp: string | null | undefined): number | null {
  const time = Date.parse(timestamp ?? '');
  return Number.isNaN(time) ? null : time;
}

export function summaryItem(chat: ChatSummary & { folder_id?: string | null }): ChatSummaryItem {
  const folder = chat.folder_id ? { folderId: chat.folder_id } : {};
  return { id: chat.id, title: chat.title, preview: chat.preview ?? '', at: timeOf(chat.timestamp), ...folder };
}

/** `answerId` names the answer that still runs on the server, if one does. */
export function storedChat(chat: StoredChat, answerId: string): Chat {
  const messages = chat.messages.map(storedMessage);
  if (chat.running) messages.push(runningAnswer(answerId));
  return {
    id: chat.id,
    title: chat.title,
    messages,
    load: 'loaded',
    integrationId: chat.metadata?.integration_id ?? null,
    model: null,
  };
}

function storedMessage(message: ChatMessage): Message {
  const at = timeOf(message.timestamp);
  const metadata = message.metadata;
  if (message.role === 'user') {
    const files = (metadata?.uploads ?? []).map(({ filename, file_size }) => ({
      name: filename,
      size: file_size ?? null,
    }));
    return {
      role: 'user',
      id: message.id,
      content: message.content,
      at,
      delivery: 'sent',
      ...(files.length > 0 ? { files } : {}),
      ...(metadata?.saved_query_id ? { savedQueryId: metadata.saved_query_id } : {}),
    };
  }
  const error = metadata?.error ? turnError(metadata.error) : null;
  const answer: AssistantMessage = {
    role: 'assistant',
    id: message.id,
    content: message.content,
    at,
    status: error ? 'failed' : metadata?.interrupted ? 'interrupted' : 'done',
    processing: null,
    held: null,
    quiet: false,
    uploading: null,
    visualizations: metadata?.visualizations ?? [],
    reading: metadata?.reading ?? null,
    sql: metadata?.sql ?? null,
    model: metadata?.model ?? null,
    clarification: metadata?.clarification ?? [],
    error,
    feedback: metadata?.feedback ?? null,
    ...unverifiedIn(metadata?.unverified),
  };
  return answer;
}

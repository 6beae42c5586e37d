// A question in the two forms it is sent in: a frame of the socket and an HTTP request; new, or in the place of another.
// Not here: sending it (trellisSession.ts, sseTransport.ts).
import type { ClientAction } from '../protocol/trellis/actions.ts';
import type { HttpRequest } from './httpCall.ts';
import type { AskRequest } from './turns.ts';

type Question = Omit<AskRequest, 'key'>;

/** What an edited question cannot have. */
function newFields({ uploadIds = [], savedQuery = null }: Question) {
  return {
    ...(uploadIds.length > 0 ? { upload_ids: [...uploadIds] } : {}),
    ...(savedQuery ? { saved_query_id: savedQuery.id, parameters: savedQuery.parameters } : {}),
  };
}

function commonFields({ integrationId, model, clientMessageId, toolEvents = false }: Question) {
  return {
    client_message_id: clientMessageId,
    ...(integrationId ? { integration_id: integrationId } : {}),
    ...(model ? { model } : {}),
    ...(toolEvents ? { include_tool_events: true } : {}),
  };
}

export function questionFrame(question: Question): ClientAction {
  const { message, chatId, replaces } = question;
  const chat = chatId === null ? {} : { chat_id: chatId };
  return replaces === null
    ? { action: 'send_message', message, ...chat, ...newFields(question), ...commonFields(question) }
    : { action: 'edit_message', message_id: replaces, content: message, ...chat, ...commonFields(question) };
}

export function questionRequest(question: Question): HttpRequest {
  const { message, chatId, replaces } = question;
  const common = {
    ...commonFields(question),
    // Ours: an answer whose line is cut runs on and is stored, as it does when a socket is cut.
    on_disconnect: 'continue',
  };
  if (replaces === null || chatId === null) {
    const chat = chatId === null ? {} : { chat_id: chatId };
    return { method: 'POST', path: '/chats', body: { message, ...chat, ...newFields(question), ...common } };
  }
  const path = `/chats/${encodeURIComponent(chatId)}/messages/${encodeURIComponent(replaces)}`;
  return { method: 'PATCH', path, body: { content: message, ...common } };
}

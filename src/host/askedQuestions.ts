// Questions that were asked before: asked again, asked in other words in their place, or taken away.
// Not here: asking (conversation.ts), messages the server has stored (storedMessages.ts).
import { randomUUID } from 'node:crypto';
import type { Action } from '../chat/actions.ts';
import { lastStoredId } from '../chat/selectors.ts';
import type { Chat } from '../chat/state.ts';
import { formatMessage, parseMessage } from '../protocol/trellis/sqlContext.ts';
import type { Memory } from './memory.ts';
import type { Draft } from './openTurns.ts';

export interface AskedQuestions {
  askAgain(chatId: string, messageId: string): void;
  /** One that never arrived. */
  removeQuestion(chatId: string, messageId: string): void;
  /** Asks a question anew in the place of one that was sent; that one and all after it go. False when nothing was sent. */
  edit(chatId: string, messageId: string, question: string): boolean;
}

export interface AskedQuestionsParts {
  memory: Memory;
  dispatch: (action: Action) => void;
  chatOf: (chatId: string) => Chat | undefined;
  /** The server's id of a chat that had one of ours. */
  real: (chatId: string) => string;
  isBusy: (chatId: string) => boolean;
  send: (draft: Draft, key?: string, replaces?: string | null) => boolean;
}

export function createAskedQuestions(parts: AskedQuestionsParts): AskedQuestions {
  const { memory, dispatch, chatOf, real, isBusy, send } = parts;
  return {
    askAgain(given, messageId) {
      const chatId = real(given);
      const chat = chatOf(chatId);
      const at = chat?.messages.findLastIndex((message) => message.id === messageId) ?? -1;
      const message = chat?.messages.slice(0, at + 1).findLast((candidate) => candidate.role === 'user');
      if (!chat || message?.role !== 'user') return;
      const kept = memory.pending()[message.id];
      const { choice } = memory.ui(chatId);
      const draft: Draft = {
        chatId,
        content: message.content,
        integrationId: choice?.integrationId ?? kept?.integrationId ?? chat.integrationId,
        model: choice?.model ?? kept?.model ?? chat.model,
        files: kept?.files ?? [],
        savedQuery: kept?.savedQuery ?? null,
      };
      if (message.delivery !== 'unsent') send(draft);
      else {
        // An edit takes the place of what it was made from, unless more was asked since: that was never meant to go.
        const replaces = kept?.edit && kept.edit.last === lastStoredId(chat) ? kept.edit.replaces : null;
        // What takes the place of something cannot wait behind an answer; it stays as it is, and that is said.
        if (replaces === null || !isBusy(chatId)) dispatch({ type: 'questionRemoved', chatId, messageId: message.id });
        send(draft, message.id, replaces);
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
      const { integrationId, model } = chat;
      const content = formatMessage({ question, context });
      return send({ chatId, content, integrationId, model, files: [], savedQuery: null }, randomUUID(), messageId);
    },
  };
}

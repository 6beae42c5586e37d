// Questions that were asked before: asked again, asked in other words in their place, or taken away.
// Not here: asking (conversation.ts), messages the server has stored (storedMessages.ts).
import { randomUUID } from 'node:crypto';
import type { Action } from '../chat/actions.ts';
import { lastStoredId } from '../chat/selectors.ts';
import type { AttachedFile, Chat, UserMessage } from '../chat/state.ts';
import { formatMessage, parseMessage } from '../protocol/trellis/sqlContext.ts';
import type { ChatSession } from '../session/session.ts';
import type { Memory } from './memory.ts';
import type { Draft } from './openTurns.ts';

export interface AskedQuestions {
  askAgain(chatId: string, messageId: string): void;
  /** One that never arrived. */
  removeQuestion(chatId: string, messageId: string): void;
  /** Asks a question anew in the place of one that was sent; that one and all after it go. False when nothing was sent. */
  edit(chatId: string, messageId: string, question: string): boolean;
  /** Whether that can be done there; `risky`: nobody knows what else the server takes away. Throws a SessionError. */
  canReplace(chatId: string, messageId: string): Promise<'yes' | 'risky' | 'no'>;
  /** Asks it in a new chat instead, with what went with the other one. False when nothing was sent. */
  askElsewhere(chatId: string, messageId: string, question: string): boolean;
}

export interface AskedQuestionsParts {
  memory: Memory;
  session: Pick<ChatSession, 'canReplace'>;
  dispatch: (action: Action) => void;
  chatOf: (chatId: string) => Chat | undefined;
  /** The server's id of a chat that had one of ours. */
  real: (chatId: string) => string;
  isBusy: (chatId: string) => boolean;
  /** Of this source: mood, web and a picture go with each question alone. */
  choosesOptions: boolean;
  /** What went with a question that was sent by this window, where the server does not keep it. */
  pictureOf: (messageId: string) => readonly AttachedFile[] | undefined;
  warn: (text: string) => void;
  send: (draft: Draft, key?: string, replaces?: string | null) => boolean;
}

export function createAskedQuestions(parts: AskedQuestionsParts): AskedQuestions {
  const { memory, session, dispatch, chatOf, real, isBusy, send } = parts;

  /** Asked by another window, or before a reload, its picture is nowhere any more. */
  function pictureOf({ id, files = [] }: UserMessage): readonly AttachedFile[] {
    const picture = parts.pictureOf(id);
    const [file] = files;
    if (file && picture === undefined) parts.warn(`${file.name} does not go with the question again: attach it anew.`);
    return picture ?? [];
  }

  /** A question that was sent, in other words. */
  function reworded(chatId: string, messageId: string, question: string): Draft | undefined {
    const chat = chatOf(chatId);
    const message = chat?.messages.find(({ id }) => id === messageId);
    if (!chat || message?.role !== 'user' || message.delivery !== 'sent') return undefined;
    const { context } = parseMessage(message.content);
    const { choice } = memory.ui(chatId);
    const { integrationId } = chat;
    // Where they are chosen for one question, what is chosen now holds.
    const chosen = parts.choosesOptions
      ? { model: choice?.model ?? chat.model, options: choice?.options ?? null, files: pictureOf(message) }
      : { model: chat.model, files: [] };
    return { chatId, content: formatMessage({ question, context }), integrationId, savedQuery: null, ...chosen };
  }

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
        files: kept?.files ?? (parts.choosesOptions && message.delivery === 'sent' ? pictureOf(message) : []),
        savedQuery: kept?.savedQuery ?? null,
        options: choice?.options ?? kept?.options ?? null,
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
      const draft = reworded(real(given), messageId, question);
      return draft !== undefined && send(draft, randomUUID(), messageId);
    },
    canReplace: (given, messageId) => session.canReplace(real(given), messageId),
    askElsewhere(given, messageId, question) {
      const draft = reworded(real(given), messageId, question);
      return draft !== undefined && send({ ...draft, chatId: null });
    },
  };
}

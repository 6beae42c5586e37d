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

/** The question that another takes the place of, and its words as the person saw them; null where nobody remembers. */
export interface Replaced {
  id: string;
  words: string | null;
}

export interface AskedQuestions {
  askAgain(chatId: string, messageId: string): void;
  /** One that never arrived. */
  removeQuestion(chatId: string, messageId: string): void;
  /**
   * Asks a question anew in the place of one that was sent; that one and all after it go. `original`: that one as it was shown when
   * the edit was begun; another may stand there by now. False when nothing was sent.
   */
  edit(chatId: string, messageId: string, question: string, original?: string): boolean;
  /** Whether that can be done there; `risky`: nobody knows what else the server takes away. Throws a SessionError. */
  canReplace(chatId: string, messageId: string, original?: string): Promise<'yes' | 'risky' | 'no'>;
  /** Asks it in a new chat instead, with what went with the other one. False when nothing was sent. */
  askElsewhere(chatId: string, messageId: string, question: string, original?: string): boolean;
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
  /** What went with a question, where the server does not keep it; undefined where that is not known. */
  pictureOf: (chatId: string, question: UserMessage) => readonly AttachedFile[] | undefined;
  warn: (text: string) => void;
  send: (draft: Draft, key?: string, replaced?: Replaced | null) => boolean;
}

export function createAskedQuestions(parts: AskedQuestionsParts): AskedQuestions {
  const { memory, session, dispatch, chatOf, real, isBusy, send } = parts;

  /** Asked by another window, or before a reload, its picture is nowhere any more. */
  function pictureOf(chatId: string, question: UserMessage): readonly AttachedFile[] {
    const picture = parts.pictureOf(chatId, question);
    const [file] = question.files ?? [];
    if (file && picture === undefined) parts.warn(`${file.name} does not go with the question again: attach it anew.`);
    return picture ?? [];
  }

  /** A question that was sent, in other words. */
  function reworded(chatId: string, messageId: string, question: string, original?: string): Draft | undefined {
    const chat = chatOf(chatId);
    const found = chat?.messages.find(({ id }) => id === messageId);
    const message = found?.role === 'user' && found.delivery === 'sent' ? found : undefined;
    const content = original ?? message?.content;
    if (!chat || content === undefined) return undefined;
    const { context } = parseMessage(content);
    const { choice } = memory.ui(chatId);
    const { integrationId } = chat;
    // Where they are chosen for one question, what is chosen now holds.
    const chosen = parts.choosesOptions
      ? {
          model: choice?.model ?? chat.model,
          options: choice?.options ?? null,
          files: message ? pictureOf(chatId, { ...message, content }) : [],
        }
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
        files: kept?.files ?? (parts.choosesOptions && message.delivery === 'sent' ? pictureOf(chatId, message) : []),
        savedQuery: kept?.savedQuery ?? null,
        options: choice?.options ?? kept?.options ?? null,
      };
      if (message.delivery !== 'unsent') send(draft);
      else {
        // An edit takes the place of what it was made from, unless more was asked since: that was never meant to go.
        const edit = kept?.edit && kept.edit.last === lastStoredId(chat) ? kept.edit : null;
        const replaced = edit && { id: edit.replaces, words: edit.words ?? null };
        // What takes the place of something cannot wait behind an answer; it stays as it is, and that is said.
        if (replaced === null || !isBusy(chatId)) dispatch({ type: 'questionRemoved', chatId, messageId: message.id });
        send(draft, message.id, replaced);
      }
    },
    removeQuestion(given, messageId) {
      const chatId = real(given);
      const message = chatOf(chatId)?.messages.find((candidate) => candidate.id === messageId);
      if (message?.role !== 'user' || message.delivery !== 'unsent') return;
      memory.setPending(messageId, null);
      dispatch({ type: 'questionRemoved', chatId, messageId });
    },
    edit(given, messageId, question, original) {
      const draft = reworded(real(given), messageId, question, original);
      return draft !== undefined && send(draft, randomUUID(), { id: messageId, words: original ?? null });
    },
    canReplace: (given, messageId, original) => session.canReplace(real(given), messageId, original),
    askElsewhere(given, messageId, question, original) {
      const draft = reworded(real(given), messageId, question, original);
      return draft !== undefined && send({ ...draft, chatId: null });
    },
  };
}

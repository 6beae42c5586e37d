// What a person does with what the server has stored: judge an answer, delete a message, rename and delete chats.
// Not here: dialogs (commands.ts, chatView.ts), questions that are on their way (conversation.ts).
import type { Action } from '../chat/actions.ts';
import type { Chat } from '../chat/state.ts';
import type { Feedback } from '../protocol/trellis/rest.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import { deleteEach, type RestClient } from '../session/restClient.ts';
import type { ChatLists } from './chatLists.ts';
import type { Settling } from './settling.ts';

export interface StoredMessages {
  /** Deletes the message and all after it. A failure is said in the panel. */
  removeFrom(chatId: string, messageId: string): Promise<void>;
  /** True when the server has it; a failure is said in the panel. */
  giveFeedback(chatId: string, messageId: string, feedback: Feedback, note: string | null): Promise<boolean>;
  /** These two throw a SessionError: the dialog that asked says it. */
  rename(chatId: string, title: string): Promise<void>;
  remove(chatIds: string[]): Promise<void>;
}

export interface StoredMessagesParts {
  rest: RestClient;
  settling: Settling;
  lists: ChatLists;
  dispatch: (action: Action) => void;
  warn: (text: string) => void;
  chatOf: (chatId: string) => Chat | undefined;
  /** The server's id of a chat that had one of ours. */
  real: (chatId: string) => string;
  forget: (chatIds: readonly string[]) => void;
}

export function createStoredMessages(parts: StoredMessagesParts): StoredMessages {
  const { rest, settling, lists, dispatch, warn, chatOf, real, forget } = parts;

  /** Where the line broke the server may have done it all the same. */
  function lookAfter(chatId: string, cause: unknown) {
    if (!(cause instanceof SessionError) || cause.status === null || cause.status >= 500) void settling.settle(chatId);
  }

  return {
    async removeFrom(given, messageId) {
      const chatId = real(given);
      try {
        await rest.deleteMessage(chatId, messageId);
      } catch (cause) {
        // Gone already: what is stored is the truth.
        if (cause instanceof SessionError && cause.kind === 'notFound') await settling.settle(chatId);
        else warn(`The message could not be deleted: ${errorMessage(cause)}`);
        lookAfter(chatId, cause);
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
        // A look at the chat meanwhile may have shown it as it was before.
        dispatch({ type: 'feedbackGiven', chatId, messageId, feedback });
        settling.readOnceMore(chatId);
        return true;
      } catch (cause) {
        dispatch({ type: 'feedbackGiven', chatId, messageId, feedback: before });
        warn(`The feedback could not be sent: ${errorMessage(cause)}`);
        lookAfter(chatId, cause);
        return false;
      }
    },
    async rename(chatId, title) {
      await rest.renameChat(chatId, title);
      dispatch({ type: 'chatRenamed', chatId, title });
    },
    async remove(chatIds) {
      try {
        // Another window may have been faster: what is gone already is what was wanted.
        const failed = await (chatIds.length === 1 ? deleteEach(chatIds, rest.deleteChat) : rest.deleteChats(chatIds));
        forget(chatIds.filter((chatId) => !failed.has(chatId)));
        const [reason] = failed.values();
        if (reason) throw chatIds.length === 1 ? reason : someFailed(failed.size, chatIds.length, reason);
      } finally {
        await lists.refresh();
      }
    },
  };
}

function someFailed(count: number, all: number, cause: SessionError): SessionError {
  const text = `${count} of ${all} chats could not be deleted: ${cause.message}`;
  return new SessionError(cause.kind, text, { status: cause.status, code: cause.code, debugId: cause.debugId, cause });
}

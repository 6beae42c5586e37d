// What the panel wants of one message: asked again, deleted, judged; with the questions that come before or after.
// Not here: editing (questionEditing.ts), what the server is told (storedMessages.ts, askedQuestions.ts).
import * as vscode from 'vscode';
import { capabilitiesOf } from '../chat/capabilities.ts';
import type { Feedback } from '../protocol/trellis/rest.ts';
import type { ChatStore } from './chatStore.ts';
import { askFeedbackNote, mayDeleteMessages } from './dialogs.ts';
import { commandIds } from './ids.ts';
import type { Sources } from './sources.ts';

export interface MessageIntents {
  askAgain(chatId: string, messageId: string): void;
  /** With all after it, if the person agrees. */
  remove(chatId: string, messageId: string): Promise<void>;
  giveFeedback(chatId: string, messageId: string, feedback: Feedback): Promise<void>;
}

export interface MessageIntentsParts {
  store: Pick<ChatStore, 'state'>;
  sources: Pick<Sources, 'conversation'>;
}

/** What the source cannot do is not offered; a page that wants it all the same is an old one, and nothing happens. */
export function createMessageIntents({ store, sources }: MessageIntentsParts): MessageIntents {
  return {
    askAgain(chatId, messageId) {
      const message = store.state.chats[chatId]?.messages.findLast(({ id }) => id === messageId);
      // A saved query runs again with the values of last time proposed: its words alone would be another question.
      if (message?.role === 'user' && message.delivery === 'sent' && message.savedQueryId)
        void vscode.commands.executeCommand(commandIds.runQuery, { kind: 'query', id: message.savedQueryId });
      else sources.conversation?.askAgain(chatId, messageId);
    },
    async remove(chatId, messageId) {
      if (!capabilitiesOf(store.state.source).deleteMessages) return;
      const messages = store.state.chats[chatId]?.messages ?? [];
      const at = messages.findIndex(({ id }) => id === messageId);
      if (at >= 0 && (await mayDeleteMessages(messages.length - at)))
        await sources.conversation?.removeFrom(chatId, messageId);
    },
    /** Thumbs down asks what was wrong, after it was sent: no answer is an answer, too. */
    async giveFeedback(chatId, messageId, feedback) {
      if (!capabilitiesOf(store.state.source).feedback) return;
      const { conversation } = sources;
      if (!(await conversation?.giveFeedback(chatId, messageId, feedback, null)) || feedback === 'positive') return;
      const note = await askFeedbackNote();
      if (note) await conversation?.giveFeedback(chatId, messageId, feedback, note);
    },
  };
}

// A question asked in other words in its place. Where a server may take more away than was meant, the person is asked first;
// what was typed is never lost. Not here: sending it (askedQuestions.ts), what the server can do (session/).
import type { ToWebview } from '../bridge/messages.ts';
import { errorMessage } from '../session/errors.ts';
import type { ChatStore } from './chatStore.ts';
import type { Conversation } from './conversation.ts';
import { whereToAsk } from './dialogs.ts';
import type { Memory } from './memory.ts';

export interface QuestionEditingParts {
  store: Pick<ChatStore, 'dispatch'>;
  memory: Pick<Memory, 'ui' | 'setUi'>;
  post: (message: ToWebview) => void;
}

export type EditQuestion = (
  conversation: Pick<Conversation, 'canReplace' | 'edit' | 'askElsewhere'>,
  chatId: string,
  messageId: string,
  question: string,
) => Promise<void>;

export function createQuestionEditing({ store, memory, post }: QuestionEditingParts): EditQuestion {
  function keep(chatId: string, edit: { messageId: string; draft: string } | undefined) {
    memory.setUi(chatId, { ...memory.ui(chatId), edit });
  }

  return async (conversation, chatId, messageId, question) => {
    const edit = { messageId, draft: question };
    function giveBack() {
      // The page may be gone meanwhile; the next one reads what is remembered.
      keep(chatId, edit);
      post({ kind: 'edit', ...edit });
    }
    let verdict: 'yes' | 'risky' | 'no';
    try {
      verdict = await conversation.canReplace(chatId, messageId);
    } catch (cause) {
      const text = `The question was not edited: ${errorMessage(cause)}`;
      store.dispatch({ type: 'noticeShown', notice: { kind: 'warning', text, action: 'none' } });
      giveBack();
      return;
    }
    if (verdict === 'yes') {
      if (!conversation.edit(chatId, messageId, question)) giveBack();
      return;
    }
    // The window may be loaded again under the dialog.
    keep(chatId, edit);
    const where = await whereToAsk(verdict);
    keep(chatId, undefined);
    const sent =
      where === 'here'
        ? conversation.edit(chatId, messageId, question)
        : where === 'newChat' && conversation.askElsewhere(chatId, messageId, question);
    if (!sent) giveBack();
  };
}

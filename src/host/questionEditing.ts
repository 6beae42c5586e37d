// A question asked in other words in its place. Where a server may take more away than was meant, the person is asked first;
// what was typed is never lost. Not here: sending it (askedQuestions.ts), what the server can do (session/).
import type { Edit, ToWebview } from '../bridge/messages.ts';
import { errorMessage } from '../session/errors.ts';
import type { ChatStore } from './chatStore.ts';
import type { Conversation } from './conversation.ts';
import { whereToAsk } from './dialogs.ts';
import type { Memory } from './memory.ts';

export interface QuestionEditingParts {
  store: Pick<ChatStore, 'dispatch'>;
  memory: Pick<Memory, 'ui' | 'setUi'>;
  /** Of the source that is shown; what is remembered is remembered of that one. */
  sources: { readonly conversation: unknown };
  post: (message: ToWebview) => void;
}

export type EditQuestion = (
  conversation: Pick<Conversation, 'canReplace' | 'edit' | 'askElsewhere'>,
  chatId: string,
  messageId: string,
  question: string,
  /** The question as it was shown when the edit was begun. */
  original?: string,
) => Promise<void>;

export function createQuestionEditing({ store, memory, sources, post }: QuestionEditingParts): EditQuestion {
  function keep(chatId: string, edit: Edit | undefined) {
    memory.setUi(chatId, { ...memory.ui(chatId), edit });
  }

  return async (conversation, chatId, messageId, question, original) => {
    const edit = { messageId, draft: question, original };
    function giveBack() {
      // The page may be gone meanwhile; the next one reads what is remembered.
      keep(chatId, edit);
      post({ kind: 'edit', chatId, ...edit });
    }
    /** After another source was chosen nothing can be done for this chat; the words are remembered with it. */
    const isCurrent = () => sources.conversation === conversation;
    // The window may be loaded again, or another source chosen, before it is known.
    keep(chatId, edit);
    let verdict: 'yes' | 'risky' | 'no';
    try {
      verdict = await conversation.canReplace(chatId, messageId, original);
    } catch (cause) {
      if (!isCurrent()) return;
      const text = `The question was not edited: ${errorMessage(cause)}`;
      store.dispatch({ type: 'noticeShown', notice: { kind: 'warning', text, action: 'none' } });
      giveBack();
      return;
    }
    if (!isCurrent()) return;
    // The page has closed the edit, and said so, meanwhile.
    if (verdict !== 'yes') keep(chatId, edit);
    const where = verdict === 'yes' ? 'here' : await whereToAsk(verdict);
    if (!isCurrent()) return;
    if (memory.ui(chatId).edit?.messageId === messageId) keep(chatId, undefined);
    const sent =
      where === 'here'
        ? conversation.edit(chatId, messageId, question, original)
        : where === 'newChat' && conversation.askElsewhere(chatId, messageId, question, original);
    if (!sent) giveBack();
  };
}

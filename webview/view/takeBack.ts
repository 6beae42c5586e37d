// The words of a question back into the composer, behind what is being written there.
// Not here: taking the question away, which the host does.
import type { ChatUi } from '../../src/bridge/messages.ts';
import { parseMessage } from '../../src/protocol/trellis/sqlContext.ts';
import { mergeContext } from '../mergeContext.ts';

export function withWordsOf(ui: ChatUi, content: string): Partial<ChatUi> {
  const { question, context } = parseMessage(content);
  return {
    draft: ui.draft.trim() === '' ? question : `${ui.draft}\n\n${question}`,
    context: mergeContext(ui.context, context),
  };
}

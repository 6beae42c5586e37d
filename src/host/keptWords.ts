// Words whose chat is no more, or never came to be: back into the composer of a new chat, with what belongs to them.
// Not here: when that is so (sources.ts, conversation.ts).
import { parseMessage } from '../protocol/trellis/sqlContext.ts';
import type { Memory, PendingQuestion } from './memory.ts';
import { isLocal } from './openTurns.ts';

/** A question whose chat was never created goes back to where it was typed. */
export function keepUnsentDrafts(memory: Memory): void {
  const kept = Object.entries(memory.pending()).filter(([, { chatId }]) => isLocal(chatId));
  toComposer(
    memory,
    kept.map(([, question]) => question),
  );
  for (const [id] of kept) memory.setPending(id, null);
}

/** What was not sent, waited or was being written in a chat that somebody else has deleted. False when there was nothing. */
export function keepWordsOf(chatId: string, memory: Memory): boolean {
  const { draft: written, replaced, context, files = [] } = memory.ui(chatId);
  const draft = [written, replaced?.draft ?? ''].filter((text) => text.trim() !== '').join('\n\n');
  const kept = Object.values(memory.pending()).filter((each) => each.chatId === chatId);
  if (kept.length === 0 && draft.trim() === '') return false;
  toComposer(memory, kept);
  const ui = memory.ui(null);
  const joined = [ui.draft, draft].filter((text) => text.trim() !== '').join('\n\n');
  memory.setUi(null, {
    ...ui,
    draft: joined,
    context: [...ui.context, ...context],
    files: [...(ui.files ?? []), ...files],
  });
  return true;
}

function toComposer(memory: Memory, questions: readonly PendingQuestion[]): void {
  if (questions.length === 0) return;
  const ui = memory.ui(null);
  const words = questions.map(({ content }) => parseMessage(content));
  memory.setUi(null, {
    ...ui,
    draft: [ui.draft, ...words.map(({ question }) => question)].filter((text) => text.trim() !== '').join('\n\n'),
    context: [...ui.context, ...words.flatMap(({ context }) => context)],
    files: [...(ui.files ?? []), ...questions.flatMap(({ files = [] }) => files)],
  });
}

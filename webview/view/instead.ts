// A question in the composer in place of what was being written there, which is kept and comes back. Pure.
// Not here: drawing the way back (composer.tsx).
import type { ChatUi, ToWebview } from '../../src/bridge/messages.ts';
import { mergeContext } from '../mergeContext.ts';

type Change = Pick<ChatUi, 'draft' | 'replaced'>;

/** `question` in the composer. What was put there in the same way and left as it was is no loss. */
export function withInstead({ draft, replaced }: ChatUi, question: string): Change {
  const isOwn = draft.trim() !== '' && draft !== replaced?.by && draft !== question;
  const kept = [replaced?.draft ?? '', isOwn ? draft : ''].filter((text) => text.trim() !== '').join('\n\n');
  return { draft: question, replaced: kept === '' ? undefined : { by: question, draft: kept } };
}

/** What the host puts into the composer. What comes back stands before what was begun meanwhile, and takes nothing from it. */
function withDraft(ui: ChatUi, draft: string | null, place?: 'behind' | 'instead'): Partial<Change> {
  if (draft === null) return {};
  if (place === 'instead') return withInstead(ui, draft);
  const parts = (place === 'behind' ? [ui.draft.trimEnd(), draft] : [draft, ui.draft]).filter(
    (part) => part.trim() !== '',
  );
  return { draft: parts.join(place === 'behind' ? ' ' : '\n\n') };
}

/** The other way round: a question that was changed meanwhile is kept in its turn. */
export function putBack({ draft, replaced }: ChatUi): Partial<Change> {
  if (!replaced) return {};
  const isOwn = draft.trim() !== '' && draft !== replaced.by;
  return { draft: replaced.draft, replaced: isOwn ? { by: replaced.draft, draft } : undefined };
}

/** What stands in the composer when its question has been sent. */
export function afterSending({ replaced }: ChatUi): Change {
  return { draft: replaced?.draft ?? '', replaced: undefined };
}

/** With what the host puts into the composer. It is told at once what stands there then, for the page may be gone before its next pause. */
export function composed(ui: ChatUi, message: Extract<ToWebview, { kind: 'compose' }>): ChatUi {
  const context = mergeContext(ui.context, message.context);
  return { ...ui, context, ...withDraft(ui, message.draft, message.place) };
}

// A question that is being rewritten, in its place: what was typed survives hiding and reload like any draft.
// Not here: the question as it stands (questionTurn.tsx).
import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ContextItem } from '../../src/protocol/trellis/sqlContext.ts';
import { Button } from '../ui/toolkit.ts';
import { draftLength } from './draftLength.ts';
import { usePage } from './page.ts';

interface Props {
  chatId: string;
  messageId: string;
  draft: string;
  /** What stays with the question, and counts. */
  context: readonly ContextItem[];
  /** An answer runs in this chat: nothing can be sent now. */
  busy: boolean;
  /** Whether anything follows that would go. */
  isLast: boolean;
}

export function EditQuestion({ chatId, messageId, draft, context, busy, isLast }: Props): VNode {
  const page = usePage();
  const input = useRef<HTMLTextAreaElement>(null);
  // In the frame that shows it: a little later it would move the caret of who types or selects at once.
  useLayoutEffect(() => {
    const field = input.current;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }, []);
  const close = (): void => page.setUi(() => ({ edit: undefined }));
  const size = draftLength(draft, context);
  const canSend = !busy && draft.trim() !== '' && size.tooLong === 0;
  const send = (): void => {
    const { edit } = page.ui();
    const question = edit?.draft.trim();
    if (busy || !question || draftLength(question, context).tooLong > 0) return;
    page.post({ kind: 'editQuestion', chatId, messageId, question, original: edit?.original });
    close();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') {
      // Escape also stops an answer; here it only leaves the edit.
      event.stopPropagation();
      close();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      send();
    }
  };
  return (
    <div class="edit-question">
      <div class="input-frame">
        <textarea
          ref={input}
          rows={1}
          value={draft}
          aria-label="Edit the question"
          aria-describedby="edit-hint"
          data-testid="edit-input"
          onInput={(event) => {
            const text = event.currentTarget.value;
            // What is typed before the next frame into an edit that was closed opens it no more.
            page.setUi(({ edit }) => (edit?.messageId === messageId ? { edit: { ...edit, draft: text } } : {}));
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <p id="edit-hint" class={`hint ${size.tooLong > 0 ? 'too-long' : ''}`} role="status">
        {size.hint ||
          (isLast ? 'Its answer is replaced by a new one.' : 'Its answer and all that follows go; a new answer comes.')}
      </p>
      <div class="actions">
        <Button kind="primary" testId="edit-send" disabled={!canSend} onClick={send}>
          Ask
        </Button>
        <Button testId="edit-cancel" onClick={close}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

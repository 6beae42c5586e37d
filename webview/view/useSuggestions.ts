// Suggestions while a question is written: when they are asked for and shown, and which keys are theirs.
// Not here: which of them still fit (offered.ts), drawing them (suggestionList.tsx), the pause before they are asked for (host).
import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { maxSuggestedFrom } from '../../src/protocol/trellis/suggestions.ts';
import type { Suggested } from '../store.ts';
import { headOf, offeredFor } from './offered.ts';
import { usePage } from './page.ts';

interface Options {
  input: RefObject<HTMLTextAreaElement | null>;
  draft: string;
  suggested: Suggested | null;
  /** Whether the server gives any, and is there. */
  isOffered: boolean;
  integrationId: string | null;
}

interface Suggestions {
  /** Empty while none are to be shown. */
  items: readonly string[];
  /** -1: none was chosen with the arrows. */
  active: number;
  accept(item: string): void;
  /** Something was typed. */
  typed(event: Event): void;
  /** True where the key was theirs. */
  key(event: KeyboardEvent): boolean;
  close(): void;
}

export function useSuggestions({ input, draft, suggested, isOffered, integrationId }: Options): Suggestions {
  const page = usePage();
  /** The person is writing here now; a draft of last time opens no list. */
  const [isOpen, setOpen] = useState(false);
  /** The text before the word at which they were closed. */
  const [closedAt, setClosedAt] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const items = isOffered && isOpen && closedAt !== headOf(draft) ? offeredFor(draft, suggested) : [];
  const active = chosen === null ? -1 : items.indexOf(chosen);

  const close = (): void => {
    setOpen(false);
    setChosen(null);
  };
  const ask = (text: string): void => {
    setOpen(true);
    page.post({ kind: 'suggest', text, integrationId });
  };
  const typed = (event: Event): void => {
    const field = input.current;
    const isComposed = event instanceof InputEvent && event.isComposing;
    const text = field?.value ?? '';
    const atEnd = field?.selectionStart === text.length;
    setChosen(null);
    if (headOf(text) !== closedAt) setClosedAt(null);
    const isBegun = text.trim() !== '' && !text.includes('\n') && text.length <= maxSuggestedFrom;
    if (isOffered && isBegun && atEnd && !isComposed) ask(text);
    else close();
  };
  const accept = (item: string): void => {
    const field = input.current;
    // What was typed since the list was drawn is not thrown away for it.
    if (!field || !offeredFor(page.ui().draft, suggested).includes(item)) return;
    setChosen(null);
    field.focus();
    field.select();
    // As if it was typed, so that it can be undone; that says `typed`, too.
    if (!document.execCommand('insertText', false, item)) page.setUi(() => ({ draft: item }));
  };
  const move = (by: 1 | -1): void => {
    // Beside the first and the last is what was written, with none of them chosen.
    const places = items.length + 1;
    setChosen(items[((active + 1 + by + places) % places) - 1] ?? null);
  };
  const key = (event: KeyboardEvent): boolean => {
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
    if (event.key === ' ' && event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey && isOffered) {
      const text = page.ui().draft;
      if (text.includes('\n') || text.length > maxSuggestedFrom) return false;
      setClosedAt(null);
      ask(text);
      return true;
    }
    if (items.length === 0 || !isPlain) return false;
    switch (event.key) {
      case 'ArrowDown':
        move(1);
        return true;
      case 'ArrowUp':
        move(-1);
        return true;
      case 'Tab':
      case 'Enter': {
        const item = items[active] ?? (event.key === 'Tab' ? items[0] : undefined);
        if (item === undefined) return false;
        accept(item);
        return true;
      }
      case 'Escape':
        setClosedAt(headOf(page.ui().draft));
        close();
        return true;
      case 'ArrowLeft':
      case 'Home':
        close();
        return false;
      default:
        return false;
    }
  };
  return { items, active, accept, typed, key, close };
}

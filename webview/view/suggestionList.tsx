// The list above the composer: how the question that is being written may go on.
// Not here: when it is shown, and its keys (useSuggestions.ts).
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { plainLine } from '../ui/plainLine.ts';
import { tailOf } from './offered.ts';

export const suggestionListId = 'composer-suggestions';
export const suggestionId = (at: number): string => `composer-suggestion-${at}`;

interface Props {
  items: readonly string[];
  /** -1: none. */
  active: number;
  draft: string;
  onAccept(item: string): void;
}

export function SuggestionList({ items, active, draft, onAccept }: Props): VNode {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: 'nearest' }), [active]);
  return (
    <div ref={list} class="completions" role="listbox" id={suggestionListId} aria-label="Suggestions">
      {items.map((item, at) => {
        const { begun, text } = tailOf(item, draft);
        return (
          // The keyboard stays in the composer, whose keys choose here.
          <button
            type="button"
            key={item}
            id={suggestionId(at)}
            class="completion"
            role="option"
            tabIndex={-1}
            aria-selected={at === active}
            title={plainLine(item)}
            data-testid="completion"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onAccept(item)}
          >
            {begun && <span class="muted">… </span>}
            {plainLine(text)}
          </button>
        );
      })}
    </div>
  );
}

// What an answerer thought on its way, folded: drawn only while somebody wants to see it.
// Not here: the answer itself; thoughts are kept by no server, and are gone when the chat is read again.
import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { scrollable } from '../ui/scrollable.ts';
import { Markdown } from './markdown.tsx';

/** Pixels from the end that still count as the end. */
const tolerance = 24;

interface Props {
  text: string;
  /** The text of the answer so far: while it grows, nobody thinks. */
  content: string;
  over: boolean;
}

export function Thinking({ text, content, over }: Props): VNode {
  const [isOpen, setOpen] = useState(false);
  const isThinking = useLatest(text, content) && !over;
  return (
    <details
      class="thinking"
      data-testid="thinking"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{isThinking ? 'Thinking…' : 'Thought'}</summary>
      {isOpen && <Thoughts text={text} growing={!over} />}
    </details>
  );
}

/** Whether thoughts came last; they and the answer take turns. */
function useLatest(text: string, content: string): boolean {
  const last = useRef({ text, content, isText: content === '' });
  const { text: before, content: contentBefore, isText } = last.current;
  const isLatest = content === contentBefore ? isText || text !== before : false;
  last.current = { text, content, isText: isLatest };
  return isLatest;
}

/** In sight stays what was thought last, until somebody scrolls up to read the rest. */
function Thoughts({ text, growing }: { text: string; growing: boolean }): VNode {
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(growing);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const grown = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    for (const child of element.children) grown.observe(child);
    return () => grown.disconnect();
  }, []);
  return (
    <section
      ref={box}
      class="thoughts"
      {...scrollable}
      aria-label="Thoughts"
      data-testid="thoughts"
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        atEnd.current = growing && scrollHeight - scrollTop - clientHeight <= tolerance;
      }}
    >
      <Markdown text={text} growing={growing} testId="thinking-text" />
    </section>
  );
}

// The text of an answer, drawn from Markdown; a click on a link asks the host to open it.
// Not here: what is let through (markdownHtml.ts).
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { usePage } from '../view/page.ts';
import { isOpenable, markdownPieces, safeHtml } from './markdownHtml.ts';
import { useUnhurried } from './useUnhurried.ts';

/** `growing`: more of the text is on its way, so that what is here may be drawn a little later. */
export function Markdown({ text, growing }: { text: string; growing: boolean }): VNode {
  const page = usePage();
  const box = useRef<HTMLDivElement>(null);
  const shown = useUnhurried(text, growing);
  const pieces = useMemo(() => markdownPieces(shown), [shown]);
  useEffect(() => {
    const element = box.current;
    const follow = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (!link) return;
      // VS Code opens links of a page too; it hears of the click only if this does not stop it.
      event.preventDefault();
      event.stopPropagation();
      const href = link.getAttribute('href') ?? '';
      if (isOpenable(href)) page.post({ kind: 'openLink', href });
    };
    element?.addEventListener('click', follow);
    element?.addEventListener('auxclick', follow);
    return () => {
      element?.removeEventListener('click', follow);
      element?.removeEventListener('auxclick', follow);
    };
  }, [page]);
  return (
    <div ref={box} class="markdown" data-testid="answer-text">
      {pieces.map((html, index) => (
        <Piece key={index} html={html} />
      ))}
    </div>
  );
}

/** Sanitised and drawn anew only when its own blocks change, however much is added behind them. */
function Piece({ html }: { html: string }): VNode {
  const safe = useMemo(() => safeHtml(html), [html]);
  // The policy of the page stands behind the sanitiser.
  return useMemo(() => <div class="piece" dangerouslySetInnerHTML={{ __html: safe }} />, [safe]);
}

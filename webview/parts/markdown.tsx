// The text of an answer, drawn from Markdown; a click on a link asks the host to open it.
// Not here: what is let through (markdownHtml.ts).
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { usePage } from '../view/page.ts';
import { isOpenable, markdownHtml } from './markdownHtml.ts';

export function Markdown({ text }: { text: string }): VNode {
  const page = usePage();
  const box = useRef<HTMLDivElement>(null);
  const html = useMemo(() => markdownHtml(text), [text]);
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
  // Sanitised in markdownHtml, and the policy of the page stands behind it.
  return <div ref={box} class="markdown" data-testid="answer-text" dangerouslySetInnerHTML={{ __html: html }} />;
}

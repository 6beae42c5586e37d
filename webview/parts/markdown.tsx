// The text of an answer, drawn from Markdown; a click on a link asks the host to open it.
// Not here: what is let through (markdownHtml.ts).
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { withoutDirections } from '../ui/plainLine.ts';
import { usePage } from '../view/page.ts';
import { type DataImage, liftData } from './dataImages.ts';
import { codeHeadClass, imageClass, isOpenable, markdownPieces, safeHtml } from './markdownHtml.ts';
import { useUnhurried } from './useUnhurried.ts';

interface Props {
  text: string;
  /** More of it is on its way, so that what is here may be drawn a little later. */
  growing: boolean;
  /** Numbers of it that are marked. */
  unverified?: readonly string[] | undefined;
  testId?: string;
}

export function Markdown({ text, growing, unverified, testId = 'answer-text' }: Props): VNode {
  const page = usePage();
  const box = useRef<HTMLDivElement>(null);
  const shown = useUnhurried(text, growing);
  // A number read from right to left is another number.
  const lifted = useMemo(() => liftData(withoutDirections(shown)), [shown]);
  const pieces = useMemo(() => markdownPieces(lifted.text, unverified), [lifted, unverified]);
  useEffect(() => {
    const element = box.current;
    const copy = (event: MouseEvent): void => {
      const button = event.target instanceof Element ? event.target.closest('button') : null;
      const code = button?.parentElement?.nextElementSibling?.textContent;
      if (!button || !code) return;
      page.post({ kind: 'copyText', text: code });
      showCopied(button);
    };
    const follow = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (!link) return;
      // VS Code opens links of a page too; it hears of the click only if this does not stop it.
      event.preventDefault();
      event.stopPropagation();
      const href = link.getAttribute('href') ?? '';
      if (isOpenable(href)) page.post({ kind: 'openLink', href });
    };
    element?.addEventListener('click', copy);
    element?.addEventListener('click', follow);
    element?.addEventListener('auxclick', follow);
    return () => {
      element?.removeEventListener('click', copy);
      element?.removeEventListener('click', follow);
      element?.removeEventListener('auxclick', follow);
    };
  }, [page]);
  return (
    <div ref={box} class="markdown" data-testid={testId}>
      {pieces.map((html, index) => (
        <Piece key={index} html={html} images={lifted.images} />
      ))}
    </div>
  );
}

/** Sanitised and drawn anew only when its own blocks change, however much is added behind them. */
function Piece({ html, images }: { html: string; images: readonly DataImage[] }): VNode {
  const box = useRef<HTMLDivElement>(null);
  const safe = useMemo(() => safeHtml(html), [html]);
  // Put in behind the sanitiser, which would read all of their data; what they are was judged when they were lifted out.
  useLayoutEffect(() => {
    if (images.length === 0) return;
    for (const place of box.current?.querySelectorAll<HTMLElement>(`.${imageClass}`) ?? []) drawImage(place, images);
  }, [safe, images]);
  // The sanitiser lets no control through, so that each one on the page is ours.
  useLayoutEffect(() => {
    for (const head of box.current?.querySelectorAll<HTMLElement>(`.${codeHeadClass}`) ?? []) head.append(copyButton());
  }, [safe]);
  // The policy of the page stands behind the sanitiser.
  return useMemo(() => <div ref={box} class="piece" dangerouslySetInnerHTML={{ __html: safe }} />, [safe]);
}

/** Milliseconds. */
const copiedFor = 1500;

function copyButton(): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'code-copy';
  button.ariaLabel = 'Copy code';
  button.textContent = 'Copy';
  return button;
}

function showCopied(button: HTMLButtonElement): void {
  button.textContent = 'Copied';
  setTimeout(() => {
    button.textContent = 'Copy';
  }, copiedFor);
}

function drawImage(place: HTMLElement, images: readonly DataImage[]): void {
  const image = images.find((_, index) => place.classList.contains(`${imageClass}-${index}`));
  if (!image || place.querySelector('img') !== null) return;
  const element = new Image();
  element.alt = image.alt;
  element.decoding = 'async';
  // What cannot be drawn is described, as it was before.
  element.addEventListener('error', () => place.replaceChildren(image.alt), { once: true });
  element.src = image.src;
  place.replaceChildren(element);
}

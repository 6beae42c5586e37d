// Scrolling of the chat: at the end it stays at the end as answers grow; elsewhere it stays where it is, also over a reload.
// Not here: the button that jumps back.
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { usePage } from './page.ts';

/** Pixels from the end that still count as the end. */
const tolerance = 32;

/** Pixels left above the question, so that it does not stick to the edge. */
const aboveQuestion = 8;

const hands = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

interface Options {
  /** Where the person was; null follows the end. */
  scrollTop: number | null;
  /** Until the host has spoken the content is last time's picture: its positions are not to be remembered. */
  live: boolean;
  messageCount: number;
  /** Whether the turns have the heights they will keep. */
  settled: boolean;
}

interface FollowEnd {
  box: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  jump(): void;
}

export function useFollowEnd({ scrollTop, live, messageCount, settled }: Options): FollowEnd {
  const page = usePage();
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(scrollTop === null);
  const lastTop = useRef(0);
  /** The place to come back to while the turns still find their heights. */
  const restoring = useRef<number | null>(null);
  const lastCount = useRef(messageCount);

  const toEnd = (): void => {
    if (box.current) box.current.scrollTop = endOf(box.current);
  };

  // Again when the host's snapshot replaces the picture, which may be shorter, and when a chat's messages arrive.
  useLayoutEffect(() => {
    if (!box.current) return;
    if (scrollTop === null) toEnd();
    else box.current.scrollTop = scrollTop;
    restoring.current = settled ? null : scrollTop;
    following.current = scrollTop === null;
    lastTop.current = box.current.scrollTop;
    lastCount.current = messageCount;
  }, [live, messageCount > 0]);

  useLayoutEffect(() => {
    if (!settled || restoring.current === null || !box.current) return;
    box.current.scrollTop = restoring.current;
    lastTop.current = box.current.scrollTop;
    restoring.current = null;
  }, [settled]);

  // Who asks wants to see the answer.
  useLayoutEffect(() => {
    if (messageCount > lastCount.current) {
      restoring.current = null;
      following.current = true;
      page.setUi(() => ({ scrollTop: null }));
      toEnd();
    }
    lastCount.current = messageCount;
  }, [messageCount, page]);

  useEffect(() => {
    const element = box.current;
    const inner = content.current;
    if (!element || !inner) return undefined;
    const grown = new ResizeObserver(() => {
      if (restoring.current !== null) element.scrollTop = restoring.current;
      else if (following.current) toEnd();
    });
    grown.observe(inner);
    grown.observe(element);
    const scrolled = (): void => {
      if (!live || element.clientHeight === 0 || restoring.current !== null) return;
      const top = element.scrollTop;
      const atEnd = Math.abs(endOf(element) - top) <= tolerance || isAtBottom(element);
      // Content that grows below also takes the end away, and while the turns find their heights they move everything;
      // otherwise a movement up is somebody's: a hand, a search in the page, a screen reader.
      if (atEnd) following.current = true;
      else if (settled && top < lastTop.current - 1) following.current = false;
      lastTop.current = top;
      const next = following.current ? null : Math.round(top);
      page.setUi((ui) => (ui.scrollTop === next ? {} : { scrollTop: next }));
    };
    const touch = (): void => {
      restoring.current = null;
    };
    element.addEventListener('scroll', scrolled, { passive: true });
    for (const hand of hands) element.addEventListener(hand, touch, { passive: true });
    return () => {
      grown.disconnect();
      element.removeEventListener('scroll', scrolled);
      for (const hand of hands) element.removeEventListener(hand, touch);
    };
  }, [live, page, settled]);

  const jump = (): void => {
    restoring.current = null;
    following.current = true;
    page.setUi(() => ({ scrollTop: null }));
    toEnd();
  };
  return { box, content, jump };
}

function isAtBottom(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight <= tolerance;
}

/** The end, but never past the newest question: of an answer longer than the view, its beginning is read first. */
function endOf(box: HTMLElement): number {
  const bottom = Math.max(0, box.scrollHeight - box.clientHeight);
  const question = [...box.querySelectorAll<HTMLElement>('.turn-user')].at(-1);
  if (!question) return bottom;
  const top = question.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
  return Math.min(bottom, Math.max(0, Math.round(top) - aboveQuestion));
}

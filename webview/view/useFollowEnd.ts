// Scrolling of the chat: the newest question stays in sight as its answer grows; elsewhere the place is kept, also over a reload.
// Not here: the button that jumps back.
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
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
  /** The text of an answer comes, and may be replaced by a shorter one. */
  growing: boolean;
}

interface FollowEnd {
  box: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  jump(): void;
  /** The newest question is further down than what is in sight. */
  away: boolean;
}

export function useFollowEnd({ scrollTop, live, messageCount, settled, growing }: Options): FollowEnd {
  const page = usePage();
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  /** What stays in sight while the chat grows: the newest question, the very end, or the place that was scrolled to. */
  const following = useRef<'question' | 'bottom' | null>(scrollTop === null ? 'question' : null);
  const [away, setAway] = useState(true);
  const lastTop = useRef(0);
  /** The place to come back to while the turns still find their heights. */
  const restoring = useRef<number | null>(null);
  const lastCount = useRef(messageCount);
  const mayHold = useRef(growing);
  // Behind the frame that shows the answer's end, which may still be a shorter text.
  useEffect(() => {
    mayHold.current = growing;
  }, [growing]);

  const toEnd = (): void => {
    if (!box.current) return;
    box.current.scrollTop = following.current === 'bottom' ? box.current.scrollHeight : endOf(box.current);
    // Told of it only with the next frame, nobody must take it for a hand's doing.
    lastTop.current = box.current.scrollTop;
  };

  /** Text that was replaced by a shorter one leaves the place in sight where it is, above nothing if need be. */
  const holdPlace = (element: HTMLElement, inner: HTMLElement): void => {
    if (!mayHold.current || following.current === 'bottom') return;
    const missing = (): number => lastTop.current - (element.scrollHeight - element.clientHeight);
    // Twice, because a box as high as its content leaves the last margin outside.
    for (let times = 0; times < 2 && missing() > 0; times++)
      inner.style.minHeight = `${Math.ceil(inner.offsetHeight + missing())}px`;
    if (element.scrollTop < lastTop.current) element.scrollTop = lastTop.current;
  };
  const release = (): void => {
    if (content.current) content.current.style.minHeight = '';
  };

  // Again when the host's snapshot replaces the picture, which may be shorter, and when a chat's messages arrive.
  useLayoutEffect(() => {
    if (!box.current) return;
    release();
    following.current = scrollTop === null ? 'question' : null;
    if (scrollTop === null) toEnd();
    else box.current.scrollTop = scrollTop;
    restoring.current = settled ? null : scrollTop;
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
    if (messageCount !== lastCount.current) {
      release();
      // The new turns have yet to find their heights, which are guessed too large.
      mayHold.current = false;
    }
    if (messageCount > lastCount.current) {
      restoring.current = null;
      following.current = 'question';
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
      if (restoring.current === null) holdPlace(element, inner);
      if (restoring.current !== null) element.scrollTop = restoring.current;
      else if (following.current) toEnd();
    });
    grown.observe(inner);
    grown.observe(element);
    const scrolled = (): void => {
      if (!live || element.clientHeight === 0 || restoring.current !== null) return;
      const top = element.scrollTop;
      const end = endOf(element);
      // What grows below moves nothing, and while the turns find their heights they move everything; any other movement
      // is somebody's: a hand, a search in the page, a screen reader.
      const moved = Math.abs(top - lastTop.current) > 1;
      if (inner.style.minHeight !== '' && !moved) return;
      if (Math.abs(end - top) <= tolerance) following.current = 'question';
      else if (isAtBottom(element)) following.current = 'bottom';
      else if (settled && moved) following.current = null;
      setAway(top < end - tolerance);
      lastTop.current = top;
      // Nobody scrolls down to where there is nothing.
      const below = element.scrollHeight - element.clientHeight - top;
      if (inner.style.minHeight !== '' && below > 0)
        inner.style.minHeight = `${Math.max(0, Math.ceil(inner.offsetHeight - below))}px`;
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
    release();
    restoring.current = null;
    following.current = 'question';
    page.setUi(() => ({ scrollTop: null }));
    toEnd();
  };
  return { box, content, jump, away };
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

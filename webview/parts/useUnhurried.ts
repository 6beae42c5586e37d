// A text that grows, let through only as often as drawing it leaves the page time for everything else.
// Not here: drawing it.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Between two drawings passes at least so many times what the first of them cost: a fifth of the time at most goes into them. */
const restPerCost = 4;

/** What is to be drawn now: `text` as it was a little before while it is `growing`, all of it as soon as it is not. */
export function useUnhurried(text: string, growing: boolean): string {
  const last = useRef({ text: '', due: 0 });
  const [, wake] = useState(0);
  const began = performance.now();
  const shown = growing && began < last.current.due ? last.current.text : text;
  useLayoutEffect(() => {
    if (shown === last.current.text) return;
    // Asked for a place, the browser lays out what was put on the page: most of what a drawing costs.
    document.body.getBoundingClientRect();
    const ended = performance.now();
    last.current = { text: shown, due: ended + restPerCost * (ended - began) };
  }, [shown]);
  useEffect(() => {
    if (shown === text) return undefined;
    // A timer drops the fraction of a millisecond, and before it is due nothing would be drawn and nobody would wake again.
    const timer = setTimeout(() => wake((count) => count + 1), Math.ceil(last.current.due - performance.now()));
    return () => clearTimeout(timer);
  }, [shown, text]);
  return shown;
}

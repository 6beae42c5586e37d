// Seconds that run down to a time.
// Not here: what happens then.
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface Props {
  /** Milliseconds since the epoch. */
  until: number;
  text(seconds: number): string;
  /** When the time has come. */
  over: string;
}

/** Not announced: a reader that hears every second hears nothing else. */
export function Countdown({ until, text, over }: Props): VNode {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  return <span aria-hidden="true">{seconds > 0 ? text(seconds) : over}</span>;
}

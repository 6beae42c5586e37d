// Says of a turn that nothing was heard of it for a while, and when something is heard again.
// Not here: whether its line still lives (socketLine.ts, sseAnswers.ts).
import type { Clock } from './clock.ts';

/** Milliseconds without an event, after which a person is told. */
export const quietMs = 30_000;

export interface Watchdog<T> {
  /** The turn was sent: from now on it should be heard of. */
  start(turn: T): void;
  /** To be called before its event is passed on. */
  heard(turn: T): void;
  /** It is over, or waits to be sent again. */
  stop(turn: T): void;
}

export function createWatchdog<T>(clock: Clock, tell: (turn: T, quiet: boolean) => void): Watchdog<T> {
  const watched = new Map<T, { timer: unknown; quiet: boolean }>();

  function stop(turn: T) {
    clock.clearTimeout(watched.get(turn)?.timer);
    watched.delete(turn);
  }

  function start(turn: T) {
    stop(turn);
    const watch = {
      quiet: false,
      timer: clock.setTimeout(() => {
        watch.quiet = true;
        tell(turn, true);
      }, quietMs),
    };
    watched.set(turn, watch);
  }

  return {
    start,
    stop,
    heard(turn) {
      const watch = watched.get(turn);
      if (!watch) return;
      start(turn);
      if (watch.quiet) tell(turn, false);
    },
  };
}

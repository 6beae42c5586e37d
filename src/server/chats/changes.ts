// Tells who listens that somebody has changed the store: another window on it, or another member of this server.
// Not here: what changed; whoever cares asks.
import type { Disposable } from '../../base/disposable.ts';

export interface Changes extends Disposable {
  /** Called at most once a second. */
  onChange(listener: () => void): Disposable;
}

const lookEveryMs = 1_000;

/** `version` differs as soon as anything was written. Nothing is looked at while nobody listens. */
export function watchChanges(version: () => string): Changes {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let known = '';

  function look() {
    const now = version();
    if (now === known) return;
    known = now;
    for (const listener of [...listeners]) listener();
  }

  function stop() {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    onChange(listener) {
      if (timer === undefined) {
        known = version();
        timer = setInterval(look, lookEveryMs);
      }
      listeners.add(listener);
      return {
        dispose() {
          listeners.delete(listener);
          if (listeners.size === 0) stop();
        },
      };
    },
    dispose: stop,
  };
}

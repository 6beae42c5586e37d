// Tells who listens that a member's chats have changed, also from another window on the same store.
// Not here: what changed; whoever cares asks.
import type { Disposable } from '../../base/disposable.ts';
import type { Log } from '../log.ts';

export interface Changes extends Disposable {
  /** Called at most once a second. */
  onChange(memberId: string, listener: () => void): Disposable;
}

interface Watched {
  version: string;
  listeners: Set<() => void>;
}

const lookEveryMs = 1_000;

/** `versionOf` a member differs as soon as anything changed. Nothing is looked at while nobody listens. */
export function watchChanges(versionOf: (memberId: string) => string, log: Log): Changes {
  const members = new Map<string, Watched>();
  let timer: NodeJS.Timeout | undefined;

  function look() {
    try {
      for (const [memberId, watched] of members) {
        const version = versionOf(memberId);
        if (version === watched.version) continue;
        watched.version = version;
        for (const listener of [...watched.listeners]) listener();
      }
    } catch (cause) {
      // A store that is busy or broken for a moment is looked at again.
      log('warn', 'changes.failed', { cause });
    }
  }

  function stop() {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    onChange(memberId, listener) {
      const watched = members.get(memberId) ?? { version: versionOf(memberId), listeners: new Set() };
      members.set(memberId, watched);
      watched.listeners.add(listener);
      timer ??= setInterval(look, lookEveryMs);
      return {
        dispose() {
          watched.listeners.delete(listener);
          if (watched.listeners.size === 0 && members.get(memberId) === watched) members.delete(memberId);
          if (members.size === 0) stop();
        },
      };
    },
    dispose: stop,
  };
}

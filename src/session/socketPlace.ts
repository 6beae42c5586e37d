// The one socket of a session. One that gets no more questions is kept apart until what was asked on it has ended.
// Not here: one socket's life (socketLine.ts), when there is one (trellisSession.ts).
import type { SessionError } from './errors.ts';
import { type LineEnd, openSocketLine, type SocketLine, type SocketLineOptions } from './socketLine.ts';

export interface SocketPlaceOptions extends Omit<SocketLineOptions, 'onEnd'> {
  onEnd: (end: LineEnd) => void;
  /** The one that was kept apart is gone, with what was asked on it. */
  onRetiredEnd: (reason: SessionError) => void;
}

export type SocketPlace = ReturnType<typeof createSocketPlace>;

export function createSocketPlace(options: SocketPlaceOptions) {
  let line: SocketLine | undefined;
  let retired: SocketLine | undefined;

  function drop() {
    line?.drop();
    line = undefined;
  }

  function dropIdle() {
    if (options.isBusy()) return;
    retired?.drop();
    retired = undefined;
  }

  function open() {
    drop();
    const opened = openSocketLine({
      ...options,
      onEnd(end) {
        if (opened !== retired) options.onEnd(end);
        else {
          retired = undefined;
          options.onRetiredEnd(end.reason);
        }
      },
    });
    line = opened;
  }

  return {
    line: () => line,
    retired: () => retired,
    open,
    drop,
    /** From now on it gets no questions; one on which nothing runs is closed. */
    retire() {
      [line, retired] = [undefined, line];
      dropIdle();
    },
    /** The one that was kept apart is the socket again. */
    takeBack() {
      drop();
      [line, retired] = [retired, undefined];
    },
    /** Closes the one that was kept apart if nothing runs on it any more. */
    dropIdle,
    dispose() {
      drop();
      retired?.drop();
      retired = undefined;
    },
  };
}

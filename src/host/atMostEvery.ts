// Work that many want at once, done now and then again after a while, however often it was wanted meanwhile.
// Not here: what is done.
import type { Disposable } from '../base/disposable.ts';
import type { Clock } from '../session/clock.ts';

export function atMostEvery(ms: number, clock: Clock, work: () => void): Disposable & { wanted: () => void } {
  let timer: unknown;
  let again = false;
  function rest() {
    timer = clock.setTimeout(() => {
      timer = undefined;
      if (!again) return;
      again = false;
      work();
      rest();
    }, ms);
  }
  return {
    wanted() {
      if (timer !== undefined) {
        again = true;
        return;
      }
      work();
      rest();
    },
    dispose() {
      clock.clearTimeout(timer);
      again = false;
    },
  };
}

// A clock turned by hand: timers fire in their order when the time passes them.
// Not here: real time.
import type { Clock } from '../../src/session/clock.ts';

export interface FakeClock extends Clock {
  /** Lets `ms` pass, firing what is due, and lets promises settle after each. */
  pass(ms: number): Promise<void>;
  settle(): Promise<void>;
}

export function fakeClock(start = 1_000_000): FakeClock {
  let now = start;
  let next = 0;
  const timers = new Map<number, { at: number; work: () => void }>();
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return {
    now: () => now,
    setTimeout(work, ms) {
      next += 1;
      timers.set(next, { at: now + ms, work });
      return next;
    },
    clearTimeout: (timer) => void timers.delete(timer as number),
    settle,
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        const due = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
        if (!due) break;
        timers.delete(due[0]);
        now = due[1].at;
        due[1].work();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

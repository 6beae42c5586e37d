// When a question that waits may go: not faster than a server takes them, and not before the time it named when it refused one.
// Not here: the ways questions go (trellisSession.ts), which of them waits for another (turns.ts).
import type { ServerEvent } from '../protocol/trellis/events.ts';
import type { Clock } from './clock.ts';
import { SessionError } from './errors.ts';
import { createPace, type Pace, unpaced } from './pace.ts';
import { sensibleSeconds } from './retryAfter.ts';
import type { OpenTurn, Turns, TurnUpdate } from './turns.ts';

type Way = 'socket' | 'sse';

export interface OutboxOptions {
  clock: Clock;
  turns: Pick<Turns, 'next' | 'waiting' | 'send' | 'putBack' | 'lose'>;
  /** False: nobody counts there. */
  paced: boolean;
  fire: (update: TurnUpdate & { key: string }) => void;
  deliver: (turn: OpenTurn, via: Way) => void;
  /** It is time for what was held: whoever knows the way calls `flush`. */
  onDue: () => void;
}

export interface Outbox {
  /** Sends what may go that way now; what may not is told until when it is held. */
  flush(via: Way): void;
  /** Each socket is counted by itself. */
  newSocket(): void;
  /** True when that event refuses the question only for now: it stays, goes again by itself, and its turn has not ended. */
  takesBack(turn: OpenTurn, event: ServerEvent): boolean;
  dispose(): void;
}

/** Where a server says "later" and not when. */
const firstWaitMs = 10_000;
const maxRefusals = 5;

export function createOutbox(options: OutboxOptions): Outbox {
  const { clock, turns, fire } = options;
  const newPace = (): Pace => (options.paced ? createPace() : unpaced);
  const paces: Record<Way, Pace> = { socket: newPace(), sse: newPace() };
  /** Before that time the server wants no question at all. */
  let resumeAt = 0;
  let timer: unknown;
  const told = new WeakMap<OpenTurn, number>();

  function flush(via: Way) {
    clock.clearTimeout(timer);
    const pace = paces[via];
    for (let turn = turns.next(via); turn; turn = turns.next(via)) {
      const now = clock.now();
      const [at = now] = pace.next(1, Math.max(now, resumeAt));
      if (at > now) break;
      pace.take(now);
      told.delete(turn);
      turns.send(turn, via, now);
      options.deliver(turn, via);
    }
    hold(via);
  }

  function hold(via: Way) {
    // Behind an answer that has to end first, nobody knows when a question goes.
    const held = turns.next(via) ? turns.waiting() : [];
    const times = paces[via].next(held.length, Math.max(clock.now(), resumeAt));
    const [first] = times;
    if (first === undefined) return;
    timer = clock.setTimeout(options.onDue, first - clock.now());
    for (const [index, turn] of held.entries()) {
      const until = times[index] ?? first;
      if (told.get(turn) === until) continue;
      told.set(turn, until);
      fire({ kind: 'held', until, why: until > resumeAt ? 'pacing' : 'rateLimit', key: turn.request.key });
    }
  }

  return {
    flush,
    newSocket() {
      paces.socket = newPace();
    },
    takesBack(turn, event) {
      if (event.event !== 'error' || event.data.code !== 'RATE_LIMIT' || turn.phase !== 'sent') return false;
      if (turn.stopWanted) {
        turns.lose(turn, new SessionError('stopped', 'Stopped before it was sent.'));
        return true;
      }
      if (turn.refusals >= maxRefusals) return false;
      const seconds = sensibleSeconds(event.data.retry_after_seconds);
      const waitMs = seconds === null ? firstWaitMs * 2 ** turn.refusals : seconds * 1000;
      resumeAt = Math.max(resumeAt, clock.now() + waitMs);
      turn.refusals += 1;
      // What was refused was not counted.
      if (turn.via !== null) paces[turn.via].giveBack(turn.sentAt);
      turns.putBack(turn);
      options.onDue();
      return true;
    },
    dispose: () => clock.clearTimeout(timer),
  };
}

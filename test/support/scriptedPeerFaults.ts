// The fault script of a scripted peer: data that says where something goes wrong, how often, and what.
// Not here: doing it (scriptedPeerTurns.ts for events, scriptedPeer.ts for requests and upgrades).
import type { BytePlan } from './scriptedPeerBytes.ts';

/**
 * Where: an endpoint as the peer names it (`POST /v1/chats`, `GET /v1/chats/:id`), `any request`, `upgrade`, `socket` (one that
 * was upgraded), the action of a frame (`send_message`, `edit_message`), an event of a turn on whatever it goes (`event text_delta`, or `event` for all).
 */
export interface Fault {
  at: string;
  /** So many pass first; 0 when left out. */
  skip?: number;
  /** How often it happens; once when left out, `Infinity` for ever. */
  times?: number;
  do: Deed;
}

export type Deed =
  /** Requests and upgrades: this answer instead, before anything is done. `location` makes it a redirect. */
  | { kind: 'answer'; status: number; retryAfter?: number; location?: string; body?: unknown }
  /** Anything: goes on when the test calls `release(name)`. */
  | { kind: 'hold'; name: string }
  /** Requests and `socket`: its bytes go by this plan. */
  | ({ kind: 'bytes' } & BytePlan)
  /** `socket` (instead of letting it authenticate) and events (instead of sending them); 1006 is a line that breaks. */
  | { kind: 'close'; code: number }
  /** Requests (done, but not answered) and events: the line breaks instead. */
  | { kind: 'cut' }
  /** Requests, upgrades and events: from here on the line is half-open. */
  | { kind: 'stall' }
  /** Events: sent twice; sent behind the next; not sent. */
  | { kind: 'twice' }
  | { kind: 'swap' }
  | { kind: 'drop' }
  /**
   * Events: this goes out before it, as it stands: a frame's payload on a socket, text of the stream over SSE. Actions: this is
   * their answer, and they are not carried out.
   */
  | { kind: 'raw'; text: string }
  /** The same for bytes that are no text, and as a binary frame of a socket when `binary`. */
  | { kind: 'rawBytes'; bytes: readonly number[]; binary?: boolean };

export interface FaultScript {
  add(...faults: Fault[]): void;
  /** What is to be done at that place now; each fault counts its own times. */
  take(place: string): Deed[];
  /** Resolves at once for a name that was released before it was held. */
  held(name: string): Promise<void>;
  release(name: string): void;
  /** Names that somebody waits for just now. */
  holding(): string[];
}

export function createFaultScript(onHold: () => void): FaultScript {
  const faults: { fault: Fault; seen: number }[] = [];
  const holds = new Map<string, PromiseWithResolvers<void>>();
  const waiting = new Map<string, number>();
  const holdOf = (name: string) => {
    const hold = holds.get(name) ?? Promise.withResolvers<void>();
    holds.set(name, hold);
    return hold;
  };
  return {
    add: (...given) => void faults.push(...given.map((fault) => ({ fault, seen: 0 }))),
    take(place) {
      const any = place.startsWith('event ') ? 'event' : 'any request';
      const isGeneral = place.startsWith('event ') || place.includes(' /');
      return faults.flatMap((each) => {
        const { at, skip = 0, times = 1, do: deed } = each.fault;
        if (at !== place && !(isGeneral && at === any)) return [];
        each.seen += 1;
        return each.seen > skip && each.seen <= skip + times ? [deed] : [];
      });
    },
    async held(name) {
      waiting.set(name, (waiting.get(name) ?? 0) + 1);
      onHold();
      await holdOf(name).promise;
      waiting.delete(name);
    },
    release: (name) => holdOf(name).resolve(),
    holding: () => [...waiting.keys()],
  };
}

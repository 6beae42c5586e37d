// Which exchanges of a round are cut, where and how: drawn from a seed. The sequence of these decisions is what a seed repeats;
// which exchange meets which decision is up to real sockets.
// Not here: cutting (test/support/cuttingLine.ts), what a person does meanwhile (cutsPerson.ts).
import type { Cut, Manner, Moment } from '../support/cuttingLine.ts';
import type { Way } from '../support/cuttingLineExchange.ts';

const moments: Record<Way, readonly Moment[]> = {
  upgrade: ['inRequest', 'afterRequest', 'inHead'],
  socket: ['inRequest', 'afterRequest', 'afterMetadata', 'inAnswer', 'inCharacter', 'beforeEnd'],
  sse: ['inRequest', 'afterRequest', 'inHead', 'afterMetadata', 'inAnswer', 'inCharacter', 'beforeEnd'],
  rest: ['inRequest', 'afterRequest', 'inHead', 'inAnswer'],
};
const manners: readonly Manner[] = ['reset', 'reset', 'end', 'end', 'stall'];
const chances: Record<Way, number> = { upgrade: 0.06, socket: 0.7, sse: 0.65, rest: 0.05 };
const stallAtMostMs = 250;

export interface CutsPlan {
  plan(way: Way): Cut | undefined;
  /** From now on everything passes. */
  calm(): void;
}

export function createCutsPlan(random: () => number): CutsPlan {
  let calm = false;
  return {
    plan(way) {
      // Drawn whether used or not, so that each decision stands at its place in the sequence.
      const [chance, moment, manner, share, stall] = Array.from({ length: 5 }, random);
      if (calm || (chance ?? 1) >= chances[way]) return undefined;
      return {
        moment: oneOf(moments[way], moment ?? 0),
        manner: oneOf(manners, manner ?? 0),
        share: share ?? 0,
        stallMs: 10 + Math.floor((stall ?? 0) * stallAtMostMs),
      };
    },
    calm() {
      calm = true;
    },
  };
}

/** `random` is in [0, 1). */
export function oneOf<T>(items: readonly T[], random: number): T {
  const item = items[Math.floor(random * items.length)];
  if (item === undefined) throw new Error('There is nothing to choose from.');
  return item;
}

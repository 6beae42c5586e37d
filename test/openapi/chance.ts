// Chance that can be repeated: what a seed decides about one request.
// Not here: the generator itself (soak/proof.ts), what is decided with it.
import { seededRandom } from '../soak/proof.ts';

export interface Chance {
  /** True in that share of all cases. */
  often(share: number): boolean;
  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number;
  /** One of them; throws when there is none. */
  pick<T>(items: readonly T[]): T;
  /** One of them or, of none, undefined. */
  maybe<T>(items: readonly T[]): T | undefined;
}

export function createChance(seed: number): Chance {
  const random = seededRandom(seed);
  const below = (end: number) => Math.floor(random() * end);
  const maybe = <T>(items: readonly T[]): T | undefined => items[below(items.length)];
  return {
    often: (share) => random() < share,
    below,
    maybe,
    pick(items) {
      const index = below(items.length);
      if (index >= items.length) throw new Error('There is nothing to pick from.');
      return items[index] as (typeof items)[number];
    },
  };
}

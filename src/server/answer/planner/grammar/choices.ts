// Trying what is not certain: a reading that has to choose is run again for each of the likely choices.
// Not here: what is chosen (scope.ts), which of the readings is the answer (read.ts).

import type { PlacedPeriod } from './pieces.ts';

/** Ends one way of reading; another may still do. */
export class Unsettled extends Error {
  /** The words it stopped at. */
  readonly words: readonly string[];
  constructor(message: string, words: readonly string[] = []) {
    super(message);
    this.name = 'Unsettled';
    this.words = words;
  }
}

/** A period that may mean several; each can stand in its place. */
export class UnclearPeriod extends Unsettled {
  readonly span: readonly [from: number, to: number];
  readonly options: readonly { label: string; text: string }[];
  constructor(period: PlacedPeriod) {
    super(`"${period.text}" can mean more than one time.`, [period.text]);
    this.name = 'UnclearPeriod';
    this.span = period.span;
    this.options = period.unclear ?? [];
  }
}

export interface Option<T> {
  value: T;
  cost: number;
  /** The part of the cost that only chooses among these, and says nothing about the reading as a whole. */
  own?: number;
}

/** Choices this near to the best one are as likely as it. */
export const near = 0.12;
const maxRuns = 24;

export interface Chooser {
  /** The total of what was chosen so far. */
  cost: number;
  /** One of the options; each of the likely ones in its turn. Throws when there is none. */
  choose<T>(options: readonly Option<T>[], what: string): T;
  add(cost: number): void;
}

export interface Outcome<T> {
  value: T;
  cost: number;
}

/** Every result of `run` over the likely choices, and why the others failed. */
export function explore<T>(run: (chooser: Chooser) => T): { outcomes: Outcome<T>[]; failures: Unsettled[] } {
  const outcomes: Outcome<T>[] = [];
  const failures: Unsettled[] = [];
  let plan: number[] = [];
  for (let runs = 0; runs < maxRuns; runs++) {
    const widths: number[] = [];
    const taken: number[] = [];
    const chooser: Chooser = {
      cost: 0,
      choose(options, what) {
        const sorted = options.toSorted((a, b) => a.cost - b.cost);
        const [best] = sorted;
        if (!best) throw new Unsettled(`"${what}" fits nothing here.`, [what]);
        const likely = sorted.filter((option) => option.cost <= best.cost + near);
        const at = plan[taken.length] ?? 0;
        taken.push(at);
        widths.push(likely.length);
        const chosen = likely[at] ?? best;
        chooser.cost += chosen.cost - (chosen.own ?? 0);
        return chosen.value;
      },
      add(cost) {
        chooser.cost += cost;
      },
    };
    try {
      const value = run(chooser);
      outcomes.push({ value, cost: chooser.cost });
    } catch (error) {
      if (!(error instanceof Unsettled)) throw error;
      failures.push(error);
    }
    const turn = taken.findLastIndex((at, place) => at + 1 < (widths[place] ?? 0));
    if (turn < 0) break;
    plan = [...taken.slice(0, turn), (taken[turn] ?? 0) + 1];
  }
  return { outcomes, failures };
}

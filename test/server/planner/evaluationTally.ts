// What the evaluation comes to: how many were right, wrong, asked back and refused, in percent, and the bar they must reach.
// Not here: asking and judging (evaluation.ts), what is printed (scripts/evalPlanner.ts).
import type { Judged, Outcome } from './evaluation.ts';

/** In percent. `rightOfAnswered` and `answeredOfAll` at least, `wrongOfAll` less than. */
export const bar = { rightOfAnswered: 99, wrongOfAll: 1, answeredOfAll: 85 };

export interface Tally extends Record<Outcome, number> {
  asked: number;
  answered: number;
}

export function tallyOf(judged: readonly Judged[]): Tally {
  const count = (outcome: Outcome) => judged.filter((each) => each.outcome === outcome).length;
  const [right, wrong] = [count('right'), count('wrong')];
  const [askedBack, refused] = [count('asked back'), count('refused')];
  return { asked: judged.length, answered: right + wrong, right, wrong, 'asked back': askedBack, refused };
}

export type Percentages = typeof bar;

/** To one decimal, rounded so that no figure looks better than it is. */
export function percentagesOf({ asked, answered, right, wrong }: Tally): Percentages {
  return {
    rightOfAnswered: percent(right, answered, Math.floor),
    wrongOfAll: percent(wrong, asked, Math.ceil),
    answeredOfAll: percent(answered, asked, Math.floor),
  };
}

function percent(part: number, whole: number, round: (value: number) => number): number {
  return whole === 0 ? 0 : round((part * 1000) / whole) / 10;
}

/** What is below the bar, a sentence each; none when it is met. */
export function shortOfBar({ rightOfAnswered, wrongOfAll, answeredOfAll }: Percentages): string[] {
  const short: string[] = [];
  if (rightOfAnswered < bar.rightOfAnswered)
    short.push(`Right of answered is ${rightOfAnswered} %, and must be at least ${bar.rightOfAnswered} %.`);
  if (wrongOfAll >= bar.wrongOfAll) short.push(`Wrong is ${wrongOfAll} %, and must be below ${bar.wrongOfAll} %.`);
  if (answeredOfAll < bar.answeredOfAll)
    short.push(`Answered is ${answeredOfAll} %, and must be at least ${bar.answeredOfAll} %.`);
  return short;
}

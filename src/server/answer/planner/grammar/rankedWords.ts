// What the words around a ranking say of it: whether much is good, and what stands in front of a name.
// Not here: the ranking itself (rankings.ts).
import { Unsettled } from './choices.ts';
import type { Ranking, Subject } from './frame.ts';
import { isMeasurable } from './input.ts';
import type { Work } from './work.ts';

const gains = /\b(revenue|sales|commission|profit|income|turnover|earnings|proceeds)\b/i;

/** Whether much is good or bad only the person knows: with a measure there are two ways, without one there is none. */
export function goodOrBad({ frame, scope }: Work, { by, direction }: Ranking): Ranking['direction'] {
  const isMeasured =
    by !== undefined ||
    frame.by.length + frame.measures.length + frame.bare.length > 0 ||
    frame.groups.some(({ dim }) => dim.kind === 'named' && dim.named.candidates.some(isMeasurable));
  if (!isMeasured) throw new Unsettled('Whether much is good or bad I cannot tell: say "highest" or "lowest".');
  // Of money that comes in more is better, whoever asks.
  if (gains.test(by?.named?.text ?? frame.by[0]?.named?.text ?? '')) return direction;
  const other = direction === 'desc' ? 'asc' : 'desc';
  return scope.chooser.choose(
    [
      { value: direction, cost: 0 },
      { value: other, cost: 0 },
    ],
    'best',
  );
}

/** The word in front of a name, its article and its values: "on" of "on a home policy". */
export function wordBefore({ frame, input }: Work, { at, named }: Subject): string {
  let before = Math.min(at, named.from) - 1;
  for (;;) {
    const word = input.tokens[before]?.lower ?? '';
    const value = frame.conds.find(
      ({ cond }) => cond.kind === 'values' && cond.values.some(({ to }) => to === before + 1),
    );
    const from = value?.cond.kind === 'values' ? value.cond.values[0]?.from : undefined;
    if (from !== undefined && from <= before) before = from - 1;
    else if (/^(the|a|an|our|all|any|its|their)$/.test(word)) before -= 1;
    else return word;
  }
}

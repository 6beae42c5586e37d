// "build duration" of builds with a duration: a table in front of a measure, in the singular, says whose it is.
// Not here: names of single things (input.ts), what is done with a measure (measureRules.ts).
import { measureNamed, mentionsAt, tableNamed } from './input.ts';
import type { Named } from './question.ts';
import type { Rule } from './rule.ts';

const ownedMeasure: Rule<Named> = (input, at) =>
  tableNamed(input, at).flatMap(({ value: owner, end, cost }) => {
    const last = input.tokens[end - 1];
    const [best] = owner.candidates;
    if (best?.kind !== 'table' || best.score < 90 || last?.lower !== last?.stem) return [];
    return measureNamed(input, end).flatMap((match) => {
      const candidates = match.value.candidates.filter(
        (each) => each.kind === 'column' && each.column.table === best.table,
      );
      const isKnown = mentionsAt(input, at).some((each) => each.end >= match.end);
      if (candidates.length === 0 || isKnown) return [];
      const text = `${owner.text} ${match.value.text}`;
      return [{ value: { text, from: at, to: match.end, candidates }, end: match.end, cost: cost + match.cost }];
    });
  });

/** Where a word that is said of measures stands in front: an aggregate, a superlative. */
export const wholeMeasure: Rule<Named> = (input, at) => [...measureNamed(input, at), ...ownedMeasure(input, at)];

// Rules for "the most common" and for "the most" behind a verb: much of what is for the verb or the person to say.
// Not here: "the most orders", "the highest price" (frameRules.ts).
import { spelledValue, tableNamed } from './input.ts';
import type { Direction, Piece } from './pieces.ts';
import type { Named } from './question.ts';
import { costing, either, map, maybe, meanings, pair, phrase, pick, type Rule } from './rule.ts';
import { howMany } from './words.ts';

/** Not so many in a hundred. */
export const plainCount = pick(howMany, (n, input, at) =>
  /^(percent|%)$/.test(input.tokens[at + 1]?.lower ?? '') ? undefined : n,
);
const some = maybe(plainCount);

/** "the most common cause": the one that most rows have. */
const common = meanings<Direction>([
  ['most common|most frequent|commonest|most often seen|most frequently seen|most frequent of', 'desc'],
  ['least common|least frequent|rarest', 'asc'],
]);
const commonPiece: Rule<Piece> = map(
  pair(some, common),
  ([n, direction]): Piece => ({ kind: 'super', direction, n, measure: { fn: 'count' } }),
);

/** "which artists are played the most": what is much of it is for the person to say, or for the verb. */
const mostOften = meanings<Direction>([
  ['the most|most often|the most often|most frequently|the most frequently', 'desc'],
  ['the least|least often|the least often|least frequently', 'asc'],
]);
const closing = /^(in|by|during|last|this|on|for|from|per|since|at|of|between|over|with|and|,)$/;
const atEnd = pick(mostOften, (direction, input, at) => {
  const length = [3, 2].find((words) =>
    /^(most|least|often|frequently)$/.test(input.tokens[at + words - 1]?.lower ?? ''),
  );
  const next = input.tokens[at + (length ?? 2)];
  return next === undefined || closing.test(next.lower) || next.kind === 'symbol' ? direction : undefined;
});
/** "the most closed issues": those of the table that are so; the words behind "most" are read for themselves. */
const mostSuch: Rule<Piece> = (input, at) => {
  const start = input.tokens[at]?.lower === 'the' ? at + 1 : at;
  const word = input.tokens[start]?.lower ?? '';
  if (!/^(most|fewest|least)$/.test(word) || input.reserved.has(start) || input.tokens[start - 1]?.lower === 'at')
    return [];
  const tables = (from: number): Named[] =>
    input.tokens[from]?.kind === 'quoted' ? [] : tableNamed(input, from).map(({ value }) => value);
  const found = new Map<number, Named>();
  let ends = [start + 1];
  for (let depth = 0; depth < 3; depth++) {
    ends = [...new Set(ends.flatMap((end) => spelledValue(input, end).map((match) => match.end)))];
    for (const named of ends.flatMap(tables)) if ((named.candidates[0]?.score ?? 0) >= 90) found.set(named.from, named);
  }
  const direction: Direction = word === 'most' ? 'desc' : 'asc';
  return [...found.values()].map((named) => ({
    value: { kind: 'super', direction, measure: { fn: 'count', named } },
    end: start + 1,
    cost: 0.1,
  }));
};

export const mostPieces: Rule<Piece> = either<Piece>(
  commonPiece,
  mostSuch,
  costing(
    map(atEnd, (direction): Piece => ({ kind: 'rank', direction, isOpinion: false })),
    0.5,
  ),
  map(
    pair(
      pick(tableNamed, (named) => (/ed$/i.test(named.text) ? named : undefined)),
      atEnd,
    ),
    ([named, direction]): Piece => ({ kind: 'super', direction, measure: { fn: 'count', named } }),
  ),
);

/** "by minutes in steps of 30: how many are in each?" */
const eachOfThem: Rule<Piece> = pick(phrase('are in each|in each|on each|for each|of each'), (words, { tokens }, at) =>
  tokens.slice(at + words.split(' ').length).every(({ kind }) => kind === 'symbol')
    ? { kind: 'word' as const, word: 'noise' as const }
    : undefined,
);

/** "date of the latest sale": when it was. */
const whenOf: Rule<Piece> = pick(
  phrase('date of|the date of|date of the|the date of the|on what date was'),
  (_, { tokens }, at) =>
    [2, 3, 4].some((offset) => /^(latest|newest|last|first|earliest|oldest)$/.test(tokens[at + offset]?.lower ?? ''))
      ? { kind: 'word' as const, word: 'when' as const }
      : undefined,
);

export const looseWords: Rule<Piece> = either<Piece>(whenOf, eachOfThem);

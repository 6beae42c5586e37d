// Rules over the words of a question: each gives every way to read something from a place on, with what that way costs.
// Not here: any English (the other files of this folder), choosing among the ways (tiling.ts).
import type { Token } from '../tokens.ts';
import { languageWords } from './languageWords.ts';
import type { Input, Match } from './question.ts';

export type Rule<T> = (input: Input, at: number) => Match<T>[];

export function map<A, B>(rule: Rule<A>, change: (value: A, input: Input, from: number, end: number) => B): Rule<B> {
  return (input, at) =>
    rule(input, at).map(({ value, end, cost }) => ({ value: change(value, input, at, end), end, cost }));
}

/** As `map`, leaving out what `change` does not accept. */
export function pick<A, B>(rule: Rule<A>, change: (value: A, input: Input, at: number) => B | undefined): Rule<B> {
  return (input, at) =>
    rule(input, at).flatMap(({ value, end, cost }) => {
      const changed = change(value, input, at);
      return changed === undefined ? [] : [{ value: changed, end, cost }];
    });
}

export function pair<A, B>(first: Rule<A>, second: Rule<B>): Rule<[A, B]> {
  return (input, at) =>
    first(input, at).flatMap((a) =>
      second(input, a.end).map(
        (b): Match<[A, B]> => ({ value: [a.value, b.value], end: b.end, cost: a.cost + b.cost }),
      ),
    );
}

export function triple<A, B, C>(first: Rule<A>, second: Rule<B>, third: Rule<C>): Rule<[A, B, C]> {
  return map(pair(pair(first, second), third), ([[a, b], c]): [A, B, C] => [a, b, c]);
}

/** `rule` behind `prefix`, which says nothing itself. */
export const after = <T>(prefix: Rule<unknown>, rule: Rule<T>): Rule<T> =>
  map(pair(prefix, rule), ([, value]) => value);
/** `rule` in front of `suffix`, which says nothing itself. */
export const before = <T>(rule: Rule<T>, suffix: Rule<unknown>): Rule<T> => map(pair(rule, suffix), ([value]) => value);

export function either<T>(...rules: Rule<T>[]): Rule<T> {
  return (input, at) => rules.flatMap((rule) => rule(input, at));
}

/** What `rule` reads, and also nothing. */
export function maybe<T>(rule: Rule<T>): Rule<T | undefined> {
  return (input, at) => [...rule(input, at), { value: undefined, end: at, cost: 0 }];
}

/** Ways of a list kept at each place, and of those that end alike: more are no other meaning, and each may begin many. */
const keptWays = 32;
const keptAlike = 6;

/** The longest ways, as every word must be read; of those that end alike the cheapest, and of these the ones of fewest parts. */
function plainest<T>(ways: Match<T[]>[]): Match<T[]>[] {
  const alike = new Map<number, number>();
  return ways
    .toSorted((a, b) => b.end - a.end || a.cost - b.cost || a.value.length - b.value.length)
    .filter(({ end }) => {
      const known = alike.get(end) ?? 0;
      alike.set(end, known + 1);
      return known < keptAlike;
    })
    .slice(0, keptWays);
}

/** What stands between says nothing, so that of those that end alike the cheapest is enough. */
const joints = (matches: readonly Match<unknown>[]): Match<unknown>[] => {
  const cheapest = new Map<number, Match<unknown>>();
  for (const match of matches)
    if (match.cost < (cheapest.get(match.end)?.cost ?? Infinity)) cheapest.set(match.end, match);
  return [...cheapest.values()];
};

/**
 * One or more, with `joint` between. `fits` must hold of every part of a list it holds of. The work grows with the length
 * of what is read and not with the number of ways to read it.
 */
export function list<T>(
  rule: Rule<T>,
  joint: Rule<unknown>,
  fits: (parts: readonly T[]) => boolean = () => true,
): Rule<T[]> {
  const more: Rule<T[]> = memo((input, at) => {
    const tails = new Map<number, Match<T[]>[]>();
    const tailsAt = (place: number): Match<T[]>[] => {
      const known =
        tails.get(place) ??
        joints(joint(input, place)).flatMap(({ end, cost }) =>
          more(input, end).map((tail) => ({ ...tail, cost: tail.cost + cost })),
        );
      tails.set(place, known);
      return known;
    };
    const ways = rule(input, at).flatMap((one): Match<T[]>[] => {
      const longer = tailsAt(one.end).map(
        ({ value, end, cost }): Match<T[]> => ({ value: [one.value, ...value], end, cost: one.cost + cost }),
      );
      return [...longer, { value: [one.value], end: one.end, cost: one.cost }].filter(({ value }) => fits(value));
    });
    return plainest(ways);
  });
  return more;
}

export const costing = <T>(rule: Rule<T>, extra: number): Rule<T> => {
  return (input, at) => rule(input, at).map((match) => ({ ...match, cost: match.cost + extra }));
};

/** The longest of what `rule` reads: for phrases whose shorter readings would only leave words over. */
export const longest = <T>(rule: Rule<T>): Rule<T> => {
  return (input, at) => {
    const matches = rule(input, at);
    const end = Math.max(...matches.map((match) => match.end));
    return matches.filter((match) => match.end === end);
  };
};

/** Reads once at each place, however often it is asked. */
export function memo<T>(rule: Rule<T>): Rule<T> {
  const known = new WeakMap<Input, Map<number, Match<T>[]>>();
  return (input, at) => {
    const places = known.get(input) ?? new Map<number, Match<T>[]>();
    known.set(input, places);
    const found = places.get(at) ?? rule(input, at);
    places.set(at, found);
    return found;
  };
}

type Phrases = Map<string, string[][]>;

function phrasesOf(alternatives: string): Phrases {
  const phrases: Phrases = new Map();
  for (const word of alternatives.split(/[|\s]+/)) if (/^\p{L}+$/u.test(word)) languageWords.add(word);
  for (const alternative of alternatives.split('|')) {
    const words = alternative.trim().split(/\s+/);
    const [first = ''] = words;
    phrases.set(first, [...(phrases.get(first) ?? []), words]);
  }
  for (const list of phrases.values()) list.sort((a, b) => b.length - a.length);
  return phrases;
}

const isWord = (token: Token | undefined, word: string): boolean =>
  token !== undefined && token.kind !== 'quoted' && token.lower === word;

/** The phrases `a|b c|d` as they are written; the longest one only. */
export function phrase(alternatives: string): Rule<string> {
  const phrases = phrasesOf(alternatives);
  return ({ tokens, reserved }, at) => {
    const token = tokens[at];
    if (!token || token.kind === 'quoted') return [];
    for (const words of phrases.get(token.lower) ?? [])
      if (words.every((word, offset) => isWord(tokens[at + offset], word) && !reserved.has(at + offset)))
        return [{ value: words.join(' '), end: at + words.length, cost: 0 }];
    return [];
  };
}

/** Phrases with what each of them means. */
export function meanings<T>(table: readonly (readonly [alternatives: string, meaning: T])[]): Rule<T> {
  const known = new Map<string, T>();
  for (const [alternatives, meaning] of table)
    for (const alternative of alternatives.split('|')) known.set(alternative, meaning);
  return pick(phrase([...known.keys()].join('|')), (words) => known.get(words));
}

/** Any of these words in any number, also none; the most there are. */
export function any(alternatives: string): Rule<unknown> {
  const one = phrase(alternatives);
  return (input, at) => {
    let end = at;
    for (let next = one(input, end)[0]; next; next = one(input, end)[0]) end = next.end;
    return [{ value: undefined, end, cost: 0 }];
  };
}

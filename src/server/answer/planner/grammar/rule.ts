// Rules over the words of a question: each gives every way to read something from a place on, with what that way costs.
// Not here: any English (the other files of this folder), choosing among the ways (tiling.ts).
import type { Token } from '../tokens.ts';
import { languageWords } from './languageWords.ts';
import type { Input, Match } from './question.ts';

export type Rule<T> = (input: Input, at: number) => Match<T>[];

export const succeed =
  <T>(value: T): Rule<T> =>
  (_, at) => [{ value, end: at, cost: 0 }];

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

/** One or more, with `joint` between. */
export function list<T>(rule: Rule<T>, joint: Rule<unknown>): Rule<T[]> {
  const more: Rule<T[]> = (input, at) =>
    rule(input, at).flatMap((one): Match<T[]>[] => {
      const rest = after(joint, more)(input, one.end);
      return [
        ...rest.map(({ value, end, cost }) => ({ value: [one.value, ...value], end, cost: one.cost + cost })),
        { value: [one.value], end: one.end, cost: one.cost },
      ];
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

// Rules for what is empty or missing, and for what a text begins with, ends in or holds.
// Not here: values and limits (conditionRules.ts).

import { periodAt } from '../dates.ts';
import { columnNamed, dateNamed, tableNamed, thingNamed } from './input.ts';
import type { Cond } from './pieces.ts';
import type { Input, Named } from './question.ts';
import {
  after,
  any,
  before,
  costing,
  either,
  map,
  maybe,
  meanings,
  memo,
  pair,
  phrase,
  pick,
  type Rule,
  triple,
} from './rule.ts';
import { isGeneral } from './smallWords.ts';
import { articles, matchText } from './words.ts';

const textOp = meanings<'starts' | 'ends' | 'contains'>([
  [
    'starts with|start with|starting with|begins with|begin with|beginning with|starting in|beginning in|prefixed with|starts in',
    'starts',
  ],
  ['ends with|end with|ending with|ending in|ends in|ends on|ending on', 'ends'],
  [
    'contains|contain|containing|includes|include|including|with the word|like|has the word|having the word',
    'contains',
  ],
]);

/** Words with which the question goes on behind what a text begins with or holds; such a word in a name needs quotes. */
const goesOn =
  /^(by|per|in|from|and|or|but|for|count|counted|number|total|sum|average|how|grouped|split|broken|sorted|ordered|ranked|order|sort|with|without|where|whose|who|which|that|having|has|have|is|are|was|were|each|every|as|since|until|between|during|over|under|above|below|only|top)$/;

/** What a name begins with or holds: in quotes, or up to four words as they are written. */
const needle: Rule<string> = (input, at) => {
  const first = input.tokens[at];
  if (!first) return [];
  if (first.kind === 'quoted') return [{ value: first.text, end: at + 1, cost: 0 }];
  const lengths = first.kind === 'symbol' ? [2, 3, 4] : [1, 2, 3, 4];
  return lengths.flatMap((length) => {
    const end = at + length;
    const words = input.tokens.slice(at, end);
    if (end > input.tokens.length || words.some((token) => token.text === ',')) return [];
    // "contains ay but not Ann", "ends with y or w": what is joined to it is no part of it, unless it is in quotes.
    if (words.some((token) => joints.has(token.lower))) return [];
    if (input.tokens.slice(at + 1, end).some(({ kind, lower }) => kind === 'word' && goesOn.test(lower))) return [];
    // "gmail.com" is one word, and ends where a space is.
    const next = input.tokens[end];
    if (
      next &&
      next.start === input.tokens[end - 1]?.end &&
      !/^[,;:?!)]$/.test(next.text) &&
      (next.text !== '.' || input.tokens[end + 1])
    )
      return [];
    return [{ value: matchText(input, at, end), end, cost: 0.2 * (length - 1) }];
  });
};
const joints = new Set(['and', 'or', 'but', 'not', 'nor', '&']);
const smallNeedleWords = any('the word|the words|the letters|the letter|the text|the string|a|an|the');
/** "The Hidden" begins with a word that is written as a name. */
const needleWords: Rule<unknown> = (input, at) =>
  /^\p{Lu}/u.test(input.tokens[at]?.text ?? '')
    ? [{ value: undefined, end: at, cost: 0 }]
    : smallNeedleWords(input, at);
const inQuotes: Rule<string> = pick(needle, (value, { tokens }, at) =>
  tokens[at]?.kind === 'quoted' ? value : undefined,
);
export const text: Rule<Cond> = either<Cond>(
  // 'machines that have "Holl" in their name'
  map(pair(inQuotes, phrase('in their name|in its name|in the name|in their names')), ([value], _, __, end): Cond => {
    const column: Named = { text: 'name', from: end - 1, to: end, candidates: [] };
    return { kind: 'text', column, op: 'contains', value, negated: false };
  }),
  // "stations that begin with C": their names do.
  costing(
    map(
      triple(before(tableNamed, any('that|which|who|whose|names|name|do|all')), textOp, after(needleWords, needle)),
      ([column, op, value]): Cond => ({ kind: 'text', column, op, value, negated: false }),
    ),
    0.2,
  ),
  map(
    triple(
      before(columnNamed, any('that|which|address|name|names|is|are|value|it|who|text')),
      pair(maybe(phrase("does not|not|do not|doesn't|don't")), textOp),
      after(needleWords, needle),
    ),
    ([column, [negated, op], value]): Cond => ({ kind: 'text', column, op, value, negated: negated !== undefined }),
  ),
);

const no = phrase(
  "without|without any|without a|without an|with no|has no|have no|had no|having no|lacking|lack|lacks|missing|no|not have any|not have a|don't have any|don't have a|do not have any|do not have a|does not have any|does not have a|doesn't have a|doesn't have any|never had a|never had any|never had|have never had|never got a|never got|have never placed an|have never placed|never placed|never placed an|never placed any|have never taken out a|have never|has never|never|never made|never made a|have not|has not|had not|have not been|has not been|had not been|not been|not yet|are not|were not|is not|was not|not have|did not|do not|does not|never show up in|never appear in|don't have|have not got|have no|there is no|there are no|are missing|is missing|are still missing a|are still missing|still missing|haven't|hasn't|haven't been|hasn't been|with missing|with an empty|with empty|without a single|not any|not a single|empty|never been|have never been",
);
const yet = any(
  'at all|yet|ever|so far|whatsoever|date|any|a|still|value|filled in|been|given|out|made|placed|recorded',
);
const isEmpty = phrase(
  'is empty|are empty|is missing|are missing|is null|is blank|is not set|is unknown|empty|is still empty|is not given|not filled in|is not known|missing|are unknown|is not filled in|is still missing|was empty|null',
);
const notEmpty = phrase(
  'is not empty|is not null|is set|is given|is known|is filled in|that is not empty|which is not empty|not empty|is present|is not missing|are not empty|not null|is not blank|exists',
);
const withAny = phrase('a|an|any|at least one|some|one or more');
/** A thing with a date behind it says when, and not only that it is there. */
const undatedThing: Rule<Named> = pick(thingNamed, (named, input) =>
  [0, 1, 2].some((offset) => periodAt(input.tokens, named.to + offset, input.now) !== undefined) &&
  named.candidates.some((each) => each.kind === 'column' && each.column.role === 'date')
    ? undefined
    : named,
);
/** "closed in 2024": a verb of a date with a period right behind it. */
const isDatedVerb = (named: Named, input: Input): boolean =>
  named.candidates.some((each) => each.kind === 'column' && each.column.role === 'date') &&
  /(ed|en|[^i]t|ld)$/i.test(input.tokens[named.to - 1]?.text ?? '') &&
  [0, 1].some((offset) => periodAt(input.tokens, named.to + offset, input.now) !== undefined);
const present = (named: Named): Cond => ({ kind: 'empty', named, negated: true });
/** "with paid flag N": half a name that goes on is no column by itself. */
const isBegun = ({ candidates, to }: Named, input: Input): boolean =>
  candidates.every(({ kind, score }) => kind === 'column' && score < 60) &&
  columnNamed(input, to).some(({ value }) => value.candidates.some(({ score }) => score >= 45));
const recorded = phrase('recorded|filled in|entered|noted|on record|on file');
/** "missing", "empty" and "not recorded" speak of no value; "no" and "without" of nothing or nought. */
const saysMissing = ({ tokens }: Input, at: number, { from, to }: Named): boolean =>
  tokens.slice(at, from).some(({ lower }) => /^(missing|empty|null)$/.test(lower)) ||
  /^(recorded|filled|entered|noted|value|given)$/.test(tokens[to]?.lower ?? '');
export const emptied: Rule<Cond> = memo(
  either<Cond>(
    map(
      pair(thingNamed, after(any('still|the|is|are|date'), isEmpty)),
      ([named]): Cond => ({ kind: 'empty', named, negated: false, strict: true }),
    ),
    map(
      after(any('with|an|a|have|has|that|having'), pair(columnNamed, notEmpty)),
      ([named]): Cond => ({ kind: 'empty', named, negated: true, strict: true }),
    ),
    // "have a price recorded": whatever it is, also nought.
    map(
      pair(after(pair(phrase('with|have|has|having|had'), any('a|an|any|the|their')), columnNamed), recorded),
      ([named]): Cond => ({ kind: 'empty', named, negated: true, strict: true }),
    ),
    pick(
      before(after(pair(no, any('a|an|any|the|been|date|single|of|in')), thingNamed), yet),
      (named, input, at): Cond | undefined => {
        // "never ordered" is no empty quantity.
        const isNever = [0, 1].some((offset) => input.tokens[at + offset]?.lower === 'never');
        // "not closed in 2024" is about when, not whether.
        if (isDatedVerb(named, input)) return undefined;
        const events = named.candidates.filter(({ kind }) => kind === 'table');
        if (!isNever)
          return { kind: 'empty', named, negated: false, ...(saysMissing(input, at, named) ? { strict: true } : {}) };
        return events.length > 0
          ? { kind: 'empty', named: { ...named, candidates: events }, negated: false }
          : undefined;
      },
    ),
    // "tasks not closed"
    pick(after(phrase('not|not yet|never|still not'), dateNamed), (named, input): Cond | undefined =>
      /(ed|en|[^i]t|ld)$/i.test(named.text) && !isDatedVerb(named, input)
        ? { kind: 'empty', named, negated: false }
        : undefined,
    ),
    // "with a return date" says that there is one; "with return date" more likely shows it.
    costing(
      map(after(pair(phrase('with|has|have|having|had|that have|who have|that has'), withAny), undatedThing), present),
      0,
    ),
    costing(
      pick(after(phrase('with|has|have|having|had|that have|who have'), undatedThing), (named, input) =>
        isBegun(named, input) ? undefined : present(named),
      ),
      0.6,
    ),
    // "staff who have left", "orders that were delivered": a date that is there.
    pick(
      after(
        phrase(
          'who|that|which|have|has|had|who have|that have|which have|who has|have been|has been|were|was|that were|that was|which were|who were|are|been',
        ),
        dateNamed,
      ),
      (named, input) => {
        const isVerb = named.to - named.from === 1 && /(ed|t|n)$/i.test(input.tokens[named.from]?.text ?? '');
        // "installed this year" says when, and not only that it was.
        const isDated = [0, 1].some((offset) => periodAt(input.tokens, named.to + offset, input.now) !== undefined);
        return isVerb && !isDated ? present(named) : undefined;
      },
    ),
  ),
);

const verb: Rule<unknown> = (input, at) => {
  const word = input.tokens[at]?.lower ?? '';
  return isGeneral(word) || /^(made|had|done)$|ed$/.test(word) ? [{ value: undefined, end: at + 1, cost: 0 }] : [];
};
/** "agents who have not sold any policies" */
const undone: Rule<Named> = after(
  pair(
    phrase(
      "have not|has not|had not|haven't|hasn't|hadn't|did not|didn't|do not|don't|does not|doesn't|have never|has never|never",
    ),
    pair(verb, phrase('any|a single|even one')),
  ),
  tableNamed,
);

/** "tableNamed" stands for what a denial of existence is about. */
export const deniedTable: Rule<Named> = either(after(pair(no, articles), tableNamed), undone);

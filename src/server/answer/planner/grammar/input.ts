// A question made ready for reading: its tokens, and at each place what of the schema its words may name.
// Not here: finding names (entities.ts), the language (the rules of this folder).

import { type Candidate, candidatesFor } from '../entities.ts';
import type { IndexedColumn, IndexedTable } from '../schemaIndex.ts';
import type { Token } from '../tokens.ts';
import { languageWords } from './languageWords.ts';
import type { Input, Match, Named } from './question.ts';
import type { Rule } from './rule.ts';

/** No name of a schema or value is looked for over more words. */
const longestName = 6;

/** Points of a match as a cost: nothing for the name itself, 2 for a weak likeness. */
export const costOf = (score: number): number => (score >= 100 ? 0 : (100 - score) / 25);

/** Words of the language itself: a column is not meant by them because its name ends in one. */
const functionNouns = new Set('number count total sum average share percent percentage'.split(' '));
const looseNouns = new Set(
  'value amount rate level data date name year month week day quarter hour first last'.split(' '),
);

const small =
  /^(is|are|was|were|be|at|on|in|by|to|of|no|not|has|have|had|do|did|does|the|a|an|and|or|for|from|with|up|off|out|it|we|me|us|all|any|per|as)$/;

function isFunction(token: Token | undefined, best: Candidate): boolean {
  if (!token) return false;
  const isSpelled = best.kind === 'column' && best.column.name.toLowerCase() === token.lower;
  if (token.lower === 'good') return true;
  // A publisher is not the year of publishing.
  const isAgent =
    /[^e](er|or)s?$/.test(token.lower) && best.kind === 'column' && !best.column.words.includes(token.stem);
  if (isAgent && best.score <= 75 && !('isCut' in best && best.isCut)) return true;
  if (small.test(token.lower) && best.kind !== 'value' && !isSpelled && best.score < 100) return true;
  return (functionNouns.has(token.stem) && !isSpelled) || (looseNouns.has(token.stem) && best.score < 80);
}

/** "with an amount over 500": here it is what is limited. */
const isLimited = (tokens: readonly Token[], at: number): boolean =>
  tokens[at]?.stem === 'amount' &&
  /^(over|under|above|below|exceeding|>|<|>=|<=)$/.test(tokens[at + 1]?.lower ?? '') &&
  /^(an?|the|with|whose|where|having)$/.test(tokens[at - 1]?.lower ?? '');

export function mentionsAt(input: Input, at: number): Match<Named>[] {
  const known = input.mentions.get(at);
  if (known) return known;
  const found: Match<Named>[] = [];
  const first = input.tokens[at];
  const isOpening = first && first.kind !== 'symbol' ? true : first !== undefined && /^[.#@€$]$/.test(first.text);
  for (let length = 1; isOpening && length <= longestName && at + length <= input.tokens.length; length++) {
    const phrase = input.tokens.slice(at, at + length);
    if (phrase.some((token) => token.text === ',')) break;
    const isPlain = length === 1 && input.plain.has(at);
    const candidates = candidatesFor(input.index, phrase, input.found).filter(
      (each) => !isPlain || each.kind !== 'value',
    );
    const [best] = candidates;
    const isSmall = length === 1 && !input.reserved.has(at) && !isLimited(input.tokens, at);
    if (!best || (isSmall && isFunction(first, best))) continue;
    const named: Named = {
      text: phrase.map((token) => token.text).join(' '),
      from: at,
      to: at + length,
      candidates,
    };
    found.push({ value: named, end: at + length, cost: costOf(best.score) });
  }
  // The longer name first: "order items" before "order".
  found.reverse();
  input.mentions.set(at, found);
  return found;
}

function narrowed(keep: (candidate: Candidate) => boolean): Rule<Named> {
  return (input, at) =>
    mentionsAt(input, at).flatMap(({ value, end }) => {
      const candidates = value.candidates.filter(keep);
      const [best] = candidates;
      return best ? [{ value: { ...value, candidates }, end, cost: costOf(best.score) }] : [];
    });
}

export const isNumeric = (column: IndexedColumn): boolean => column.type === 'integer' || column.type === 'number';

/** What can be added up, averaged or divided. */
export const isMeasurable = (candidate: Candidate): boolean =>
  candidate.kind === 'product' ||
  (candidate.kind === 'column' && isNumeric(candidate.column) && candidate.column.role === 'measure');

export const tableNamed = narrowed((candidate) => candidate.kind === 'table');
export const columnNamed = narrowed((candidate) => candidate.kind === 'column');
/** "total orders" is seldom the sum of a column called "order", which is a word of the language too: that is asked. */
const plainMeasure: Rule<Named> = (input, at) =>
  narrowed(isMeasurable)(input, at).map((match) => {
    const all = mentionsAt(input, at).find(({ end }) => end === match.end)?.value.candidates ?? [];
    const [best] = match.value.candidates;
    const name = best?.kind === 'column' ? best.column.name.toLowerCase() : '';
    const isOther = name !== input.tokens[at]?.lower && match.end === at + 1 && languageWords.has(name);
    return isOther && all.some(({ kind, score }) => kind === 'table' && score >= 98)
      ? { ...match, cost: match.cost + 4.5 }
      : match;
  });
/** Also with the unit behind it: "lead time in days". */
export const measureNamed: Rule<Named> = (input, at) =>
  plainMeasure(input, at).flatMap((match) => {
    const unit = input.tokens[match.end]?.lower === 'in' ? (input.tokens[match.end + 1]?.lower ?? '') : '';
    const candidates = match.value.candidates.filter(
      (candidate) =>
        unit !== '' &&
        candidate.kind === 'column' &&
        (candidate.column.unit?.words.includes(unit) || candidate.column.label.toLowerCase().split(' ').includes(unit)),
    );
    if (candidates.length === 0) return [match];
    return [match, { ...match, end: match.end + 2, value: { ...match.value, candidates } }];
  });
export const dateNamed = narrowed((candidate) => candidate.kind === 'column' && candidate.column.role === 'date');
/** Whole numbers that are years. */
export const isYear = ({ type, words, role }: IndexedColumn): boolean =>
  type === 'integer' && role !== 'measure' && words.includes('year');

/** A date, or whole numbers that are a year, or a year and a month. */
export const periodNamed = narrowed(
  (candidate) =>
    candidate.kind === 'column' &&
    (candidate.column.role === 'date' || candidate.column.period !== undefined || isYear(candidate.column)),
);
export const flagNamed = narrowed((candidate) => candidate.kind === 'column' && candidate.column.role === 'flag');
/** Any value, where its column is said beside it. */
export const spelledValue = narrowed((candidate) => candidate.kind === 'value');
/** A value that is spelled like a table is seldom meant without its column or quotes, "sales with returns": that is asked. */
const likeTable = 4.5;
export const valueNamed: Rule<Named> = (input, at) =>
  spelledValue(input, at).map((match) => {
    const all = mentionsAt(input, at).find(({ end }) => end === match.end)?.value.candidates ?? [];
    const isTable = all.some(({ kind, score }) => kind === 'table' && score >= 98);
    return isTable && input.tokens[at]?.kind !== 'quoted' ? { ...match, cost: match.cost + likeTable } : match;
  });
/** A table, or a column that is more than a number: what a question may be about. */
export const subjectNamed = narrowed(
  (candidate) => candidate.kind === 'table' || (candidate.kind === 'column' && !isMeasurable(candidate)),
);
/** A table or any column: what can be counted, grouped by or listed. */
export const thingNamed = narrowed((candidate) => candidate.kind === 'table' || candidate.kind === 'column');
/** "played more than 20 times": so many times are so many rows, and no sum of what they hold. */
export const countable = narrowed(
  (candidate) => candidate.kind === 'table' || (candidate.kind === 'column' && candidate.column.role === 'date'),
);
export const numberNamed = narrowed((candidate) => candidate.kind === 'column' && isNumeric(candidate.column));

export const tablesOf = (named: Named): IndexedTable[] =>
  named.candidates.flatMap((candidate) => (candidate.kind === 'table' ? [candidate.table] : []));
export const columnsOf = (named: Named): IndexedColumn[] =>
  named.candidates.flatMap((candidate) => (candidate.kind === 'column' ? [candidate.column] : []));

const between = /^(was|were|is|are|has|have|had|been|did|do|does|we|they|got|be|ever)$/;

/** "parts were produced", "units did we sell": a column's name with small words inside. */
export const splitNamed: Rule<Named> = (input, at) => {
  const noun = input.tokens[at];
  let end = at + 1;
  while (between.test(input.tokens[end]?.lower ?? '')) end += 1;
  const verb = input.tokens[end];
  if (!noun || !verb || end === at + 1 || noun.kind !== 'word' || verb.kind !== 'word') return [];
  const candidates = candidatesFor(input.index, [noun, verb], input.found).filter(
    (candidate) => isMeasurable(candidate) && candidate.score >= 70,
  );
  const [best] = candidates;
  if (!best) return [];
  return [
    {
      value: { text: `${noun.text} ${verb.text}`, from: at, to: end + 1, candidates },
      end: end + 1,
      cost: costOf(best.score),
    },
  ];
};

/** "kWh were consumed": a unit and, further on, a column that is measured in it. */
export const unitNamed: Rule<Named> = (input, at) => {
  const unit = input.tokens[at]?.lower ?? '';
  let end = at + 1;
  while (between.test(input.tokens[end]?.lower ?? '') || input.tokens[end]?.lower === 'of') end += 1;
  if (end === at + 1) return [];
  return measureNamed(input, end).flatMap((match) => {
    const candidates = match.value.candidates.filter(
      (candidate) => candidate.kind === 'column' && candidate.column.unit?.words.includes(unit),
    );
    return candidates.length > 0 ? [{ ...match, value: { ...match.value, candidates } }] : [];
  });
};

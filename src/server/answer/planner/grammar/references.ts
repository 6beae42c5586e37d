// Words that stand for something said before: he, their, there, that branch. Whom they mean must be known, or nothing is answered.
// Not here: changing the plan of the answer before (followUp.ts), words that only say what to do with it ("show it as a chart").
import type { Plan } from '../plan/plan.ts';
import { Unsettled } from './choices.ts';
import { grain } from './grains.ts';
import { mentionsAt, tableNamed } from './input.ts';
import type { Input } from './question.ts';
import { type Scope, waysTo } from './scope.ts';

/** `one`: a person, thing or place of the answer before. `rows`: what the answer before was about. */
export interface Reference {
  word: string;
  kind: 'one' | 'rows';
}

/** Behind these a word speaks of somebody outside of the sentence. */
const asking =
  /^(do|does|did|has|have|had|is|are|was|were|can|could|will|would|what|which|who|when|where|how|about|of|list|show|give|get|me|all|in|for|from|to|at|on|behind|many|much)$/;
/** Behind these it speaks of what was named in front: "customers and their policies". */
const joining = /^(and|or|with|without|by|than|,|per|when|while|before|after|within|if|as)$/;
/** What is done with the answer before, and says nothing of its rows. */
const commanding =
  /^(show|make|plot|draw|split|break|group|sort|order|do|turn|filter|limit|restrict|narrow|chart|graph|display|put|render|switch|change|rank|visualize|visualise|convert|compare|cut|keep|try|give|use|of)$/;
const times = /^(time|moment|day|days|date|when|year|years|month|months|week|weeks|quarter|quarters|hour|hours)$/;

const persons = /^(he|she|him|his|her|hers)$/;

const isCapital = (text: string): boolean => text.length > 1 && text === text.toUpperCase();

/**
 * The first word of a question that stands for something outside of it. Where nothing was answered before, "they" and
 * "there" say little ("how many are there"), and only a person is asked about.
 */
export function referenceIn(input: Input, isFollowing: boolean): Reference | undefined {
  for (let at = 0; at < input.tokens.length; at++) {
    const token = input.tokens[at];
    if (token?.kind !== 'word' || input.reserved.has(at)) continue;
    if (isCapital(token.text) && input.text !== input.text.toUpperCase()) continue;
    const found = referenceAt(input, at, token.lower);
    if (found && (isFollowing || persons.test(found.word))) return found;
  }
  return undefined;
}

function referenceAt(input: Input, at: number, word: string): Reference | undefined {
  const { tokens } = input;
  const before = tokens[at - 1]?.lower ?? '';
  const next = tokens[at + 1]?.lower ?? '';
  const one: Reference = { word, kind: 'one' };
  const rows: Reference = { word, kind: 'rows' };
  switch (word) {
    case 'he':
    case 'she':
    case 'him':
      return one;
    case 'his':
    case 'her':
    case 'hers':
      return joining.test(before) && isNamedBefore(input, at) ? undefined : one;
    case 'their':
    case 'theirs':
    case 'its':
      return isNamedBefore(input, at) && !asking.test(before) ? undefined : rows;
    case 'they':
      // "the year they joined in"
      return isNamedBefore(input, at) && (times.test(before) || joining.test(before) || before === 'that')
        ? undefined
        : rows;
    case 'it':
      return asking.test(before) &&
        before !== 'show' &&
        before !== 'give' &&
        before !== 'about' &&
        !isOpening(input, at)
        ? rows
        : /^(has|had|have|owns|sold|made|holds|holding)$/.test(next)
          ? rows
          : undefined;
    case 'them':
      return before === 'of' || !(commanding.test(before) || before === 'list') ? rows : undefined;
    case 'there':
      return isExistential(before, next) ? undefined : one;
    case 'that':
    case 'this':
    case 'these':
    case 'those':
      return demonstrative(input, at, word);
    default:
      return undefined;
  }
}

/** "there are", "how many are there" say only that something is. */
const isExistential = (before: string, next: string): boolean =>
  /^(is|are|was|were|be|been|has|have|had|will|would|isn't|aren't)$/.test(before) ||
  /^(is|are|was|were|be|been|has|have|had|will|would|isn't|aren't|exist|exists)$/.test(next);

/** "is it possible", "how is it split": said of the answer as a whole. */
const isOpening = ({ tokens }: Input, at: number): boolean =>
  /^(is|was)$/.test(tokens[at - 1]?.lower ?? '') &&
  /^(split|grouped|distributed|possible)$/.test(tokens[at + 1]?.lower ?? '');

/** "does that branch have", "of those claims"; not "policies that", "this year", "make that a pie chart". */
function demonstrative(input: Input, at: number, word: string): Reference | undefined {
  const { tokens } = input;
  const before = tokens[at - 1]?.lower ?? '';
  if (grain(input, at + 1).length > 0 || times.test(tokens[at + 1]?.lower ?? '')) return undefined;
  const isOf = /^(of|for|in|from|at|among)$/.test(before);
  if (word === 'those' || word === 'these') {
    const isBare = tableNamed(input, at + 1).length === 0;
    if (isBare && /^(with|to|and|against|than|vs|versus)$/.test(before) && isNamedBefore(input, at)) return undefined;
    return isBare && !isOf ? undefined : { word, kind: 'rows' };
  }
  const [noun] = tableNamed(input, at + 1).length > 0 ? tableNamed(input, at + 1) : mentionsAt(input, at + 1);
  if (!noun || noun.value.candidates.every(({ kind }) => kind === 'value')) return undefined;
  const isRelative = word === 'that' && at > 0 && !isOf && !/^(do|does|did|about|list|show)$/.test(before);
  if (isRelative || (commanding.test(before) && !isOf)) return undefined;
  return { word: `${word} ${noun.value.text}`, kind: 'one' };
}

/** Whether something of the data is named in front of a place. */
function isNamedBefore(input: Input, at: number): boolean {
  for (let place = 0; place < at; place++) if (mentionsAt(input, place).some(({ end }) => end <= at)) return true;
  return false;
}

function unclearOne(word: string): string {
  const what = persons.test(word) ? 'whom' : word === 'there' ? 'which place' : 'what';
  return `I cannot tell ${what} "${word}" means: say the name.`;
}

/** Why what a word stands for cannot be known; undefined where the plan of the answer before says it. */
export function unclearReference({ word, kind }: Reference, previous: Plan | undefined): string | undefined {
  if (kind === 'one') return unclearOne(word);
  if (previous && (previous.limit !== undefined || previous.having.length > 0 || previous.countGroups))
    return `I cannot ask about only those of the answer before. Say whom or what "${word}" means by name, or ask it as one question.`;
  return undefined;
}

/**
 * "number of claims in Denver", "list the customers there": the one value that the answer before was limited to, as a
 * condition of a plan over other rows. Undefined where the answer before has several conditions, or none.
 */
export function carriedOver(
  { word, kind }: Reference,
  previous: Plan,
): ((plan: Plan, scope: Scope) => Plan) | undefined {
  const [only, ...others] = previous.filters;
  if (kind !== 'one' || only?.kind !== 'in' || only.negated || only.values.length !== 1 || others.length > 0)
    return undefined;
  const [value] = only.values;
  if (typeof value !== 'string' || previous.limit !== undefined || previous.having.length > 0) return undefined;
  const { column: ref } = only;
  return (plan, scope) => {
    const table = scope.index.tables.find((each) => each.key === ref.table);
    const column = table?.columns.find((each) => each.name === ref.column);
    const ways = table ? waysTo(scope, table).filter((way) => !way.fansOut) : [];
    const isName = column !== undefined && column === table?.nameColumn;
    const isMeant = word === 'there' || (persons.test(word) && isName);
    const [way] = ways;
    if (!way || ways.length > 1 || !isMeant) throw new Unsettled(unclearOne(word), [word]);
    const filters = [
      ...plan.filters,
      { ...only, column: { table: ref.table, column: ref.column, ...(way.via === undefined ? {} : { via: way.via }) } },
    ];
    return { ...plan, filters };
  };
}

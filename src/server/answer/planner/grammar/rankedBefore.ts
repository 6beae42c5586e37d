// What a short question changes of a ranking that was answered before: how many of it, and by what.
// Not here: "top 3" and "bottom 3", which say a direction too (followUp.ts).
import type { Plan } from '../plan/plan.ts';
import { Unsettled } from './choices.ts';
import { columnsOf, isMeasurable, tablesOf } from './input.ts';
import { waysTo } from './scope.ts';
import { settleMeasure } from './settleMeasures.ts';
import { wordNumber } from './wordNumber.ts';
import type { Work } from './work.ts';

const another =
  /^(?:(?:and|now|then|please|ok|okay|no),? )*(?:(?:make (?:it|that|them)|only|just|show(?: me)?|give me|now|limit (?:it|that) to|cut (?:it|that) to) )+(?:the (?:first )?)?([a-z]+|\d{1,4})(?: (?:instead|only|please|of them|rows))*[.!]?$/i;

/** "make it 3": the same ranking, so many of it. */
export function withAnotherCount(text: string, previous: Plan): Plan | undefined {
  const said = another.exec(text.trim())?.[1];
  if (said === undefined || previous.limit === undefined) return undefined;
  const n = /^\d/.test(said) ? Number(said) : wordNumber(said.toLowerCase());
  const isYear = n !== undefined && n >= 1900 && n <= 2100;
  if (n === undefined || n < 1 || isYear || n === previous.limit) return undefined;
  return { ...structuredClone(previous), limit: n };
}

/**
 * "by premium instead" behind "top 5 agents": the same ranked by another measure. True where that was meant, and
 * the ranking stays; a grouping by something else is no longer about those that were shown.
 */
export function isRankedByAnother(plan: Plan, { frame, scope, input }: Work): boolean {
  const [group, ...others] = frame.groups;
  if (plan.kind !== 'aggregate' || plan.limit === undefined || plan.groups.length === 0 || !group) return false;
  if (group.dim.kind !== 'named' || others.length > 0)
    throw new Unsettled('That would be about all of them, and not only about those ranked: ask it as one question.');
  const { named } = group.dim;
  const isFine = tablesOf(named).some(
    (table) => table === scope.base || !waysTo(scope, table).some((way) => !way.fansOut),
  );
  const [best] = named.candidates;
  if (named.candidates.some(isMeasurable) && (best?.kind !== 'table' || !isFine)) {
    plan.measures = [settleMeasure(scope, { named, ...(frame.fn ? { fn: frame.fn } : {}) })];
    plan.having = [];
    return true;
  }
  if (isFine)
    throw new Unsettled(`I cannot rank by "${named.text}" from here: say "top ${plan.limit} ... by number of ...".`, [
      named.text,
    ]);
  if (columnsOf(named).length === 0 && tablesOf(named).length === 0) return false;
  // "by branch": those that rank first among the branches, or all branches.
  const isWhole = /\b(all|every|each)\b/i.test(input.text);
  const isKept =
    !isWhole &&
    scope.chooser.choose(
      [
        { value: true, cost: 0 },
        { value: false, cost: 0 },
      ],
      named.text,
    );
  if (isKept) frame.ranking ??= { direction: plan.order?.direction ?? 'desc', n: plan.limit, listed: true, at: -1 };
  return false;
}

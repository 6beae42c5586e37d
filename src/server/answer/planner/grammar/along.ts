// Measures that are seen against something: a share of a whole, growth against a period, a running total.
// Not here: the measures themselves (settleMeasures.ts).
import type { Condition, Group, Plan } from '../plan/plan.ts';
import { Unsettled } from './choices.ts';
import type { Work } from './work.ts';

/** A share without groups is the part that the conditions leave; growth without groups is between two periods. */
export function shares(plan: Plan, work?: Work): Plan {
  const [measure] = plan.measures;
  if (!measure || plan.measures.length > 1 || measure.per || plan.groups.length > 0 || !measure.as) {
    checkAlong(plan);
    return plan;
  }
  if (measure.as === 'share') {
    if (plan.filters.length === 0)
      throw new Unsettled('A share of what? Say by what it is to be split, or which part is meant.');
    const { as: _, label: __, ...whole } = measure;
    const parts = plan.filters.filter(({ kind }) => kind !== 'period');
    if (parts.length === 1 && parts.length < plan.filters.length && work && isTimeOfAll(work))
      return {
        ...plan,
        filters: plan.filters.filter(({ kind }) => kind === 'period'),
        measures: [{ ...measure, where: parts, per: whole }],
      };
    // Which of several conditions is the part would be a guess.
    if (plan.filters.length > 1)
      throw new Unsettled('I cannot tell which of the conditions is the part and which the whole.');
    return { ...plan, filters: [], measures: [{ ...measure, where: plan.filters, per: whole }] };
  }
  if (measure.as === 'growth') {
    const at = plan.filters.findIndex(
      (filter) => filter.kind === 'any' && filter.of.length === 2 && filter.of.every((each) => each.kind === 'period'),
    );
    const both = plan.filters[at];
    if (both?.kind !== 'any') throw new Unsettled('Growth needs periods: say "by month", or "from 2023 to 2024".');
    const [first, second] = both.of.toSorted((a, b) => (fromOf(a) < fromOf(b) ? -1 : 1));
    if (!first || !second) throw new Unsettled('Growth needs two periods.');
    const { as: _, label: __, ...plain } = measure;
    return {
      ...plan,
      filters: plan.filters.filter((_, place) => place !== at),
      measures: [{ ...measure, where: [second], per: { ...plain, where: [first] } }],
    };
  }
  throw new Unsettled('A running total needs periods: say "by month", for example.');
}

/** "share of cancelled flights in 2024" is that of the flights of 2024; "share of cancelled flights that were in 2024" is not. */
function isTimeOfAll({ frame, input }: Work): boolean {
  const words = input.tokens.map(({ lower }) => lower);
  const start = words.findIndex((word) => /^(share|percentage|percent|proportion|fraction|%)$/.test(word));
  return frame.conds.every(
    ({ cond, at }) =>
      cond.kind !== 'period' ||
      !words
        .slice(Math.max(0, start), at)
        .some((word) =>
          /^(is|are|was|were|been|be|that|which|who|took|made|fell|happened|occurred|came|come)$/.test(word),
        ),
  );
}

const fromOf = (condition: Condition): string => (condition.kind === 'period' ? (condition.from ?? '') : '');

/** Growth and running totals go along a date or a number. */
function checkAlong(plan: Plan): void {
  const isAlong = (group: Group) => group.kind === 'date' || group.kind === 'bin' || group.kind === 'column';
  for (const measure of plan.measures) {
    if (measure.per || (measure.as !== 'growth' && measure.as !== 'running')) continue;
    if (!plan.groups.some(isAlong))
      throw new Unsettled('Growth and running totals need periods: say "by month", for example.');
  }
}

export function checkGroups(groups: readonly Group[]): void {
  if (groups.length > 3) throw new Unsettled('I can group by three things at most.');
  const dates = groups.filter((group) => group.kind === 'date').map(({ column }) => JSON.stringify(column));
  if (new Set(dates).size < dates.length) throw new Unsettled('One date cannot be grouped in two ways.');
  const all = groups.map((group) => JSON.stringify(group));
  if (new Set(all).size < all.length) throw new Unsettled('Two of the groups are the same.');
}

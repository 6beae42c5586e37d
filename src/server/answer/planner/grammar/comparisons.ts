// "East against West", "2024 vs 2025": what is compared becomes a group with just those members.
// Not here: growth between two periods (settle.ts).
import type { Period } from '../dates.ts';
import { type Grain, type Group, grains } from '../plan/plan.ts';
import { Unsettled } from './choices.ts';
import { isValue, refOf, seenFrom } from './scope.ts';
import { dateFor } from './settlePeriods.ts';
import type { Work } from './work.ts';

/** The grain that each of the periods is one of. */
export function grainOf(periods: readonly Pick<Period, 'from' | 'to'>[]): Grain | undefined {
  return grains.toReversed().find((grain) => periods.every((period) => isWhole(period, grain)));
}

function isWhole({ from, to }: Pick<Period, 'from' | 'to'>, grain: Grain): boolean {
  if (from === undefined || to === undefined) return false;
  const [start, end] = [new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)];
  const months = (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
  const isFirst = start.getUTCDate() === 1 && end.getUTCDate() === 1;
  if (grain === 'year') return isFirst && months === 12 && start.getUTCMonth() === 0;
  if (grain === 'quarter') return isFirst && months === 3 && start.getUTCMonth() % 3 === 0;
  if (grain === 'month') return isFirst && months === 1;
  const days = (end.getTime() - start.getTime()) / 86_400_000;
  return grain === 'week' ? days === 7 && start.getUTCDay() === 1 : grain === 'day' && days === 1;
}

export function comparedGroup(work: Work): Group | undefined {
  const { frame, scope } = work;
  const asked = frame.words.has('versus') || frame.words.has('compare');
  const isGrowth = frame.as === 'growth' || frame.measures.some((measure) => measure.as === 'growth');
  for (const { cond } of work.conds) {
    if (cond.kind === 'period' && cond.periods.length > 1 && (cond.versus || asked) && !isGrowth) {
      const days = cond.periods.map(({ from, to }) => `${from} ${to}`);
      if (new Set(days).size < days.length) throw new Unsettled('That compares a time with itself.');
      const grain = grainOf(cond.periods);
      if (!grain) throw new Unsettled('I can compare periods of one length: two years, or two months.');
      if (frame.groups.some(({ dim }) => dim.kind === 'grain')) return undefined;
      const { candidate, way } = dateFor(scope, cond.column, work.dates, cond.periods[0]?.text ?? '');
      work.dates = { ...work.dates, hint: { candidate, way } };
      return { kind: 'date', column: refOf(candidate.column, way.via), grain, label: '' };
    }
  }
  if (!asked) return undefined;
  joinValues(work);
  const values = work.conds.flatMap(({ cond }) => (cond.kind === 'values' && cond.values.length > 1 ? [cond] : []));
  const [only] = values;
  if (!only || values.length > 1) {
    if (frame.groups.length > 0 && !frame.words.has('versus')) return undefined;
    throw new Unsettled('I cannot tell what is to be compared.');
  }
  const [first] = only.values;
  if (!first) return undefined;
  const options = seenFrom(scope, first, isValue).filter(
    ({ value }) =>
      !value.way.fansOut &&
      only.values.every((each) =>
        each.candidates.some((other) => other.kind === 'value' && other.column === value.candidate.column),
      ),
  );
  const { candidate, way } = scope.chooser.choose(options, first.text);
  if (
    frame.groups.some(
      ({ dim }) =>
        dim.kind === 'named' &&
        dim.named.candidates.some((one) => one.kind === 'column' && one.column === candidate.column),
    )
  )
    return undefined;
  return { kind: 'column', column: refOf(candidate.column, way.via), label: '' };
}

/** "East against West": two conditions of one column are the two sides. */
function joinValues(work: Work): void {
  const sides = work.conds.filter(({ cond }) => cond.kind === 'values' && !cond.negated);
  const [first, second] = sides;
  if (sides.length !== 2 || first?.cond.kind !== 'values' || second?.cond.kind !== 'values') return;
  const joined = [...first.cond.values, ...second.cond.values];
  const column = first.cond.column ?? second.cond.column;
  const shares = joined[0]?.candidates.some(
    (one) =>
      one.kind === 'value' &&
      joined.every(({ candidates }) =>
        candidates.some((other) => other.kind === 'value' && other.column === one.column),
      ),
  );
  if (!shares) return;
  work.conds = work.conds.filter((each) => each !== second && each !== first);
  work.conds.push({ at: first.at, cond: { kind: 'values', values: joined, column, negated: false } });
}

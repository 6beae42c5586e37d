// "number of claims in 2024", then "compare with 2023": what was and what is new, side by side.
// Not here: comparisons within one question (comparisons.ts), other changes of the answer before (followUp.ts).
import type { Condition, Group, Plan } from '../plan/plan.ts';
import { Unsettled } from './choices.ts';
import { grainOf } from './comparisons.ts';
import { combined } from './removals.ts';
import type { Work } from './work.ts';

type Period = Extract<Condition, { kind: 'period' }>;
type Values = Extract<Condition, { kind: 'in' }>;

const isCompared = ({ frame }: Work): boolean => frame.words.has('compare') || frame.words.has('versus');

/**
 * "and 2023" may be asked for instead of what was, or beside it. "and in the West?", "what about 2023" and "and only
 * 2023" go on asking, each for itself.
 */
const isJoined = ({ frame, input }: Work): boolean =>
  /^(and|plus|&)\b(?! (in|for|from|at|of|on|with|without|what|how|now|then|only|just|instead|by|per|for each)\b)/i.test(
    input.text.trim(),
  ) &&
  !/\b(instead|only|just)\b/i.test(input.text) &&
  frame.measures.length + frame.groups.length + frame.bare.length + frame.by.length === 0 &&
  !frame.ranking &&
  !frame.order;

/** The conditions of the plan with the new ones; what is compared becomes its first group. */
export function withConditions(plan: Plan, work: Work, added: readonly Condition[], isAdding: boolean): void {
  const replaced = () => combined(plan.filters, added, isAdding);
  if (isCompared(work)) {
    if (added.length === 0 && work.frame.groups.length > 0) return;
    compare(plan, added, work.input.text);
    return;
  }
  const [only, ...others] = added;
  const old = only && others.length === 0 ? sideOf(plan.filters, only) : undefined;
  if (only && old && !isSame(old, only) && isAdding && only.kind === 'period') {
    compare(plan, added, work.input.text);
    return;
  }
  if (!only || !old || isSame(old, only) || isAdding || !isJoined(work)) {
    plan.filters = replaced();
    return;
  }
  // A value or time that the answer before has already is what is left of it.
  if (isWithin(old, only)) {
    plan.filters = replaced();
    return;
  }
  const isBeside = work.scope.chooser.choose(
    [
      { value: true, cost: 0 },
      { value: false, cost: 0 },
    ],
    'and',
  );
  if (!isBeside) plan.filters = replaced();
  else if (plan.kind === 'list') plan.filters = plan.filters.map((each) => (each === old ? both(old, only) : each));
  else compare(plan, added, work.input.text);
}

/** The condition of the answer before that is of the same kind and column. */
function sideOf(filters: readonly Condition[], added: Condition): Condition | undefined {
  const ref = refOf(added);
  return filters.find((each) => {
    const other = refOf(each);
    return (
      ref !== undefined &&
      other !== undefined &&
      kindOf(each) === kindOf(added) &&
      ref.table === other.table &&
      ref.column === other.column &&
      ref.via === other.via
    );
  });
}

const periodsOf = (condition: Condition): Period[] | undefined => {
  const all = condition.kind === 'any' ? condition.of : [condition];
  const periods = all.flatMap((each) => (each.kind === 'period' && !each.negated ? [each] : []));
  return periods.length === all.length ? periods : undefined;
};
const valuesOf = (condition: Condition): Values | undefined =>
  condition.kind === 'in' && !condition.negated ? condition : undefined;
const kindOf = (condition: Condition) => (periodsOf(condition) ? 'period' : valuesOf(condition) ? 'in' : undefined);
const refOf = (condition: Condition) => (periodsOf(condition)?.[0] ?? valuesOf(condition))?.column;

const isSame = (a: Condition, b: Condition): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether the old condition holds the new one already. */
function isWithin(old: Condition, added: Condition): boolean {
  const [one, other] = [valuesOf(old), valuesOf(added)];
  if (one && other) return other.values.every((value) => one.values.includes(value));
  const [period] = periodsOf(added) ?? [];
  return (periodsOf(old) ?? []).some(({ from, to }) => from === period?.from && to === period?.to);
}

/** Either of two conditions of one column. */
function both(old: Condition, added: Condition): Condition {
  const [one, other] = [valuesOf(old), valuesOf(added)];
  if (one && other) return { ...one, values: [...new Set([...one.values, ...other.values])] };
  const periods = [...(periodsOf(old) ?? []), ...(periodsOf(added) ?? [])];
  return { kind: 'any', of: periods };
}

function compare(plan: Plan, added: readonly Condition[], text: string): void {
  const [only, ...others] = added;
  if (!only || others.length > 0 || kindOf(only) === undefined)
    throw new Unsettled('I cannot tell what is to be compared with the answer before: say both in one question.');
  if (plan.kind !== 'aggregate' || plan.limit !== undefined || plan.countGroups || plan.exists)
    throw new Unsettled('The answer before has nothing that can be seen side by side: say both in one question.');
  if (plan.measures.some((measure) => measure.as))
    throw new Unsettled('Shares and growth cannot be seen side by side: say both in one question.');
  const old = sideOf(plan.filters, only);
  const isWhole = (periodsOf(only)?.length ?? 0) > 1 || (valuesOf(only)?.values.length ?? 0) > 1;
  if (!old && !isWhole) throw new Unsettled('The answer before has nothing that can be compared with that.');
  // "last year" is the one before this year, and "the previous year" the one before that of the answer.
  if (kindOf(only) === 'period' && /\b(previous|prior|preceding)\b/i.test(text))
    throw new Unsettled('I cannot tell which time that is: say the year or the month.');
  if (old && !isWhole && isWithin(old, only))
    throw new Unsettled('The answer before is about that already: say what else it is to be compared with.');
  const sides = old && !isWhole ? both(old, only) : only;
  if (old && isSame(old, sides)) throw new Unsettled('That changes nothing of the answer before.');
  plan.filters = old ? plan.filters.map((each) => (each === old ? sides : each)) : [...plan.filters, sides];
  const ref = refOf(sides);
  if (!ref) return;
  const isShown = plan.groups.some(
    ({ kind, column }) =>
      column.table === ref.table && column.column === ref.column && column.via === ref.via && kind !== 'part',
  );
  if (isShown) return;
  plan.groups = [groupOf(sides, ref), ...plan.groups];
  if (plan.groups.length > 3) throw new Unsettled('I can group by three things at most.');
  delete plan.order;
}

function groupOf(sides: Condition, column: Group['column']): Group {
  const periods = periodsOf(sides);
  if (!periods) return { kind: 'column', column, label: '' };
  const grain = grainOf(periods);
  if (!grain) throw new Unsettled('I can compare periods of one length: two years, or two months.');
  return { kind: 'date', column, grain, label: '' };
}

// Whether two plans ask the same: labels, the words of periods, absent and empty parts make no difference.
// Not here: whether two different plans have the same answer.
import type { Condition, Measure, Plan } from '../plan/plan.ts';

/** A plan as text that is equal for plans that ask the same. */
export function canonical(plan: Plan): string {
  const { measures, filters, having } = plan;
  const flattened: Plan = {
    ...plan,
    measures: measures.map(flatMeasure),
    filters: filters.flatMap(flat),
    having: having.map((each) => ({ ...each, measure: flatMeasure(each.measure) })),
  };
  return JSON.stringify(plain(flattened));
}

export const samePlan = (a: Plan, b: Plan): boolean => canonical(a) === canonical(b);

/** A list holds as a whole, so what must hold together in it needs no group of its own. */
function flat(condition: Condition): Condition[] {
  if (condition.kind === 'all') return condition.of.flatMap(flat);
  if (condition.kind === 'any') {
    const [only, ...others] = condition.of;
    if (only && others.length === 0) return flat(only);
    return [{ kind: 'any', of: condition.of.map((each) => together(flat(each))) }];
  }
  return condition.kind === 'related' ? [{ ...condition, where: condition.where.flatMap(flat) }] : [condition];
}

function flatMeasure(measure: Measure): Measure {
  const { where, per } = measure;
  return {
    ...measure,
    ...(where ? { where: where.flatMap(flat) } : {}),
    ...(per?.where ? { per: { ...per, where: per.where.flatMap(flat) } } : {}),
  };
}

function together(of: Condition[]): Condition {
  const [only, ...others] = of;
  return only && others.length === 0 ? only : { kind: 'all', of };
}

/** Keys in order, without labels, nothings and what is only said. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const isPeriod = 'kind' in value && value.kind === 'period';
  const entries = Object.entries(value)
    .filter(([key]) => key !== 'label' && !(isPeriod && key === 'text'))
    .filter(([key, part]) => part !== undefined && !(key in switches && part === false))
    .filter(([key, part]) => !(key === 'where' && Array.isArray(part) && part.length === 0))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, plain(part)]));
}

/** Parts of a plan that are as good as absent when they are false. */
const switches = { countGroups: true, exists: true, perGroup: true };

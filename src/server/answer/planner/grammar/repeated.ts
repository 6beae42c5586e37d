// Whether a table that is named and that nothing took is said anyway, or would be left out in silence.
// Not here: what takes names (settle.ts and its parts).
import type { Condition, Plan } from '../plan/plan.ts';
import type { Subject } from './frame.ts';
import { tablesOf } from './input.ts';
import { isPlural } from './plurals.ts';
import type { Work } from './work.ts';

/** A table above the base may be named behind "of" or "in", or where the plan speaks of it anyway; else it would be left out. */
export function isRepeated({ input, scope, frame }: Work, plan: Plan, { named, at }: Subject): boolean {
  const own = tablesOf(named).map(({ key }) => key);
  const spoken = [
    ...plan.groups.flatMap(({ column }) => column.table),
    ...plan.columns.map(({ table }) => table),
    ...plan.filters.flatMap(tablesOfFilter),
  ];
  if (own.some((key) => spoken.includes(key))) return true;
  let before = at - 1;
  while (
    /^(the|a|an|our|all|any|their|its|these|those|different|single|my|your)$/.test(input.tokens[before]?.lower ?? '')
  )
    before -= 1;
  const word = input.tokens[before]?.lower ?? '';
  if (/^(of|for|from|in|on|at|to|among|within|across|over|into|between|with|by|per|have|has|had)$/.test(word))
    return frame.subjects.length > 1 || frame.measures.length + frame.bare.length > 0;
  // "customer orders", "the return of a customer"
  return !isPlural(named) || scope.values.some(({ to }) => to === named.from);
}

const tablesOfFilter = (filter: Condition): string[] => {
  switch (filter.kind) {
    case 'any':
    case 'all':
      return filter.of.flatMap(tablesOfFilter);
    case 'related':
      return [filter.table];
    case 'columns':
      return [filter.left.table, filter.right.table];
    default:
      return [filter.column.table];
  }
};

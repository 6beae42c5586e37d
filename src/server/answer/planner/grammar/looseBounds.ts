// Limits that name no column: "projects over 100000", "boxes heavier than 45 kg".
// Not here: limits on what is named (settleConditions.ts), on totals (settleHaving.ts).
import { inUnitOf } from './boundUnits.ts';
import { Unsettled } from './choices.ts';
import { isNumeric } from './input.ts';
import type { Located } from './located.ts';
import type { Cond } from './pieces.ts';
import { refOf, type Scope } from './scope.ts';

/** "projects over 100000": any of the numbers of a project, unless there is one only. */
export function looseBound(scope: Scope, { bound, hint, of }: Extract<Cond, { kind: 'bound' }>): Located {
  const all = scope.base.columns.filter((column) => isNumeric(column) && column.role === 'measure');
  const isOwn =
    of === undefined ||
    scope.names.some(
      ({ to, candidates }) =>
        to === of && candidates.some((each) => each.kind === 'table' && each.table === scope.base),
    );
  const numbers = !hint ? all : isOwn ? all.filter(({ words }) => words.some((word) => hint.includes(word))) : [];
  const text = String(bound.value);
  if (numbers.length === 0) throw new Unsettled(`I cannot tell what "${text}" limits.`, [text]);
  const column = scope.chooser.choose(
    numbers.map((value) => ({ value, cost: 0 })),
    text,
  );
  const { op, value, upper } = inUnitOf(bound, column);
  return {
    condition: { kind: 'compare', column: refOf(column), op, value, ...(upper === undefined ? {} : { upper }) },
  };
}

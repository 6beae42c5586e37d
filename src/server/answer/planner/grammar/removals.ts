// What a follow-up takes away or puts in the place of what was: values, groups, conditions of the same column.
// Not here: the rest of a follow-up (followUp.ts).
import type { Condition, Plan } from '../plan/plan.ts';
import { columnsOf } from './input.ts';
import type { Work } from './work.ts';

const removing = /^(and |now |please |then )*(remove|drop|take out|leave out|exclude|without|no)\b/i;

/** "drop Crime", "without the language": a value that is not wanted, or a group that goes. */
export function removeNamed(plan: Plan, work: Work): void {
  if (!removing.test(work.input.text.trim())) return;
  for (const subject of [...work.open]) {
    const at = plan.groups.findIndex((group) =>
      columnsOf(subject.named).some(({ name }) => name === group.column.column),
    );
    if (at < 0) continue;
    plan.groups.splice(at, 1);
    work.open.delete(subject);
    delete plan.order;
  }
  work.conds = work.conds.flatMap((each): typeof work.conds => {
    const { cond } = each;
    if (cond.kind === 'values') return [{ ...each, cond: { ...cond, negated: true } }];
    if (cond.kind !== 'empty') return [each];
    const at = plan.groups.findIndex((group) => columnsOf(cond.named).some(({ name }) => name === group.column.column));
    if (at < 0) return [each];
    plan.groups.splice(at, 1);
    delete plan.order;
    return [];
  });
}

/** New conditions take the place of old ones of the same column; "also Spanish" adds a value to them. */
export function combined(old: readonly Condition[], added: readonly Condition[], isAdding: boolean): Condition[] {
  const joined = added.map((condition): Condition => {
    const known = old.find((each) => replaces(condition, each));
    const isUnion = isAdding && condition.kind === 'in' && known?.kind === 'in' && !condition.negated && !known.negated;
    return isUnion ? { ...condition, values: [...new Set([...known.values, ...condition.values])] } : condition;
  });
  return [...old.filter((each) => !joined.some((condition) => replaces(condition, each))), ...joined];
}

/** A new value, period or limit of a column takes the place of the one before. */
function replaces(added: Condition, old: Condition): boolean {
  if (added.kind === 'related' || added.kind === 'any') {
    const column = (condition: Condition) => (condition.kind === 'any' ? condition.of[0] : undefined);
    const [one, other] = [column(added), column(old)];
    if (one?.kind === 'period') return other?.kind === 'period' ? sameColumn(one, other) : sameColumn(one, old);
    return (
      added.kind === 'related' &&
      old.kind === 'related' &&
      added.table === old.table &&
      added.where.length > 0 &&
      JSON.stringify(added.where.map((each) => 'column' in each && each.column)) ===
        JSON.stringify(old.where.map((each) => 'column' in each && each.column))
    );
  }
  const inner = old.kind === 'any' ? old.of[0] : old;
  return inner !== undefined && added.kind === inner.kind && sameColumn(added, inner);
}

const sameColumn = (a: Condition, b: Condition): boolean =>
  'column' in a &&
  'column' in b &&
  a.column.table === b.column.table &&
  a.column.column === b.column.column &&
  a.column.via === b.column.via &&
  a.kind === b.kind;

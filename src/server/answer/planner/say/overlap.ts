// Whether groups overlap: one row of the base standing in several of them.
// Not here: the joins of the statement (sql/).
import type { Plan } from '../plan/plan.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import { wayTo } from '../sql/ways.ts';
import { tableOf } from './names.ts';

/** True where a group is of a finer table: what the groups come to is then no total. */
export function overlaps(plan: Plan, index: SchemaIndex): boolean {
  const base = tableOf(index, plan.base);
  return plan.groups.some(({ column }) =>
    wayTo(index, base, tableOf(index, column.table), column.via).some((step) => step.fansOut),
  );
}

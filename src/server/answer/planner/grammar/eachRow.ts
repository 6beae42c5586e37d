// "which machine had the highest price" of a table with one row for each machine: the rows in that order, and no totals.
// Not here: rows that are named as such (rankings.ts).
import type { Group, Plan } from '../plan/plan.ts';
import type { Ranking } from './frame.ts';
import { isNumeric } from './input.ts';
import type { MeasureDraft } from './pieces.ts';
import { chooseColumn, columnWhere, refOf } from './scope.ts';
import { emptyPlan, settleConditions, type Work } from './work.ts';

/** The plan where each group is one row of the base; undefined where it may be several. */
export function eachRow(
  work: Work,
  ranking: Ranking,
  { named, fn, per }: MeasureDraft,
  group: Group,
  limit: number,
): Plan | undefined {
  const { scope, frame } = work;
  const key = group.kind === 'column' ? (group.key ?? group.column) : undefined;
  const own = scope.base.columns.find(({ name }) => key?.table === scope.base.key && name === key.column);
  if (!own?.unique || fn !== undefined || per || !named || frame.groups.length + frame.bare.length > 0)
    return undefined;
  const { candidate, way } = chooseColumn(scope, named, columnWhere(isNumeric));
  if (way.steps.length > 0) return undefined;
  const plan = emptyPlan('list', scope.base, frame);
  const column = refOf(candidate.column);
  const name = scope.base.nameColumn ?? own;
  plan.columns = [refOf(name), column];
  plan.filters = settleConditions(work);
  plan.order = { direction: ranking.direction, column };
  plan.limit = limit;
  return plan;
}

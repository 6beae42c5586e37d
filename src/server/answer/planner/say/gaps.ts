// Whether a chart of groups has points where no row is: then the smallest group is not the smallest point.
// Not here: drawing those points (chartPoints.ts).
import type { Cell } from '../../../../protocol/trellis/visualization.ts';
import type { Measure, Plan } from '../plan/plan.ts';
import { fillPeriods, fillSteps, missingOf, type Point } from './chartPoints.ts';
import { compareCells } from './exact.ts';

/** Whether between the periods or steps of the rows are others, that nothing is counted or added up in. */
export function hasGaps(plan: Plan, measure: Measure, cells: readonly Cell[]): boolean {
  const [group] = plan.groups;
  if (!group || plan.groups.length > 1 || plan.limit !== undefined) return false;
  if (missingOf(plan, [measure]) !== 'zero') return false;
  const labels = cells.filter((cell) => cell !== null).toSorted(compareCells);
  const points = labels.map((cell): Point => ({ label: String(cell), value: null }));
  if (group.kind === 'date') return fillPeriods(points, group.grain, 'zero').length > points.length;
  return group.kind === 'bin' && fillSteps(points, group.width, 'zero').length > points.length;
}

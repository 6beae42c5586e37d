// What the groups of a plan are sorted by, where it says so and where it does not, and which of them are left out.
// Not here: writing that as SQL (grouped.ts).
import type { Plan } from '../plan/plan.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import type { Direction } from './dialect.ts';
import { isOrdered } from './groups.ts';

export interface Sort {
  by: 'measure' | 'group';
  /** The number of the measure or group. */
  at: number;
  direction: Direction;
}

/**
 * Groups that follow each other by nature are shown so, others by the first measure, the largest first. Undefined without
 * groups.
 */
export function sortOf({ kind, groups, measures, order, limit, perGroup }: Plan, index: SchemaIndex): Sort | undefined {
  if (groups.length === 0) return undefined;
  const direction = order?.direction ?? 'asc';
  if (order?.group !== undefined && groups[order.group]) return { by: 'group', at: order.group, direction };
  if (order?.measure !== undefined && measures[order.measure]) return { by: 'measure', at: order.measure, direction };
  const hasMeasure = kind === 'aggregate' && measures.length > 0;
  if (order) return { by: hasMeasure ? 'measure' : 'group', at: 0, direction };
  const isRanking = perGroup === true && limit !== undefined;
  const byNature = groups.some((group) => isOrdered(group, index)) && !isRanking;
  return hasMeasure && !byNature ? { by: 'measure', at: 0, direction: 'desc' } : { by: 'group', at: 0, direction };
}

/** Whether the plan asks for the first or last groups by a measure. */
export function isRanking(plan: Plan, index: SchemaIndex): boolean {
  return plan.kind !== 'list' && plan.limit !== undefined && sortOf(plan, index)?.by === 'measure';
}

/**
 * Whether rows without a group are no group to be shown: orders without a customer are no customer that could be ranked,
 * counted or have more than a hundred orders.
 */
export function leavesOutUnnamed(plan: Plan, index: SchemaIndex): boolean {
  if (plan.kind === 'list' || plan.groups.length === 0) return false;
  return plan.kind === 'values' || plan.countGroups === true || plan.having.length > 0 || isRanking(plan, index);
}

// Shares, growth and running totals: what a group's number is beside the other groups', over a query that has one row each.
// Not here: the numbers themselves (measures.ts).
import type { Group, Measure } from '../plan/plan.ts';
import { columnByRef, type Statement } from './scope.ts';

/** Names of columns in the grouped query, quoted. */
export interface WindowNames {
  value: string;
  /** The group that periods follow each other along; undefined where no group has an order. */
  axis?: { group: Group; value: string; start?: string };
  /** What the other groups are told apart by. */
  others: readonly string[];
}

/** Throws for growth and running totals without a date or number among the groups. */
export function windowSql(statement: Statement, measure: Measure, names: WindowNames): string {
  const { dialect } = statement;
  const { value, axis, others } = names;
  if (measure.as === 'share') return `100.0 * ${dialect.asDouble(value)} / NULLIF(SUM(${value}) OVER (), 0)`;
  if (!axis) throw new Error(`There is no date or number among the groups for "${measure.label}" to follow.`);
  const at = axis.start ?? axis.value;
  const partition = others.length > 0 ? `PARTITION BY ${others.join(', ')} ` : '';
  const window = `${partition}ORDER BY ${dialect.order(at, 'asc')}`;
  // What has no date belongs to no point in time.
  if (measure.as === 'running')
    return `CASE WHEN ${at} IS NOT NULL THEN SUM(${value}) OVER (${window} ROWS UNBOUNDED PRECEDING) END`;
  const before = `LAG(${value}) OVER (${window})`;
  const growth = `100.0 * (${dialect.asDouble(value)} / NULLIF(${before}, 0) - 1)`;
  const expected = periodBefore(statement, axis.group, at);
  const follows = expected === undefined ? `${at} IS NOT NULL` : `LAG(${at}) OVER (${window}) = ${expected}`;
  return `CASE WHEN ${follows} THEN ${growth} END`;
}

/** Which value comes before another by the calendar; undefined where whatever is before it counts. */
function periodBefore({ dialect, index }: Statement, group: Group, at: string): string | undefined {
  if (group.kind === 'date') return dialect.periodBefore(at, group.grain);
  const isMonth = group.kind === 'column' && columnByRef(index, group.column).period === 'yyyymm';
  // Before 202401 comes 202312.
  return isMonth ? `${at} - CASE WHEN ${at} % 100 = 1 THEN 89 ELSE 1 END` : undefined;
}

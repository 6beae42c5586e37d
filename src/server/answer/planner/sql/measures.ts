// Measures as SQL, as far as one group's rows decide them.
// Not here: shares, growth and running totals, which need the other groups (windows.ts).
import type { Measure, SimpleMeasure } from '../plan/plan.ts';
import { conditionsSql } from './conditions.ts';
import { presentSql } from './missing.ts';
import { numberSql, type Scope, valueSql } from './scope.ts';

/** Whether a measure is decided only beside the other groups: a share of all of them, growth, a running total. */
export function needsOtherGroups({ as, per }: Measure): boolean {
  return as !== undefined && per === undefined;
}

/** Whether the numbers of groups add up to the number of all of them: of distinct customers, or averages, they do not. */
export function addsUp({ fn }: SimpleMeasure): boolean {
  return fn === 'count' || fn === 'sum';
}

/**
 * The number of one group. Throws where a finer table stands in the FROM and the measure is no count of rows, for that would
 * measure rows several times.
 */
export function measureSql(scope: Scope, measure: Measure): string {
  if (!measure.per) return simpleSql(scope, measure);
  const { dialect } = scope.statement;
  const own = simpleSql(scope, measure);
  // What no row adds to is nothing: of a region where nothing was cancelled, 0 % was.
  const isNothing = measure.fn === 'sum' && (measure.where?.length ?? 0) > 0;
  const part = dialect.asDouble(isNothing ? `COALESCE(${own}, 0)` : own);
  const ratio = `${part} / NULLIF(${simpleSql(scope, measure.per)}, 0)`;
  if (measure.as === 'share') return `100.0 * ${ratio}`;
  return measure.as === 'growth' ? `100.0 * (${ratio} - 1)` : ratio;
}

function simpleSql(scope: Scope, measure: SimpleMeasure): string {
  const { dialect } = scope.statement;
  const conditions = conditionsSql(scope, measure.where ?? []);
  const where = conditions.length > 0 ? { where: conditions.join(' AND ') } : {};
  if (measure.fn === 'count') {
    if (!scope.isMultiplied) return dialect.aggregate({ fn: 'count', ...where });
    return dialect.aggregate({ fn: 'count_distinct', value: idSql(scope), ...where });
  }
  if (!measure.column) throw new Error(`A plan asks for ${measure.fn} and does not say of what.`);
  if (scope.isMultiplied)
    throw new Error(`Only rows of ${scope.base.name} can be counted by a finer table, not measured by ${measure.fn}.`);
  const value = measure.times
    ? dialect.product(numberSql(scope, measure.column), numberSql(scope, measure.times))
    : presentSql(scope, measure.column);
  return dialect.aggregate({ fn: measure.fn, value, ...where });
}

function idSql(scope: Scope): string {
  const { base } = scope;
  if (!base.idColumn) throw new Error(`Rows of ${base.name} cannot be told apart, so not counted by a finer table.`);
  return valueSql(scope, { table: base.key, column: base.idColumn.name });
}

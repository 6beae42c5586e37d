// Whether what a line asks for can be joined and measured at all; a line that cannot is left to whoever says why.
// Not here: the SQL (../sql/).
import { findPath, type Step } from '../joins.ts';
import type { ColumnRef, Condition, Group, Measure, Plan, SimpleMeasure } from '../plan/plan.ts';
import type { IndexedTable, SchemaIndex } from '../schemaIndex.ts';
import { isNumber } from './kinds.ts';
import { columnOf } from './nameSyntax.ts';
import { namesOf } from './names.ts';

/** How many rows there may be for one of the table that is asked about. */
type Rows = 'one' | 'many' | 'any';

/** More measures or groups than this no table shows. */
const most = 24;

/** Whether a plan that was read can be answered from this data. */
export function isAnswerable(plan: Plan, index: SchemaIndex): boolean {
  const base = namesOf(index).tables.get(plan.base);
  if (!base || plan.measures.length > most || plan.groups.length > most || plan.having.length > most) return false;
  const reaches = (ref: Pick<ColumnRef, 'table' | 'via'>, rows: Rows) => isReachable(index, base, ref, rows);
  // Grouped by a finer table, a row of the base stands in several groups: it can be counted there, and nothing else.
  const isSplit = !plan.groups.every(({ column }) => reaches(column, 'one'));
  const isOrdered = plan.groups.some((group) => hasOrder(group, index));
  const isMeasurable = (measure: Measure) =>
    simpleParts(measure).every(
      ({ fn, column, times, where = [] }) =>
        (!isSplit || (fn === 'count' && base.idColumn !== undefined)) &&
        [column, times].every((ref) => ref === undefined || reaches(ref, 'one')) &&
        holds(where, base, index),
    ) &&
    (!needsSum(measure) || (!isSplit && (measure.fn === 'count' || measure.fn === 'sum')));
  const hasGroups = plan.groups.length > 0 || (plan.countGroups !== true && plan.perGroup !== true);
  return (
    hasGroups &&
    plan.measures.every((measure) => isMeasurable(measure) && (isOrdered || !needsOrder(measure))) &&
    plan.having.every(({ measure }) => isMeasurable(measure)) &&
    plan.groups.every((group) => refsOf(group).every((ref) => reaches(ref, plan.kind === 'list' ? 'one' : 'any'))) &&
    plan.columns.every((column) => reaches(column, 'one')) &&
    (plan.order?.column === undefined || reaches(plan.order.column, 'one')) &&
    holds(plan.filters, base, index)
  );
}

/** Sums of averages are no number of anything. */
const needsSum = ({ as, per }: Measure): boolean => !per && (as === 'share' || as === 'running');

const refsOf = (group: Group): ColumnRef[] =>
  group.kind === 'column' && group.key ? [group.column, group.key] : [group.column];

const simpleParts = (measure: Measure): SimpleMeasure[] => [measure, ...(measure.per ? [measure.per] : [])];

/** Growth and running totals follow something. */
const needsOrder = ({ as, per }: Measure): boolean => !per && (as === 'growth' || as === 'running');

function hasOrder(group: Group, index: SchemaIndex): boolean {
  if (group.kind !== 'column') return true;
  const column = columnOf(namesOf(index), group.column);
  return column !== undefined && (isNumber(column) || column.role === 'date');
}

function isReachable(
  index: SchemaIndex,
  base: IndexedTable,
  { table: key, via }: Pick<ColumnRef, 'table' | 'via'>,
  rows: Rows,
): boolean {
  const table = namesOf(index).tables.get(key);
  if (!table) return false;
  const path = findPath(index, base, table, via === undefined ? [] : [via]);
  const isMeant = via === undefined || (path.kind === 'path' && path.steps.some((step) => goesThrough(step, via)));
  if (isMeant) return path.kind === 'path' && (rows === 'any' || path.fansOut === (rows === 'many'));
  // The nearest way may not take the link, and a longer one through it is meant.
  const longer = index.links.filter(
    (link) => link.fromColumns.includes(via) && isUpwards(index, base, link.from) && isUpwards(index, link.to, table),
  );
  return table !== base && rows !== 'many' && longer.length === 1;
}

const goesThrough = ({ link }: Step, via: string): boolean => link.fromColumns.includes(via);

function isUpwards(index: SchemaIndex, from: IndexedTable, to: IndexedTable): boolean {
  const path = findPath(index, from, to);
  return path.kind === 'path' && !path.fansOut;
}

function holds(conditions: readonly Condition[], base: IndexedTable, index: SchemaIndex): boolean {
  return conditions.every((condition) => {
    switch (condition.kind) {
      case 'any':
      case 'all':
        return holds(condition.of, base, index);
      case 'columns':
        return isReachable(index, base, condition.left, 'any') && isReachable(index, base, condition.right, 'any');
      case 'related': {
        const table = namesOf(index).tables.get(condition.table);
        return (
          table !== undefined &&
          table !== base &&
          isReachable(index, base, condition, 'many') &&
          holds(condition.where, table, index)
        );
      }
      default:
        return isReachable(index, base, condition.column, 'any');
    }
  });
}

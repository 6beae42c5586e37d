// What a plan names: its tables and columns, for checking that they are still in the data.
// Not here: the plan itself (plan.ts).
import type { SchemaIndex } from '../schemaIndex.ts';
import type { ColumnRef, Condition, Plan, SimpleMeasure } from './plan.ts';

const ofMeasure = ({ column, times, where }: SimpleMeasure): ColumnRef[] => [
  ...(column ? [column] : []),
  ...(times ? [times] : []),
  ...(where ?? []).flatMap(ofCondition),
];

function ofCondition(condition: Condition): ColumnRef[] {
  switch (condition.kind) {
    case 'columns':
      return [condition.left, condition.right];
    case 'related':
      return [{ table: condition.table, column: '' }, ...condition.where.flatMap(ofCondition)];
    case 'any':
    case 'all':
      return condition.of.flatMap(ofCondition);
    default:
      return [condition.column];
  }
}

/** Every column a plan names; a table that is named without a column has the empty one. */
export function refsOf(plan: Plan): ColumnRef[] {
  const measures = [...plan.measures, ...plan.having.map(({ measure }) => measure)];
  return [
    { table: plan.base, column: '' },
    ...measures.flatMap((measure) => [...ofMeasure(measure), ...(measure.per ? ofMeasure(measure.per) : [])]),
    ...plan.groups.flatMap((group) => [group.column, ...(group.kind === 'column' && group.key ? [group.key] : [])]),
    ...plan.columns,
    ...plan.filters.flatMap(ofCondition),
    ...(plan.order?.column ? [plan.order.column] : []),
  ];
}

/** A plan kept from before, if all it names is still in the data. */
export function fits(plan: Plan, index: SchemaIndex): Plan | undefined {
  const isThere = ({ table, column }: ColumnRef) =>
    index.tables.some(
      (each) => each.key === table && (column === '' || each.columns.some(({ name }) => name === column)),
    );
  return refsOf(plan).every(isThere) ? plan : undefined;
}

// A plan in words: the reading shown beside an answer, titles, and the condition part of a sentence.
// Not here: numbers (sentence.ts).

import { formatNumber } from './format.ts';
import type { Filter, Measure, Plan } from './plan.ts';
import type { IndexedColumn, SchemaIndex } from './schemaIndex.ts';
import { columnByRef, tableByKey } from './sqlNames.ts';

export const lowerFirst = (text: string): string =>
  /^[A-Z][^A-Z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

export function joinWords(words: readonly string[], word = 'and'): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${word} ${words.at(-1)}`;
}

const comparisons = {
  '>': 'over',
  '>=': 'at least',
  '<': 'under',
  '<=': 'at most',
  '=': 'exactly',
  '<>': 'not',
  between: 'between',
} as const;

function comparison({
  op,
  value,
  upper,
}: {
  op: keyof typeof comparisons;
  value: number;
  upper?: number | undefined;
}): string {
  const and = upper === undefined ? '' : ` and ${formatNumber(upper)}`;
  return `${comparisons[op]} ${formatNumber(value)}${and}`;
}

function filterText(filter: Filter, index: SchemaIndex, name: (column: IndexedColumn) => string): string {
  if (filter.kind === 'related') return `there are ${tableByKey(index, filter.table).label}`;
  const column = columnByRef(index, filter.column);
  const subject = name(column);
  if (filter.kind === 'compare') return `${subject} is ${comparison(filter)}`;
  if (filter.kind === 'period') return `${subject} is ${filter.text}`;
  if (filter.kind === 'empty') return `${subject} is empty`;
  if (column.type === 'boolean') return `${subject} is ${filter.values[0] === false ? 'not ' : ''}true`;
  return `${subject} is ${filter.negated ? 'not ' : ''}${joinWords(filter.values.map(String), 'or')}`;
}

/** " where region is East and order date is in 2025", or nothing. `exact` names columns as the database does. */
export function whereText(plan: Plan, index: SchemaIndex, exact = false): string {
  const several =
    new Set(plan.filters.flatMap((filter) => (filter.kind === 'related' ? [] : [filter.column.table]))).size > 1;
  const name = (column: IndexedColumn) => {
    if (!exact)
      return column.table.key === plan.base || column.words !== column.ownWords
        ? column.label
        : `${column.table.singular} ${column.label}`;
    return several || column.table.key !== plan.base ? `${column.table.name}.${column.name}` : column.name;
  };
  const parts = plan.filters.map((filter) => filterText(filter, index, name));
  if (plan.having && plan.measures[0])
    parts.push(
      `${plan.measures[0].fn === 'count' ? 'number of ' : ''}${lowerFirst(plan.measures[0].label)} is ${comparison(plan.having)}`,
    );
  return parts.length > 0 ? ` where ${joinWords(parts)}` : '';
}

export function byText(plan: Plan): string {
  return plan.groups.length > 0 ? ` by ${joinWords(plan.groups.map((group) => lowerFirst(group.label)))}` : '';
}

const functions = {
  count: 'Count of',
  count_distinct: 'Number of different',
  sum: 'Sum of',
  avg: 'Average of',
  min: 'Minimum of',
  max: 'Maximum of',
};

function measureReading(measure: Measure, index: SchemaIndex): string {
  const table = tableByKey(index, measure.table);
  if (!measure.column) return `${functions[measure.fn]} ${table.label}`;
  const times = measure.times ? ` times ${measure.times.column}` : '';
  return `${functions[measure.fn]} ${table.name}.${measure.column.column}${times}`;
}

/** One line: how the question was understood. */
export function readingOf(plan: Plan, index: SchemaIndex): string {
  const where = whereText(plan, index, true);
  const base = tableByKey(index, plan.base);
  const order = plan.order ? `, ${plan.order.direction === 'desc' ? 'highest' : 'lowest'} first` : '';
  const limit = plan.limit === undefined ? '' : `, only ${plan.limit}`;
  const via = plan.via.length > 0 ? ` through ${plan.via[0]}` : '';
  if (plan.kind === 'values') return `Different values of ${base.name}.${plan.groups[0]?.column.column}${where}`;
  if (plan.kind === 'list') {
    const by = plan.order?.column ? ` by ${plan.order.column.column}` : '';
    return `List of ${base.label}${where}${by}${order}${limit}`;
  }
  const measures = joinWords(plan.measures.map((measure) => measureReading(measure, index)));
  const grouped = plan.groups.map((group) => {
    const column = columnByRef(index, group.column);
    const name = column.table.key === plan.base ? column.name : `${column.table.name}.${column.name}`;
    return group.kind === 'date' ? `${group.grain} of ${name}` : name;
  });
  const by = grouped.length > 0 ? ` by ${joinWords(grouped)}` : '';
  return `${plan.countGroups ? `Number of ${lowerFirst(plan.groups[0]?.label ?? '')} groups of: ` : ''}${measures}${by}${via}${where}${order}${limit}`;
}

/** The title of a table or chart. */
export function titleOf(plan: Plan, index: SchemaIndex): string {
  const base = tableByKey(index, plan.base);
  const label = base.label.charAt(0).toUpperCase() + base.label.slice(1);
  if (plan.kind === 'values') return plan.groups[0]?.label ?? label;
  const measure =
    plan.kind === 'list'
      ? plan.order?.column
        ? columnByRef(index, plan.order.column).label
        : ''
      : joinWords(plan.measures.map((each) => lowerFirst(each.label)));
  if (plan.limit !== undefined && measure !== '') {
    const what = plan.kind === 'list' ? base.label : `${lowerFirst(plan.groups[0]?.label ?? '')}`;
    return `${plan.order?.direction === 'asc' ? 'Bottom' : 'Top'} ${plan.limit}: ${what} by ${measure}`;
  }
  if (plan.kind === 'list') return label;
  return `${measure.charAt(0).toUpperCase()}${measure.slice(1)}${byText(plan)}`;
}

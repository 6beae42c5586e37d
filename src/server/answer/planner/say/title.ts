// The title of a table or a chart.
// Not here: sentences (sentence.ts), headers, which are the labels of the plan.
import type { Plan } from '../plan/plan.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import { byText, columnName, joinWords, lowerFirst, tableOf, upperFirst } from './names.ts';

/** "Orders by region", "Top 5: customer by revenue", "Top 2 in each category: product by quantity". */
export function titleOf(plan: Plan, index: SchemaIndex): string {
  const base = tableOf(index, plan.base);
  const labels = plan.groups.map((group) => lowerFirst(group.label));
  if (plan.kind === 'values') return upperFirst(joinWords(labels) || base.label);
  if (plan.countGroups) return `Number of ${joinWords(labels) || base.label}`;
  const { order, limit } = plan;
  const measured = joinWords(plan.measures.map((each) => lowerFirst(each.label)));
  const ranked = plan.measures[order?.measure ?? 0];
  const by =
    plan.kind === 'list'
      ? order?.column && columnName(index, order.column, plan.base)
      : order?.group === undefined && ranked && lowerFirst(ranked.label);
  if (limit === undefined || !by) return upperFirst(plan.kind === 'list' ? base.label : `${measured}${byText(plan)}`);
  const isEach = plan.perGroup === true && labels.length > 0;
  const each = isEach ? ` in each ${labels[0]}` : '';
  const what = plan.kind === 'list' ? base.label : joinWords(isEach ? labels.slice(1) : labels) || base.label;
  return `${order?.direction === 'asc' ? 'Bottom' : 'Top'} ${limit}${each}: ${what} by ${by}`;
}

// All that a plan asks of rows and of groups, as the end of a sentence.
// Not here: one condition (conditions.ts), one measure (measureText.ts).
import type { Condition, Plan } from '../plan/plan.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import { boundText, conditionText } from './conditions.ts';
import { exactText } from './exact.ts';
import { isPercent, measurePhrase } from './measureText.ts';
import { joinWords } from './names.ts';

/** " where status is delivered and number of orders is over 3", or nothing; `more` are conditions of the measure itself. */
export function whereText(plan: Plan, index: SchemaIndex, more: readonly Condition[] = []): string {
  const filters = [...plan.filters, ...more];
  const nested = filters.length + plan.having.length > 1;
  const parts = [
    ...filters.map((each) => conditionText(index, each, plan.base, nested)),
    ...plan.having.map((having) => {
      const unit = isPercent(having.measure) ? ' %' : '';
      return `${measurePhrase(having.measure, plan.base, index, true)} is ${boundText(having, exactText, unit)}`;
    }),
  ];
  return parts.length > 0 ? ` where ${joinWords(parts)}` : '';
}

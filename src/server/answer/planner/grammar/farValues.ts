// "average price of rye": what is measured and what it is said of must belong together. A measure of rows that are not named,
// limited only by rows that belong to them, is of something else. Not here: where a value stands (settleConditions.ts).
import type { Condition, Plan } from '../plan/plan.ts';
import { Unsettled } from './choices.ts';
import { ownCost } from './scope.ts';
import type { Work } from './work.ts';

const isRelated = (condition: Condition): boolean =>
  condition.kind === 'any' ? condition.of.some(isRelated) : condition.kind === 'related' && condition.where.length > 0;

/** Throws where an amount of rows that nobody named is limited by rows far from them. */
export function checkFarValues({ frame, input, scope }: Work, plan: Plan): void {
  const [measure] = plan.measures.filter((each) => each.column !== undefined && each.fn !== 'count_distinct');
  if (!measure || !plan.filters.some(isRelated)) return;
  const { base } = scope;
  const named = [...scope.names, ...scope.grouped, ...frame.subjects.map((subject) => subject.named)];
  if (named.some((each) => (ownCost(scope, each) ?? 1) < 0.5)) return;
  // "claim amount" names the claims.
  if (input.tokens.some(({ stem }) => base.words.length > 0 && stem === base.words.at(-1))) return;
  const column = base.columns.find(({ name }) => name === measure.column?.column);
  const what = column?.label ?? 'that';
  throw new Unsettled(
    `The ${what} I know of is that of the ${base.label}. Say "of ${base.label} with ..." if these are meant.`,
    [what],
  );
}

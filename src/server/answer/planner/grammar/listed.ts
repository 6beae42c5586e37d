// What is named first in a question for rows is what is listed: "members with failed payments" are members.
// Not here: the columns and order of a list (lists.ts).
import type { Plan } from '../plan/plan.ts';
import { Unsettled } from './choices.ts';
import { tablesOf } from './input.ts';
import { ownCost } from './scope.ts';
import { namesOf, type Work } from './work.ts';

/** Words that make what is behind them a condition on what is in front. */
const having = /^(with|without|have|has|having|had|who|that|which|whose|where)$/;
/** A likeness so much weaker than the best is not meant. */
const weaker = 15;

export function checkListed({ frame, scope, input }: Work, plan: Plan): void {
  const [head, ...others] = frame.subjects.toSorted((a, b) => a.at - b.at);
  if (plan.kind !== 'list' || !head || ownCost(scope, head.named) !== undefined) return;
  const { tokens } = input;
  const next = tokens[head.named.to]?.lower ?? '';
  const best = head.named.candidates[0]?.score ?? 0;
  const isTable =
    tablesOf(head.named).length > 0 &&
    head.named.candidates.some(({ kind, score }) => kind === 'table' && score >= best - weaker);
  const base = others.find(({ named }) => ownCost(scope, named) !== undefined);
  const isLimit = frame.conds.some(({ cond }) => namesOf(cond).some((named) => ownCost(scope, named) !== undefined));
  const isBehind = having.test(next) || (base !== undefined && having.test(tokens[base.at - 1]?.lower ?? ''));
  if (isBehind && (isTable || base !== undefined || isLimit))
    throw new Unsettled(`I can list the ${scope.base.label} here, but not the ${head.named.text} they belong to.`, [
      head.named.text,
    ]);
}

// Conditions on rows of two finer tables, one above the other: they are of the same rows, or each of its own.
// Not here: conditions on one finer table (mergeConditions.ts).
import { findPath } from '../joins.ts';
import type { Condition } from '../plan/plan.ts';
import type { Scope } from './scope.ts';

type Related = Extract<Condition, { kind: 'related' }>;
const isPlain = (condition: Condition): condition is Related =>
  condition.kind === 'related' && !condition.negated && condition.count === undefined && condition.via === undefined;

/** "who ordered books in 2024": a book of an order of 2024, and not a book once and something in 2024. */
export function nested(scope: Scope, conditions: Condition[]): Condition[] {
  const related = conditions.filter((each) => each.kind === 'related');
  const [one, two] = related;
  if (related.length !== 2 || !one || !two || !isPlain(one) || !isPlain(two)) return conditions;
  for (const [below, above] of [
    [one, two],
    [two, one],
  ] as const) {
    if (above.where.length === 0 || !isAbove(scope, below.table, above.table)) continue;
    const joined = conditions.flatMap((each): Condition[] => {
      if (each === above) return [];
      return each === below ? [{ ...below, where: [...below.where, ...above.where] }] : [each];
    });
    const isSaidApart = scope.tokens.some(({ lower }) => lower === 'and');
    const options = [joined, ...(isSaidApart ? [conditions] : [])].map((value) => ({ value, cost: 0 }));
    return scope.chooser.choose(options, above.table);
  }
  return conditions;
}

/** Each row of `below` has one of `above`, on the only way to the base. */
function isAbove({ index, base }: Scope, below: string, above: string): boolean {
  const from = index.tables.find(({ key }) => key === below);
  const isDirect = index.links.filter((link) => link.from === from && link.to.key === above).length === 1;
  const path = from && findPath(index, from, base, []);
  return isDirect && path?.kind === 'path' && path.steps.some(({ to }) => to.key === above);
}

// A value of rows far from those asked about, whose table nobody has named: "pets with insurance" paid no invoice by it for sure.
// Not here: making conditions (settleConditions.ts).

import type { Cond } from './pieces.ts';
import type { Scope, Way } from './scope.ts';

/** More than any reading may cost that is answered before the person has said that it is meant. */
const doubtful = 4.5;

/** Asks back where "with", "have" or "no" stands before a value two tables away. */
export function askFarValue(scope: Scope, cond: Extract<Cond, { kind: 'values' }>, way: Way): void {
  const [first] = cond.values;
  if (!first || cond.column || !way.fansOut || way.steps.length < 2 || scope.mentioned.has(way.table)) return;
  const isNamed = scope.names.some(({ candidates }) =>
    candidates.some(
      (each) =>
        each.kind === 'table' &&
        way.steps.some(({ to, from }) => to === each.table || from === each.table) &&
        each.table !== scope.base,
    ),
  );
  const before = scope.tokens[first.from - 1]?.lower ?? '';
  if (!isNamed && /^(have|has|had|having|with|without|no|any|an|a)$/.test(before)) scope.chooser.add(doubtful);
}

// Numbers that are also spelled as values: a name "2024", a season, a grade "3".
// Not here: periods (settlePeriods.ts).
import { Unsettled } from './choices.ts';
import type { Named } from './question.ts';
import { type Scope, type Way, waysTo } from './scope.ts';

/** "in 2024" is a time wherever there is a date, and no name or season that is spelled so. */
const isBareYear = (scope: Scope, named: Named, way: Way): boolean =>
  isSpelledYear(scope, named) &&
  scope.index.tables.some(
    (table) =>
      table.columns.some(({ role }) => role === 'date') &&
      (table === scope.base ||
        scope.mentioned.has(table) ||
        way.steps.some(({ to }) => to === table) ||
        waysTo(scope, table).some(({ fansOut }) => !fansOut)),
  );

const isSpelledYear = ({ tokens }: Scope, { from, to, text }: Named): boolean =>
  to - from === 1 &&
  /^(19|20)\d\d$/.test(text) &&
  tokens[from]?.kind !== 'quoted' &&
  /^(in|during|of|for|from|since|until|before|after|by)$/.test(tokens[from - 1]?.lower ?? '');

/** "customers with 3 sales" have so many; a far column that has such a value is not spoken of. */
const isHowMany = ({ tokens }: Scope, { from, to }: Named, way: Way): boolean =>
  way.steps.length > 0 &&
  to - from === 1 &&
  tokens[from]?.kind === 'number' &&
  /^(with|have|has|had|having|exactly)$/.test(tokens[from - 1]?.lower ?? '') &&
  tokens[to]?.kind === 'word' &&
  !/^(in|on|from|at|and|or|by|as)$/.test(tokens[to]?.lower ?? '');

export function checkNumber(scope: Scope, named: Named, way: Way, words: string): void {
  if (isBareYear(scope, named, way)) throw new Unsettled(`I cannot tell what "${words}" is the year of.`, [words]);
  if (isHowMany(scope, named, way)) throw new Unsettled(`I cannot tell what the ${words} are.`, [words]);
}

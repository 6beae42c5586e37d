// Who is meant by "who": the people that the rows belong to.
// Not here: questions with a name for them (rankings.ts, settleHaving.ts).

import { Unsettled } from './choices.ts';
import { isPerson } from './people.ts';
import type { Named } from './question.ts';
import { type Scope, waysTo } from './scope.ts';

/** The table of people that rows of the base belong to, as if it had been named. */
export function whoseRows(scope: Scope): Named {
  const options = scope.index.tables.flatMap((table) => {
    const [way] = waysTo(scope, table);
    return way && !way.fansOut && table.nameColumn && isPerson(table)
      ? [{ value: table, cost: way.steps.length * 0.02 }]
      : [];
  });
  const nameless = scope.index.tables.some(
    (table) => isPerson(table) && !table.nameColumn && waysTo(scope, table).some((way) => !way.fansOut),
  );
  if (options.length === 0 || nameless) throw new Unsettled('I cannot tell who is meant.', ['who']);
  const table = scope.chooser.choose(options, 'who');
  return { text: table.singular, from: 0, to: 0, candidates: [{ kind: 'table', table, score: 100 }] };
}

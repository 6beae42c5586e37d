// Whose a place is: in "requests from residents of Old Town" it is the residents', in "members with visits in Leeds" perhaps the visits'.
// Not here: the other choices among columns (scope.ts).
import { findPath } from '../joins.ts';
import type { IndexedTable } from '../schemaIndex.ts';
import { type Option, Unsettled } from './choices.ts';
import { tablesOf } from './input.ts';
import type { Named } from './question.ts';
import type { Scope, Seen, ValueCandidate, Way } from './scope.ts';
import { waysTo } from './scope.ts';

type Place = Seen<ValueCandidate>;

/** One of the columns a value may be of; asks back where it may be the base's and that of what is named in front of it. */
export function choosePlace(scope: Scope, value: Named, options: readonly Option<Place>[], words: string): Place {
  const owner = ownerOf(scope, value);
  const all = owner ? options.flatMap((option) => [option, ...throughOwner(scope, option, owner)]) : options;
  const chosen = scope.chooser.choose(all, words);
  const { column } = chosen.candidate;
  if (owner && !passes(chosen.way, owner) && column.table !== owner && isOwners(scope, owner, column.table)) {
    const [detour] = throughOwner(scope, { value: chosen, cost: 0 }, owner);
    if (!detour)
      throw new Unsettled(
        `I cannot tell whether "${words}" is said of the ${scope.base.label} or of the ${owner.label}, which have both a ${column.table.singular}.`,
        [words],
      );
  }
  return chosen;
}

/** The table named directly in front of "of", "in" or "from", where it is not the base. */
function ownerOf(scope: Scope, value: Named): IndexedTable | undefined {
  let at = value.from - 1;
  while (/^(the|our)$/.test(scope.tokens[at]?.lower ?? '')) at -= 1;
  if (!/^(of|in|from|at)$/.test(scope.tokens[at]?.lower ?? '')) return undefined;
  const tables = [...scope.names, ...scope.grouped].filter(({ to }) => to === at).flatMap(tablesOf);
  return tables.includes(scope.base) ? undefined : tables.find((table) => waysTo(scope, table).length > 0);
}

const passes = (way: Way, table: IndexedTable): boolean =>
  way.steps.some((step) => step.from === table || step.to === table);

function isOwners(scope: Scope, owner: IndexedTable, place: IndexedTable): boolean {
  const path = findPath(scope.index, owner, place);
  return path.kind === 'ambiguous' || (path.kind === 'path' && !path.fansOut);
}

/** The same column of the rows in front of it, where those are rows of a finer table. */
function throughOwner(scope: Scope, { value, cost, ...rest }: Option<Place>, owner: IndexedTable): Option<Place>[] {
  if (passes(value.way, owner)) return [];
  const { table } = value.candidate.column;
  const inner = findPath(scope.index, owner, table);
  if (inner.kind !== 'path' || inner.fansOut) return [];
  return waysTo(scope, owner)
    .filter((way) => way.fansOut)
    .map((way) => ({
      ...rest,
      cost,
      value: { ...value, way: { ...way, table, steps: [...way.steps, ...inner.steps] } },
    }));
}

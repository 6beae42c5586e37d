// Groupings of a plan: from what was named to columns and grains, and the check that no row is counted twice.
// Not here: measures and conditions (settle.ts, conditions.ts).
import type { Draft, GroupDraft } from './draft.ts';
import { findPath } from './joins.ts';
import { naturalCategories } from './lexicon.ts';
import type { Group, Plan } from './plan.ts';
import { checkPath, choose, chooseDate, isReachable, ReadingStopped, type Scope } from './resolve.ts';
import type { IndexedColumn, IndexedTable } from './schemaIndex.ts';

export const refOf = (column: IndexedColumn) => ({ table: column.table.key, column: column.name });
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function emptyPlan(kind: Plan['kind'], base: IndexedTable, draft: Draft): Plan {
  return {
    kind,
    base: base.key,
    measures: [],
    groups: [],
    columns: [],
    filters: [],
    via: draft.via,
    ...(draft.chart ? { chart: draft.chart } : {}),
  };
}

export function settleGroup(scope: Scope, draft: GroupDraft): Group {
  if (draft.grain && draft.candidates.length === 0) {
    const column = chooseDate(scope, draft.item, undefined);
    return dateGroup(column, draft.grain);
  }
  const plain = draft.candidates.filter((candidate) => candidate.kind === 'column');
  if (draft.grain) return dateGroup(choose(scope, draft.item, plain).column, draft.grain);
  const { table } = draft;
  const own = plain.find((candidate) => candidate.column.table === scope.base && candidate.score >= 100);
  if (table && !(own && own.column.table !== table) && (isReachable(scope, table) || plain.length === 0)) {
    checkPath(scope, table);
    return entityGroup(table);
  }
  const { column } = choose(scope, draft.item, plain);
  return { kind: 'column', column: refOf(column), label: capital(column.label) };
}

function dateGroup(column: IndexedColumn, grain: NonNullable<GroupDraft['grain']>): Group {
  if (column.role !== 'date') return { kind: 'column', column: refOf(column), label: capital(column.label) };
  return { kind: 'date', column: refOf(column), grain, label: capital(grain) };
}

function entityGroup(table: IndexedTable): Group {
  const { nameColumn, idColumn } = table;
  const shown = nameColumn ?? idColumn;
  if (!shown) throw new ReadingStopped(`Nothing tells one of the ${table.label} from another.`, [table.label]);
  if (nameColumn && idColumn && nameColumn !== idColumn) {
    return { kind: 'column', column: refOf(nameColumn), key: refOf(idColumn), label: capital(table.singular) };
  }
  return { kind: 'column', column: refOf(shown), label: capital(table.singular) };
}

/** The grouping a person would look at first: of few values, on the base table or the nearest one above it. */
export function naturalGroup(scope: Scope): Group {
  const candidates = scope.index.tables.flatMap((table) => {
    const path = findPath(scope.index, scope.base, table, scope.via);
    if (path.kind !== 'path' || path.fansOut) return [];
    return table.columns
      .filter(
        (column) => column.role === 'category' && (column.values?.size ?? 0) >= 2 && (column.values?.size ?? 0) <= 20,
      )
      .map((column) => {
        const habit = naturalCategories.findIndex((word) => column.words.includes(word));
        return { column, cost: (habit < 0 ? naturalCategories.length : habit) + path.steps.length * 3 };
      });
  });
  const [best] = candidates.sort((a, b) => a.cost - b.cost);
  if (!best) throw new ReadingStopped(`The ${scope.base.label} have no natural grouping.`, []);
  return { kind: 'column', column: refOf(best.column), label: capital(best.column.label) };
}

/** Refuses what would count a row twice; counts of entities can be made distinct, sums cannot. */
export function checkFanOut(scope: Scope, plan: Plan): void {
  for (const group of plan.groups) {
    const table = scope.index.tables.find((each) => each.key === group.column.table);
    const path = table ? findPath(scope.index, scope.base, table, scope.via) : undefined;
    if (!table || path?.kind !== 'path' || !path.fansOut) continue;
    const safe = plan.measures.every(
      (measure) =>
        measure.fn === 'min' ||
        measure.fn === 'max' ||
        measure.fn === 'count_distinct' ||
        (measure.fn === 'count' && scope.base.idColumn),
    );
    if (!safe) {
      throw new ReadingStopped(
        `One of the ${scope.base.label} belongs to many ${table.label}, so its ${plan.measures[0]?.label.toLowerCase()} cannot be split by ${group.label.toLowerCase()} without counting it more than once.`,
        [group.label.toLowerCase()],
      );
    }
  }
}

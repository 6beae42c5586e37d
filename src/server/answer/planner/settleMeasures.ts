// Measures of a plan: which columns and counts were meant, and the one table they are taken from.
// Not here: groupings (settleGroup.ts) and conditions (conditions.ts).
import type { ColumnCandidate, Draft, MeasureDraft } from './draft.ts';
import { findPath } from './joins.ts';
import type { Measure } from './plan.ts';
import { askWhich, ReadingStopped } from './resolve.ts';
import type { IndexedTable, SchemaIndex } from './schemaIndex.ts';
import { capital, refOf } from './settleGroup.ts';

/** The base is the table of the first measure; of several it may be, the one the question names. */
export function settleMeasures(index: SchemaIndex, draft: Draft): { base: IndexedTable; measures: Measure[] } {
  const [first] = draft.measures;
  if (!first) throw new ReadingStopped('I cannot tell what to measure.');
  const named = [...draft.tables.map((each) => each.table), ...draft.groups.flatMap((group) => group.table ?? [])];
  const base = first.table ?? chooseMeasure(index, first, named).column.table;
  const measures = draft.measures.map((measure) => {
    if (measure.table && measure.table !== base)
      throw new ReadingStopped('I can measure one table at a time.', [measure.item.text]);
    if (measure.table) return { fn: 'count' as const, table: base.key, label: capital(base.label) };
    const chosen = chooseMeasure(index, measure, [base, ...named], base);
    if (chosen.column.table !== base)
      throw new ReadingStopped('I can measure one table at a time.', [measure.item.text]);
    return measureOf(base, measure.fn, chosen);
  });
  return { base, measures };
}

export function measureOf(base: IndexedTable, given: MeasureDraft['fn'], chosen: ColumnCandidate): Measure {
  const { column } = chosen;
  const fn = given ?? (column.averaged && chosen.kind !== 'product' ? 'avg' : 'sum');
  const label = chosen.kind === 'product' ? 'revenue' : column.label;
  const names = {
    count: 'Number of',
    count_distinct: 'Number of different',
    avg: 'Average',
    min: 'Minimum',
    max: 'Maximum',
  };
  return {
    fn,
    table: base.key,
    column: refOf(column),
    ...(chosen.kind === 'product' ? { times: refOf(chosen.times) } : {}),
    label: fn === 'sum' ? capital(label) : `${names[fn]} ${label}`,
  };
}

function chooseMeasure(
  index: SchemaIndex,
  draft: MeasureDraft,
  named: readonly IndexedTable[],
  base?: IndexedTable,
): ColumnCandidate {
  let likely = draft.candidates;
  const narrow = (keep: (candidate: ColumnCandidate) => boolean) => {
    const kept = likely.filter(keep);
    if (kept.length > 0) likely = kept;
  };
  narrow((candidate) => named.every((table) => findPath(index, candidate.column.table, table).kind !== 'none'));
  narrow((candidate) => candidate.score === likely[0]?.score);
  if (base) narrow((candidate) => candidate.column.table === base);
  narrow((candidate) => named.includes(candidate.column.table));
  const [only] = likely;
  if (!only) throw new ReadingStopped(`"${draft.item.text}" is nothing that can be measured.`, [draft.item.text]);
  if (likely.length > 1) throw askWhich(draft.item, likely);
  return only;
}

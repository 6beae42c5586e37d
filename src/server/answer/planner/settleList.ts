// Lists: rows of a table, chosen columns of it, the distinct values of one column, the newest rows.
// Not here: anything measured (settle.ts).

import { settleConditions } from './conditions.ts';
import type { Draft } from './draft.ts';
import { findPath } from './joins.ts';
import type { Plan } from './plan.ts';
import { askWhich, choose, chooseDate, ReadingStopped, type Scope } from './resolve.ts';
import type { IndexedTable, SchemaIndex } from './schemaIndex.ts';
import { capital, emptyPlan, refOf } from './settleGroup.ts';

export function settleNewest(index: SchemaIndex, draft: Draft): Plan {
  const { newest } = draft;
  const table = draft.tables[0]?.table;
  if (!newest || !table || draft.measures.length + draft.groups.length > 0)
    throw new ReadingStopped('', [newest?.item.text ?? '']);
  askAge(newest, table, draft.tables[0]?.item.end ?? newest.item.end);
  const plan = settleList(index, draft);
  const column = chooseDate({ index, base: table, mentioned: [], via: draft.via }, newest.item, table);
  return { ...plan, order: { direction: newest.direction, column: refOf(column) }, limit: newest.count };
}

/** The oldest employee may be the one hired first or the one of the highest age. */
function askAge({ item, direction, count }: NonNullable<Draft['newest']>, table: IndexedTable, end: number): void {
  const age = table.columns.find((column) => column.words.includes('age') && column.role === 'measure');
  const when = table.columns.find((column) => column.role === 'date');
  if (!age || !/^(oldest|newest)$/i.test(item.text)) return;
  const isOld = direction === 'asc';
  const byAge = {
    label: `By ${age.label}`,
    span: { start: item.start, end },
    text: `${isOld ? 'top' : 'bottom'} ${count} ${table.label} by ${age.label}`,
  };
  const byDate = {
    label: `By ${when?.label ?? 'date'}`,
    span: { start: item.start, end: item.end },
    text: isOld ? 'earliest' : 'latest',
  };
  throw new ReadingStopped(
    `"${item.text}" can mean two things. Which one do you mean?`,
    [item.text],
    when ? [byAge, byDate] : [byAge],
  );
}

export function settleList(index: SchemaIndex, draft: Draft): Plan {
  const [group] = draft.which ? draft.groups : [];
  const columns = [
    ...draft.columns,
    ...(group && !group.table && !group.grain ? [{ item: group.item, candidates: group.candidates }] : []),
  ];
  const [column] = columns;
  const base = draft.tables[0]?.table ?? group?.table ?? column?.candidates[0]?.column.table;
  if (!base || (group?.grain && draft.which))
    throw new ReadingStopped(
      'I cannot tell what to show.',
      draft.groups.map((each) => each.item.text),
    );
  if (!draft.tables[0] && !group?.table && column) {
    const likely = column.candidates.filter((candidate) => candidate.score === column.candidates[0]?.score);
    if (likely.length > 1) throw askWhich(column.item, likely);
  }
  const tables =
    draft.tables.length > 0 ? draft.tables : group?.table ? [{ item: group.item, table: group.table }] : [];
  const scope: Scope = { index, base, mentioned: tables.map((each) => each.table), via: draft.via };
  const chosen = columns.map(({ item, candidates }) => choose(scope, item, candidates).column);
  const plan = emptyPlan('list', base, draft);
  plan.filters = settleConditions(scope, { ...draft, tables });
  const [only] = chosen;
  if (only && chosen.length === 1 && only.role !== 'name' && !only.unique && only.type !== 'number') {
    return { ...plan, kind: 'values', groups: [{ kind: 'column', column: refOf(only), label: capital(only.label) }] };
  }
  if (draft.distinct) throw new ReadingStopped('', ['different']);
  for (const each of chosen) {
    const path = findPath(index, base, each.table, draft.via);
    if (path.kind !== 'path' || path.fansOut)
      throw new ReadingStopped(`One of the ${base.label} has many ${each.label}.`, [each.label]);
  }
  plan.columns = chosen.map(refOf);
  return plan;
}

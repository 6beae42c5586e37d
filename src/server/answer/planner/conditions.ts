// The conditions of a draft settled to columns: values, numbers, periods, related tables, and limits on a group's total.
// Not here: measures and groupings (settle.ts).

import type { ColumnCandidate, CompareDraft, Draft, GroupDraft, PeriodDraft, ValueDraft } from './draft.ts';
import { findPath } from './joins.ts';
import type { Filter, Plan } from './plan.ts';
import { askWhich, choose, chooseDate, isReachable, ReadingStopped, type Scope } from './resolve.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from './schemaIndex.ts';
import { checkFanOut, emptyPlan, refOf, settleGroup } from './settleGroup.ts';
import { measureOf } from './settleMeasures.ts';
import { columnByRef } from './sqlNames.ts';

function fansOut(scope: Scope, table: IndexedTable): boolean {
  const path = findPath(scope.index, scope.base, table, scope.via);
  return path.kind === 'path' && path.fansOut;
}

/** Every condition on the rows of the base table. Compares that limit a group's total must be taken out before. */
export function settleConditions(scope: Scope, draft: Draft): Filter[] {
  const rows = [
    ...settleValues(scope, draft.values),
    ...draft.missing.map(({ item, candidates }): Filter => {
      const { column } = choose(scope, item, candidates);
      if (fansOut(scope, column.table))
        throw new ReadingStopped(`I cannot ask for rows without ${column.label} here.`, [item.text]);
      return { kind: 'empty', column: refOf(column) };
    }),
    ...draft.compares.map((compare) => settleCompare(scope, compare)),
  ];
  const limited = rows.flatMap((filter) =>
    filter.kind === 'related' ? [] : scope.index.tables.filter((table) => table.key === filter.column.table),
  );
  const grouped = draft.groups.flatMap((group) => group.table ?? groupedTable(scope, group) ?? []);
  const finer = [...scope.mentioned, ...draft.tables.map((each) => each.table), ...limited, ...grouped].filter(
    (table) => fansOut(scope, table),
  );
  scope.finer = [...new Set(finer)];
  const filters = [...rows, ...settlePeriods(scope, draft.periods)];
  const dates = filters
    .filter((filter) => filter.kind === 'period')
    .map((filter) => columnByRef(scope.index, filter.column));
  // The months of "in 2025 by month" are those of the date that 2025 limits.
  if (dates[0] && dates.every((column) => column === dates[0])) scope.date ??= dates[0];
  for (const { table, item } of draft.tables) {
    if (table === scope.base) continue;
    if (!isReachable(scope, table))
      throw new ReadingStopped(`The ${scope.base.label} and the ${table.label} are not linked.`, [item.text]);
    // A table that is named only to say whose column is meant adds no condition of its own.
    const isUsed =
      filters.some((filter) => filter.kind !== 'related' && filter.column.table === table.key) ||
      draft.groups.some((group) => group.table === table || group.candidates[0]?.column.table === table) ||
      draft.columns.some((column) => column.candidates[0]?.column.table === table);
    if (!isUsed) filters.push({ kind: 'related', table: table.key });
  }
  return filters;
}

/** The table a grouping by a column most likely means, seen from the base. */
function groupedTable(scope: Scope, group: GroupDraft): IndexedTable | undefined {
  const reachable = group.candidates.filter((candidate) => isReachable(scope, candidate.column.table));
  const best = reachable.filter((candidate) => candidate.score === reachable[0]?.score);
  return best.some((candidate) => candidate.column.table === scope.base) ? scope.base : best[0]?.column.table;
}

/** The column of the table the value stands beside: in "items in open orders" it is the orders that are open. */
function chooseValue(scope: Scope, value: ValueDraft): ColumnCandidate {
  const { item, near, candidates } = value;
  const best = Math.max(...candidates.map((candidate) => candidate.score));
  const beside = candidates.filter((candidate) => candidate.column.table === near?.table && candidate.score === best);
  if (!near || beside.length === 0 || near.table === scope.base) return choose(scope, item, candidates);
  const own = candidates.filter((candidate) => candidate.column.table === scope.base && candidate.score === best);
  if (!near.follows && own.length > 0) throw askWhich(item, [...own, ...beside]);
  return choose(scope, item, beside);
}

function settleValues(scope: Scope, values: readonly ValueDraft[]): Filter[] {
  const filters: Extract<Filter, { kind: 'in' }>[] = [];
  for (const value of values) {
    const chosen = chooseValue(scope, value);
    const { column } = chosen;
    if (value.negated && fansOut(scope, column.table))
      throw new ReadingStopped(`I cannot exclude by ${column.label} here.`, [value.item.text]);
    if (value.flag) {
      const said = filters.some(
        (filter) => filter.column.table === column.table.key && filter.column.column === column.name,
      );
      if (said) throw new ReadingStopped(`I cannot use "${value.item.text}" twice.`, [value.item.text]);
      if (column.flags)
        filters.push({ kind: 'in', column: refOf(column), values: column.flags.yes, negated: value.negated });
      else filters.push({ kind: 'in', column: refOf(column), values: [!value.negated], negated: false });
      continue;
    }
    const spelled = chosen.kind === 'value' ? chosen.values : [];
    const known = filters.find(
      (filter) => filter.column.table === column.table.key && filter.column.column === column.name,
    );
    if (!known) {
      filters.push({ kind: 'in', column: refOf(column), values: spelled, negated: value.negated });
      continue;
    }
    if (spelled.every((each) => known.values.includes(each)))
      throw new ReadingStopped(`"${value.item.text}" is said twice, and I can only use it once.`, [value.item.text]);
    // Two values of one column hold together only as "or"; said without a joint, or of many rows at once, it is another question.
    const isUnion =
      value.joint !== undefined &&
      known.negated === value.negated &&
      !(value.joint === 'and' && fansOut(scope, column.table));
    if (!isUnion)
      throw new ReadingStopped(`I cannot put "${value.item.text}" together with the other ${column.label}.`, [
        value.item.text,
      ]);
    known.values = [...new Set([...known.values, ...spelled])];
  }
  for (const [at, value] of values.entries()) {
    if (value.joint !== 'or') continue;
    const [left, right] = [values[at - 1], value].map((each) => (each ? chooseValue(scope, each).column : undefined));
    if (left !== right || value.flag)
      throw new ReadingStopped(`I can join values of one column by "or", not of two.`, [value.item.text]);
  }
  return filters;
}

function settleCompare(scope: Scope, compare: CompareDraft): Filter {
  let column: IndexedColumn;
  if (compare.candidates.length > 0) column = choose(scope, compare.item, compare.candidates).column;
  else {
    if (compare.op === '=' || compare.op === '<>')
      throw new ReadingStopped('I cannot tell which column you mean.', [compare.item.text]);
    const measures = scope.base.columns.filter((each) => each.role === 'measure');
    const [only] = measures;
    if (!only)
      throw new ReadingStopped(`I cannot tell which number of the ${scope.base.label} you mean.`, [compare.item.text]);
    if (measures.length > 1) {
      const span = { start: compare.item.start, end: compare.item.start };
      const options = measures.map((each) => ({ label: each.label, span, text: `with ${each.label} ` }));
      throw new ReadingStopped('Which number do you mean?', [compare.item.text], options);
    }
    column = only;
  }
  const { op, value, upper } = compare;
  return { kind: 'compare', column: refOf(column), op, value, ...(upper === undefined ? {} : { upper }) };
}

export function settlePeriods(scope: Scope, periods: readonly PeriodDraft[]): Filter[] {
  const filters: Extract<Filter, { kind: 'period' }>[] = [];
  const others: Filter[] = [];
  for (const { item, period, candidates, near } of periods) {
    const year = candidates.length === 0 ? yearColumn(scope, period) : undefined;
    if (year) {
      others.push(year);
      continue;
    }
    const column = candidates.length > 0 ? choose(scope, item, candidates).column : chooseDate(scope, item, near);
    const known = filters.find(
      (filter) => filter.column.table === column.table.key && filter.column.column === column.name,
    );
    if (known) {
      const from = [known.from, period.from]
        .filter((day) => day !== undefined)
        .sort()
        .at(-1);
      const to = [known.to, period.to].filter((day) => day !== undefined).sort()[0];
      if (from !== undefined && to !== undefined && from >= to)
        throw new ReadingStopped('Two periods that share no day cannot hold at once.', [item.text]);
    }
    filters.push({ kind: 'period', column: refOf(column), ...period });
  }
  return [...filters, ...others];
}

/** Data without dates may still have a column of years, which whole years can limit. */
function yearColumn(scope: Scope, period: { from?: string; to?: string }): Filter | undefined {
  const dates = scope.index.tables.some(
    (table) =>
      table.columns.some((column) => column.role === 'date') && isReachable(scope, table) && !fansOut(scope, table),
  );
  const years = scope.base.columns.filter((column) => column.type === 'integer' && column.words.at(-1) === 'year');
  const [column] = years;
  if (dates || !column || years.length > 1 || !period.from?.endsWith('-01-01') || !period.to?.endsWith('-01-01'))
    return undefined;
  return {
    kind: 'compare',
    column: refOf(column),
    op: 'between',
    value: Number(period.from.slice(0, 4)),
    upper: Number(period.to.slice(0, 4)) - 1,
  };
}

/** "customers with more than 5 orders": the finer table is measured for each entity, and the totals are limited. */
export function settleHaving(index: SchemaIndex, draft: Draft): Plan {
  const limits = draft.compares.filter((compare) => compare.table || compare.fn || compare.candidates.length > 0);
  const compare = limits.find((each) => each.table || each.fn) ?? limits[0];
  const counted = draft.measures[0];
  const entity =
    draft.groups[0] ??
    (counted?.fn === 'count' && counted.table
      ? { item: counted.item, table: counted.table, candidates: [], per: false }
      : undefined);
  const first = draft.tables[0];
  const [column] = draft.columns;
  if (column && draft.columns.length === 1 && !entity && !first) {
    return settleHaving(index, {
      ...draft,
      columns: [],
      groups: [{ item: column.item, candidates: column.candidates, per: false }],
    });
  }
  const group = entity ?? (first ? { item: first.item, table: first.table, candidates: [], per: false } : undefined);
  const isPlain =
    draft.measures.length === 0 ||
    (draft.measures.length === 1 && counted?.fn === 'count' && draft.groups.length === 0);
  if (!compare || !group || !isPlain || draft.groups.length > 1 || draft.rank || draft.columns.length > 0) {
    throw new ReadingStopped('I cannot limit that together with the rest of the question.', [compare?.item.text ?? '']);
  }
  const [best] = compare.candidates;
  const base = compare.table ?? best?.column.table;
  if (!base) throw new ReadingStopped('I cannot tell what is limited.', [compare.item.text]);
  const low = compare.op === '<' || compare.op === '<=' || (compare.value <= 0 && compare.op !== '>');
  if (low) {
    // Entities without a single row would belong to the answer, and this plan never meets them.
    throw new ReadingStopped(`I can only ask for at least some ${base.label}.`, [compare.item.text]);
  }
  const tables = draft.tables.filter((each) => each.table !== group.table && each.table !== base);
  const scope: Scope = { index, base, mentioned: [base, ...(group.table ? [group.table] : [])], via: draft.via };
  const plan = emptyPlan('aggregate', base, draft);
  const chosen = best ? choose(scope, compare.item, compare.candidates) : undefined;
  plan.measures = chosen
    ? [measureOf(base, compare.fn, chosen)]
    : [{ fn: 'count', table: base.key, label: base.label.charAt(0).toUpperCase() + base.label.slice(1) }];
  plan.groups = [settleGroup(scope, group)];
  if (group.table && fansOut(scope, group.table)) throw new ReadingStopped('', [compare.item.text]);
  checkFanOut(scope, plan);
  plan.filters = settleConditions(scope, {
    ...draft,
    tables,
    compares: draft.compares.filter((each) => each !== compare),
  });
  plan.having = {
    op: compare.op,
    value: compare.value,
    ...(compare.upper === undefined ? {} : { upper: compare.upper }),
  };
  plan.order = { direction: 'desc' };
  if (draft.measures.length > 0) plan.countGroups = true;
  return plan;
}

// Changing the plan of the answer before by what a short question adds: "as a pie chart", "only for East", "by month", "top 3".
// Not here: deciding whether a question is one (parse.ts).

import { settleConditions } from './conditions.ts';
import type { Draft } from './draft.ts';
import type { Filter, Plan } from './plan.ts';
import { isReachable, ReadingStopped, type Scope } from './resolve.ts';
import type { SchemaIndex } from './schemaIndex.ts';
import { limitsMeasure } from './settle.ts';
import { capital, checkFanOut, settleGroup } from './settleGroup.ts';
import { settleMeasures } from './settleMeasures.ts';
import { tableByKey } from './sqlNames.ts';

/** The earlier plan with what the draft says put in place. Throws ReadingStopped when the two do not fit together. */
export function followUp(index: SchemaIndex, previous: Plan, draft: Draft): Plan {
  const plan: Plan = structuredClone(previous);
  if (plan.countGroups && (draft.groups.length > 0 || draft.rank || draft.chart)) delete plan.countGroups;
  if (draft.measures.length > 0) replaceMeasure(index, plan, draft);
  const base = tableByKey(index, plan.base);
  const mentioned = [
    ...plan.filters.flatMap((filter) => (filter.kind === 'related' ? [] : [tableByKey(index, filter.column.table)])),
    ...plan.groups.map((group) => tableByKey(index, group.column.table)),
  ];
  plan.via = [...new Set([...plan.via, ...draft.via])];
  const scope: Scope = { index, base, mentioned, via: plan.via };
  if (draft.countAny) countRows(plan, base.key, capital(base.label));
  if (draft.groups.length > 0) {
    if (plan.kind !== 'aggregate') countRows(plan, base.key, capital(base.label));
    plan.groups = draft.groups.map((group) => settleGroup(scope, group));
    delete plan.order;
    delete plan.limit;
    delete plan.having;
    // Slices of time say little; the line of a date is what the person means unless they say so again.
    if ((plan.chart === 'pie' || plan.chart === 'donut') && plan.groups.some((group) => group.kind === 'date'))
      delete plan.chart;
    if (plan.groups.length > 2) throw new ReadingStopped('I can group by two things at most.');
    checkFanOut(scope, plan);
  }
  const periods = draft.periods.map((period) => {
    const kept =
      plan.filters.find((filter) => filter.kind === 'period')?.column ??
      plan.groups.find((group) => group.kind === 'date')?.column;
    const column = kept ? tableByKey(index, kept.table).columns.find((each) => each.name === kept.column) : undefined;
    if (!column || period.candidates.length > 0) return period;
    return { ...period, candidates: [{ kind: 'column' as const, column, score: 100 }] };
  });
  plan.filters = merge(
    plan.filters,
    settleConditions(scope, { ...draft, periods, tables: draft.tables.filter((each) => each.table !== base) }),
  );
  const limit = plan.kind === 'aggregate' && plan.groups.length > 0 ? limitsMeasure(draft, plan) : undefined;
  if (limit) throw new ReadingStopped('I cannot tell whether single rows or totals are limited.', [limit.item.text]);
  if (draft.rank) rank(plan, draft);
  if (draft.chart) plan.chart = draft.chart;
  if (draft.chart && draft.chart !== 'table' && plan.kind === 'aggregate' && plan.groups.length === 0) {
    throw new ReadingStopped('One number has no chart.', [draft.chart === 'any' ? 'chart' : draft.chart]);
  }
  return plan;
}

function countRows(plan: Plan, base: string, label: string): void {
  plan.kind = 'aggregate';
  plan.measures = [{ fn: 'count', table: base, label }];
  plan.groups = [];
  plan.columns = [];
  delete plan.order;
  delete plan.limit;
  delete plan.having;
  delete plan.countGroups;
  delete plan.chart;
}

/** "what about revenue?" measures something else by the same groups and under the same conditions, where they still fit. */
function replaceMeasure(index: SchemaIndex, plan: Plan, draft: Draft): void {
  if (plan.kind !== 'aggregate' || plan.having)
    throw new ReadingStopped(
      '',
      draft.measures.map((measure) => measure.item.text),
    );
  const { base, measures } = settleMeasures(index, draft);
  const scope: Scope = { index, base, mentioned: [], via: plan.via };
  const used = [
    ...plan.groups.map((group) => group.column.table),
    ...plan.filters.map((filter) => (filter.kind === 'related' ? filter.table : filter.column.table)),
  ];
  for (const key of used) {
    if (!isReachable(scope, tableByKey(index, key)))
      throw new ReadingStopped(`That does not go together with the ${base.label}.`, [
        draft.measures[0]?.item.text ?? '',
      ]);
  }
  plan.base = base.key;
  plan.measures = measures;
  checkFanOut(scope, plan);
}

/** A new condition takes the place of the old one on the same column. */
function merge(old: readonly Filter[], added: readonly Filter[]): Filter[] {
  const column = (filter: Filter) =>
    filter.kind === 'related' ? `related ${filter.table}` : `${filter.column.table}.${filter.column.column}`;
  const replaced = new Set(added.map(column));
  return [...old.filter((filter) => !replaced.has(column(filter))), ...added];
}

function rank(plan: Plan, draft: Draft): void {
  const { rank: wanted } = draft;
  if (!wanted) return;
  const rankable =
    (plan.kind === 'aggregate' && plan.groups.length === 1) ||
    (plan.kind === 'list' && plan.order?.column !== undefined);
  if (!rankable) throw new ReadingStopped('There is nothing to rank in the answer before.', [wanted.item.text]);
  plan.limit = wanted.count;
  plan.order = { ...plan.order, direction: wanted.direction };
}

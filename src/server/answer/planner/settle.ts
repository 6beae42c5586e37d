// From a draft to a plan: the base table, the columns meant, and what kind of answer it is. Asks back where two readings are likely.
// Not here: measures, groupings, lists, conditions (each in its file), changing an earlier plan (followUp.ts).

import { settleConditions, settleHaving } from './conditions.ts';
import { type CompareDraft, type Draft, type GroupDraft, isUnbroken, type MeasureDraft } from './draft.ts';
import { findPath } from './joins.ts';
import type { ColumnRef, Filter, Measure, Plan } from './plan.ts';
import { choose, ReadingStopped, type Scope } from './resolve.ts';
import type { IndexedTable, SchemaIndex } from './schemaIndex.ts';
import { checkFanOut, emptyPlan, naturalGroup, refOf, settleGroup } from './settleGroup.ts';
import { settleList, settleNewest } from './settleList.ts';
import { settleMeasures } from './settleMeasures.ts';

/** Whether a question names anything of its own to measure or list. */
export function hasSubject(draft: Draft): boolean {
  return draft.measures.length > 0 || draft.tables.length > 0 || draft.columns.length > 0 || draft.which;
}

export function settle(index: SchemaIndex, draft: Draft, questionLength: number): Plan {
  const shaped = shape(draft);
  const having = shaped.compares.find((compare) => compare.table);
  if (having || needsHaving(index, shaped)) return settleHaving(index, shaped);
  if (shaped.newest) return settleNewest(index, shaped);
  if (shaped.measures.length > 0) return settleAggregate(index, shaped);
  if (shaped.groups.length > 0 && !shaped.which) {
    const [first] = shaped.tables;
    if (shaped.rank) throw askRank(index, shaped, questionLength);
    if (!first)
      throw new ReadingStopped(
        'I cannot tell what to measure.',
        shaped.groups.map((group) => group.item.text),
      );
    const measure: MeasureDraft = { item: first.item, fn: 'count', table: first.table, candidates: [] };
    return settleAggregate(index, { ...shaped, measures: [measure], tables: shaped.tables.slice(1) });
  }
  if (shaped.rank) throw askRank(index, shaped, questionLength);
  return settleList(index, shaped);
}

/** Puts superlatives in their place: "highest budget" is a maximum, "project with the highest budget" a ranking. */
function shape(draft: Draft): Draft {
  const { rank } = draft;
  if (!rank || draft.measures.length === 0) return draft;
  const [measure] = draft.measures;
  const [group] = draft.groups;
  if (group && measure) {
    const between =
      !rank.named &&
      !draft.which &&
      measure.item.start > rank.item.start &&
      group.item.start > measure.item.end &&
      !measure.table &&
      !measure.fn;
    if (!between || draft.groups.length > 1) return draft;
    const word = rank.direction === 'desc' ? 'maximum' : 'minimum';
    const top = rank.direction === 'desc' ? 'top' : 'bottom';
    const options = [
      {
        label: `The ${word} in each ${group.item.text}`,
        span: { start: rank.item.start, end: rank.item.end },
        text: word,
      },
    ];
    if (isUnbroken(draft, rank.item.start, group.item.end))
      options.push({
        label: `The ${group.item.text} with the ${rank.item.text} total`,
        span: { start: rank.item.start, end: group.item.end },
        text: `${top} 1 ${group.item.text} by ${measure.item.text}`,
      });
    throw new ReadingStopped(
      `"${rank.item.text} ${measure.item.text}" by ${group.item.text} can mean two things. Which one do you mean?`,
      [rank.item.text],
      options,
    );
  }
  const [column] = draft.columns;
  if (column)
    return {
      ...draft,
      columns: draft.columns.slice(1),
      groups: [{ item: column.item, candidates: column.candidates, per: false }],
    };
  const [table] = draft.tables;
  if (table)
    return {
      ...draft,
      tables: draft.tables.slice(1),
      groups: [{ item: table.item, table: table.table, candidates: [], per: false }],
    };
  if (rank.explicit || rank.named || !measure || measure.fn || measure.table)
    throw new ReadingStopped(`I cannot tell what to rank.`, [rank.item.text]);
  const { rank: _, ...rest } = draft;
  return { ...rest, measures: [{ ...measure, fn: rank.direction === 'desc' ? 'max' : 'min' }] };
}

/** A limit on a measure of another, finer table is a limit on the total of each row: "customers with revenue over 1000". */
function needsHaving(index: SchemaIndex, draft: Draft): boolean {
  const entity = draft.tables[0]?.table ?? draft.groups[0]?.table ?? draft.measures[0]?.table;
  return draft.compares.some((compare) => {
    if (compare.fn) return true;
    const [best] = compare.candidates;
    if (!entity || !best || draft.measures.some((measure) => !measure.table)) return false;
    if (compare.candidates.some((candidate) => candidate.column.table === entity)) return false;
    const path = findPath(index, entity, best.column.table, draft.via);
    return path.kind === 'path' && path.fansOut;
  });
}

function askRank(index: SchemaIndex, draft: Draft, questionLength: number): ReadingStopped {
  const table = draft.groups[0]?.table ?? draft.groups[0]?.candidates[0]?.column.table ?? draft.tables[0]?.table;
  const options = [];
  for (const other of table ? index.tables : []) {
    const path = table ? findPath(index, other, table) : undefined;
    if (path?.kind !== 'path' || path.fansOut) continue;
    for (const column of other.columns) {
      if (column.role === 'measure' && (!column.averaged || other === table))
        options.push({
          label: `By ${column.label}`,
          text: ` by ${column.label}`,
          span: { start: questionLength, end: questionLength },
        });
    }
    if (other !== table)
      options.push({
        label: `By number of ${other.label}`,
        text: ` by number of ${other.label}`,
        span: { start: questionLength, end: questionLength },
      });
  }
  return new ReadingStopped('By what should they be ranked?', [draft.rank?.item.text ?? ''], options);
}

function settleAggregate(index: SchemaIndex, draft: Draft): Plan {
  const { base, measures } = settleMeasures(index, draft);
  const mentioned = [...draft.tables.map((each) => each.table), ...draft.groups.flatMap((group) => group.table ?? [])];
  const scope: Scope = { index, base, mentioned, via: draft.via };
  const columns = draft.columns.map(({ item, candidates }): GroupDraft => ({ item, candidates, per: false }));
  if (columns.length > 0 && !draft.which)
    throw new ReadingStopped(
      '',
      columns.map((column) => column.item.text),
    );
  const [measure] = measures;
  const [group] = draft.groups;
  if (measure?.fn === 'avg' && group?.per && group.table && group.table !== base && measure.column)
    throw askPer(draft, group, measure);
  const plan = emptyPlan('aggregate', base, draft);
  plan.measures = measures;
  const dated = draft.periods.find((period) => period.candidates.length > 0);
  if (dated) scope.date = choose(scope, dated.item, dated.candidates).column;
  plan.filters = settleConditions(scope, draft);
  const same = limitsMeasure(draft, plan);
  // "revenue by region over 1000" may limit each row or each total, which are different numbers.
  if (same && draft.groups.length > 0)
    throw new ReadingStopped('I cannot tell whether single rows or totals are limited.', [same.item.text]);
  const own =
    group?.table === base &&
    draft.groups.length === 1 &&
    measures.every((each) => each.column && !each.times && each.fn !== 'count_distinct');
  if (own && (draft.rank || draft.byMeasure || !base.idColumn)) return rankRows(plan, base, draft);
  if (draft.byMeasure && draft.groups.length === 0 && !draft.rank && draft.tables.length > 0)
    throw new ReadingStopped(
      'I cannot tell whether to group or to sort by that.',
      draft.measures.map((each) => each.item.text),
    );
  plan.groups = draft.groups.map((each) => settleGroup(scope, each));
  if (draft.filler && plan.groups.length === 0 && measures.every((each) => each.fn !== 'count'))
    plan.groups = [naturalGroup(scope)];
  checkFanOut(scope, plan);
  if (plan.groups.length > 2)
    throw new ReadingStopped(
      'I can group by two things at most.',
      draft.groups.slice(2).map((each) => each.item.text),
    );
  if (draft.rank) {
    if (plan.groups.length !== 1)
      throw new ReadingStopped('I cannot rank without one thing to rank.', [draft.rank.item.text]);
    plan.limit = draft.rank.count;
    plan.order = { direction: draft.rank.direction };
  } else if (draft.byMeasure) plan.order = { direction: 'desc' };
  return plan;
}

function askPer(draft: Draft, group: GroupDraft, measure: Measure): ReadingStopped {
  const name = group.table?.singular ?? group.item.text;
  const [first] = draft.measures;
  const label = first?.item.text ?? measure.label;
  const span = { start: first?.said?.start ?? 0, end: group.item.end };
  const options = [
    { label: `The average ${label} within each one`, span, text: `average ${label} for each ${name}` },
    { label: `The total ${label} of each one`, span, text: `total ${label} for each ${name}` },
  ];
  const isWhole = first?.said !== undefined && isUnbroken(draft, span.start, span.end);
  return new ReadingStopped(
    `An average per ${group.item.text} can mean two things. Which one do you mean?`,
    [group.item.text],
    isWhole ? options : [],
  );
}

/** The rows of the base table themselves, ranked by their own column. */
function rankRows(plan: Plan, base: IndexedTable, draft: Draft): Plan {
  const name = base.nameColumn ?? base.idColumn;
  const measured = plan.measures.flatMap((measure) => measure.column ?? []);
  const [first] = measured;
  if (!first || draft.measures.some((measure) => measure.fn))
    throw new ReadingStopped(
      'I cannot rank single rows by that.',
      draft.measures.map((measure) => measure.item.text),
    );
  const columns = [...(name ? [refOf(name)] : []), ...measured];
  const ranked: Plan = { ...plan, kind: 'list', measures: [], groups: [], columns: name ? columns : [] };
  ranked.order = { direction: draft.rank?.direction ?? 'desc', column: first };
  if (draft.rank) ranked.limit = draft.rank.count;
  return ranked;
}

/** A limit that may be one on the rows or one on what is measured of them. */
export function limitsMeasure(draft: Draft, plan: Plan): CompareDraft | undefined {
  const limits = plan.filters.filter((filter) => filter.kind === 'compare');
  return draft.compares.find(
    (compare) =>
      compare.candidates.length === 0 ||
      compare.candidates.some(({ column }) =>
        plan.measures.some(
          (measure) =>
            measure.column?.column === column.name &&
            limits.some((limit) => limit.value === compare.value && sameColumn(measure.column, limit)),
        ),
      ),
  );
}

function sameColumn(column: ColumnRef | undefined, filter: Filter | undefined): boolean {
  return filter?.kind === 'compare' && filter.column.table === column?.table && filter.column.column === column.column;
}

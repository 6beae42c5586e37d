// From a draft to a plan: the base table, the columns meant, and what kind of answer it is. Asks back where two readings are likely.
// Not here: conditions (conditions.ts), changing an earlier plan (followUp.ts).
import { settleConditions, settleHaving } from './conditions.ts';
import type { ColumnCandidate, Draft, GroupDraft, MeasureDraft } from './draft.ts';
import { findPath } from './joins.ts';
import { naturalCategories } from './lexicon.ts';
import type { Group, Measure, Plan } from './plan.ts';
import { askWhich, checkPath, choose, chooseDate, isReachable, ReadingStopped, type Scope } from './resolve.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from './schemaIndex.ts';

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

/** Whether a question names anything of its own to measure or list. */
export function hasSubject(draft: Draft): boolean {
  return draft.measures.length > 0 || draft.tables.length > 0 || draft.columns.length > 0 || draft.which;
}

export function settle(index: SchemaIndex, draft: Draft, questionLength: number): Plan {
  const shaped = shape(draft, questionLength);
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
function shape(draft: Draft, questionLength: number): Draft {
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
    const whole = { start: 0, end: questionLength };
    const word = rank.direction === 'desc' ? 'maximum' : 'minimum';
    const top = rank.direction === 'desc' ? 'top' : 'bottom';
    throw new ReadingStopped(
      `"${rank.item.text} ${measure.item.text}" by ${group.item.text} can mean two things. Which one do you mean?`,
      [rank.item.text],
      [
        {
          label: `The ${word} in each ${group.item.text}`,
          span: whole,
          text: `Show me ${word} ${measure.item.text} by ${group.item.text}`,
        },
        {
          label: `The ${group.item.text} with the ${rank.item.text} total`,
          span: whole,
          text: `Show me ${top} 1 ${group.item.text} by ${measure.item.text}`,
        },
      ],
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
  return new ReadingStopped('By what should they be ranked?', [draft.rank?.item.text ?? ''], options.slice(0, 3));
}

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
    throw askPer(group, measure);
  const plan = emptyPlan('aggregate', base, draft);
  plan.measures = measures;
  const dated = draft.periods.find((period) => period.candidates.length > 0);
  if (dated) scope.date = choose(scope, dated.item, dated.candidates).column;
  plan.filters = settleConditions(scope, draft);
  const own =
    group?.table === base &&
    draft.groups.length === 1 &&
    measures.every((each) => each.column && !each.times && each.fn !== 'count_distinct');
  if (own && (draft.rank || draft.byMeasure || !base.idColumn)) return rankRows(plan, base, draft);
  plan.groups = draft.groups.map((each) => settleGroup(scope, each));
  if (draft.filler && plan.groups.length === 0) plan.groups = [naturalGroup(scope)];
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

function askPer(group: GroupDraft, measure: Measure): ReadingStopped {
  const name = group.table?.singular ?? group.item.text;
  const label = measure.label.replace(/^Average /, '');
  const whole = { start: 0, end: Number.MAX_SAFE_INTEGER };
  return new ReadingStopped(
    `An average per ${group.item.text} can mean two things. Which one do you mean?`,
    [group.item.text],
    [
      { label: `The average ${label} within each one`, span: whole, text: `Show me average ${label} for each ${name}` },
      { label: `The total ${label} of each one`, span: whole, text: `Show me total ${label} for each ${name}` },
    ],
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

export function settleGroup(scope: Scope, draft: GroupDraft): Group {
  if (draft.grain && draft.candidates.length === 0) {
    const column = chooseDate(scope, draft.item, undefined);
    return dateGroup(column, draft.grain);
  }
  const plain = draft.candidates.filter((candidate) => candidate.kind === 'column');
  if (draft.grain) return dateGroup(choose(scope, draft.item, plain).column, draft.grain);
  const { table } = draft;
  const own = plain.find((candidate) => candidate.column.table === scope.base && candidate.score === 100);
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

function settleNewest(index: SchemaIndex, draft: Draft): Plan {
  const { newest } = draft;
  const table = draft.tables[0]?.table;
  if (!newest || !table || draft.measures.length + draft.groups.length > 0)
    throw new ReadingStopped('', [newest?.item.text ?? '']);
  const plan = settleList(index, draft);
  const column = chooseDate({ index, base: table, mentioned: [], via: draft.via }, newest.item, table);
  return { ...plan, order: { direction: newest.direction, column: refOf(column) }, limit: newest.count };
}

function settleList(index: SchemaIndex, draft: Draft): Plan {
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

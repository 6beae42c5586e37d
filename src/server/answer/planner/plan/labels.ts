// What measures, groups and periods of a plan are called in headers and sentences, from the rest of the plan alone.
// Not here: the line that says the whole plan (../reading/).
import { writeConditions } from '../reading/conditions.ts';
import { columnOf } from '../reading/nameSyntax.ts';
import { namesOf } from '../reading/names.ts';
import { periodText } from '../reading/periods.ts';
import type { Writer } from '../reading/syntax.ts';
import type { IndexedTable, SchemaIndex } from '../schemaIndex.ts';
import type { ColumnRef, Condition, Group, Measure, Plan, SimpleMeasure } from './plan.ts';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** Not of a name in capitals, such as MRR. */
const lowered = (text: string): string =>
  /^\p{Lu}(\p{Lu}|$)/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

/** The plan with every label and every period's text set, so that two plans that ask the same are called the same. */
export function labelled(plan: Plan, index: SchemaIndex): Plan {
  const to = writerOf(index, plan.base);
  const measures = plan.measures.map((measure) => labelledMeasure(measure, index, to));
  const groups = plan.groups.map((group) => ({ ...group, label: groupLabel(group, index) }));
  return {
    ...plan,
    measures: measures.map((measure) => ({ ...measure, label: ownLabel(measure, measures, index) })),
    groups: groups.map((group) => ({ ...group, label: ownGroupLabel(group, groups, index) })),
    filters: plan.filters.map((each) => timed(each, to)),
    having: plan.having.map((having) => ({ ...having, measure: labelledMeasure(having.measure, index, to) })),
  };
}

/** The base of a plan that was kept may have left the data since; then names are seen from any table. */
function writerOf(index: SchemaIndex, base: string | undefined): Writer | undefined {
  const names = namesOf(index);
  const table = names.tables.get(base ?? '') ?? index.tables[0];
  return table && { names, exact: false, base: table, scope: table };
}

function labelledMeasure(measure: Measure, index: SchemaIndex, to: Writer | undefined): Measure {
  const { per } = measure;
  const timedWhere = (where: Condition[] | undefined) => (where ? { where: where.map((each) => timed(each, to)) } : {});
  return {
    ...measure,
    ...timedWhere(measure.where),
    ...(per ? { per: { ...per, ...timedWhere(per.where) } } : {}),
    label: measureLabel(measure, index, to?.base.key),
  };
}

/** Periods say what they are, also those inside other conditions. */
function timed(condition: Condition, to: Writer | undefined): Condition {
  if (condition.kind === 'period') return to ? { ...condition, text: textOf(condition, to) } : condition;
  const timedAll = (of: Condition[]) => of.map((each) => timed(each, to));
  if (condition.kind === 'any' || condition.kind === 'all') return { ...condition, of: timedAll(condition.of) };
  return condition.kind === 'related' ? { ...condition, where: timedAll(condition.where) } : condition;
}

function textOf({ from, to: end }: Extract<Condition, { kind: 'period' }>, to: Writer): string {
  return periodText({ ...(from === undefined ? {} : { from }), ...(end === undefined ? {} : { to: end }) }, to);
}

/**
 * The header of a measure: "Orders", "Average shipping fee", "Parts rejected per parts produced". `base` is the key of the
 * table whose rows a count counts.
 */
export function measureLabel(measure: Measure, index: SchemaIndex, base?: string): string {
  const what = simpleLabel(measure, index, base);
  const { per } = measure;
  if (per) {
    const other = lowered(simpleLabel(per, index, base));
    if (measure.as === 'share') return `${what} in % of ${other}`;
    return measure.as === 'growth' ? `Growth of ${lowered(what)} against ${other} (%)` : `${what} per ${other}`;
  }
  if (measure.as === 'share') return `Share of ${lowered(what)} (%)`;
  if (measure.as === 'growth') return `Growth of ${lowered(what)} (%)`;
  return measure.as === 'running' ? `Running total of ${lowered(what)}` : what;
}

const functionWords = { avg: 'Average', median: 'Median', min: 'Lowest', max: 'Highest', count_distinct: 'Different' };
const dateWords = { min: 'Earliest', max: 'Latest' };

function simpleLabel(measure: SimpleMeasure, index: SchemaIndex, base: string | undefined): string {
  return `${plainLabel(measure, index, base)}${onlyText(measure.where ?? [], index, base)}`;
}

function plainLabel({ fn, column: ref, times }: SimpleMeasure, index: SchemaIndex, base: string | undefined): string {
  const names = namesOf(index);
  if (fn === 'count' || !ref) return capital(names.tables.get(base ?? '')?.label ?? 'rows');
  const column = columnOf(names, ref);
  const factor = times && columnOf(names, times);
  const name = `${column?.label ?? ref.column}${factor ? ` times ${factor.label}` : ''}`;
  if (fn === 'sum') return capital(name);
  if (fn === 'count_distinct') return `Different ${entitiesOf(ref, index)?.label ?? name}`;
  const isDate = column?.type === 'date' || column?.type === 'timestamp';
  return `${isDate && (fn === 'min' || fn === 'max') ? dateWords[fn] : functionWords[fn]} ${name}`;
}

/** The table whose rows a column tells apart: the one it leads to, or its own when it is its key. */
function entitiesOf(ref: ColumnRef, index: SchemaIndex): IndexedTable | undefined {
  const own = namesOf(index).tables.get(ref.table);
  if (own?.idColumn?.name === ref.column) return own;
  const link = index.links.find(
    ({ from, fromColumns }) => from === own && fromColumns.length === 1 && fromColumns[0] === ref.column,
  );
  const isOnly = link && index.links.filter(({ from, to }) => from === own && to === link.to).length === 1;
  return isOnly ? link.to : undefined;
}

/** Of which rows: " (delivered)", " in 2024". */
function onlyText(where: readonly Condition[], index: SchemaIndex, base: string | undefined): string {
  if (where.length === 0) return '';
  const to = writerOf(index, base);
  const [only, ...others] = where;
  if (to && only?.kind === 'period' && others.length === 0 && !only.negated) return ` ${textOf(only, to)}`;
  const texts = where.map(
    (condition) => shortText(condition, index) ?? (to && writeConditions([condition], { ...to })) ?? 'some',
  );
  return ` (${texts.join(', ')})`;
}

/** Values and flags need no column beside them in a header. */
function shortText(condition: Condition, index: SchemaIndex): string | undefined {
  if (condition.kind !== 'in') return undefined;
  const { values, negated } = condition;
  const [first] = values;
  if (values.length === 1 && typeof first === 'boolean') {
    const label = columnOf(namesOf(index), condition.column)?.label ?? condition.column.column;
    return first === negated ? `not ${label}` : label;
  }
  if (values.length === 0 || !values.every((value) => typeof value === 'string')) return undefined;
  return `${negated ? 'not ' : ''}${values.join(' or ')}`;
}

/** The header of a group: "Country", "Month", "Minutes". */
function groupLabel(group: Group, index: SchemaIndex): string {
  const column = columnOf(namesOf(index), group.column);
  const name = column?.label ?? group.column.column;
  if (group.kind === 'date') return capital(group.fiscal === undefined ? group.grain : `fiscal ${group.grain}`);
  if (group.kind === 'part') return capital(group.part);
  const { nameColumn, idColumn, singular } = column?.table ?? {};
  if (group.kind === 'bin' || column === undefined) return capital(name);
  const isEntity = column === nameColumn && group.key !== undefined && group.key.column === idColumn?.name;
  const isBareName = column === nameColumn && name === 'name';
  return capital(isEntity ? (singular ?? name) : isBareName ? `${singular} name` : name);
}

/** A label that another measure of the plan has too is told apart by what is measured, then by its place. */
function ownLabel(measure: Measure, all: readonly Measure[], index: SchemaIndex): string {
  const twins = all.filter((each) => each.label === measure.label);
  if (twins.length < 2) return measure.label;
  const longer = (each: Measure) =>
    `${each.label}${each.fn === 'sum' ? ' in total' : ''}${ofTable(each.column, index)}`;
  const own = longer(measure);
  const same = twins.filter((each) => longer(each) === own);
  return same.length < 2 ? own : `${own} (${same.indexOf(measure) + 1})`;
}

function ownGroupLabel(group: Group, all: readonly Group[], index: SchemaIndex): string {
  const twins = all.filter((each) => each.label === group.label);
  if (twins.length < 2) return group.label;
  const longer = (each: Group) => {
    const name = columnOf(namesOf(index), each.column)?.label ?? each.column.column;
    const isCalendar = each.kind === 'date' || each.kind === 'part';
    return `${each.label}${isCalendar ? ` of ${name}` : ofTable(each.column, index)}`;
  };
  const own = longer(group);
  const same = twins.filter((each) => longer(each) === own);
  return same.length < 2 ? own : `${own} (${same.indexOf(group) + 1})`;
}

function ofTable(ref: ColumnRef | undefined, index: SchemaIndex): string {
  if (!ref) return '';
  const names = namesOf(index);
  const via = ref.via && index.links.flatMap(({ from }) => from.columns).find((column) => column.name === ref.via);
  const through = ref.via === undefined ? '' : ` through ${via ? via.label : ref.via}`;
  return ` of ${names.tables.get(ref.table)?.label ?? ref.table}${through}`;
}

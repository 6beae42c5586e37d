// The two queries that groups are made of: one row for each group, and over it what is said of each beside the others.
// Not here: which of them a plan needs (grouped.ts), in which order they stand (groupedOrder.ts).
import type { Group, Measure, Plan } from '../plan/plan.ts';
import { type GroupSql, isOrdered } from './groups.ts';
import { needsOtherGroups } from './measures.ts';
import type { Sort } from './order.ts';
import type { Scope } from './scope.ts';
import { clause, derived, select } from './statement.ts';
import { windowSql } from './windows.ts';

export interface GroupPart extends GroupSql {
  group: Group;
  /** Quoted names: of the result's column, of the value before names are told apart, of the others where they are there. */
  header: string;
  valueName: string;
  keyName: string;
  orderName: string;
  startName: string;
}

export interface MeasurePart {
  measure: Measure;
  sql: string;
  /** Quoted: of the result's column, and of the number before it is seen beside the other groups'. */
  header: string;
  valueName: string;
  isShown: boolean;
}

export interface Parts {
  scope: Scope;
  plan: Plan;
  sort: Sort | undefined;
  groups: GroupPart[];
  filters: string[];
  measures: MeasurePart[];
  having: { bound: Plan['having'][number]; part: MeasurePart }[];
  /** The measure the groups are sorted by. */
  sorted: MeasurePart | undefined;
  /** The quoted name of the place in a ranking. */
  place: string;
}

/** One row for each group, with everything that is needed of it. */
export function grouping(
  { plan, groups, ...parts }: Parts,
  from: readonly string[],
  measures: readonly MeasurePart[],
  having: readonly string[],
): string[] {
  const needsStart = measures.some(({ measure }) => needsOtherGroups(measure) && measure.as !== 'share');
  const labels = groups.flatMap(({ value, valueName, key, keyName, order, orderName, start, startName }) => [
    `${value} AS ${valueName}`,
    ...(key === undefined ? [] : [`${key} AS ${keyName}`]),
    ...(order === undefined ? [] : [`${order} AS ${orderName}`]),
    ...(start === undefined || !needsStart ? [] : [`${start} AS ${startName}`]),
  ]);
  const terms = [...labels, ...measures.map(({ sql, valueName }) => `${sql} AS ${valueName}`)];
  const isDistinct = plan.kind === 'values' && measures.length === 0 && parts.having.length === 0;
  if (isDistinct) return [select(terms, 'SELECT DISTINCT'), ...from];
  return [
    select(terms),
    ...from,
    ...clause(
      'GROUP BY',
      labels.map((_, at) => String(at + 1)),
    ),
    ...having,
  ];
}

/** The groups once more, with what is said of each beside the others. */
export function calculated({ scope, groups, measures }: Parts, inner: readonly string[]): string[] {
  const { dialect, index } = scope.statement;
  const at = groups.findIndex(({ group }) => isOrdered(group, index));
  const axis = groups[at];
  const others = groups
    .filter((group) => group !== axis)
    .map(({ key, keyName, valueName }) => (key === undefined ? valueName : keyName));
  const isWindowed = measures.some(({ measure }) => needsOtherGroups(measure));
  const terms = groups.flatMap((part) => [
    part.key === undefined ? part.header : `${toldApart(scope, part)} AS ${part.header}`,
    ...(part.order === undefined ? [] : [part.orderName]),
  ]);
  const calculatedTerms = measures.map(({ measure, header, valueName }) => {
    if (!isWindowed || !needsOtherGroups(measure)) return header;
    const along = axis && {
      group: axis.group,
      value: axis.order === undefined ? axis.valueName : axis.orderName,
      ...(axis.start === undefined ? {} : { start: axis.startName }),
    };
    return `${windowSql(scope.statement, measure, { value: valueName, others, ...(along ? { axis: along } : {}) })} AS ${header}`;
  });
  return [select([...terms, ...calculatedTerms]), derived(dialect, inner, 'each_group')];
}

/** The name; where several groups share it, or one has none, with the key that tells them apart. */
export function toldApart(scope: Scope, { valueName, keyName }: Pick<GroupPart, 'valueName' | 'keyName'>): string {
  const { dialect } = scope.statement;
  const within = `OVER (PARTITION BY ${valueName})`;
  const text = dialect.asText(valueName);
  const key = dialect.asText(keyName);
  const shared = `MIN(${keyName}) ${within} <> MAX(${keyName}) ${within}`;
  return [
    `CASE WHEN ${keyName} IS NULL THEN ${text}`,
    `WHEN ${valueName} IS NULL THEN ${dialect.concat(["'('", key, "')'"])}`,
    `WHEN ${shared} THEN ${dialect.concat([text, "' ('", key, "')'"])}`,
    `ELSE ${text} END`,
  ].join('\n    ');
}

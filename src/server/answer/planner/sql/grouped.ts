// Plans that group rows, as SQL: one SELECT where that says it all, else the groups in a sub-query and over it what needs
// all of them (shares, growth, ranks). Not here: lists of rows (list.ts).
import { isDeepStrictEqual } from 'node:util';
import type { Measure, Plan } from '../plan/plan.ts';
import type { Compiled, OutputColumn } from './compiled.ts';
import { comparison, conditionsSql } from './conditions.ts';
import { ending, orderTerms, placeSql } from './groupedOrder.ts';
import { calculated, type GroupPart, grouping, type MeasurePart, type Parts } from './groupedParts.ts';
import { groupSql } from './groups.ts';
import { addsUp, measureSql, needsOtherGroups } from './measures.ts';
import { isRanking, leavesOutUnnamed, sortOf } from './order.ts';
import { columnByRef, fromLines, type Scope } from './scope.ts';
import { clause, createNames, derived, select, whereAll } from './statement.ts';

/** Lays out the statement of a plan with groups or measures. Throws as `compile` does. */
export function compileGroups(scope: Scope, plan: Plan): Compiled {
  const { index, dialect } = scope.statement;
  if (plan.groups.length === 0 && (plan.measures.length === 0 || plan.kind === 'values' || plan.countGroups))
    throw new Error('The plan asks for groups and names none.');
  const sort = sortOf(plan, index);
  const columns = outputColumns(scope, plan);
  const name = createNames();
  for (const column of columns) column.header = name(column.header);
  const quoted = (wanted: string) => dialect.quote(name(wanted));

  scope.mayMultiply = true;
  const groups = plan.groups.map((group, at): GroupPart => {
    const header = columns[at]?.header ?? group.label;
    const sql = groupSql(scope, group);
    return {
      ...sql,
      group,
      header: dialect.quote(header),
      valueName: sql.key === undefined ? dialect.quote(header) : quoted(`${header} name`),
      keyName: sql.key === undefined ? '' : quoted(`${header} key`),
      orderName: sql.order === undefined ? '' : quoted(`${header} order`),
      startName: sql.start === undefined ? '' : quoted(`${header} start`),
    };
  });
  scope.mayMultiply = false;
  const filters = conditionsSql(scope, plan.filters);

  const part = (measure: Measure, shownAs?: string): MeasurePart => {
    check(scope, measure);
    const header = shownAs === undefined ? quoted(measure.label) : dialect.quote(shownAs);
    const valueName = needsOtherGroups(measure) ? quoted('value') : header;
    return { measure, sql: measureSql(scope, measure), header, valueName, isShown: shownAs !== undefined };
  };
  const shown = plan.kind === 'values' || plan.countGroups ? [] : plan.measures;
  const measures = shown.map((measure, at) => part(measure, columns[groups.length + at]?.header));
  const known = (measure: Measure): MeasurePart => {
    const same = measures.find((each) => isDeepStrictEqual({ ...each.measure, label: '' }, { ...measure, label: '' }));
    const found = same ?? part(measure);
    if (!same) measures.push(found);
    return found;
  };
  const having = plan.having.map((each) => ({ bound: each, part: known(each.measure) }));
  const sorting = sort?.by === 'measure' ? plan.measures[sort.at] : undefined;
  const sorted = sorting && !plan.countGroups ? known(sorting) : undefined;
  return {
    sql: statement({ scope, plan, sort, groups, filters, measures, having, sorted, place: quoted('place') }).join('\n'),
    columns: plan.countGroups ? [{ header: plan.groups[0]?.label || 'Groups', kind: 'measure' }] : columns,
  };
}

/** Sums of averages and of distinct customers are no number of anything. */
function check(scope: Scope, measure: Measure): void {
  const adds = addsUp(measure) && !scope.isMultiplied;
  if (needsOtherGroups(measure) && measure.as !== 'growth' && !adds)
    throw new Error(`The groups of "${measure.label}" do not add up, so there is no ${measure.as} of it.`);
}

function outputColumns({ statement: { index } }: Scope, { kind, groups, measures }: Plan): OutputColumn[] {
  return [
    ...groups.map(
      (group): OutputColumn => ({
        header: group.label,
        kind: 'label',
        column: columnByRef(index, group.column),
        ...(group.kind === 'date' ? { grain: group.grain } : {}),
      }),
    ),
    ...(kind === 'values'
      ? []
      : measures.map((measure): OutputColumn => ({ header: measure.label, kind: 'measure', measure }))),
  ];
}

function statement(parts: Parts): string[] {
  const { scope, plan, groups, filters, measures, having, sorted } = parts;
  const { dialect, index } = scope.statement;
  const isWindowed = measures.some(({ measure }) => needsOtherGroups(measure));
  const isKeyed = groups.some(({ key }) => key !== undefined);
  const isRanked = plan.limit !== undefined && !plan.countGroups && (plan.perGroup || (plan.limit === 1 && sorted));
  const isHidden = groups.some(({ order }) => order !== undefined) || sorted?.isShown === false;
  const isFlat = !isWindowed && !isKeyed && !isRanked && !isHidden;
  const unnamed = leavesOutUnnamed(plan, index) ? groups : [];
  const unranked = sorted && isRanking(plan, index) && mayBeMissing(sorted.measure) ? [sorted] : [];

  // What needs all groups must see them before any is left out.
  const early = isWindowed ? [] : unnamed.map(({ key, value }) => `${key ?? value} IS NOT NULL`);
  const held = isWindowed
    ? []
    : having.map(({ bound, part }) => comparison(part.sql, bound, dialect.literal, !mayBeMissing(part.measure)));
  const from = [...fromLines(scope), ...whereAll([...filters, ...early])];
  const late = [
    ...(isWindowed ? unnamed.map(({ header }) => `${header} IS NOT NULL`) : []),
    ...(isWindowed ? having.map(({ bound, part }) => comparison(part.header, bound, dialect.literal)) : []),
    ...unranked.map(({ header }) => `${header} IS NOT NULL`),
  ];

  if (plan.countGroups) {
    const inner = grouping(parts, from, isWindowed ? measures : [], clause('HAVING', held, ' AND '));
    const rows = isWindowed ? calculated(parts, inner) : inner;
    const header = dialect.quote(plan.groups[0]?.label || 'Groups');
    return [`SELECT COUNT(*) AS ${header}`, derived(dialect, rows, 'counted'), ...whereAll(late)];
  }
  if (isFlat) {
    const ranked = unranked.map(({ sql }) => `${sql} IS NOT NULL`);
    const lines = grouping(
      parts,
      from,
      measures.filter(({ isShown }) => isShown),
      clause('HAVING', [...held, ...ranked], ' AND '),
    );
    return [...lines, ...ending(parts, true)];
  }
  // What only decides which groups are kept has done so by then.
  const later = measures.filter((part) => part.isShown || part === sorted || isWindowed);
  const inner = grouping(parts, from, later, clause('HAVING', held, ' AND '));
  const rows = isWindowed || isKeyed ? calculated({ ...parts, measures: later }, inner) : inner;
  const isWhole = (isWindowed || isKeyed) && later.every(({ isShown }) => isShown);
  if (isWhole && !isHidden && !isRanked && late.length === 0) return [...rows, ...ending(parts)];
  const names = [...groups, ...measures.filter(({ isShown }) => isShown)].map(({ header }) => header);
  if (!isRanked) return [select(names), derived(dialect, rows, 'grouped'), ...whereAll(late), ...ending(parts)];
  const ranked = [
    select(['*', `${placeSql(parts)} AS ${parts.place}`]),
    derived(dialect, rows, 'grouped'),
    ...whereAll(late),
  ];
  const place = `${parts.place} <= ${plan.limit}`;
  return [
    select(names),
    derived(dialect, ranked, 'ranked'),
    ...whereAll([place]),
    ...clause('ORDER BY', orderTerms(parts)),
  ];
}

/** A number of rows is always there. */
const mayBeMissing = ({ fn, per, as }: Measure): boolean =>
  per !== undefined || as !== undefined || (fn !== 'count' && fn !== 'count_distinct');

// The sentence of a ranking: the first, the last, and those that share a place; the best of each group.
// Not here: results that are not cut (groupSentence.ts), lists of rows (listSentence.ts).
import type { Cell } from '../../../../protocol/trellis/visualization.ts';
import type { QueryResult } from '../../../engine/engine.ts';
import { formatNumber } from '../format.ts';
import type { Measure, Plan } from '../plan/plan.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import { sortOf } from '../sql/order.ts';
import { compareCells } from './exact.ts';
import { measureName, superlative, valueText } from './measureText.ts';
import {
  byText,
  counted,
  groupText,
  joinWords,
  lowerFirst,
  namesOf,
  rowLabel,
  someOf,
  tableOf,
  upperFirst,
} from './names.ts';
import { whereText } from './where.ts';

const mostNames = 8;
const mostGroups = 5;

const directionOf = (plan: Plan): 'asc' | 'desc' => plan.order?.direction ?? 'desc';

/** The number of the measure that the rows are ranked by; undefined where they stand in another order. */
export function rankedBy(plan: Plan, index: SchemaIndex): number | undefined {
  const sort = sortOf(plan, index);
  return sort?.by === 'measure' ? sort.at : undefined;
}

const isDate = (result: QueryResult, place: number): boolean =>
  ['date', 'timestamp'].includes(result.columns[place]?.type ?? '');

export function rankedSentence(plan: Plan, result: QueryResult, index: SchemaIndex, at: number): string {
  const measure = plan.measures[at];
  if (!measure) return '';
  const where = whereText(plan, index);
  const place = plan.groups.length + at;
  const rows = result.rows
    .map((row) => ({ label: rowLabel(plan, row), value: row[place] ?? null }))
    .filter((row) => row.value !== null);
  const [first] = rows;
  const last = rows.at(-1);
  const name = measureName(measure);
  if (!first || !last) return `${upperFirst(name)}${byText(plan)}${where} has no values.`;
  const direction = directionOf(plan);
  const base = tableOf(index, plan.base).label;
  const note = direction === 'asc' ? ` Only those with any ${base} are ranked.` : '';
  const write = (value: Cell) => valueText(measure, value, index);
  const leaders = rows.filter((row) => compareCells(row.value, first.value) === 0).map((row) => row.label);
  const has = leaders.length === 1 ? 'has' : 'share';
  if (plan.limit === 1 || leaders.length === rows.length) {
    const which = superlative(measure, direction, isDate(result, place));
    // What was cut off may be as much.
    const isCut = plan.limit !== undefined && plan.limit > 1 && result.rowCount >= plan.limit;
    if (isCut && leaders.length > 1)
      return `${namesOf(plan, leaders, mostNames)} are among those with ${which}${where}: ${write(first.value)} each.${note}`;
    return `${namesOf(plan, leaders, mostNames)} ${has} ${which}${where}: ${write(first.value)}.${note}`;
  }
  const head = `Of the ${direction === 'asc' ? 'bottom' : 'top'} ${formatNumber(result.rowCount)} by ${name}${where}`;
  const start =
    leaders.length === 1
      ? `${leaders[0]} is first with ${write(first.value)}`
      : `${namesOf(plan, leaders, mostNames)} are first with ${write(first.value)} each`;
  return `${head}, ${start} and ${last.label} last with ${write(last.value)}.${note}`;
}

/** The best of each group. Groups of different size are not compared; with one each, they are named. */
export function perGroupSentence(plan: Plan, result: QueryResult, index: SchemaIndex): string {
  const [group, ...others] = plan.groups;
  const ranked = rankedBy(plan, index);
  const measure = plan.measures[ranked ?? 0];
  if (!group || !measure || plan.limit === undefined) return '';
  const where = whereText(plan, index);
  const place = plan.groups.length + (ranked ?? 0);
  const what = joinWords(others.map((each) => lowerFirst(each.label)));
  const rows = counted(result.rowCount, 'row', 'rows');
  const each = lowerFirst(group.label);
  const which = superlative(measure, directionOf(plan), isDate(result, place));
  if (ranked === undefined) return `The first ${formatNumber(plan.limit)} ${what} of each ${each}${where}: ${rows}.`;
  const groups = [...new Set(result.rows.map((row) => row[0] ?? null))];
  const best =
    plan.limit === 1 && groups.length <= mostGroups
      ? `; ${groups.map((key) => bestText(plan, measure, place, result, index, key)).join('; ')}`
      : '';
  const head =
    plan.limit === 1
      ? `The ${what} with ${which} for each ${each}`
      : `${upperFirst(which)} by ${what}, at most ${formatNumber(plan.limit)} for each ${each}`;
  return `${head}${where}: ${rows}${best}.`;
}

function bestText(plan: Plan, measure: Measure, place: number, result: QueryResult, index: SchemaIndex, key: Cell) {
  const rows = result.rows.filter((row) => (row[0] ?? null) === key);
  const names = rows.map((row) =>
    row
      .slice(1, plan.groups.length)
      .map((cell, at) => groupText(plan.groups[at + 1], cell))
      .join(', '),
  );
  const value = valueText(measure, rows[0]?.[place], index);
  return `${groupText(plan.groups[0], key)}: ${someOf(names, 3)} with ${value}${names.length > 1 ? ' each' : ''}`;
}

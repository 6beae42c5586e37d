// The sentence of an answer: the main numbers, written out.
// Not here: the reading (describe.ts), formatting one number (format.ts).
import type { Cell } from '../../../protocol/trellis/visualization.ts';
import type { QueryResult } from '../../engine/engine.ts';
import { byText, joinWords, lowerFirst, whereText } from './describe.ts';
import { formatNumber, sumExactly, toNumber } from './format.ts';
import { findPath } from './joins.ts';
import { inlineRows } from './payload.ts';
import type { Measure, Plan } from './plan.ts';
import type { SchemaIndex } from './schemaIndex.ts';
import { tableByKey } from './sqlNames.ts';

const counted = (count: number, one: string, many: string): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const shown = (cell: Cell | undefined): string => (cell === null || cell === undefined ? '(none)' : String(cell));

/** `total` is how many rows there are in all, when the plan shows only the first. */
export function sentenceOf(plan: Plan, result: QueryResult, index: SchemaIndex, total: number): string {
  const base = tableByKey(index, plan.base);
  const where = whereText(plan, index);
  if (plan.countGroups) {
    const count = Number(result.rows[0]?.[0] ?? 0);
    const label = lowerFirst(plan.groups[0]?.label ?? 'group');
    return `${formatNumber(count)} ${label}${count === 1 ? ' matches' : ' entries match'}${where}.`;
  }
  if (plan.kind === 'list') return listSentence(plan, result, index, total);
  if (plan.kind === 'values') {
    const label = lowerFirst(plan.groups[0]?.label ?? 'value');
    if (result.rowCount === 0) return `No ${label} matched${where}.`;
    const names = result.rows.slice(0, 12).map((row) => shown(row[0]));
    const rest = result.rowCount > names.length ? ', and others in the table' : '';
    return `There ${result.rowCount === 1 ? 'is' : 'are'} ${counted(result.rowCount, 'value', 'different values')} of ${label}${where}: ${joinWords(names)}${rest}.`;
  }
  if (plan.groups.length === 0)
    return plan.measures
      .map((measure, at) => scalarSentence(measure, result.rows[0]?.[at] ?? null, base, where))
      .join(' ');
  if (result.rowCount === 0) return `No ${base.label} matched${where}.`;
  return groupSentence(plan, result, index, where);
}

function scalarSentence(
  measure: Measure,
  value: Cell,
  base: { label: string; singular: string },
  where: string,
): string {
  if (measure.fn === 'count') {
    const count = Number(value);
    if (count === 0) return `No ${base.label} matched${where}: the count is 0.`;
    return `There ${count === 1 ? 'is' : 'are'} ${counted(count, base.singular, base.label)}${where}.`;
  }
  if (value === null) return `No ${base.label} matched${where}, so there is no ${lowerFirst(measure.label)}.`;
  const label = measure.fn === 'sum' ? `Total ${lowerFirst(measure.label)}` : measure.label;
  return `${label}${where} is ${toNumber(value) === null ? shown(value) : formatNumber(value)}.`;
}

function listSentence(plan: Plan, result: QueryResult, index: SchemaIndex, total: number): string {
  const base = tableByKey(index, plan.base);
  const where = whereText(plan, index);
  if (result.rowCount === 0) return `No ${base.label} matched${where}.`;
  const column = plan.order?.column?.column;
  const at = plan.columns.findIndex((ref) => ref.column === column);
  if (column !== undefined && at > 0) {
    const [first] = result.rows;
    const name = tableByKey(index, plan.base).columns.find((each) => each.name === column)?.label ?? column;
    const which = plan.order?.direction === 'asc' ? 'lowest' : 'highest';
    const among = total > 1 ? ` of ${counted(total, base.singular, base.label)}` : '';
    const best = `${shown(first?.[0])} has the ${which} ${name}${among}${where}: ${formatNumber(first?.[at] ?? null)}.`;
    if (plan.limit === 1 && result.rows.length > 1)
      return `${sharing(result.rows.map((row) => shown(row[0])))} share the ${which} ${name}${among}${where}: ${formatNumber(first?.[at] ?? null)}.`;
    const last = result.rows.at(-1);
    if (result.rows.length < 2 || result.rowCount > result.rows.length) return best;
    return `${best} ${counted(result.rowCount, 'row is', 'rows are')} shown; the last is ${shown(last?.[0])} with ${formatNumber(last?.[at] ?? null)}.`;
  }
  const are = result.rowCount === 1 ? 'is' : 'are';
  if (plan.limit !== undefined) {
    const by = column === undefined ? '' : `, by ${base.columns.find((each) => each.name === column)?.label ?? column}`;
    return `${formatNumber(result.rowCount)} of ${counted(total, base.singular, base.label)}${where} ${result.rowCount === 1 ? 'is' : 'are'} shown${by}.`;
  }
  const cut = result.rowCount > inlineRows ? ` The first ${inlineRows} are shown.` : '';
  return `There ${are} ${counted(result.rowCount, base.singular, base.label)}${where}.${cut}`;
}

/** Names of all that are equal, or of the first and how many more there are. */
function sharing(names: readonly string[]): string {
  const shownNames = names.slice(0, 8);
  const rest = names.length - shownNames.length;
  return joinWords(rest > 0 ? [...shownNames, `${formatNumber(rest)} others`] : shownNames);
}

function groupSentence(plan: Plan, result: QueryResult, index: SchemaIndex, where: string): string {
  const [measure] = plan.measures;
  if (!measure) return '';
  const width = plan.groups.length;
  const name = lowerFirst(measure.label);
  const rows = result.rows.map((row) => ({
    label: row.slice(0, width).map(shown).join(', '),
    value: row[width] ?? null,
  }));
  const ranked = rows
    .filter((row) => toNumber(row.value) !== null)
    .toSorted((a, b) => Number(b.value) - Number(a.value));
  // Of rows that were not all read nobody knows the largest.
  if (result.rowCount > result.rows.length)
    return `${upper(name)}${byText(plan)}${where}: ${formatNumber(result.rowCount)} rows.`;
  const [largest] = ranked;
  const smallest = ranked.at(-1);
  if (!largest || !smallest) return `${upper(name)}${byText(plan)}${where} has no values.`;
  const asc = plan.order?.direction === 'asc';
  const [first, last] = asc ? [smallest, largest] : [largest, smallest];
  const lowOnes = asc ? ` Only those with any ${tableByKey(index, plan.base).label} are ranked.` : '';
  const ties = ranked.length > 1 && largest.value === smallest.value;
  if (plan.limit === 1 && ranked.length > 1)
    return `${sharing(ranked.map((row) => row.label))} share the ${asc ? 'lowest' : 'highest'} ${name}${where}: ${formatNumber(first.value)}.${lowOnes}`;
  if (plan.limit === 1)
    return `${first.label} has the ${asc ? 'lowest' : 'highest'} ${name}${where}: ${formatNumber(first.value)}.${lowOnes}`;
  const group = counted(result.rowCount, 'row', 'rows');
  if (plan.limit !== undefined) {
    const head = `Of the ${asc ? 'bottom' : 'top'} ${formatNumber(result.rowCount)} by ${name}${where}`;
    return `${head}, ${first.label} is first with ${formatNumber(first.value)} and ${last.label} last with ${formatNumber(last.value)}.${lowOnes}`;
  }
  const split = plan.groups.some((each) => {
    const path = findPath(index, tableByKey(index, plan.base), tableByKey(index, each.column.table), plan.via);
    return path.kind === 'path' && path.fansOut;
  });
  const additive =
    (measure.fn === 'count' || measure.fn === 'sum') &&
    !split &&
    plan.having === undefined &&
    result.rowCount === result.rows.length;
  const total = additive ? `, ${formatNumber(sumExactly(rows.map((row) => row.value)))} in total` : '';
  const ends = ties
    ? `each has ${formatNumber(largest.value)}`
    : `the largest is ${largest.label} with ${formatNumber(largest.value)}, the smallest ${smallest.label} with ${formatNumber(smallest.value)}`;
  const only = ranked.length === 1 ? `${largest.label} with ${formatNumber(largest.value)}` : ends;
  const note = split ? ` One of the ${tableByKey(index, plan.base).label} can stand in several rows.` : '';
  return `${upper(name)}${byText(plan)}${where}: ${group}${total}; ${only}.${note}`;
}

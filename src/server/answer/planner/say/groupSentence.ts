// The sentence of measures by groups: how many rows, what they add up to, which is the largest.
// Not here: two or three groups against each other (comparison.ts), rankings (ranking.ts), single numbers (sentence.ts).
import type { Cell } from '../../../../protocol/trellis/visualization.ts';
import type { QueryResult } from '../../../engine/engine.ts';
import { formatNumber, toNumber } from '../format.ts';
import type { Measure, Plan } from '../plan/plan.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import { comparisonText } from './comparison.ts';
import { compareCells, exactSum } from './exact.ts';
import { hasGaps } from './gaps.ts';
import { isAdditive, isPicked, isPlain, measureName, valueText } from './measureText.ts';
import {
  byText,
  counted,
  entityOf,
  joinWords,
  lowerFirst,
  namesOf,
  rowLabel,
  someOf,
  tableOf,
  upperFirst,
} from './names.ts';
import { overlaps } from './overlap.ts';
import { perGroupSentence, rankedBy, rankedSentence } from './ranking.ts';
import { whereText } from './where.ts';

export function groupSentence(plan: Plan, result: QueryResult, index: SchemaIndex): string {
  const where = whereText(plan, index);
  if (result.rowCount === 0) {
    // Rows may have matched where no group was left by a condition on groups.
    const what = plan.having.length > 0 ? groupsName(plan, index) : tableOf(index, plan.base).label;
    return `No ${what} matched${where}.`;
  }
  const head = `${joinWords(plan.measures.map(measureName))}${byText(plan)}${where}`;
  // Of rows that were not all read nobody knows the largest.
  if (result.rowCount > result.rows.length) return `${upperFirst(head)}: ${formatNumber(result.rowCount)} rows.`;
  if (plan.limit !== undefined && plan.perGroup && plan.groups.length > 1) return perGroupSentence(plan, result, index);
  const ranked = plan.limit === undefined ? undefined : rankedBy(plan, index);
  if (ranked !== undefined) return rankedSentence(plan, result, index, ranked);
  const isCut = plan.limit !== undefined && plan.limit <= result.rowCount;
  const rows = `${isCut ? 'the first ' : ''}${counted(result.rowCount, 'row', 'rows')}`;
  const overlap = overlapNote(plan, index);
  const [only] = plan.measures;
  if (only && plan.measures.length === 1) {
    const compared = comparisonText(plan, only, result, index);
    if (compared) return `${upperFirst(head)}: ${compared}${totalText(plan, only, 0, result, index, '; ')}.${overlap}`;
    const said = measureText(plan, only, 0, result, index);
    return `${upperFirst(head)}${said === undefined ? ' has no values' : `: ${rows}${said}`}.${overlap}`;
  }
  const each = plan.measures.map((measure, at) => {
    const said = measureText(plan, measure, at, result, index);
    const text = said === undefined ? 'no values' : said.replace(/^[,;] /, '');
    return ` ${upperFirst(measureName(measure))}: ${text === '' ? rows : text}.`;
  });
  return `${upperFirst(head)}: ${rows}.${each.join('')}${overlap}`;
}

function groupsName(plan: Plan, index: SchemaIndex): string {
  return entityOf(plan, index)?.label ?? joinWords(plan.groups.map((group) => lowerFirst(group.label)));
}

const overlapNote = (plan: Plan, index: SchemaIndex): string =>
  overlaps(plan, index) ? ` One of the ${tableOf(index, plan.base).label} can stand in several rows.` : '';

/** What all groups add up to; nothing where they overlap, where some are left out, or where it means nothing. */
function totalText(
  plan: Plan,
  measure: Measure,
  at: number,
  result: QueryResult,
  index: SchemaIndex,
  separator: string,
): string {
  if (!isAdditive(measure) || plan.having.length > 0 || plan.limit !== undefined || overlaps(plan, index)) return '';
  const cells = result.rows.map((row) => row[plan.groups.length + at] ?? null);
  if (cells.some((cell) => cell !== null && toNumber(cell) === null)) return '';
  return `${separator}${formatNumber(exactSum(cells))} in total`;
}

/** ", 50 in total; the largest is East with 30, ..."; undefined where no group has a value. */
function measureText(
  plan: Plan,
  measure: Measure,
  at: number,
  result: QueryResult,
  index: SchemaIndex,
): string | undefined {
  const place = plan.groups.length + at;
  const rows = result.rows
    .map((row) => ({ label: rowLabel(plan, row), value: row[place] ?? null }))
    .filter((row) => row.value !== null);
  if (rows.length === 0) return undefined;
  const type = result.columns[place]?.type;
  const isNumber = rows.every((row) => toNumber(row.value) !== null) && type !== 'text' && type !== 'boolean';
  if (!isNumber && type !== 'date' && type !== 'timestamp') return '';
  const shown = measure.as === 'running' ? runningText(plan, measure, place, result, index) : undefined;
  const among = plan.limit === undefined ? '' : 'of these ';
  const gaps = hasGaps(
    plan,
    measure,
    result.rows.map((row) => row[0] ?? null),
  );
  return `${totalText(plan, measure, at, result, index, ', ')}; ${among}${shown ?? extremesText(plan, measure, rows, index, isNumber, result.rowCount, gaps)}`;
}

/** What a running total comes to at its end, where one group alone is followed to it. */
function runningText(
  plan: Plan,
  measure: Measure,
  place: number,
  result: QueryResult,
  index: SchemaIndex,
): string | undefined {
  if (plan.groups.length !== 1 || plan.limit !== undefined || plan.having.length > 0) return undefined;
  if (plan.groups[0]?.kind === 'part') return undefined;
  const dated = result.rows.filter((row) => row[0] !== null);
  const [end, ...others] = dated.toSorted((a, b) => compareCells(b[0] ?? null, a[0] ?? null));
  if (!end || others.length === 0 || end[place] === null) return undefined;
  return `at the end, ${rowLabel(plan, end)}, it is ${valueText(measure, end[place], index)}`;
}

const mostNames = 3;

function extremesText(
  plan: Plan,
  measure: Measure,
  rows: readonly { label: string; value: Cell }[],
  index: SchemaIndex,
  isNumber: boolean,
  rowCount: number,
  gaps: boolean,
): string {
  const sorted = rows.toSorted((a, b) => compareCells(b.value, a.value));
  const [largest] = sorted;
  const smallest = sorted.at(-1);
  if (!largest || !smallest) return '';
  const write = (value: Cell) => valueText(measure, value, index);
  if (sorted.length === 1)
    return rowCount === 1
      ? `${largest.label} with ${write(largest.value)}`
      : `only ${largest.label} has a value, ${write(largest.value)}`;
  if (compareCells(largest.value, smallest.value) === 0)
    return `each ${gaps ? 'with any ' : sorted.length < rowCount ? 'that has a value ' : ''}has ${write(largest.value)}`;
  const alike = (value: Cell) => sorted.filter((row) => compareCells(row.value, value) === 0).map((row) => row.label);
  const [group] = plan.groups;
  if (plan.groups.length === 1 && group?.kind === 'bin' && measure.fn === 'count' && isPlain(measure)) {
    const where = (value: Cell) => {
      const names = alike(value);
      return `${someOf(names, mostNames)} (${write(value)}${names.length > 1 ? ' each' : ''})`;
    };
    return `most are in ${where(largest.value)}, fewest ${gaps ? 'of those with any ' : ''}in ${where(smallest.value)}`;
  }
  const picked = !isNumber || isPicked(measure, index);
  const [high, low] = isNumber ? (picked ? ['highest', 'lowest'] : ['largest', 'smallest']) : ['latest', 'earliest'];
  const said = (word: string, value: Cell, isFirst: boolean) => {
    const names = alike(value);
    const is = isFirst || names.length > 1 ? `${names.length > 1 ? 'are' : 'is'} ` : '';
    return `the ${word} ${is}${namesOf(plan, names, mostNames)} with ${write(value)}${names.length > 1 ? ' each' : ''}`;
  };
  const least = gaps ? `${low} of those with any` : low;
  return `${said(high, largest.value, true)}, ${said(least, smallest.value, gaps)}`;
}

// Two or three groups that were asked for by name or by year, said with the difference between them.
// Not here: groups that nobody chose (groupSentence.ts), one number that compares by itself (sentence.ts).
import type { Cell } from '../../../../protocol/trellis/visualization.ts';
import type { QueryResult } from '../../../engine/engine.ts';
import { formatNumber, toNumber } from '../format.ts';
import type { ColumnRef, Condition, Measure, Plan } from '../plan/plan.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import { compareCells, exactDifference } from './exact.ts';
import { isPercent, isPicked, isPlain, valueText } from './measureText.ts';
import { cellText, joinWords, rowLabel, sameColumn, tableOf } from './names.ts';
import { labelOfPeriod } from './periods.ts';

/**
 * "2024 has 1,200 and 2023 has 1,000: 200 more (20.00 %)", of one measure whose only group is limited to two or three
 * values; undefined where the plan compares nothing.
 */
export function comparisonText(plan: Plan, measure: Measure, result: QueryResult, index: SchemaIndex) {
  const asked = askedFor(plan);
  if (!asked || plan.limit !== undefined || result.rows.length > asked.length || result.rows.length === 0)
    return undefined;
  const rows = result.rows.map((row) => ({ key: row[0] ?? null, label: rowLabel(plan, row), value: row[1] ?? null }));
  const places = rows.map((row) => asked.indexOf(String(row.key)));
  if (places.includes(-1)) return undefined;
  const isDate = plan.groups[0]?.kind === 'date';
  // Values stand as they were asked for; of periods the latest is held against those before.
  const ordered = rows.toSorted((a, b) =>
    isDate ? compareCells(b.key, a.key) : asked.indexOf(String(a.key)) - asked.indexOf(String(b.key)),
  );
  const said = joinWords(ordered.map((row) => `${row.label} has ${valueText(measure, row.value, index)}`));
  const missing = plan.having.length > 0 ? [] : asked.filter((key) => !rows.some((row) => String(row.key) === key));
  const none =
    missing.length > 0
      ? `; no ${tableOf(index, plan.base).label} matched for ${joinWords(missing.map(cellText), 'or')}`
      : '';
  return `${said}${differencesText(measure, ordered, index)}${none}`;
}

/** The labels that the only group is limited to, two or three of them, in the order of the question. */
function askedFor(plan: Plan): string[] | undefined {
  const [group] = plan.groups;
  if (!group || plan.groups.length !== 1 || plan.measures.length !== 1) return undefined;
  for (const filter of plan.filters) {
    const labels = labelsOf(filter, plan);
    if (labels && labels.length >= 2 && labels.length <= 3 && new Set(labels).size === labels.length) return labels;
  }
  return undefined;
}

function labelsOf(filter: Condition, plan: Plan): string[] | undefined {
  const [group] = plan.groups;
  if (!group) return undefined;
  if (filter.kind === 'in' && group.kind === 'column')
    return !filter.negated && sameColumn(filter.column, group.column) ? filter.values.map(String) : undefined;
  if (group.kind !== 'date' || group.fiscal !== undefined) return undefined;
  // One time over two or three years is those years.
  if (filter.kind === 'period' && group.grain === 'year') return yearsOf(filter, group.column);
  if (filter.kind !== 'any') return undefined;
  const labels = filter.of.map((each) => {
    if (each.kind !== 'period' || each.negated || !sameColumn(each.column, group.column)) return undefined;
    return each.from === undefined || each.to === undefined
      ? undefined
      : labelOfPeriod(each.from, each.to, group.grain);
  });
  return labels.every((label) => label !== undefined) ? labels : undefined;
}

function yearsOf(filter: Extract<Condition, { kind: 'period' }>, column: ColumnRef): string[] | undefined {
  const { from, to, negated } = filter;
  if (negated || !from?.endsWith('-01-01') || !to?.endsWith('-01-01')) return undefined;
  const [first, end] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))];
  if (!sameColumn(filter.column, column) || end - first < 2 || end - first > 3) return undefined;
  return Array.from({ length: end - first }, (_, at) => String(first + at));
}

interface Compared {
  label: string;
  value: Cell;
}

function differencesText(measure: Measure, rows: readonly Compared[], index: SchemaIndex): string {
  const [first, ...others] = rows;
  const isNumber = rows.every((row) => toNumber(row.value) !== null);
  if (!first || others.length === 0 || !isNumber || isPicked(measure, index)) return '';
  if (others.length === 1)
    return others.map((other) => `: ${differenceText(measure, first.value, other.value)}`).join('');
  const each = others.map((other) => `${differenceText(measure, first.value, other.value)} ${thanText(first, other)}`);
  return `: ${first.label} has ${joinWords(each)}`;
}

const thanText = (first: Compared, other: Compared): string =>
  `${compareCells(first.value, other.value) === 0 ? 'as' : 'than'} ${other.label}`;

/** "200 more (20.00 %)": of two percentages the difference is in points, and of nothing there is no percentage. */
function differenceText(measure: Measure, value: Cell, other: Cell): string {
  const difference = exactDifference(value, other) ?? '0';
  const sign = compareCells(value, other);
  if (sign === 0) return 'the same';
  const size = difference.replace(/^-/, '');
  const isCount = isPlain(measure) && (measure.fn === 'count' || measure.fn === 'count_distinct');
  const word = sign > 0 ? 'more' : isCount ? 'fewer' : 'less';
  if (isPercent(measure)) return `${formatNumber(size, 2)} percentage points ${word}`;
  const against = Number(other);
  const percent = against > 0 ? ` (${formatNumber((100 * Number(size)) / against, 2)} %)` : '';
  return `${formatNumber(size)} ${word}${percent}`;
}

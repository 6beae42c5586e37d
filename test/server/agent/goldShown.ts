// Whether the table and the chart a person sees hold the rows of the query by hand.
// Not here: whether SQL answers a question (planner/evaluationJudge.ts), how rows are shown (server/answer/agent/shown.ts).
import type { Chart, Table } from '../../../src/protocol/trellis/visualization.ts';
import type { Cell } from '../../../src/server/engine/engine.ts';
import { type Rows, sameCell } from '../planner/evaluationJudge.ts';
import type { ChartWish } from './goldModel.ts';

const mostShown = 200;

/** Undefined when the table shows the rows, or the first 200 and how many there are; else why not. */
export function tableDifference(gold: Rows, table: Omit<Table, 'id'>, ordered = false): string | undefined {
  const { headers, rows, columns, row_count: count, truncated } = table;
  const total = gold.rows.length;
  if (headers.join('\n') !== gold.columns.join('\n')) return `the table's columns are ${headers.join(', ')}`;
  if (count !== total) return `the table says it has ${count} rows, not ${total}`;
  if (rows.length !== Math.min(mostShown, total)) return `the table shows ${rows.length} of ${total} rows`;
  if (truncated !== total > mostShown) return 'the table does not say rightly whether it was cut';
  const isShown = (row: readonly Cell[], shown: readonly Cell[]) =>
    row.length === shown.length &&
    row.every((cell, at) => showsCell(cell, shown[at] ?? null, columns?.[at]?.type ?? ''));
  const missing = firstMissing(rows, gold.rows, isShown, ordered);
  return missing && `the table shows ${JSON.stringify(missing)}, which is no row of the result`;
}

/** Undefined when the chart has one point per row; bars have none for a gap. */
export function chartDifference(
  gold: Rows,
  chart: Omit<Chart, 'id'>,
  { kind, x, y, series }: ChartWish,
  ordered = false,
): string | undefined {
  if (chart.chart_type !== kind) return `the chart is a ${chart.chart_type}, not a ${kind}`;
  const place = (name: string | undefined) => (name === undefined ? -1 : gold.columns.indexOf(name));
  const [label, value, group] = [place(x), place(y), place(series)];
  const expected = gold.rows.filter((row) => kind === 'line' || row[value] !== null);
  const points = chart.data.values;
  if (points.length !== expected.length) return `the chart has ${points.length} points, not ${expected.length}`;
  const named = (cell: Cell | undefined) => String(cell ?? '(none)');
  const isPoint = (row: readonly Cell[], point: (typeof points)[number]) =>
    // A period is told by its day.
    named(row[label]).replace(/ 00:00:00$/, '') === named(point.label) &&
    (group < 0 || named(row[group]) === named(point.series)) &&
    !Array.isArray(point.value) &&
    sameCell(row[value] ?? null, point.value ?? null);
  const missing = firstMissing(points, expected, isPoint, ordered);
  return missing && `the chart has the point ${JSON.stringify(missing)}, which is no row of the result`;
}

/** The first that is shown and is no row; each row stands for one that is shown. */
function firstMissing<S, R>(
  shown: readonly S[],
  rows: readonly R[],
  isSame: (row: R, shown: S) => boolean,
  ordered: boolean,
): S | undefined {
  const left = [...rows];
  return shown.find((each) => {
    // Rows mostly come in the same order, whether or not it was asked for.
    const at = left.findIndex((row) => isSame(row, each));
    if (at < 0 || (ordered && at > 0)) return true;
    left.splice(at, 1);
    return false;
  });
}

/** Numbers may be rounded to four digits that say something, but whole ones are not. */
function showsCell(gold: Cell, shown: Cell, type: string): boolean {
  if (gold === null || shown === null) return gold === shown;
  if (type !== 'number') return String(gold) === shown;
  const [number, said] = [Number(gold), Number(String(shown).replaceAll(',', ''))];
  const most = Number.isInteger(number) ? 1e-9 : 0.0005;
  return Math.abs(number - said) <= Math.abs(number) * most * (1 + 1e-6);
}

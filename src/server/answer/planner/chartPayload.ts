// From rows to a chart: kind, labels, series, missing periods, slices. Says in words where it had to differ from what was asked.
// Not here: drawing (webview/chart), the table form (payload.ts).
import type { Cell, Chart, ChartItem, ChartType } from '../../../protocol/trellis/visualization.ts';
import type { QueryResult } from '../../engine/engine.ts';
import type { Compiled, OutputColumn } from './compile.ts';
import { shift } from './dates.ts';
import { sumExactly, toNumber } from './format.ts';
import { isMeasured } from './payload.ts';
import type { Plan } from './plan.ts';

export type ChartPayload = Omit<Chart, 'id'>;
/** Rows of a result that a chart may draw. */
export const chartRows = 5_000;
const maxSlices = 12;
const maxBars = 60;

interface Point {
  label: string | null;
  series?: string;
  value: number | null;
}

/** The kind of chart a plan is shown as, or nothing for a table or a sentence. */
export function chartTypeOf(plan: Plan): ChartType | undefined {
  const wanted = plan.chart;
  if (wanted === 'table' || plan.kind === 'values' || plan.countGroups) return undefined;
  const overTime = plan.groups.some((group) => group.kind === 'date') && plan.limit === undefined;
  if (wanted === undefined) return overTime ? 'line' : undefined;
  if (wanted !== 'any') return wanted;
  if (overTime) return 'line';
  return plan.groups.length > 1 ? 'stacked_bar' : 'bar';
}

/** Draws the result as `wanted`; undefined when it has nothing to draw. `note` says what was changed, in a sentence. */
export function chartPayload(
  compiled: Compiled,
  result: QueryResult,
  wanted: ChartType,
  title: string,
): { chart: ChartPayload; note: string } | undefined {
  const columns = compiled.columns;
  const numeric = (at: number) => ['number', 'integer'].includes(result.columns[at]?.type ?? '');
  const values = columns.flatMap((column, at) => (isMeasured(column) && numeric(at) ? [at] : []));
  const labels = columns.flatMap((_, at) => (values.includes(at) ? [] : [at]));
  const timed = labels.find((at) => columns[at]?.grain !== undefined);
  const isGrouped = columns.some((column) => column.kind === 'label');
  // Of a list the first column names the row and the last number is what it was ranked by.
  const label = timed ?? labels[0];
  const series = isGrouped ? labels.find((at) => at !== label) : undefined;
  const drawn = isGrouped ? values : values.slice(-1);
  if (label === undefined || drawn.length === 0 || result.rows.length === 0) return undefined;
  const notes: string[] = [];
  let points: Point[] = result.rows.flatMap((row) =>
    drawn.map((at): Point => {
      const name = drawn.length > 1 ? columns[at]?.header : series === undefined ? undefined : text(row[series]);
      const cell = row[label] ?? null;
      return {
        label: cell === null ? null : String(cell),
        value: toNumber(row[at]),
        ...(name === undefined ? {} : { series: name }),
      };
    }),
  );
  let type = wanted;
  const grain = columns[label]?.grain;
  const additive = drawn.every((at) => ['count', 'sum'].includes(columns[at]?.measure?.fn ?? ''));
  if (grain) {
    const undated = points.filter((point) => point.label === null).length;
    if (undated > 0) notes.push('Rows without a date are not drawn.');
    const sorted = points.every((point, at) => at === 0 || (points[at - 1]?.label ?? '') <= (point.label ?? ''));
    points = points.filter((point) => point.label !== null);
    if (sorted && result.rows.length === result.rowCount) points = fillPeriods(points, grain, additive ? 0 : null);
  }
  const several = points.some((point) => point.series !== undefined);
  if (type === 'pie' || type === 'donut') {
    if (several) type = 'stacked_bar';
    else if (points.some((point) => (point.value ?? 0) < 0)) type = 'bar';
    else if (points.length > maxSlices && (!additive || result.rowCount > result.rows.length)) type = 'bar';
    if (type !== wanted)
      notes.push(`A ${wanted} cannot show this, so it is drawn as ${type === 'bar' ? 'bars' : 'stacked bars'}.`);
  }
  let truncated = result.rowCount > result.rows.length;
  const isBar = type === 'bar' || type === 'bar_horizontal' || type === 'stacked_bar';
  const distinct = [...new Set(points.map((point) => point.label))];
  if (isBar && !grain && distinct.length > maxBars) {
    const kept = new Set(distinct.slice(0, maxBars));
    points = points.filter((point) => kept.has(point.label));
    truncated = true;
    notes.push(`Only the first ${maxBars} of ${distinct.length} are drawn.`);
  }
  const shared = { type: 'chart' as const, title, sql: compiled.sql, row_count: result.rowCount, truncated };
  if (type === 'pie' || type === 'donut') {
    return { chart: { ...shared, chart_type: type, data: { values: slices(points) } }, note: notes.join(' ') };
  }
  const gaps = type === 'line' || type === 'area';
  const items = points
    .filter((point) => gaps || point.value !== null)
    .map((point): ChartItem => ({ ...point, label: point.label ?? '(none)' }));
  const data = {
    values: items,
    x_axis_label: columns[label]?.header ?? '',
    y_axis_label: drawn.length === 1 ? header(columns[drawn[0] ?? 0]) : 'Value',
  };
  return { chart: { ...shared, chart_type: type, data }, note: notes.join(' ') };
}

const header = (column: OutputColumn | undefined): string => column?.header ?? '';
const text = (cell: Cell | undefined): string => (cell === null || cell === undefined ? '(none)' : String(cell));

/** At most twelve slices; what is left is one slice "Other". */
function slices(points: readonly Point[]): ChartItem[] {
  const shown = points
    .filter((point) => point.value !== null)
    .map((point) => ({ text: point.label ?? '(none)', value: point.value }));
  if (shown.length <= maxSlices) return shown;
  const sorted = shown.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const rest = sorted.slice(maxSlices - 1);
  return [
    ...sorted.slice(0, maxSlices - 1),
    { text: 'Other', value: Number(sumExactly(rest.map((item) => item.value))) },
  ];
}

type Grain = NonNullable<OutputColumn['grain']>;

function firstDay(label: string, grain: Grain): string {
  if (grain === 'year') return `${label}-01-01`;
  if (grain === 'month') return `${label}-01`;
  if (grain !== 'quarter') return label;
  const month = (Number(label.slice(-1)) - 1) * 3 + 1;
  return `${label.slice(0, 4)}-${String(month).padStart(2, '0')}-01`;
}

function labelOf(day: string, grain: Grain): string {
  if (grain === 'year') return day.slice(0, 4);
  if (grain === 'month') return day.slice(0, 7);
  if (grain !== 'quarter') return day;
  return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

/** Puts the periods between the first and the last in that have no row, for every series. */
function fillPeriods(points: readonly Point[], grain: Grain, missing: number | null): Point[] {
  const [first, last] = [points[0]?.label, points.at(-1)?.label];
  if (!first || !last) return [...points];
  const labels: string[] = [];
  const end = firstDay(last, grain);
  for (let day = firstDay(first, grain); day <= end && labels.length < chartRows; day = shift(day, grain, 1))
    labels.push(labelOf(day, grain));
  const names = [...new Set(points.map((point) => point.series))];
  if (labels.length * names.length > chartRows * 2) return [...points];
  const key = (label: string, name: string | undefined) => JSON.stringify([label, name]);
  const known = new Map(points.map((point) => [key(point.label ?? '', point.series), point]));
  return labels.flatMap((label) =>
    names.map(
      (name): Point =>
        known.get(key(label, name)) ?? { label, value: missing, ...(name === undefined ? {} : { series: name }) },
    ),
  );
}

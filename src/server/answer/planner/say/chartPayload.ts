// From rows to a chart: its kind by the shape of the result, labels, series, slices. Says in words where it differs from what was asked.
// Not here: drawing (webview/chart), missing periods (chartPoints.ts), the table form (tablePayload.ts).
import type { Chart, ChartItem, ChartType } from '../../../../protocol/trellis/visualization.ts';
import type { QueryResult } from '../../../engine/engine.ts';
import { toNumber } from '../format.ts';
import type { Measure, Plan } from '../plan/plan.ts';
import type { OutputColumn } from '../sql/compiled.ts';
import { fillPeriods, fillSteps, missingOf, type Point, slicesOf } from './chartPoints.ts';
import { isAdditive, isPercent } from './measureText.ts';
import { overlaps } from './overlap.ts';
import { isMeasured, labelText, type Shown } from './tablePayload.ts';

export type ChartPayload = Omit<Chart, 'id'>;
/** `note` says what was changed, in a sentence; without a chart, why the result is shown as a table. */
export interface Drawn {
  chart?: ChartPayload;
  note: string;
}

const maxBars = 60;
const maxSeries = 30;
const fewPeriods = 3;

/** The kind of chart a plan is shown as, or nothing for a table or a sentence. Where periods are few, only its rows tell. */
export function chartTypeOf(plan: Plan, result?: QueryResult): ChartType | undefined {
  const wanted = plan.chart;
  if (wanted === 'table' || plan.kind === 'values' || plan.countGroups) return undefined;
  if (plan.kind === 'aggregate' && plan.groups.length === 0) return undefined;
  if (wanted === undefined && plan.groups.length > 2) return undefined;
  if (wanted !== undefined && wanted !== 'any') return wanted;
  const whole = plan.limit === undefined;
  const dated = plan.groups.findIndex((group) => group.kind === 'date');
  if (plan.kind === 'aggregate' && dated >= 0 && whole) {
    const periods = new Set(result?.rows.map((row) => row[dated] ?? null));
    return result && periods.size < fewPeriods ? 'bar' : 'line';
  }
  const [group] = plan.groups;
  if (plan.groups.length === 1 && group?.kind === 'bin' && whole && plan.kind === 'aggregate') return 'bar';
  if (wanted === undefined) return undefined;
  // Bars stand on each other only where their sum means something.
  return plan.groups.length > 1 && plan.measures.every(addsUp) ? 'stacked_bar' : 'bar';
}

const addsUp = (measure: Measure): boolean =>
  isAdditive(measure) ||
  (measure.as === 'share' && measure.per === undefined && (measure.fn === 'count' || measure.fn === 'sum'));

/** Where the parts of a chart stand in a row. */
interface Places {
  label: number;
  series: number | undefined;
  values: number[];
}

/** Draws the result as `wanted`. */
export function chartPayload(shown: Shown, wanted: ChartType): Drawn {
  const { plan, compiled, result, index, title } = shown;
  if (result.rows.length === 0) return { note: '' };
  const places = placesOf(shown);
  // Nobody misses a chart that was not asked for.
  if (typeof places === 'string') return { note: plan.chart ? `${places}, so it is shown as a table.` : '' };
  const { label, values } = places;
  const notes: string[] = [];
  const measures = values.map((at) => compiled.columns[at]?.measure);
  const isWhole = result.rows.length === result.rowCount;
  const additive = values.every((at) => isPart(compiled.columns[at])) && !overlaps(plan, index);
  let type = wanted;
  let points = pointsOf(shown, places);
  const isRound = type === 'pie' || type === 'donut';
  const group = plan.kind === 'aggregate' ? plan.groups[label] : undefined;
  const grain = group?.kind === 'date' ? group.grain : undefined;
  if (grain) {
    if (points.some((point) => point.label === null)) notes.push('Rows without a date are not drawn.');
    points = points.filter((point) => point.label !== null);
    // Time runs from left to right, unless bars are asked for in another order.
    if (type === 'line' || type === 'area' || !plan.order) points = points.toSorted(byLabel);
    if (isWhole && !isRound && plan.limit === undefined && isSorted(points))
      points = fillPeriods(points, grain, missingOf(plan, measures));
  }
  if (group?.kind === 'bin') {
    if (isWhole && !isRound && plan.limit === undefined)
      points = fillSteps(points, group.width, missingOf(plan, measures));
    points = points.map((point) => ({ ...point, label: labelText(plan, label, point.label) }));
  }
  const several = points.some((point) => point.series !== undefined);
  if (isRound) {
    type = roundOrBars(type, points, several, additive, isWhole);
    if (type !== wanted)
      notes.push(
        `A ${wanted} cannot show this, so it is drawn as ${type === 'stacked_bar' ? 'stacked bars' : 'bars'}.`,
      );
  }
  let truncated = !isWhole;
  const distinct = [...new Set(points.map((point) => point.label))];
  const isBar = type === 'bar' || type === 'bar_horizontal' || type === 'stacked_bar';
  if (isBar && !grain && group?.kind !== 'bin' && distinct.length > maxBars) {
    const kept = new Set(distinct.slice(0, maxBars));
    points = points.filter((point) => kept.has(point.label));
    truncated = true;
    notes.push(`Only the first ${maxBars} of ${distinct.length} are drawn.`);
  }
  const shared = { type: 'chart' as const, title, sql: compiled.sql, row_count: result.rowCount, truncated };
  const note = notes.join(' ');
  if (type === 'pie' || type === 'donut')
    return { chart: { ...shared, chart_type: type, data: { values: slicesOf(points) } }, note };
  // A period without a value is a gap at its place; anything else without one is not drawn.
  const keepsGaps = grain !== undefined || type === 'line' || type === 'area';
  const items = points
    .filter((point) => keepsGaps || point.value !== null)
    .map((point): ChartItem => ({ ...point, label: point.label ?? '(none)' }));
  const data = {
    values: items,
    x_axis_label: compiled.columns[label]?.header ?? '',
    y_axis_label: valueAxis(values.flatMap((at) => compiled.columns[at] ?? [])),
  };
  return { chart: { ...shared, chart_type: type, data }, note };
}

function placesOf({ plan, compiled, result, index }: Shown): Places | string {
  const { columns } = compiled;
  const numeric = (at: number) => ['number', 'integer'].includes(result.columns[at]?.type ?? '');
  const numbers = columns.flatMap((column, at) =>
    numeric(at) && (column.kind === 'measure' || isMeasured(column, index)) ? [at] : [],
  );
  if (numbers.length === 0) return 'There is no number to draw';
  if (plan.kind === 'list') return listPlaces(plan, columns, numbers);
  const labels = columns.flatMap((column, at) => (column.kind === 'label' ? [at] : []));
  if (labels.length > 2) return 'A chart shows two groupings at most';
  const label = labels.find((at) => columns[at]?.grain !== undefined) ?? labels[0];
  if (label === undefined) return 'There is nothing to draw the number against';
  const series = labels.find((at) => at !== label);
  if (series !== undefined && numbers.length > 1) return 'A chart of two groupings shows one number';
  const percents = numbers.filter((at) => isPercentColumn(columns[at]));
  if (percents.length > 0 && percents.length < numbers.length) return 'Numbers and percentages have no common scale';
  const names = series === undefined ? new Set() : new Set(result.rows.map((row) => row[series] ?? null));
  if (names.size > maxSeries) return `There are ${names.size} series, too many to tell apart in a chart`;
  return { label, series, values: numbers };
}

/** Of a list the column that rows are called by is the label, and the number it is sorted by is drawn. */
function listPlaces(plan: Plan, columns: readonly OutputColumn[], numbers: number[]): Places | string {
  const others = columns.flatMap((_, at) => (numbers.includes(at) ? [] : [at]));
  const series = plan.perGroup && others.includes(0) ? 0 : undefined;
  const own = others.filter((at) => at !== series);
  const names = own.find((at) => {
    const column = columns[at]?.column;
    return column !== undefined && column.table.key === plan.base && column === column.table.nameColumn;
  });
  const label = names ?? own[0];
  if (label === undefined) return 'There is nothing to draw the number against';
  const ranked = numbers.find((at) => {
    const column = columns[at]?.column;
    return column?.name === plan.order?.column?.column && column?.table.key === plan.order?.column?.table;
  });
  return { label, series, values: [ranked ?? numbers.at(-1) ?? 0] };
}

function pointsOf({ plan, compiled, result }: Shown, { label, series, values }: Places): Point[] {
  const isNumber = plan.kind === 'aggregate' && plan.groups[label]?.kind === 'bin';
  return result.rows.flatMap((row) =>
    values.map((at): Point => {
      const cell = row[label] ?? null;
      const name =
        values.length > 1
          ? compiled.columns[at]?.header
          : series === undefined
            ? undefined
            : (labelText(plan, series, row[series] ?? null) ?? '(none)');
      return {
        label: cell === null ? null : isNumber ? String(cell) : labelText(plan, label, cell),
        value: toNumber(row[at]),
        ...(name === undefined ? {} : { series: name }),
      };
    }),
  );
}

const byLabel = (a: Point, b: Point): number =>
  (a.label ?? '') < (b.label ?? '') ? -1 : (a.label ?? '') > (b.label ?? '') ? 1 : 0;
const isSorted = (points: readonly Point[]): boolean =>
  points.every((point, at) => at === 0 || byLabel(points[at - 1] ?? point, point) <= 0);

/** A number of which the parts of a whole can be made: what is averaged, or counted twice, is none. */
function isPart(column: OutputColumn | undefined): boolean {
  if (column?.measure) return addsUp(column.measure);
  return column?.column !== undefined && !column.column.averaged;
}

function roundOrBars(
  wanted: ChartType,
  points: readonly Point[],
  several: boolean,
  additive: boolean,
  isWhole: boolean,
): ChartType {
  if (several) return additive ? 'stacked_bar' : 'bar';
  if (!additive || !isWhole || points.some((point) => (point.value ?? 0) < 0)) return 'bar';
  return wanted;
}

const isPercentColumn = (column: OutputColumn | undefined): boolean =>
  column?.measure !== undefined && isPercent(column.measure);

function valueAxis(columns: readonly OutputColumn[]): string {
  const [only] = columns;
  const name = columns.length === 1 ? (only?.header ?? '') : 'Value';
  return isPercentColumn(only) && !name.includes('%') ? `${name} (%)` : name;
}

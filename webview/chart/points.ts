// The three forms a chart's data comes in -> one list of points, in the order it was sent. Pure.
// Not here: how points are drawn (spec.ts).
import type { Chart, ChartItem } from '../../src/protocol/trellis/visualization.ts';
import type { TableData } from '../parts/tableText.ts';
import { plainLine } from '../ui/plainLine.ts';

export interface Point {
  label: string;
  /** Null when the chart has one unnamed series. */
  series: string | null;
  /** Null is a gap. */
  value: number | null;
}

export interface Points {
  points: Point[];
  /** Distinct, in order of appearance. */
  labels: string[];
  /** Distinct; empty for one unnamed series. */
  series: string[];
}

const noLabel = '(empty)';

export function pointsOf(chart: Chart): Points {
  const points = chart.data.values.flatMap((item, index) => pointsOfItem(item, index, chart));
  const series = [...new Set(points.flatMap((point) => (point.series === null ? [] : [point.series])))];
  return { points, labels: [...new Set(points.map((point) => point.label))], series };
}

function pointsOfItem(item: ChartItem, index: number, chart: Chart): Point[] {
  const label = textOf(item.label ?? item.text ?? (chart.data.values.length > 1 ? index + 1 : chart.title));
  if (item.values !== undefined) {
    return Object.entries(item.values).map(([series, value]) => ({
      label,
      series: plainLine(series),
      value: finite(value),
    }));
  }
  if (Array.isArray(item.value)) {
    return item.value.map((value, at) => ({
      label,
      series: plainLine(chart.data.series?.[at] ?? `Series ${at + 1}`),
      value: finite(value),
    }));
  }
  const named = chart.data.values.some((other) => other.series !== undefined && other.series !== null);
  return [{ label, series: named ? textOf(item.series) : null, value: finite(item.value ?? null) }];
}

function textOf(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? '' : plainLine(String(value));
  return text === '' ? noLabel : text;
}

/** Each on one line; empty where it has none. */
export function axisNames({ data }: Chart): { x: string; y: string } {
  return { x: plainLine(data.x_axis_label ?? ''), y: plainLine(data.y_axis_label ?? '') };
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

export type TooltipNames = Readonly<Record<'label' | 'series' | 'value', string>>;

/** What stands before each line of the tooltip, by its title in the specification. */
export function tooltipNames(chart: Chart): TooltipNames {
  const { x, y } = axisNames(chart);
  const label = x || 'Label';
  const value = y || 'Value';
  return {
    label,
    series: label === 'Series' ? 'Name' : 'Series',
    value: value === label ? `${value} (value)` : value,
  };
}

/** The chart as rows: a column of labels and one for each series. */
export function chartTable(chart: Chart): TableData {
  const { points, labels, series } = pointsOf(chart);
  const { x, y } = axisNames(chart);
  const labelHeader = x || 'Label';
  const valueHeader = y || 'Value';
  if (series.length === 0) {
    return { headers: [labelHeader, valueHeader], rows: points.map((point) => [point.label, numberText(point.value)]) };
  }
  const cells = new Map(points.map((point) => [JSON.stringify([point.label, point.series]), numberText(point.value)]));
  const rows = labels.map((label) => [
    label,
    ...series.map((name) => cells.get(JSON.stringify([label, name])) ?? null),
  ]);
  return { headers: [labelHeader, ...series], rows };
}

const format = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });

/** Digits grouped by commas, a point for decimals; null stays null. */
export function numberText(value: number | null): string | null {
  return value === null ? null : format.format(value);
}

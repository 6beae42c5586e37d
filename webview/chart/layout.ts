// How a chart uses its space: its kind, its height, its legend, which labels there is room for. Pure; also in the panel's bundle,
// which holds the place before the chart is drawn. Not here: Vega's words for it (spec.ts).
import { type Chart, type ChartType, chartTypes } from '../../src/protocol/trellis/visualization.ts';
import { type Points, pointsOf } from './points.ts';

/** A canvas of more marks is slow, and nobody reads them. */
export const maxPoints = 2000;

const plotHeight = 230;
const rowHeight = 24;
const maxRowsHeight = 960;
const legendRow = 18;
const characterWidth = 6.3;
const maxLabelWidth = 150;

/** The kind that is drawn: bars for a kind we do not know, and for a pie of which a slice would be negative. */
export function kindOf(chart: Chart): ChartType {
  const kind = chartTypes.find((known) => known === chart.chart_type) ?? 'bar';
  const round = kind === 'pie' || kind === 'donut';
  return round && pointsOf(chart).points.some((point) => (point.value ?? 0) < 0) ? 'bar' : kind;
}

export interface Legend {
  position: 'right' | 'bottom';
  columns: number;
  labelLimit: number;
}

export interface Layout {
  height: number;
  legend: Legend | null;
}

export function chartHeight(chart: Chart, width: number): number {
  return layoutOf(kindOf(chart), pointsOf(chart), width).height;
}

export function layoutOf(kind: ChartType, { labels, points, series }: Points, width: number): Layout {
  const round = kind === 'pie' || kind === 'donut';
  const entries = round
    ? series.length > 0
      ? labels.flatMap((label) => series.map((name) => `${label}, ${name}`))
      : labels
    : series;
  const legend = entries.length > (round ? 0 : 1) ? legendOf(entries, width, round) : null;
  const below = legend?.position === 'bottom' ? Math.ceil(entries.length / legend.columns) * legendRow + 12 : 0;
  const beside = legend?.position === 'right' ? entries.length * legendRow + 12 : 0;
  const grouped = kind === 'bar_horizontal' && series.length > 1 ? series.length * 0.6 : 1;
  // Without series every point is a row of its own, also when two have the same label.
  const rows = series.length > 0 ? labels.length : points.length;
  const plot =
    kind === 'bar_horizontal' ? Math.min(maxRowsHeight, Math.max(60, rows * rowHeight * grouped) + 44) : plotHeight;
  return { height: Math.round(Math.max(plot + below, beside)), legend };
}

function legendOf(entries: readonly string[], width: number, round: boolean): Legend {
  const longest = Math.min(maxLabelWidth, widthOf(entries));
  if (round && width >= 420 && entries.length <= 14)
    return { position: 'right', columns: 1, labelLimit: maxLabelWidth };
  const columns = Math.max(1, Math.min(entries.length, Math.floor((width - 16) / (longest + 34))));
  return { position: 'bottom', columns, labelLimit: Math.min(maxLabelWidth, width - 60) };
}

export interface LabelPlan {
  angle: 0 | -45;
  labelLimit: number;
  /** Every which label is written. */
  every: number;
}

/** Labels under an upright chart: written flat if they fit, thinned if they count time, else slanted. */
export function planLabels(labels: readonly string[], width: number): LabelPlan {
  const step = (width - 70) / Math.max(1, labels.length);
  const longest = widthOf(labels);
  if (longest + 6 <= step) return { angle: 0, labelLimit: Math.max(40, Math.floor(step)), every: 1 };
  if (labels.every(looksTemporal)) return { angle: 0, labelLimit: 120, every: Math.ceil((longest + 12) / step) };
  return { angle: -45, labelLimit: 84, every: Math.max(1, Math.ceil(13 / step)) };
}

/** Labels beside a lying chart. */
export function planRows(labels: readonly string[], height: number, width: number): LabelPlan {
  const step = (height - 44) / Math.max(1, labels.length);
  return {
    angle: 0,
    labelLimit: Math.max(60, Math.min(180, Math.floor(width * 0.38))),
    every: Math.max(1, Math.ceil(13 / step)),
  };
}

function looksTemporal(label: string): boolean {
  return /^\d{4}(-(\d{2}|Q[1-4]|W\d{2})(-\d{2}([T ][\d:.]+Z?)?)?)?$/.test(label);
}

function widthOf(labels: readonly string[]): number {
  return Math.max(0, ...labels.map((label) => label.length)) * characterWidth;
}

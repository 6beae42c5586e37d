// A chart's payload -> a Vega-Lite specification, for a given width and theme. Pure: no page, no drawing.
// Not here: sizes (layout.ts), the forms of the data (points.ts), colours of the page (theme.ts).
import type { TopLevelSpec } from 'vega-lite';
import type { Field } from 'vega-lite/types_unstable/channeldef.d.ts';
import type { TopLevelUnitSpec } from 'vega-lite/types_unstable/spec/unit.d.ts';
import type { Chart, ChartType } from '../../src/protocol/trellis/visualization.ts';
import { describeChart } from './describe.ts';
import { kindOf, type LabelPlan, type Layout, layoutOf, maxPoints, planLabels, planRows } from './layout.ts';
import { axisNames, numberText, type Point, type Points, pointsOf, type TooltipNames, tooltipNames } from './points.ts';

export interface ChartTheme {
  foreground: string;
  muted: string;
  grid: string;
  background: string;
  font: string;
  /** Pixels. */
  fontSize: number;
  /** Colours of series, in turn. */
  palette: string[];
  /** High contrast: marks are outlined, and lines differ by their dashes too. */
  highContrast: boolean;
}

export interface DrawnChart {
  spec: TopLevelSpec;
  kind: ChartType;
  /** Pixels. */
  height: number;
  /** What the picture leaves out, for the line below it. */
  note: string | null;
  /** Of the lines of its tooltip. */
  names: TooltipNames;
}

type UnitSpec = TopLevelUnitSpec<Field>;
type Encoding = NonNullable<UnitSpec['encoding']>;
type Marks = Pick<UnitSpec, 'mark' | 'encoding'> & Partial<Pick<UnitSpec, 'data' | 'transform'>>;
type Axis = Extract<NonNullable<Encoding['x']>, { axis?: unknown }>['axis'];
type MarkOptions = Exclude<UnitSpec['mark'], string>;

/** One mark as Vega sees it. `key` is the label, made unique; `shown` and `name` are what the tooltip says. */
interface Row {
  key: string;
  series: string;
  value: number | null;
  name: string;
  shown: string;
}

export function chartSpec(chart: Chart, width: number, theme: ChartTheme): DrawnChart {
  const whole = pointsOf(chart);
  const data = limited(whole);
  const kind = kindOf(chart);
  const layout = layoutOf(kind, data, width);
  const rows = rowsOf(data.points, kind === 'line' || kind === 'area');
  const parts = { chart, kind, data, rows, layout, width, theme };
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: describeChart(chart),
    width,
    height: layout.height,
    autosize: { type: 'fit', contains: 'padding' },
    padding: { left: 4, right: 8, top: 8, bottom: 4 },
    background: 'transparent',
    data: { values: rows },
    config: configOf(theme),
    ...(kind === 'pie' || kind === 'donut' ? roundSpec(parts) : axisSpec(parts)),
  };
  return { spec, kind, height: layout.height, note: noteOf(chart, kind, whole, data), names: tooltipNames(chart) };
}

function limited(points: Points): Points {
  if (points.points.length <= maxPoints) return points;
  const kept = points.points.slice(0, maxPoints);
  const shown = new Set(kept.map((point) => point.label));
  return { points: kept, labels: points.labels.filter((label) => shown.has(label)), series: points.series };
}

function noteOf(chart: Chart, kind: ChartType, whole: Points, drawn: Points): string | null {
  const all = numberText(whole.points.length);
  if (drawn.points.length < whole.points.length) return `Drawn: the first ${numberText(maxPoints)} of ${all} points.`;
  if (kind === 'bar' && (chart.chart_type === 'pie' || chart.chart_type === 'donut'))
    return 'Drawn as bars: a pie cannot show negative values.';
  const rowCount = chart.row_count ?? 0;
  return chart.truncated && rowCount > chart.data.values.length
    ? `Drawn: ${numberText(chart.data.values.length)} of ${numberText(rowCount)} rows.`
    : null;
}

/** Gaps stay where a line can show them and are left out elsewhere. */
function rowsOf(points: readonly Point[], keepGaps: boolean): Row[] {
  const seen = new Map<string, number>();
  return points.flatMap((point) => {
    if (point.value === null && !keepGaps) return [];
    const place = JSON.stringify([point.label, point.series]);
    const before = seen.get(place) ?? 0;
    seen.set(place, before + 1);
    // Two customers may share a name: an invisible difference keeps their bars from becoming one.
    const key = point.label + '\u200b'.repeat(before);
    const name = point.series ?? '';
    return [{ key, series: name, value: point.value, name: point.label, shown: numberText(point.value) ?? 'no value' }];
  });
}

interface Parts {
  chart: Chart;
  kind: ChartType;
  data: Points;
  rows: Row[];
  layout: Layout;
  width: number;
  theme: ChartTheme;
}

function axisSpec(parts: Parts): Marks {
  const { chart, kind, data, rows, layout, width, theme } = parts;
  const keys = [
    ...new Set([...(rows.length === data.points.length ? [] : data.labels), ...rows.map((row) => row.key)]),
  ];
  const lying = kind === 'bar_horizontal';
  const plan = lying ? planRows(keys, layout.height, width) : planLabels(keys, width);
  const several = data.series.length > 1;
  const label = {
    field: 'key',
    type: 'ordinal',
    sort: null,
    scale: { domain: keys },
    title: axisNames(chart).x || null,
    axis: labelAxis(keys, plan),
  } as const;
  const value = {
    field: 'value',
    type: 'quantitative',
    title: axisNames(chart).y || null,
    stack: (kind === 'stacked_bar' || kind === 'area') && several ? 'zero' : null,
    axis: {
      format: axisFormat(rows),
      tickCount: lying ? Math.max(2, Math.floor(width / 110)) : 5,
      // There is no half of an order.
      ...(rows.every((row) => Number.isInteger(row.value ?? 0)) ? { tickMinStep: 1 } : {}),
    },
  } as const;
  const grouped = several && (kind === 'bar' || kind === 'bar_horizontal');
  const offset = { field: 'series', type: 'nominal', sort: null, scale: { domain: data.series } } as const;
  const legend = legendOf(layout, kind === 'line' ? 'stroke' : 'square');
  const dashed = several && kind === 'line' && theme.highContrast;
  return {
    mark: markOf(kind, keys.length, several, theme),
    encoding: {
      x: lying ? value : label,
      y: lying ? label : value,
      ...(grouped && { [lying ? 'yOffset' : 'xOffset']: offset }),
      ...(several && { color: colorOf('series', data.series, legend, theme) }),
      ...(dashed && { strokeDash: { ...offset, legend } }),
      tooltip: tooltipOf(several),
    },
  };
}

function labelAxis(keys: readonly string[], plan: LabelPlan): Axis {
  return {
    labelAngle: plan.angle,
    labelLimit: plan.labelLimit,
    // The kept labels were chosen to fit; Vega's own thinning would drop more of them.
    labelOverlap: false,
    ...(plan.every > 1 && { values: keys.filter((_, index) => index % plan.every === 0) }),
    ...(plan.angle !== 0 && { labelAlign: 'right', labelBaseline: 'top' }),
  };
}

function markOf(kind: ChartType, labels: number, several: boolean, theme: ChartTheme): MarkOptions {
  const gaps = { invalid: 'break-paths-show-path-domains' } as const;
  const points = labels <= 60 ? { point: { size: 30, filled: true } } : {};
  if (kind === 'line') return { type: 'line', strokeWidth: 2, ...gaps, ...points };
  if (kind === 'area') {
    const line = { line: { strokeWidth: theme.highContrast ? 2.5 : 1.5 } };
    return { type: 'area', fillOpacity: several ? 0.75 : 0.35, ...gaps, ...line };
  }
  return { type: 'bar', ...outline(theme) };
}

function roundSpec({ kind, data, rows, layout, theme }: Parts): Marks {
  const several = data.series.length > 0;
  const total = rows.reduce((sum, row) => sum + (row.value ?? 0), 0);
  const slices = rows.map((row) => ({
    ...row,
    key: several ? `${row.key}, ${row.series}` : row.key,
    shown: total > 0 ? `${row.shown} (${(((row.value ?? 0) / total) * 100).toFixed(1)}%)` : row.shown,
  }));
  const radius = 'min(width, height) / 2';
  return {
    data: { values: slices },
    mark: {
      type: 'arc',
      ...(kind === 'donut' && { innerRadius: { expr: `${radius} * 0.58` } }),
      ...outline(theme),
      stroke: theme.highContrast ? theme.foreground : theme.background,
      strokeWidth: 1.5,
    },
    encoding: {
      theta: { field: 'value', type: 'quantitative', stack: true },
      order: { field: 'order', type: 'quantitative' },
      color: colorOf(
        'key',
        slices.map((row) => row.key),
        legendOf(layout, 'circle'),
        theme,
      ),
      tooltip: tooltipOf(several),
    },
    transform: [{ window: [{ op: 'row_number', as: 'order' }] }],
  };
}

function colorOf(
  field: string,
  domain: string[],
  legend: ReturnType<typeof legendOf>,
  theme: ChartTheme,
): Encoding['color'] {
  return {
    field,
    type: 'nominal',
    sort: null,
    scale: { domain, range: domain.map((_, index) => theme.palette[index % theme.palette.length] ?? theme.foreground) },
    legend,
  };
}

/** The same for colours and dashes, which Vega then shows as one. */
function legendOf({ legend }: Layout, symbolType: 'stroke' | 'square' | 'circle') {
  if (legend === null) return null;
  const { position, columns, labelLimit } = legend;
  const direction = position === 'right' ? 'vertical' : 'horizontal';
  return { title: null, orient: position, columns, direction, labelLimit, symbolLimit: 60, symbolType } as const;
}

/**
 * Its titles are ours. Vega-Lite writes them into an expression and escapes no more of them than the quotation mark, so that a name
 * with a backslash or a line end would be read as a part of that expression; the names people see come in behind it.
 */
function tooltipOf(several: boolean): Encoding['tooltip'] {
  const name = { field: 'name', type: 'nominal', title: 'label' } as const;
  const series = { field: 'series', type: 'nominal', title: 'series' } as const;
  const shown = { field: 'shown', type: 'nominal', title: 'value' } as const;
  return several ? [name, series, shown] : [name, shown];
}

function outline(theme: ChartTheme): { stroke?: string; strokeWidth?: number } {
  return theme.highContrast ? { stroke: theme.foreground, strokeWidth: 1.5 } : {};
}

/** Whole numbers are written out; from a billion on there is no room for that. */
function axisFormat(rows: readonly Row[]): string {
  const largest = Math.max(0, ...rows.map((row) => Math.abs(row.value ?? 0)));
  return largest >= 1e9 ? '.3~s' : ',.6~f';
}

export function configOf(theme: ChartTheme): TopLevelSpec['config'] {
  const text = {
    labelColor: theme.foreground,
    labelFontSize: theme.fontSize,
    titleColor: theme.muted,
    titleFontSize: theme.fontSize,
  };
  return {
    font: theme.font,
    // The picture is described as a whole; of marks it would be done by expressions with the names of the axes in them.
    aria: false,
    view: { stroke: null },
    mark: { color: theme.palette[0] ?? theme.foreground },
    axis: {
      ...text,
      titleFontWeight: 'normal',
      titlePadding: 8,
      gridColor: theme.grid,
      gridOpacity: theme.highContrast ? 0.45 : 1,
      domainColor: theme.grid,
      tickColor: theme.grid,
      ticks: false,
      labelPadding: 6,
    },
    axisX: { grid: false },
    legend: { ...text, symbolSize: 70, rowPadding: 4, columnPadding: 12, offset: 10 },
    scale: { bandPaddingInner: 0.25, bandPaddingOuter: 0.15, barBandPaddingInner: 0.25 },
  };
}

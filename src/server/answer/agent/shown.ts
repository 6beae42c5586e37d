// A result as the person sees it: the rows of the database as a table, or the chart the model chose for them.
// Not here: the form of charts on the wire (protocol/trellis/visualization.ts), drawing them (the panel).
import {
  type Chart,
  type ChartItem,
  type ChartType,
  chartTypes,
  type Table,
} from '../../../protocol/trellis/visualization.ts';
import type { Cell } from '../../engine/engine.ts';
import { formatNumber, toNumber } from '../planner/format.ts';
import { type Point, slicesOf } from '../planner/say/chartPoints.ts';
import { inlineRows } from '../planner/say/tablePayload.ts';
import type { Finding } from './findings.ts';

export interface ChartWish {
  kind: ChartType;
  /** Name of the column of labels. */
  x: string;
  /** Names of the columns of numbers. */
  y: readonly string[];
  /** Name of the column whose values are the series. */
  series?: string | undefined;
  title?: string | undefined;
}

const maxPoints = 5_000;
const maxSeries = 30;

export function tableOf({ result, sql, title }: Finding): Omit<Table, 'id'> {
  const { columns, rows, rowCount } = result;
  const shown = rows.slice(0, inlineRows);
  return {
    type: 'table',
    ...(title ? { title } : {}),
    headers: columns.map(({ name }) => name),
    rows: shown.map((row) =>
      row.map((cell, at) =>
        cell === null ? null : columns[at]?.type === 'number' ? formatNumber(cell) : String(cell),
      ),
    ),
    columns,
    sql,
    row_count: rowCount,
    truncated: rowCount > shown.length,
  };
}

/** The chart, or why these rows cannot be drawn so, as a sentence for the model. */
export function chartOf(finding: Finding, wish: ChartWish): Omit<Chart, 'id'> | string {
  const { result, sql } = finding;
  const { columns, rows, rowCount } = result;
  if (rows.length < rowCount)
    return `These are ${rowCount} rows, too many for a chart. Aggregate in SQL first; ${maxPoints} points at most.`;
  if (!chartTypes.includes(wish.kind)) return `There is no kind "${wish.kind}".`;
  if (rows.length === 0) return 'The result has no rows, so there is nothing to draw.';
  const names = columns.map(({ name }) => name);
  const place = (name: string) => names.findIndex((each) => each === name || each.toLowerCase() === name.toLowerCase());
  const wanted = [wish.x, ...wish.y, ...(wish.series ? [wish.series] : [])];
  const missing = wanted.filter((name) => place(name) < 0);
  if (missing.length > 0 || wish.y.length === 0)
    return `No column "${missing.join('", "')}" in ${finding.id}. Its columns: ${names.join(', ')}.`;
  const label = place(wish.x);
  const values = wish.y.map(place);
  const words = values.filter((at) => !['number', 'integer'].includes(columns[at]?.type ?? ''));
  if (words.length > 0)
    return `The column "${names[words[0] ?? 0]}" holds no numbers, so it cannot be drawn as a value.`;
  const series = wish.series && wish.series !== wish.x ? place(wish.series) : undefined;
  if (series !== undefined && values.length > 1) return 'A chart with a series column shows one column of numbers.';
  if (rows.length * values.length > maxPoints)
    return `These are ${rows.length * values.length} points. Aggregate in SQL first; ${maxPoints} at most.`;
  const isMidnight = isDays(rows, label);
  const points = rows.flatMap((row) =>
    values.map((at): Point => {
      const cell = row[label] ?? null;
      const name = series !== undefined ? String(row[series] ?? '(none)') : values.length > 1 ? names[at] : undefined;
      return {
        label: cell === null ? null : labelText(cell, isMidnight),
        value: toNumber(row[at]),
        ...(name === undefined ? {} : { series: name }),
      };
    }),
  );
  if (new Set(points.map((point) => point.series)).size > maxSeries)
    return `These are more than ${maxSeries} series. Keep the largest ones in SQL.`;
  const isRound = wish.kind === 'pie' || wish.kind === 'donut';
  if (isRound && (points.some(({ value }) => (value ?? 0) < 0) || points.some((point) => point.series !== undefined)))
    return 'A pie shows one series of numbers that are not negative. Draw bars instead.';
  const shared = {
    type: 'chart' as const,
    title: wish.title ?? finding.title ?? `${wish.y.join(', ')} by ${wish.x}`,
    sql,
    row_count: rowCount,
    truncated: rows.length < rowCount,
  };
  if (isRound) return { ...shared, chart_type: wish.kind, data: { values: slicesOf(points) } };
  const keepsGaps = wish.kind === 'line' || wish.kind === 'area';
  const items = points
    .filter((point) => keepsGaps || point.value !== null)
    .map((point): ChartItem => ({ ...point, label: point.label ?? '(none)' }));
  return {
    ...shared,
    chart_type: wish.kind,
    data: {
      values: items,
      x_axis_label: names[label] ?? '',
      y_axis_label: values.length === 1 ? (names[values[0] ?? 0] ?? '') : 'Value',
    },
  };
}

const midnight = / 00:00:00$/;

/** Timestamps that are days, such as those of `date_trunc`: their clock says nothing. */
function isDays(rows: Finding['result']['rows'], at: number): boolean {
  const cells = rows.map((row) => row[at] ?? null).filter((cell) => cell !== null);
  return cells.length > 0 && cells.every((cell) => typeof cell === 'string' && midnight.test(cell));
}

function labelText(cell: Cell, isMidnight: boolean): string {
  return isMidnight ? String(cell).replace(midnight, '') : String(cell);
}

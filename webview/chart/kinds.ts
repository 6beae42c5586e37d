// The kinds a chart can be drawn as, and their names.
// Not here: drawing them (spec.ts).
import type { Chart, ChartType } from '../../src/protocol/trellis/visualization.ts';
import { pointsOf } from './points.ts';

export const kindNames: Readonly<Record<ChartType, string>> = {
  bar: 'Bars',
  bar_horizontal: 'Horizontal bars',
  stacked_bar: 'Stacked bars',
  line: 'Lines',
  area: 'Area',
  pie: 'Pie',
  donut: 'Donut',
};

/** What a pie of more slices than this says, nobody reads. */
const maxSlices = 30;

/** Those that say the same as the chart does. */
export function kindsFor(chart: Chart): ChartType[] {
  const { points, series } = pointsOf(chart);
  const several = series.length > 1;
  const isWhole = points.length <= maxSlices && points.every(({ value }) => (value ?? 0) >= 0);
  return [
    'bar',
    'bar_horizontal',
    ...(several ? (['stacked_bar'] as const) : []),
    'line',
    'area',
    ...(!several && isWhole ? (['pie', 'donut'] as const) : []),
  ];
}

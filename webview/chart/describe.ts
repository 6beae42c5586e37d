// One sentence or two that stand for the picture of a chart, for those who do not see it. Pure.
// Not here: the full numbers; every chart can be read as a table.
import type { Chart } from '../../src/protocol/trellis/visualization.ts';
import { plainLine } from '../ui/plainLine.ts';
import { kindOf } from './layout.ts';
import { axisNames, numberText, type Point, pointsOf } from './points.ts';

const names = {
  bar: 'Bar chart',
  bar_horizontal: 'Horizontal bar chart',
  stacked_bar: 'Stacked bar chart',
  line: 'Line chart',
  area: 'Area chart',
  pie: 'Pie chart',
  donut: 'Donut chart',
} as const;
const listedPoints = 8;

export function describeChart(chart: Chart): string {
  const { points, labels, series } = pointsOf(chart);
  const { x, y } = axisNames(chart);
  const axes = [y, x].filter(Boolean).join(' by ');
  const head = [names[kindOf(chart)], plainLine(chart.title ?? '') || axes].filter(Boolean).join(': ');
  const filled = points.filter((point) => point.value !== null);
  if (filled.length === 0) return `${head}. No values.`;
  const extent = series.length > 1 ? `${labels.length} labels in ${series.length} series` : `${filled.length} values`;
  if (filled.length <= listedPoints) return `${head}. ${filled.map(said).join('; ')}.`;
  const byValue = filled.toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0));
  const lowest = byValue[0];
  const highest = byValue.at(-1);
  return `${head}. ${extent}. Highest: ${highest ? said(highest) : ''}. Lowest: ${lowest ? said(lowest) : ''}.`;
}

function said({ label, series, value }: Point): string {
  return `${series === null ? label : `${label}, ${series}`}: ${numberText(value)}`;
}

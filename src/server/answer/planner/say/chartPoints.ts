// The points of a chart: one per label and series, with the periods and steps between them that have no row.
// Not here: which kind of chart they are drawn as (chartPayload.ts).
import type { ChartItem } from '../../../../protocol/trellis/visualization.ts';
import { toNumber } from '../format.ts';
import type { Grain, Measure, Plan } from '../plan/plan.ts';
import { compareCells, exactSum } from './exact.ts';
import { nextPeriod } from './periods.ts';

/** Points that a chart may draw. */
export const chartRows = 5_000;
const maxSlices = 12;

export interface Point {
  /** The cell as text; null where the row has no value to stand at. */
  label: string | null;
  series?: string;
  value: number | null;
}

/** What stands where no row is: nothing, 0 of what is counted or added up, or all there was so far. */
export type Missing = 'gap' | 'zero' | 'before';

export function missingOf(plan: Plan, measures: readonly (Measure | undefined)[]): Missing {
  // A group that a condition on groups has left out is not a group of nothing.
  if (plan.having.length > 0) return 'gap';
  const counts = (measure: Measure | undefined) => ['count', 'sum', 'count_distinct'].includes(measure?.fn ?? '');
  if (!measures.every((measure) => counts(measure) && measure?.per === undefined)) return 'gap';
  if (measures.every((measure) => measure?.as === undefined || measure.as === 'share')) return 'zero';
  const adds = (measure: Measure | undefined) => measure?.as === 'running' && measure.fn !== 'count_distinct';
  return measures.every(adds) ? 'before' : 'gap';
}

/** Puts in the periods between the first and the last that have no row, for every series. Labels stand in their order. */
export function fillPeriods(points: readonly Point[], grain: Grain, missing: Missing): Point[] {
  const [first, last] = [points[0]?.label, points.at(-1)?.label];
  if (!first || !last) return [...points];
  const labels: string[] = [first];
  for (let label = first; label !== last; ) {
    const next = nextPeriod(label, grain);
    if (next === undefined || labels.length >= chartRows) return [...points];
    labels.push(next);
    label = next;
  }
  return filled(points, labels, missing);
}

/** The same for numbers in steps of `width`; as they are, where one of them is no step. */
export function fillSteps(points: readonly Point[], width: number, missing: Missing): Point[] {
  const own = [...new Set(points.map((point) => point.label))].filter((label) => label !== null);
  const labels: string[] = [];
  let step = own[0];
  for (const label of own) {
    // Between two of them stand those that no row is in.
    while (step !== undefined && compareCells(step, label) < 0) {
      if (labels.length >= maxSteps) return [...points];
      labels.push(step);
      step = exactSum([step, width]);
    }
    if (step === undefined || compareCells(step, label) !== 0) return [...points];
    labels.push(label);
    step = exactSum([step, width]);
  }
  const unplaced = points.filter((point) => point.label === null);
  return [...filled(points, labels, missing), ...unplaced];
}

const maxSteps = 200;

function filled(points: readonly Point[], labels: readonly string[], missing: Missing): Point[] {
  const names = [...new Set(points.map((point) => point.series))];
  if (labels.length * names.length > chartRows * 2) return [...points];
  const key = (label: string, name: string | undefined) => JSON.stringify([label, name]);
  const known = new Map(points.map((point) => [key(point.label ?? '', point.series), point]));
  const before = new Map<string | undefined, number | null>();
  return labels.flatMap((label) =>
    names.map((name): Point => {
      const found = known.get(key(label, name));
      if (found) {
        before.set(name, found.value);
        return found;
      }
      const value = missing === 'zero' ? 0 : missing === 'before' ? (before.get(name) ?? null) : null;
      return { label, value, ...(name === undefined ? {} : { series: name }) };
    }),
  );
}

/** At most twelve slices; what is left is one slice "Other". */
export function slicesOf(points: readonly Point[]): ChartItem[] {
  const shown = points
    .filter((point) => point.value !== null)
    .map((point) => ({ text: point.label ?? '(none)', value: point.value }));
  if (shown.length <= maxSlices) return shown;
  const sorted = shown.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const rest = exactSum(sorted.slice(maxSlices - 1).map((item) => item.value));
  return [...sorted.slice(0, maxSlices - 1), { text: 'Other', value: toNumber(rest) ?? 0 }];
}

// What a chart or a table looks like on the wire (section 8 of the Trellis API), our extra keys included.
// Not here: drawing (webview/chart) and making one from rows (server/answer).
import * as v from 'valibot';
import {
  lenient,
  lenientFlag,
  lenientNumber,
  lenientShown,
  lenientText,
  longest,
  shown,
  shownText,
} from '../lenient.ts';

export const chartTypes = ['bar', 'bar_horizontal', 'stacked_bar', 'line', 'area', 'pie', 'donut'] as const;
export type ChartType = (typeof chartTypes)[number];

export const columnTypes = ['number', 'integer', 'text', 'boolean', 'date', 'timestamp'] as const;
export type ColumnType = (typeof columnTypes)[number];

const nameOrNumber = v.union([shown(longest.name), v.number()]);

/**
 * A number; null is a gap. A peer may send one number per series as an array, or keyed by the series' name. What is no number makes
 * the chart one that cannot be shown: left out, it would show something else than was meant.
 */
const chartItem = v.object({
  label: lenient(nameOrNumber),
  text: lenientShown(longest.name),
  value: v.optional(v.nullable(v.union([v.number(), v.array(v.nullable(v.number()))]))),
  values: v.optional(v.record(v.string(), v.nullable(v.number()))),
  series: lenient(nameOrNumber),
});

/** Keys of ours that another client ignores. `row_count` counts the rows of the whole result, however many are inline. */
const provenance = {
  title: lenientShown(longest.title),
  sql: lenientText,
  integration_id: lenientText,
  row_count: lenientNumber,
  truncated: lenientFlag,
  duration_ms: lenientNumber,
  /** Of the whole result, at `/v1/results/{result_id}`. */
  result_id: lenientText,
};

export const chartSchema = v.object({
  id: v.string(),
  type: v.literal('chart'),
  /** Any string: a newer server may know more kinds; one we do not know is drawn as bars. */
  chart_type: v.fallback(v.string(), 'bar'),
  data: v.object({
    values: v.array(chartItem),
    x_axis_label: lenientShown(longest.name),
    y_axis_label: lenientShown(longest.name),
    series: lenient(v.array(shown(longest.name))),
  }),
  ...provenance,
});

const cellText = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** What a server leaves as a list or an object is shown as its JSON. */
const cell = v.fallback(v.nullable(v.union([v.string(), v.number(), v.boolean()])), (given) => cellText(given?.value));
const header = v.fallback(shown(longest.name), (given) =>
  given?.value === null ? '' : shownText(cellText(given?.value), longest.name),
);

export const tableSchema = v.object({
  id: v.string(),
  type: v.literal('table'),
  headers: v.array(header),
  /** Cells arrive formatted, as strings; null is SQL NULL. */
  rows: v.array(v.array(cell)),
  columns: lenient(v.array(v.object({ name: v.string(), type: v.string() }))),
  ...provenance,
});

/** The oldest revision sends only the id. */
const visualizationReference = v.object({ id: v.string(), type: v.optional(v.undefined()) });

/** A type nobody here knows, or one of ours that does not fit: it keeps its place, and is shown as what cannot be shown. */
const unshowable = v.pipe(
  v.object({ id: v.optional(v.unknown()) }),
  v.transform(({ id }): v.InferOutput<typeof visualizationReference> => {
    const name = typeof id === 'string' || typeof id === 'number' ? shownText(String(id), longest.debugId) : '';
    return { id: name || 'without an id' };
  }),
);

export const visualizationSchema = v.union([chartSchema, tableSchema, visualizationReference, unshowable]);

export type ChartItem = v.InferOutput<typeof chartItem>;
export type Chart = v.InferOutput<typeof chartSchema>;
export type Table = v.InferOutput<typeof tableSchema>;
export type Cell = v.InferOutput<typeof cell>;
export type Visualization = v.InferOutput<typeof visualizationSchema>;

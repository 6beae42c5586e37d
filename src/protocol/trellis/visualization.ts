// What a chart or a table looks like on the wire (section 8 of the Trellis API), our extra keys included.
// Not here: drawing (webview/chart) and making one from rows (server/answer).
import * as v from 'valibot';

export const chartTypes = ['bar', 'bar_horizontal', 'stacked_bar', 'line', 'area', 'pie', 'donut'] as const;
export type ChartType = (typeof chartTypes)[number];

export const columnTypes = ['number', 'integer', 'text', 'boolean', 'date', 'timestamp'] as const;
export type ColumnType = (typeof columnTypes)[number];

/** A number; null is a gap. A peer may send one number per series as an array, or keyed by the series' name. */
const chartItem = v.object({
  label: v.optional(v.nullable(v.union([v.string(), v.number()]))),
  text: v.optional(v.nullable(v.string())),
  value: v.optional(v.nullable(v.union([v.number(), v.array(v.nullable(v.number()))]))),
  values: v.optional(v.record(v.string(), v.nullable(v.number()))),
  series: v.optional(v.nullable(v.union([v.string(), v.number()]))),
});

/** Keys of ours that another client ignores. `row_count` counts the rows of the whole result, however many are inline. */
const provenance = {
  title: v.optional(v.nullable(v.string())),
  sql: v.optional(v.nullable(v.string())),
  integration_id: v.optional(v.nullable(v.string())),
  row_count: v.optional(v.nullable(v.number())),
  truncated: v.optional(v.nullable(v.boolean())),
  duration_ms: v.optional(v.nullable(v.number())),
};

export const chartSchema = v.object({
  id: v.string(),
  type: v.literal('chart'),
  /** Any string: a newer server may know more kinds; one we do not know is drawn as bars. */
  chart_type: v.string(),
  data: v.object({
    values: v.array(chartItem),
    x_axis_label: v.optional(v.nullable(v.string())),
    y_axis_label: v.optional(v.nullable(v.string())),
    series: v.optional(v.nullable(v.array(v.string()))),
  }),
  ...provenance,
});

const cell = v.nullable(v.union([v.string(), v.number(), v.boolean()]));

export const tableSchema = v.object({
  id: v.string(),
  type: v.literal('table'),
  headers: v.array(v.string()),
  /** Cells arrive formatted, as strings; null is SQL NULL. */
  rows: v.array(v.array(cell)),
  columns: v.optional(v.nullable(v.array(v.object({ name: v.string(), type: v.string() })))),
  result_id: v.optional(v.nullable(v.string())),
  ...provenance,
});

/** The oldest revision sends only the id. */
const visualizationReference = v.object({ id: v.string(), type: v.optional(v.undefined()) });

export const visualizationSchema = v.union([chartSchema, tableSchema, visualizationReference]);

export type ChartItem = v.InferOutput<typeof chartItem>;
export type Chart = v.InferOutput<typeof chartSchema>;
export type Table = v.InferOutput<typeof tableSchema>;
export type Cell = v.InferOutput<typeof cell>;
export type Visualization = v.InferOutput<typeof visualizationSchema>;

// Host <-> webview, about whole results: what a grid asks for and is told. Part of the two unions of messages.ts.
// Not here: what is done about it (host/results.ts), how a page of rows looks on the wire (protocol/trellis/results.ts).
import * as v from 'valibot';
import { type ResultFilter, type ResultPage, resultFilterOps } from '../protocol/trellis/results.ts';

/** As many as anybody can overlook; a page is not to make a host ask for megabytes of them. */
const maxKeys = 50;
const maxColumns = 10_000;
/** Our server cuts each text of a page after so many characters, and earlier only where a page would be very large. */
export const cutLength = 4000;
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));
/** A column without a name of its own is called by its expression. */
const name = v.pipe(v.string(), v.maxLength(20_000));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Names one grid among those that listen, and is said back to it. */
const grid = v.pipe(v.string(), v.minLength(1), v.maxLength(100));

/** What is copied at most. */
export const maxCopiedRows = 50_000;
export const copyFormats = ['text', 'csv', 'json', 'markdown', 'sqlList'] as const;
export type CopyFormat = (typeof copyFormats)[number];
export const exportFormats = ['csv', 'json', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const sortKeySchema = v.object({ column: name, descending: v.boolean() });
export type SortKey = v.InferOutput<typeof sortKeySchema>;

const filterSchema = v.pipe(
  v.object({
    column: name,
    op: v.picklist(resultFilterOps),
    value: v.optional(v.union([v.pipe(v.string(), v.maxLength(10_000)), v.number(), v.boolean()])),
  }),
  v.transform(({ value, ...filter }): ResultFilter => (value === undefined ? filter : { ...filter, value })),
);
const order = {
  sort: v.pipe(v.array(sortKeySchema), v.maxLength(maxKeys)),
  filter: v.pipe(v.array(filterSchema), v.maxLength(maxKeys)),
};
/** Which rows of a result, in which order. */
export interface ResultOrder {
  sort: readonly SortKey[];
  filter: readonly ResultFilter[];
}

/** How somebody looks at a result: kept per result, so that it is the same in the panel, in a tab and after a reload. */
export const resultViewSchema = v.object({
  ...order,
  /** Pixels, by the column's place. */
  widths: v.pipe(v.array(v.nullable(v.pipe(v.number(), v.minValue(10), v.maxValue(5000)))), v.maxLength(maxColumns)),
});
export type ResultView = v.InferOutput<typeof resultViewSchema>;

/** Of `FromWebview`. */
export const resultIntents = [
  /** A grid begins: it is told how the result was looked at last. */
  v.object({ kind: v.literal('resultOpened'), grid, resultId: id }),
  v.object({
    kind: v.literal('resultRows'),
    grid,
    request: count,
    resultId: id,
    offset: count,
    limit: v.pipe(count, v.minValue(1), v.maxValue(1000)),
    ...order,
  }),
  v.object({ kind: v.literal('resultViewed'), resultId: id, view: resultViewSchema }),
  /** Rows and columns from the first to the last one, counted from 0; without `columns` all of them. */
  v.object({
    kind: v.literal('resultCopy'),
    grid,
    resultId: id,
    format: v.picklist(copyFormats),
    rows: v.optional(v.object({ from: count, to: count })),
    columns: v.optional(v.object({ from: count, to: count })),
    ...order,
  }),
  v.object({
    kind: v.literal('resultExport'),
    grid,
    resultId: id,
    title: v.pipe(v.string(), v.maxLength(1000)),
    format: v.picklist(exportFormats),
    ...order,
  }),
  /** In an editor tab. */
  v.object({ kind: v.literal('resultTab'), resultId: id, title: v.pipe(v.string(), v.maxLength(1000)) }),
] as const;

export type ResultIntent = v.InferOutput<(typeof resultIntents)[number]>;

/** Of the host, to the grid that asked. Events like all others; `request` tells an answer that came too late. */
export type ResultAnswer =
  | { kind: 'resultView'; grid: string; view: ResultView | null }
  | { kind: 'resultPage'; grid: string; request: number; page: ResultPage }
  /** `request` is null where no rows were asked for. `gone`: asking again does not help. */
  | { kind: 'resultFailed'; grid: string; request: number | null; text: string; gone: boolean }
  | { kind: 'resultSaid'; grid: string; text: string };

const isRows = (value: unknown): boolean => Array.isArray(value) && value.every(Array.isArray);
const page = v.custom<ResultPage>(
  (given) =>
    typeof given === 'object' &&
    given !== null &&
    'rows' in given &&
    isRows(given.rows) &&
    'columns' in given &&
    Array.isArray(given.columns) &&
    'matched' in given &&
    typeof given.matched === 'number' &&
    'row_count' in given &&
    typeof given.row_count === 'number',
);

const resultAnswerSchema = v.variant('kind', [
  v.object({ kind: v.literal('resultView'), grid, view: v.nullable(resultViewSchema) }),
  // The host has judged the rows; what is looked at here tells its messages from a stranger's.
  v.object({ kind: v.literal('resultPage'), grid, request: count, page }),
  v.object({
    kind: v.literal('resultFailed'),
    grid,
    request: v.nullable(count),
    text: v.string(),
    gone: v.boolean(),
  }),
  v.object({ kind: v.literal('resultSaid'), grid, text: v.string() }),
]);

/** The answer, if it is one and for this grid. */
export function readResultAnswer(value: unknown, forGrid: string): ResultAnswer | undefined {
  const read = v.safeParse(resultAnswerSchema, value);
  return read.success && read.output.grid === forGrid ? read.output : undefined;
}

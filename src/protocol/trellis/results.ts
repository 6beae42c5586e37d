// Whole results, a page at a time (ours; `result_id` of a visualization names one).
// Not here: the calls (session/restClient.ts, server/http/results.ts).
import * as v from 'valibot';
import { lenientText, listOf, longest, shownOr } from '../lenient.ts';

/** One page of a whole result. Cells are raw: numbers as numbers, or as text where a double cannot hold them; dates as `YYYY-MM-DD`. */
export const resultPageSchema = v.object({
  id: v.string(),
  sql: lenientText,
  integration_id: lenientText,
  columns: listOf(v.object({ name: shownOr(longest.name, ''), type: shownOr(longest.name, 'text') })),
  rows: v.array(v.array(v.nullable(v.union([v.string(), v.number(), v.boolean()])))),
  offset: v.number(),
  limit: v.number(),
  /** Rows of the whole result, and of those how many the filter lets through. */
  row_count: v.number(),
  matched: v.number(),
  made_at: lenientText,
  /** When the snapshot was gone and the result was made again from its SQL. */
  remade_at: lenientText,
});
export type ResultPage = v.InferOutput<typeof resultPageSchema>;
export const resultFilterOps = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'starts', 'empty', 'not_empty'] as const;
export type ResultFilterOp = (typeof resultFilterOps)[number];
export interface ResultFilter {
  column: string;
  op: ResultFilterOp;
  /** Absent with `empty` and `not_empty`. */
  value?: string | number | boolean;
}

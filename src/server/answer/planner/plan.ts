// The typed plan: what is asked of the data, as plain JSON that can be kept as a chat's memory and changed by a follow-up.
// Not here: how it was understood (parse.ts), how it is run (compile.ts).
import * as v from 'valibot';
import { chartTypes } from '../../../protocol/trellis/visualization.ts';

const columnRef = v.object({ table: v.string(), column: v.string() });
export type ColumnRef = v.InferOutput<typeof columnRef>;

const scalar = v.union([v.string(), v.number(), v.boolean()]);

const measure = v.object({
  fn: v.picklist(['count', 'count_distinct', 'sum', 'avg', 'min', 'max']),
  table: v.string(),
  /** Absent for a count of rows. */
  column: v.optional(columnRef),
  /** The measure is `column` times this one, for revenue that nobody stored. */
  times: v.optional(columnRef),
  label: v.string(),
});
export type Measure = v.InferOutput<typeof measure>;

const grains = ['day', 'week', 'month', 'quarter', 'year'] as const;

const group = v.variant('kind', [
  /** `key` tells apart entities that share a label. */
  v.object({ kind: v.literal('column'), column: columnRef, key: v.optional(columnRef), label: v.string() }),
  v.object({ kind: v.literal('date'), column: columnRef, grain: v.picklist(grains), label: v.string() }),
]);
export type Group = v.InferOutput<typeof group>;

const filter = v.variant('kind', [
  v.object({ kind: v.literal('in'), column: columnRef, values: v.array(scalar), negated: v.boolean() }),
  v.object({
    kind: v.literal('compare'),
    column: columnRef,
    op: v.picklist(['>', '>=', '<', '<=', '=', '<>', 'between']),
    value: v.number(),
    upper: v.optional(v.number()),
  }),
  v.object({
    kind: v.literal('period'),
    column: columnRef,
    from: v.optional(v.string()),
    to: v.optional(v.string()),
    text: v.string(),
  }),
  v.object({ kind: v.literal('empty'), column: columnRef }),
  /** There is at least one row of `table` that belongs to the row. */
  v.object({ kind: v.literal('related'), table: v.string() }),
]);
export type Filter = v.InferOutput<typeof filter>;

const having = v.object({
  op: v.picklist(['>', '>=', '<', '<=', '=', '<>', 'between']),
  value: v.number(),
  upper: v.optional(v.number()),
});

const plan = v.object({
  /** `list`: rows of the base table. `values`: the distinct values of the groups. `aggregate`: measures by groups. */
  kind: v.picklist(['list', 'values', 'aggregate']),
  /** The table whose rows are measured or listed. */
  base: v.string(),
  measures: v.array(measure),
  groups: v.array(group),
  /** Columns of a list; empty means all. */
  columns: v.array(columnRef),
  filters: v.array(filter),
  having: v.optional(having),
  /** Answer with the number of groups that `having` leaves, and not with the groups. */
  countGroups: v.optional(v.boolean()),
  /** Rank by the first measure (aggregate) or by a column (list). */
  order: v.optional(v.object({ direction: v.picklist(['asc', 'desc']), column: v.optional(columnRef) })),
  limit: v.optional(v.number()),
  /** Columns that joins must go through, where two tables are linked twice. */
  via: v.array(v.string()),
  chart: v.optional(v.picklist([...chartTypes, 'any', 'table'])),
});
export type Plan = v.InferOutput<typeof plan>;

const memory = v.object({
  version: v.literal(1),
  plan,
  /** The query that the plan's only table stands for. */
  sql: v.optional(v.string()),
});
export type Memory = v.InferOutput<typeof memory>;

/** What an earlier answer left behind, or nothing when it is not ours or of another version. */
export function readMemory(value: unknown): Memory | undefined {
  const result = v.safeParse(memory, value);
  return result.success ? result.output : undefined;
}

// The typed plan: what is asked of the data, as plain JSON that can be kept as a chat's memory and changed by a follow-up.
// Not here: how it was understood (grammar/), how it is said (reading/), how it is run (sql/).
import * as v from 'valibot';
import { chartTypes } from '../../../../protocol/trellis/visualization.ts';

/**
 * A column as seen from the plan's base table. `via` is the column of a link that the join must go through, where two
 * tables are linked twice: the name of the home team is `{table: 'main.teams', column: 'name', via: 'home_team_id'}`.
 */
const columnRef = v.object({ table: v.string(), column: v.string(), via: v.optional(v.string()) });
export type ColumnRef = v.InferOutput<typeof columnRef>;

const scalar = v.union([v.string(), v.number(), v.boolean()]);
export type Scalar = v.InferOutput<typeof scalar>;

export const comparisons = ['>', '>=', '<', '<=', '=', '<>', 'between'] as const;
export type Comparison = (typeof comparisons)[number];
const bound = { op: v.picklist(comparisons), value: v.number(), upper: v.optional(v.number()) };

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export type Weekday = (typeof weekdays)[number];

export type Condition =
  /** The column has one of the values (flags: `[true]` or `[false]`); `negated` keeps rows without a value too. */
  | { kind: 'in'; column: ColumnRef; values: Scalar[]; negated: boolean }
  /** A number against a number. `upper` with `between` alone, both ends inside. */
  | { kind: 'compare'; column: ColumnRef; op: Comparison; value: number; upper?: number | undefined }
  /** Two columns of one row: delivered after promised. */
  | { kind: 'columns'; left: ColumnRef; op: Exclude<Comparison, 'between'>; right: ColumnRef }
  /** Letters' case does not count. */
  | { kind: 'text'; column: ColumnRef; op: 'starts' | 'ends' | 'contains'; value: string; negated: boolean }
  /** Days: `from` inside, `to` the first day after; either may be open. `text` says it: "in March 2025". */
  | {
      kind: 'period';
      column: ColumnRef;
      from?: string | undefined;
      to?: string | undefined;
      text: string;
      negated: boolean;
    }
  /** The date falls on one of these days of the week. */
  | { kind: 'weekday'; column: ColumnRef; days: Weekday[]; negated: boolean }
  /** NULL, and of a text also the empty text. */
  | { kind: 'empty'; column: ColumnRef; negated: boolean }
  /**
   * There are rows of `table` (finer than the base) that belong to the row and meet `where`; `negated`: there is none;
   * `count`: so many of them. Columns in `where` are seen from `table`.
   */
  | {
      kind: 'related';
      table: string;
      via?: string | undefined;
      negated: boolean;
      where: Condition[];
      count?: { op: Comparison; value: number; upper?: number | undefined } | undefined;
    }
  /** At least one of them. */
  | { kind: 'any'; of: Condition[] }
  /** All of them; stands only inside `any`. */
  | { kind: 'all'; of: Condition[] };

const condition: v.GenericSchema<unknown, Condition> = v.lazy(() =>
  v.variant('kind', [
    v.object({ kind: v.literal('in'), column: columnRef, values: v.array(scalar), negated: v.boolean() }),
    v.object({ kind: v.literal('compare'), column: columnRef, ...bound }),
    v.object({
      kind: v.literal('columns'),
      left: columnRef,
      op: v.picklist(['>', '>=', '<', '<=', '=', '<>']),
      right: columnRef,
    }),
    v.object({
      kind: v.literal('text'),
      column: columnRef,
      op: v.picklist(['starts', 'ends', 'contains']),
      value: v.string(),
      negated: v.boolean(),
    }),
    v.object({
      kind: v.literal('period'),
      column: columnRef,
      from: v.optional(v.string()),
      to: v.optional(v.string()),
      text: v.string(),
      negated: v.boolean(),
    }),
    v.object({
      kind: v.literal('weekday'),
      column: columnRef,
      days: v.array(v.picklist(weekdays)),
      negated: v.boolean(),
    }),
    v.object({ kind: v.literal('empty'), column: columnRef, negated: v.boolean() }),
    v.object({
      kind: v.literal('related'),
      table: v.string(),
      via: v.optional(v.string()),
      negated: v.boolean(),
      where: v.array(condition),
      count: v.optional(v.object(bound)),
    }),
    v.object({ kind: v.literal('any'), of: v.array(condition) }),
    v.object({ kind: v.literal('all'), of: v.array(condition) }),
  ]),
);

export const functions = ['count', 'count_distinct', 'sum', 'avg', 'median', 'min', 'max'] as const;

const simpleMeasure = {
  /** `count` counts rows of the base and has no column; the others have one. */
  fn: v.picklist(functions),
  column: v.optional(columnRef),
  /** The measure is `column` times this one, for revenue that nobody stored. */
  times: v.optional(columnRef),
  /** Only the rows that meet all of these are measured. */
  where: v.optional(v.array(condition)),
};

const measure = v.object({
  ...simpleMeasure,
  /** What `column` is divided by, over the same rows of the base. */
  per: v.optional(v.object(simpleMeasure)),
  /**
   * Without `per`: `share` is the percentage of the total over all groups, `growth` the percentage against the period
   * before, `running` the sum up to the period (both along the first date or number among the groups, apart for each
   * value of the other groups). With `per`: nothing is the ratio itself, `share` the ratio in percent, `growth` by how
   * many percent it is more than `per`.
   */
  as: v.optional(v.picklist(['share', 'growth', 'running'])),
  /** How it is called in a header: "Orders", "Average price". */
  label: v.string(),
});
export type Measure = v.InferOutput<typeof measure>;
export type SimpleMeasure = Pick<Measure, 'fn' | 'column' | 'times' | 'where'>;

export const grains = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type Grain = (typeof grains)[number];
export const dateParts = ['hour of day', 'weekday', 'month of year', 'quarter of year'] as const;
export type DatePart = (typeof dateParts)[number];

const group = v.variant('kind', [
  /** `key` tells apart entities that share a label. */
  v.object({ kind: v.literal('column'), column: columnRef, key: v.optional(columnRef), label: v.string() }),
  /** `fiscal`: the month (2 to 12) a fiscal year begins with, for quarters and years of it, which are named by the year they end in. */
  v.object({
    kind: v.literal('date'),
    column: columnRef,
    grain: v.picklist(grains),
    fiscal: v.optional(v.number()),
    label: v.string(),
  }),
  /** The same part of every period: all Mondays, all Januaries. */
  v.object({ kind: v.literal('part'), column: columnRef, part: v.picklist(dateParts), label: v.string() }),
  /** Numbers in steps of `width`, named by the lower bound. */
  v.object({ kind: v.literal('bin'), column: columnRef, width: v.number(), label: v.string() }),
]);
export type Group = v.InferOutput<typeof group>;

const having = v.object({ measure, ...bound });
export type Having = v.InferOutput<typeof having>;

const plan = v.object({
  /**
   * `aggregate`: measures by groups (one row when there are none). `list`: rows of the base table. `values`: the
   * different values of the groups, rows without one left out.
   */
  kind: v.picklist(['list', 'values', 'aggregate']),
  /** The key of the table whose rows are measured or listed. */
  base: v.string(),
  measures: v.array(measure),
  groups: v.array(group),
  /** Columns of a list; empty means all. */
  columns: v.array(columnRef),
  /** All of them hold. */
  filters: v.array(condition),
  /** What holds of each group, all of them. */
  having: v.array(having),
  /** Answer with the number of groups (that `having` leaves), and not with the groups. */
  countGroups: v.optional(v.boolean()),
  /** Answer whether there is any: a count, said as yes or no. */
  exists: v.optional(v.boolean()),
  /** By the measure with this number, by a column of a list, or by the group with this number. */
  order: v.optional(
    v.object({
      direction: v.picklist(['asc', 'desc']),
      measure: v.optional(v.number()),
      column: v.optional(columnRef),
      group: v.optional(v.number()),
    }),
  ),
  limit: v.optional(v.number()),
  /** `limit` holds for each value of the first group: the 3 best customers of each region. Of a list, the first group is that value. */
  perGroup: v.optional(v.boolean()),
  chart: v.optional(v.picklist([...chartTypes, 'any', 'table'])),
});
export type Plan = v.InferOutput<typeof plan>;

const memory = v.object({
  version: v.literal(2),
  plan,
  /** The plans before it, newest last, for "back". */
  before: v.optional(v.array(plan)),
  /** The query that the plan's only table stands for. */
  sql: v.optional(v.string()),
});
export type Memory = v.InferOutput<typeof memory>;

/** What an earlier answer left behind, or nothing when it is not ours or of another version. */
export function readMemory(value: unknown): Memory | undefined {
  const result = v.safeParse(memory, value);
  return result.success ? result.output : undefined;
}

// What differs between databases when a plan is written as SQL: one method per spelling. A further database is one more object.
// Not here: DuckDB's (duckdb.ts), the shape of statements (compile.ts), which every database shares.
import type { DatePart, Grain, Measure, Scalar } from '../plan/plan.ts';
import type { SourceTable } from '../sqlText.ts';

export interface Aggregate {
  fn: Measure['fn'];
  /** What is measured; absent for a count of rows. */
  value?: string;
  /** Conditions, joined by AND, on the rows that are measured. */
  where?: string;
}

export type Direction = 'asc' | 'desc';

/**
 * Texts in, text out: every argument called `sql` is an expression that binds at least as tightly as a function's
 * argument, and so is every result unless it says otherwise.
 */
export interface Dialect {
  /** Where the database looks for a table that is named without a schema. */
  defaultSchema: string;
  quote(name: string): string;
  literal(value: Scalar): string;
  /** A day, `YYYY-MM-DD`, as a date. */
  day(day: string): string;
  /** A table, or the query it stands for, in FROM; without its alias. */
  table(table: SourceTable): string;

  /** Whether values of this native type are an instant, which belongs to a day only in a time zone. */
  isInstant(nativeType: string): boolean;
  /** Whether values of this native type can be compared with a text as they are. */
  isText(nativeType: string): boolean;
  /** Whether values of this native type are words that a question may say: texts and choices, and no lists or documents. */
  isWords(nativeType: string): boolean;
  /** Whether values of this native type can be told apart, grouped and counted as they are. */
  isComparable(nativeType: string): boolean;
  /** The native type that results have where they are text. */
  textType: string;

  asText(sql: string): string;
  /** A floating point number of eight bytes. */
  asDouble(sql: string): string;
  /** The day of a date or a time. */
  asDay(sql: string): string;
  concat(parts: readonly string[]): string;
  isTrue(sql: string): string;
  isFalse(sql: string): string;
  /** Whether a text begins, ends or goes on anywhere with `value`, where letters' case does not count. */
  matches(sql: string, op: 'starts' | 'ends' | 'contains', value: string): string;

  /** An instant as the wall clock of a time zone shows it. */
  localTime(sql: string, timezone: string): string;
  /** A text as a date or a local time; NULL where it is none. `format` is written for `strptime`. */
  parseDate(sql: string, format: string, timezone: string): string;
  /** The first day of the month that a whole number like 202405 says. */
  parseMonth(sql: string): string;
  /** The beginning of the period that a date is in. With `fiscal` (a month) moved to where the calendar's year has its name. */
  periodStart(sql: string, grain: Grain, fiscal?: number): string;
  /** The name of the period: 2024, 2024-Q1, 2024-03, the Monday of a week, 2024-03-04, 2024-03-04 13:00, FY2025, FY2025-Q1. */
  periodLabel(sql: string, grain: Grain, fiscal?: number): string;
  /** From a period's start to the start of the one before. */
  periodBefore(start: string, grain: Grain): string;
  /** The hour as a number; weekdays and months by their English names; Q1 to Q4. */
  datePart(sql: string, part: DatePart): string;
  /** What names are sorted by; undefined where `datePart` sorts by itself. Weeks begin on Monday. */
  datePartOrder(sql: string, part: DatePart): string | undefined;

  /** The lower bound of the step of `width` that a number is in. */
  bin(number: Factor, width: number): string;
  /** A product that does not overflow where its factors do not. */
  product(left: Factor, right: Factor): string;
  /** Averages, medians and ratios are doubles; sums of decimals stay decimals. */
  aggregate(aggregate: Aggregate): string;
  /** One entry of ORDER BY; what is missing comes last. `stands`: for what, where `sql` is a name the same SELECT gives. */
  order(sql: string, direction: Direction, stands?: string): string;
  limit(rows: number): string;

  /** How tables are looked at before anything is asked of them. */
  profile: ProfileDialect;
}

export interface ProfileDialect {
  /** Rows of a table that are read for it at most; of a larger one a part is. */
  mostRead: number;
  /** About `rows` of the `of` rows of a table, as a query in brackets for FROM. Of a view, the first. */
  sample(source: string, rows: number, of: number, kind: 'table' | 'view'): string;
  /** About how many different values there are. */
  approxDistinct(sql: string): string;
  /** In characters. */
  length(sql: string): string;
  lower(sql: string): string;
  /** A text without accents, case, marks and spaces, to be compared with `squeezedForms`; whatever is equal is equal here too. */
  squeezed(sql: string): string;
}

/** A column of numbers. */
export interface Factor {
  sql: string;
  nativeType: string;
  isInteger: boolean;
}

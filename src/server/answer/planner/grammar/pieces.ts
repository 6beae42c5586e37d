// What single phrases of a question say, before anybody knows how they belong together.
// Not here: reading them (the rules of this folder), putting them together (frame.ts).

import type { Period } from '../dates.ts';
import type { Comparison, DatePart, Grain, Measure, Plan, Weekday } from '../plan/plan.ts';
import type { Named } from './question.ts';

export type Fn = Exclude<Measure['fn'], 'count_distinct'>;
export type Direction = 'asc' | 'desc';

export interface MeasureDraft {
  /** Nothing: the usual one of the column. */
  fn?: Fn | undefined;
  /** Nothing: the rows of what the question is about. */
  named?: Named | undefined;
  /** Each value once. */
  distinct?: boolean | undefined;
  per?: MeasureDraft | undefined;
  as?: Measure['as'];
  /** An average of counts, which needs what to count for. */
  averaged?: true | undefined;
  /** "total fines" may be how many or how much. */
  total?: true | undefined;
  /** "minimum and maximum budget": further functions of the same. */
  more?: Fn[] | undefined;
}

export type Dim =
  | { kind: 'named'; named: Named }
  | { kind: 'grain'; grain: Grain; fiscal: boolean; named?: Named | undefined }
  | { kind: 'part'; part: DatePart; named?: Named | undefined }
  | { kind: 'bin'; named?: Named | undefined; width: number };

export interface Bound {
  op: Comparison;
  value: number;
  upper?: number | undefined;
  /** And this too: over 500 and under 600. */
  also?: { op: Comparison; value: number } | undefined;
  /** The unit that was said behind the number. */
  unit?: string;
}

/** A period and the tokens it was read from. */
export type PlacedPeriod = Period & { span: readonly [from: number, to: number] };

export type Cond =
  /** `lack`: "without" and "no" deny that there is one, and not only that it is this. */
  | { kind: 'values'; values: Named[]; column?: Named | undefined; negated: boolean; lack?: true }
  /** `or`: or one of these. */
  | { kind: 'literal'; column: Named; value: string | number; or?: readonly number[]; negated: boolean }
  /** `hint`: words of the one column that "heavier" speaks of; `of`: where what is compared ends. `named` is missing in "where it is above 750". A table is counted. */
  | {
      kind: 'bound';
      fn?: Fn | undefined;
      named?: Named | undefined;
      bound: Bound;
      behind: boolean;
      loose?: true;
      hint?: readonly string[];
      of?: number;
    }
  | { kind: 'text'; column: Named; op: 'starts' | 'ends' | 'contains'; value: string; negated: boolean }
  /** Of a column: no value. Of a table: no row. `strict`: nought is a value too. */
  | { kind: 'empty'; named: Named; negated: boolean; strict?: true }
  | { kind: 'flag'; column: Named; is: boolean; lack?: true }
  | { kind: 'columns'; left: Named; op: Exclude<Comparison, 'between'>; right: Named }
  /** `versus`: each is to be seen for itself. `pair`: two periods only where growth is asked, else a range. */
  | {
      kind: 'period';
      periods: PlacedPeriod[];
      column?: Named | undefined;
      negated: boolean;
      versus: boolean;
      pair?: true | undefined;
    }
  | { kind: 'weekday'; days: Weekday[]; column?: Named | undefined; negated: boolean }
  | { kind: 'any'; of: Cond[] };

export type Piece =
  | { kind: 'measure'; measure: MeasureDraft; bare: boolean }
  /** A table or column that is just named, and how many of it are wanted. */
  | { kind: 'subject'; named: Named; n?: number | undefined }
  /** `done`: behind "taken by" and the like people are rather those who did it. */
  | { kind: 'group'; dims: Dim[]; each: boolean; per?: true; done?: true }
  | { kind: 'cond'; cond: Cond }
  | { kind: 'rank'; direction: Direction; n?: number | undefined; isOpinion: boolean }
  /** `hint`: words of the columns that an adjective speaks of; `expensive` of prices and costs. */
  | {
      kind: 'super';
      direction: Direction;
      n?: number | undefined;
      measure?: MeasureDraft | undefined;
      hint?: readonly string[] | undefined;
    }
  | {
      kind: 'order';
      direction?: Direction | undefined;
      named?: Named | undefined;
      hint?: readonly string[] | undefined;
    }
  | { kind: 'latest'; direction: Direction; n?: number | undefined; word: string }
  | { kind: 'chart'; chart: NonNullable<Plan['chart']> }
  | { kind: 'as'; as: NonNullable<Measure['as']> }
  /** "on average", "in total": said of the measure from afar. */
  | { kind: 'fn'; fn: Fn; isFar: boolean }
  | { kind: 'steps'; width: number }
  | { kind: 'histogram' }
  /** "going by X": which column is measured or counted by. */
  | { kind: 'by'; measure: MeasureDraft }
  /** "which month had the most orders" */
  | { kind: 'rankedGrain'; dim: Dim }
  | { kind: 'via'; named: Named }
  /** "that", "only", "instead" and the like lean on the answer before. */
  | { kind: 'follow'; word: string }
  | { kind: 'word'; word: Word };

export type Word =
  | 'which'
  | 'who'
  | 'when'
  | 'exists'
  | 'list'
  | 'compare'
  | 'versus'
  | 'and'
  | 'rows'
  | 'howMuch'
  | 'back'
  | 'data'
  | 'noise'
  | 'unfilter'
  | 'ungroup';

export interface Placed {
  piece: Piece;
  from: number;
  to: number;
}

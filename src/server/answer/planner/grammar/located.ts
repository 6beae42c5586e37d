// A condition with the place it is about: the row itself, or rows of a finer table that belong to it.
// Not here: making conditions (settleConditions.ts, settlePeriods.ts).
import type { ColumnRef, Condition } from '../plan/plan.ts';
import type { IndexedColumn, IndexedTable } from '../schemaIndex.ts';
import { isYear } from './input.ts';
import { type ColumnCandidate, columnWhere, refOf, type Seen, type Way } from './scope.ts';

/** A condition, and the finer table it is about when it is not one on the row itself. */
export interface Located {
  finer?: { table: IndexedTable; via?: string | undefined } | undefined;
  condition: Condition;
  /** No row of the finer table meets it. */
  none?: true;
  /** "without", "no": a denial of its own, and nothing that only limits what is denied in front of it. */
  lack?: true;
  /** Where it is said. */
  at?: number;
  /** Of another row than the other conditions: "in 2024 and in 2025". */
  row?: string;
}

export interface Dates {
  /** The date column the question names. */
  hint?: Seen<ColumnCandidate> | undefined;
  /** Finer tables whose rows the question speaks of, and where: their dates may be meant. */
  finer: readonly { table: IndexedTable; at: number }[];
}

/** A column at the end of a way: of the row itself, or of a row of the finest table on the way. */
export function locate(way: Way, column: IndexedColumn, make: (ref: ColumnRef) => Condition): Located {
  const at = way.steps.findLastIndex((step) => step.fansOut);
  const step = way.steps[at];
  if (!step) return { condition: make(refOf(column, way.via)) };
  return { finer: { table: step.to, via: way.via }, condition: make(refOf(column)) };
}

export const isDate = columnWhere((column) => column.role === 'date');
export const isPeriod = columnWhere(
  (column) => column.role === 'date' || column.period !== undefined || isYear(column),
);

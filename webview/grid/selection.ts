// Which cells of a grid are chosen: one, or a range between two corners. Pure.
// Not here: keys and pointers (keys.ts, view.tsx).
import type { Moved } from './scrolling.ts';

export interface Selection {
  /** Where the keyboard is. Row -1 is the head. */
  active: Moved;
  /** The corner that stays where it is. */
  anchor: Moved;
}

export interface Range {
  rows: { from: number; to: number };
  columns: { from: number; to: number };
}

export const atStart: Selection = { active: { row: 0, column: 0 }, anchor: { row: 0, column: 0 } };

export function moveTo(selection: Selection, active: Moved, extend: boolean): Selection {
  if (!extend || active.row < 0) return { active, anchor: active };
  return { active, anchor: selection.anchor.row < 0 ? { ...selection.anchor, row: 0 } : selection.anchor };
}

/** All of it, the keyboard where it was. */
export function allOf(rows: number, columns: number): Selection {
  return { anchor: { row: 0, column: 0 }, active: { row: rows - 1, column: columns - 1 } };
}

export function rangeOf({ active, anchor }: Selection): Range {
  return {
    rows: { from: Math.max(0, Math.min(active.row, anchor.row)), to: Math.max(0, active.row, anchor.row) },
    columns: { from: Math.min(active.column, anchor.column), to: Math.max(active.column, anchor.column) },
  };
}

export function isWithin({ rows, columns }: Range, row: number, column: number): boolean {
  return row >= rows.from && row <= rows.to && column >= columns.from && column <= columns.to;
}

export function countOf({ rows, columns }: Range): { rows: number; columns: number; isOne: boolean } {
  const across = columns.to - columns.from + 1;
  const down = rows.to - rows.from + 1;
  return { rows: down, columns: across, isOne: across === 1 && down === 1 };
}

/** Rows and columns that are no more there, with another filter for example. */
export function clampTo(selection: Selection, rows: number, columns: number): Selection {
  const fit = ({ row, column }: Moved): Moved => ({
    row: Math.max(rows === 0 ? -1 : Math.min(0, row), Math.min(rows - 1, row)),
    column: Math.max(0, Math.min(columns - 1, column)),
  });
  return { active: fit(selection.active), anchor: fit(selection.anchor) };
}

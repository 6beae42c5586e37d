// Where the rows of a result are when its scroll bar is somewhere: browsers make no box of a billion pixels. Pure.
// Not here: the box itself (view.tsx).

/** Pixels of one row. */
export const rowHeight = 24;
/** Browsers cut a box at 33 million pixels; above this one pixel of the bar stands for several of the rows. */
const tallest = 8_000_000;

export interface Scroll {
  /** Pixels of all rows together, and of the box that the bar scrolls. */
  total: number;
  tall: number;
  /** Pixels of rows for one of the bar. */
  scale: number;
}

/** `height` is that of the rows in sight. */
export function scrollOf(rows: number, height: number): Scroll {
  const total = rows * rowHeight;
  const tall = Math.min(total, Math.max(tallest, height));
  return { total, tall, scale: tall > height ? (total - height) / (tall - height) : 1 };
}

/** `top`, in pixels of rows, as far as it goes. */
export function clampTop(top: number, { total }: Scroll, height: number): number {
  return Math.max(0, Math.min(top, total - height));
}

/** Where the rows must be for this one to be in sight, from where they are. */
export function topFor(row: number, top: number, height: number): number {
  const y = row * rowHeight;
  if (y < top) return y;
  return y + rowHeight > top + height ? y + rowHeight - height : top;
}

export interface Moved {
  row: number;
  column: number;
}

/**
 * Where a key moves to: of `rows` and `columns`, `page` rows at once. Row -1 is the head. Undefined for a key that moves nothing.
 * A range never reaches into the head.
 */
export function moved(
  { key, ctrl, shift }: { key: string; ctrl: boolean; shift: boolean },
  at: Moved,
  { rows, columns, page }: { rows: number; columns: number; page: number },
): Moved | undefined {
  const steps: Record<string, [number, number]> = {
    ArrowDown: [1, 0],
    ArrowUp: [-1, 0],
    ArrowRight: [0, 1],
    ArrowLeft: [0, -1],
    PageDown: [page, 0],
    PageUp: [-page, 0],
  };
  let { row, column } = at;
  const step = steps[key];
  if (step) {
    const lowest = (key === 'ArrowUp' && !shift) || rows === 0 ? -1 : Math.min(0, row);
    row = Math.max(lowest, row + step[0]);
    column += step[1];
  } else if (key === 'Home') {
    column = 0;
    if (ctrl) row = 0;
  } else if (key === 'End') {
    column = columns - 1;
    if (ctrl) row = rows - 1;
  } else return undefined;
  return { row: Math.min(row, rows - 1), column: Math.max(0, Math.min(columns - 1, column)) };
}

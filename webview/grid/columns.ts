// The columns of a grid: how wide each is, where it begins, which are in sight, and what of a cell fits into one line. Pure.
// Not here: the cells (view.tsx).
import type { Cell } from '../../src/protocol/trellis/visualization.ts';
import { withoutDirections } from '../ui/plainLine.ts';

export const narrowest = 48;
export const widest = 1200;
const widestByItself = 320;
/** What stands beside the text of a cell and of a head, in pixels. */
export const besideCell = 20;
export const besideHead = 52;
/** Characters of a cell that are drawn, and that a pointer is told. */
const drawnCharacters = 300;
const hoveredCharacters = 1000;

export function isNumeric(type: string): boolean {
  return type === 'number' || type === 'integer';
}

/** Wide enough for the head and the cells that are there, within bounds. `measure` gives a text's pixels. */
export function fitted(name: string, cells: readonly Cell[], measure: (text: string) => number, most = widest): number {
  let width = measure(name) + besideHead;
  for (const cell of cells) {
    const { text } = shownCell(cell);
    width = Math.max(width, measure(text) + besideCell);
  }
  return Math.round(Math.max(narrowest, Math.min(most, width)));
}

export function fittedByItself(name: string, cells: readonly Cell[], measure: (text: string) => number): number {
  return fitted(name, cells, measure, widestByItself);
}

/** The left edge of each column, and behind the last the right edge of all. */
export function edges(widths: readonly number[]): number[] {
  const all = [0];
  for (const width of widths) all.push((all.at(-1) ?? 0) + width);
  return all;
}

/** The first column in sight and the one behind the last, some pixels around included. */
export function inSight(edge: readonly number[], left: number, width: number, around = 400): [number, number] {
  const count = edge.length - 1;
  let first = 0;
  while (first < count - 1 && (edge[first + 1] ?? 0) < left - around) first += 1;
  let end = first;
  while (end < count && (edge[end] ?? 0) < left + width + around) end += 1;
  return [first, end];
}

export interface ShownCell {
  /** One line. */
  text: string;
  /** Not all of it, or not as it is written: the whole is worth asking for. */
  isCut: boolean;
}

export function shownCell(cell: Cell): ShownCell {
  if (cell === null) return { text: 'NULL', isCut: false };
  const whole = typeof cell === 'string' ? cell : String(cell);
  const start = whole.length > drawnCharacters ? `${whole.slice(0, drawnCharacters)}…` : whole;
  const text = withoutDirections(start)
    .replaceAll(/\r\n|[\r\n\u2028\u2029]/g, ' ↵ ')
    .replaceAll(/[\p{Cc}]/gu, ' ');
  return { text, isCut: text !== whole };
}

export function hoverText(cell: Cell): string {
  const text = withoutDirections(String(cell ?? 'NULL'));
  return text.length > hoveredCharacters ? `${text.slice(0, hoveredCharacters)}…` : text;
}

// Numbers as text: digits grouped by commas, never abbreviated.
// Not here: sums of cells (say/exact.ts).
import type { Cell } from '../../../protocol/trellis/visualization.ts';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

function isNumberText(cell: Cell): cell is string | number {
  return typeof cell === 'number'
    ? Number.isFinite(cell)
    : typeof cell === 'string' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(cell);
}

/** The number a cell holds, for a chart; null when it holds none. */
export function toNumber(cell: Cell | undefined): number | null {
  return cell !== undefined && cell !== null && isNumberText(cell) ? Number(cell) : null;
}

/** Digits after the point that a number needs: none for a whole one, else at least two and four significant digits. */
function fractionDigits(cell: string | number): number {
  const size = Math.abs(Number(cell));
  if (Number.isInteger(size) && (typeof cell === 'number' || !/\.\d*[1-9]/.test(cell))) return 0;
  return size >= 10 ? 2 : Math.min(20, Math.max(2, 3 - Math.floor(Math.log10(size))));
}

/** `1,234,567` or `1,234.50`; a decimal that came as text keeps every digit before the point. */
export function formatNumber(cell: Cell, atLeast = 0): string {
  if (!isNumberText(cell)) return String(cell);
  const digits = Math.max(atLeast, fractionDigits(cell));
  if (digits === 0) return whole.format(cell as Intl.StringNumericLiteral);
  return new Intl.NumberFormat('en-US', {
    minimumFractionDigits: Math.max(2, atLeast),
    maximumFractionDigits: digits,
  }).format(cell as Intl.StringNumericLiteral);
}

// Numbers as text: exact sums of cells, digits grouped by commas, never abbreviated.
// Not here: which cells are numbers (payload.ts).
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

/** The sum of cells without the rounding of doubles: every cell is taken as the decimal it is written as. */
export function sumExactly(cells: readonly Cell[]): string {
  const numbers = cells
    .filter((cell) => cell !== null && isNumberText(cell))
    .map((cell) => plainDecimal(cell as string | number));
  const scale = Math.max(0, ...numbers.map((text) => text.split('.')[1]?.length ?? 0));
  let total = 0n;
  for (const text of numbers) {
    const [before = '0', after = ''] = text.split('.');
    total += BigInt(`${before}${after.padEnd(scale, '0')}`);
  }
  if (scale === 0) return String(total);
  const sign = total < 0n ? '-' : '';
  const digits = String(total < 0n ? -total : total).padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function plainDecimal(cell: string | number): string {
  const text = String(cell);
  return /e/i.test(text) ? Number(cell).toFixed(20) : text;
}

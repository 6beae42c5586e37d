// Arithmetic on cells as the decimals they are written as: no rounding of doubles in a sum or a difference that is stated.
// Not here: how a number is written in a sentence (../format.ts).
import type { Cell } from '../../../../protocol/trellis/visualization.ts';

/** `digits` divided by ten to the power of `scale`. */
interface Decimal {
  digits: bigint;
  scale: number;
}

function decimalOf(cell: Cell | undefined): Decimal | undefined {
  if (typeof cell !== 'number' && typeof cell !== 'string') return undefined;
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,4}))?$/i.exec(String(cell));
  if (!match) return undefined;
  const [, sign = '', before = '0', after = '', exponent = '0'] = match;
  const digits = BigInt(`${sign}${before}${after}`);
  const scale = after.length - Number(exponent);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

const raised = ({ digits, scale }: Decimal, to: number): bigint => digits * 10n ** BigInt(to - scale);

function textOf({ digits, scale }: Decimal): string {
  if (scale === 0) return String(digits);
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  return `${digits < 0n ? '-' : ''}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** The sum of the cells that hold a number, as text. */
export function exactSum(cells: readonly Cell[]): string {
  const numbers = cells.flatMap((cell) => decimalOf(cell) ?? []);
  const scale = numbers.reduce((most, number) => Math.max(most, number.scale), 0);
  return textOf({ digits: numbers.reduce((sum, number) => sum + raised(number, scale), 0n), scale });
}

/** `a` minus `b` as text; undefined where one of them is no number. */
export function exactDifference(a: Cell, b: Cell): string | undefined {
  const [left, right] = [decimalOf(a), decimalOf(b)];
  if (!left || !right) return undefined;
  const scale = Math.max(left.scale, right.scale);
  return textOf({ digits: raised(left, scale) - raised(right, scale), scale });
}

/** Below 0 where `a` is less than `b`, 0 where they are the same number. Cells that are no numbers are compared as text. */
export function compareCells(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const difference = exactDifference(a, b);
  if (difference === undefined) return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
  return difference.startsWith('-') ? -1 : /[1-9]/.test(difference) ? 1 : 0;
}

/** Every digit there is, grouped by commas: for a number that a person gave, which must not be rounded. */
export function exactText(value: number | string): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 100 }).format(
    String(value) as Intl.StringNumericLiteral,
  );
}

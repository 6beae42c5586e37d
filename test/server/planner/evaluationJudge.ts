// Whether the rows of an answer are the rows of the gold: which columns stand for which, and when two cells say the same.
// Not here: where the rows come from (evaluation.ts).
import type { Cell } from '../../../src/server/engine/engine.ts';

export interface Rows {
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
}

export interface JudgeOptions {
  /** The order of the rows is part of the question. */
  ordered?: boolean | undefined;
  /** Further columns would be wrong. */
  extra?: boolean | undefined;
}

/** Above this the rows are only compared sorted, where two numbers that differ by rounding could stand in another order. */
const maxSearched = 3000;

/** Undefined when the answer has the gold's rows for some choice of its columns, each used once; else why it has not. */
export function differenceOf(gold: Rows, answer: Rows, { ordered, extra }: JudgeOptions = {}): string | undefined {
  const width = gold.columns.length;
  if (answer.rows.length !== gold.rows.length) return `${answer.rows.length} rows, not ${gold.rows.length}`;
  if (answer.columns.length < width) return `${answer.columns.length} columns, not ${width}`;
  if (extra && answer.columns.length > width) return `${answer.columns.length} columns, not just ${width}`;
  const candidates = gold.columns.map((_, at) =>
    answer.columns.flatMap((_, other) =>
      sameRows(pick(gold.rows, [at]), pick(answer.rows, [other]), ordered) ? [other] : [],
    ),
  );
  const lacking = candidates.findIndex((found) => found.length === 0);
  if (lacking >= 0) return `no column has the values of "${gold.columns[lacking]}"`;
  const isSame = (choice: number[]) => sameRows(gold.rows, pick(answer.rows, choice), ordered);
  return hasChoice(candidates, [], isSame) ? undefined : 'the columns are right, the rows are not';
}

function hasChoice(candidates: number[][], chosen: number[], isSame: (choice: number[]) => boolean): boolean {
  const next = candidates[chosen.length];
  if (!next) return isSame(chosen);
  return next.some((column) => !chosen.includes(column) && hasChoice(candidates, [...chosen, column], isSame));
}

/**
 * Whether a list of rows answers a question for their number: the gold is one whole number, and the sentence beside the
 * list says that there are so many.
 */
export function saysCount(gold: Rows, answer: Rows, text: string): boolean {
  const [[count] = []] = gold.rows;
  if (gold.rows.length !== 1 || gold.columns.length !== 1 || typeof count !== 'number' || !Number.isInteger(count))
    return false;
  const said = /^There (?:is|are) ([\d,]+) /.exec(text)?.[1];
  return answer.rows.length === count && said !== undefined && Number(said.replaceAll(',', '')) === count;
}

type Grid = readonly (readonly Cell[])[];

function pick(rows: Grid, columns: readonly number[]): Cell[][] {
  return rows.map((row) => columns.map((column) => row[column] ?? null));
}

function sameRows(gold: Grid, answer: Grid, ordered: boolean | undefined): boolean {
  if (gold.length !== answer.length) return false;
  if (sameInOrder(gold, answer)) return true;
  if (ordered) return false;
  if (sameInOrder([...gold].sort(compareRows), [...answer].sort(compareRows))) return true;
  return gold.length <= maxSearched && sameWhereverTheyStand(gold, answer);
}

function sameInOrder(gold: Grid, answer: Grid): boolean {
  return gold.every((row, at) => sameRow(row, answer[at] ?? []));
}

function sameWhereverTheyStand(gold: Grid, answer: Grid): boolean {
  const left = [...answer];
  return gold.every((row) => {
    const at = left.findIndex((other) => sameRow(row, other));
    if (at < 0) return false;
    left.splice(at, 1);
    return true;
  });
}

function sameRow(gold: readonly Cell[], answer: readonly Cell[]): boolean {
  return gold.length === answer.length && gold.every((cell, at) => sameCell(cell, answer[at] ?? null));
}

/** Numbers to nine digits; a period as its first day, its year, quarter or month; "is there any" by true and false or by a count. */
export function sameCell(gold: Cell, answer: Cell): boolean {
  if (gold === null || answer === null) return gold === answer;
  if (typeof gold === 'boolean') return gold === (typeof answer === 'number' ? answer > 0 : answer);
  const numbers = [numberOf(gold), numberOf(answer)];
  const [left, right] = numbers;
  if (left !== undefined && right !== undefined) return sameNumber(left, right);
  return dateOf(gold) === dateOf(answer) || isPeriod(dateOf(gold), String(answer));
}

function sameNumber(left: number, right: number): boolean {
  return left === right || Math.abs(left - right) <= 1e-9 * Math.max(Math.abs(left), Math.abs(right));
}

/** A decimal that a double cannot hold comes as a string; an identifier such as `007` is a text. */
function numberOf(cell: Cell): number | undefined {
  if (typeof cell === 'number') return cell;
  return typeof cell === 'string' && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(cell) ? Number(cell) : undefined;
}

function dateOf(cell: Cell): string {
  return String(cell).replace(/^(\d{4}-\d\d-\d\d)[ T]00:00:00$/, '$1');
}

/** `2024`, `2024-Q2` and `2024-04` say as much as the first day of each; who took another period has other rows too. */
function isPeriod(date: string, written: string): boolean {
  const [, year, month] = /^(\d{4})-(\d\d)-01$/.exec(date) ?? [];
  if (year === undefined || month === undefined) return false;
  const quarter = (Number(month) + 2) / 3;
  return written === `${year}-${month}` || written === `${year}-Q${quarter}` || (written === year && month === '01');
}

function compareRows(left: readonly Cell[], right: readonly Cell[]): number {
  for (const [at, cell] of left.entries()) {
    const order = compareCells(cell, right[at] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

function compareCells(left: Cell, right: Cell): number {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return sameNumber(a, b) ? 0 : a - b;
  const [x, y] = [dateOf(left), dateOf(right)];
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

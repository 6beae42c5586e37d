// Sorting and filtering in words and values: what a head's click makes of the order, what a filter's field holds. Pure.
// Not here: the form (filterForm.tsx), carrying it out (the server).
import type { SortKey } from '../../src/bridge/results.ts';
import type { ResultFilter, ResultFilterOp } from '../../src/protocol/trellis/results.ts';
import { isNumeric } from './columns.ts';

export const opNames: Record<ResultFilterOp, string> = {
  '=': 'is',
  '!=': 'is not',
  '<': 'less than',
  '<=': 'at most',
  '>': 'greater than',
  '>=': 'at least',
  contains: 'contains',
  starts: 'starts with',
  empty: 'is empty',
  not_empty: 'is not empty',
};

/** Ascending, descending, none. `adds`: beside the columns it is sorted by already. */
export function sortedBy(sort: readonly SortKey[], column: string, adds: boolean): SortKey[] {
  const at = sort.findIndex((key) => key.column === column);
  const found = sort[at];
  const turned: SortKey[] = !found
    ? [{ column, descending: false }]
    : found.descending
      ? []
      : [{ column, descending: true }];
  if (!adds) return turned;
  return found ? sort.toSpliced(at, 1, ...turned) : [...sort, ...turned];
}

/** What may be asked of a column of this type, the likeliest first. */
export function opsFor(type: string): ResultFilterOp[] {
  if (type === 'boolean') return ['=', '!=', 'empty', 'not_empty'];
  const compared: ResultFilterOp[] = ['=', '!=', '<', '<=', '>', '>='];
  if (isNumeric(type)) return [...compared, 'empty', 'not_empty'];
  if (type === 'date' || type === 'timestamp') return [...compared, 'starts', 'empty', 'not_empty'];
  return ['contains', 'starts', ...compared, 'empty', 'not_empty'];
}

export function needsValue(op: ResultFilterOp): boolean {
  return op !== 'empty' && op !== 'not_empty';
}

const numberText = /^-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/** The filter of what was typed, or a sentence about what is wrong with it. */
export function readFilter(column: string, type: string, op: ResultFilterOp, typed: string): ResultFilter | string {
  if (!needsValue(op)) return { column, op };
  if (isNumeric(type)) {
    const text = typed.trim().replaceAll(/[, _](?=\d{3}\b)/g, '');
    if (!numberText.test(text)) return 'Give a number.';
    const number = Number(text);
    // What a double does not hold exactly goes as it was typed.
    const isExact = Number.isSafeInteger(number) || (!Number.isInteger(number) && text.length <= 15);
    return { column, op, value: isExact ? number : text };
  }
  if (type === 'boolean') {
    if (!/^(true|false)$/i.test(typed.trim())) return 'Give true or false.';
    return { column, op, value: typed.trim().toLowerCase() === 'true' };
  }
  if ((type === 'date' || type === 'timestamp') && op !== 'starts') {
    if (!/^\d{4}-\d{2}-\d{2}([T ].+)?$/.test(typed.trim())) return 'Give a date as 2026-01-31.';
    return { column, op, value: typed.trim() };
  }
  if (typed === '' && op !== '=' && op !== '!=') return 'Give some text.';
  return { column, op, value: typed };
}

export function filterText({ column, op, value }: ResultFilter): string {
  if (value === undefined) return `${column} ${opNames[op]}`;
  return `${column} ${opNames[op]} ${value === '' ? '""' : String(value)}`;
}

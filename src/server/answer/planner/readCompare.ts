// Limits on numbers: "over 1000", "between 5 and 10", "more than 5 orders", and what they limit.
// Not here: limits in time (dates.ts), the column that is meant (conditions.ts).
import { type Cursor, stop } from './cursor.ts';
import { type ColumnCandidate, columnsIn, isMeasure, type MeasureDraft, mainKind, tableIn } from './draft.ts';
import type { Item } from './items.ts';
import type { Comparison } from './lexicon.ts';
import { ReadingStopped } from './resolve.ts';

export function readCompare(cursor: Cursor, item: Item, op: Comparison): void {
  const { draft } = cursor;
  const previous = cursor.items[cursor.at - 1];
  let at = cursor.at + 1;
  const first = cursor.items[at];
  if (op === '=' && first && mainKind(first) === 'value') return;
  if (first?.number === undefined) throw stop(item);
  let upper: number | undefined;
  const bound = op === 'between' ? undefined : readBound(cursor, at, op);
  cursor.used.add(first);
  if (op === 'between') {
    const [joint, second] = cursor.items.slice(at + 1, at + 3);
    if (joint?.op?.kind !== 'and' || second?.number === undefined) throw stop(item);
    cursor.used.add(joint).add(second);
    upper = second.number;
    at += 2;
    if (upper < first.number) throw stop(item);
  }
  if (op === '=' && bound && bound.op !== '=') at += 1;
  if (cursor.negated) throw stop(item);
  const compare = { item, op: bound?.op ?? op, value: first.number, ...(upper === undefined ? {} : { upper }) };
  const next = cursor.items[at + 1];
  const table = tableIn(next);
  const following = next !== undefined && (mainKind(next) === 'measure' || table !== undefined);
  const before = draft.measures.findLast((measure) => measure.item === previous);
  // "how many books have over 500 pages": what is counted is limited only when something else is asked for.
  const measured = before?.table && (following || draft.tables.length + draft.groups.length === 0) ? undefined : before;
  const listed = draft.columns.findLast((column) => column.item === previous);
  if (measured) {
    draft.measures = draft.measures.filter((measure) => measure !== measured);
    draft.compares.push({ ...compare, candidates: measured.candidates, ...pick(measured) });
    return;
  }
  if (listed && isNumeric(listed.candidates)) {
    const numeric = listed.candidates.filter(
      (candidate) => candidate.column.type === 'integer' || candidate.column.type === 'number',
    );
    draft.columns = draft.columns.filter((column) => column !== listed);
    draft.compares.push({ ...compare, candidates: numeric });
    return;
  }
  if (next && mainKind(next) === 'measure') {
    cursor.used.add(next);
    draft.compares.push({ ...compare, candidates: columnsIn(next, isMeasure) });
  } else if (next && table) {
    cursor.used.add(next);
    draft.compares.push({ ...compare, candidates: [], table });
  } else draft.compares.push({ ...compare, candidates: [] });
}

/** Words before a number that leave it as it is; any other would change it. */
const plainBefore = new Set(['', 'a', 'an', 'the', 'of', 'is', 'are', 'was', 'were', 'be', 'at']);

/**
 * The number at `at` with what limits it: "500", "from 500", "from 100 to 500", "500 or more". Stops at words around it
 * that mean something else.
 */
export function readBound(
  cursor: Cursor,
  at: number,
  op: Exclude<Comparison, 'between'>,
): { op: Comparison; value: number; upper?: number } {
  const item = cursor.items[at];
  if (item?.number === undefined) throw new ReadingStopped('');
  cursor.used.add(item);
  const next = cursor.items[at + 1];
  const value = item.number;
  if (next?.op?.kind === 'bound') {
    // "over 500 or more" says two things at once.
    if (op !== '=' || !plainBefore.has(item.before)) throw stop(next);
    cursor.used.add(next);
    return { op: next.op.op, value };
  }
  if (op === '=' && item.before === 'from') {
    if (next?.number === undefined || next.before !== 'to') return { op: '>=', value };
    if (next.number < value) throw stop(next);
    cursor.used.add(next);
    return { op: 'between', value, upper: next.number };
  }
  if (!plainBefore.has(item.before)) throw stop(item);
  return { op, value };
}

function isNumeric(candidates: readonly ColumnCandidate[]): boolean {
  return candidates.some((candidate) => candidate.column.type === 'integer' || candidate.column.type === 'number');
}

function pick(measure: MeasureDraft) {
  return { ...(measure.fn ? { fn: measure.fn } : {}), ...(measure.table ? { table: measure.table } : {}) };
}

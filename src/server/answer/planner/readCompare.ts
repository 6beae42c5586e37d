// Limits on numbers: "over 1000", "between 5 and 10", "more than 5 orders", and what they limit.
// Not here: limits in time (dates.ts), the column that is meant (conditions.ts).
import { type Cursor, stop } from './cursor.ts';
import { type ColumnCandidate, columnsIn, isMeasure, type MeasureDraft, mainKind, tableIn } from './draft.ts';
import type { Item } from './items.ts';
import type { Comparison } from './lexicon.ts';

export function readCompare(cursor: Cursor, item: Item, op: Comparison): void {
  const { draft } = cursor;
  const previous = cursor.items[cursor.at - 1];
  let at = cursor.at + 1;
  const first = cursor.items[at];
  if (op === '=' && first && mainKind(first) === 'value') return;
  if (first?.number === undefined) throw stop(item);
  cursor.used.add(first);
  let upper: number | undefined;
  if (op === 'between') {
    const [joint, second] = cursor.items.slice(at + 1, at + 3);
    if (joint?.op?.kind !== 'and' || second?.number === undefined) throw stop(item);
    cursor.used.add(joint).add(second);
    upper = second.number;
    at += 2;
  }
  if (cursor.negated) throw stop(item);
  const compare = { item, op, value: first.number, ...(upper === undefined ? {} : { upper }) };
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

function isNumeric(candidates: readonly ColumnCandidate[]): boolean {
  return candidates.some((candidate) => candidate.column.type === 'integer' || candidate.column.type === 'number');
}

function pick(measure: MeasureDraft) {
  return { ...(measure.fn ? { fn: measure.fn } : {}), ...(measure.table ? { table: measure.table } : {}) };
}

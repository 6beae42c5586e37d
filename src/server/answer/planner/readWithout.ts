// What is missing and who is asked for: "without a status", "who ordered".
// Not here: values that are denied (read.ts).
import { type Cursor, stop } from './cursor.ts';
import { columnsIn, isValue, mainKind } from './draft.ts';
import type { Item } from './items.ts';
import { shareColumn } from './readMeasure.ts';
import { ReadingStopped } from './resolve.ts';

/** "without a status" asks for rows where it is empty, "without open" for those that are something else. */
export function readWithout(cursor: Cursor, item: Item, next: Item | undefined, strict: boolean): void {
  const columns = next ? columnsIn(next, (candidate) => candidate.kind === 'column') : [];
  const values = next && !strict ? columnsIn(next, isValue) : [];
  if (!next || mainKind(next) === 'table' || columns.length + values.length === 0) throw stop(item);
  const [column] = columns;
  const [value] = values;
  if (column && value) {
    const span = { start: item.start, end: next.end };
    throw new ReadingStopped(
      `"${item.text} ${next.text}" can mean two things. Which one do you mean?`,
      [next.text],
      [
        { label: `Without any ${column.column.label}`, span, text: `with empty ${column.column.label}` },
        { label: `Not ${value.column.label} ${next.text}`, span, text: `not "${next.text}"` },
      ],
    );
  }
  if (!column) {
    cursor.negated = true;
    return;
  }
  // "without status open" denies the value, as "status not open" does.
  const own = cursor.items[cursor.at + 2];
  if (own && shareColumn(next, own)) {
    cursor.negated = true;
    return;
  }
  cursor.used.add(next);
  cursor.draft.missing.push({ item: next, candidates: columns });
}

/** "customers who ordered" is about customers; "who ordered" asks for people that no table here is known to hold. */
export function checkWho(cursor: Cursor, item: Item, next: Item | undefined): void {
  if (mainKind(cursor.items[cursor.at - 1]) === 'table') return;
  const isNamed =
    next !== undefined && (mainKind(next) === 'table' || next.op?.kind === 'top' || next.op?.kind === 'newest');
  if (!isNamed || !/^(the|our|my|is|are)$/.test(next.before)) throw stop(item);
}

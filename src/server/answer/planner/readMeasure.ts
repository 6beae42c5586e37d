// What is measured: counts and the words total, average, minimum, maximum with the thing behind them.
// Not here: measures that stand alone (read.ts), the column that is meant (settleMeasures.ts).
import { type Cursor, clause, stop } from './cursor.ts';
import { columnsIn, headAt, isMeasure, isPlainColumn, isValue, mainKind, tableIn } from './draft.ts';
import type { Item } from './items.ts';
import type { Aggregate } from './lexicon.ts';

const isCountable = (item: Item): boolean => ['table', 'column', 'measure', 'flag', 'date'].includes(mainKind(item));

/** In "high severity visits" the column only says whose value "high" is. */
function qualifies(item: Item, previous: Item | undefined, next: Item | undefined): boolean {
  if (mainKind(item) === 'flag') return true;
  return (
    mainKind(item) === 'column' && [previous, next].some((other) => other !== undefined && shareColumn(item, other))
  );
}

export function shareColumn(column: Item, value: Item): boolean {
  const columns = columnsIn(column, isPlainColumn).map((candidate) => candidate.column);
  return columnsIn(value, isValue).some((candidate) => columns.includes(candidate.column));
}

export function readCount(cursor: Cursor, item: Item): void {
  let from = cursor.at + 1;
  const distinct = cursor.items[from];
  if (distinct?.op?.kind === 'distinct') {
    cursor.used.add(distinct);
    from += 1;
  }
  // "how many rows in orders": the rows are those of the table.
  const rows = cursor.items[from];
  if (rows?.op?.kind === 'filler') {
    cursor.used.add(rows);
    from += 1;
  }
  const near = clause(cursor, from);
  const first = near.findIndex((next, at) => isCountable(next) && !qualifies(next, near[at - 1], near[at + 1]));
  const counted = near[headAt(near, first)];
  const beside = near[first + 1];
  // "how many title employees": a column in front of a table says nothing about its rows.
  if (mainKind(counted) === 'column' && mainKind(beside) === 'table' && beside?.before === '')
    throw stop(counted ?? item);
  if (!counted) {
    const grain = cursor.items[from];
    if (grain?.op?.kind === 'grain') throw stop(grain);
    cursor.draft.countAny = true;
    if (rows?.op?.kind === 'filler') cursor.draft.countedRows = rows;
    return;
  }
  cursor.used.add(counted);
  const table = tableIn(counted);
  const kind = mainKind(counted);
  if (table) {
    cursor.draft.measures.push({ item: counted, fn: 'count', table, candidates: [] });
  } else if (kind === 'column') {
    cursor.draft.measures.push({ item: counted, fn: 'count_distinct', candidates: columnsIn(counted, isPlainColumn) });
  } else if (kind === 'measure' && distinct?.op?.kind !== 'distinct') {
    const candidates = columnsIn(counted, isMeasure);
    if (candidates.some((candidate) => candidate.column.averaged)) throw stop(item);
    cursor.draft.measures.push({ item: counted, fn: 'sum', candidates });
  } else throw stop(item);
}

export function readAggregates(cursor: Cursor, item: Item, fns: Aggregate[]): void {
  let from = cursor.at + 1;
  for (;;) {
    const joint = cursor.items[from];
    const next = joint?.op?.kind === 'and' ? cursor.items[from + 1] : undefined;
    if (!joint || next?.op?.kind !== 'aggregate') break;
    cursor.used.add(joint).add(next);
    fns.push(next.op.fn);
    from += 2;
  }
  const following = cursor.items[from];
  const [fn] = fns;
  if (following?.op?.kind === 'count' && fns.length === 1 && fn === 'sum') return;
  const near = clause(cursor, from);
  const measured =
    near.find((next) => mainKind(next) === 'measure') ??
    near.find((next) => (fn === 'min' || fn === 'max') && mainKind(next) === 'date') ??
    near.find((next) => columnsIn(next, isMeasure).length > 0 && next.op === undefined);
  const counted =
    near[
      headAt(
        near,
        near.findIndex((next) => mainKind(next) === 'table'),
      )
    ];
  if (measured) {
    cursor.used.add(measured);
    const isDate = mainKind(measured) === 'date';
    const candidates = columnsIn(measured, (candidate) =>
      isDate ? candidate.kind === 'column' && candidate.column.role === 'date' : isMeasure(candidate),
    );
    for (const each of fns.length > 0 ? fns : [undefined]) {
      cursor.draft.measures.push({ item: measured, said: item, candidates, ...(each ? { fn: each } : {}) });
    }
  } else if (counted && fns.length === 1 && fn === 'sum') {
    cursor.used.add(counted);
    const table = tableIn(counted);
    if (table) cursor.draft.measures.push({ item: counted, fn: 'count', table, candidates: [] });
  } else if (columnsIn(item, isMeasure).length > 0) {
    // A column that is itself called "total".
    cursor.draft.measures.push({ item, candidates: columnsIn(item, isMeasure) });
  } else if (fns.length > 0 && near.length === 0 && cursor.draft.follow) {
    throw stop(item);
  } else throw stop(item);
}

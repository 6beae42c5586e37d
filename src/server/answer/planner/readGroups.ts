// What is grouped by and ranked: "by region and month", "top 10 customers", "which region", "latest 5 orders".
// Not here: what is measured (readMeasure.ts), the column that is meant (settleGroup.ts).
import { type Cursor, clause, defaultTop, stop } from './cursor.ts';
import { columnsIn, isMeasure, isPlainColumn, mainKind, tableIn } from './draft.ts';
import type { Item } from './items.ts';
import { ReadingStopped } from './resolve.ts';

function isGroupable(item: Item | undefined): boolean {
  const kind = mainKind(item);
  return item?.op?.kind === 'grain' || ['table', 'column', 'flag', 'date'].includes(kind);
}

export function readGroups(cursor: Cursor, per: boolean): void {
  let at = cursor.at + 1;
  for (;;) {
    const item = cursor.items[at];
    if (!item) throw new ReadingStopped('I cannot tell what to group by.', ['by']);
    const operation = item.op?.kind;
    if (operation === 'count' || operation === 'aggregate' || operation === 'howMuch') {
      cursor.draft.byMeasure = true;
      return;
    }
    if (mainKind(item) === 'measure') {
      cursor.used.add(item);
      cursor.draft.byMeasure = true;
      cursor.draft.measures.push({ item, candidates: columnsIn(item, isMeasure) });
      return;
    }
    if (!isGroupable(item)) throw stop(item);
    cursor.used.add(item);
    at = readGroup(cursor, item, at, per);
    const joint = cursor.items[at];
    if (joint?.op?.kind !== 'and' || !isGroupable(cursor.items[at + 1])) return;
    cursor.used.add(joint);
    at += 1;
  }
}

/** One grouping; returns the place behind it. */
function readGroup(cursor: Cursor, item: Item, at: number, per: boolean): number {
  const { draft } = cursor;
  const table = tableIn(item);
  const next = cursor.items[at + 1];
  if (item.op?.kind === 'grain') {
    draft.groups.push({ item, grain: item.op.grain, candidates: columnsIn(item, isPlainColumn), per });
  } else if (table && draft.rank && draft.groups.length > 0) {
    draft.measures.push({ item, fn: 'count', table, candidates: [] });
    draft.byMeasure = true;
  } else if (table) draft.groups.push({ item, table, candidates: columnsIn(item, isPlainColumn), per });
  else if (mainKind(item) === 'date') {
    const candidates = columnsIn(item, (candidate) => candidate.kind === 'column' && candidate.column.role === 'date');
    const grain = next?.op?.kind === 'grain' ? next.op.grain : 'day';
    draft.groups.push({ item, candidates, grain, per });
    if (next?.op?.kind === 'grain') {
      cursor.used.add(next);
      return at + 2;
    }
  } else draft.groups.push({ item, candidates: columnsIn(item, isPlainColumn), per });
  return at + 1;
}

function countBeside(cursor: Cursor): { count: number | undefined; from: number } {
  const previous = cursor.items[cursor.at - 1];
  const next = cursor.items[cursor.at + 1];
  if (next?.number !== undefined) {
    if (!Number.isInteger(next.number) || next.number < 1) throw stop(next);
    cursor.used.add(next);
    return { count: next.number, from: cursor.at + 2 };
  }
  if (previous?.number !== undefined) return { count: previous.number, from: cursor.at + 1 };
  return { count: undefined, from: cursor.at + 1 };
}

export function readTop(cursor: Cursor, item: Item, direction: 'asc' | 'desc', named: boolean): void {
  const { draft } = cursor;
  if (draft.rank) throw stop(item);
  const { count, from } = countBeside(cursor);
  const near = clause(cursor, from);
  const following = cursor.items[from];
  const rank = { item, direction, named, explicit: count !== undefined };
  if (following?.op?.kind === 'count' || following?.op?.kind === 'aggregate') {
    draft.rank = { ...rank, count: count ?? 1 };
    return;
  }
  const target = near.find((next) => ['table', 'column', 'measure'].includes(mainKind(next)));
  if (!target) {
    // "top 3" behind another answer.
    if (count === undefined && !named) throw stop(item);
    draft.rank = { ...rank, count: count ?? defaultTop };
    return;
  }
  cursor.used.add(target);
  const table = tableIn(target);
  const kind = mainKind(target);
  const plural = /s$/i.test(target.text) && !/ss$/i.test(target.text);
  draft.rank = {
    ...rank,
    count: count ?? (plural && kind !== 'measure' && draft.groups.length === 0 ? defaultTop : 1),
  };
  const isCounted = /^(most|least|fewest)$/i.test(item.text);
  if (kind === 'measure') draft.measures.push({ item: target, candidates: columnsIn(target, isMeasure) });
  else if (table && isCounted) {
    draft.rank.count = count ?? 1;
    draft.measures.push({ item: target, fn: 'count', table, candidates: [] });
  } else if (isCounted) throw stop(item);
  else if (table) draft.groups.push({ item: target, table, candidates: columnsIn(target, isPlainColumn), per: false });
  else draft.groups.push({ item: target, candidates: columnsIn(target, isPlainColumn), per: false });
}

export function readNewest(cursor: Cursor, item: Item, direction: 'asc' | 'desc'): void {
  const { count, from } = countBeside(cursor);
  const target = clause(cursor, from).find((next) => mainKind(next) === 'table');
  if (!target) throw stop(item);
  cursor.draft.newest = { item, direction, count: count ?? (/s$/i.test(target.text) ? defaultTop : 1) };
}

export function readWhich(cursor: Cursor, item: Item): void {
  const { draft } = cursor;
  let next = cursor.items[cursor.at + 1];
  let count: number | undefined;
  if (next?.number !== undefined) {
    count = next.number;
    cursor.used.add(next);
    next = cursor.items[cursor.at + 2];
  }
  if (!next || count !== undefined) throw stop(item);
  draft.which = true;
  const table = tableIn(next);
  if (!isGroupable(next)) throw stop(item);
  cursor.used.add(next);
  if (next.op?.kind === 'grain') draft.groups.push({ item: next, grain: next.op.grain, candidates: [], per: false });
  else if (table) draft.groups.push({ item: next, table, candidates: columnsIn(next, isPlainColumn), per: false });
  else draft.groups.push({ item: next, candidates: columnsIn(next, isPlainColumn), per: false });
}

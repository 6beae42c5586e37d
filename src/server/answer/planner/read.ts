// Reading the items of a question from left to right into a draft. Every item is used or the reading stops: no guess is silent.
// Not here: which column is meant where several fit (settle.ts, resolve.ts).
import {
  type ColumnCandidate,
  columnsIn,
  type Draft,
  emptyDraft,
  isMeasure,
  isPlainColumn,
  isValue,
  type MeasureDraft,
  mainKind,
  tableIn,
} from './draft.ts';
import type { Item } from './items.ts';
import type { Aggregate, Comparison } from './lexicon.ts';
import { ReadingStopped } from './resolve.ts';

interface Cursor {
  items: readonly Item[];
  at: number;
  used: Set<Item>;
  draft: Draft;
  negated: boolean;
  /** Words `or` that joined two values; any other would change what is asked. */
  ors: number;
}

const stop = (item: Item): ReadingStopped =>
  new ReadingStopped(`"${item.text}" does not fit into the question.`, [item.text]);
const defaultTop = 10;

export function readItems(items: readonly Item[]): Draft {
  const unknown = items.filter((item) => item.unknown).map((item) => item.text);
  if (unknown.length > 0) throw new ReadingStopped('', unknown);
  const cursor: Cursor = { items, at: 0, used: new Set(), draft: emptyDraft(), negated: false, ors: 0 };
  for (; cursor.at < items.length; cursor.at++) {
    const item = items[cursor.at];
    if (!item || cursor.used.has(item)) continue;
    cursor.used.add(item);
    if (item.period) {
      const [previous, earlier] = [items[cursor.at - 1], items[cursor.at - 2]];
      // "in March and April": both periods at once hold no day, and either of them is not what a plan can say.
      if (previous?.op?.kind === 'and' && earlier?.period) throw stop(item);
      if (cursor.negated) throw stop(item);
      const near = lastTable(cursor);
      cursor.draft.periods.push({ item, period: item.period, candidates: [], ...(near ? { near } : {}) });
    } else if (item.op) readOperation(cursor, item);
    else if (item.number !== undefined) readNumber(cursor, item);
    else readEntity(cursor, item);
  }
  if (cursor.negated) throw new ReadingStopped('I cannot tell what is excluded.', ['not']);
  const ors = items.filter((item) => item.op?.kind === 'or');
  if (ors[0] && ors.length > cursor.ors) throw stop(ors[0]);
  return cursor.draft;
}

function lastTable(cursor: Cursor) {
  return tableIn(cursor.items.slice(0, cursor.at).findLast((item) => mainKind(item) === 'table'));
}

/** A number may stand only before a superlative: "5 largest". Those are read there. */
function readNumber(cursor: Cursor, item: Item): void {
  const next = cursor.items[cursor.at + 1];
  if (next?.op?.kind === 'top' || next?.op?.kind === 'newest') return;
  throw stop(item);
}

function readOperation(cursor: Cursor, item: Item): void {
  const { draft } = cursor;
  const op = item.op;
  if (!op) return;
  const next = cursor.items[cursor.at + 1];
  switch (op.kind) {
    case 'chart':
      if (op.type !== 'any' || !draft.chart) draft.chart = op.type;
      return;
    case 'table':
      draft.chart = 'table';
      return;
    case 'filler':
      draft.filler = true;
      return;
    case 'follow':
      draft.follow = true;
      return;
    case 'about':
      draft.about = true;
      return;
    case 'and':
    case 'or':
      return;
    case 'count':
      readCount(cursor, item);
      return;
    case 'howMuch':
      readAggregates(cursor, item, []);
      return;
    case 'aggregate':
      readAggregates(cursor, item, [op.fn]);
      return;
    case 'distinct':
      if (mainKind(next) !== 'column') throw stop(item);
      draft.distinct = true;
      return;
    case 'group':
      readGroups(cursor, op.per);
      return;
    case 'grain':
      if (op.adjective) draft.groups.push({ item, grain: op.grain, candidates: [], per: false });
      else throw stop(item);
      return;
    case 'top':
      readTop(cursor, item, op.direction, op.named);
      return;
    case 'newest':
      readNewest(cursor, item, op.direction);
      return;
    case 'which':
      readWhich(cursor, item);
      return;
    case 'not':
      cursor.negated = true;
      return;
    case 'via': {
      const columns = next ? columnsIn(next, isPlainColumn) : [];
      if (!next || columns.length === 0) throw stop(item);
      cursor.used.add(next);
      draft.via.push(
        ...columns
          .filter((candidate) => candidate.score === columns[0]?.score)
          .map((candidate) => candidate.column.name),
      );
      return;
    }
    case 'compare':
      readCompare(cursor, item, op.op);
      return;
    default:
      throw stop(item);
  }
}

const clauseEnds = new Set(['group', 'compare', 'chart', 'top', 'not', 'which', 'table', 'count', 'aggregate']);

/** The items up to the end of the clause that begins at `from`. */
function clause(cursor: Cursor, from: number): Item[] {
  const rest = cursor.items.slice(from);
  const end = rest.findIndex((item) => item.period !== undefined || (item.op && clauseEnds.has(item.op.kind)));
  return end < 0 ? rest : rest.slice(0, end);
}

function readCount(cursor: Cursor, item: Item): void {
  let from = cursor.at + 1;
  const distinct = cursor.items[from];
  if (distinct?.op?.kind === 'distinct') {
    cursor.used.add(distinct);
    from += 1;
  }
  const counted = clause(cursor, from).find((next) =>
    ['table', 'column', 'measure', 'flag', 'date'].includes(mainKind(next)),
  );
  if (!counted) {
    const grain = cursor.items[from];
    if (grain?.op?.kind === 'grain') throw stop(grain);
    cursor.draft.countAny = true;
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

function readAggregates(cursor: Cursor, item: Item, fns: Aggregate[]): void {
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
  const counted = near.find((next) => mainKind(next) === 'table');
  if (measured) {
    cursor.used.add(measured);
    const isDate = mainKind(measured) === 'date';
    const candidates = columnsIn(measured, (candidate) =>
      isDate ? candidate.kind === 'column' && candidate.column.role === 'date' : isMeasure(candidate),
    );
    for (const each of fns.length > 0 ? fns : [undefined]) {
      cursor.draft.measures.push({ item: measured, candidates, ...(each ? { fn: each } : {}) });
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

function isGroupable(item: Item | undefined): boolean {
  const kind = mainKind(item);
  return item?.op?.kind === 'grain' || ['table', 'column', 'flag', 'date'].includes(kind);
}

function readGroups(cursor: Cursor, per: boolean): void {
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

function readTop(cursor: Cursor, item: Item, direction: 'asc' | 'desc', named: boolean): void {
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

function readNewest(cursor: Cursor, item: Item, direction: 'asc' | 'desc'): void {
  const { count, from } = countBeside(cursor);
  const target = clause(cursor, from).find((next) => mainKind(next) === 'table');
  if (!target) throw stop(item);
  cursor.draft.newest = { item, direction, count: count ?? (/s$/i.test(target.text) ? defaultTop : 1) };
}

function readWhich(cursor: Cursor, item: Item): void {
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

function readCompare(cursor: Cursor, item: Item, op: Comparison): void {
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
  const measured = draft.measures.findLast((measure) => measure.item === previous);
  const listed = draft.columns.findLast((column) => column.item === previous);
  if (measured) {
    draft.measures = draft.measures.filter((measure) => measure !== measured);
    draft.compares.push({ ...compare, candidates: measured.candidates, ...pick(measured) });
    return;
  }
  if (listed) {
    const numeric = listed.candidates.filter(
      (candidate) => candidate.column.type === 'integer' || candidate.column.type === 'number',
    );
    if (numeric.length === 0) throw stop(item);
    draft.columns = draft.columns.filter((column) => column !== listed);
    draft.compares.push({ ...compare, candidates: numeric });
    return;
  }
  const next = cursor.items[at + 1];
  const table = tableIn(next);
  if (next && mainKind(next) === 'measure') {
    cursor.used.add(next);
    draft.compares.push({ ...compare, candidates: columnsIn(next, isMeasure) });
  } else if (next && table) {
    cursor.used.add(next);
    draft.compares.push({ ...compare, candidates: [], table });
  } else draft.compares.push({ ...compare, candidates: [] });
}

function pick(measure: MeasureDraft) {
  return { ...(measure.fn ? { fn: measure.fn } : {}), ...(measure.table ? { table: measure.table } : {}) };
}

function readEntity(cursor: Cursor, item: Item): void {
  const { draft } = cursor;
  const kind = mainKind(item);
  const next = cursor.items[cursor.at + 1];
  const previous = cursor.items[cursor.at - 1];
  if (kind === 'value' || kind === 'flag') {
    const candidates = columnsIn(
      item,
      kind === 'value' ? isValue : (candidate) => candidate.kind === 'column' && candidate.column.role === 'flag',
    );
    addValue(cursor, item, candidates, kind === 'flag');
  } else if (kind === 'table') {
    const table = tableIn(item);
    if (cursor.negated || !table) throw stop(item);
    draft.tables.push({ item, table });
  } else if (kind === 'measure') {
    if (cursor.negated) throw stop(item);
    if (next?.number !== undefined) {
      cursor.used.add(next);
      draft.compares.push({ item, op: '=', value: next.number, candidates: columnsIn(item, isMeasure) });
    } else draft.measures.push({ item, candidates: columnsIn(item, isMeasure) });
  } else if (kind === 'date') {
    const candidates = columnsIn(item, (candidate) => candidate.kind === 'column' && candidate.column.role === 'date');
    const period = cursor.items.slice(cursor.at + 1, cursor.at + 3).find((following) => following.period);
    if (cursor.negated) throw stop(item);
    if (period?.period) {
      cursor.used.add(period);
      draft.periods.push({ item, period: period.period, candidates });
    } else draft.columns.push({ item, candidates });
  } else if (kind === 'column') readColumn(cursor, item, next);
  else throw stop(previous?.op?.kind === 'not' ? previous : item);
}

/** A column in front of its value is a condition; alone it is something to show. */
function readColumn(cursor: Cursor, item: Item, next: Item | undefined): void {
  const candidates = columnsIn(item, isPlainColumn);
  let at = cursor.at + 1;
  let negated = cursor.negated;
  if (next?.op?.kind === 'compare' && next.op.op === '=') at += 1;
  else if (next?.op?.kind === 'not') {
    at += 1;
    negated = true;
  }
  const value = cursor.items[at];
  const own = value
    ? columnsIn(
        value,
        (other) => other.kind === 'value' && candidates.some((candidate) => candidate.column === other.column),
      )
    : [];
  if (value && own.length > 0) {
    for (const used of cursor.items.slice(cursor.at + 1, at + 1)) cursor.used.add(used);
    // The column decides: its own score and not the value's says which of several columns is meant.
    const scored = own.map((other) => ({
      ...other,
      score: candidates.find((candidate) => candidate.column === other.column)?.score ?? 0,
    }));
    cursor.negated = negated;
    cursor.at = at;
    addValue(cursor, value, scored, false);
    return;
  }
  if (cursor.negated) throw stop(item);
  const years = candidates.filter((candidate) => candidate.column.type === 'integer' && candidate.column.words.at(-1) === 'year');
  const { from, to } = next?.period ?? {};
  if (next && years.length > 0 && from?.endsWith('-01-01') && to?.endsWith('-01-01')) {
    cursor.used.add(next);
    cursor.draft.compares.push({ item, op: 'between', value: Number(from.slice(0, 4)), upper: Number(to.slice(0, 4)) - 1, candidates: years });
    return;
  }
  const numeric = candidates.filter(
    (candidate) => candidate.column.type === 'integer' || candidate.column.type === 'number',
  );
  if (next?.number !== undefined && numeric.length > 0) {
    cursor.used.add(next);
    cursor.draft.compares.push({ item, op: '=', value: next.number, candidates: numeric });
  } else cursor.draft.columns.push({ item, candidates });
}

function addValue(cursor: Cursor, item: Item, candidates: ColumnCandidate[], isFlag: boolean): void {
  const [previous, earlier] = [cursor.items[cursor.at - 1], cursor.items[cursor.at - 2]];
  const joint = previous?.op?.kind === 'or' || previous?.op?.kind === 'and' ? previous.op.kind : undefined;
  const last = cursor.draft.values.at(-1);
  const joins = joint !== undefined && last !== undefined && last.item === earlier;
  if (joint === 'or' && joins) cursor.ors += 1;
  const negated = cursor.negated || (joins && last.negated);
  cursor.negated = false;
  cursor.draft.values.push({
    item,
    candidates,
    negated,
    ...(joins ? { joint } : {}),
    ...(isFlag ? { flag: true } : {}),
  });
}

// Reading the items of a question from left to right into a draft. Every item is used or the reading stops: no guess is silent.
// Not here: counts and totals (readMeasure.ts), groupings (readGroups.ts), limits (readCompare.ts), which column is meant (settle.ts).
import { type Cursor, stop } from './cursor.ts';
import {
  type ColumnCandidate,
  columnsIn,
  type Draft,
  emptyDraft,
  headAt,
  isMeasure,
  isPlainColumn,
  isValue,
  mainKind,
  tableIn,
} from './draft.ts';
import type { Item } from './items.ts';
import { readBound, readCompare } from './readCompare.ts';
import { askWord, checkPeriod, checkTwins } from './readDoubts.ts';
import { readGroups, readNewest, readTop, readWhich } from './readGroups.ts';
import { readAggregates, readCount, shareColumn } from './readMeasure.ts';
import { checkWho, readWithout } from './readWithout.ts';
import { ReadingStopped } from './resolve.ts';

export function readItems(items: readonly Item[]): Draft {
  const unknown = items.filter((item) => item.unknown).map((item) => item.text);
  if (unknown.length > 0) throw new ReadingStopped('', unknown);
  for (const item of items) if (item.unclear) throw askWord(item);
  for (const item of items) checkTwins(item);
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
      checkPeriod(item);
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
    case 'without':
      readWithout(cursor, item, next, op.strict === true);
      return;
    case 'who':
      checkWho(cursor, item, next);
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

function readEntity(cursor: Cursor, item: Item): void {
  const { draft } = cursor;
  const kind = mainKind(item);
  const next = cursor.items[cursor.at + 1];
  const previous = cursor.items[cursor.at - 1];
  if (kind === 'flag' && next && shareColumn(item, next)) readColumn(cursor, item, next);
  else if (kind === 'value' || kind === 'flag') {
    const candidates = columnsIn(
      item,
      kind === 'value' ? isValue : (candidate) => candidate.kind === 'column' && candidate.column.role === 'flag',
    );
    addValue(cursor, item, candidates, kind === 'flag');
  } else if (kind === 'table') {
    const table = tableIn(item);
    // "orders and refunds" are two questions.
    const isJoined = previous?.op?.kind === 'and' && mainKind(cursor.items[cursor.at - 2]) === 'table';
    // In "customers ordered" the second is a verb; in "orders refunds" it is another question.
    const isVerb = /(ed|ing)$/i.test(item.text);
    const isBeside = mainKind(previous) === 'table' && item.before === '' && !isVerb;
    const isLoose = isBeside && headAt(cursor.items, cursor.at - 1) < cursor.at;
    if (cursor.negated || !table || isJoined || isLoose) throw stop(item);
    const head = headAt(cursor.items, cursor.at);
    const headItem = cursor.items[head];
    const headTable = tableIn(headItem);
    if (head > cursor.at && headItem && headTable && !cursor.used.has(headItem)) {
      cursor.used.add(headItem);
      draft.tables.push({ item: headItem, table: headTable });
    }
    draft.tables.push({ item, table });
  } else if (kind === 'measure') {
    if (cursor.negated) throw stop(item);
    if (next?.number !== undefined) {
      draft.compares.push({ item, ...readBound(cursor, cursor.at + 1, '='), candidates: columnsIn(item, isMeasure) });
    } else draft.measures.push({ item, candidates: columnsIn(item, isMeasure) });
  } else if (kind === 'date') {
    const candidates = columnsIn(item, (candidate) => candidate.kind === 'column' && candidate.column.role === 'date');
    const period = cursor.items.slice(cursor.at + 1, cursor.at + 3).find((following) => following.period);
    if (cursor.negated) throw stop(item);
    if (period?.period) {
      checkPeriod(period);
      cursor.used.add(period);
      draft.periods.push({ item, period: period.period, candidates });
    } else draft.columns.push({ item, candidates });
  } else if (kind === 'column') readColumn(cursor, item, next);
  else throw stop(previous?.op?.kind === 'not' ? previous : item);
}

/** A column in front of its value is a condition; alone it is something to show. */
function readColumn(cursor: Cursor, item: Item, next: Item | undefined): void {
  const candidates = columnsIn(item, isPlainColumn);
  const last = cursor.draft.values.at(-1);
  const previous = cursor.items[cursor.at - 1];
  if (last && previous && last.item === previous && shareColumn(item, previous)) {
    // "the East region": the column stands behind its value and only says whose it is.
    last.candidates = last.candidates.filter((value) =>
      candidates.some((candidate) => candidate.column === value.column),
    );
    return;
  }
  let at = cursor.at + 1;
  let negated = cursor.negated;
  if (next?.op?.kind === 'compare' && next.op.op === '=') at += 1;
  else if (next?.op?.kind === 'compare' && next.op.op === '<>') {
    at += 1;
    negated = true;
  } else if (next?.op?.kind === 'not') {
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
  const years = candidates.filter(
    (candidate) => candidate.column.type === 'integer' && candidate.column.words.at(-1) === 'year',
  );
  const { from, to } = next?.period ?? {};
  if (next && years.length > 0 && from?.endsWith('-01-01') && to?.endsWith('-01-01')) {
    cursor.used.add(next);
    cursor.draft.compares.push({
      item,
      op: 'between',
      value: Number(from.slice(0, 4)),
      upper: Number(to.slice(0, 4)) - 1,
      candidates: years,
    });
    return;
  }
  const numeric = candidates.filter(
    (candidate) => candidate.column.type === 'integer' || candidate.column.type === 'number',
  );
  if (next?.number !== undefined && numeric.length > 0) {
    cursor.draft.compares.push({ item, ...readBound(cursor, cursor.at + 1, '='), candidates: numeric });
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
  const following = tableIn(cursor.items[cursor.at + 1]);
  const near = following ?? lastTable(cursor);
  cursor.draft.values.push({
    item,
    candidates,
    negated,
    ...(near ? { near: { table: near, follows: following !== undefined } } : {}),
    ...(joins ? { joint } : {}),
    ...(isFlag ? { flag: true } : {}),
  });
}

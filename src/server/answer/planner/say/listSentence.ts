// The sentence of a list of rows: how many there are in all, and which one is first where they are ranked.
// Not here: groups and single numbers (groupSentence.ts, sentence.ts).
import type { Cell } from '../../../../protocol/trellis/visualization.ts';
import type { QueryResult } from '../../../engine/engine.ts';
import { formatNumber } from '../format.ts';
import type { ColumnRef, Plan } from '../plan/plan.ts';
import type { IndexedTable, SchemaIndex } from '../schemaIndex.ts';
import { compareCells } from './exact.ts';
import {
  cellText,
  columnName,
  columnOf,
  counted,
  lowerFirst,
  sameColumn,
  someOf,
  tableOf,
  upperFirst,
} from './names.ts';
import { inlineRows } from './tablePayload.ts';
import { whereText } from './where.ts';

const mostNames = 8;

/** `total`: the rows there are without the plan's limit. */
export function listSentence(plan: Plan, result: QueryResult, index: SchemaIndex, total: number): string {
  const base = tableOf(index, plan.base);
  const where = whereText(plan, index);
  if (result.rowCount === 0) return `No ${base.label} matched${where}.`;
  if (plan.perGroup && plan.limit !== undefined) return perGroupSentence(plan, result, index, total);
  const ranking = rankingOf(plan, result, index);
  const cut = cutNote(result);
  if (ranking) return `${rankedSentence(plan, result, index, total, ranking)}${cut}`;
  if (plan.limit !== undefined && (total > result.rowCount || result.rowCount >= plan.limit)) {
    const column = plan.order?.column;
    const by = column ? `, by ${columnName(index, column, plan.base)}` : '';
    const are = result.rowCount === 1 ? 'is' : 'are';
    const rows =
      total > result.rowCount
        ? `${formatNumber(result.rowCount)} of ${counted(total, base.singular, base.label)}`
        : counted(result.rowCount, base.singular, base.label);
    return `${rows}${where} ${are} shown${by}.${cut}`;
  }
  const are = result.rowCount === 1 ? 'is' : 'are';
  return `There ${are} ${counted(result.rowCount, base.singular, base.label)}${where}.${cut}`;
}

function cutNote(result: QueryResult): string {
  const shown = Math.min(result.rows.length, inlineRows);
  if (result.rowCount <= shown) return '';
  return shown === 1 ? ' The first is shown.' : ` The first ${formatNumber(shown)} are shown.`;
}

interface Ranking {
  /** Where the ranked column stands in a row, and the one that a row is called by. */
  at: number;
  nameAt: number | undefined;
  name: string;
  /** "highest", "earliest". */
  which: string;
}

/** The columns of the rows in their order; nothing where the result has others. */
function columnsOf(plan: Plan, result: QueryResult, base: IndexedTable): ColumnRef[] {
  const own = base.columns.map((column) => ({ table: base.key, column: column.name }));
  const columns = plan.columns.length > 0 ? plan.columns : own;
  return columns.length === result.columns.length ? columns : [];
}

function rankingOf(plan: Plan, result: QueryResult, index: SchemaIndex): Ranking | undefined {
  const ref = plan.order?.column;
  if (!ref) return undefined;
  const base = tableOf(index, plan.base);
  const column = columnOf(index, ref);
  const isDate = column.role === 'date';
  if (!isDate && column.type !== 'number' && column.type !== 'integer') return undefined;
  // A date kept as text is sorted by what it means, which its letters do not tell.
  if (isDate && column.type === 'text') return undefined;
  const columns = columnsOf(plan, result, base);
  const at = columns.findIndex((each) => sameColumn(each, ref));
  if (at < 0) return undefined;
  const callsRows = (name: string | undefined) =>
    columns.findIndex((each) => each.table === base.key && each.via === undefined && each.column === name);
  const found = [base.nameColumn, base.idColumn].map((each) => callsRows(each?.name)).find((place) => place >= 0);
  const [low, high] = isDate ? ['earliest', 'latest'] : ['lowest', 'highest'];
  return {
    at,
    nameAt: found === at ? undefined : found,
    name: columnName(index, ref, plan.base),
    which: plan.order?.direction === 'asc' ? low : high,
  };
}

function rankedSentence(plan: Plan, result: QueryResult, index: SchemaIndex, total: number, ranking: Ranking): string {
  const base = tableOf(index, plan.base);
  const where = whereText(plan, index);
  const column = plan.order?.column ? columnOf(index, plan.order.column) : undefined;
  const { at, nameAt, name, which } = ranking;
  const write = (cell: Cell | undefined) =>
    column?.role === 'measure' && cell !== undefined ? formatNumber(cell) : cellText(cell);
  // As many as the limit, and no more known: there may be others.
  const isAll = plan.limit === undefined || total > result.rowCount || result.rowCount < plan.limit;
  const among = total > 1 && isAll ? ` of ${counted(total, base.singular, base.label)}` : '';
  const value = result.rows[0]?.[at] ?? null;
  // Rows without a value come last.
  if (value === null)
    return `There are ${counted(total, base.singular, base.label)}${where}; none has a value of ${name}.`;
  const first = result.rows.filter((row) => compareCells(row[at] ?? null, value) === 0);
  const nameOf = (row: readonly Cell[] | undefined) => {
    const shown = cellText(row?.[nameAt ?? 0]);
    return base.nameColumn || nameAt === undefined ? shown : `${base.singular} ${shown}`;
  };
  const best =
    nameAt === undefined
      ? `The ${which} ${name}${among}${where} is ${write(value)}.`
      : `${upperFirst(someOf(first.map(nameOf), mostNames))} ${first.length === 1 ? 'has' : 'share'} the ${which} ${name}${among}${where}: ${write(value)}.`;
  const isWhole = result.rowCount === result.rows.length;
  if (!isWhole || result.rows.length === first.length) return best;
  const last = result.rows.at(-1);
  const end = last?.[at] ?? null;
  const lastOne =
    nameAt === undefined
      ? `the last one has ${end === null ? 'none' : write(end)}`
      : `the last is ${nameOf(last)} ${end === null ? 'without a value' : `with ${write(end)}`}`;
  return `${best} ${counted(result.rowCount, 'row is', 'rows are')} shown; ${lastOne}.`;
}

/** The best rows of each group are no ranking of all, so only their number is said. */
function perGroupSentence(plan: Plan, result: QueryResult, index: SchemaIndex, total: number): string {
  const base = tableOf(index, plan.base);
  const where = whereText(plan, index);
  const group = lowerFirst(plan.groups[0]?.label ?? 'group');
  const limit = plan.limit ?? 1;
  const column = plan.order?.column;
  const isDate = column !== undefined && columnOf(index, column).role === 'date';
  const [low, high] = isDate ? ['earliest', 'latest'] : ['lowest', 'highest'];
  const with_ = column
    ? ` with the ${plan.order?.direction === 'asc' ? low : high} ${columnName(index, column, plan.base)}`
    : '';
  const of = total > result.rowCount ? ` of ${counted(total, base.singular, base.label)}` : '';
  const are = result.rowCount === 1 ? 'is' : 'are';
  const which = limit === 1 ? `the ${base.singular}` : `at most ${formatNumber(limit)} ${base.label}`;
  const rows =
    of === '' ? counted(result.rowCount, base.singular, base.label) : `${formatNumber(result.rowCount)}${of}`;
  return `${rows}${where} ${are} shown: for each ${group}, ${which}${with_}.${cutNote(result)}`;
}

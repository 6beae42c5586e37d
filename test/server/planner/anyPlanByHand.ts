// Plans answered the slow way: row by row in this process, with no SQL and no joins, to check what the compiler makes of them.
// Not here: groups by date and number, shares, growth, ranks (compile*.test.ts have them by hand).
import {
  type ColumnRef,
  type Comparison,
  type Condition,
  type Plan,
  type SimpleMeasure,
  weekdays,
} from '../../../src/server/answer/planner/plan/plan.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import { wayTo } from '../../../src/server/answer/planner/sql/ways.ts';
import type { Cell } from '../../../src/server/engine/engine.ts';

export type Row = ReadonlyMap<string, Cell>;

/** All rows, by the key of their table. */
export interface Data {
  index: SchemaIndex;
  rows: ReadonlyMap<string, readonly Row[]>;
}

/** Rows of an aggregate without `having`, order, limit and what needs other groups: labels of the groups, then the numbers. */
export function answerByHand(data: Data, plan: Plan): Cell[][] {
  const base = tableOf(data, plan.base);
  const met = rowsOf(data, base).filter((row) => plan.filters.every((each) => holds(data, base, row, each)));
  const groups = new Map<string, { labels: Cell[]; rows: Row[] }>();
  if (plan.groups.length === 0) groups.set('[]', { labels: [], rows: [] });
  for (const row of met) {
    const labels = plan.groups.map((group) => [...new Set(valuesOf(data, base, row, group.column).map(present))]);
    for (const choice of choices(labels)) {
      const key = JSON.stringify(choice);
      const group = groups.get(key) ?? { labels: choice, rows: [] };
      group.rows.push(row);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ labels, rows }) => [
    ...labels,
    ...plan.measures.map((measure) => {
      const own = measured(data, base, rows, measure);
      if (!measure.per) return own;
      const per = measured(data, base, rows, measure.per);
      const isNothing = own === null && measure.fn === 'sum' && measure.where !== undefined;
      const part = isNothing ? 0 : own;
      if (part === null || per === null || Number(per) === 0) return null;
      const ratio = Number(part) / Number(per);
      return measure.as === 'share' ? 100 * ratio : measure.as === 'growth' ? 100 * (ratio - 1) : ratio;
    }),
  ]);
}

/** A text without a letter is none. */
const present = (cell: Cell): Cell => (cell === '' ? null : cell);

function choices(lists: readonly (readonly Cell[])[]): Cell[][] {
  return lists.reduce<Cell[][]>((made, list) => made.flatMap((each) => list.map((cell) => [...each, cell])), [[]]);
}

function measured(data: Data, base: IndexedTable, all: readonly Row[], measure: SimpleMeasure): Cell {
  const rows = all.filter((row) => (measure.where ?? []).every((each) => holds(data, base, row, each)));
  const { column, times, fn } = measure;
  if (fn === 'count' || !column) return rows.length;
  const cells = rows.map((row) => {
    const cell = oneOf(data, base, row, column);
    if (!times) return cell;
    const other = oneOf(data, base, row, times);
    return cell === null || other === null ? null : Number(cell) * Number(other);
  });
  const known = cells.filter((cell) => cell !== null);
  if (fn === 'count_distinct') return new Set(known.filter((cell) => present(cell) !== null)).size;
  const numbers = known.map(Number).toSorted((a, b) => a - b);
  const [lowest] = numbers;
  if (lowest === undefined) return null;
  const total = numbers.reduce((sum, number) => sum + number, 0);
  if (fn === 'sum') return total;
  if (fn === 'avg') return total / numbers.length;
  if (fn === 'min') return lowest;
  if (fn === 'max') return numbers.at(-1) ?? null;
  const middle = (numbers.length - 1) / 2;
  return ((numbers[Math.floor(middle)] ?? 0) + (numbers[Math.ceil(middle)] ?? 0)) / 2;
}

function tableOf({ index }: Data, key: string): IndexedTable {
  const table = index.tables.find((each) => each.key === key);
  if (!table) throw new Error(`There is no table ${key}.`);
  return table;
}

const rowsOf = ({ rows }: Data, table: IndexedTable): readonly Row[] => rows.get(table.key) ?? [];

/** The rows of another table that belong to a row. */
function belonging(data: Data, base: IndexedTable, row: Row, to: { table: string; via?: string | undefined }): Row[] {
  const steps = wayTo(data.index, base, tableOf(data, to.table), to.via);
  return steps.reduce<Row[]>(
    (found, { link, fansOut, to: table }) =>
      found.flatMap((from) =>
        rowsOf(data, table).filter((other) => {
          const [child, parent] = fansOut ? [other, from] : [from, other];
          return link.fromColumns.every((column, at) => {
            const cell = child.get(column) ?? null;
            return cell !== null && cell === parent.get(link.toColumns[at] ?? '');
          });
        }),
      ),
    [row],
  );
}

function columnOf(data: Data, ref: ColumnRef): IndexedColumn {
  const column = tableOf(data, ref.table).columns.find(({ name }) => name === ref.column);
  if (!column) throw new Error(`There is no column ${ref.column}.`);
  return column;
}

function valuesOf(data: Data, base: IndexedTable, row: Row, ref: ColumnRef): Cell[] {
  const isFiner = wayTo(data.index, base, tableOf(data, ref.table), ref.via).some((step) => step.fansOut);
  const cells = belonging(data, base, row, ref).map((other) =>
    meant(columnOf(data, ref), other.get(ref.column) ?? null),
  );
  return cells.length > 0 || isFiner ? cells : [null];
}

const oneOf = (data: Data, base: IndexedTable, row: Row, ref: ColumnRef): Cell =>
  valuesOf(data, base, row, ref)[0] ?? null;

/** Dates that are stored as text, as dates. */
function meant({ dateFormat }: IndexedColumn, cell: Cell): Cell {
  if (dateFormat === undefined) return cell;
  const [, day = '', month = '', year = ''] = /^(\d+)\.(\d+)\.(\d+)$/.exec(String(cell)) ?? [];
  return year === '' ? null : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function holds(data: Data, base: IndexedTable, row: Row, condition: Condition): boolean {
  const stored = (ref: ColumnRef): Cell => belonging(data, base, row, ref)[0]?.get(ref.column) ?? null;
  switch (condition.kind) {
    case 'any':
      return condition.of.some((each) => holds(data, base, row, each));
    case 'all':
      return condition.of.every((each) => holds(data, base, row, each));
    case 'related': {
      const table = tableOf(data, condition.table);
      const rows = belonging(data, base, row, condition);
      const met = rows.filter((other) => condition.where.every((each) => holds(data, table, other, each)));
      const { count } = condition;
      const isMet = count ? compares(met.length, count.op, count.value, count.upper) : met.length > 0;
      return isMet !== condition.negated;
    }
    case 'in': {
      const cell = stored(condition.column);
      const isIn = cell !== null && condition.values.some((value) => String(value) === String(cell));
      return isIn !== condition.negated;
    }
    case 'compare': {
      const cell = stored(condition.column);
      if (cell === null) return condition.op === '<>';
      return compares(Number(cell), condition.op, condition.value, condition.upper);
    }
    case 'columns': {
      const sides = [condition.left, condition.right].map((ref) => dayOf(data, ref, oneOf(data, base, row, ref)));
      const [left = null, right = null] = sides;
      if (left === null || right === null) return false;
      return typeof left === 'string'
        ? compares(left < String(right) ? -1 : left > String(right) ? 1 : 0, condition.op, 0)
        : compares(left, condition.op, Number(right));
    }
    case 'text': {
      const cell = stored(condition.column);
      if (cell === null) return condition.negated;
      const [text, wanted] = [String(cell).toLowerCase(), condition.value.toLowerCase()];
      const test = { starts: text.startsWith(wanted), ends: text.endsWith(wanted), contains: text.includes(wanted) };
      return test[condition.op] !== condition.negated;
    }
    case 'period': {
      const { from = '', to = '9999' } = condition;
      const cell = oneOf(data, base, row, condition.column);
      return (cell !== null && String(cell) >= from && String(cell) < to) !== condition.negated;
    }
    case 'weekday': {
      const cell = oneOf(data, base, row, condition.column);
      if (cell === null) return condition.negated;
      const day = weekdays[(new Date(`${String(cell).slice(0, 10)}T00:00:00Z`).getUTCDay() + 6) % 7];
      return condition.days.some((each) => each === day) !== condition.negated;
    }
    case 'empty': {
      const cell = stored(condition.column);
      return (cell === null || cell === '') !== condition.negated;
    }
  }
}

/** Times compare as times with times, and as days with days. */
function dayOf(data: Data, ref: ColumnRef, cell: Cell): string | number | null {
  if (cell === null || columnOf(data, ref).role !== 'date') return cell === null ? null : Number(cell);
  return String(cell).slice(0, 10);
}

function compares(left: number, op: Comparison, right: number, upper = right): boolean {
  const tests = { '>': left > right, '>=': left >= right, '<': left < right, '<=': left <= right };
  if (op === 'between') return left >= right && left <= upper;
  return op === '=' ? left === right : op === '<>' ? left !== right : tests[op];
}

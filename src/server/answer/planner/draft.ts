// What a question says piece by piece, before any column is settled: measures, groupings, conditions, ranking.
// Not here: filling it from items (read.ts), settling it into a plan (settle.ts).
import type { Period } from './dates.ts';
import type { Candidate } from './entities.ts';
import type { Item } from './items.ts';
import type { Aggregate, Comparison, Grain } from './lexicon.ts';
import type { Plan } from './plan.ts';
import type { IndexedTable } from './schemaIndex.ts';

export type ColumnCandidate = Exclude<Candidate, { kind: 'table' }>;

export interface MeasureDraft {
  item: Item;
  /** The word that says how to aggregate, if there is one. */
  said?: Item;
  fn?: Aggregate | 'count_distinct';
  /** A count of this table's rows; else `candidates`. */
  table?: IndexedTable;
  candidates: ColumnCandidate[];
}

export interface GroupDraft {
  item: Item;
  grain?: Grain;
  table?: IndexedTable;
  candidates: ColumnCandidate[];
  per: boolean;
}

export interface ValueDraft {
  item: Item;
  candidates: ColumnCandidate[];
  negated: boolean;
  /** The word that joins it to the value before. */
  joint?: 'and' | 'or';
  /** The table whose rows the value describes: "open orders", "orders with status open". */
  near?: { table: IndexedTable; follows: boolean };
  /** For a column of flags, what it must be. */
  flag?: boolean;
}

export interface CompareDraft {
  item: Item;
  op: Comparison;
  value: number;
  upper?: number;
  candidates: ColumnCandidate[];
  /** "more than 5 orders": rows of this table are counted. */
  table?: IndexedTable;
  fn?: Aggregate | 'count_distinct';
}

export interface PeriodDraft {
  item: Item;
  period: Period;
  candidates: ColumnCandidate[];
  near?: IndexedTable;
}

export interface Draft {
  chart?: Plan['chart'];
  follow: boolean;
  about: boolean;
  /** "data", "figures": the person wants an overview and not one number. */
  filler: boolean;
  countAny: boolean;
  /** "How many rows", of no table that is named. */
  countedRows?: Item;
  distinct: boolean;
  which: boolean;
  measures: MeasureDraft[];
  groups: GroupDraft[];
  values: ValueDraft[];
  compares: CompareDraft[];
  periods: PeriodDraft[];
  tables: { item: Item; table: IndexedTable }[];
  columns: { item: Item; candidates: ColumnCandidate[] }[];
  /** "without a status": columns that must be empty. */
  missing: { item: Item; candidates: ColumnCandidate[] }[];
  rank?: { item: Item; direction: 'asc' | 'desc'; count: number; named: boolean; explicit: boolean };
  newest?: { item: Item; direction: 'asc' | 'desc'; count: number };
  /** A measure that stands behind "by": rank or sort by it. */
  byMeasure: boolean;
  via: string[];
}

export function emptyDraft(): Draft {
  return {
    follow: false,
    about: false,
    filler: false,
    countAny: false,
    distinct: false,
    which: false,
    byMeasure: false,
    measures: [],
    groups: [],
    values: [],
    compares: [],
    periods: [],
    tables: [],
    columns: [],
    missing: [],
    via: [],
  };
}

/** Whether no condition stands between two places of the question, so that they can be rewritten as one piece. */
export function isUnbroken(draft: Draft, from: number, to: number): boolean {
  const others = [draft.values, draft.compares, draft.periods, draft.tables, draft.columns, draft.missing].flat();
  return others.every(({ item }) => item.start < from || item.start >= to);
}

export type MainKind = 'table' | 'measure' | 'value' | 'flag' | 'date' | 'column' | 'none';

/** What an item is when nothing around it says otherwise. */
export function mainKind(item: Item | undefined): MainKind {
  const [best] = item?.entity ?? [];
  if (!best || (item?.op && item.op.kind !== 'grain')) return 'none';
  if (item?.op) return 'none';
  if (best.kind === 'table' || best.kind === 'value') return best.kind;
  if (best.kind === 'product') return 'measure';
  const { role } = best.column;
  if (role === 'measure' || role === 'date' || role === 'flag') return role;
  return 'column';
}

export function tableIn(item: Item | undefined): IndexedTable | undefined {
  const [best] = item?.entity ?? [];
  return best?.kind === 'table' ? best.table : undefined;
}

/** In "customer orders" the first table only says whose the rows of the second are; returns the place of the second. */
export function headAt(items: readonly Item[], at: number): number {
  const [item, next] = [items[at], items[at + 1]];
  const text = item?.text ?? '';
  const isModifier = tableIn(item) !== undefined && (!/s$/i.test(text) || /['’]s$/i.test(text));
  return isModifier && mainKind(next) === 'table' && next?.before === '' ? headAt(items, at + 1) : at;
}

export function columnsIn(item: Item, keep: (candidate: ColumnCandidate) => boolean): ColumnCandidate[] {
  return item.entity.filter((candidate): candidate is ColumnCandidate => candidate.kind !== 'table' && keep(candidate));
}

export const isMeasure = (candidate: ColumnCandidate): boolean =>
  candidate.kind === 'product' || (candidate.kind === 'column' && candidate.column.role === 'measure');
export const isValue = (candidate: ColumnCandidate): boolean => candidate.kind === 'value';
export const isPlainColumn = (candidate: ColumnCandidate): boolean =>
  candidate.kind === 'column' && candidate.column.role !== 'measure';

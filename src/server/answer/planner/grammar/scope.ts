// What a name means as seen from the table whose rows are asked about: which column, by which way, at what cost.
// Not here: finding names (entities.ts), what is done with the columns (settle.ts and its parts).

import type { Candidate } from '../entities.ts';
import { findPath, type Step } from '../joins.ts';
import type { ColumnRef } from '../plan/plan.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from '../schemaIndex.ts';
import { root, type Token } from '../tokens.ts';
import { type Chooser, type Option, Unsettled } from './choices.ts';
import { costOf } from './input.ts';
import type { Named } from './question.ts';

export interface Scope {
  index: SchemaIndex;
  base: IndexedTable;
  chooser: Chooser;
  /** Tables the question names. */
  mentioned: ReadonlySet<IndexedTable>;
  /** Columns of links that joins must go through, where the person said so. */
  via: readonly string[];
  /** Every name of the question that may be a table's. */
  names: readonly Named[];
  /** What is grouped by. */
  grouped: readonly Named[];
  tokens: readonly Token[];
  /** Values that the question names. */
  values: readonly Named[];
  /** The question speaks of hours, which a plain day does not have. */
  needsClock: boolean;
  /** It is about a day or two. */
  isBrief: boolean;
}

export interface Way {
  table: IndexedTable;
  steps: readonly Step[];
  via?: string | undefined;
  /** One row of the base meets many there. */
  fansOut: boolean;
}

/** The ways from the base to a table; several where two tables are linked twice. */
export function waysTo(scope: Scope, table: IndexedTable, from: IndexedTable = scope.base): Way[] {
  const path = findPath(scope.index, from, table, scope.via);
  if (path.kind === 'none') return [];
  if (path.kind === 'path') return [{ table, steps: path.steps, fansOut: path.fansOut, via: viaOf(scope, path.steps) }];
  const ways = path.choices.flatMap(({ column }): Way[] => {
    const one = findPath(scope.index, from, table, [column]);
    return one.kind === 'path' ? [{ table, steps: one.steps, fansOut: one.fansOut, via: column }] : [];
  });
  // "the region of the stores": the way that passes what the question names.
  const named = ways.filter(({ steps }) => steps.some(({ to }) => to !== table && scope.mentioned.has(to)));
  const [only] = named;
  return only && named.length === 1 ? named : ways;
}

/** A way the person named goes with every column at its end. */
const viaOf = (scope: Scope, steps: readonly Step[]): string | undefined =>
  scope.via.find((column) => steps.some((step) => step.link.fromColumns.includes(column)));

export const refOf = (column: IndexedColumn, via?: string): ColumnRef => ({
  table: column.table.key,
  column: column.name,
  ...(via === undefined ? {} : { via }),
});

export interface Seen<C extends Candidate = Candidate> {
  candidate: C;
  way: Way;
}

/** Far tables are meant less often than near ones, and finer ones less often than coarser ones. */
function distance(scope: Scope, way: Way): number {
  const steps = way.steps.length * 0.13 + (way.fansOut ? 0.5 : 0);
  return scope.mentioned.has(way.table) ? steps * 0.4 : steps;
}

const tableOf = (candidate: Candidate): IndexedTable =>
  candidate.kind === 'table' ? candidate.table : candidate.column.table;

/** Everything a name may mean from here, each with its cost over the best likeness of the name among all that it may name. */
export function seenFrom<C extends Candidate>(
  scope: Scope,
  named: Named,
  accepts: (candidate: Candidate) => candidate is C,
): Option<Seen<C>>[] {
  const best = Math.min(...named.candidates.map(({ score }) => costOf(score)));
  const owned = ofOwner(scope, named, named.candidates.filter(accepts));
  const parts = owned.filter(({ kind, score }) => kind === 'column' && score >= 60).map(tableOf);
  const isNear = parts.some((table) => waysTo(scope, table).some((way) => !way.fansOut));
  // A column of the rows themselves with the word comes before one that many far rows have each; one of theirs is as likely.
  const apart = parts.includes(scope.base) ? 1.5 : isNear ? 1 : 0;
  const finer = (candidate: C, way: Way) =>
    candidate.kind === 'column' && way.fansOut && !scope.mentioned.has(way.table) ? apart : 0;
  return owned.flatMap((candidate) => {
    return waysTo(scope, tableOf(candidate)).map((way) => ({
      value: { candidate, way },
      cost: costOf(candidate.score) - best + distance(scope, way) + finer(candidate, way),
      own: distance(scope, way) * 0.7,
    }));
  });
}

/** "the country of the artists" is a column of theirs, where they have one. */
function ofOwner<C extends Candidate>(scope: Scope, named: Named, candidates: C[]): C[] {
  if (scope.tokens[named.to]?.lower !== 'of') return candidates;
  const isArticle = /^(the|a|an|its|their|each)$/.test(scope.tokens[named.to + 1]?.lower ?? '');
  const owner = scope.names.find(({ from }) => from === named.to + (isArticle ? 2 : 1));
  const [best] = owner?.candidates ?? [];
  if (best?.kind !== 'table') return candidates;
  const own = candidates.filter(
    (each) => each.kind === 'column' && each.column.table === best.table && each.score >= 60,
  );
  return own.length > 0 ? own : candidates;
}

/** What it costs to take a name for the base table itself; undefined when it cannot be that. */
export function ownCost(scope: Scope, named: Named): number | undefined {
  const own = named.candidates.find((candidate) => candidate.kind === 'table' && candidate.table === scope.base);
  if (!own) return undefined;
  return costOf(own.score) - Math.min(...named.candidates.map(({ score }) => costOf(score)));
}

export type ColumnCandidate = Extract<Candidate, { kind: 'column' }>;
export type ValueCandidate = Extract<Candidate, { kind: 'value' }>;
export type TableCandidate = Extract<Candidate, { kind: 'table' }>;
export const isColumn = (candidate: Candidate): candidate is ColumnCandidate => candidate.kind === 'column';
export const isValue = (candidate: Candidate): candidate is ValueCandidate => candidate.kind === 'value';
export const isTable = (candidate: Candidate): candidate is TableCandidate => candidate.kind === 'table';
export const columnWhere =
  (accepts: (column: IndexedColumn) => boolean) =>
  (candidate: Candidate): candidate is ColumnCandidate =>
    candidate.kind === 'column' && accepts(candidate.column);

/** The column that is meant among those that may be. Throws what the person must know when there is none. */
export function chooseColumn<C extends Candidate>(
  scope: Scope,
  named: Named,
  accepts: (candidate: Candidate) => candidate is C,
  allowFiner = false,
): Seen<C> {
  const all = seenFrom(scope, named, accepts);
  const near = allowFiner ? all : all.filter(({ value }) => !value.way.fansOut);
  // "tickets opened in May": the rows' own date before that of what they belong to.
  const own = near.filter(({ value }) => value.way.steps.length === 0 && isDated(value.candidate));
  const options = own.length > 0 ? own : near;
  if (options.length === 0) throw new Unsettled(notHere(scope, named), [named.text]);
  return scope.chooser.choose(options, named.text);
}

const isDated = (candidate: Candidate): boolean => candidate.kind === 'column' && candidate.column.role === 'date';

function notHere(scope: Scope, named: Named): string {
  const [first] = named.candidates;
  if (!first) return `"${named.text}" fits nothing here.`;
  const table = first.kind === 'table' ? first.table : first.column.table;
  return `"${named.text}" belongs to the ${table.label}, which cannot be combined with the ${scope.base.label} that way.`;
}

/** Dates of looking after a row, and not of what it tells. */
const upkeep = new Set(
  'due update modify delete sync load insert change maintenance maintain calibrate'.split(' ').map(root),
);
const wordsOf = (column: IndexedColumn): string[] => column.words.map(root);
const likes = (a: string, b: string): boolean =>
  a === b ||
  (Math.min(a.length, b.length) >= 4 && a.slice(0, 4) === b.slice(0, 4) && Math.abs(a.length - b.length) <= 5);

/** The date of a row's own event: `admitted_on` of admissions, `order_date` of orders, plain `date`. */
function isEventDate(column: IndexedColumn): boolean {
  const own = wordsOf(column).filter((word) => word !== 'date' && word !== 'on' && word !== 'at' && word !== 'dat');
  return (
    (column.words.length === 1 && column.words[0] === 'date') ||
    column.table.words.some((word) => own.some((each) => likes(each, root(word))))
  );
}

const datesOf = (table: IndexedTable) => table.columns.filter((column) => column.role === 'date');

/** The dates of one table that a period may mean when none is named, the likelier ones first. */
function likelyDates({ needsClock }: Scope, table: IndexedTable): IndexedColumn[] {
  const all = datesOf(table);
  // Of those that say the same day, the one that is nothing but a day; for hours, the one that has a clock.
  const dates = all.filter((column) =>
    needsClock
      ? !all.some((each) => each.sameDayAs === column.name && column.type === 'date')
      : column.sameDayAs === undefined,
  );
  if (dates.length < 2) return dates;
  const own = dates.filter(isEventDate);
  if (own.length === 1) return own;
  const rest = (own.length > 0 ? own : dates).filter((column) => !wordsOf(column).some((word) => upkeep.has(word)));
  return begun(rest.length > 0 ? rest : dates);
}

/** What comes later in the life of a row: an invoice of May is one that was issued then, whenever it was paid. */
const later = new Set(
  'return due deliver discharge cancel finish pay resolve expire complete close settle receive leave terminate promise ship fix'
    .split(' ')
    .map(root),
);
const ends = new Set(['end', 'stop', 'until', 'to']);

const starts = new Set('start begin open depart pick check rent borrow book'.split(' ').map(root));

/** Of what begins and ends with the clock the beginning is its time; of what takes days both may be meant. */
function begun(dates: IndexedColumn[]): IndexedColumn[] {
  const first = dates.filter((column) => wordsOf(column).some((word) => starts.has(word)));
  const early = dates.filter((column) => !wordsOf(column).some((word) => later.has(word)));
  const isSpan = dates.some((column) => wordsOf(column).some((word) => ends.has(word)));
  if (early.length === 1 && !isSpan) return early;
  return dates.length === 2 && first.length === 1 && dates.every(({ type }) => type === 'timestamp') ? first : dates;
}

/**
 * The date a period or a grain means when none is named: of the rows asked about, else of the nearest table they belong
 * to that tells of an event. A row with a name is a person or a thing, and its dates say nothing about what is measured.
 */
export function defaultDate(scope: Scope, text: string): Seen<ColumnCandidate> {
  const options: Option<Seen<ColumnCandidate>>[] = [];
  const add = (table: IndexedTable, extra: number, accepts: (column: IndexedColumn) => boolean) => {
    for (const way of waysTo(scope, table)) {
      if (way.fansOut) continue;
      for (const column of likelyDates(scope, table).filter(accepts))
        options.push({ value: { candidate: { kind: 'column', column, score: 100 }, way }, cost: extra });
    }
  };
  add(scope.base, 0, () => true);
  for (let near = 1; options.length === 0 && near <= 4; near++) {
    for (const table of scope.index.tables) {
      const steps = waysTo(scope, table)[0]?.steps.length;
      if (steps === near) add(table, 0, (column) => table.nameColumn === undefined || isEventDate(column));
    }
  }
  if (options.length === 0)
    throw new Unsettled(`The ${scope.base.label} have no date of their own that "${text}" could mean.`, [text]);
  return scope.chooser.choose(options, text);
}

// Choosing: of several columns a phrase may name, the one that is meant, or the question to ask back.
// Not here: finding them (entities.ts), reading the question (parse.ts).
import type { Candidate } from './entities.ts';
import type { Item } from './items.ts';
import { findPath } from './joins.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from './schemaIndex.ts';

export interface Option {
  label: string;
  /** The part of the question to put something else in place of; without it `text` is added at the end. */
  span?: { start: number; end: number };
  text: string;
}

/** Ends the reading of a question: not understood, or a choice for the person. */
export class ReadingStopped extends Error {
  readonly words: string[];
  readonly options: Option[];
  constructor(message: string, words: string[] = [], options: Option[] = []) {
    super(message);
    this.name = 'ReadingStopped';
    this.words = words;
    this.options = options;
  }
}

export interface Scope {
  index: SchemaIndex;
  base: IndexedTable;
  /** Tables the question names. */
  mentioned: readonly IndexedTable[];
  via: readonly string[];
  /** The date column the question names elsewhere; other periods and grains mean it too. */
  date?: IndexedColumn;
  /** Tables with many rows for one of the base, which the question limits or groups by: their dates may be meant as well. */
  finer?: readonly IndexedTable[];
}

export function isReachable(scope: Scope, table: IndexedTable): boolean {
  return findPath(scope.index, scope.base, table, scope.via).kind !== 'none';
}

/** Refuses two ways between the same tables, by asking which one is meant. */
export function checkPath(scope: Scope, table: IndexedTable): void {
  const path = findPath(scope.index, scope.base, table, scope.via);
  if (path.kind === 'none') {
    throw new ReadingStopped(
      `The ${scope.base.label} and the ${table.label} are not linked in a way that can be counted.`,
      [table.label],
    );
  }
  if (path.kind === 'ambiguous') {
    const options = path.choices.map(({ column }) => ({ label: `Through ${column}`, text: ` via ${column}` }));
    throw new ReadingStopped(
      `The ${scope.base.label} and the ${table.label} are linked in more than one way. Which one do you mean?`,
      [],
      options,
    );
  }
}

type WithColumn = Exclude<Candidate, { kind: 'table' }>;

/** The one candidate that is meant, seen from the base table; asks when two are equally likely. */
export function choose<C extends WithColumn>(scope: Scope, item: Item, candidates: readonly C[]): C {
  const reachable = candidates.filter((candidate) => isReachable(scope, candidate.column.table));
  if (reachable.length === 0) {
    const [first] = candidates;
    const other = first
      ? `belongs to the ${first.column.table.label}, which are not linked with the ${scope.base.label}`
      : 'fits nothing here';
    throw new ReadingStopped(`"${item.text}" ${other}.`, [item.text]);
  }
  const best = Math.max(...reachable.map((candidate) => candidate.score));
  let likely = reachable.filter((candidate) => candidate.score === best);
  const narrow = (keep: (candidate: C) => boolean) => {
    const kept = likely.filter(keep);
    if (kept.length > 0) likely = kept;
  };
  narrow((candidate) => candidate.column.table === scope.base);
  narrow((candidate) => scope.mentioned.includes(candidate.column.table));
  narrow((candidate) => !goesAgainst(item.before, candidate.column));
  const [only] = likely;
  if (!only) throw new ReadingStopped(`"${item.text}" fits nothing here.`, [item.text]);
  if (goesAgainst(item.before, only.column))
    throw new ReadingStopped(`"${item.before} ${item.text}" does not fit ${only.column.label}.`, [item.text]);
  if (likely.length > 1) throw askWhich(item, likely);
  checkPath(scope, only.column.table);
  return only;
}

const origins = new Set(['origin', 'from', 'departure', 'source', 'start']);
const targets = new Set(['destination', 'to', 'arrival', 'target', 'end']);

/** "to Paris" is no origin, and "from Paris" is no destination. */
function goesAgainst(preposition: string, column: IndexedColumn): boolean {
  const opposite = preposition === 'to' ? origins : preposition === 'from' ? targets : undefined;
  return opposite !== undefined && column.words.some((word) => opposite.has(word));
}

/** The name of a column that says its table as well. */
export function fullLabel(column: IndexedColumn): string {
  return [...column.table.words, ...column.ownWords].join(' ');
}

export function askWhich(item: Item, candidates: readonly WithColumn[]): ReadingStopped {
  const sameTable = new Set(candidates.map((candidate) => candidate.column.table)).size === 1;
  const options = candidates.map((candidate) => {
    const { column } = candidate;
    const label = sameTable ? column.label : `${column.label} of ${column.table.label}`;
    const name = sameTable ? column.label : fullLabel(column);
    const text = candidate.kind === 'value' ? `with ${name} "${candidate.values[0] ?? item.text}"` : name;
    return { label: label.charAt(0).toUpperCase() + label.slice(1), span: { start: item.start, end: item.end }, text };
  });
  return new ReadingStopped(
    `"${item.text}" can mean more than one thing here. Which one do you mean?`,
    [item.text],
    options,
  );
}

const auditWords = ['updated', 'update', 'modified', 'deleted', 'synced', 'loaded', 'inserted', 'changed'];

const ownDates = (table: IndexedTable) => table.columns.filter((column) => column.role === 'date');

const namesItsTable = (column: IndexedColumn): boolean =>
  column.table.words.every((word) => column.words.includes(word)) ||
  (column.words.length === 1 && column.words[0] === 'date');

/**
 * Dates of the nearest table above the base that tells of an event. A row with a name is a person or a thing, and its
 * dates (signed up, hired, born) say nothing about what is measured.
 */
function inheritedDates(scope: Scope): IndexedColumn[] {
  let nearest = Number.POSITIVE_INFINITY;
  let found: IndexedColumn[] = [];
  for (const table of scope.index.tables) {
    const path = findPath(scope.index, scope.base, table, scope.via);
    if (path.kind !== 'path' || path.fansOut || path.steps.length > nearest) continue;
    const dates = ownDates(table).filter((column) => !table.nameColumn || namesItsTable(column));
    if (dates.length === 0) continue;
    if (path.steps.length < nearest) found = [];
    nearest = path.steps.length;
    found.push(...dates);
  }
  return found;
}

/** Of several dates of one table the one that carries its name, and not those that only say when a row was written. */
function narrowDates(columns: IndexedColumn[]): IndexedColumn[] {
  if (columns.length < 2) return columns;
  const meant = columns.filter(namesItsTable);
  if (meant.length === 1) return meant;
  const live = columns.filter((column) => !column.words.some((word) => auditWords.includes(word)));
  return live.length > 0 ? live : columns;
}

/**
 * The date column a period or a grain means when none is named: one of the measured table or of what it belongs to, never
 * of an entity that is only grouped by. `item` is what the person wrote, `near` the table named before it.
 */
export function chooseDate(scope: Scope, item: Item, near: IndexedTable | undefined): IndexedColumn {
  if (scope.date) return scope.date;
  const finer = (scope.finer ?? []).filter((table) => ownDates(table).length > 0);
  let candidates: IndexedColumn[];
  if (near && finer.includes(near)) candidates = ownDates(near);
  else {
    candidates = ownDates(scope.base);
    if (candidates.length === 0) candidates = inheritedDates(scope);
    candidates = narrowDates(candidates);
    if (finer.length > 0) candidates = [...candidates, ...finer.flatMap((table) => narrowDates(ownDates(table)))];
  }
  if (finer.length === 0 || candidates.every((column) => column.table === candidates[0]?.table))
    candidates = narrowDates(candidates);
  const [only] = candidates;
  if (!only)
    throw new ReadingStopped(`The ${scope.base.label} have no date of their own that "${item.text}" could mean.`, [
      item.text,
    ]);
  if (candidates.length > 1) {
    const options = candidates.map((column) => {
      const several = new Set(candidates.map((candidate) => candidate.table)).size > 1;
      const name = several ? fullLabel(column) : column.label;
      const written = item.period ? `with ${name} ${item.text}` : `${name} ${item.text}`;
      return {
        label: name.charAt(0).toUpperCase() + name.slice(1),
        span: { start: item.start, end: item.end },
        text: written,
      };
    });
    throw new ReadingStopped('Which date do you mean?', [item.text], options);
  }
  checkPath(scope, only.table);
  return only;
}

// From what an answer is grouped by, as it is said, to the groups of a plan.
// Not here: measures and conditions (their files), headers (plan/labels.ts).

import { naturalCategories } from '../lexicon.ts';
import type { Group } from '../plan/plan.ts';
import type { IndexedColumn, IndexedTable } from '../schemaIndex.ts';
import { type Option, Unsettled } from './choices.ts';
import { isNumeric } from './input.ts';
import type { Dates } from './located.ts';
import type { Dim } from './pieces.ts';
import type { Named } from './question.ts';
import {
  chooseColumn,
  columnWhere,
  isColumn,
  isTable,
  refOf,
  type Scope,
  seenFrom,
  type Way,
  waysTo,
} from './scope.ts';
import { dateFor } from './settlePeriods.ts';

/** What is said of fiscal years and quarters as long as nobody knows where they begin. */
export const unknownFiscalYear =
  'I do not know the month in which your fiscal year begins. Set "Fiscal Year Start" in the settings of Trellis.';

export interface GroupRules {
  /** Groups on finer tables are right for counts alone. */
  allowFiner: boolean;
  fiscalStart?: number | undefined;
}

export function settleGroup(scope: Scope, said: Dim, dates: Dates, rules: GroupRules): Group {
  if (said.kind === 'named') return namedGroup(scope, said.named, rules);
  if (said.kind === 'bin') {
    if (!said.named) throw new Unsettled('Steps of what?');
    const { candidate, way } = chooseColumn(scope, said.named, columnWhere(isNumeric));
    return { kind: 'bin', column: refOf(candidate.column, way.via), width: said.width, label: '' };
  }
  const dim = hourly(scope, said);
  const text = dim.kind === 'grain' ? dim.grain : dim.part;
  const { candidate, way } = dateFor(scope, dim.named, dates, text);
  if (way.fansOut && !rules.allowFiner) throw new Unsettled(`The ${scope.base.label} have several dates each.`, [text]);
  const needsClock = dim.kind === 'part' ? dim.part === 'hour of day' : dim.grain === 'hour';
  if (needsClock && candidate.column.type !== 'timestamp')
    throw new Unsettled(`${candidate.column.label} has days only.`, [text]);
  const column = refOf(candidate.column, way.via);
  if (dim.kind === 'part') return { kind: 'part', column, part: dim.part, label: '' };
  if (dim.fiscal && rules.fiscalStart === undefined) throw new Unsettled(unknownFiscalYear, ['fiscal']);
  const fiscal =
    dim.fiscal && rules.fiscalStart !== undefined && rules.fiscalStart > 1 ? { fiscal: rules.fiscalStart } : {};
  return { kind: 'date', column, grain: dim.grain, ...fiscal, label: '' };
}

type DateDim = Extract<Dim, { kind: 'grain' }> | Extract<Dim, { kind: 'part' }>;

/** "by hour" is each hour of a day or two; of longer times it may as well be the hour of the day. */
function hourly(scope: Scope, dim: DateDim): DateDim {
  if (dim.kind !== 'grain' || dim.grain !== 'hour' || scope.isBrief) return dim;
  const { named } = dim;
  return scope.chooser.choose<DateDim>(
    [
      { value: { kind: 'part', part: 'hour of day', named }, cost: 0 },
      // "by opening hour"
      { value: dim, cost: named ? 0.3 : 0 },
    ],
    'hour',
  );
}

/** The row of a table as a group: by its name, told apart by its key. */
function entityGroup(table: IndexedTable, via: string | undefined): Group | undefined {
  const { nameColumn, idColumn } = table;
  const shown = nameColumn ?? idColumn;
  if (!shown) return undefined;
  const key = nameColumn && idColumn && nameColumn !== idColumn ? { key: refOf(idColumn, via) } : {};
  return { kind: 'column', column: refOf(shown, via), ...key, label: '' };
}

/** The table a key leads to, when the column is one: `customer_id` of orders is the customer. */
function ownerOf(scope: Scope, column: IndexedColumn): { table: IndexedTable; via: string | undefined } | undefined {
  const links = scope.index.links.filter((link) => link.from === column.table && link.fromColumns[0] === column.name);
  const [link] = links;
  if (!link || links.length > 1) return undefined;
  const twins = scope.index.links.filter((each) => each.from === link.from && each.to === link.to);
  return { table: link.to, via: twins.length > 1 ? column.name : undefined };
}

/** A customer's name is the customer; the name of an airport's city is not the airport. */
function hasOwnName({ nameColumn, words }: IndexedTable): boolean {
  const plain = new Set(['name', 'title', 'full', 'display', ...words]);
  return (
    nameColumn !== undefined && (nameColumn.ownWords.length === 1 || nameColumn.words.every((word) => plain.has(word)))
  );
}

/** What one column means as a group when it is named loosely: its owner for a key, the entity for its name. */
function columnGroup(scope: Scope, column: IndexedColumn, way: Way, score: number): Group {
  const plain: Group = { kind: 'column', column: refOf(column, way.via), label: '' };
  if (score >= 98) return plain;
  const owner = ownerOf(scope, column);
  // Without a key of its own the table does not tell its rows apart.
  if (owner?.table.idColumn && hasOwnName(owner.table) && (way.steps.length === 0 || owner.via === undefined))
    return entityGroup(owner.table, owner.via ?? way.via) ?? plain;
  if (column === column.table.idColumn || column === column.table.nameColumn)
    return entityGroup(column.table, way.via) ?? plain;
  return plain;
}

/** A key or a date of finer rows groups nothing that anybody asked for, unless it is called by its name. */
const isLoose = (column: IndexedColumn, score: number): boolean =>
  score < 90 && (column.role === 'identifier' || column.role === 'date' || column === column.table.idColumn);

/** Words for what a thing is like and not which one it is: "machine" is the machine's number before its type. */
const aspects = new Set('type kind category class group status state date time description size color'.split(' '));

export function namedGroup(scope: Scope, named: Named, rules: GroupRules): Group {
  const options: Option<Group>[] = [];
  const add = (group: Group | undefined, cost: number, own = 0) => {
    if (!group) return;
    const key = JSON.stringify(group);
    const known = options.find((option) => JSON.stringify(option.value) === key);
    if (!known) options.push({ value: group, cost, own });
    else if (cost < known.cost) Object.assign(known, { cost, own });
  };
  for (const { value, cost, own } of seenFrom(scope, named, isTable)) {
    const { way, candidate } = value;
    if ((way.fansOut && !rules.allowFiner) || candidate.table === scope.base) continue;
    // "agents by claims": nobody groups by each claim of theirs, which has no name.
    if (way.fansOut && !candidate.table.nameColumn) continue;
    add(entityGroup(candidate.table, way.via), cost, own);
  }
  for (const { value, cost, own } of seenFrom(scope, named, isColumn)) {
    const { way, candidate } = value;
    const { column } = candidate;
    if (way.fansOut && (!rules.allowFiner || isLoose(column, candidate.score))) continue;
    // Few would want a row for every amount there is; who does may say in which steps.
    const span = column.range ? Number(column.range.max) - Number(column.range.min) : Number.POSITIVE_INFINITY;
    if (column.role === 'measure' && (way.fansOut || column.type === 'number' || span > 60)) continue;
    const isPeriod = column.role === 'date';
    const group: Group = isPeriod
      ? { kind: 'date', column: refOf(column, way.via), grain: 'day', label: '' }
      : columnGroup(scope, column, way, candidate.score);
    const aspect = candidate.score < 90 && aspects.has(column.words.at(-1) ?? '') ? 0.5 : 0;
    add(group, cost + aspect, own);
  }
  // Grouping rows by themselves is a ranking or a list of them.
  for (const { value, cost } of seenFrom(scope, named, isTable))
    if (value.candidate.table === scope.base && !rules.allowFiner) add(entityGroup(scope.base, undefined), cost + 0.6);
  if (options.length === 0)
    throw new Unsettled(`The ${scope.base.label} cannot be grouped by "${named.text}".`, [named.text]);
  return scope.chooser.choose(options, named.text);
}

/** The grouping a person would look at first: of few values, on the base table or the nearest one above it. */
export function naturalGroup(scope: Scope): Group {
  const options = scope.index.tables.flatMap((table) => {
    const [way] = waysTo(scope, table);
    if (!way || way.fansOut) return [];
    const columns = table.columns.filter(
      ({ role, values }) => role === 'category' && values && values.size >= 2 && values.size <= 20,
    );
    return columns.map((column) => {
      const habit = naturalCategories.findIndex((word) => column.words.includes(word));
      return { column, way, rank: (habit < 0 ? naturalCategories.length : habit) + way.steps.length * 3 };
    });
  });
  const [best] = options.sort((a, b) => a.rank - b.rank);
  if (!best) throw new Unsettled(`The ${scope.base.label} have no natural grouping.`);
  return { kind: 'column', column: refOf(best.column, best.way.via), label: '' };
}

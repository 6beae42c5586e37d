// Questions for rows: which columns of them, in which order; or the different values of one column.
// Not here: rankings and the newest rows (rankings.ts).

import type { ColumnRef, Plan } from '../plan/plan.ts';
import type { IndexedColumn } from '../schemaIndex.ts';
import { Unsettled } from './choices.ts';
import { columnsOf, isNumeric, tablesOf } from './input.ts';
import { isPerson } from './people.ts';
import { isPlural } from './plurals.ts';
import type { Named } from './question.ts';
import {
  type ColumnCandidate,
  chooseColumn,
  defaultDate,
  isColumn,
  ownCost,
  refOf,
  type Seen,
  waysTo,
} from './scope.ts';
import { checkText } from './unmeasured.ts';
import { hasOne } from './withOne.ts';
import { emptyPlan, settleConditions, settleStateDate, type Work } from './work.ts';

interface Shown {
  seen: Seen<ColumnCandidate>;
  at: number;
}

export function settleList(work: Work): Plan {
  const { frame, scope, open } = work;
  const plan = emptyPlan('list', scope.base, frame);
  checkOrder(work);
  if (/^(is|are|was|were) there\b/i.test(work.input.text.trim()))
    throw new Unsettled('I cannot tell what there is to be.');
  if (/^what (did|do|have) (we|you|they) (spend|spent|pay|paid|earn|earned|make|made)\b/i.test(work.input.text.trim()))
    throw new Unsettled('I cannot tell how much of what: name the amount, "total cost" for example.');
  if (frame.words.has('who') && !isPerson(scope.base)) throw new Unsettled('I cannot tell who is meant.', ['who']);
  if (frame.fn) for (const { named } of frame.subjects) if (tablesOf(named).length === 0) checkText(named, true);
  if (frame.fn || frame.as || frame.by.length > 0) throw new Unsettled('I cannot tell what to measure.');
  let isNamed = false;
  const shown: Shown[] = [];
  for (const subject of [...open].sort((a, b) => a.at - b.at)) {
    const { named, at } = subject;
    if (shown.length + (isNamed ? 1 : 0) > 0 && isBeside(work, named))
      throw new Unsettled(`I cannot tell what "${named.text}" has to do with the rest.`, [named.text]);
    const isNamedBetter = [...frame.subjects].some(
      (other) =>
        other.named !== named &&
        other.named.to - other.named.from > named.to - named.from &&
        ownCost(scope, other.named) === 0,
    );
    // "street of the street works": the table is named there, so this is the column.
    const best = named.candidates.find(
      (candidate) =>
        candidate.kind === 'column' ||
        (candidate.kind === 'table' &&
          candidate.table === scope.base &&
          !(isNamedBetter && columnsOf(named).some((column) => column.table === scope.base))),
    );
    if (best?.kind === 'table') {
      scope.chooser.add(ownCost(scope, named) ?? 0);
      isNamed = true;
      if (
        subject.n !== undefined &&
        /^(with|have|has|having|had)$/.test(work.input.tokens[subject.at - 1]?.lower ?? '')
      )
        throw new Unsettled(`I cannot tell what the ${subject.n} are.`, [named.text]);
      if (subject.n !== undefined) plan.limit = subject.n;
      open.delete(subject);
    } else if (!best && shownOwner(work, named)) {
      const owner = shownOwner(work, named);
      if (owner) shown.push({ seen: owner, at });
      open.delete(subject);
    } else if (best && (isNamedBetter || tablesOf(named).every((table) => table !== scope.base))) {
      if (!isNamedBetter && tablesOf(named).length > 0 && named.candidates[0]?.kind === 'table') {
        const owner = shownOwner(work, named);
        if (!owner) continue;
        shown.push({ seen: owner, at });
        open.delete(subject);
        continue;
      }
      if (subject.n !== undefined) throw new Unsettled(`I cannot tell what the ${subject.n} are.`, [named.text]);
      const seen = /^names?$/i.test(named.text) ? ownName(work, named) : chooseColumn(scope, named, isColumn);
      // "active staff" are people, and no rows that have the number of one.
      if (seen.candidate.column.role === 'identifier' && frame.subjects.length === 1 && tablesOf(named).length > 0)
        throw new Unsettled(`I cannot tell what to list of "${named.text}".`, [named.text]);
      // "discontinued products" are those that are, and not a column.
      if (seen.candidate.column.role === 'flag') scope.chooser.add(0.4);
      // "projects that started in 2026": the date is whose year it is.
      const isPeriod = frame.conds.some(({ cond }) => cond.kind === 'period' && !cond.column);
      if (seen.candidate.column.role === 'date' && isPeriod) scope.chooser.add(0.3);
      shown.push({ seen, at });
      open.delete(subject);
    }
  }
  for (const { measure, at } of frame.bare)
    if (measure.named) shown.push({ seen: chooseColumn(scope, measure.named, isColumn), at });
  shown.sort((a, b) => a.at - b.at);
  // "titles that begin with The": the rows are named in front of their names.
  const isNamedByText = frame.conds.some(
    ({ cond }) =>
      cond.kind === 'text' &&
      cond.op !== 'contains' &&
      ownCost(scope, cond.column) !== undefined &&
      isPlural(cond.column),
  );
  if (!isNamed && shown.length === 0 && !isNoun(work) && !isNamedByText)
    throw new Unsettled('I cannot tell what to show.');
  // Without the table's name the columns must say whose they are.
  if (!isNamed && shown.length > 0 && !shown.some(({ seen }) => seen.way.steps.length === 0))
    throw new Unsettled('I cannot tell what to list.');
  if (frame.groups.length > 0) throw new Unsettled('I cannot tell what to measure.');
  checkFlags(work, shown);
  if (work.conds.some(({ cond }) => (cond.kind === 'period' || cond.kind === 'weekday') && !cond.column))
    settleStateDate(work);
  plan.filters = settleConditions(work);
  const had = hasOne(work, shown, isNamed);
  if (had) {
    plan.filters.push(had);
    shown.length = 0;
  }
  const [first] = shown;
  if (shown.length === 1 && first && isAboutValues(work, first.seen, isNamed, first.at)) {
    const { column } = first.seen.candidate;
    const isOwn = plan.filters.some(
      (filter) =>
        filter.kind === 'in' && filter.column.column === column.name && filter.column.table === column.table.key,
    );
    const isLacking =
      plan.filters.some((filter) => filter.kind === 'in' && filter.negated) &&
      work.input.tokens.some(({ lower }) => /^(without|no)$/.test(lower));
    if (isOwn || isLacking || column.role === 'flag') throw new Unsettled('I cannot tell what to show.');
    // "listing status as a pie" is how many there are of each.
    if (frame.chart && frame.chart !== 'table')
      return {
        ...plan,
        kind: 'aggregate',
        measures: [{ fn: 'count', label: '' }],
        groups: [{ kind: 'column', column: refOf(column, first.seen.way.via), label: '' }],
      };
    return {
      ...plan,
      kind: 'values',
      groups: [{ kind: 'column', column: refOf(column, first.seen.way.via), label: '' }],
    };
  }
  plan.columns = withName(work, shown, isNamed);
  return sorted(work, plan, shown);
}

/** "names" of the rows themselves. */
function ownName(work: Work, named: Named): Seen<ColumnCandidate> {
  const { scope } = work;
  const { nameColumn } = scope.base;
  if (!nameColumn) throw new Unsettled(`The ${scope.base.label} have no one name.`, [named.text]);
  return {
    candidate: { kind: 'column', column: nameColumn, score: 100 },
    way: { table: scope.base, steps: [], fansOut: false },
  };
}

/** "district and charging of stations" names two columns, and not the stations that are. */
function checkFlags({ conds, input }: Work, shown: readonly Shown[]): void {
  const isJoined = conds.some(
    ({ cond, at }) =>
      cond.kind === 'flag' && /^(and|,)$/.test(input.tokens[at - 1]?.lower ?? '') && shown.some((each) => each.at < at),
  );
  if (isJoined) throw new Unsettled('I cannot tell whether that is a column or a condition.');
}

/** "sorted by model and seats" has two keys. */
function checkOrder({ frame, input }: Work): void {
  const to = frame.order?.named?.to;
  if (to === undefined || !/^(and|then|,)$/.test(input.tokens[to]?.lower ?? '')) return;
  const next = [
    ...frame.subjects.map(({ named }) => named),
    ...frame.bare.flatMap(({ measure }) => measure.named ?? []),
  ];
  if (next.some(({ from }) => from > to && from <= to + 2)) throw new Unsettled('I can sort by one thing only.');
}

/** Directly behind another name, with no word that says how they belong together. */
function isBeside({ frame }: Work, named: Named): boolean {
  const others = [
    ...frame.subjects.map((subject) => subject.named),
    ...frame.bare.flatMap(({ measure }) => measure.named ?? []),
  ];
  return others.some((other) => other !== named && other.to === named.from);
}

/** "titles with author and genre": the author's name is shown. */
function shownOwner({ scope, input }: Work, named: Named): Seen<ColumnCandidate> | undefined {
  if (!/^(with|and|,)$/.test(input.tokens[named.from - 1]?.lower ?? '')) return undefined;
  const [table] = tablesOf(named);
  const [way, ...others] = table ? waysTo(scope, table) : [];
  const column = table?.nameColumn;
  if (!way || way.fansOut || others.length > 0 || !column || way.steps.length === 0) return undefined;
  return { candidate: { kind: 'column', column, score: 100 }, way };
}

/** Columns that say what a row is, and not what it has. */
const kinds = new Set(
  'type kind role position title job category class species breed profession occupation function rank'.split(' '),
);

/** "villas in Ashford": a value in the plural stands for the rows that have it. */
export function isNoun({ conds, scope, frame }: Work): boolean {
  const [first] = conds;
  if (first?.cond.kind !== 'values' || first.cond.negated || frame.subjects.length > 0) return false;
  const [value] = first.cond.values;
  const isKind =
    value?.candidates.some(
      (each) =>
        each.kind === 'value' && each.column.table === scope.base && each.column.words.some((word) => kinds.has(word)),
    ) ?? false;
  const own = value?.candidates.some(
    (candidate) =>
      candidate.kind === 'value' &&
      candidate.column.table === scope.base &&
      candidate.column.words.some((word) => kinds.has(word)) &&
      !candidate.values.some((each) => each.toLowerCase() === value.text.toLowerCase()),
  );
  // "is there a villa": also in the singular.
  if (frame.words.has('exists')) return isKind;
  return own === true && /s$/i.test(value?.text ?? '');
}

/** "Which cities are there" asks for each city once; "names of customers" for every customer. */
function isAboutValues(work: Work, { candidate, way }: Seen<ColumnCandidate>, isNamed: boolean, at: number): boolean {
  const { column } = candidate;
  const { frame, scope } = work;
  // What is named first is what is listed: "members with email" are members.
  const isAsked =
    frame.words.has('which') || frame.words.has('list') || /\b(different|distinct|unique|all)\b/i.test(work.input.text);
  if (frame.words.has('who') || (frame.conds.length > 0 && !isAsked)) return false;
  const head = frame.subjects.find(({ named }) => ownCost(scope, named) !== undefined);
  if (head && head.at < at) return false;
  if (column.unique || column.role === 'date' || column.role === 'measure') return false;
  if (column.role === 'category' || column.role === 'flag') return true;
  return way.steps.length === 0 && !isNamed && work.conds.length === 0 && column.role === 'name';
}

/** A list of things by one column of numbers shows their names too. */
function withName(work: Work, shown: readonly Shown[], isNamed: boolean): ColumnRef[] {
  const refs = shown.map(({ seen }) => refOf(seen.candidate.column, seen.way.via));
  const { nameColumn, idColumn } = work.scope.base;
  const name = nameColumn ?? idColumn;
  const hasOwn = shown.some(
    ({ seen }) =>
      seen.candidate.column === nameColumn ||
      seen.candidate.column === idColumn ||
      seen.candidate.column.role === 'name',
  );
  if (refs.length === 0 || hasOwn || !name || !(isNamed || work.frame.conds.length > 0)) return refs;
  return [refOf(name), ...refs];
}

/** The column of numbers that an adjective like "expensive" speaks of. */
export function hinted(
  columns: readonly IndexedColumn[],
  hint: readonly string[] | undefined,
): IndexedColumn | undefined {
  const numbers = columns.filter((column) => isNumeric(column) && column.role === 'measure');
  const found = hint ? numbers.filter((column) => column.words.some((word) => hint.includes(word))) : numbers;
  return found.length === 1 ? found[0] : undefined;
}

function sorted(work: Work, plan: Plan, shown: readonly Shown[]): Plan {
  const { order } = work.frame;
  if (!order) return plan;
  const { named } = order;
  if (named) {
    const seen = /^names?$/i.test(named.text) ? ownName(work, named) : chooseColumn(work.scope, named, isColumn);
    return {
      ...plan,
      order: { direction: order.direction ?? 'asc', column: refOf(seen.candidate.column, seen.way.via) },
    };
  }
  const listed = shown.map(({ seen }) => seen.candidate.column);
  if (order.hint?.[0] === 'name') {
    const name = listed.find((column) => column.role === 'name') ?? work.scope.base.nameColumn;
    if (!name) throw new Unsettled('There is no name to sort by.');
    return { ...plan, order: { direction: 'asc', column: refOf(name) } };
  }
  if (order.hint?.[0] === 'date') {
    const dated = listed.find((column) => column.role === 'date') ?? defaultDate(work.scope, 'first').candidate.column;
    return { ...plan, order: { direction: order.direction ?? 'asc', column: refOf(dated) } };
  }
  const column =
    hinted(listed, order.hint) ?? hinted(work.scope.base.columns, order.hint) ?? (order.hint ? undefined : listed[0]);
  if (!column) throw new Unsettled('By what should they be sorted?');
  return { ...plan, order: { direction: order.direction ?? 'asc', column: refOf(column) } };
}

export { columnsOf };

// A frame being settled over one table: what is still to be used, its dates and conditions, the order of what comes out.
// Not here: which kind of plan it becomes (settle.ts).

import type { Condition, Plan } from '../plan/plan.ts';
import type { IndexedTable } from '../schemaIndex.ts';
import { type Chooser, Unsettled } from './choices.ts';
import type { Frame, Subject } from './frame.ts';
import { columnsOf, mentionsAt, tablesOf } from './input.ts';
import { type Dates, isDate, type Located } from './located.ts';
import { merge } from './mergeConditions.ts';
import { nested } from './nestConditions.ts';
import type { Cond } from './pieces.ts';
import type { Input, Named } from './question.ts';
import { chooseColumn, type Scope } from './scope.ts';
import { settleCondition } from './settleConditions.ts';
import { stateDate } from './stateDates.ts';
import { checkApart, noOthers } from './wholeDenials.ts';

/** What is being settled: the frame, what of it is still to be used, and what holds for all of it. */
export interface Work {
  frame: Frame;
  input: Input;
  scope: Scope;
  dates: Dates;
  /** Subjects that nothing has used yet. */
  open: Set<Subject>;
  conds: { cond: Cond; at: number }[];
}

export function emptyPlan(kind: Plan['kind'], base: IndexedTable, frame: Frame): Plan {
  return {
    kind,
    base: base.key,
    measures: [],
    groups: [],
    columns: [],
    filters: [],
    having: [],
    ...(frame.chart ? { chart: frame.chart } : {}),
  };
}

export function namesOf(cond: Cond): Named[] {
  switch (cond.kind) {
    case 'values':
      return [...cond.values, ...(cond.column ? [cond.column] : [])];
    case 'bound':
      return cond.named ? [cond.named] : [];
    case 'empty':
      return [cond.named];
    case 'columns':
      return [cond.left, cond.right];
    case 'period':
    case 'weekday':
      return cond.column ? [cond.column] : [];
    case 'any':
      return cond.of.flatMap(namesOf);
    default:
      return [cond.column];
  }
}

const isBrief = ({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean =>
  from !== undefined && to !== undefined && Date.parse(to) - Date.parse(from) <= 2 * 86_400_000;

export function scopeOf(
  frame: Frame,
  input: Input,
  base: IndexedTable,
  chooser: Chooser,
  mentioned: ReadonlySet<IndexedTable>,
): Scope {
  const via = frame.via.flatMap((named) => columnsOf(named).map(({ name }) => name));
  const names = [
    ...frame.subjects.map(({ named }) => named),
    ...[...frame.measures, ...frame.by, ...(frame.ranking?.by ? [frame.ranking.by] : [])].flatMap(
      ({ named }) => named ?? [],
    ),
    ...frame.conds.flatMap(({ cond }) => namesOf(cond)),
  ].filter((named) => tablesOf(named).length > 0);
  return {
    index: input.index,
    base,
    chooser,
    mentioned,
    via,
    names,
    grouped: frame.groups.flatMap(({ dim }) => ('named' in dim && dim.named ? [dim.named] : [])),
    tokens: input.tokens,
    values: frame.conds.flatMap(({ cond }) => (cond.kind === 'values' ? cond.values : [])),
    isBrief: frame.conds.some(({ cond }) => cond.kind === 'period' && cond.periods.every(isBrief)),
    needsClock: [...frame.groups.map(({ dim }) => dim), ...(frame.rankedGrain ? [frame.rankedGrain] : [])].some(
      (dim) => (dim.kind === 'grain' && dim.grain === 'hour') || (dim.kind === 'part' && dim.part === 'hour of day'),
    ),
  };
}

type DatedCond = Extract<Cond, { kind: 'period' | 'weekday' }>;
const isDated = (cond: Cond): cond is DatedCond => cond.kind === 'period' || cond.kind === 'weekday';

export function settleDates(work: Work): void {
  if (settleNamedDate(work)) settleStateDate(work);
}

/** The date of what the rows came to, for all periods that name none. */
export function settleStateDate(work: Work): void {
  const reached = stateDate(work);
  if (reached) work.dates = { ...work.dates, hint: reached };
}

/** Whether the question has periods, or times that it groups by. */
function settleNamedDate(work: Work): boolean {
  const { frame, scope, open } = work;
  const named = [...open].find((subject) => subject.named.candidates.every(isDate));
  const hasDates =
    work.conds.some(({ cond }) => isDated(cond)) ||
    frame.groups.some(({ dim }) => dim.kind === 'grain' || dim.kind === 'part') ||
    frame.rankedGrain !== undefined ||
    frame.latest !== undefined;
  if (named && !hasDates) {
    // "paid fines" are those that were; a date beside a number says nothing else.
    if (!/(ed|id|n|t)$/i.test(named.named.text))
      throw new Unsettled(`I cannot tell what "${named.named.text}" is for.`, [named.named.text]);
    open.delete(named);
    work.conds.push({ cond: { kind: 'empty', named: named.named, negated: true }, at: named.at });
    return false;
  }
  if (named) {
    work.dates = { ...work.dates, hint: chooseColumn(scope, named.named, isDate, true) };
    open.delete(named);
    return hasDates;
  }
  const ofGroup = frame.groups.flatMap(({ dim }) =>
    dim.kind === 'grain' || dim.kind === 'part' ? (dim.named ?? []) : [],
  )[0];
  const ofCond = work.conds.flatMap(({ cond }) => (isDated(cond) ? (cond.column ?? []) : []))[0];
  const hint = ofGroup ?? ofCond;
  if (hint?.candidates.some(isDate)) work.dates = { ...work.dates, hint: chooseColumn(scope, hint, isDate, true) };
  return hasDates;
}

/** "concerts by Chicago in Chicago": what may name two things and is said twice is not one of them twice. */
function checkTwice(input: Input, cond: Cond, earlier: readonly Located[], found: readonly Located[]): void {
  const isAgain = found.some((one) =>
    earlier.some((other) => JSON.stringify(one.condition) === JSON.stringify(other.condition)),
  );
  if (!isAgain) return;
  const own = cond.kind === 'values' ? cond.values : [];
  const spans = cond.kind === 'period' ? cond.periods.map(({ span: [, end] }) => end - 1) : [];
  const others = spans.flatMap((at) => mentionsAt(input, at).map(({ value }) => value));
  const twice =
    own.find(({ candidates }) => candidates.filter(({ kind }) => kind === 'value').length > 1) ??
    others.find(({ candidates }) => candidates.some(({ kind }) => kind === 'value'));
  if (twice) throw new Unsettled(`"${twice.text}" is said twice; name what each of them is.`, [twice.text]);
}

/** All conditions of the question, on rows and on finer rows. */
export function settleConditions(work: Work): Condition[] {
  const { input, scope, conds } = work;
  const limits = conds.filter(({ cond }) => !isDated(cond));
  // "crime in English or fantasy in French": which of them the "or" joins is not said.
  if (limits.length > 1 && limits.some(({ cond }) => cond.kind === 'any'))
    throw new Unsettled('I cannot tell what "or" joins.', ['or']);
  const others: Located[] = [];
  const finer: Work['dates']['finer'][number][] = [];
  for (const { cond, at } of conds) {
    if (isDated(cond)) continue;
    const found = settleCondition(scope, cond, work.dates, at);
    checkTwice(input, cond, others, found);
    others.push(...[...found, ...noOthers(scope, cond, found, at)].map((each) => ({ ...each, at })));
    finer.push(...found.flatMap((each) => (each.finer ? [{ table: each.finer.table, at }] : [])));
  }
  work.dates = { ...work.dates, finer: [...work.dates.finer, ...finer] };
  const periods: Located[] = [];
  for (const { cond, at } of conds) {
    if (!isDated(cond)) continue;
    const found = settleCondition(scope, cond, datesAt(work, conds, at), at);
    checkTwice(input, cond, periods, found);
    periods.push(...[...found, ...noOthers(scope, cond, found, at)].map((each) => ({ ...each, at })));
  }
  work.conds = [];
  checkApart([...others, ...periods]);
  return nested(scope, merge([...others, ...periods], scope.tokens));
}

/** "customers with orders in 2024 but not in 2025": the second period is of the same date as the first. */
function datesAt({ dates, scope }: Work, conds: Work['conds'], at: number): Dates {
  const before = conds.filter((each) => each.at < at).flatMap(({ cond }) => (isDated(cond) ? (cond.column ?? []) : []));
  const named = before.at(-1);
  if (dates.hint || !named?.candidates.some(isDate)) return dates;
  const seen = chooseColumn(scope, named, isDate, true);
  return seen.way.fansOut ? { ...dates, hint: seen } : dates;
}

/** Sorting of groups. */
export function ordered(work: Work, plan: Plan): Plan {
  const { order } = work.frame;
  if (!order) return plan;
  const direction = order.direction ?? 'asc';
  const { named } = order;
  if (!named) {
    const byTime = plan.groups.length > 0 && plan.groups[0]?.kind === 'date';
    return { ...plan, order: byTime ? { direction, group: 0 } : { direction, measure: 0 } };
  }
  const measure = plan.measures.findIndex((each) =>
    named.candidates.some(
      (candidate) =>
        (candidate.kind === 'column' && candidate.column.name === each.column?.column) ||
        (candidate.kind === 'table' && each.fn === 'count'),
    ),
  );
  if (measure >= 0) return { ...plan, order: { direction: order.direction ?? 'desc', measure } };
  const group = plan.groups.findIndex((each) => columnsOf(named).some((column) => column.name === each.column.column));
  if (group < 0) throw new Unsettled(`The answer has no ${named.text} to sort by.`, [named.text]);
  return { ...plan, order: { direction, group } };
}

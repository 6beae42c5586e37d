// From periods as they are said to conditions of a plan: which date they limit, and whole numbers that stand for periods.
// Not here: the calendar (dates.ts), other conditions (settleConditions.ts).

import { type Period, shift } from '../dates.ts';
import type { ColumnRef, Condition } from '../plan/plan.ts';
import type { IndexedColumn } from '../schemaIndex.ts';
import { root } from '../tokens.ts';
import { type Option, UnclearPeriod, Unsettled } from './choices.ts';
import { tablesOf } from './input.ts';
import { type Dates, isPeriod, type Located, locate } from './located.ts';
import type { Cond } from './pieces.ts';
import type { Named } from './question.ts';
import { type ColumnCandidate, chooseColumn, defaultDate, type Scope, type Seen, type Way, waysTo } from './scope.ts';
import { participle } from './stateDates.ts';
import { deniesWithin } from './wholeDenials.ts';

export const periodOf = (column: ColumnRef, { from, to, text }: Period, negated: boolean): Condition => ({
  kind: 'period',
  column,
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
  text,
  negated,
});

/** The date a period is about. */
export function dateFor(
  scope: Scope,
  named: Named | undefined,
  dates: Dates,
  text: string,
  at = Number.POSITIVE_INFINITY,
): Seen<ColumnCandidate> {
  if (named) return chooseColumn(scope, named, isPeriod, true);
  if (dates.hint) return dates.hint;
  const finer = dates.finer.flatMap((each): Option<Seen<ColumnCandidate>>[] => {
    const [way] = waysTo(scope, each.table);
    if (!way || !each.table.columns.some((column) => column.role === 'date')) return [];
    const { candidate, way: inner } = defaultDate({ ...scope, base: each.table }, text);
    // Behind "customers with orders" a period speaks of the orders; in front of them it may be either's.
    return inner.steps.length === 0 ? [{ value: { candidate, way }, cost: at > each.at ? -0.3 : 0 }] : [];
  });
  const hasOwn = scope.base.columns.some((column) => column.role === 'date');
  if (finer.length === 0) return defaultDate(scope, text);
  const own = hasOwn ? [{ value: defaultDate(scope, text), cost: 0 }] : [];
  return scope.chooser.choose([...finer, ...own], text);
}

export function periodConditions(
  scope: Scope,
  cond: Extract<Cond, { kind: 'period' }>,
  dates: Dates,
  at: number | undefined,
): Located[] {
  const text = cond.periods.map((period) => period.text).join(', ');
  for (const period of cond.periods) {
    if (period.impossible) throw new Unsettled(`No calendar has "${period.text}".`, [period.text]);
    if (period.unclear) throw new UnclearPeriod(period);
  }
  checkWhen(scope, cond, at ?? -1);
  const { way, candidate } = dateFor(scope, cond.column, dates, text, at);
  if (!way.fansOut && !cond.column && isOfOthers(scope, at ?? -1))
    throw new Unsettled(`I cannot tell what "${text}" is the time of.`, [text]);
  const [only, ...others] = cond.periods;
  if (candidate.column.role !== 'date') return [periodNumbers(way, candidate.column, cond)];
  if (!only) throw new Unsettled('I cannot tell which period is meant.');
  const start = only.span[0];
  if (others.length === 0) {
    // "orders not in 2025" are rows of another time; "not sold in 2025" says that there is none.
    const isNounFirst = cond.column !== undefined && cond.column.from === at;
    const isNone = cond.negated && way.fansOut && !isNounFirst && !deniesWithin(scope, way, at ?? start, start);
    const located = locate(way, candidate.column, (ref) => periodOf(ref, only, cond.negated && !isNone));
    return [isNone ? { ...located, none: true } : located];
  }
  if (way.fansOut && !cond.versus && isBoth(scope, only.span))
    return cond.periods.map((period, place) => ({
      ...locate(way, candidate.column, (ref) => periodOf(ref, period, false)),
      ...(place > 0 ? { row: `period ${place}` } : {}),
    }));
  const either = locate(way, candidate.column, (ref) => ({
    kind: 'any',
    of: cond.periods.map((period) => periodOf(ref, period, false)),
  }));
  return [either];
}

/** "orders in 2024" of customers: the time is that of the orders, which stand right in front of it. */
const isOfOthers = (scope: Scope, at: number): boolean =>
  scope.names.some(
    (named) =>
      (named.to === at ||
        (named.to === at - 1 && /^(in|on|during|of|from)$/.test(scope.tokens[at - 1]?.lower ?? ''))) &&
      named.from >= 0 &&
      !tablesOf(named).includes(scope.base) &&
      named.candidates[0]?.kind === 'table' &&
      tablesOf(named).every((table) => waysTo(scope, table).some(({ fansOut }) => fansOut)),
  );

/** "customers with orders in 2024 and in 2025" have some in each, or in one of them. */
function isBoth({ tokens, chooser }: Scope, [from, to]: readonly [number, number]): boolean {
  const joints = tokens.slice(from, to).map(({ lower }) => lower);
  if (!joints.some((word) => /^(and|&)$/.test(word)) || joints.includes('or')) return false;
  return chooser.choose(
    [
      { value: true, cost: 0 },
      { value: false, cost: 0 },
    ],
    'and',
  );
}

/** More than what makes a reading one to ask about. */
const notSure = 4.5;

/** "sold in 2024" says when they were sold, which the date of something else need not tell: the person is asked. */
function checkWhen(scope: Scope, cond: Extract<Cond, { kind: 'period' }>, at: number): void {
  if (cond.column) return;
  const start = /^(in|on|during|over|within)$/.test(scope.tokens[at - 1]?.lower ?? '') ? [at, at - 1] : [at];
  const value = scope.values.find(({ to }) => start.includes(to));
  if (value && isOnlyDay(value)) return;
  if (value && participle.test(value.text) && scope.tokens[value.from - 1]?.lower !== 'status')
    scope.chooser.add(notSure);
}

/** Days on which something only came to be: what became of it was later. */
const births = new Set(
  'create open order book register submit request add list issue enter apply receive'.split(' ').map(root),
);

/** "builds failed in May": such rows are events of one day, and nothing else can have been then. */
const isOnlyDay = ({ candidates }: Named): boolean =>
  candidates.every((each) => {
    if (each.kind !== 'value' || each.column.table.nameColumn) return false;
    const days = each.column.table.columns.filter(({ role }) => role === 'date');
    return days.length === 1 && days.every(({ words }) => !words.some((word) => births.has(root(word))));
  });

/** May 2024 of whole numbers such as 202405, and 2024 of a column of years. */
function periodNumbers(way: Way, column: IndexedColumn, cond: Extract<Cond, { kind: 'period' }>): Located {
  const [only, ...others] = cond.periods;
  const isYears = column.period === undefined;
  const first = isYears ? '-01-01' : '-01';
  const isWhole = (day: string | undefined) => day === undefined || day.endsWith(first);
  if (!only || others.length > 0 || cond.negated || !isWhole(only.from) || !isWhole(only.to))
    throw new Unsettled(`${column.label} holds whole ${isYears ? 'years' : 'months'} only.`, [only?.text ?? '']);
  const number = (day: string) =>
    isYears ? Number(day.slice(0, 4)) : Number(day.slice(0, 4)) * 100 + Number(day.slice(5, 7));
  const { from, to } = only;
  if (from === undefined || to === undefined) {
    const op = from === undefined ? ('<' as const) : ('>=' as const);
    return locate(way, column, (ref) => ({ kind: 'compare', column: ref, op, value: number(from ?? to ?? '') }));
  }
  const value = number(from);
  const upper = number(shift(to, isYears ? 'year' : 'month', -1));
  return locate(way, column, (ref) =>
    value === upper
      ? { kind: 'in', column: ref, values: [value], negated: false }
      : { kind: 'compare', column: ref, op: 'between', value, upper },
  );
}

// From conditions as they are said to conditions of a plan: on the row itself, on what it belongs to, or on rows that belong to it.
// Not here: periods (settlePeriods.ts), limits on totals (settleHaving.ts).

import type { ColumnRef, Comparison, Condition, Scalar } from '../plan/plan.ts';
import type { IndexedColumn, IndexedTable } from '../schemaIndex.ts';
import { nameWords } from '../tokens.ts';
import { askFarValue } from './askedFar.ts';
import { checkNumber } from './bareNumbers.ts';
import { inUnitOf } from './boundUnits.ts';
import { type Option, Unsettled } from './choices.ts';
import { columnsOf, costOf, isNumeric, tablesOf } from './input.ts';
import { type Dates, type Located, locate } from './located.ts';
import { looseBound } from './looseBounds.ts';
import type { Bound, Cond } from './pieces.ts';
import { choosePlace } from './places.ts';
import type { Named } from './question.ts';
import {
  chooseColumn,
  columnWhere,
  isColumn,
  isTable,
  isValue,
  refOf,
  type Scope,
  seenFrom,
  type Way,
  waysTo,
} from './scope.ts';
import { dateFor, periodConditions } from './settlePeriods.ts';
import { isOfAll, noneOf } from './wholeDenials.ts';

export function settleCondition(scope: Scope, cond: Cond, dates: Dates, at?: number): Located[] {
  switch (cond.kind) {
    case 'values':
      return [valuesCondition(scope, cond, at)];
    case 'literal':
      return [literalCondition(scope, cond, at)];
    case 'bound':
      return boundConditions(scope, cond);
    case 'text': {
      const owner = cond.column.candidates[0];
      if (owner?.kind === 'table') return [nameText(scope, cond, owner.table)];
      if (/^names?$/i.test(cond.column.text) && scope.base.nameColumn) return [nameText(scope, cond, scope.base)];
      const { way, candidate } = chooseColumn(
        scope,
        cond.column,
        columnWhere((column) => column.type === 'text'),
        true,
      );
      const { op, value, negated } = cond;
      return [locate(way, candidate.column, (column) => ({ kind: 'text', column, op, value, negated }))];
    }
    case 'empty':
      return [emptyCondition(scope, cond)];
    case 'flag': {
      const { way, candidate } = chooseColumn(
        scope,
        cond.column,
        columnWhere((column) => column.role === 'flag'),
        true,
      );
      const denial = cond.is ? undefined : noneOf(scope, way, cond, at, cond.column.from);
      const is = cond.is || denial !== undefined;
      return [{ ...locate(way, candidate.column, (ref) => flagCondition(ref, candidate.column, is)), ...denial }];
    }
    case 'columns': {
      const left = chooseColumn(scope, cond.left, isColumn);
      const right = chooseColumn(scope, cond.right, isColumn);
      if (left.candidate.column === right.candidate.column)
        throw new Unsettled('A column cannot be compared with itself.', [cond.left.text]);
      return [
        {
          condition: {
            kind: 'columns',
            left: refOf(left.candidate.column, left.way.via),
            op: cond.op,
            right: refOf(right.candidate.column, right.way.via),
          },
        },
      ];
    }
    case 'period':
      return periodConditions(scope, cond, dates, at);
    case 'weekday': {
      const { days, negated } = cond;
      const { candidate, way } = dateFor(scope, cond.column, dates, days.join(' or '), at);
      if (candidate.column.role !== 'date')
        throw new Unsettled(`${candidate.column.label} has no days of the week.`, [days.join(' or ')]);
      return [locate(way, candidate.column, (column) => ({ kind: 'weekday', column, days, negated }))];
    }
    case 'any': {
      const parts = cond.of.flatMap((each) => settleCondition(scope, each, dates));
      if (parts.some((part) => part.finer)) throw new Unsettled('"or" joins things of different tables here.', ['or']);
      return [{ condition: { kind: 'any', of: parts.map((part) => part.condition) } }];
    }
  }
}

/** "stations that begin with C", of the rows themselves. */
function nameText(scope: Scope, cond: Extract<Cond, { kind: 'text' }>, table: IndexedTable): Located {
  const { nameColumn } = scope.base;
  if (table !== scope.base || !nameColumn)
    throw new Unsettled(`The ${scope.base.label} have no name.`, [cond.column.text]);
  const { op, value, negated } = cond;
  return { condition: { kind: 'text', column: refOf(nameColumn), op, value, negated } };
}

function flagCondition(ref: ColumnRef, column: IndexedColumn, is: boolean): Condition {
  const yes: Scalar[] = column.type === 'boolean' ? [true] : [...(column.flags?.yes ?? [])];
  return { kind: 'in', column: ref, values: yes, negated: !is };
}

/** The values one phrase stands for in a column. */
function spelled(named: Named, column: IndexedColumn): string[] {
  const found = named.candidates.find((candidate) => candidate.kind === 'value' && candidate.column === column);
  return found?.kind === 'value' ? found.values : [];
}

function valuesCondition(scope: Scope, cond: Extract<Cond, { kind: 'values' }>, at: number | undefined): Located {
  const [first] = cond.values;
  if (!first) throw new Unsettled('I cannot tell what is limited.');
  const words = cond.values.map((value) => value.text).join(', ');
  const fits = (column: IndexedColumn) => cond.values.every((value) => spelled(value, column).length > 0);
  const all = seenFrom(scope, first, isValue).filter(({ value }) => fits(value.candidate.column));
  let options = nearest(scope, cond, all);
  if (cond.column) {
    const named = cond.column;
    const columns = columnsOf(named);
    const best = Math.min(...named.candidates.map(({ score }) => costOf(score)));
    options = options.flatMap((option): typeof options => {
      const at = named.candidates.find(
        (candidate) => candidate.kind === 'column' && candidate.column === option.value.candidate.column,
      );
      return at && columns.includes(option.value.candidate.column)
        ? [{ value: option.value, cost: option.cost + costOf(at.score) - best }]
        : [];
    });
  }
  if (options.length === 0)
    throw new Unsettled(`"${words}" is no value that the ${scope.base.label} can have.`, [words]);
  const before = scope.tokens[first.from - 1]?.lower ?? '';
  const along = options.filter(({ value }) => !goesAgainst(before, value.candidate.column, value.way));
  if (along.length === 0) throw new Unsettled(`"${before} ${words}" fits nothing here.`, [words]);
  const { candidate, way } = choosePlace(scope, first, along, words);
  if (!cond.column) checkNumber(scope, first, way, words);
  const values = [...new Set(cond.values.flatMap((value) => spelled(value, candidate.column)))];
  askFarValue(scope, cond, way);
  if (way.fansOut && cond.values.length > 1 && isAll(scope, cond.values))
    throw new Unsettled('One row cannot have all of these.', [words]);
  // "authors without crime titles" have none, and not one that is something else.
  const denial = cond.negated ? noneOf(scope, way, cond, at, first.from) : undefined;
  const negated = cond.negated && denial === undefined;
  return { ...locate(way, candidate.column, (column) => ({ kind: 'in', column, values, negated })), ...denial };
}

const isAll = ({ tokens }: Scope, values: readonly Named[]): boolean =>
  values.some(({ to }) => /^(and|&)$/.test(tokens[to]?.lower ?? ''));

const origins = new Set(['origin', 'from', 'departure', 'source', 'start']);
const targets = new Set(['destination', 'to', 'arrival', 'target', 'end']);

/** "to Paris" is no origin, and "from Paris" is no destination. */
function goesAgainst(preposition: string, column: IndexedColumn, way: Way): boolean {
  const opposite = preposition === 'to' ? origins : preposition === 'from' ? targets : undefined;
  const words = [...column.words, ...(way.via === undefined ? [] : nameWords(way.via))];
  return opposite !== undefined && words.some((word) => opposite.has(word));
}

/** In "open orders" it is the orders that are open. */
function nearest<T extends { value: { candidate: { column: IndexedColumn } } }>(
  scope: Scope,
  cond: Extract<Cond, { kind: 'values' }>,
  options: T[],
): T[] {
  const end = cond.values.at(-1)?.to ?? -1;
  const tables = scope.names.filter((named) => named.from === end).flatMap(tablesOf);
  const own = options.filter(({ value }) => tables.includes(value.candidate.column.table));
  return own.length > 0 && !cond.column ? own : options;
}

function literalCondition(scope: Scope, cond: Extract<Cond, { kind: 'literal' }>, at: number | undefined): Located {
  const { way, candidate } = chooseColumn(scope, cond.column, columnWhere(isNumeric), true);
  const value = Number(cond.value);
  const { column } = candidate;
  const end = scope.tokens.findIndex(({ kind }, place) => place >= cond.column.to && kind === 'number');
  const denial = cond.negated ? noneOf(scope, way, {}, at, end < 0 ? scope.tokens.length : end) : undefined;
  if (denial) return { ...literalCondition(scope, { ...cond, negated: false }, at), ...denial };
  if (cond.or) {
    const values = [value, ...cond.or];
    return locate(way, column, (ref) => ({ kind: 'in', column: ref, values, negated: cond.negated }));
  }
  if (column.role === 'flag' && (value === 0 || value === 1))
    return locate(way, column, (ref) => flagCondition(ref, column, (value === 1) !== cond.negated));
  if (column.role === 'measure')
    return locate(way, column, (ref) => ({ kind: 'compare', column: ref, op: cond.negated ? '<>' : '=', value }));
  return locate(way, column, (ref) => ({ kind: 'in', column: ref, values: [value], negated: cond.negated }));
}

function boundConditions(scope: Scope, cond: Extract<Cond, { kind: 'bound' }>): Located[] {
  checkBound(cond.bound);
  if (cond.loose) return [looseBound(scope, cond)];
  if (!cond.named || cond.fn) throw new Unsettled('I cannot tell what that limits.', [cond.named?.text ?? '']);
  // A number of finer rows is meant only where these are spoken of.
  const { way, candidate } = chooseColumn(
    scope,
    cond.named,
    columnWhere(
      (column) =>
        isNumeric(column) &&
        (scope.mentioned.has(column.table) || waysTo(scope, column.table).some((each) => !each.fansOut)),
    ),
    true,
  );
  // "requests over 540" are so many, or of so much: hardly those with a higher number of their own.
  const isSpelled = candidate.score >= 95 || /\b(ids?|no|nr|num(ber)?s?|codes?|keys?)\b/i.test(cond.named.text);
  if (candidate.column.role === 'identifier' && !isSpelled)
    throw new Unsettled(`I cannot tell what "${cond.bound.value}" limits.`, [String(cond.bound.value)]);
  checkBound(cond.bound);
  const { op, value, upper, also } = inUnitOf(cond.bound, candidate.column);
  const limit = (bound: { op: Comparison; value: number; upper?: number }) =>
    locate(way, candidate.column, (column) => ({ kind: 'compare', column, ...bound }));
  return [limit({ op, value, ...(upper === undefined ? {} : { upper }) }), ...(also ? [limit(also)] : [])];
}

export function checkBound({ value, upper }: Bound): void {
  if (upper !== undefined && upper < value)
    throw new Unsettled(`Between ${value} and ${upper} there is no number.`, [String(value)]);
}

/** Where an amount may be nought, who has none has nothing or nought. */
export function absent(column: IndexedColumn, ref: ColumnRef, negated: boolean): Condition {
  const hasNought = column.role === 'measure' && column.range !== undefined && Number(column.range.min) === 0;
  if (!hasNought) return { kind: 'empty', column: ref, negated };
  if (negated) return { kind: 'compare', column: ref, op: '>', value: 0 };
  return {
    kind: 'any',
    of: [
      { kind: 'empty', column: ref, negated: false },
      { kind: 'compare', column: ref, op: '=', value: 0 },
    ],
  };
}

/** Without a code: the column is empty. Without orders: no row of the finer table. Without a customer: the key is empty. */
function emptyCondition(scope: Scope, cond: Extract<Cond, { kind: 'empty' }>): Located {
  const { named, negated, strict } = cond;
  const columns = seenFrom(scope, named, isColumn)
    .filter(({ value }) => !value.way.fansOut && value.candidate.column.role !== 'flag')
    .map(
      ({ value, cost }): Option<Located> => ({
        value: {
          condition: strict
            ? { kind: 'empty', column: refOf(value.candidate.column, value.way.via), negated }
            : absent(value.candidate.column, refOf(value.candidate.column, value.way.via), negated),
        },
        cost,
      }),
    );
  const tables = seenFrom(scope, named, isTable).flatMap(({ value, cost }): Option<Located>[] => {
    const { way, candidate } = value;
    const [step] = way.steps;
    if (!step) return [];
    if (way.fansOut && negated && isOfAll(scope, named.from))
      throw new Unsettled(`I cannot tell who has all ${candidate.table.label}.`, [named.text]);
    if (way.fansOut)
      return [
        {
          value: {
            finer: { table: candidate.table, via: way.via },
            condition: { kind: 'related', table: candidate.table.key, negated: !negated, where: [] },
          },
          cost: cost - 0.3,
        },
      ];
    const column = step.link.fromColumns[0];
    if (way.steps.length > 1 || column === undefined) return [];
    return [
      {
        value: { condition: { kind: 'empty', column: { table: scope.base.key, column }, negated } },
        cost,
      },
    ];
  });
  if (columns.length + tables.length === 0)
    throw new Unsettled(`The ${scope.base.label} have nothing that "${named.text}" could be.`, [named.text]);
  return scope.chooser.choose([...columns, ...tables], named.text);
}

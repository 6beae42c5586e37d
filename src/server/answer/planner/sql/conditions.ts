// Conditions as SQL, each one true or not of a row of the base; what is asked of finer tables is asked in a sub-query, so that
// no row of the base stands twice. Not here: conditions on groups (grouped.ts).
import type { Step } from '../joins.ts';
import type { ColumnRef, Comparison, Condition, Scalar } from '../plan/plan.ts';
import { isBlankMissing } from './missing.ts';
import {
  aliasOf,
  columnByRef,
  dateSql,
  fromLines,
  linked,
  missingFanOut,
  newAlias,
  openScope,
  reach,
  type Scope,
  source,
  stepKey,
  storedSql,
  tableByKey,
  valueSql,
  wayOf,
} from './scope.ts';

type Simple = Exclude<Condition, { kind: 'related' | 'any' | 'all' }>;

const isSimple = (condition: Condition): condition is Simple =>
  condition.kind !== 'related' && condition.kind !== 'any' && condition.kind !== 'all';

/**
 * The conditions in SQL, to be joined by AND. Those on columns of finer tables ask for one row there that meets all of
 * them. What is negated holds of rows without a value too.
 */
export function conditionsSql(scope: Scope, conditions: readonly Condition[]): string[] {
  const written: string[] = [];
  const finer = new Map<string, { first: Step; conditions: Simple[] }>();
  for (const condition of conditions) {
    const first = isSimple(condition) ? finerStep(scope, condition) : undefined;
    if (!first || !isSimple(condition)) {
      written.push(conditionSql(scope, condition));
      continue;
    }
    const known = finer.get(stepKey(first)) ?? { first, conditions: [] };
    known.conditions.push(condition);
    finer.set(stepKey(first), known);
  }
  return [...written, ...[...finer.values()].map((each) => existsSql(scope, each.first, each.conditions))];
}

/** The first step to the finer table that a condition is about; undefined when the FROM has or may have its columns. */
function finerStep(scope: Scope, condition: Simple): Step | undefined {
  if (scope.mayMultiply) return undefined;
  const refs = condition.kind === 'columns' ? [condition.left, condition.right] : [condition.column];
  const firsts = refs.flatMap((ref) => missingFanOut(scope, wayOf(scope, ref)).slice(0, 1));
  const [first, second] = firsts;
  if (first && second && stepKey(first) !== stepKey(second))
    throw new Error(`Rows of ${first.to.name} and ${second.to.name} do not belong to each other.`);
  return first;
}

function existsSql(scope: Scope, first: Step, conditions: readonly Simple[]): string {
  const { statement, base } = scope;
  const alias = newAlias(statement, aliasOf(statement.index, first.to));
  const inner: Scope = {
    statement,
    base,
    root: scope.root,
    joins: [],
    reached: new Map([[stepKey(first), alias]]),
    mayMultiply: true,
    isMultiplied: false,
    outer: { scope, first: stepKey(first) },
  };
  const where = conditions.map((condition) => conditionSql(inner, condition));
  const belongs = linked(statement.dialect, first, scope.root, alias);
  return exists([`FROM ${source(statement, first.to, alias)}`, ...inner.joins, whereLine([belongs, ...where])]);
}

const whereLine = (conditions: readonly string[]): string => `WHERE ${conditions.join(' AND ')}`;

const indent = (lines: readonly string[]): string => lines.join('\n').replaceAll('\n', '\n    ');

const exists = (lines: readonly string[]): string => `EXISTS (\n    ${indent(['SELECT 1', ...lines])}\n  )`;

function conditionSql(scope: Scope, condition: Condition): string {
  const { dialect } = scope.statement;
  switch (condition.kind) {
    case 'in':
      return inSql(scope, condition);
    case 'compare':
      return comparison(valueSql(scope, condition.column), condition, dialect.literal);
    case 'columns':
      return columnsSql(scope, condition);
    case 'text': {
      const stored = textSql(scope, condition.column);
      const matches = dialect.matches(stored, condition.op, condition.value);
      return condition.negated ? `(NOT ${matches} OR ${stored} IS NULL)` : matches;
    }
    case 'period':
      return periodSql(scope, condition);
    case 'weekday':
      return weekdaySql(scope, condition);
    case 'empty':
      return emptySql(scope, condition);
    case 'related':
      return relatedSql(scope, condition);
    case 'any':
      return `(${condition.of.map((each) => conditionsSql(scope, [each]).join(' AND ')).join(' OR ') || '1 = 0'})`;
    case 'all':
      return `(${conditionsSql(scope, condition.of).join(' AND ') || '1 = 1'})`;
  }
}

/** A column as a text that can be compared with any text. */
function textSql(scope: Scope, ref: ColumnRef): string {
  const { index, dialect } = scope.statement;
  const stored = storedSql(scope, ref);
  return dialect.isText(columnByRef(index, ref).nativeType) ? stored : dialect.asText(stored);
}

function inSql(scope: Scope, { column: ref, values, negated }: Extract<Condition, { kind: 'in' }>): string {
  const { index, dialect } = scope.statement;
  const column = columnByRef(index, ref);
  if (values.length === 0) return negated ? '1 = 1' : '1 = 0';
  if (column.type === 'boolean') return flagSql(scope, ref, values, negated);
  // Lists, identifiers and the like are known by how they are written, and a text is never a number.
  const isText = column.type === 'text';
  const name = isText ? textSql(scope, ref) : storedSql(scope, ref);
  const literals = values.map((value) => dialect.literal(isText ? String(value) : value));
  const list = literals.join(', ');
  if (!negated) return literals.length === 1 ? `${name} = ${list}` : `${name} IN (${list})`;
  return `(${name} ${literals.length === 1 ? `<> ${list}` : `NOT IN (${list})`} OR ${name} IS NULL)`;
}

function flagSql(scope: Scope, ref: ColumnRef, values: readonly Scalar[], negated: boolean): string {
  const { dialect } = scope.statement;
  const name = storedSql(scope, ref);
  const wanted = new Set(values.map((value) => value === true || value === 1 || /^(true|1)$/i.test(String(value))));
  if (wanted.size === 2) return negated ? `${name} IS NULL` : `${name} IS NOT NULL`;
  const [flag = true] = wanted;
  if (!negated) return flag ? dialect.isTrue(name) : dialect.isFalse(name);
  return `(${flag ? dialect.isFalse(name) : dialect.isTrue(name)} OR ${name} IS NULL)`;
}

export interface Bound {
  op: Comparison;
  value: number;
  upper?: number | undefined;
}

/**
 * An expression against a number; what is different from it may also be missing, unless it `isKnown` never to be. Throws
 * for `between` without an upper end.
 */
export function comparison(
  sql: string,
  { op, value, upper }: Bound,
  literal: (value: number) => string,
  isKnown = false,
): string {
  if (op === '<>' && !isKnown) return `(${sql} <> ${literal(value)} OR ${sql} IS NULL)`;
  if (op !== 'between') return `${sql} ${op} ${literal(value)}`;
  if (upper === undefined) throw new Error('A range has no upper end.');
  return `${sql} BETWEEN ${literal(value)} AND ${literal(upper)}`;
}

/** Both values are known: what was never delivered was not delivered late. */
function columnsSql(scope: Scope, { left, op, right }: Extract<Condition, { kind: 'columns' }>): string {
  const [own, other] = [timeOf(scope, left), timeOf(scope, right)];
  // A day ends with its last hour: what was promised for a day and comes at noon is not late.
  const asDays = own !== undefined && other !== undefined && own !== other;
  const side = (ref: ColumnRef, time: 'day' | 'time' | undefined) => {
    const sql = valueSql(scope, ref);
    return asDays && time === 'time' ? scope.statement.dialect.asDay(sql) : sql;
  };
  return `${side(left, own)} ${op} ${side(right, other)}`;
}

/** Whether a column of dates holds the time of day too. */
function timeOf({ statement }: Scope, ref: ColumnRef): 'day' | 'time' | undefined {
  const { type, dateFormat } = columnByRef(statement.index, ref);
  if (dateFormat !== undefined) return /%[HIM]/.test(dateFormat) ? 'time' : 'day';
  return type === 'date' ? 'day' : type === 'timestamp' ? 'time' : undefined;
}

function periodSql(scope: Scope, { column, from, to, negated }: Extract<Condition, { kind: 'period' }>): string {
  const { dialect } = scope.statement;
  const date = dateSql(scope, column);
  const inside = [
    ...(from === undefined ? [] : [`${date} ${negated ? '<' : '>='} ${dialect.day(from)}`]),
    ...(to === undefined ? [] : [`${date} ${negated ? '>=' : '<'} ${dialect.day(to)}`]),
  ];
  if (inside.length === 0) return negated ? '1 = 0' : '1 = 1';
  return negated ? `(${[...inside, `${date} IS NULL`].join(' OR ')})` : inside.join(' AND ');
}

function weekdaySql(scope: Scope, { column, days, negated }: Extract<Condition, { kind: 'weekday' }>): string {
  const { dialect } = scope.statement;
  const day = dialect.datePart(dateSql(scope, column), 'weekday');
  const list = days.map((each) => dialect.literal(each)).join(', ');
  if (list === '') return negated ? '1 = 1' : '1 = 0';
  return negated ? `(${day} NOT IN (${list}) OR ${day} IS NULL)` : `${day} IN (${list})`;
}

function emptySql(scope: Scope, { column, negated }: Extract<Condition, { kind: 'empty' }>): string {
  const { index, dialect } = scope.statement;
  const stored = storedSql(scope, column);
  if (!isBlankMissing(dialect, columnByRef(index, column))) return `${stored} IS ${negated ? 'NOT ' : ''}NULL`;
  return negated ? `${stored} <> ''` : `(${stored} IS NULL OR ${stored} = '')`;
}

/** The rows of another table that belong to a row: whether there are any, or how many. */
function relatedSql(scope: Scope, condition: Extract<Condition, { kind: 'related' }>): string {
  const { statement } = scope;
  const { dialect, index } = statement;
  const table = tableByKey(index, condition.table);
  const steps = wayOf(scope, condition);
  const [first] = steps;
  if (!first) throw new Error(`Rows of ${table.name} belong to no other row of it.`);
  const inner = openScope(statement, table);
  // The way back leads from the related table to the row that is asked about, which the query around it has.
  const back = steps.toReversed().map((step) => ({ ...step, fansOut: !step.fansOut, from: step.to, to: step.from }));
  inner.mayMultiply = true;
  const last = reach(inner, back.slice(0, -1));
  inner.mayMultiply = false;
  const belongs = linked(dialect, first, scope.root, last);
  const where = conditionsSql(inner, condition.where);
  const lines = [...fromLines(inner), whereLine([belongs, ...where])];
  if (condition.count) {
    const id = table.idColumn;
    if (inner.isMultiplied && !id) throw new Error(`Rows of ${table.name} cannot be told apart.`);
    const rows = inner.isMultiplied && id ? `${dialect.quote(inner.root)}.${dialect.quote(id.name)}` : undefined;
    const count = dialect.aggregate(rows === undefined ? { fn: 'count' } : { fn: 'count_distinct', value: rows });
    const counted = `(\n    ${indent([`SELECT ${count}`, ...lines])}\n  )`;
    const compared = comparison(counted, condition.count, dialect.literal, true);
    return condition.negated ? `NOT (${compared})` : compared;
  }
  return `${condition.negated ? 'NOT ' : ''}${exists(lines)}`;
}

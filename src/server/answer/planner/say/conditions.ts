// Conditions in words, as they stand in a sentence: "where status is delivered and ordered at is in 2024".
// Not here: the exact language that is read back (reading/), conditions of groups (where.ts).
import type { ColumnRef, Comparison, Condition, Scalar } from '../plan/plan.ts';
import type { IndexedColumn, SchemaIndex } from '../schemaIndex.ts';
import { exactText } from './exact.ts';
import { cellText, columnName, columnOf, joinWords, roleOf, sameColumn, someOf, tableOf } from './names.ts';

interface Bound {
  op: Comparison;
  value: number;
  upper?: number | undefined;
}

const overAndUnder = {
  '>': 'over',
  '>=': 'at least',
  '<': 'under',
  '<=': 'at most',
  '=': 'exactly',
  '<>': 'not',
  between: 'between',
} as const;

const afterAndBefore = {
  '>': 'after',
  '>=': 'on or after',
  '<': 'before',
  '<=': 'on or before',
  '=': 'the same as',
  '<>': 'not the same as',
} as const;

/** "over 100", "between 3 and 5": every digit that was asked for. `unit` follows each number. */
export function boundText(
  { op, value, upper }: Bound,
  write: (value: number) => string = exactText,
  unit = '',
): string {
  const and = upper === undefined ? '' : ` and ${write(upper)}${unit}`;
  return `${overAndUnder[op]} ${write(value)}${unit}${and}`;
}

/** A year or a number that only names something has no thousands. */
const writerOf = (column: IndexedColumn) => (column.role === 'measure' ? exactText : String);

const mostValues = 8;

function valuesText(column: IndexedColumn, values: readonly Scalar[], negated: boolean): string {
  const { flags } = column;
  if (flags && values.every((value) => flags.yes.some((yes) => yes === value)))
    return `is ${negated ? 'not ' : ''}true`;
  if (column.type === 'boolean' && values.length === 1)
    return `is ${(values[0] === false) !== negated ? 'not ' : ''}true`;
  return `is ${negated ? 'not ' : ''}${someOf(values.map(cellText), mostValues, 'or')}`;
}

const textMatches = { starts: ['starts', 'start'], ends: ['ends', 'end'], contains: ['contains', 'contain'] } as const;

function textMatch({ op, value, negated }: Extract<Condition, { kind: 'text' }>): string {
  const [does, doNot] = textMatches[op];
  const join = op === 'contains' ? '' : ' with';
  return `${negated ? `does not ${doNot}` : does}${join} ${cellText(value)}`;
}

function columnsText(index: SchemaIndex, condition: Extract<Condition, { kind: 'columns' }>, from: string): string {
  const isDate = columnOf(index, condition.left).role === 'date';
  const words = { ...overAndUnder, '=': 'the same as', '<>': 'not the same as' };
  const how = isDate ? afterAndBefore[condition.op] : words[condition.op];
  return `is ${how} ${columnName(index, condition.right, from)}`;
}

/** What is said of one column, or undefined where a condition is not about one. */
function predicate(
  index: SchemaIndex,
  condition: Condition,
  from: string,
): { column: ColumnRef; text: string } | undefined {
  switch (condition.kind) {
    case 'in': {
      const text = valuesText(columnOf(index, condition.column), condition.values, condition.negated);
      return { column: condition.column, text };
    }
    case 'compare': {
      const write = writerOf(columnOf(index, condition.column));
      return { column: condition.column, text: `is ${boundText(condition, write)}` };
    }
    case 'columns':
      return { column: condition.left, text: columnsText(index, condition, from) };
    case 'text':
      return { column: condition.column, text: textMatch(condition) };
    case 'period':
      return { column: condition.column, text: `is ${condition.negated ? 'not ' : ''}${condition.text}` };
    case 'weekday': {
      const text = `${condition.negated ? 'does not fall' : 'falls'} on ${joinWords(condition.days, 'or')}`;
      return { column: condition.column, text };
    }
    case 'empty':
      return { column: condition.column, text: `is ${condition.negated ? 'not ' : ''}empty` };
    default:
      return undefined;
  }
}

function relatedText(index: SchemaIndex, condition: Extract<Condition, { kind: 'related' }>): string {
  const table = tableOf(index, condition.table);
  const role = condition.via === undefined ? '' : ` by ${roleOf(condition.via)}`;
  const { count, negated } = condition;
  const many = count ? `${boundText(count, exactText)} ` : '';
  const isOne = count ? count.op === '=' && count.value === 1 : negated;
  const not = negated ? (count ? 'not ' : 'no ') : '';
  const exactlyNot = count?.op === '<>' ? many.replace('not', 'not exactly') : many;
  const head = `there ${isOne ? 'is' : 'are'} ${not}${exactlyNot}${isOne ? table.singular : table.label}${role}`;
  const said = condition.where.map((each) => predicate(index, each, table.key));
  const whose = said.flatMap((each) =>
    each ? [`whose ${columnName(index, each.column, table.key)} ${each.text}`] : [],
  );
  if (whose.length === condition.where.length) return whose.length === 0 ? head : `${head} ${joinWords(whose)}`;
  return `${head} (${joinWords(condition.where.map((each) => conditionText(index, each, table.key, condition.where.length > 1)))})`;
}

/** "ordered at is in 2023 or in 2024": alternatives of one column name it once. */
function ofOneColumn(index: SchemaIndex, conditions: readonly Condition[], from: string): string | undefined {
  const said = conditions.map((each) => predicate(index, each, from));
  const [first] = said;
  if (!first || said.some((each) => !sameColumn(each?.column, first.column))) return undefined;
  const texts = said.map((each) => each?.text ?? '');
  if (texts.some((text) => !text.startsWith('is ') || text.startsWith('is not '))) return undefined;
  const words = joinWords(
    texts.map((text) => text.slice('is '.length)),
    'or',
  );
  return `${columnName(index, first.column, from)} is ${words}`;
}

/** One condition as seen from the table `from`; `nested` puts alternatives into parentheses. */
export function conditionText(index: SchemaIndex, condition: Condition, from: string, nested = false): string {
  if (condition.kind === 'related') return relatedText(index, condition);
  if (condition.kind === 'any' || condition.kind === 'all') {
    const alike = condition.kind === 'any' ? ofOneColumn(index, condition.of, from) : undefined;
    if (alike !== undefined) return alike;
    const inner = condition.of.length > 1;
    const text = joinWords(
      condition.of.map((each) => conditionText(index, each, from, inner)),
      condition.kind === 'any' ? 'or' : 'and',
    );
    return nested && inner ? `(${text})` : text;
  }
  const said = predicate(index, condition, from);
  return said ? `${columnName(index, said.column, from)} ${said.text}` : '';
}

/** " where status is delivered and quantity is over 3", or nothing where there is no condition. */
export function conditionsText(index: SchemaIndex, conditions: readonly Condition[], from: string): string {
  const parts = conditions.map((each) => conditionText(index, each, from, conditions.length > 1));
  return parts.length > 0 ? ` where ${joinWords(parts)}` : '';
}

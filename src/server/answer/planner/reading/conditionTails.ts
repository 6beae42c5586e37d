// What a condition says of one column, behind the column's name: `is "delivered"`, "is over 3", "is in 2024", "is empty".
// Not here: how conditions go together (conditions.ts).
import { type ColumnRef, type Condition, type Scalar, type Weekday, weekdays } from '../plan/plan.ts';
import type { IndexedColumn } from '../schemaIndex.ts';
import { listed, quiet } from './combinators.ts';
import { type Fits, hasPeriods, isDate, isNumber, isText } from './kinds.ts';
import { columnName, columnOf } from './nameSyntax.ts';
import { type Days, period } from './periods.ts';
import { choice, form, type Syntax, said } from './syntax.ts';
import { quotedValue } from './tokens.ts';
import { type Bound, bound, scalar } from './values.ts';

/** What is said of the column that was just read, when it is of a type of which that can be said. */
function ofColumns<T>(fits: Fits, syntax: Syntax<T>): Syntax<T> {
  return {
    write: (value, to) => syntax.write(value, to),
    read: (from) => (from.column && fits(from.column) ? syntax.read(from) : undefined),
  };
}

type Simple = Extract<Condition, { column: unknown } | { left: unknown }>;
type WithoutColumn<C> = C extends { left: unknown } ? Omit<C, 'left'> : C extends unknown ? Omit<C, 'column'> : never;
export type Tail = WithoutColumn<Simple>;
type TailOf<K extends Tail['kind']> = Extract<Tail, { kind: K }>;

const only =
  <K extends Tail['kind'], F>(kind: K, take: (tail: TailOf<K>) => F | undefined) =>
  (tail: Tail): F | undefined =>
    tail.kind === kind ? take(tail as TailOf<K>) : undefined;

/** `least` to `most` values of which the column has one, or none. */
const valuesTail = (words: string, least: number, most: number, negated: boolean): Syntax<Tail> =>
  form<{ values: Scalar[] }, Tail>(
    `${words} {values}`,
    { values: listed(scalar, 'or') },
    only('in', ({ values, negated: isNegated }) =>
      isNegated === negated && values.length >= least && values.length <= most ? { values } : undefined,
    ),
    ({ values }) => (values.length >= least && values.length <= most ? { kind: 'in', values, negated } : undefined),
  );

const noValues = (words: string, negated: boolean): Syntax<Tail> =>
  form<object, Tail>(
    words,
    {},
    only('in', (tail) => (tail.values.length === 0 && tail.negated === negated ? {} : undefined)),
    () => ({ kind: 'in', values: [], negated }),
  );

const textTail = (words: string, op: TailOf<'text'>['op'], negated: boolean): Syntax<Tail> =>
  form<{ value: string }, Tail>(
    `${words} {value}`,
    { value: quoted },
    only('text', (tail) => (tail.op === op && tail.negated === negated ? { value: tail.value } : undefined)),
    ({ value }) => ({ kind: 'text', op, value, negated }),
  );

const quoted: Syntax<string> = {
  write: quotedValue,
  read(from) {
    const token = from.tokens[from.at];
    if (token?.kind !== 'quoted' || token.open === true) return undefined;
    from.at += 1;
    return { value: token.text };
  },
};

const periodTail = (words: string, negated: boolean): Syntax<Tail> =>
  form<{ days: Days }, Tail>(
    `${words} {days}`,
    { days: period },
    only('period', ({ from, to, negated: isNegated }) =>
      isNegated === negated
        ? { days: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) } }
        : undefined,
    ),
    // How it is said is set with the labels.
    ({ days }) => ({ kind: 'period', ...days, text: '', negated }),
  );

const emptyTail = (words: string, negated: boolean): Syntax<Tail> =>
  form<object, Tail>(
    words,
    {},
    only('empty', (tail) => (tail.negated === negated ? {} : undefined)),
    () => ({ kind: 'empty', negated }),
  );

const dayName: Syntax<Weekday> = choice(...weekdays.map((day) => said(day, day)));

const weekdayTail = (words: string, negated: boolean): Syntax<Tail> =>
  form<{ days: Weekday[] }, Tail>(
    `${words} {days}`,
    { days: listed(dayName, 'or') },
    only('weekday', (tail) => (tail.negated === negated && tail.days.length > 0 ? { days: tail.days } : undefined)),
    ({ days }) => ({ kind: 'weekday', days: [...new Set(days)], negated }),
  );

type ColumnsOp = TailOf<'columns'>['op'];

const kindOf = (column: IndexedColumn): 'date' | 'number' | 'other' =>
  isDate(column) ? 'date' : isNumber(column) ? 'number' : 'other';

/** A column that can be compared with the one before. */
const likeColumn: Syntax<ColumnRef> = {
  write: (value, to) => columnName().write(value, to),
  read(from) {
    const left = from.column;
    return (
      left &&
      columnName(
        (column) => kindOf(column) === kindOf(left),
        (column) => column !== left && kindOf(column) === kindOf(left),
      ).read(from)
    );
  },
};

/** Against another column; of dates it is "after" and "before". */
const columnsTail = (words: string, op: ColumnsOp, ofDates?: boolean): Syntax<Tail> =>
  form<{ right: ColumnRef }, Tail>(
    `is ${words} {right}`,
    { right: likeColumn },
    (tail, to) => {
      if (tail.kind !== 'columns' || tail.op !== op) return undefined;
      const right = columnOf(to.names, tail.right);
      const fits = ofDates === undefined || (right !== undefined && isDate(right)) === ofDates;
      return fits ? { right: tail.right } : undefined;
    },
    ({ right }) => ({ kind: 'columns', op, right }),
  );

const ofDates = choice(
  columnsTail('on or after', '>=', true),
  columnsTail('after', '>', true),
  columnsTail('on or before', '<=', true),
  columnsTail('before', '<', true),
);
const ofOthers = choice(
  columnsTail('over', '>', false),
  columnsTail('at least', '>=', false),
  columnsTail('under', '<', false),
  columnsTail('at most', '<=', false),
);

export const tail: Syntax<Tail> = choice<Tail>(
  quiet(noValues('is none at all', false)),
  quiet(noValues('is not none at all', true)),
  valuesTail('is', 1, Number.POSITIVE_INFINITY, false),
  valuesTail('is not', 1, 1, true),
  valuesTail('is none of', 2, Number.POSITIVE_INFINITY, true),
  ofColumns(hasPeriods, choice(periodTail('is', false), periodTail('is not', true))),
  ofColumns(
    isNumber,
    form<{ bound: Bound }, Tail>(
      'is {bound}',
      { bound },
      only('compare', ({ op, value, upper }) => ({ bound: { op, value, ...(upper === undefined ? {} : { upper }) } })),
      (fields) => ({ kind: 'compare', ...fields.bound }),
    ),
  ),
  ofColumns(
    isText,
    choice(
      textTail('starts with', 'starts', false),
      textTail('contains', 'contains', false),
      textTail('ends with', 'ends', false),
      textTail('does not start with', 'starts', true),
      textTail('does not contain', 'contains', true),
      textTail('does not end with', 'ends', true),
    ),
  ),
  emptyTail('is empty', false),
  emptyTail('is not empty', true),
  ofColumns(isDate, choice(weekdayTail('falls on', false), weekdayTail('does not fall on', true))),
  ofColumns(isDate, ofDates),
  ofColumns(isNumber, ofOthers),
  ofColumns((column) => kindOf(column) === 'other', quiet(ofOthers)),
  quiet(columnsTail('the same as', '=')),
  quiet(columnsTail('different from', '<>')),
);

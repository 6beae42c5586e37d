// Measures in a reading: "number of orders", "median cost", "ratio of total parts rejected to total parts produced".
// Not here: their headers (../plan/labels.ts), how they are ordered by (planSyntax.ts).
import type { ColumnRef, Condition, Having, Measure, SimpleMeasure } from '../plan/plan.ts';
import { ownConditions } from './conditions.ts';
import { type Fits, isAny, isDate, isMeasure, isNumber } from './kinds.ts';
import { baseName, columnName, columnOf, tableName } from './nameSyntax.ts';
import type { Names } from './names.ts';
import { choice, form, optional, type Syntax } from './syntax.ts';
import { type Bound, bound } from './values.ts';

type Fn = SimpleMeasure['fn'];
type Bare = Pick<SimpleMeasure, 'fn' | 'column' | 'times'>;

const isOther: Fits = (column) => !isDate(column);

const times: Syntax<ColumnRef> = form<{ column: ColumnRef }, ColumnRef>(
  'times {column}',
  { column: columnName(isNumber, isMeasure) },
  (column) => ({ column }),
  ({ column }) => column,
);

/** `when`: of which columns the function is called so, where it has several names. */
function ofColumn(words: string, fn: Fn, fits: Fits, offered: Fits, when: Fits = isAny): Syntax<Bare> {
  return form<{ column: ColumnRef; times?: ColumnRef | undefined }, Bare>(
    `${words} {column}{times}`,
    { column: columnName(fits, offered), times: optional(times) },
    (measure, to) => {
      const column = measure.column && columnOf(to.names, measure.column);
      if (measure.fn !== fn || !measure.column || !column || !when(column)) return undefined;
      return { column: measure.column, times: measure.times };
    },
    ({ column, times: factor }) => ({ fn, column, ...(factor ? { times: factor } : {}) }),
  );
}

/** The column by which each row of `from` belongs to one of `to`, where there is one such link and it has one column. */
function linkColumn(names: Names, from: string, to: string): string | undefined {
  const links = names.index.links.filter((link) => link.from.key === from && link.to.key === to);
  const [link, ...others] = links;
  return link && others.length === 0 && link.fromColumns.length === 1 ? link.fromColumns[0] : undefined;
}

/** "number of different patients of admissions": by the column that leads to them. */
const differentEntities: Syntax<Bare> = form<{ what: string; base: string }, Bare>(
  'number of different {what} of {base}',
  { what: tableName, base: baseName },
  (measure, to) => {
    const { fn, column, times: factor } = measure;
    if (fn !== 'count_distinct' || !column || factor || column.via !== undefined) return undefined;
    if (column.table !== to.base.key) return undefined;
    const link = to.names.index.links.find(
      (each) => each.from.key === column.table && each.fromColumns.includes(column.column),
    );
    const what = link?.to.key;
    if (what === undefined || linkColumn(to.names, column.table, what) !== column.column) return undefined;
    return { what, base: column.table };
  },
  ({ what, base }, from) => {
    const column = linkColumn(from.names, base, what);
    return column === undefined ? undefined : { fn: 'count_distinct', column: { table: base, column } };
  },
);

const rows: Syntax<Bare> = form<{ base: string }, Bare>(
  'number of {base}',
  { base: baseName },
  ({ fn, column }, to) => (fn === 'count' && !column ? { base: to.base.key } : undefined),
  () => ({ fn: 'count' }),
);

const bare: Syntax<Bare> = choice<Bare>(
  differentEntities,
  ofColumn('number of different values of', 'count_distinct', isAny, (column) => !isMeasure(column)),
  rows,
  ofColumn('total', 'sum', isNumber, (column) => isMeasure(column) && !column.averaged),
  ofColumn('average', 'avg', isNumber, isMeasure),
  ofColumn('median', 'median', (column) => isNumber(column) || isDate(column), isMeasure),
  ofColumn('minimum', 'min', isAny, isMeasure, isOther),
  ofColumn('maximum', 'max', isAny, isMeasure, isOther),
  ofColumn('earliest', 'min', isDate, isDate, isDate),
  ofColumn('latest', 'max', isDate, isDate, isDate),
);

export const simpleMeasure: Syntax<SimpleMeasure> = form<
  { bare: Bare; where?: Condition[] | undefined },
  SimpleMeasure
>(
  '{bare}{where}',
  { bare, where: optional(ownConditions) },
  ({ where, ...rest }) => ({ bare: rest, where: where && where.length > 0 ? where : undefined }),
  ({ bare: measure, where }) => ({ ...measure, ...(where ? { where } : {}) }),
);

interface Parts {
  what: SimpleMeasure;
  per?: SimpleMeasure | undefined;
}

function partsOf({ per, as: _as, label: _label, ...what }: Measure): Parts {
  return { what, per };
}

/** One way to measure; labels are set when the whole plan is read. */
const measured = (template: string, as: Measure['as'], hasPer: boolean): Syntax<Measure> =>
  form<Parts, Measure>(
    template,
    hasPer ? { what: simpleMeasure, per: required(simpleMeasure) } : { what: simpleMeasure, per: optional(never) },
    (measure) => (measure.as === as && (measure.per !== undefined) === hasPer ? partsOf(measure) : undefined),
    ({ what, per }) => ({ ...what, ...(per ? { per } : {}), ...(as ? { as } : {}), label: '' }),
  );

const required = (syntax: Syntax<SimpleMeasure>): Syntax<SimpleMeasure | undefined> => ({
  write: (value, to) => (value === undefined ? undefined : syntax.write(value, to)),
  read: (from) => syntax.read(from),
});
const never: Syntax<SimpleMeasure> = { write: () => undefined, read: () => undefined };

export const measure: Syntax<Measure> = choice<Measure>(
  measured('{what}', undefined, false),
  measured('share in percent of {what}', 'share', false),
  measured('growth in percent of {what} against {per}', 'growth', true),
  measured('growth in percent of {what}', 'growth', false),
  measured('running {what}', 'running', false),
  measured('ratio of {what} to {per}', undefined, true),
  measured('ratio in percent of {what} to {per}', 'share', true),
);

export const having: Syntax<Having> = form<{ measure: Measure; bound: Bound }, Having>(
  '{measure} {bound}',
  { measure, bound },
  ({ measure: what, op, value, upper }) => ({
    measure: what,
    bound: { op, value, ...(upper === undefined ? {} : { upper }) },
  }),
  ({ measure: what, bound: limits }) => ({ measure: what, ...limits }),
);

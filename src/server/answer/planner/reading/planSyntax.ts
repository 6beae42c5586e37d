// A whole plan in one line: what is asked, by what, where, having what, in which order, how many, as which chart.
// Not here: checking that a line reads back (reading.ts), labels (../plan/labels.ts).
import type { ColumnRef, Condition, Group, Having, Measure, Plan } from '../plan/plan.ts';
import { joined, listed, quiet } from './combinators.ts';
import { conditions } from './conditions.ts';
import { type Ending, ending, listEnding, type Ordering, type Sorted } from './endings.ts';
import { group } from './groups.ts';
import { isDate, isNumber } from './kinds.ts';
import { having, measure } from './measures.ts';
import { baseName, columnName, columnOf } from './nameSyntax.ts';
import { canonical } from './same.ts';
import { choice, form, optional, type Reader, type Syntax, type Writer } from './syntax.ts';

/** What is asked for, before any "by" or "where". */
type Head = Pick<Plan, 'kind' | 'measures' | 'groups' | 'columns'> & { countGroups?: boolean; exists?: boolean };

const aggregate: Head = { kind: 'aggregate', measures: [], groups: [], columns: [] };
const rows: Measure = { fn: 'count', label: '' };

const isRows = (measures: readonly Measure[]): boolean => {
  const [only, ...others] = measures;
  return only?.fn === 'count' && others.length === 0 && canonicalMeasure(only) === canonicalMeasure(rows);
};

/** As text, so that equal measures are equal. */
function canonicalMeasure(what: Measure): string {
  return canonical({ kind: 'aggregate', base: '', measures: [what], groups: [], columns: [], filters: [], having: [] });
}

function canonicalGroup(what: Group): string {
  return canonical({ kind: 'values', base: '', measures: [], groups: [what], columns: [], filters: [], having: [] });
}

/** A head that is nothing but the rows of the base: "list of customers". */
const ofRows = (words: string, head: Head): Syntax<Head> =>
  form<{ base: string }, Head>(
    `${words} {base}`,
    { base: baseName },
    (given, to) =>
      given.kind === head.kind &&
      (given.countGroups ?? false) === (head.countGroups ?? false) &&
      (given.exists ?? false) === (head.exists ?? false) &&
      (head.measures.length === 0 ? given.measures.length === 0 : isRows(given.measures))
        ? { base: to.base.key }
        : undefined,
    () => head,
  );

/** A head with measures of its own. */
const ofMeasures = (words: string, head: Head): Syntax<Head> =>
  form<{ measures: Measure[] }, Head>(
    `${words}{measures}`,
    { measures: listed(measure, 'and') },
    (given) =>
      given.kind === 'aggregate' &&
      (given.countGroups ?? false) === (head.countGroups ?? false) &&
      (given.exists ?? false) === (head.exists ?? false)
        ? { measures: given.measures }
        : undefined,
    ({ measures }) => ({ ...head, measures }),
  );

const list: Syntax<Head> = form<{ rows: Head; columns?: ColumnRef[] | undefined }, Head>(
  '{rows}{columns}',
  {
    rows: ofRows('list of', { ...aggregate, kind: 'list' }),
    columns: optional(
      form<{ columns: ColumnRef[] }, ColumnRef[]>(
        'with {columns}',
        { columns: listed(columnName(), 'and') },
        (columns) => ({ columns }),
        ({ columns }) => columns,
      ),
    ),
  },
  (head) => ({ rows: head, columns: head.columns.length > 0 ? head.columns : undefined }),
  ({ rows: head, columns }) => ({ ...head, columns: columns ?? [] }),
);

const values: Syntax<Head> = form<{ groups: Group[] }, Head>(
  'different values of {groups}',
  { groups: listed(group, 'and') },
  (head) => (head.kind === 'values' ? { groups: head.groups } : undefined),
  ({ groups }) => ({ ...aggregate, kind: 'values', groups }),
);

const head: Syntax<Head> = choice<Head>(
  ofRows('number of groups of', { ...aggregate, countGroups: true }),
  ofMeasures('number of groups of ', { ...aggregate, countGroups: true }),
  ofMeasures('', aggregate),
  values,
  ofRows('are there any', { ...aggregate, measures: [rows], exists: true }),
  ofMeasures('is there any ', { ...aggregate, exists: true }),
);

interface Line {
  across?: string | undefined;
  head: Head;
  groups?: Group[] | undefined;
  where?: Condition[] | undefined;
  having?: Having[] | undefined;
  ending: Ending;
}

/** The base is the table of the first name; when it is another one, it is said first. */
const across: Syntax<string> = form<{ base: string }, string>(
  'across {base},',
  { base: baseName },
  (base) => ({ base }),
  ({ base }) => base,
);

const by = form<{ groups: Group[] }, Group[]>(
  'by {groups}',
  { groups: listed(group, 'and') },
  (groups) => ({ groups }),
  ({ groups }) => groups,
);
const where = form<{ where: Condition[] }, Condition[]>(
  'where {where}',
  { where: conditions },
  (all) => ({ where: all }),
  (fields) => fields.where,
);
const havings = form<{ having: Having[] }, Having[]>(
  'having {having}',
  { having: joined(having, 'and') },
  (all) => ({ having: all }),
  (fields) => fields.having,
);

const filled = <T>(items: T[]): T[] | undefined => (items.length > 0 ? items : undefined);

const line = (asked: Syntax<Head>, grouped: Syntax<Group[]>, end: Syntax<Ending>): Syntax<Plan> =>
  form<Line, Plan>(
    '{across}{head}{groups}{where}{having}{ending}',
    {
      across: optional(across),
      head: asked,
      groups: optional(grouped),
      where: optional(where),
      having: optional(havings),
      ending: end,
    },
    (plan, to) => lineOf(plan, asked, to),
    planOf,
  );

/** Every plan in one line. */
export const planLine: Syntax<Plan> = choice(line(list, quiet(by), listEnding), line(head, by, ending));

function lineOf(plan: Plan, asked: Syntax<Head>, to: Writer): Line | undefined {
  if ((plan.kind === 'list') !== (asked === list)) return undefined;
  const headOf: Head = {
    kind: plan.kind,
    measures: plan.measures,
    groups: plan.groups,
    columns: plan.columns,
    countGroups: plan.countGroups === true,
    exists: plan.exists === true,
  };
  const trial: Writer = { ...to, scope: undefined };
  asked.write(headOf, trial);
  const [each, ...others] = plan.groups;
  // Of a list, what the limit holds for is said there alone.
  const isOnlyEach = plan.kind === 'list' && plan.perGroup === true && others.length === 0;
  return {
    across: trial.scope === to.base ? undefined : plan.base,
    head: headOf,
    groups: plan.kind === 'values' || isOnlyEach ? undefined : filled(plan.groups),
    where: filled(plan.filters),
    having: filled(plan.having),
    ending: {
      ...orderOf(plan, to),
      ...(plan.perGroup === true && each ? { each } : {}),
      chart: plan.chart,
    },
  };
}

function orderOf({ order, limit, measures, groups }: Plan, to: Writer): Pick<Ending, 'key' | 'ordering'> {
  if (!order) return limit === undefined ? {} : { ordering: { limit } };
  const { direction } = order;
  const measured = order.measure === undefined ? undefined : measures[order.measure];
  const grouped = order.group === undefined ? undefined : groups[order.group];
  const ordering = (of: Sorted): Ordering => ({ direction, of, limit });
  if (order.column) {
    return { key: { kind: 'column', column: order.column }, ordering: ordering(sortedAs(order.column, to)) };
  }
  if (measured) {
    const keepsType = measured.fn === 'min' || measured.fn === 'max';
    const of = keepsType && measured.column ? sortedAs(measured.column, to) : 'number';
    return {
      ...(order.measure === 0 ? {} : { key: { kind: 'measure', measure: measured } }),
      ordering: ordering(of),
    };
  }
  if (grouped) {
    const of = grouped.kind === 'date' || grouped.kind === 'part' ? 'date' : sortedAs(grouped.column, to);
    return { key: { kind: 'group', group: grouped }, ordering: ordering(of) };
  }
  return { ordering: ordering('any') };
}

function sortedAs(ref: ColumnRef, to: Writer): Sorted {
  const column = columnOf(to.names, ref);
  return column && isDate(column) ? 'date' : column && isNumber(column) ? 'number' : 'text';
}

function planOf(
  { head: asked, groups, where: filters, having: limits, ending: end }: Line,
  from: Reader,
): Plan | undefined {
  if (!from.scope || (asked.kind === 'values' && groups)) return undefined;
  const { key, ordering, each, chart } = end;
  const grouped = asked.kind === 'values' ? asked.groups : (groups ?? []);
  const all = asked.kind === 'list' && each && !groups ? [each] : grouped;
  if (each && (!all[0] || canonicalGroup(all[0]) !== canonicalGroup(each))) return undefined;
  const plan: Plan = {
    kind: asked.kind,
    base: from.scope.key,
    measures: asked.measures,
    groups: all,
    columns: asked.columns,
    filters: filters ?? [],
    having: limits ?? [],
    ...(asked.countGroups === true ? { countGroups: true } : {}),
    ...(asked.exists === true ? { exists: true } : {}),
    ...(ordering?.limit === undefined ? {} : { limit: ordering.limit }),
    ...(each ? { perGroup: true } : {}),
    ...(chart ? { chart } : {}),
  };
  const order = planOrder(plan, key, ordering);
  return order === 'none' ? undefined : { ...plan, ...(order ? { order } : {}) };
}

/** The order that the end of the line says; `none` when it is by something that is not there. */
function planOrder(plan: Plan, key: Ending['key'], ordering: Ordering | undefined): Plan['order'] | 'none' {
  const direction = ordering?.direction;
  if (direction === undefined) return key ? 'none' : undefined;
  if (!key) {
    if (ordering?.of === 'any') return { direction };
    return plan.measures.length > 0 ? { direction, measure: 0 } : 'none';
  }
  if (key.kind === 'column') return { direction, column: key.column };
  const wanted = key.kind === 'measure' ? canonicalMeasure(key.measure) : canonicalGroup(key.group);
  const at =
    key.kind === 'measure'
      ? plan.measures.findIndex((each) => canonicalMeasure(each) === wanted)
      : plan.groups.findIndex((each) => canonicalGroup(each) === wanted);
  return at >= 0 ? { direction, [key.kind]: at } : 'none';
}

// The end of a reading: what it is ordered by, how many are shown, and as which chart: ", by average price, top 5 in each region".
// Not here: what is ordered (planSyntax.ts).
import type { ColumnRef, Group, Measure, Plan } from '../plan/plan.ts';
import { number, quiet } from './combinators.ts';
import { group } from './groups.ts';
import { measure } from './measures.ts';
import { columnName } from './nameSyntax.ts';
import { choice, form, optional, type Syntax, said } from './syntax.ts';

export type Key =
  | { kind: 'measure'; measure: Measure }
  | { kind: 'group'; group: Group }
  | { kind: 'column'; column: ColumnRef };

/** How what it is ordered by is called at its ends: "highest", "latest", "A"; "any" when nothing says what that is. */
export type Sorted = 'number' | 'date' | 'text' | 'any';
type Direction = 'asc' | 'desc';

export interface Ordering {
  direction?: Direction | undefined;
  of?: Sorted | undefined;
  limit?: number | undefined;
}

export interface Ending {
  key?: Key | undefined;
  ordering?: Ordering | undefined;
  /** The limit holds in each of these. */
  each?: Group | undefined;
  chart?: Plan['chart'];
}

const count: Syntax<number> = {
  write: number.write,
  read(from) {
    if (!from.tokens[from.at]) for (const text of ['5', '10', '3']) from.offers?.push({ text, from: from.at });
    const found = number.read(from);
    return found && Number.isSafeInteger(found.value) && found.value >= 0 ? found : undefined;
  },
};

const way = (words: string, direction: Direction, of: Sorted): Syntax<Ordering> =>
  form<object, Ordering>(
    `, ${words}`,
    {},
    (ordering) =>
      ordering.direction === direction && ordering.of === of && ordering.limit === undefined ? {} : undefined,
    () => ({ direction, of }),
  );

const ends = (word: string, direction: Direction): Syntax<Ordering> =>
  form<{ limit: number }, Ordering>(
    `, ${word} {limit}`,
    { limit: count },
    ({ limit, ...ordering }) =>
      ordering.direction === direction && ordering.of === 'number' && limit !== undefined ? { limit } : undefined,
    ({ limit }) => ({ direction, of: 'number', limit }),
  );

const first: Syntax<number> = form<{ limit: number }, number>(
  ', first {limit}',
  { limit: count },
  (limit) => ({ limit }),
  ({ limit }) => limit,
);

const ways = choice<Ordering>(
  way('highest first', 'desc', 'number'),
  way('lowest first', 'asc', 'number'),
  way('latest first', 'desc', 'date'),
  way('earliest first', 'asc', 'date'),
  way('A to Z', 'asc', 'text'),
  way('Z to A', 'desc', 'text'),
  way('in descending order', 'desc', 'any'),
  way('in ascending order', 'asc', 'any'),
);

const firstOnly = form<{ limit: number }, Ordering>(
  '{limit}',
  { limit: first },
  ({ direction, limit }) => (direction === undefined && limit !== undefined ? { limit } : undefined),
  ({ limit }) => ({ limit }),
);

const ordering = choice<Ordering>(
  ends('top', 'desc'),
  ends('bottom', 'asc'),
  form<{ way: Ordering; limit?: number | undefined }, Ordering>(
    '{way}{limit}',
    { way: ways, limit: optional(first) },
    ({ limit, ...rest }) => (rest.direction === undefined ? undefined : { way: rest, limit }),
    ({ way: found, limit }) => ({ ...found, ...(limit === undefined ? {} : { limit }) }),
  ),
  firstOnly,
);

const keys = choice<Key>(
  form<{ measure: Measure }, Key>(
    '{measure}',
    { measure },
    (key) => (key.kind === 'measure' ? { measure: key.measure } : undefined),
    (fields) => ({ kind: 'measure', ...fields }),
  ),
  form<{ group: Group }, Key>(
    '{group}',
    { group },
    (key) => (key.kind === 'group' ? { group: key.group } : undefined),
    (fields) => ({ kind: 'group', ...fields }),
  ),
);

const columnKey: Syntax<Key> = form<{ column: ColumnRef }, Key>(
  '{column}',
  { column: columnName() },
  (key) => (key.kind === 'column' ? { column: key.column } : undefined),
  (fields) => ({ kind: 'column', ...fields }),
);

const charts: { words: string; chart: NonNullable<Plan['chart']> }[] = [
  { words: 'a bar chart', chart: 'bar' },
  { words: 'a horizontal bar chart', chart: 'bar_horizontal' },
  { words: 'a stacked bar chart', chart: 'stacked_bar' },
  { words: 'a line chart', chart: 'line' },
  { words: 'an area chart', chart: 'area' },
  { words: 'a pie chart', chart: 'pie' },
  { words: 'a donut chart', chart: 'donut' },
  { words: 'a table', chart: 'table' },
  { words: 'a chart', chart: 'any' },
];

type Order = Pick<Ending, 'key' | 'ordering'>;

/** `unkeyed`: what may be said of an order without saying what by. */
const endingBy = (key: Syntax<Key>, unkeyed: Syntax<Ordering>): Syntax<Ending> =>
  form<{ order?: Order | undefined; each?: Group | undefined; chart?: Plan['chart'] }, Ending>(
    '{order}{each}{chart}',
    {
      order: optional(
        choice<Order>(
          form<{ key: Key; ordering?: Ordering | undefined }, Order>(
            ', by {key}{ordering}',
            { key, ordering: optional(ordering) },
            (order) => (order.key ? { key: order.key, ordering: order.ordering } : undefined),
            (order) => order,
          ),
          form<{ ordering: Ordering }, Order>(
            '{ordering}',
            { ordering: unkeyed },
            (order) => (order.ordering && !order.key ? { ordering: order.ordering } : undefined),
            (order) => order,
          ),
        ),
      ),
      each: optional(
        form<{ each: Group }, Group>(
          'in each {each}',
          { each: group },
          (each) => ({ each }),
          ({ each }) => each,
        ),
      ),
      chart: optional(choice(...charts.map(({ words, chart }) => said(`, as ${words}`, chart)))),
    },
    ({ key: by, ordering: way, each, chart }) => ({
      order: by || way ? { key: by, ordering: way } : undefined,
      each,
      chart,
    }),
    ({ order, ...rest }) => ({ ...order, ...rest }),
  );

export const ending = endingBy(keys, ordering);
/** Of a list, which is ordered by a column. */
export const listEnding = endingBy(columnKey, choice(firstOnly, quiet(ordering)));

// Expressions of a dialect over awkward values: days that are far away or change the clock, fiscal years, steps between numbers,
// marks and umlauts, aggregates of nothing. Not here: running them (spellings.ts).
import type { DatePart, Grain } from '../../../../src/server/answer/planner/plan/plan.ts';
import type { Dialect } from '../../../../src/server/answer/planner/sql/dialect.ts';

export interface SpellingCase {
  name: string;
  /** Of one row by its id, or of all rows of the table. */
  kind: 'row' | 'all';
  table: 'moments' | 'amounts';
  sql(dialect: Dialect): string;
}

export const times = [
  ...[
    '1900-02-28 23:59:59',
    '1935-02-01 00:00:00',
    '1969-12-31 23:30:00',
    '1970-01-02 00:00:00',
    '1999-12-31 23:59:59',
  ],
  ...[
    '2000-02-29 12:00:00',
    '2021-01-03 10:00:00',
    '2024-03-31 00:30:00',
    '2024-03-31 01:30:00',
    '2024-07-01 22:30:00',
  ],
  ...[
    '2024-10-27 00:30:00',
    '2024-10-27 01:30:00',
    '2024-12-30 05:00:00',
    '2024-11-03 05:30:00',
    '2024-11-03 06:30:00',
  ],
  ...['2037-07-01 12:00:00', '2040-07-01 22:30:00', '2100-12-31 23:00:00'],
];
/** MariaDB's instants end with 32 bits. */
export const isInstantEverywhere = (time: string): boolean => time > '1970-01-01 12' && time < '2038';

/** A whole number, a decimal with two places (and the same as a double), a text. */
export const amounts: readonly (readonly [string | null, string | null, string])[] = [
  ['-7', '-0.30', '100% a_b'],
  ['0', '0.00', 'ÄPFEL'],
  ['7', '0.10', 'a\\b'],
  ['10', '0.30', "it's"],
  ['-10', '0.70', 'A_B%'],
  ['2147483647', '1.10', 'äpfel'],
  [null, null, 'x'],
  ['3', '-1.05', ''],
  ['99', '2.29', 'ABC'],
  ['100', '2.30', 'abc'],
];

const grains: readonly Grain[] = ['hour', 'day', 'week', 'month', 'quarter', 'year'];
const parts: readonly DatePart[] = ['hour of day', 'weekday', 'month of year', 'quarter of year'];
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata'];
const row = (table: SpellingCase['table'], name: string, sql: SpellingCase['sql']): SpellingCase => ({
  name,
  kind: 'row',
  table,
  sql,
});

const ofTimes = ['day', 'moment'].flatMap((column) => [
  ...grains.flatMap((grain) => {
    if (column === 'day' && grain === 'hour') return [];
    const fiscals = grain === 'year' || grain === 'quarter' ? [undefined, 2, 4, 10, 12] : [undefined];
    return fiscals.flatMap((fiscal) => {
      const of = `${grain} of ${column}${fiscal === undefined ? '' : `, fiscal year from ${fiscal}`}`;
      return [
        row('moments', `name of the ${of}`, (x) => x.periodLabel(x.quote(column), grain, fiscal)),
        row('moments', `start of the ${of}`, (x) => x.periodStart(x.quote(column), grain, fiscal)),
        row('moments', `before the ${of}`, (x) => x.periodBefore(x.periodStart(x.quote(column), grain, fiscal), grain)),
      ];
    });
  }),
  ...parts
    .filter((part) => column === 'moment' || part !== 'hour of day')
    .map((part) => row('moments', `${part} of ${column}`, (x) => x.datePart(x.quote(column), part))),
]);

const ofInstants = zones.flatMap((zone) => [
  ...grains.map((grain) =>
    row('moments', `instant's ${grain} in ${zone}`, (x) => x.periodLabel(x.localTime(x.quote('instant'), zone), grain)),
  ),
  row('moments', `instant's day in ${zone}`, (x) => x.asDay(x.localTime(x.quote('instant'), zone))),
]);

const ofNumbers = [10, 5, 0.1, 0.25, 2.5, 1000].flatMap((width) =>
  (
    [
      ['whole', 'INTEGER', true],
      ['exact', 'DECIMAL(10,2)', false],
      ['rough', 'DOUBLE', false],
    ] as const
  ).map(([column, nativeType, isInteger]) =>
    row('amounts', `steps of ${width}, ${column}`, (x) =>
      x.bin({ sql: x.quote(column), nativeType, isInteger }, width),
    ),
  ),
);

const ofTexts = ['a_b', '%', 'ä', 'Äp', "it's", 'a\\b', 'abc', '100% A', '|'].flatMap((value) =>
  (['starts', 'ends', 'contains'] as const).map((op) =>
    row('amounts', `${op} ${value}`, (x) => `CASE WHEN ${x.matches(x.quote('words'), op, value)} THEN 1 ELSE 0 END`),
  ),
);

const integer = (x: Dialect) => ({ sql: x.quote('whole'), nativeType: 'INTEGER', isInteger: true });
const decimal = (x: Dialect) => ({ sql: x.quote('exact'), nativeType: 'DECIMAL(10,2)', isInteger: false });

const ofAll = (['count', 'count_distinct', 'sum', 'avg', 'min', 'max', 'median'] as const).flatMap((fn) =>
  ['whole', 'exact', 'rough'].flatMap((column) =>
    [undefined, 5, 1_000_000_000_000].map(
      (least): SpellingCase => ({
        name: `${fn} of ${column}${least === undefined ? '' : ` above ${least}`}`,
        kind: 'all',
        table: 'amounts',
        sql: (x) => {
          const where = least === undefined ? {} : { where: `${x.quote('whole')} > ${least}` };
          return x.aggregate({ fn, value: x.quote(column), ...where });
        },
      }),
    ),
  ),
);

export const spellingCases: readonly SpellingCase[] = [
  ...ofTimes,
  ...ofInstants,
  row('moments', 'day in text', (x) => x.parseDate(x.quote('text_day'), '%d.%m.%Y', 'UTC')),
  row('moments', 'day of a moment', (x) => x.asDay(x.quote('moment'))),
  row('amounts', 'number as text', (x) => x.asText(x.quote('whole'))),
  ...ofNumbers,
  row('amounts', 'product of whole numbers', (x) => x.product(integer(x), integer(x))),
  row('amounts', 'product of decimals', (x) => x.product(decimal(x), decimal(x))),
  ...ofTexts,
  ...ofAll,
];

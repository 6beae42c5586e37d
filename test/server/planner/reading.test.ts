// A plan said in one line of controlled English and read back: examples of both ways, and what is no such line.
// Not here: plans drawn at random (readingProperties.test.ts), what may come next (readingCompletions.test.ts).
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Plan } from '../../../src/server/answer/planner/plan/plan.ts';
import { parseReading, readingOf } from '../../../src/server/answer/planner/reading/reading.ts';
import { samePlan } from '../../../src/server/answer/planner/reading/same.ts';
import type { SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import { evalFolder, loadSchemas } from './evaluation.ts';
import { evaluatedIndex, indexOf } from './readingSchemas.ts';

const empty: Plan = {
  kind: 'aggregate',
  base: 'main.admissions',
  measures: [],
  groups: [],
  columns: [],
  filters: [],
  having: [],
};
const count = { fn: 'count' as const, label: '' };
const of = (table: string, column: string, via?: string) => ({
  table: `main.${table}`,
  column,
  ...(via === undefined ? {} : { via }),
});

interface Example {
  schema: string;
  line: string;
  plan: Plan;
}

const examples: Example[] = [
  {
    schema: 'hospital',
    line: 'number of admissions by admission type where admitted on is in 2024, highest first',
    plan: {
      ...empty,
      measures: [count],
      groups: [{ kind: 'column', column: of('admissions', 'admission_type'), label: '' }],
      filters: [
        {
          kind: 'period',
          column: of('admissions', 'admitted_on'),
          from: '2024-01-01',
          to: '2025-01-01',
          text: '',
          negated: false,
        },
      ],
      order: { direction: 'desc', measure: 0 },
    },
  },
  {
    schema: 'hospital',
    line: 'number of different patients of admissions where admitted on is from 2024-01-01 to 2024-03-15',
    plan: {
      ...empty,
      measures: [{ fn: 'count_distinct', column: of('admissions', 'patient_id'), label: '' }],
      filters: [
        {
          kind: 'period',
          column: of('admissions', 'admitted_on'),
          from: '2024-01-01',
          to: '2024-03-16',
          text: '',
          negated: false,
        },
      ],
    },
  },
  {
    schema: 'hospital',
    line: 'number of treatments by minutes in steps of 30',
    plan: {
      ...empty,
      base: 'main.treatments',
      measures: [count],
      groups: [{ kind: 'bin', column: of('treatments', 'minutes'), width: 30, label: '' }],
    },
  },
  {
    schema: 'hospital',
    line: 'number of admissions by fiscal quarter of admitted on (year begins in April) and patient, top 2 in each fiscal quarter of admitted on (year begins in April)',
    plan: {
      ...empty,
      measures: [count],
      groups: [
        { kind: 'date', column: of('admissions', 'admitted_on'), grain: 'quarter', fiscal: 4, label: '' },
        { kind: 'column', column: of('patients', 'patient_name'), key: of('patients', 'patient_id'), label: '' },
      ],
      order: { direction: 'desc', measure: 0 },
      limit: 2,
      perGroup: true,
    },
  },
  {
    schema: 'hospital',
    line: 'list of patients with patient name and city where there are over 4 admissions (where admission type is "planned" and ward name is none of "Oncology" or "Maternity"), by birth date, latest first, first 10',
    plan: {
      ...empty,
      kind: 'list',
      base: 'main.patients',
      columns: [of('patients', 'patient_name'), of('patients', 'city')],
      filters: [
        {
          kind: 'related',
          table: 'main.admissions',
          negated: false,
          count: { op: '>', value: 4 },
          where: [
            { kind: 'in', column: of('admissions', 'admission_type'), values: ['planned'], negated: false },
            { kind: 'in', column: of('wards', 'ward_name'), values: ['Oncology', 'Maternity'], negated: true },
          ],
        },
      ],
      order: { direction: 'desc', column: of('patients', 'birth_date') },
      limit: 10,
    },
  },
  {
    schema: 'hospital',
    line: 'are there any patients where (city is "Leeds" or (blood group is "A+" and gender is not "female")) and there are no admissions',
    plan: {
      ...empty,
      base: 'main.patients',
      measures: [count],
      exists: true,
      filters: [
        {
          kind: 'any',
          of: [
            { kind: 'in', column: of('patients', 'city'), values: ['Leeds'], negated: false },
            {
              kind: 'all',
              of: [
                { kind: 'in', column: of('patients', 'blood_group'), values: ['A+'], negated: false },
                { kind: 'in', column: of('patients', 'gender'), values: ['female'], negated: true },
              ],
            },
          ],
        },
        { kind: 'related', table: 'main.admissions', negated: true, where: [] },
      ],
    },
  },
  {
    schema: 'hospital',
    line: 'growth in percent of number of admissions (where admitted on is in March 2024) against number of admissions (where admitted on is in Q1 2023)',
    plan: {
      ...empty,
      measures: [
        {
          fn: 'count',
          where: [
            {
              kind: 'period',
              column: of('admissions', 'admitted_on'),
              from: '2024-03-01',
              to: '2024-04-01',
              text: '',
              negated: false,
            },
          ],
          per: {
            fn: 'count',
            where: [
              {
                kind: 'period',
                column: of('admissions', 'admitted_on'),
                from: '2023-01-01',
                to: '2023-04-01',
                text: '',
                negated: false,
              },
            ],
          },
          as: 'growth',
          label: '',
        },
      ],
    },
  },
  {
    schema: 'hospital',
    line: 'number of groups of admissions by patient having number of admissions over 2.5 and latest admitted on between -1 and 1e-7',
    plan: {
      ...empty,
      groups: [
        { kind: 'column', column: of('patients', 'patient_name'), key: of('patients', 'patient_id'), label: '' },
      ],
      having: [
        { measure: count, op: '>', value: 2.5 },
        {
          measure: { fn: 'max', column: of('admissions', 'admitted_on'), label: '' },
          op: 'between',
          value: -1,
          upper: 1e-7,
        },
      ],
      countGroups: true,
    },
  },
  {
    schema: 'football',
    line: 'total home goals by name of teams through home team id where name of teams through away team id is "Dynamo Ost", as a horizontal bar chart',
    plan: {
      ...empty,
      base: 'main.matches',
      measures: [{ fn: 'sum', column: of('matches', 'home_goals'), label: '' }],
      groups: [{ kind: 'column', column: of('teams', 'name', 'home_team_id'), label: '' }],
      filters: [{ kind: 'in', column: of('teams', 'name', 'away_team_id'), values: ['Dynamo Ost'], negated: false }],
      chart: 'bar_horizontal',
    },
  },
  {
    schema: 'hospital',
    line: 'across admissions, total beds by ward name, top 5',
    plan: {
      ...empty,
      measures: [{ fn: 'sum', column: of('wards', 'beds'), label: '' }],
      groups: [{ kind: 'column', column: of('wards', 'ward_name'), label: '' }],
      order: { direction: 'desc', measure: 0 },
      limit: 5,
    },
  },
];

/** Lines that mean themselves, each with a part of the language that the examples do not have. */
const lines: Record<string, string[]> = {
  hospital: [
    'median cost',
    'earliest birth date and latest birth date by gender',
    'number of different values of city by gender where city is not empty',
    'number of admissions by month of admitted on and admission type, as a line chart',
    'number of admissions by weekday of admitted on, by weekday of admitted on, earliest first',
    'number of admissions by hour of day of admitted on',
    'number of admissions by exact admitted on, in ascending order',
    'number of admissions where discharged on is after admitted on and discharged on is not on or after 2025-01-01',
    'number of admissions where discharged on is before 2024-02-29 or discharged on is empty',
    'number of admissions where admitted on is on 2024-02-29',
    'number of patients where patient name starts with "Al" and patient name does not contain "an ""inner"" one"',
    'number of patients where there are never exactly 3 admissions',
    'running number of admissions by year of admitted on, first 12',
    'share in percent of total cost by treatment name, lowest first',
    'average minutes and number of treatments by ward name having average minutes at least 20, by number of treatments, bottom 3',
    'list of treatments, by cost, top 2 in each treatment name',
    'different values of city and gender, by city, Z to A, first 5',
    'number of treatments where minutes is 3, 5 or 7 and cost is not exactly 10',
    'is there any average cost where minutes is over 3',
    'number of admissions, as a table',
  ],
  webshop: [
    'total quantity times list price by category name where discontinued is true',
    'ratio in percent of number of orders (where status is "delivered") to number of orders by channel',
    'average shipping fee by country',
    'list of customers where there are over 40 orders',
  ],
};

/** Not one of them is a line of the language, near as some are. */
const others = [
  '',
  ' ',
  '.',
  'orders by region',
  'top 5 customers',
  'how many admissions',
  'number of admissions in 2024',
  'number of admissions where city',
  'number of admissions where city is Leeds',
  'number of admissions where city is "Leeds',
  'number of admissions where city is "leeds"',
  'number of admissions where minutes is over 3 or',
  'number of admissions by',
  'number of admissions by nothing',
  'number of admissions by city city',
  'number of admissions, top',
  'number of admissions, top -3',
  'number of admissions, top 2.5',
  'number of admissions where admitted on is on 2024-02-30',
  'number of admissions where city is over 3',
  'total city',
  'total cost of admissions',
  'number of admissions and total cost',
  'running number of admissions by gender',
  'share in percent of average cost by treatment name',
  'total beds by admission type',
  'number of groups of patients',
  'list of patients with ward name',
  'number of patients; drop table patients',
  'number of [main.nothing]',
  'list of patients, highest first',
  'list of patients where ((city is "Leeds")',
  'number of admissions. number of admissions',
];

describe('readings', () => {
  const indexes = new Map<string, SchemaIndex>();
  before(async () => {
    for (const name of ['hospital', 'football', 'webshop']) indexes.set(name, await evaluatedIndex(name));
  });
  const indexed = (name: string): SchemaIndex => {
    const index = indexes.get(name);
    assert.ok(index);
    return index;
  };

  for (const { schema, line, plan } of examples) {
    test(`says and reads: ${line}`, () => {
      assert.equal(readingOf(plan, indexed(schema)), line);
      const read = parseReading(line, indexed(schema));
      assert.ok(read);
      assert.ok(samePlan(read, plan), JSON.stringify(read));
    });
  }

  for (const [schema, each] of Object.entries(lines)) {
    for (const line of each) {
      test(`reads and says again: ${line}`, () => {
        const plan = parseReading(line, indexed(schema));
        assert.ok(plan, 'it is not read');
        assert.equal(readingOf(plan, indexed(schema)), line);
      });
    }
  }

  for (const text of others) {
    test(`is no reading: ${JSON.stringify(text)}`, () => {
      assert.equal(parseReading(text, indexed('hospital')), undefined);
    });
  }

  test('fixed words may be in any case, spaces and a final period do not matter', () => {
    const index = indexed('hospital');
    const plan = parseReading('number of admissions by city where gender is "male", top 5', index);
    const loose = parseReading('  Number  OF Admissions BY\n city\tWhere gender IS "male" ,TOP 5 . ', index);
    assert.ok(plan);
    assert.deepEqual(loose, plan);
  });

  test('alternatives bind as in SQL without parentheses, and are written with them', () => {
    const index = indexed('hospital');
    const plan = parseReading('number of patients where city is "York" or gender is "male" and city is "Leeds"', index);
    assert.ok(plan);
    assert.equal(
      readingOf(plan, index),
      'number of patients where city is "York" or (gender is "male" and city is "Leeds")',
    );
  });

  test('labels are set on what is read', () => {
    const plan = parseReading('average minutes by month of performed on', indexed('hospital'));
    assert.deepEqual([plan?.measures[0]?.label, plan?.groups[0]?.label], ['Average minutes', 'Month']);
  });

  test('two tables of one name, columns that differ in marks alone, and pictures are named exactly', async () => {
    const index =
      await indexOf(`CREATE SCHEMA b; CREATE TABLE orders ("first name" VARCHAR, first_name VARCHAR, "🎉]" DOUBLE);
      CREATE TABLE b.orders (id INTEGER, amount DOUBLE);`);
    const plan: Plan = {
      ...empty,
      base: 'main.orders',
      measures: [{ fn: 'sum', column: of('orders', '🎉]'), label: '' }],
      groups: [{ kind: 'column', column: of('orders', 'first_name'), label: '' }],
    };
    const line = readingOf(plan, index);
    assert.equal(line, 'total [🎉]]] of [main.orders] by [first_name]');
    const read = parseReading(line, index);
    assert.ok(read && samePlan(read, plan));
  });

  test('a plan about data that is gone is said all the same', () => {
    const index = indexed('hospital');
    assert.match(readingOf({ ...empty, base: 'main.gone' }, index), /not in the data/);
    const gone: Plan = { ...empty, measures: [{ fn: 'sum', column: of('gone', 'x'), label: '' }] };
    assert.equal(readingOf(gone, index), 'something of admissions');
  });

  test('hardly a free question is a reading, and none is slow to be left', async () => {
    const [schema] = await loadSchemas(evalFolder, 'hospital');
    const index = indexed('hospital');
    const questions = (schema?.questions ?? []).flatMap((question) => question.ask);
    const read = questions.filter((text) => parseReading(text, index));
    assert.ok(questions.length > 40);
    assert.ok(read.length <= questions.length / 20, read.join('\n'));
  });
});

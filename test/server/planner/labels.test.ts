// What measures, groups and periods are called in headers.
// Not here: the line that says a whole plan (reading.test.ts).
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { labelled, measureLabel } from '../../../src/server/answer/planner/plan/labels.ts';
import type { Condition, Plan } from '../../../src/server/answer/planner/plan/plan.ts';
import { parseReading } from '../../../src/server/answer/planner/reading/reading.ts';
import type { SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import { evaluatedIndex } from './readingSchemas.ts';

/** Lines and the headers of what they show, groups first. */
const headers: Record<string, Record<string, string[]>> = {
  webshop: {
    'number of orders': ['Orders'],
    'average shipping fee by country': ['Country', 'Average shipping fee'],
    'total line total by category name': ['Category name', 'Line total'],
    'growth in percent of total line total by month of ordered at': ['Month', 'Growth of line total (%)'],
    'running total line total by year of ordered at': ['Year', 'Running total of line total'],
    'share in percent of number of orders by channel': ['Channel', 'Share of orders (%)'],
    'number of different customers of orders': ['Different customers'],
    'total quantity times list price': ['Quantity times list price'],
  },
  hospital: {
    'median cost': ['Median cost'],
    'earliest birth date and latest birth date': ['Earliest birth date', 'Latest birth date'],
    'minimum minutes and maximum minutes': ['Lowest minutes', 'Highest minutes'],
    'number of admissions by patient': ['Patient', 'Admissions'],
    'number of admissions by fiscal year of admitted on (year begins in July)': ['Fiscal year', 'Admissions'],
    'number of admissions by weekday of admitted on': ['Weekday', 'Admissions'],
    'number of admissions by month of admitted on and month of discharged on': [
      'Month of admitted on',
      'Month of discharged on',
      'Admissions',
    ],
    'number of treatments by minutes in steps of 30': ['Minutes', 'Treatments'],
    'number of admissions (where admission type is "planned") and number of admissions (where admission type is "emergency")':
      ['Admissions (planned)', 'Admissions (emergency)'],
    'ratio in percent of number of admissions (where admission type is "planned") to number of admissions': [
      'Admissions (planned) in % of admissions',
    ],
    'growth in percent of number of admissions (where admitted on is in 2024) against number of admissions (where admitted on is in 2023)':
      ['Growth of admissions in 2024 against admissions in 2023 (%)'],
    'number of patients (where city is not empty or gender is "male")': [
      'Patients (city is not empty or gender is "male")',
    ],
    'total minutes and total minutes': ['Minutes in total of treatments (1)', 'Minutes in total of treatments (2)'],
  },
  telemetry: {
    'ratio of total parts rejected to total parts produced by line': ['Line', 'Parts rejected per parts produced'],
  },
  football: {
    'number of matches by name of teams through home team id and name of teams through away team id': [
      'Team name of teams through home team id',
      'Team name of teams through away team id',
      'Matches',
    ],
  },
};

describe('labels', () => {
  const indexes = new Map<string, SchemaIndex>();
  before(async () => {
    for (const name of Object.keys(headers)) indexes.set(name, await evaluatedIndex(name));
  });
  const indexed = (name: string): SchemaIndex => {
    const index = indexes.get(name);
    assert.ok(index);
    return index;
  };

  for (const [schema, lines] of Object.entries(headers)) {
    for (const [line, expected] of Object.entries(lines)) {
      test(line, () => {
        const plan = parseReading(line, indexed(schema));
        assert.ok(plan, 'it is not read');
        assert.deepEqual(
          [...plan.groups, ...plan.measures].map(({ label }) => label),
          expected,
        );
      });
    }
  }

  const periods: [from: string | undefined, to: string | undefined, text: string][] = [
    ['2024-01-01', '2025-01-01', 'in 2024'],
    ['2024-01-01', '2024-04-01', 'in Q1 2024'],
    ['2025-03-01', '2025-04-01', 'in March 2025'],
    ['2025-03-05', '2025-03-06', 'on 2025-03-05'],
    ['2024-01-01', '2024-03-16', 'from 2024-01-01 to 2024-03-15'],
    ['2024-04-01', '2025-04-01', 'from 2024-04-01 to 2025-03-31'],
    ['2024-02-29', undefined, 'on or after 2024-02-29'],
    [undefined, '2024-02-29', 'before 2024-02-29'],
    [undefined, undefined, 'at any time'],
    ['nonsense', '2024-02-31', 'from nonsense until 2024-02-31'],
  ];
  for (const [from, to, text] of periods) {
    test(`a period ${text}`, () => {
      const column = { table: 'main.admissions', column: 'admitted_on' };
      const days = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
      const period: Condition = { kind: 'period', column, ...days, text: '', negated: false };
      const plan: Plan = {
        kind: 'aggregate',
        base: 'main.admissions',
        measures: [{ fn: 'count', label: '' }],
        groups: [],
        columns: [],
        filters: [{ kind: 'any', of: [period, { kind: 'all', of: [period] }] }],
        having: [],
      };
      const [filter] = labelled(plan, indexed('hospital')).filters;
      assert.ok(filter?.kind === 'any' && filter.of[0]?.kind === 'period' && filter.of[1]?.kind === 'all');
      assert.equal(filter.of[0].text, text);
      assert.ok(filter.of[1].of[0]?.kind === 'period' && filter.of[1].of[0].text === text);
    });
  }

  test('equal plans have equal labels, whatever they were called before', () => {
    const plan = parseReading('average minutes by ward name having median cost over 3', indexed('hospital'));
    assert.ok(plan);
    const called = {
      ...plan,
      measures: plan.measures.map((measure) => ({ ...measure, label: 'x' })),
      groups: plan.groups.map((group) => ({ ...group, label: 'y' })),
      having: plan.having.map((having) => ({ ...having, measure: { ...having.measure, label: 'z' } })),
    };
    assert.deepEqual(labelled(called, indexed('hospital')), plan);
  });

  test('what has left the data is called as the plan calls it', () => {
    const column = { table: 'main.gone', column: 'total_x' };
    assert.equal(measureLabel({ fn: 'avg', column, label: '' }, indexed('hospital')), 'Average total_x');
    assert.equal(measureLabel({ fn: 'count', label: '' }, indexed('hospital')), 'Rows');
  });
});

// What may come next in a line of controlled English, and putting it there.
// Not here: the language itself (reading.test.ts).
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { completed, completions } from '../../../src/server/answer/planner/reading/completions.ts';
import { parseReading } from '../../../src/server/answer/planner/reading/reading.ts';
import type { SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import { evaluatedIndex, indexOf } from './readingSchemas.ts';

describe('completions', () => {
  let hospital: SchemaIndex;
  before(async () => {
    hospital = await evaluatedIndex('hospital');
  });

  const begins: Record<string, string[]> = {
    '': ['number of', 'total', 'average', 'list of'],
    numb: ['number of'],
    'number of ': ['admissions', 'patients'],
    'number of tre': ['treatments'],
    'number of treatments ': ['by', 'where', ', top'],
    'number of treatments': ['by', 'where'],
    'total ': ['minutes', 'cost'],
    'total co': ['cost'],
    'number of admissions by ': ['patient', 'ward', 'admission type', 'city'],
    'number of admissions by month of ': ['admitted on', 'discharged on'],
    'number of admissions by city,': ['gender', 'patient'],
    'number of patients where city is ': ['"Leeds"', '"York"'],
    'number of patients where city is "Le': ['"Leeds"'],
    'number of admissions where admitted on is ': ['in', 'from', 'before'],
    'number of admissions, top ': ['5', '10'],
    'list of patients where there are over 3 ': ['admissions'],
  };
  for (const [prefix, expected] of Object.entries(begins)) {
    test(`behind ${JSON.stringify(prefix)}`, () => {
      const offered = completions(prefix, hospital, 12);
      for (const phrase of expected) assert.ok(offered.includes(phrase), `${phrase}: ${offered.join(' | ')}`);
      assert.ok(offered.length <= 12);
    });
  }

  test('columns of other types and tables that cannot be joined are not proposed', () => {
    assert.deepEqual(
      completions('total ', hospital, 50).filter((phrase) => /name|city|id$|on$/.test(phrase)),
      [],
    );
    assert.deepEqual(
      completions('number of patients by ', hospital, 50).filter((phrase) => /ward|minutes|cost/.test(phrase)),
      [],
    );
  });

  test('where two links lead to a table, each is proposed', async () => {
    const offered = completions('number of matches by ', await evaluatedIndex('football'), 4);
    assert.ok(offered.includes('team through home team id') && offered.includes('team through away team id'));
  });

  test('nothing follows what is no reading', () => {
    for (const prefix of ['orders of ', 'number of nothing ', 'number of ;', 'x'.repeat(5_000)])
      assert.deepEqual(completions(prefix, hospital), []);
  });

  test('what is typed already of a completion is not repeated', () => {
    assert.equal(completed('number of tre', 'treatments'), 'number of treatments');
    assert.equal(completed('Number', 'number of'), 'number of');
    assert.equal(completed('number of admissions', 'by'), 'number of admissions by');
    assert.equal(completed('number of admissions ', ', top'), 'number of admissions, top');
    assert.equal(completed('number of admissions,', ', top'), 'number of admissions, top');
    assert.equal(completed('where city is "le', '"Leeds"'), 'where city is "Leeds"');
    assert.equal(completed('number of admissions by city,', 'gender'), 'number of admissions by city, gender');
    assert.equal(completed('', 'list of'), 'list of');
  });

  test('following the first completion again and again leads to a reading', () => {
    for (const start of ['number of ', 'total ', 'list of patients with ', 'number of admissions by ']) {
      let text = start;
      for (let step = 0; step < 4 && !parseReading(text, hospital); step++) {
        const [first] = completions(text, hospital);
        assert.ok(first, text);
        text = completed(text, first);
      }
      assert.ok(parseReading(text, hospital), text);
    }
  });

  test('three hundred columns are no trouble', async () => {
    const tables = Array.from({ length: 40 }, (_, at) => {
      const parent = at === 0 ? '' : `, parent_id INTEGER REFERENCES t${at - 1}x (id)`;
      return `CREATE TABLE t${at}x (id INTEGER PRIMARY KEY, name VARCHAR, amount DOUBLE, price_${at} DOUBLE, made_on DATE,
        status_${at} VARCHAR, city VARCHAR${parent});`;
    });
    const index = await indexOf(tables.join('\n'));
    const [table] = completions('number of ', index);
    assert.ok(table);
    const prefixes = [
      '',
      'number of ',
      'total ',
      `number of ${table} by `,
      `number of ${table} where `,
      `list of ${table} with `,
    ];
    for (const prefix of prefixes) completions(prefix, index);
    const begun = performance.now();
    for (const prefix of prefixes) assert.ok(completions(prefix, index).length > 0, prefix);
    assert.ok((performance.now() - begun) / prefixes.length < 25);
  });
});

// Which tables, columns and values a phrase names, and how surely.
// Not here: typing errors (typo.test.ts), what the schema is taken for (schemaIndex.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Candidate, candidatesFor } from '../../../src/server/answer/planner/entities.ts';
import { lookUp } from '../../../src/server/answer/planner/lookup.ts';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import { tokenize } from '../../../src/server/answer/planner/tokens.ts';
import { openEngine } from './testEngine.ts';

const { signal } = new AbortController();

async function indexOf(sql: string) {
  const engine = await openEngine(sql);
  try {
    return await schemaIndexOf(engine, signal);
  } finally {
    engine.dispose();
  }
}

function said(candidate: Candidate): string {
  if (candidate.kind === 'table') return candidate.table.name;
  return candidate.kind === 'value' ? candidate.values.join('/') : candidate.column.name;
}

const index = await indexOf(`
  CREATE TABLE wards (ward_id INTEGER PRIMARY KEY, ward_name VARCHAR, city VARCHAR);
  CREATE TABLE stays (stay_id INTEGER PRIMARY KEY, ward_id INTEGER, admitted_on DATE, discharged_at TIMESTAMP, is_urgent INTEGER, invoice_no VARCHAR);
  CREATE TABLE T_AUF_POS (LND_KZ VARCHAR, WGR_TXT VARCHAR, MENGE INTEGER);
  CREATE TABLE sensors (operator_shift VARCHAR, motor_temp_c DOUBLE, oil_temp_c DOUBLE, downtime_min INTEGER, noise_db DOUBLE, weight_kg DOUBLE, parts_produced INTEGER, installed_on DATE);
  INSERT INTO wards VALUES (1, 'Maternity', 'Köln'), (2, 'Surgery', 'Łódź'), (3, 'Oncology', 'İzmir'), (4, 'Eyes', 'Weißenburg'), (5, 'Ears', 'Koln');
`);

const best = (phrase: string): { name: string; score: number } | undefined => {
  const [first] = candidatesFor(index, tokenize(phrase), new Map());
  return first && { name: said(first), score: first.score };
};

describe('a phrase names', () => {
  const cases: [phrase: string, name: string, least: number, most: number][] = [
    ['AUF_POS', 'T_AUF_POS', 95, 105],
    ['T_AUF_POS', 'T_AUF_POS', 105, 105],
    ['auf pos', 'T_AUF_POS', 95, 100],
    ['LND_KZ', 'LND_KZ', 105, 105],
    ['wgr txt', 'WGR_TXT', 95, 110],
    ['wgr_txt', 'WGR_TXT', 105, 105],
    ['admitted', 'admitted_on', 55, 60],
    ['admitted on', 'admitted_on', 100, 100],
    ['admission date', 'admitted_on', 60, 70],
    ['discharge', 'discharged_at', 50, 60],
    ['discharge date', 'discharged_at', 60, 70],
    ['installation', 'installed_on', 50, 70],
    ['urgent', 'is_urgent', 95, 100],
    ['invoice number', 'invoice_no', 100, 100],
    ['motor temp', 'motor_temp_c', 95, 99],
    ['motor temperature', 'motor_temp_c', 95, 99],
    ['downtime', 'downtime_min', 95, 99],
    ['downtime minutes', 'downtime_min', 95, 99],
    ['minutes of downtime', 'downtime_min', 95, 99],
    ['weight in kg', 'weight_kg', 95, 99],
    ['noise in dB', 'noise_db', 95, 99],
    ['shift', 'operator_shift', 50, 60],
    ['produced parts', 'parts_produced', 60, 70],
    ['production', 'parts_produced', 45, 45],
    ['Köln', 'Köln', 90, 90],
    ['koln', 'Koln', 90, 90],
    ['KOELN', 'Köln', 90, 90],
    ['lodz', 'Łódź', 90, 90],
    ['izmir', 'İzmir', 90, 90],
    ['weissenburg', 'Weißenburg', 90, 90],
  ];
  for (const [phrase, name, least, most] of cases) {
    test(`${phrase}: ${name}`, () => {
      const found = best(phrase);
      assert.equal(found?.name, name);
      assert.ok(found.score >= least && found.score <= most, `${found.score} is not in ${least} to ${most}`);
    });
  }

  test('a unit alone names the only column that has it, and none where several have it or it is a time', () => {
    assert.deepEqual(best('kg'), { name: 'weight_kg', score: 60 });
    for (const unit of ['minutes', 'celsius']) assert.equal(best(unit), undefined, unit);
  });

  test('a part of several names of a table is worth little, and says so', () => {
    const found = candidatesFor(index, tokenize('temp'), new Map());
    assert.deepEqual(
      found.map((each) => [said(each), each.score, 'partial' in each && each.partial]),
      [
        ['motor_temp_c', 45, true],
        ['oil_temp_c', 45, true],
      ],
    );
  });
});

test('letters and marks in two parts are one word with the offsets of both', () => {
  const [first, second] = tokenize('Ko\u0308ln stays');
  assert.deepEqual([first?.start, first?.end, first?.stem], [0, 5, 'koln']);
  assert.equal(second?.start, 6);
});

test('values that were not read ahead are found by the database, folded as well', async () => {
  const engine = await openEngine(
    `CREATE TABLE people AS SELECT i AS id, CASE i WHEN 7 THEN 'Jörg Weiß-Şahin' WHEN 8 THEN 'O''Brien & Co.' ELSE 'Person ' || i END AS who FROM range(20000) r(i)`,
  );
  const people = await schemaIndexOf(engine, signal);
  assert.equal(people.tables[0]?.columns[1]?.values, undefined);
  const found = await lookUp(
    engine,
    people,
    ['jorg weiss sahin', 'joerg weiss-sahin', "o'brien & co", 'nobody'],
    signal,
  );
  engine.dispose();
  const values = [...found].map(([phrase, [first]]) => [phrase, first?.values]);
  assert.deepEqual(Object.fromEntries(values), {
    'jorg weiss sahin': ['Jörg Weiß-Şahin'],
    'joerg weiss sahin': ['Jörg Weiß-Şahin'],
    'o brien co': ["O'Brien & Co."],
  });
});

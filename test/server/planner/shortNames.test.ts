// Names that are cut short: which of them a question's words find, how surely, and which words find none.
// Not here: names that have the words themselves (entities.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { candidatesFor } from '../../../src/server/answer/planner/entities.ts';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import type { SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import { cutFit } from '../../../src/server/answer/planner/shortNames.ts';
import { tokenize } from '../../../src/server/answer/planner/tokens.ts';
import { understand } from '../../../src/server/answer/planner/understand.ts';
import { openEngine } from './testEngine.ts';

async function indexOf(sql: string): Promise<SchemaIndex> {
  const engine = await openEngine(sql);
  try {
    return await schemaIndexOf(engine, new AbortController().signal);
  } finally {
    engine.dispose();
  }
}

const lab = await indexOf(`
  CREATE TABLE pat_mst (pat_id INTEGER, pat_nm VARCHAR, dob DATE, ins_typ VARCHAR, dx_cd VARCHAR, age INTEGER);
  CREATE TABLE ord_hdr (ord_id INTEGER, pat_id INTEGER, ord_prio VARCHAR, phy_nm VARCHAR, hosp_cd VARCHAR);
  CREATE TABLE res_dtl (res_id INTEGER, ord_id INTEGER, tst_cd VARCHAR, abn_flg VARCHAR, prc_amt DOUBLE, tat_min INTEGER, qty_oh INTEGER);
  CREATE TABLE tst_cat (tst_cd VARCHAR, tst_nm VARCHAR, anlz_nm VARCHAR);
`);

const found = (index: SchemaIndex, phrase: string) =>
  candidatesFor(index, tokenize(phrase), new Map()).map((each) => ({
    name: each.kind === 'table' ? each.table.name : each.column.name,
    score: each.score,
  }));

describe('a name that is cut short is found by', () => {
  const cases: [phrase: string, name: string][] = [
    ['patients', 'pat_mst'],
    ['tests', 'tst_cat'],
    ['results', 'res_dtl'],
    ['physicians', 'phy_nm'],
    ['doctor', 'phy_nm'],
    ['priority', 'ord_prio'],
    ['order priority', 'ord_prio'],
    ['insurance type', 'ins_typ'],
    ['hospital', 'hosp_cd'],
    ['abnormal flag', 'abn_flg'],
    ['price', 'prc_amt'],
    ['analyzer', 'anlz_nm'],
    ['date of birth', 'dob'],
    ['turnaround time', 'tat_min'],
    ['quantity on hand', 'qty_oh'],
  ];
  for (const [phrase, name] of cases) test(phrase, () => assert.equal(found(lab, phrase)[0]?.name, name));

  test('its words together more surely than by one of them, and never as surely as by the name itself', () => {
    const [together, one, itself] = ['insurance type', 'results', 'ins typ'].map((each) => found(lab, each)[0]?.score);
    assert.deepEqual([together, one, itself], [70, 60, 100]);
  });
});

describe('a name that is cut short is not found by', () => {
  const cases = {
    'a word that is far from it': ['tourists', 'prince', 'hostel'],
    'a short word of English that only begins like it': ['agents', 'agency'],
    'a word of the language': ['list', 'total', 'per', 'last', 'show'],
    'the name of somebody inside a sentence': ['of Resnik', 'by Patel'],
  };
  for (const [what, phrases] of Object.entries(cases)) {
    test(what, () => {
      for (const phrase of phrases) {
        const tokens = tokenize(phrase);
        assert.deepEqual(candidatesFor(lab, tokens.slice(-1), new Map()), [], phrase);
      }
    });
  }

  test('two letters, however few there are', async () => {
    const index = await indexOf('CREATE TABLE visits (id INTEGER, dr VARCHAR, dt DATE)');
    assert.deepEqual(found(index, 'doctor'), []);
  });

  test('a word that another name has', async () => {
    const index = await indexOf(
      'CREATE TABLE shipments (id INTEGER, freight DOUBLE); CREATE TABLE frt_log (frt_no INTEGER, kg DOUBLE)',
    );
    assert.deepEqual(
      found(index, 'freight').map(({ name }) => name),
      ['freight'],
    );
  });
});

test('the part that shares more of the word is meant, and of two that share as much both', async () => {
  const both = await indexOf('CREATE TABLE jobs (id INTEGER, prio VARCHAR, prty VARCHAR)');
  assert.deepEqual(
    found(both, 'priority').map(({ name }) => name),
    ['prio'],
  );
  const equal = await indexOf('CREATE TABLE a (vlv INTEGER, id INTEGER); CREATE TABLE b (vlv_kd VARCHAR, vlv DOUBLE)');
  const names = found(equal, 'valve');
  assert.deepEqual(names.filter(({ score }) => score === names[0]?.score).length, 2);
});

test('three letters of a word that is seldom cut short are asked about and not answered', () => {
  const today = '2026-06-15';
  const known = understand('how many results', { index: lab, today });
  assert.equal(known.kind, 'plan');
  for (const question of ['how many restaurants', 'number of reservations'])
    assert.equal(understand(question, { index: lab, today }).kind, 'ambiguous', question);
});

test('first letters name what they stand for, and not words that only stand beside each other', async () => {
  const index = await indexOf('CREATE TABLE stays (stay_id INTEGER, los INTEGER, rpt_cnt INTEGER)');
  assert.equal(found(index, 'length of stay')[0]?.name, 'los');
  assert.deepEqual(found(index, 'results per test'), []);
});

describe('letters fit a word', () => {
  const fits: [word: string, part: string, does: boolean][] = [
    ['test', 'tst', true],
    ['weight', 'wgt', true],
    ['stock', 'stk', true],
    ['vendor', 'vnd', true],
    ['shipment', 'shp', true],
    ['active', 'actv', true],
    ['customer', 'cst', false],
    ['product', 'prc', false],
    ['tourist', 'tst', false],
    ['test', 'test', false],
    ['cat', 'ca', false],
  ];
  for (const [word, part, does] of fits)
    test(`${part}: ${word} ${does ? 'does' : 'does not'}`, () => assert.equal(cutFit(word, part) !== undefined, does));
});

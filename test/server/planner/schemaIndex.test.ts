// What is understood of a schema by looking at it: roles, units, dates in text, links that nobody declared.
// Not here: finding words of a question in it (entities.test.ts), when it is read (profile.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import type { SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import { dateFormatOf } from '../../../src/server/answer/planner/textDates.ts';
import { unitOf } from '../../../src/server/answer/planner/units.ts';
import { openEngine } from './testEngine.ts';

async function indexOf(sql: string): Promise<SchemaIndex> {
  const engine = await openEngine(sql);
  try {
    return await schemaIndexOf(engine, new AbortController().signal);
  } finally {
    engine.dispose();
  }
}

function columnOf(index: SchemaIndex, name: string) {
  const found = index.tables.flatMap((table) => table.columns).find((column) => column.name === name);
  assert.ok(found, `there is no ${name}`);
  return found;
}

const linksOf = (index: SchemaIndex) =>
  index.links.map((link) => `${link.from.name}(${link.fromColumns}) -> ${link.to.name}(${link.toColumns})`).sort();

const plant = `CREATE TABLE machines AS SELECT 'M' || i AS machine_code, 1900 + i % 90 AS founded, i % 2 AS is_leased, i % 2 AS approved,
  i % 2 AS defect_count, 202401 + i % 12 AS billing_period, 47.1 + i AS lat, 8.2 + i AS long, i % 9 AS downtime_min, i * 1.5 AS motor_temp_c,
  1200 + i AS weight_kg, 10 + i AS price_min, 20 + i AS price_max, i % 7 AS term_months, CASE WHEN i % 2 = 0 THEN 'J' ELSE 'N' END AS aktiv
FROM range(60) r(i)`;

describe('roles of columns', async () => {
  const index = await indexOf(plant);
  const roleOf = (name: string) => columnOf(index, name).role;

  test('0 and 1 are yes and no, unless they count', () => {
    assert.deepEqual(columnOf(index, 'is_leased').flags, { yes: [1], no: [0] });
    assert.equal(roleOf('approved'), 'flag');
    assert.equal(roleOf('defect_count'), 'measure');
    assert.deepEqual(columnOf(index, 'aktiv').flags, { yes: ['J'], no: ['N'] });
  });

  test('years, places and levels are not added up', () => {
    for (const name of ['founded', 'lat', 'motor_temp_c']) assert.equal(columnOf(index, name).averaged, true, name);
    assert.equal(columnOf(index, 'downtime_min').averaged, false);
  });

  test('a year and a month in one number is a category of its own kind', () => {
    assert.equal(columnOf(index, 'billing_period').period, 'yyyymm');
    assert.equal(roleOf('billing_period'), 'category');
  });

  test('a code is no measure, and a text that tells rows apart is the id', () => {
    assert.equal(roleOf('machine_code'), 'identifier');
    assert.equal(index.tables[0]?.idColumn?.name, 'machine_code');
  });

  test('a length of time in months is a measure', () => assert.equal(roleOf('term_months'), 'measure'));

  test('units are read from the end of a name, and not where it ends another name', () => {
    const symbols = ['downtime_min', 'motor_temp_c', 'weight_kg', 'price_min', 'term_months'].map(
      (name) => columnOf(index, name).unit?.symbol,
    );
    assert.deepEqual(symbols, ['min', '°C', 'kg', undefined, 'months']);
    assert.equal(unitOf('feed_rate_mm_min', 'number', [])?.symbol, 'mm/min');
    assert.equal(unitOf('group_a', 'number', ['group_a', 'group_b']), undefined);
    assert.ok(unitOf('weight_kg', 'number', [])?.words.includes('kilograms'));
  });
});

describe('dates that are text', () => {
  const cases: [string, string[], string | undefined][] = [
    ['ISO days', ['2024-03-05', '2023-12-31'], '%Y-%m-%d'],
    ['ISO with times', ['2024-03-05T10:00:00Z'], '%Y-%m-%dT%H:%M:%SZ'],
    ['German days', ['05.03.2024', '31.12.2023'], '%d.%m.%Y'],
    ['American days, told by one of them', ['03/04/2024', '12/31/2023'], '%m/%d/%Y'],
    ['British days, told by one of them', ['03/04/2024', '31/12/2023'], '%d/%m/%Y'],
    ['days that may be either', ['03/04/2024', '05/06/2024'], undefined],
    ['compact days', ['20240305', '20231231'], '%Y%m%d'],
    ['written months', ['Mar 5, 2024', 'May 1, 2023'], '%b %d, %Y'],
    ['May alone', ['May 5, 2024'], '%b %d, %Y'],
    ['a day that there is not', ['2024-02-30'], undefined],
    ['a single other text', ['2024-03-05', 'unknown'], undefined],
    ['numbers of articles', ['20249999'], undefined],
  ];
  for (const [name, values, format] of cases) test(name, () => assert.equal(dateFormatOf(values), format));

  test('a column is a date when all its values are, not only the first ones', async () => {
    const index =
      await indexOf(`CREATE TABLE bills AS SELECT i AS bill_id, strftime(DATE '2024-01-01' + i::INTEGER, '%d.%m.%Y') AS issued,
      CASE WHEN i = 1900 THEN '31.12.20 (late)' ELSE strftime(DATE '2019-01-01' + i::INTEGER, '%d.%m.%Y') END AS paid FROM range(2000) r(i)`);
    assert.equal(columnOf(index, 'issued').role, 'date');
    assert.equal(columnOf(index, 'issued').dateFormat, '%d.%m.%Y');
    assert.equal(columnOf(index, 'paid').role, 'category');
  });
});

test('days written as whole numbers are dates, and other numbers of that size are not', async () => {
  const index =
    await indexOf(`CREATE TABLE bills AS SELECT i AS bill_id, strftime(DATE '2024-01-01' + i::INTEGER, '%Y%m%d')::INTEGER AS billed,
    20240000 + i AS net_amount FROM range(200) r(i)`);
  assert.deepEqual([columnOf(index, 'billed').role, columnOf(index, 'billed').dateFormat], ['date', '%Y%m%d']);
  assert.equal(columnOf(index, 'net_amount').role, 'measure');
});

describe('links that nobody declared', () => {
  test('equal keys are linked, and others only where the values are there', async () => {
    const index =
      await indexOf(`CREATE TABLE clubs AS SELECT i AS club_id, 'Club ' || i AS club_name FROM range(1, 9) r(i);
      CREATE TABLE games AS SELECT i AS game_no, 1 + i % 8 AS home_club_id, 1 + i % 7 AS guest_club_id, i AS other_club_id, DATE '2024-01-01' AS club_date FROM range(1, 90) r(i);
      CREATE TABLE members AS SELECT i AS member_id, i * 100 AS club_id FROM range(1, 90) r(i);
      CREATE TABLE fees AS SELECT i AS fee_id, 1 + i % 89 AS member FROM range(1, 200) r(i)`);
    assert.deepEqual(linksOf(index), [
      'fees(member) -> members(member_id)',
      'games(guest_club_id) -> clubs(club_id)',
      'games(home_club_id) -> clubs(club_id)',
    ]);
  });

  test('a key of two columns links where one is not enough', async () => {
    const index =
      await indexOf(`CREATE TABLE order_lines AS SELECT 1 + i // 3 AS order_no, 1 + i % 3 AS line_no, i * 2 AS amount FROM range(90) r(i);
      CREATE TABLE claims AS SELECT 'C' || i AS claim_code, 1 + i AS order_no, 1 + i % 3 AS line_no FROM range(20) r(i)`);
    assert.deepEqual(linksOf(index), ['claims(order_no,line_no) -> order_lines(order_no,line_no)']);
  });

  test('measures and dates never link', async () => {
    const index =
      await indexOf(`CREATE TABLE a AS SELECT i AS a_id, i AS total, DATE '2024-01-01' + i::INTEGER AS day FROM range(9) r(i);
      CREATE TABLE b AS SELECT i AS total, DATE '2024-01-01' + i::INTEGER AS day FROM range(9) r(i)`);
    assert.deepEqual(linksOf(index), []);
  });
});

test('the text beside a code says what a row is called', async () => {
  const index = await indexOf(
    `CREATE TABLE T_WGR AS SELECT '0' || i AS WGR_CD, 'Group ' || i AS WGR_TXT FROM range(7) r(i)`,
  );
  assert.equal(index.tables[0]?.nameColumn?.name, 'WGR_TXT');
});

// Which rows a plan's conditions keep, told by their numbers.
// Not here: what is measured of them (compileMeasures.test.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Condition } from '../../../src/server/answer/planner/plan/plan.ts';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import { compile } from '../../../src/server/answer/planner/sql/compile.ts';
import { count, is, isNot, openShop, planOf, ref, type Shop } from './compileShop.ts';
import { openEngine } from './testEngine.ts';

let shop: Shop;
before(async () => {
  shop = await openShop();
});
after(() => shop.engine.dispose());

/** The numbers of the rows of a table that meet the conditions. */
async function kept(table: string, ...filters: Condition[]): Promise<unknown[]> {
  const id = ref(`${table}.${table.slice(0, -1)}_id`.replace('matche_', 'match_'));
  const rows = await shop.rows(planOf(table, { kind: 'list', columns: [id], filters }));
  return rows.map(([cell]) => cell);
}

describe('values', () => {
  test('one, several, and none of them; rows without a value are none of them', async () => {
    assert.deepEqual(await kept('orders', is('orders.status', 'paid')), [1]);
    assert.deepEqual(await kept('orders', is('orders.status', 'paid', 'Paid')), [1, 2]);
    assert.deepEqual(await kept('orders', isNot('orders.status', 'paid', 'Paid')), [3, 4, 5, 6, 7]);
    assert.deepEqual(await kept('orders', isNot('orders.status', 'open')), [1, 2, 4, 5, 6]);
  });

  test('no value at all is met by no row', async () => {
    assert.deepEqual(await kept('orders', is('orders.status')), []);
    assert.equal((await kept('orders', isNot('orders.status'))).length, 7);
  });

  test('yes and no of a flag; what is not known is neither', async () => {
    assert.deepEqual(await kept('customers', is('customers.newsletter', true)), [1, 4]);
    assert.deepEqual(await kept('customers', is('customers.newsletter', false)), [2, 5]);
    assert.deepEqual(await kept('customers', isNot('customers.newsletter', true)), [2, 3, 5]);
    assert.deepEqual(await kept('customers', is('customers.newsletter', true, false)), [1, 2, 4, 5]);
  });

  test('a quote in a value ends no literal', async () => {
    assert.deepEqual(await kept('orders', is('orders.status', "'; SELECT 1 --")), []);
  });

  test('a number against a column of texts is taken as it is written', async () => {
    assert.deepEqual(await kept('orders', is('orders.status', 10)), []);
  });
});

describe('numbers', () => {
  const amount = (op: '>' | '>=' | '<' | '<=' | '=' | '<>' | 'between', value: number, upper?: number): Condition => ({
    kind: 'compare',
    column: ref('orders.amount'),
    op,
    value,
    upper,
  });

  test('every comparison; a range has both its ends', async () => {
    assert.deepEqual(await kept('orders', amount('>', 30.3)), [6, 7]);
    assert.deepEqual(await kept('orders', amount('>=', 30.3)), [3, 6, 7]);
    assert.deepEqual(await kept('orders', amount('<', 5)), [4]);
    assert.deepEqual(await kept('orders', amount('=', -5)), [4]);
    assert.deepEqual(await kept('orders', amount('between', 10.1, 30.3)), [1, 2, 3]);
    assert.deepEqual(
      await kept('items', { kind: 'compare', column: ref('items.quantity'), op: '<>', value: 1 }),
      [1, 3, 5, 6, 7],
    );
    await assert.rejects(kept('orders', amount('between', 1)), /no upper end/);
  });
});

describe('two columns', () => {
  test('a delivery on the promised day is not late, whatever the hour', async () => {
    const late: Condition = { kind: 'columns', left: ref('orders.delivered'), op: '>', right: ref('orders.promised') };
    assert.deepEqual(await kept('orders', late), [2]);
    assert.deepEqual(await kept('orders', { ...late, op: '=' }), [1, 6]);
    assert.deepEqual(await kept('orders', { ...late, op: '<>' }), [2, 3]);
  });
});

describe('texts', () => {
  const status = (op: 'starts' | 'ends' | 'contains', value: string, negated = false): Condition => ({
    kind: 'text',
    column: ref('orders.status'),
    op,
    value,
    negated,
  });

  test('letters count without their case, signs of patterns as they are', async () => {
    assert.deepEqual(await kept('orders', status('starts', 'PAID')), [1, 2, 6]);
    assert.deepEqual(await kept('orders', status('ends', '%_off')), [6]);
    assert.deepEqual(await kept('orders', status('contains', '0%_')), [6]);
    assert.deepEqual(await kept('orders', status('contains', '\\')), []);
    assert.deepEqual(await kept('orders', status('contains', 'paid', true)), [3, 4, 5, 7]);
  });

  test('a number begins with digits', async () => {
    const condition: Condition = {
      kind: 'text',
      column: ref('items.quantity'),
      op: 'starts',
      value: '2',
      negated: false,
    };
    assert.deepEqual(await kept('items', condition), [1, 7]);
  });

  test('empty is missing or without a letter, for texts', async () => {
    const empty = (column: string, negated: boolean): Condition => ({ kind: 'empty', column: ref(column), negated });
    assert.deepEqual(await kept('orders', empty('orders.status', false)), [4, 5]);
    assert.deepEqual(await kept('orders', empty('orders.status', true)), [1, 2, 3, 6, 7]);
    assert.deepEqual(await kept('orders', empty('orders.delivered', false)), [4, 5, 7]);
    assert.deepEqual(await kept('items', empty('items.quantity', true)), [1, 2, 3, 4, 5, 7]);
  });
});

describe('periods', () => {
  const period = (column: string, from?: string, to?: string, negated = false): Condition => ({
    kind: 'period',
    column: ref(column),
    from,
    to,
    text: '',
    negated,
  });

  test('the first day is inside, the last is not; either end may be open', async () => {
    assert.deepEqual(await kept('orders', period('orders.ordered_at', '2024-01-01', '2024-02-01')), [1, 2]);
    assert.deepEqual(await kept('orders', period('orders.ordered_at', '2024-02-01')), [3, 4, 5, 6]);
    assert.deepEqual(await kept('orders', period('orders.ordered_at', undefined, '2024-02-01')), [1, 2]);
  });

  test('outside of it is everything else, also what has no date', async () => {
    assert.deepEqual(await kept('orders', period('orders.ordered_at', '2024-01-01', '2025-01-01', true)), [6, 7]);
  });

  test('dates that are stored as text are dates; what is none is in no period', async () => {
    assert.deepEqual(await kept('orders', period('orders.arrived', '2024-02-01', '2024-03-01')), [2, 3]);
    assert.deepEqual(await kept('orders', period('orders.arrived', '2024-02-01', '2024-03-01', true)), [1, 4, 5, 6, 7]);
    assert.deepEqual(await kept('orders', { kind: 'empty', column: ref('orders.arrived'), negated: false }), [5, 7]);
    const early: Condition = { kind: 'columns', left: ref('orders.arrived'), op: '<', right: ref('orders.promised') };
    assert.deepEqual(await kept('orders', early), [3]);
  });

  test('numbers that say year and month are in periods too', async () => {
    assert.deepEqual(await kept('readings', period('readings.period', '2023-12-01', '2024-03-01')), [2, 3]);
  });

  test('an instant belongs to a day in the time zone that is asked for', async () => {
    const filters = [period('readings.read_at', '2024-07-01', '2024-07-02')];
    const list = planOf('readings', { kind: 'list', columns: [ref('readings.reading_id')], filters });
    assert.deepEqual(await shop.rows(list, 'UTC'), [[2]]);
    assert.deepEqual(await shop.rows(list, 'Europe/Vienna'), [[1], [2]]);
  });
});

describe('other tables', () => {
  const pens: Condition = is('items.product', 'pen');
  const ofItems = (parts: Partial<Extract<Condition, { kind: 'related' }>> = {}): Condition => ({
    kind: 'related',
    table: 'main.items',
    negated: false,
    where: [],
    ...parts,
  });

  test('a table that the row refers to', async () => {
    assert.deepEqual(await kept('items', is('customers.region', 'East')), [1, 2, 3, 6]);
    assert.deepEqual(await kept('orders', isNot('customers.region', 'East')), [3, 6, 7]);
  });

  test('a finer table keeps a row once, however many rows it has there', async () => {
    assert.deepEqual(await kept('customers', pens), [1, 2]);
    assert.deepEqual(await shop.rows(planOf('customers', { measures: [count], filters: [pens] })), [[2]]);
  });

  test('conditions on one finer table hold of the same row there', async () => {
    const many: Condition = { kind: 'compare', column: ref('items.quantity'), op: '>=', value: 3 };
    assert.deepEqual(await kept('orders', pens, many), [2]);
  });

  test('there is any, there is none, there are so many', async () => {
    assert.deepEqual(await kept('customers', ofItems()), [1, 2, 3]);
    assert.deepEqual(await kept('customers', ofItems({ negated: true })), [4, 5]);
    assert.deepEqual(await kept('customers', ofItems({ where: [pens], negated: true })), [3, 4, 5]);
    assert.deepEqual(await kept('customers', ofItems({ count: { op: '>=', value: 2 } })), [1, 2]);
    assert.deepEqual(await kept('customers', ofItems({ count: { op: '<', value: 2 } })), [3, 4, 5]);
    assert.deepEqual(await kept('customers', ofItems({ count: { op: '<>', value: 0 } })), [1, 2, 3]);
    assert.deepEqual(await kept('customers', ofItems({ count: { op: 'between', value: 1, upper: 2 } })), [2, 3]);
  });

  test('columns inside are seen from the finer table', async () => {
    const early: Condition = {
      kind: 'period',
      column: ref('orders.ordered_at'),
      to: '2024-01-15',
      text: '',
      negated: false,
    };
    assert.deepEqual(await kept('customers', ofItems({ where: [early, pens] })), [1]);
    assert.deepEqual(await kept('customers', ofItems({ where: [early], count: { op: '=', value: 2 } })), [1]);
  });

  test('one inside another', async () => {
    const orders = (where: Condition[], negated = false): Condition => ({
      kind: 'related',
      table: 'main.orders',
      negated,
      where,
    });
    assert.deepEqual(await kept('customers', orders([ofItems({ negated: true })])), [3, 4]);
    assert.deepEqual(await kept('customers', orders([ofItems({ where: [pens] })], true)), [3, 4, 5]);
  });

  test('by the role that the row plays there', async () => {
    const matches = (via: string, parts: object = {}): Condition => ({
      kind: 'related',
      table: 'main.matches',
      via,
      negated: false,
      where: [],
      ...parts,
    });
    assert.deepEqual(await kept('teams', matches('home_team_id', { count: { op: '>', value: 1 } })), [1]);
    assert.deepEqual(await kept('teams', matches('away_team_id', { count: { op: '>', value: 1 } })), [2]);
    assert.deepEqual(
      await kept('teams', matches('away_team_id', { where: [is('teams.name by home_team_id', 'Reds')] })),
      [2, 3],
    );
  });

  test('the same table in two roles', async () => {
    assert.deepEqual(
      await kept('matches', is('teams.city by home_team_id', 'Oslo'), is('teams.city by away_team_id', 'Oslo')),
      [3],
    );
    const neighbours: Condition = {
      kind: 'columns',
      left: ref('teams.city by home_team_id'),
      op: '=',
      right: ref('teams.city by away_team_id'),
    };
    assert.deepEqual(await kept('matches', neighbours), [3]);
  });

  test('without the role there is no single way', async () => {
    await assert.rejects(kept('matches', is('teams.city', 'Oslo')), /no single way/);
  });
});

describe('a table that is called like a column', () => {
  test('is not taken for the column', async () => {
    const engine = await openEngine(`
      CREATE TABLE note (note_id INTEGER PRIMARY KEY, note VARCHAR);
      INSERT INTO note VALUES (1, 'a'), (2, 'b');
      CREATE TABLE line (line_id INTEGER PRIMARY KEY, note_id INTEGER REFERENCES note (note_id), note STRUCT(note_id INTEGER));
      INSERT INTO line VALUES (1, 1, {'note_id': 2}), (2, 1, {'note_id': 1});`);
    try {
      const index = await schemaIndexOf(engine, AbortSignal.timeout(30_000));
      const some: Condition = { kind: 'related', table: 'main.line', negated: false, where: [] };
      const plan = planOf('note', { kind: 'list', columns: [ref('note.note_id')], filters: [some] });
      const { rows } = await engine.query(compile(plan, index, { timezone: 'UTC' }).sql);
      assert.deepEqual(rows, [[1]]);
    } finally {
      engine.dispose();
    }
  });
});

describe('or', () => {
  test('one of several, some of which are several themselves, some about finer tables', async () => {
    const or = (...of: Condition[]): Condition => ({ kind: 'any', of });
    const and = (...of: Condition[]): Condition => ({ kind: 'all', of });
    assert.deepEqual(await kept('orders', or(is('orders.status', 'paid'), is('customers.region', 'West'))), [1, 3]);
    const both = and(is('customers.region', 'East'), {
      kind: 'compare',
      column: ref('orders.amount'),
      op: '<',
      value: 6,
    });
    assert.deepEqual(await kept('orders', or(both, is('orders.status', 'open'))), [3, 4, 5, 7]);
    assert.deepEqual(await kept('orders', or(is('items.product', 'ink'), is('orders.order_id', 7))), [1, 4, 7]);
    assert.deepEqual(
      await kept('orders', or(is('orders.order_id', 1), is('orders.order_id', 2)), is('orders.status', 'Paid')),
      [2],
    );
  });
});

// Which groups and rows are shown first, how many, and which are left out; groups that are counted or held to a number.
// Not here: their names (compileGroups.test.ts), their numbers (compileMeasures.test.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Group, Having, Plan } from '../../../src/server/answer/planner/plan/plan.ts';
import { by, byDate, count, is, measure, openShop, planOf, ref, type Shop } from './compileShop.ts';

let shop: Shop;
before(async () => {
  shop = await openShop();
});
after(() => shop.engine.dispose());

const first = (limit: number, direction: 'asc' | 'desc' = 'desc'): Partial<Plan> => ({
  order: { direction, measure: 0 },
  limit,
});
const sum = measure('sum', 'orders.amount');
const customer = by('customers.name', 'customers.customer_id');
const orders = (parts: Partial<Plan>) => shop.rows(planOf('orders', { measures: [count], ...parts }));

describe('rankings of groups', () => {
  test('rows without a group have no place', async () => {
    assert.deepEqual(await orders({ groups: [by('customers.region')], ...first(3) }), [
      ['East', 4],
      ['West', 1],
    ]);
    assert.deepEqual(await orders({ groups: [by('customers.region')] }), [
      ['East', 4],
      [null, 2],
      ['West', 1],
    ]);
    assert.deepEqual(await orders({ measures: [sum], groups: [customer], ...first(3) }), [
      ['(4)', '40.00'],
      ['Ann (1)', '30.30'],
      ['Ann (2)', '30.30'],
    ]);
  });

  test('all that share the first place are first, and further places go by name', async () => {
    assert.deepEqual(await orders({ groups: [customer], ...first(1) }), [
      ['Ann (1)', 2],
      ['Bob', 2],
    ]);
    assert.deepEqual(await orders({ groups: [customer], ...first(3) }), [
      ['Ann (1)', 2],
      ['Bob', 2],
      ['(4)', 1],
    ]);
    assert.deepEqual(await orders({ measures: [sum], groups: [by('orders.status')], ...first(1, 'asc') }), [
      ['paid', '10.10'],
    ]);
    assert.deepEqual(await orders({ groups: [by('customers.region')], ...first(1, 'asc') }), [['West', 1]]);
  });

  test('a group without the number has no place', async () => {
    const plan = planOf('items', { measures: [measure('avg', 'items.quantity')], groups: [by('items.item_id')] });
    const rows = await shop.rows({ ...plan, ...first(7, 'asc') });
    assert.deepEqual(
      rows.map(([id]) => id),
      [2, 4, 1, 5, 3, 7],
    );
    assert.deepEqual(await shop.rows({ ...plan, filters: [is('items.item_id', 6)], ...first(1) }), []);
  });

  test('by a share the total is still that of all', async () => {
    const share = { ...count, as: 'share' as const };
    assert.deepEqual(await orders({ measures: [share], groups: [by('customers.region')], ...first(1) }), [
      ['East', 400 / 7],
    ]);
  });

  test('without a word about it: the largest first, periods in order', async () => {
    assert.deepEqual(await orders({ groups: [by('customers.region')], limit: 1 }), [['East', 4]]);
    assert.deepEqual(await orders({ groups: [byDate('orders.ordered_at', 'month')], limit: 2 }), [
      ['2024-01', 2],
      ['2024-02', 1],
    ]);
    const last: Partial<Plan> = { order: { direction: 'desc', group: 0 }, limit: 1 };
    assert.deepEqual(await orders({ groups: [byDate('orders.ordered_at', 'month')], ...last }), [['2025-02', 1]]);
    const both = [by('customers.region'), byDate('orders.ordered_at', 'year')];
    assert.deepEqual(await orders({ groups: both }), [
      ['East', '2024', 4],
      ['West', '2024', 1],
      [null, '2025', 1],
      [null, null, 1],
    ]);
  });

  test('by the second measure', async () => {
    const order = { direction: 'asc' as const, measure: 1 };
    const rows = await orders({ measures: [count, sum], groups: [by('customers.region')], order, limit: 1 });
    assert.deepEqual(rows, [
      ['East', 4, '30.30'],
      ['West', 1, '30.30'],
    ]);
  });
});

describe('the first of each group', () => {
  const perYear = (limit: number, groups: Group[]): Partial<Plan> => ({ groups, ...first(limit), perGroup: true });

  test('so many of each, in its order; all that share the first place where one is asked for', async () => {
    const groups = [byDate('orders.ordered_at', 'year'), customer];
    assert.deepEqual(await orders(perYear(1, groups)), [
      ['2024', 'Ann (1)', 2],
      ['2024', 'Bob', 2],
    ]);
    const all = await orders(perYear(2, [by('customers.region'), customer]));
    assert.deepEqual(all, [
      ['East', 'Ann (1)', 2],
      ['East', 'Bob', 2],
      ['West', 'Ann (2)', 1],
    ]);
    const two = await orders(perYear(2, [byDate('orders.ordered_at', 'year'), by('orders.status')]));
    assert.deepEqual(two, [
      ['2024', 'Paid', 1],
      ['2024', 'open', 1],
      ['2025', 'paid 50%_off', 1],
    ]);
  });

  test('weekdays stay in the order of the week', async () => {
    const weekday: Group = { kind: 'part', column: ref('orders.ordered_at'), part: 'weekday', label: 'Day' };
    const rows = await orders(perYear(1, [weekday, by('customers.region')]));
    assert.deepEqual(rows, [
      ['Monday', 'East', 3],
      ['Wednesday', 'East', 1],
      ['Thursday', 'West', 1],
    ]);
  });

  test('of rows: by the column, then by their number', async () => {
    const plan = planOf('orders', {
      kind: 'list',
      columns: [ref('orders.order_id'), ref('orders.amount')],
      groups: [by('customers.region')],
      order: { direction: 'desc', column: ref('orders.amount') },
      limit: 2,
      perGroup: true,
    });
    assert.deepEqual(await shop.rows(plan), [
      ['East', 2, '20.20'],
      ['East', 1, '10.10'],
      ['West', 3, '30.30'],
    ]);
    const named = { ...plan, groups: [customer], columns: [ref('orders.order_id')], limit: 1 };
    assert.deepEqual(await shop.rows(named), [
      ['(4)', 7],
      ['Ann (1)', 2],
      ['Ann (2)', 3],
      ['Bob', 5],
    ]);
    const own = { ...plan, columns: [], groups: [by('orders.status')], limit: 1 };
    assert.deepEqual(
      shop
        .compiled(own)
        .columns.map(({ header }) => header)
        .slice(0, 3),
      ['orders.status', 'Order id', 'Customer id'],
    );
    assert.equal((await shop.rows(own)).length, 4);
  });
});

describe('what holds of groups', () => {
  const having = (op: Having['op'], value: number, of = count): Having[] => [{ measure: of, op, value }];

  test('a number of them, shown or not; rows without a group are none', async () => {
    assert.deepEqual(await orders({ groups: [by('customers.region')], having: having('>=', 1) }), [
      ['East', 4],
      ['West', 1],
    ]);
    assert.deepEqual(await orders({ measures: [sum], groups: [customer], having: having('>', 1) }), [
      ['Ann', '30.30'],
      ['Bob', '0.00'],
    ]);
    assert.deepEqual(await orders({ measures: [], groups: [by('customers.region')], having: having('>', 1) }), [
      ['East'],
    ]);
    const growing = having('>', -90, { ...count, as: 'growth' });
    assert.deepEqual(await orders({ groups: [byDate('orders.ordered_at', 'year')], having: growing }), [['2025', 1]]);
  });

  test('how many groups there are, and how many of which it holds', async () => {
    const groups = [by('customers.region')];
    assert.deepEqual(await orders({ measures: [], groups, countGroups: true }), [[2]]);
    assert.deepEqual(await orders({ groups, having: having('>', 1), countGroups: true }), [[1]]);
    assert.deepEqual(await orders({ measures: [], groups: [customer], countGroups: true }), [[4]]);
    assert.deepEqual(await orders({ measures: [], groups: [by('customers.name')], countGroups: true }), [[2]]);
    const growing = having('<', 0, { ...count, as: 'growth' });
    assert.deepEqual(
      await orders({ groups: [byDate('orders.ordered_at', 'year')], having: growing, countGroups: true }),
      [[1]],
    );
    const weekday: Group = { kind: 'part', column: ref('orders.ordered_at'), part: 'weekday', label: 'Day' };
    assert.deepEqual(await orders({ groups: [weekday], having: growing, countGroups: true }), [[1]]);
  });
});

describe('lists', () => {
  const list = (parts: Partial<Plan>) => planOf('orders', { kind: 'list', ...parts });
  const ids = async (parts: Partial<Plan>) =>
    (await shop.rows(list({ columns: [ref('orders.order_id')], ...parts }))).map(([id]) => id);
  const byAmount = { direction: 'desc' as const, column: ref('orders.amount') };

  test('all columns, in the order of their number', async () => {
    const rows = await shop.rows(list({}));
    assert.deepEqual(
      rows.map((row) => [row[0], row.length]),
      [1, 2, 3, 4, 5, 6, 7].map((id) => [id, 8]),
    );
    assert.deepEqual(await ids({ order: { direction: 'desc' }, limit: 2 }), [7, 6]);
  });

  test('by a column, then by their number; what has no value comes last or has no place', async () => {
    const byStatus = { direction: 'asc' as const, column: ref('orders.status') };
    assert.deepEqual(await ids({ order: byStatus }), [4, 2, 3, 7, 1, 6, 5]);
    assert.deepEqual(await ids({ order: byStatus, limit: 7 }), [4, 2, 3, 7, 1, 6]);
    assert.deepEqual(await ids({ order: byAmount, limit: 2 }), [6, 7]);
    const byArrival = { direction: 'desc' as const, column: ref('orders.arrived') };
    assert.deepEqual(await ids({ order: byArrival, limit: 3 }), [6, 2, 3]);
  });

  test('all that share the first place are first', async () => {
    const byPromise = { direction: 'desc' as const, column: ref('orders.promised') };
    assert.deepEqual(await ids({ order: { ...byPromise, direction: 'asc' }, limit: 1 }), [1]);
    assert.deepEqual(await ids({ order: byPromise, limit: 1, filters: [is('customers.region', 'East')] }), [5, 4]);
  });

  test('columns of tables that the row refers to, called by what they are', async () => {
    const columns = [
      ref('matches.match_id'),
      ref('teams.name by home_team_id'),
      ref('teams.name by away_team_id'),
      ref('teams.city by away_team_id'),
    ];
    const plan = planOf('matches', { kind: 'list', columns });
    assert.deepEqual(await shop.rows({ ...plan, limit: 1 }), [[1, 'Reds', 'Blues', 'Rome']]);
    assert.deepEqual(
      shop.compiled(plan).columns.map(({ header }) => header),
      ['Match id', 'Home team', 'Away team', 'City'],
    );
    const order = { direction: 'desc' as const, column: ref('matches.goals') };
    assert.deepEqual(await shop.rows({ ...plan, order, limit: 1 }), [[1, 'Reds', 'Blues', 'Rome']]);
  });

  test('an instant is shown in the time zone', async () => {
    const plan = planOf('readings', { kind: 'list', filters: [is('readings.reading_id', 1)] });
    assert.equal((await shop.rows(plan, 'Europe/Vienna'))[0]?.[1], '2024-07-01 01:30:00');
  });
});

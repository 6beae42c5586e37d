// What measures say of rows and groups, against numbers that were added up by hand.
// Not here: which rows are measured (compileConditions.test.ts), what is shown first (compileRankings.test.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Group, Measure } from '../../../src/server/answer/planner/plan/plan.ts';
import { by, byDate, count, is, measure, openShop, planOf, ref, type Shop } from './compileShop.ts';

let shop: Shop;
before(async () => {
  shop = await openShop();
});
after(() => shop.engine.dispose());

const of = (base: string, measures: Measure[], groups: Group[] = []) => shop.rows(planOf(base, { measures, groups }));
const amount = (fn: Measure['fn'], parts: Partial<Measure> = {}) => measure(fn, 'orders.amount', parts);

describe('of all rows', () => {
  test('every function; sums of decimals are exact', async () => {
    const functions = ['sum', 'avg', 'median', 'min', 'max', 'count_distinct'] as const;
    const [row] = await of('orders', [count, ...functions.map((fn) => amount(fn))]);
    assert.deepEqual(row, [7, '200.60', 200.6 / 7, 20.2, '-5.00', '100.00', 7]);
  });

  test('the median between two decimals has more places than they have', async () => {
    assert.deepEqual(await of('items', [measure('median', 'items.price', { where: [is('items.item_id', 1, 2)] })]), [
      [4.3],
    ]);
  });

  test('only some of the rows', async () => {
    const paid = [is('orders.status', 'paid', 'Paid')];
    assert.deepEqual(await of('orders', [{ ...count, where: paid }, amount('sum', { where: paid }), count]), [
      [2, '30.30', 7],
    ]);
    assert.deepEqual(await of('orders', [{ ...count, where: [is('items.product', 'pen')] }]), [[3]]);
  });

  test('a column times another, beyond what a whole number of the column holds', async () => {
    const revenue = measure('sum', 'items.quantity', { times: ref('items.price') });
    assert.deepEqual(await of('items', [revenue]), [
      [String(3 + 7.1 + 6 + 1.5 + 6 + 6_000_000_000).replace(/(\.\d)$/, '$10')],
    ]);
    const square = measure('sum', 'items.quantity', { times: ref('items.quantity') });
    assert.deepEqual(await of('items', [square]), [['4000000000000000031']]);
  });

  test('a column of a table that the row refers to', async () => {
    assert.deepEqual(await of('items', [measure('count_distinct', 'customers.region')]), [[2]]);
  });
});

describe('ratios', () => {
  test('a number per another, in percent, and by how many percent it is more', async () => {
    const per = { fn: 'count_distinct' as const, column: ref('orders.customer_id') };
    assert.deepEqual(await of('orders', [{ ...count, per }]), [[7 / 4]]);
    const paid = [is('orders.status', 'paid', 'Paid')];
    assert.deepEqual(await of('orders', [{ ...count, where: paid, per: { fn: 'count' }, as: 'share' }]), [
      [(100 * 2) / 7],
    ]);
    const first = { ...count, where: [is('orders.order_id', 1, 2, 3)] };
    assert.deepEqual(await of('orders', [{ ...first, per: { fn: 'count', where: paid }, as: 'growth' }]), [[50]]);
  });

  test('nothing is divided by nothing', async () => {
    const none = { fn: 'count' as const, where: [is('orders.status', 'lost')] };
    assert.deepEqual(await of('orders', [{ ...count, per: none }]), [[null]]);
  });

  test('where nothing adds to the part, the part is 0 % and not unknown', async () => {
    const paid = amount('sum', {
      where: [is('orders.status', 'paid', 'Paid')],
      per: { fn: 'sum', column: ref('orders.amount') },
      as: 'share',
    });
    const rows = await of('orders', [paid], [by('customers.region')]);
    assert.deepEqual(rows, [
      ['East', 100],
      ['West', 0],
      [null, 0],
    ]);
  });
});

describe('by groups', () => {
  test('a table that plays two roles is joined for each', async () => {
    const groups = [by('teams.name by home_team_id'), by('teams.name by away_team_id')];
    const rows = await of('matches', [measure('sum', 'matches.goals')], groups);
    assert.deepEqual(rows, [
      ['Reds', 'Blues', 3],
      ['Reds', 'Greens', 2],
      ['Greens', 'Blues', 1],
      ['Blues', 'Reds', 0],
    ]);
  });

  test('rows without a value are a group of their own, and so is the table with no schema of its name', async () => {
    assert.deepEqual(await of('orders', [count], [by('customers.region')]), [
      ['East', 4],
      [null, 2],
      ['West', 1],
    ]);
    assert.deepEqual(await shop.rows({ ...planOf('items', { measures: [count] }), base: 'old.items' }), [[2]]);
  });

  test('a finer table counts each row once in each of its groups, and rows without one in none', async () => {
    assert.deepEqual(await of('customers', [count], [by('items.product')]), [
      ['ink', 2],
      ['pen', 2],
      ['pad', 1],
    ]);
    const early = {
      kind: 'period' as const,
      column: ref('orders.ordered_at'),
      to: '2024-02-01',
      text: '',
      negated: false,
    };
    const plan = planOf('customers', { measures: [count], groups: [by('items.product')], filters: [early] });
    assert.deepEqual(await shop.rows(plan), [
      ['ink', 1],
      ['pen', 1],
    ]);
  });

  test('a finer table is refused for anything that it would multiply', async () => {
    const sum = () => of('orders', [amount('sum')], [by('items.product')]);
    await assert.rejects(sum(), /counted by a finer table/);
    await assert.rejects(of('customers', [amount('sum')]), /many rows of orders/);
    await assert.rejects(of('orders', [{ ...count, as: 'share' }], [by('items.product')]), /do not add up/);
    await assert.rejects(
      shop.rows(planOf('orders', { kind: 'list', columns: [ref('items.product')] })),
      /many rows of items/,
    );
  });
});

describe('beside the other groups', () => {
  test('shares are of all groups, also of those that are not shown', async () => {
    const share = { ...count, as: 'share' as const };
    const all = await of('orders', [share], [by('customers.region')]);
    assert.deepEqual(all, [
      ['East', 400 / 7],
      [null, 200 / 7],
      ['West', 100 / 7],
    ]);
    const plan = planOf('orders', {
      measures: [share],
      groups: [by('customers.region')],
      having: [{ measure: count, op: '<', value: 4 }],
    });
    assert.deepEqual(await shop.rows(plan), [['West', 100 / 7]]);
  });

  test('growth is against the month before, and unknown where that has no row or nothing', async () => {
    const rows = await of('orders', [amount('sum', { as: 'growth' })], [byDate('orders.ordered_at', 'month')]);
    assert.deepEqual(rows, [
      ['2024-01', null],
      ['2024-02', 0],
      ['2024-04', null],
      ['2025-02', null],
      [null, null],
    ]);
    const years = await of('orders', [{ ...count, as: 'growth' }, count], [byDate('orders.ordered_at', 'year')]);
    assert.deepEqual(years, [
      ['2024', null, 5],
      ['2025', -80, 1],
      [null, null, 1],
    ]);
  });

  test('growth of a number that says year and month steps over the end of the year', async () => {
    const rows = await of(
      'readings',
      [measure('sum', 'readings.reading_id', { as: 'growth' })],
      [by('readings.period')],
    );
    assert.deepEqual(rows, [
      [202311, null],
      [202312, 100],
      [202401, 50],
      [202403, null],
      [null, null],
    ]);
  });

  test('growth over weekdays goes by the week and not by the alphabet', async () => {
    const part: Group = { kind: 'part', column: ref('orders.ordered_at'), part: 'weekday', label: 'Weekday' };
    const rows = await of('orders', [{ ...count, as: 'growth' }], [part]);
    assert.deepEqual(rows, [
      ['Monday', null],
      ['Wednesday', -75],
      ['Thursday', 0],
      [null, null],
    ]);
  });

  test('running totals add up in order, apart for each of the other groups, and leave out what has no date', async () => {
    const total = amount('sum', { as: 'running' });
    const rows = await of('orders', [total], [byDate('orders.ordered_at', 'month')]);
    assert.deepEqual(rows, [
      ['2024-01', '30.30'],
      ['2024-02', '60.60'],
      ['2024-04', '60.60'],
      ['2025-02', '160.60'],
      [null, null],
    ]);
    const regions = await of(
      'orders',
      [{ ...count, as: 'running' }],
      [by('customers.region'), byDate('orders.ordered_at', 'month')],
    );
    assert.deepEqual(regions, [
      ['East', '2024-01', 2],
      ['East', '2024-04', 4],
      ['West', '2024-02', 1],
      [null, '2025-02', 1],
      [null, null, null],
    ]);
  });

  test('what does not add up has no running total and no share', async () => {
    for (const as of ['running', 'share'] as const)
      await assert.rejects(
        of('orders', [amount('avg', { as })], [byDate('orders.ordered_at', 'month')]),
        /do not add up/,
      );
    await assert.rejects(of('orders', [{ ...count, as: 'growth' }], [by('orders.status')]), /no date or number/);
  });
});

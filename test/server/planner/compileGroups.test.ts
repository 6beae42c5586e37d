// How groups are called, told apart and put in order.
// Not here: what is measured of them (compileMeasures.test.ts), which of them are shown (compileRankings.test.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Group, Plan } from '../../../src/server/answer/planner/plan/plan.ts';
import type { Cell } from '../../../src/server/engine/engine.ts';
import { by, byDate, count, is, openShop, planOf, ref, type Shop } from './compileShop.ts';

let shop: Shop;
before(async () => {
  shop = await openShop();
});
after(() => shop.engine.dispose());

const counted = (base: string, ...groups: Group[]) => shop.rows(planOf(base, { measures: [count], groups }));

const labels = async (base: string, group: Group, timezone?: string): Promise<unknown[]> => {
  const rows = await shop.rows(planOf(base, { measures: [count], groups: [group] }), timezone);
  return rows.map(([label]) => label);
};

describe('dates', () => {
  test('each grain has its label, in order', async () => {
    const of = (grain: Parameters<typeof byDate>[1], fiscal?: number) =>
      labels('orders', byDate('orders.ordered_at', grain, fiscal));
    assert.deepEqual(await of('year'), ['2024', '2025', null]);
    assert.deepEqual(await of('quarter'), ['2024-Q1', '2024-Q2', '2025-Q1', null]);
    assert.deepEqual(await of('month'), ['2024-01', '2024-02', '2024-04', '2025-02', null]);
    assert.deepEqual(await of('week'), ['2024-01-01', '2024-01-29', '2024-04-15', '2025-02-03', null]);
    assert.deepEqual((await of('day')).slice(0, 3), ['2024-01-01', '2024-01-31', '2024-02-01']);
    assert.deepEqual((await of('hour')).slice(0, 2), ['2024-01-01 08:00', '2024-01-31 23:00']);
  });

  test('a fiscal year is called by the year it ends in', async () => {
    const of = (grain: Parameters<typeof byDate>[1], fiscal: number) =>
      labels('orders', byDate('orders.ordered_at', grain, fiscal));
    assert.deepEqual(await of('year', 2), ['FY2024', 'FY2025', 'FY2026', null]);
    assert.deepEqual(await of('quarter', 2), ['FY2024-Q4', 'FY2025-Q1', 'FY2026-Q1', null]);
    assert.deepEqual(await of('quarter', 4), ['FY2024-Q4', 'FY2025-Q1', 'FY2025-Q4', null]);
    assert.deepEqual(await of('year', 12), ['FY2024', 'FY2025', null]);
    assert.deepEqual(await of('month', 4), ['2024-01', '2024-02', '2024-04', '2025-02', null]);
  });

  test('growth of fiscal quarters is against the quarter before', async () => {
    const growth = { ...count, as: 'growth' as const };
    const plan = planOf('orders', { measures: [growth], groups: [byDate('orders.ordered_at', 'quarter', 2)] });
    assert.deepEqual(await shop.rows(plan), [
      ['FY2024-Q4', null],
      ['FY2025-Q1', 50],
      ['FY2026-Q1', null],
      [null, null],
    ]);
  });

  test('texts and numbers that say a date are dates', async () => {
    assert.deepEqual(await labels('orders', byDate('orders.arrived', 'month')), [
      '2024-01',
      '2024-02',
      '2025-02',
      null,
    ]);
    assert.deepEqual(await labels('readings', byDate('readings.period', 'quarter')), ['2023-Q4', '2024-Q1', null]);
  });

  test('an instant belongs to the month of the time zone', async () => {
    const month = byDate('readings.read_at', 'month');
    assert.deepEqual(await labels('readings', month, 'UTC'), ['2024-06', '2024-07', null]);
    assert.deepEqual(await labels('readings', month, 'Europe/Vienna'), ['2024-07', null]);
  });
});

describe('parts of dates', () => {
  const part = (name: Extract<Group, { kind: 'part' }>['part']): Group => ({
    kind: 'part',
    column: ref('orders.ordered_at'),
    part: name,
    label: name,
  });

  test('by the calendar and not by the alphabet', async () => {
    const without = { kind: 'empty' as const, column: ref('orders.ordered_at'), negated: true };
    const of = async (name: Parameters<typeof part>[0]) =>
      shop.rows(planOf('orders', { measures: [count], groups: [part(name)], filters: [without] }));
    assert.deepEqual(await of('weekday'), [
      ['Monday', 4],
      ['Wednesday', 1],
      ['Thursday', 1],
    ]);
    assert.deepEqual(await of('month of year'), [
      ['January', 2],
      ['February', 2],
      ['April', 2],
    ]);
    assert.deepEqual(await of('hour of day'), [
      [0, 1],
      [8, 2],
      [10, 1],
      [13, 1],
      [23, 1],
    ]);
    assert.deepEqual(await of('quarter of year'), [
      ['Q1', 4],
      ['Q2', 2],
    ]);
  });

  test('values of them too, and in either direction', async () => {
    const plan = planOf('orders', { kind: 'values', groups: [part('weekday')] });
    assert.deepEqual(await shop.rows(plan), [['Monday'], ['Wednesday'], ['Thursday']]);
    const backwards: Plan = { ...plan, order: { direction: 'desc', group: 0 }, limit: 2 };
    assert.deepEqual(await shop.rows(backwards), [['Thursday'], ['Wednesday']]);
  });
});

describe('steps of numbers', () => {
  const bins = (column: string, width: number): Group => ({ kind: 'bin', column: ref(column), width, label: 'Step' });

  test('are called by their lower bound, below zero too', async () => {
    assert.deepEqual(await counted('orders', bins('orders.amount', 20)), [
      [-20, 1],
      [0, 2],
      [20, 2],
      [40, 1],
      [100, 1],
    ]);
    assert.deepEqual(await counted('items', bins('items.quantity', 3)), [
      [0, 3],
      [3, 2],
      [1999999998, 1],
      [null, 1],
    ]);
  });

  test('of a tenth hold the tenth they begin with, in decimals and in doubles', async () => {
    const expected = [
      [-0.5, 1],
      [0.2, 1],
      [0.3, 1],
      [25, 1],
      [null, 1],
    ];
    assert.deepEqual(await counted('readings', bins('readings.share', 0.1)), expected);
    assert.deepEqual(await counted('readings', bins('readings.level', 0.1)), expected);
    const hundredths = await counted('readings', bins('readings.level', 0.01));
    assert.deepEqual(
      hundredths.map(([label]) => label),
      [-0.5, 0.29, 0.3, 25, null],
    );
    assert.deepEqual(await counted('items', bins('items.quantity', 0.5)), [
      [1, 2],
      [2, 1],
      [3, 1],
      [4, 1],
      [2000000000, 1],
      [null, 1],
    ]);
  });

  test('that are no steps are refused', async () => {
    await assert.rejects(counted('orders', bins('orders.amount', 0)), /no steps/);
  });
});

describe('names that several rows share', () => {
  const customer = by('customers.name', 'customers.customer_id');

  test('are told apart by their key; a row without a name is called by it', async () => {
    const rows = await counted('orders', customer);
    assert.deepEqual(rows, [
      ['Ann (1)', 2],
      ['Bob', 2],
      ['(4)', 1],
      ['Ann (2)', 1],
      [null, 1],
    ]);
  });

  test('stay as they are where the others are left out', async () => {
    const plan = planOf('orders', { measures: [count], groups: [customer], filters: [is('customers.region', 'East')] });
    assert.deepEqual(await shop.rows(plan), [
      ['Ann', 2],
      ['Bob', 2],
    ]);
  });

  test('beside another group each is told apart once', async () => {
    const plan = planOf('orders', { measures: [count], groups: [byDate('orders.ordered_at', 'year'), customer] });
    const rows: Cell[][] = [
      ['2024', 'Ann (1)', 2],
      ['2024', 'Ann (2)', 1],
      ['2024', 'Bob', 2],
      ['2025', null, 1],
      [null, '(4)', 1],
    ];
    assert.deepEqual(await shop.rows(plan), rows);
  });

  test('are values too', async () => {
    const plan = planOf('orders', { kind: 'values', groups: [customer] });
    assert.deepEqual(await shop.rows(plan), [['(4)'], ['Ann (1)'], ['Ann (2)'], ['Bob']]);
  });
});

describe('values', () => {
  test('each once, without rows that have none', async () => {
    const plan = planOf('orders', { kind: 'values', groups: [by('customers.region')] });
    assert.deepEqual(await shop.rows(plan), [['East'], ['West']]);
    assert.deepEqual(await shop.rows({ ...plan, limit: 1 }), [['East']]);
  });

  test('of two columns together; those that hold enough rows', async () => {
    const two = planOf('matches', {
      kind: 'values',
      groups: [by('teams.name by home_team_id'), by('teams.city by away_team_id')],
    });
    assert.deepEqual(await shop.rows(two), [
      ['Blues', 'Oslo'],
      ['Greens', 'Rome'],
      ['Reds', 'Oslo'],
      ['Reds', 'Rome'],
    ]);
    const having = [{ measure: count, op: '>' as const, value: 1 }];
    assert.deepEqual(await shop.rows(planOf('orders', { kind: 'values', groups: [by('customers.region')], having })), [
      ['East'],
    ]);
  });
});

describe('headers and names', () => {
  test('no two columns are called alike', () => {
    const groups = [by('teams.name by home_team_id'), by('teams.name by away_team_id')];
    const same = groups.map((group) => ({ ...group, label: 'Team' }));
    const plan = planOf('matches', {
      measures: [
        { ...count, label: 'team' },
        { ...count, label: ' ' },
      ],
      groups: same,
    });
    assert.deepEqual(
      shop.compiled(plan).columns.map(({ header }) => header),
      ['Team', 'Team 2', 'team 3', 'Column'],
    );
  });

  test('every column says what it is', () => {
    const plan = planOf('orders', { measures: [count], groups: [byDate('orders.ordered_at', 'month')] });
    const [label, number] = shop.compiled(plan).columns;
    assert.deepEqual([label?.kind, label?.grain, label?.column?.name], ['label', 'month', 'ordered_at']);
    assert.deepEqual([number?.kind, number?.measure], ['measure', count]);
  });

  test('names need no table while there is one, and never a limit that is not asked for', () => {
    const { sql } = shop.compiled(planOf('teams', { measures: [count], groups: [by('teams.city')] }));
    assert.equal(
      sql.replaceAll(/\s+/g, ' '),
      'SELECT "city" AS "teams.city", COUNT(*) AS "Rows" FROM "teams" GROUP BY 1 ORDER BY "Rows" DESC NULLS LAST, "teams.city"',
    );
  });

  test('a query of the person stands for its table', async () => {
    const [table] = shop.index.tables;
    if (!table) throw new Error('There are no tables.');
    const query = {
      ...table,
      key: '.query',
      schema: '',
      name: 'query',
      sql: 'SELECT * FROM customers WHERE region IS NOT NULL -- all',
    };
    query.columns = table.columns.map((column) => ({ ...column, table: query }));
    const { compile } = await import('../../../src/server/answer/planner/sql/compile.ts');
    const plan: Plan = {
      ...planOf('', { measures: [count] }),
      base: '.query',
      groups: [{ kind: 'column', column: { table: '.query', column: 'region' }, label: 'Region' }],
    };
    const { sql } = compile(plan, { tables: [query], links: [] }, { timezone: 'UTC' });
    assert.deepEqual((await shop.engine.query(sql)).rows, [
      ['East', 2],
      ['North', 1],
      ['West', 1],
    ]);
  });
});

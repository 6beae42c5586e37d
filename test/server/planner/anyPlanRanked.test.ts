// Whatever ranking, condition on groups, count of groups or share is drawn: it agrees with the plain answer it is made from.
// Not here: whether the plain answer is right (anyPlanByHand.test.ts).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Plan } from '../../../src/server/answer/planner/plan/plan.ts';
import { comparison } from '../../../src/server/answer/planner/sql/conditions.ts';
import type { Cell } from '../../../src/server/engine/engine.ts';
import { anyPlan } from './anyPlan.ts';
import { seeded } from './anyPlanDraw.ts';
import { openShop, type Shop } from './compileShop.ts';

const seeds = Number(process.env.TRELLIS_ANY_PLANS ?? 120) * 8;

let shop: Shop;
before(async () => {
  shop = await openShop();
});
after(() => shop.engine.dispose());

/** The drawn plans that group and measure and are wanted. */
function drawn(isWanted: (plan: Plan) => boolean): { seed: number; plan: Plan }[] {
  return Array.from({ length: seeds }, (_, at) => ({ seed: at + 1, plan: anyPlan(seeded(at + 1), shop.index) })).filter(
    ({ plan }) => plan.kind !== 'list' && plan.groups.length > 0 && isWanted(plan),
  );
}

const isNamed = (row: readonly Cell[], { groups }: Plan): boolean =>
  row.slice(0, groups.length).every((cell) => cell !== null);

async function agree(seed: number, plan: Plan, expected: Cell[][]): Promise<void> {
  assert.deepEqual(
    await shop.rows(plan),
    expected,
    `seed ${seed}\n${JSON.stringify(plan)}\n${shop.compiled(plan).sql}`,
  );
}

test('a ranking is the beginning of all groups in that order', async () => {
  const rankings = drawn(
    ({ limit, order, kind }) => limit !== undefined && order?.measure !== undefined && kind === 'aggregate',
  );
  for (const { seed, plan } of rankings) {
    const { limit = 0, perGroup: _, ...unlimited } = plan;
    const place = plan.groups.length + (plan.order?.measure ?? 0);
    const all = (await shop.rows(unlimited)).filter((row) => isNamed(row, plan) && (row[place] ?? null) !== null);
    const parts = plan.perGroup ? [...new Set(all.map(([first]) => first))] : [undefined];
    const chosen = parts.map((part) => {
      const own = all.filter(([first]) => !plan.perGroup || first === part);
      return own.filter((row, at) => at < limit || (limit === 1 && row[place] === own[0]?.[place]));
    });
    const rows = await shop.rows(plan);
    const sorted = (cells: readonly Cell[][]) => cells.map((row) => JSON.stringify(row)).toSorted();
    const about = `seed ${seed}\n${JSON.stringify(plan)}\n${shop.compiled(plan).sql}`;
    assert.deepEqual(sorted(rows), sorted(chosen.flat()), about);
    if (!plan.perGroup) assert.deepEqual(rows, chosen.flat(), about);
  }
  assert.ok(rankings.length > 20);
});

test('what has to hold of groups keeps those whose number it holds of, and their count is their number', async () => {
  const held = drawn(({ having, limit }) => having.length > 0 && limit === undefined);
  for (const { seed, plan } of held) {
    const { countGroups: _, having, order: __, ...rest } = plan;
    const plain: Plan = {
      ...rest,
      kind: 'aggregate',
      measures: [...plan.measures, ...having.map(({ measure }) => measure)],
      having: [],
    };
    const all = (await shop.rows(plain)).filter((row) => isNamed(row, plan));
    const kept: Cell[][] = [];
    for (const row of all) {
      const tests = having.map((bound, at) => {
        const cell = row[plan.groups.length + plan.measures.length + at] ?? null;
        return comparison(cell === null ? 'CAST(NULL AS DOUBLE)' : String(cell), bound, String);
      });
      const { rows } = await shop.engine.query(`SELECT ${tests.join(' AND ')}`);
      if (rows[0]?.[0] === true) kept.push(row);
    }
    const counted = { ...rest, measures: [], having, countGroups: true };
    await agree(seed, counted, [[kept.length]]);
    assert.equal((await shop.rows({ ...plain, having })).length, kept.length, `seed ${seed}`);
  }
  assert.ok(held.length > 20);
});

test('shares are the numbers against their sum', async () => {
  const shares = drawn(
    ({ measures: [first], having, limit }) =>
      first?.as === 'share' && !first.per && having.length === 0 && limit === undefined,
  );
  for (const { seed, plan } of shares) {
    const [first] = plan.measures;
    if (!first) continue;
    const { as: _, ...number } = first;
    const rows = await shop.rows({ ...plan, measures: [first, { ...number, label: 'Number' }] });
    const numbers = rows.map((row) => Number(row.at(-1) ?? 0));
    const total = numbers.reduce((sum, each) => sum + each, 0);
    for (const [at, row] of rows.entries()) {
      const [share = null, own = null] = row.slice(-2);
      const expected = own === null || total === 0 ? null : (100 * (numbers[at] ?? 0)) / total;
      const isSame =
        share === expected ||
        (expected !== null && Math.abs(Number(share) - expected) < 1e-9 * Math.max(1, Math.abs(expected)));
      assert.ok(isSame, `seed ${seed}: ${share}, not ${expected}`);
    }
  }
  assert.ok(shares.length > 5);
});

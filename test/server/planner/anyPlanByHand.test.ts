// Whatever plan is drawn, its SQL gives the numbers that looking at row after row gives.
// Not here: that it runs on larger data (anyPlan.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '../../../src/server/answer/planner/plan/plan.ts';
import type { Cell } from '../../../src/server/engine/engine.ts';
import { anyPlan } from './anyPlan.ts';
import { answerByHand, type Data } from './anyPlanByHand.ts';
import { seeded } from './anyPlanDraw.ts';
import { openShop, type Shop } from './compileShop.ts';

const plans = Number(process.env.TRELLIS_ANY_PLANS ?? 120) * 4;

async function readAll({ engine, index }: Shop): Promise<Data> {
  const rows = new Map<string, ReadonlyMap<string, Cell>[]>();
  for (const table of index.tables) {
    const result = await engine.query(`SELECT * FROM "${table.schema}"."${table.name}"`);
    const names = result.columns.map(({ name }) => name);
    rows.set(
      table.key,
      result.rows.map((cells) => new Map(names.map((name, at) => [name, cells[at] ?? null]))),
    );
  }
  return { index, rows };
}

/** As much of a plan as is answered by hand: one row for each group of a column, numbers that need no other group. */
function simplified({ order: _, limit: __, perGroup: ___, countGroups: ____, ...plan }: Plan): Plan {
  return {
    ...plan,
    kind: 'aggregate',
    columns: [],
    having: [],
    groups: plan.groups.flatMap((group) =>
      group.kind === 'column' ? [{ kind: 'column', column: group.column, label: group.label }] : [],
    ),
    measures: plan.measures.length === 0 ? [{ fn: 'count', label: 'Rows' }] : plan.measures.map(withoutOthers),
  };
}

function withoutOthers({ as, ...measure }: Plan['measures'][number]): Plan['measures'][number] {
  return measure.per && as ? { ...measure, as } : measure;
}

/** Numbers to nine digits, rows in any order. */
function comparable(rows: readonly Cell[][]): string[] {
  const cell = (value: Cell) => {
    const isNumber = typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
    return isNumber ? Number(Number(value).toPrecision(9)) + 0 : value;
  };
  return rows.map((row) => JSON.stringify(row.map(cell))).toSorted();
}

test('any plan gives what looking at row after row gives', async (t) => {
  const shop = await openShop();
  t.after(() => shop.engine.dispose());
  const data = await readAll(shop);
  let rowsSeen = 0;
  for (let seed = 1; seed <= plans; seed++) {
    const plan = simplified(anyPlan(seeded(seed), shop.index));
    const expected = answerByHand(data, plan);
    const { sql } = shop.compiled(plan);
    const { rows } = await shop.engine.query(sql);
    rowsSeen += rows.length;
    assert.deepEqual(comparable(rows), comparable(expected), `seed ${seed}\n${JSON.stringify(plan)}\n${sql}`);
  }
  assert.ok(rowsSeen > plans, 'most plans have something to compare');
});

// Conditions of random plans: every kind, nested as deep as plans allow.
// Not here: the plans (anyPlan.ts).
import { findPath } from '../../../src/server/answer/planner/joins.ts';
import {
  type Comparison,
  type Condition,
  type Scalar,
  weekdays,
} from '../../../src/server/answer/planner/plan/plan.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import { type Draw, isDate, isNumber, type Seen, seenFrom, wayOf } from './anyPlanDraw.ts';

/** Up to `most` conditions that rows of `base` may have to meet. */
export function anyConditions(
  draw: Draw,
  index: SchemaIndex,
  base: IndexedTable,
  most: number,
  depth = 0,
): Condition[] {
  const found = Array.from({ length: draw.whole(0, most) }, () => anyCondition(draw, index, base, depth));
  const several = found.flatMap((condition) => (condition ? [condition] : []));
  return [...new Map(several.map((condition) => [JSON.stringify(condition), condition])).values()];
}

/** A comparison with a number of about this size. */
export function anyBound(draw: Draw, size: number): { op: Comparison; value: number; upper?: number } {
  const op = draw.pick(['>', '>=', '<', '<=', '=', '<>', 'between'] as const) ?? '>';
  const value = draw.chance(0.3) ? draw.whole(0, size * 4) / 4 : draw.whole(0, size);
  return op === 'between' ? { op, value, upper: value + draw.whole(1, size) } : { op, value };
}

function anyCondition(draw: Draw, index: SchemaIndex, base: IndexedTable, depth: number): Condition | undefined {
  if (depth < 2 && draw.chance(0.12)) return anyRelated(draw, index, base, depth);
  if (depth < 2 && draw.chance(0.12)) {
    const of = Array.from({ length: draw.whole(2, 3) }, () => branch(draw, index, base, depth + 1));
    const several = [...new Map(of.flatMap((each) => (each ? [[JSON.stringify(each), each] as const] : []))).values()];
    return several.length > 1 ? { kind: 'any', of: several } : several[0];
  }
  const seen = draw.pick(seenFrom(index, base));
  return seen && (draw.chance(0.1) ? columnsOf(draw, index, base) : simple(draw, seen));
}

/** `any` does not stand directly inside `any`, nor `all` with one part. */
function branch(draw: Draw, index: SchemaIndex, base: IndexedTable, depth: number): Condition | undefined {
  const one = () => {
    const seen = draw.pick(seenFrom(index, base));
    return seen && simple(draw, seen);
  };
  if (draw.chance(0.1)) return anyRelated(draw, index, base, depth);
  if (draw.chance(0.8)) return one();
  const [first, second] = [one(), one()];
  if (!first || !second || JSON.stringify(first) === JSON.stringify(second)) return first;
  return { kind: 'all', of: [first, second] };
}

function anyRelated(draw: Draw, index: SchemaIndex, base: IndexedTable, depth: number): Condition | undefined {
  const ways = index.tables
    .filter((table) => table !== base)
    .flatMap((table) => wayOf(index, base, table).map((way) => ({ table, ...way })))
    .filter(({ table, via }) => {
      const path = findPath(index, base, table, via === undefined ? [] : [via]);
      return path.kind === 'path' && path.steps.every((step) => step.fansOut);
    });
  const way = draw.pick(ways);
  if (!way) return undefined;
  const negated = draw.chance(0.3);
  return {
    kind: 'related',
    table: way.table.key,
    ...(way.via === undefined ? {} : { via: way.via }),
    negated,
    where: anyConditions(draw, index, way.table, 2, depth + 1),
    ...(!negated && draw.chance(0.4) ? { count: anyBound(draw, 5) } : {}),
  };
}

function columnsOf(draw: Draw, index: SchemaIndex, base: IndexedTable): Condition | undefined {
  const seen = seenFrom(index, base);
  const alike = (test: (column: IndexedColumn) => boolean) => seen.filter(({ column }) => test(column));
  const pool = draw.chance(0.5) ? alike(isDate) : alike((column) => column.role === 'measure');
  const [left, right] = draw.some(pool, 2);
  if (!left || !right) return undefined;
  const op = draw.pick(['>', '>=', '<', '<=', '=', '<>'] as const) ?? '>';
  return { kind: 'columns', left: left.ref, op, right: right.ref };
}

function simple(draw: Draw, { ref, column }: Seen): Condition {
  const negated = draw.chance(0.25);
  if (draw.chance(0.1)) return { kind: 'empty', column: ref, negated };
  if (isDate(column) && draw.chance(0.2)) {
    const days = draw.some(weekdays, 3);
    return { kind: 'weekday', column: ref, days: days.length > 0 ? days : ['Monday'], negated };
  }
  if (isDate(column)) return period(draw, ref, negated);
  if (column.type === 'boolean') return { kind: 'in', column: ref, values: [draw.chance(0.5)], negated: false };
  if (column.flags) {
    const values = draw.chance(0.5) ? column.flags.yes : column.flags.no;
    return { kind: 'in', column: ref, values: [...values], negated: false };
  }
  if (isNumber(column)) {
    if (column.role === 'measure' || draw.chance(0.3)) return { kind: 'compare', column: ref, ...anyBound(draw, 1000) };
    return { kind: 'in', column: ref, values: draw.some([1, 2, 3, 10, 2024, 5000], 3), negated };
  }
  const known: Scalar[] = [...(column.values?.values() ?? [])].flat();
  if (known.length > 0 && draw.chance(0.7)) return { kind: 'in', column: ref, values: draw.some(known, 3), negated };
  const op = draw.pick(['starts', 'ends', 'contains'] as const) ?? 'contains';
  const value =
    draw.pick(['a', 'Mar', '50%', 'x_1', "O'Brien", 'back\\slash', 'Žofia', 'an "inner" one', '-- ;']) ?? 'a';
  return { kind: 'text', column: ref, op, value, negated };
}

function period(draw: Draw, column: Seen['ref'], negated: boolean): Condition {
  const month = (at: number) => new Date(Date.UTC(2023, at, 1)).toISOString().slice(0, 10);
  const at = draw.whole(0, 30);
  const from = draw.chance(0.8) ? { from: month(at) } : {};
  const to = draw.chance(0.8) || !('from' in from) ? { to: month(at + draw.whole(1, 14)) } : {};
  return { kind: 'period', column, ...from, ...to, text: '', negated };
}

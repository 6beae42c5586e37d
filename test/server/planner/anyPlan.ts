// Any plan that a database could be asked: drawn at random from its index, the same plan for the same numbers.
// Not here: what must hold of all of them (anyPlan.test.ts), conditions (anyPlanConditions.ts).
import { labelled } from '../../../src/server/answer/planner/plan/labels.ts';
import type { Group, Measure, Plan, SimpleMeasure } from '../../../src/server/answer/planner/plan/plan.ts';
import type { IndexedTable, SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import { anyBound, anyConditions } from './anyPlanConditions.ts';
import { type Draw, drawOf, isDate, isNumber, type Seen, seenFrom } from './anyPlanDraw.ts';

/** Draws a plan with its labels. `random` gives numbers from 0 up to 1; throws when the index has no table with a column. */
export function anyPlan(random: () => number, index: SchemaIndex): Plan {
  const draw = drawOf(random);
  const base = draw.pick(index.tables.filter((table) => table.columns.length > 0));
  if (!base) throw new Error('There is no table to ask of.');
  const make = draw.pick([list, values, aggregate, aggregate, aggregate, aggregate, groupCount, existence]) ?? list;
  return labelled(make(draw, index, base), index);
}

function empty(kind: Plan['kind'], base: IndexedTable, filters: Plan['filters']): Plan {
  return { kind, base: base.key, measures: [], groups: [], columns: [], filters, having: [] };
}

function list(draw: Draw, index: SchemaIndex, base: IndexedTable): Plan {
  const plan = empty('list', base, anyConditions(draw, index, base, 3));
  const seen = seenFrom(index, base);
  if (draw.chance(0.6)) plan.columns = draw.some(seen, 4).map(({ ref }) => ref);
  const ordered = draw.pick(seen.filter(({ column }) => isNumber(column) || isDate(column)));
  if (!ordered || draw.chance(0.4)) return plan;
  plan.order = { direction: draw.direction(), column: ordered.ref };
  if (draw.chance(0.7)) plan.limit = draw.whole(1, 12);
  const categories = seen.filter(({ column }) => column.role === 'category' || column.role === 'flag');
  const group = draw.pick(categories);
  if (plan.limit === undefined || !group || draw.chance(0.7)) return plan;
  plan.groups = [{ kind: 'column', column: group.ref, label: '' }];
  plan.perGroup = true;
  return plan;
}

function values(draw: Draw, index: SchemaIndex, base: IndexedTable): Plan {
  const plan = empty('values', base, anyConditions(draw, index, base, 2));
  const named = draw.pick(seenFrom(index, base).filter(({ column }) => !isNumber(column) && !isDate(column)));
  plan.groups = [named ? columnGroup(named, draw) : anyGroup(draw, seenFrom(index, base))];
  if (draw.chance(0.2)) plan.order = { direction: 'desc', group: 0 };
  if (draw.chance(0.3)) plan.limit = draw.whole(1, 30);
  return plan;
}

function groupCount(draw: Draw, index: SchemaIndex, base: IndexedTable): Plan {
  const plan = aggregate(draw, index, base);
  const { kind, base: key, groups, filters, having } = plan;
  const [group] = groups.length > 0 ? groups : [anyGroup(draw, seenFrom(index, base))];
  const one = group ? [group] : [];
  // Growth may follow a group that is left out here.
  const held = having.filter(({ measure: { as, per } }) => as === undefined || per !== undefined);
  return { kind, base: key, measures: [], groups: one, columns: [], filters, having: held, countGroups: true };
}

function existence(draw: Draw, index: SchemaIndex, base: IndexedTable): Plan {
  const plan = empty('aggregate', base, anyConditions(draw, index, base, 3));
  return { ...plan, measures: [{ fn: 'count', label: '' }], exists: true };
}

function aggregate(draw: Draw, index: SchemaIndex, base: IndexedTable): Plan {
  const plan = empty('aggregate', base, anyConditions(draw, index, base, 3));
  const seen = seenFrom(index, base);
  const finer = base.idColumn && draw.chance(0.1) ? draw.pick(seenFrom(index, base, 'finer')) : undefined;
  const groups = Array.from({ length: draw.whole(0, 3) }, () => anyGroup(draw, seen));
  if (finer) groups.unshift(columnGroup(finer, draw));
  plan.groups = unique(groups);
  const measure = () => (finer ? countOf(draw, index, base) : anyMeasure(draw, index, base, plan.groups));
  plan.measures = unique(Array.from({ length: draw.whole(1, 3) }, measure));
  if (plan.groups.length === 0) return plan;
  if (draw.chance(0.25)) {
    const known = draw.pick(plan.measures);
    const about = known && draw.chance(0.5) ? known : measure();
    plan.having = [{ measure: about, ...anyBound(draw, 50) }];
  }
  if (draw.chance(0.4)) {
    plan.order = { direction: draw.direction(), measure: draw.whole(0, plan.measures.length - 1) };
    plan.limit = draw.chance(0.4) ? 1 : draw.whole(2, 10);
    if (plan.groups.length > 1 && draw.chance(0.5)) plan.perGroup = true;
  } else if (draw.chance(0.2)) {
    plan.order = { direction: draw.direction(), group: draw.whole(0, plan.groups.length - 1) };
  }
  if (draw.chance(0.2)) plan.chart = draw.pick(['bar', 'line', 'pie', 'any', 'table'] as const) ?? 'any';
  return plan;
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function columnGroup({ ref, column }: Seen, draw: Draw): Group {
  const id = column.table.idColumn;
  const isNamed = column === column.table.nameColumn && !column.unique && id !== undefined && draw.chance(0.8);
  return { kind: 'column', column: ref, ...(isNamed ? { key: { ...ref, column: id.name } } : {}), label: '' };
}

function anyGroup(draw: Draw, seen: readonly Seen[]): Group {
  const chosen = draw.pick(seen);
  if (!chosen) throw new Error('There is no column to group by.');
  const { ref: column } = chosen;
  if (isDate(chosen.column)) {
    if (draw.chance(0.25)) {
      const part = draw.pick(['hour of day', 'weekday', 'month of year', 'quarter of year'] as const) ?? 'weekday';
      return { kind: 'part', column, part, label: '' };
    }
    const grain = draw.pick(['hour', 'day', 'week', 'month', 'quarter', 'year'] as const) ?? 'month';
    const isFiscal = (grain === 'quarter' || grain === 'year') && draw.chance(0.3);
    return { kind: 'date', column, grain, ...(isFiscal ? { fiscal: draw.whole(2, 12) } : {}), label: '' };
  }
  if (chosen.column.role === 'measure' && isNumber(chosen.column))
    return { kind: 'bin', column, width: draw.pick([1, 5, 10, 25, 100, 0.5]) ?? 10, label: '' };
  return columnGroup(chosen, draw);
}

function countOf(draw: Draw, index: SchemaIndex, base: IndexedTable): Measure {
  return { fn: 'count', ...anyWhere(draw, index, base), label: '' };
}

function anyWhere(draw: Draw, index: SchemaIndex, base: IndexedTable): Pick<SimpleMeasure, 'where'> {
  const where = draw.chance(0.2) ? anyConditions(draw, index, base, 2) : [];
  return where.length > 0 ? { where } : {};
}

function anySimple(draw: Draw, index: SchemaIndex, base: IndexedTable): SimpleMeasure {
  const where = anyWhere(draw, index, base);
  const seen = seenFrom(index, base);
  const numbers = seen.filter(({ column }) => column.role === 'measure');
  const fn = draw.pick(['count', 'count', 'count_distinct', 'sum', 'sum', 'avg', 'median', 'min', 'max'] as const);
  if (fn === undefined || fn === 'count') return { fn: 'count', ...where };
  const column = draw.pick(fn === 'count_distinct' ? seen : numbers);
  if (!column) return { fn: 'count', ...where };
  const times = fn === 'sum' && draw.chance(0.2) ? draw.pick(numbers.filter((other) => other !== column)) : undefined;
  return { fn, column: column.ref, ...(times ? { times: times.ref } : {}), ...where };
}

function anyMeasure(draw: Draw, index: SchemaIndex, base: IndexedTable, groups: readonly Group[]): Measure {
  const simple = anySimple(draw, index, base);
  if (draw.chance(0.15)) {
    const as = draw.pick(['share', 'growth', undefined] as const);
    return { ...simple, per: anySimple(draw, index, base), ...(as ? { as } : {}), label: '' };
  }
  const adds = simple.fn === 'count' || simple.fn === 'sum';
  if (groups.length === 0 || draw.chance(0.7)) return { ...simple, label: '' };
  const isTimed = groups.some((group) => group.kind !== 'column');
  const forms = [...(adds ? (['share'] as const) : []), ...(isTimed ? (['growth'] as const) : [])];
  const as = draw.pick([...forms, ...(adds && isTimed ? (['running'] as const) : [])]);
  return { ...simple, ...(as ? { as } : {}), label: '' };
}

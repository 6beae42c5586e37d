// The way from one table to another along links, and whether it multiplies rows.
// Not here: the SQL of a join (sql/scope.ts).
import type { IndexedTable, Link, SchemaIndex } from './schemaIndex.ts';

export interface Step {
  link: Link;
  /** Walked against the link: one row here meets many there. */
  fansOut: boolean;
  from: IndexedTable;
  to: IndexedTable;
}

export type Path =
  | { kind: 'path'; steps: Step[]; fansOut: boolean }
  /** Two ways of the same length: `choices` are the columns of the base side by which they differ. */
  | { kind: 'ambiguous'; choices: { table: IndexedTable; column: string }[] }
  | { kind: 'none' };

const fanOutCost = 10;
const mostSteps = 6;

/** The cheapest ways of one length to a table, as their last steps and what comes before each. */
interface Reached {
  cost: number;
  last: { step: Step; before: Reached | undefined }[];
}

/** Where one gets from a table: by number of steps, then by table and by whether the last step went up. */
type Layers = Map<string, Reached>[];

const cache = new WeakMap<SchemaIndex, { layers: Map<IndexedTable, Layers>; paths: Map<string, Path> }>();

/**
 * The shortest way from `base` to `target`. A way that goes up to a shared parent and down again to another child is no
 * way at all: the two children have nothing to do with each other row by row.
 */
export function findPath(
  index: SchemaIndex,
  base: IndexedTable,
  target: IndexedTable,
  via: readonly string[] = [],
): Path {
  if (base === target) return { kind: 'path', steps: [], fansOut: false };
  const known = cache.get(index) ?? { layers: new Map(), paths: new Map() };
  cache.set(index, known);
  const key = JSON.stringify([base.key, target.key, ...via]);
  const path = known.paths.get(key);
  if (path) return path;
  const layers = known.layers.get(base) ?? layersFrom(index, base);
  known.layers.set(base, layers);
  const made = pathAmong(cheapest(index, layers, target), via);
  known.paths.set(key, made);
  return made;
}

const placeOf = (table: IndexedTable, wentUp: boolean): string => `${wentUp ? 'up' : 'down'} ${table.key}`;

/** No table comes twice in the cheapest of these ways: leaving out the loop would be cheaper. */
function layersFrom(index: SchemaIndex, base: IndexedTable): Layers {
  const steps = new Map<IndexedTable, Step[]>();
  const add = (step: Step) => steps.set(step.from, [...(steps.get(step.from) ?? []), step]);
  for (const link of index.links) {
    if (link.from === link.to) continue;
    add({ link, fansOut: false, from: link.from, to: link.to });
    add({ link, fansOut: true, from: link.to, to: link.from });
  }
  let places: { table: IndexedTable; wentUp: boolean; reached: Reached | undefined }[] = [
    { table: base, wentUp: false, reached: undefined },
  ];
  const layers: Layers = [];
  for (let length = 1; length <= mostSteps && places.length > 0; length++) {
    const layer = new Map<string, Reached>();
    const next: typeof places = [];
    for (const { table, wentUp, reached } of places) {
      for (const step of steps.get(table) ?? []) {
        if ((step.fansOut && wentUp) || step.to === base) continue;
        const cost = (reached?.cost ?? 0) + (step.fansOut ? fanOutCost : 1);
        const place = placeOf(step.to, !step.fansOut);
        const known = layer.get(place);
        const last = { step, before: reached };
        if (!known) {
          const made = { cost, last: [last] };
          layer.set(place, made);
          next.push({ table: step.to, wentUp: !step.fansOut, reached: made });
        } else if (cost < known.cost) Object.assign(known, { cost, last: [last] });
        else if (cost === known.cost) known.last.push(last);
      }
    }
    layers.push(layer);
    places = next;
  }
  return layers;
}

/** All ways of the least cost, in the order of the schema's links. */
function cheapest(index: SchemaIndex, layers: Layers, target: IndexedTable): Step[][] {
  const ends = layers.flatMap((layer) => [true, false].flatMap((up) => layer.get(placeOf(target, up)) ?? []));
  const least = Math.min(...ends.map(({ cost }) => cost));
  const waysOf = ({ last }: Reached): Step[][] =>
    last.flatMap(({ step, before }) => (before ? waysOf(before).map((way) => [...way, step]) : [[step]]));
  const order = (way: readonly Step[]) => way.map(({ link }) => index.links.indexOf(link));
  return ends
    .filter(({ cost }) => cost === least)
    .flatMap(waysOf)
    .map((way) => ({ way, order: order(way) }))
    .sort((a, b) => compare(a.order, b.order))
    .map(({ way }) => way);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, place] of a.entries()) {
    const other = b[at];
    if (other === undefined || place !== other) return place - (other ?? -1);
  }
  return a.length - b.length;
}

function pathAmong(ways: Step[][], via: readonly string[]): Path {
  let best = ways;
  if (best.length > 1 && via.length > 0) {
    const chosen = best.filter((steps) =>
      steps.some((step) => step.link.fromColumns.some((column) => via.includes(column))),
    );
    if (chosen.length > 0) best = chosen;
  }
  const [steps] = best;
  if (!steps) return { kind: 'none' };
  if (best.length === 1) return { kind: 'path', steps, fansOut: steps.some((step) => step.fansOut) };
  const choices = new Map<string, { table: IndexedTable; column: string }>();
  for (const way of best) {
    for (const { link } of way) {
      const shared = best.every((other) => other.some((step) => step.link === link));
      const column = link.fromColumns[0];
      if (!shared && column !== undefined) choices.set(`${link.from.key}.${column}`, { table: link.from, column });
    }
  }
  return { kind: 'ambiguous', choices: [...choices.values()] };
}

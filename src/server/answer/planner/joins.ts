// The way from one table to another along links, and whether it multiplies rows.
// Not here: the SQL of a join (compile.ts).
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
  let best: Step[][] = [];
  let bestCost = Number.POSITIVE_INFINITY;
  const walk = (at: IndexedTable, steps: Step[], cost: number) => {
    if (cost > bestCost || steps.length > 6) return;
    if (at === target) {
      if (cost < bestCost) best = [];
      bestCost = cost;
      best.push(steps);
      return;
    }
    const wentUp = steps.length > 0 && steps.at(-1)?.fansOut === false;
    for (const link of index.links) {
      const forward = link.from === at;
      if (!forward && link.to !== at) continue;
      if (!forward && wentUp) continue;
      const to = forward ? link.to : link.from;
      if (to === base || steps.some((step) => step.to === to)) continue;
      walk(to, [...steps, { link, fansOut: !forward, from: at, to }], cost + (forward ? 1 : fanOutCost));
    }
  };
  walk(base, [], 0);
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

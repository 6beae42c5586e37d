// The way a join takes from the plan's base to a column's table, through the link that the plan names.
// Not here: ways that need no name (../joins.ts), the SQL of a join (scope.ts).
import { findPath, type Path, type Step } from '../joins.ts';
import type { IndexedTable, SchemaIndex } from '../schemaIndex.ts';

/**
 * The steps from `base` to `table`; with `via`, those of the shortest way through a link with that column. Throws when
 * there is no way or more than one: a plan that was understood names one.
 */
export function wayTo(index: SchemaIndex, base: IndexedTable, table: IndexedTable, via?: string): Step[] {
  const path = findPath(index, base, table, via === undefined ? [] : [via]);
  if (path.kind === 'path' && (via === undefined || goesThrough(path.steps, via))) return path.steps;
  const found = via === undefined ? [] : waysThrough(index, base, table, via);
  const [first, second] = found;
  if (!first || (second && cost(second) === cost(first)))
    throw new Error(
      `There is no single way from ${base.name} to ${table.name}${via === undefined ? '' : ` by ${via}`}.`,
    );
  return first;
}

const goesThrough = (steps: readonly Step[], via: string): boolean =>
  steps.some(({ link }) => link.fromColumns.includes(via));

const cost = (steps: readonly Step[]): number => steps.reduce((sum, step) => sum + (step.fansOut ? 10 : 1), 0);

/** The nearest way may not take the link, and a longer one through it is meant: the city of an order's customer. */
function waysThrough(index: SchemaIndex, base: IndexedTable, table: IndexedTable, via: string): Step[][] {
  const ways = index.links
    .filter((link) => link.fromColumns.includes(via))
    .flatMap((link): Step[] => [
      { link, fansOut: false, from: link.from, to: link.to },
      { link, fansOut: true, from: link.to, to: link.from },
    ])
    .flatMap((step) => {
      const [before, after] = [findPath(index, base, step.from), findPath(index, step.to, table)];
      const steps = [...stepsOf(before), step, ...stepsOf(after)];
      return before.kind === 'path' && after.kind === 'path' && isWay(base, steps) ? [steps] : [];
    });
  return ways.toSorted((left, right) => cost(left) - cost(right));
}

const stepsOf = (path: Path): Step[] => (path.kind === 'path' ? path.steps : []);

/** Up to a parent and down again to another child is no way, and neither is one that comes by a table twice. */
function isWay(base: IndexedTable, steps: readonly Step[]): boolean {
  const tables = [base, ...steps.map((step) => step.to)];
  const turnsDown = steps.some((step, at) => step.fansOut && steps[at - 1]?.fansOut === false);
  return !turnsDown && new Set(tables).size === tables.length;
}

// What random plans are drawn with: choices from a stream of numbers, and the columns that can be seen from a table.
// Not here: the plans (anyPlan.ts).
import { findPath } from '../../../src/server/answer/planner/joins.ts';
import type { ColumnRef } from '../../../src/server/answer/planner/plan/plan.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';

export interface Draw {
  chance(probability: number): boolean;
  /** A whole number from `low` to `high`, both possible. */
  whole(low: number, high: number): number;
  pick<T>(items: readonly T[]): T | undefined;
  /** Some of the items, at least one if there is any, each at most once. */
  some<T>(items: readonly T[], most: number): T[];
  direction(): 'asc' | 'desc';
}

export function drawOf(random: () => number): Draw {
  const whole = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const pick = <T>(items: readonly T[]) => items[whole(0, items.length - 1)];
  return {
    chance: (probability) => random() < probability,
    whole,
    pick,
    some: (items, most) => {
      const rest = [...items];
      return Array.from({ length: Math.min(rest.length, whole(1, most)) }, () =>
        rest.splice(whole(0, rest.length - 1), 1),
      ).flat();
    },
    direction: () => (random() < 0.5 ? 'asc' : 'desc'),
  };
}

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Seen {
  ref: ColumnRef;
  column: IndexedColumn;
}

export const isNumber = ({ type }: IndexedColumn): boolean => type === 'integer' || type === 'number';

export const isDate = ({ role }: IndexedColumn): boolean => role === 'date';

/** How a table is reached from another: `via` only where it must be said. Undefined when there is no single way. */
export function wayOf(index: SchemaIndex, base: IndexedTable, table: IndexedTable): { via?: string }[] {
  const path = findPath(index, base, table);
  if (path.kind === 'none') return [];
  if (path.kind === 'path') return [{}];
  return path.choices
    .map(({ column }) => column)
    .filter((via) => path.choices.filter(({ column }) => column === via).length === 1)
    .filter((via) => findPath(index, base, table, [via]).kind === 'path')
    .map((via) => ({ via }));
}

/** Columns of the table and of those it refers to; `finer`: of those that many of its rows lead to. */
export function seenFrom(index: SchemaIndex, base: IndexedTable, which: 'own' | 'finer' = 'own'): Seen[] {
  return index.tables.flatMap((table) =>
    wayOf(index, base, table)
      .filter(({ via }) => {
        const path = findPath(index, base, table, via === undefined ? [] : [via]);
        return path.kind === 'path' && path.fansOut === (which === 'finer');
      })
      .flatMap(({ via }) =>
        table.columns.map((column) => ({
          ref: { table: table.key, column: column.name, ...(via === undefined ? {} : { via }) },
          column,
        })),
      ),
  );
}

// "how many are there" behind groups of which only some were shown: those with more than 5, the top 10.
// Not here: counts of the rows behind other answers (followUp.ts).
import type { Plan } from '../plan/plan.ts';
import type { IndexedTable } from '../schemaIndex.ts';
import { Unsettled } from './choices.ts';
import type { Frame } from './frame.ts';
import { columnsOf, tablesOf } from './input.ts';

/** The number of the groups that were shown, where a short question asks for it and for nothing else. */
export function countOfShown(frame: Frame, previous: Plan, base: IndexedTable): Plan | undefined {
  const [group, ...others] = previous.groups;
  const [measure, ...more] = frame.measures;
  const isSome = previous.having.length > 0 || previous.limit !== undefined;
  if (previous.kind !== 'aggregate' || !group || !isSome || base.key !== previous.base) return undefined;
  if (measure?.fn !== 'count' || measure.per || measure.as || more.length + frame.bare.length + frame.by.length > 0)
    return undefined;
  const { named } = measure;
  const isGroup =
    !named ||
    tablesOf(named).some(({ key }) => key === group.column.table && key !== previous.base) ||
    columnsOf(named).some(({ name, table }) => name === group.column.column && table.key === group.column.table);
  if (!isGroup) return undefined;
  if (frame.conds.length + frame.groups.length > 0 || frame.ranking || frame.order || frame.as) return undefined;
  if (previous.limit !== undefined)
    throw new Unsettled('The answer before shows only the first of them. Ask for the number of all in a new question.');
  if (others.length > 0) throw new Unsettled('I cannot tell which of the groups are counted.');
  const { order: _, chart: __, ...rest } = structuredClone(previous);
  return { ...rest, countGroups: true };
}

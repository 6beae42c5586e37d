// The order of groups in SQL, and the place of each in a ranking.
// Not here: what a plan is sorted by (order.ts).
import type { GroupPart, Parts } from './groupedParts.ts';
import { clause } from './statement.ts';

export const orderName = ({ order, orderName: own, header }: GroupPart): string => (order === undefined ? header : own);

/**
 * The names that rows are sorted by, the first group first where each of its values has rows of its own. `isFlat`: the
 * SELECT that gives the names is the one that is sorted.
 */
export function orderTerms({ scope, plan, sort, groups, sorted }: Parts, isFlat = false): string[] {
  const { dialect } = scope.statement;
  const first = sort?.by === 'group' ? groups[sort.at] : undefined;
  const outer = plan.perGroup ? groups[0] : undefined;
  const lead = [
    ...(outer && outer !== first ? [dialect.order(orderName(outer), 'asc')] : []),
    ...(sort && sorted ? [dialect.order(sorted.header, sort.direction, isFlat ? sorted.sql : undefined)] : []),
    ...(sort && first ? [dialect.order(orderName(first), sort.direction)] : []),
  ];
  const rest = groups.filter((group) => group !== first && group !== outer);
  return [...lead, ...rest.map((group) => dialect.order(orderName(group), 'asc'))];
}

export function ending(parts: Parts, isFlat = false): string[] {
  const { plan, scope } = parts;
  const limit = plan.limit !== undefined && plan.groups.length > 0 ? [scope.statement.dialect.limit(plan.limit)] : [];
  return [...clause('ORDER BY', orderTerms(parts, isFlat)), ...limit];
}

/** All that share the first place are first; further places are given one by one, by name where the measure is the same. */
export function placeSql({ scope, plan, sort, groups, sorted }: Parts): string {
  const { dialect } = scope.statement;
  const outer = plan.perGroup ? groups[0] : undefined;
  const partition = outer ? `PARTITION BY ${outer.header} ` : '';
  const measured = sort && sorted ? [dialect.order(sorted.header, sort.direction)] : [];
  const first = sort?.by === 'group' ? groups[sort.at] : undefined;
  const named = [
    ...(sort && first && first !== outer ? [dialect.order(orderName(first), sort.direction)] : []),
    ...groups
      .filter((group) => group !== outer && group !== first)
      .map((group) => dialect.order(orderName(group), 'asc')),
  ];
  const isShared = plan.limit === 1 && measured.length > 0;
  const terms = isShared ? measured : [...measured, ...named];
  const order = terms.length > 0 ? terms : [dialect.order(outer?.header ?? '1', 'asc')];
  return `${isShared ? 'RANK' : 'ROW_NUMBER'}() OVER (${partition}ORDER BY ${order.join(', ')})`;
}

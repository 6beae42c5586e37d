// Conditions of a question put together: those on one finer table hold of the same row of it.
// Not here: making them (settleConditions.ts, settlePeriods.ts).
import type { Condition } from '../plan/plan.ts';
import type { Token } from '../tokens.ts';
import { Unsettled } from './choices.ts';
import { denialOf, isDenial, placeOf } from './denials.ts';
import type { Located } from './located.ts';
import { checkOpposites } from './opposites.ts';

/** A date that lies in a period is there. */
function undoubled(conditions: readonly Condition[]): Condition[] {
  const dated = (condition: Condition): string[] =>
    condition.kind === 'period'
      ? [JSON.stringify(condition.column)]
      : condition.kind === 'any'
        ? condition.of.flatMap(dated)
        : [];
  const known = new Set(conditions.flatMap(dated));
  return conditions.filter(
    (each) => !(each.kind === 'empty' && each.negated && known.has(JSON.stringify(each.column))),
  );
}

/** Conditions on rows of one finer table hold of the same row. */
export function merge(all: readonly Located[], tokens: readonly Token[] = []): Condition[] {
  const located = all.filter(
    (each, at) => all.findIndex((other) => JSON.stringify(other.condition) === JSON.stringify(each.condition)) === at,
  );
  const direct = located.filter((each) => !each.finer).map((each) => each.condition);
  checkOpposites(direct);
  const finer = new Map<string, Extract<Condition, { kind: 'related' }>>();
  const denials = located.filter((each) => isDenial(each) && each.row === undefined);
  for (const each of located) {
    const { finer: place, condition, none, row } = each;
    if (!place) continue;
    // Two values of one column are on two rows: orders with this and with that.
    const twice = condition.kind === 'in' ? condition.column.column : '';
    const denial = row === undefined ? denialOf(each, denials, located, tokens) : undefined;
    const base = `${placeOf(each)} ${denial ? `none ${denials.indexOf(denial)}` : ''} ${row ?? ''}`;
    const isTaken = finer.get(base)?.where.some((one) => one.kind === 'in' && one.column.column === twice);
    if (isTaken && denial) throw new Unsettled('I cannot tell what is denied of what.');
    const key = isTaken ? `${base} ${finer.size}` : base;
    const known = finer.get(key) ?? {
      kind: 'related',
      table: place.table.key,
      negated: false,
      where: [],
      ...(place.via === undefined ? {} : { via: place.via }),
    };
    if (condition.kind === 'related') {
      known.negated = known.negated || condition.negated;
      if (condition.count) known.count = condition.count;
      known.where.push(...condition.where);
    } else known.where.push(condition);
    if (none) known.negated = true;
    finer.set(key, known);
  }
  for (const each of finer.values()) checkOpposites(each.where);
  // Where there are rows of two kinds there are rows.
  for (const [key, each] of finer)
    if (each.where.length === 0 && !each.negated && !each.count)
      if (
        [...finer.values()].some(
          (other) => other !== each && other.table === each.table && other.via === each.via && !other.negated,
        )
      )
        finer.delete(key);
  return [...undoubled(direct), ...[...finer.values()].map((each) => ({ ...each, where: undoubled(each.where) }))];
}

// Whose the one row with the most is: "which customer had the heaviest shipment" asks for that shipment, and adds nothing up.
// Not here: rankings of totals (rankings.ts).

import type { Plan } from '../plan/plan.ts';
import { Unsettled } from './choices.ts';
import type { Ranking } from './frame.ts';
import { isNumeric, tablesOf } from './input.ts';
import { hinted } from './lists.ts';
import { isPlural } from './plurals.ts';
import type { Named } from './question.ts';
import { chooseColumn, columnWhere, ownCost, refOf } from './scope.ts';
import { namedGroup } from './settleGroups.ts';
import { emptyPlan, settleConditions, settleDates, type Work } from './work.ts';

const holds = /^\s*(and |so )?what('s| is| was| are| were) (in|inside|on|aboard|within)\b/i;

/** "what was in the heaviest shipment" is no question for the shipment itself. */
export function checkHeld({ input }: Work): void {
  if (holds.test(input.text)) throw new Unsettled('What is in it I cannot tell: name the columns to show.', ['in']);
}

/** The names of the base that stand for one row of it, and of which the highest is said. */
function oneRow({ frame, input, scope }: Work, { at, by }: Ranking, entity: Named): Named[] | undefined {
  const { tokens } = input;
  const words = (from: number, to: number) => tokens.slice(from, to).map(({ lower }) => lower);
  const own = frame.subjects
    .map(({ named }) => named)
    .filter((named) => tablesOf(named).includes(scope.base) && !isPlural(named));
  const isSaid = own.some((named) => {
    const before = tokens[named.from - 1]?.lower ?? '';
    // "in one flight", "of any single flight"
    if (named.from > at && /^(one|single|a|an|any)$/.test(before)) return true;
    // "the shipment with the highest charge"
    if (named.from > entity.from && named.to <= at && /^(the|a|an|one|single|whose)$/.test(before))
      return words(named.to, at).every((word) => /^(with|that|which|having|has|had|of|the|whose)$/.test(word));
    // "the heaviest shipment"
    return by === undefined && named.from > at && named.from <= at + 3 && words(at, named.from).every(isSuperlative);
  });
  const isSingle = by?.named && words(at, by.named.from).some((word) => /^(single|individual|one)$/.test(word));
  return isSaid || isSingle ? own : undefined;
}

const isSuperlative = (word: string): boolean => /^(the|most|least|single)$|est$/.test(word);

/** That row, with the name of whose it is. */
export function whoseRow(work: Work, ranking: Ranking, { named, n }: { named: Named; n?: number | undefined }) {
  const { frame, scope, open, input } = work;
  const { base } = scope;
  if (ownCost(scope, named) !== undefined) return undefined;
  const rows = oneRow(work, ranking, named);
  if (!rows) return undefined;
  const { by, hint } = ranking;
  const isPlain = !by || ((by.fn === undefined || by.fn === 'max' || by.fn === 'min') && !by.per && !by.as);
  if (!isPlain || frame.measures.length + frame.bare.length + frame.by.length + frame.groups.length > 0)
    throw new Unsettled('I cannot tell whether single rows or totals are ranked.', [named.text]);
  const isOne = (ranking.n ?? n ?? 1) === 1 && !isPlural(named);
  if (!isOne)
    throw new Unsettled('I can show whose the one highest or lowest row is, and not of several.', [named.text]);
  const hintedColumn = by ? undefined : hint && hinted(base.columns, hint);
  const seen = by?.named ? chooseColumn(scope, by.named, columnWhere(isNumeric)) : undefined;
  const column = seen && seen.way.steps.length === 0 ? seen.candidate.column : hintedColumn;
  if (!column) throw new Unsettled(`By which of their numbers are the ${base.label} ranked?`, [named.text]);
  for (const subject of [...open]) if (rows.includes(subject.named)) open.delete(subject);
  // Both are said and shown.
  frame.subjects = frame.subjects.filter((each) => each.named !== named && !rows.includes(each.named));
  settleDates(work);
  const owner = namedGroup(scope, named, { allowFiner: false, fiscalStart: input.fiscalStart });
  const name = base.nameColumn ?? base.idColumn;
  const plan: Plan = emptyPlan('list', base, frame);
  plan.columns = [...(name ? [refOf(name)] : []), owner.column, refOf(column)];
  plan.filters = settleConditions(work);
  plan.order = { direction: ranking.direction, column: refOf(column) };
  plan.limit = 1;
  return plan;
}

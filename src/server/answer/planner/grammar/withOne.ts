// "sales with discount", "tasks with parent": those that have one, or all with that column beside them. Which, is for the person to say.
// Not here: lists in general (lists.ts), what is said to be there outright (absenceRules.ts).
import type { Condition } from '../plan/plan.ts';
import { isPlural } from './plurals.ts';
import { type ColumnCandidate, refOf, type Seen } from './scope.ts';
import { absent } from './settleConditions.ts';
import type { Work } from './work.ts';

/** The condition, where that is chosen; nothing where the column is to be shown, or can be meant in no other way. */
export function hasOne(
  { frame, input, scope }: Work,
  shown: readonly { seen: Seen<ColumnCandidate>; at: number }[],
  isNamed: boolean,
): Condition | undefined {
  const [only, ...others] = shown;
  if (!only || others.length > 0 || !isNamed || frame.order) return undefined;
  const { column } = only.seen.candidate;
  const named = [
    ...frame.subjects.map((subject) => subject.named),
    ...frame.bare.flatMap(({ measure }) => measure.named ?? []),
  ];
  const said = named.find(({ from }) => from >= 0 && /^(with|having)$/.test(input.tokens[from - 1]?.lower ?? ''));
  if (!said || said.from !== only.at || isPlural(said) || /^(and|,|&)$/.test(input.tokens[said.to]?.lower ?? ''))
    return undefined;
  const isNought = column.role === 'measure' && column.range !== undefined && Number(column.range.min) <= 0;
  const isKey = column.role === 'identifier' && !column.unique && column !== scope.base.idColumn;
  if (only.seen.way.steps.length > 0 || !(isNought || isKey)) return undefined;
  const isMeant = scope.chooser.choose(
    [
      { value: true, cost: 0 },
      { value: false, cost: 0 },
    ],
    said.text,
  );
  return isMeant ? absent(column, refOf(column), true) : undefined;
}

// Rankings said behind a total: "total cost by repository, top 5" ranks what it is grouped by, by that total.
// Not here: rankings said in front (rankings.ts), changing an earlier answer (followUp.ts).
import { Unsettled } from './choices.ts';
import type { Ranking } from './frame.ts';
import { isMeasurable, tablesOf } from './input.ts';
import type { Dim, MeasureDraft } from './pieces.ts';
import { ownCost } from './scope.ts';
import type { Work } from './work.ts';

/** What is ranked and by what, taken out of the frame; undefined where the ranking stands anywhere else. */
export function takeRankedBehind(work: Work, ranking: Ranking): { dim: Dim; by: MeasureDraft } | undefined {
  const { frame, open, scope } = work;
  const [group, ...others] = frame.groups;
  if (!group || others.length > 0 || group.each || frame.by.length > 0 || ranking.by || !ranking.listed)
    return undefined;
  if (group.at > ranking.at || [...open].some(({ at, n }) => at > ranking.at || n !== undefined)) return undefined;
  const { dim } = group;
  if (dim.kind === 'bin') return undefined;
  if (dim.kind === 'named' && (dim.named.candidates.some(isMeasurable) || ownCost(scope, dim.named) !== undefined))
    return undefined;
  const by = frame.measures.shift() ?? frame.bare.shift()?.measure ?? takeRows(work);
  if (!by) return undefined;
  frame.groups = [];
  return { dim, by };
}

function takeRows({ open, scope }: Work): MeasureDraft | undefined {
  const rows = [...open].find(({ named }) => tablesOf(named).includes(scope.base));
  if (!rows) return undefined;
  open.delete(rows);
  return { fn: 'count', named: rows.named };
}

/** "highest salary and bonus": the highest of both, where nothing is ranked by them. */
export function takeExtremes({ frame, input, open }: Work): boolean {
  const { tokens } = input;
  const { ranking } = frame;
  const first = ranking?.by;
  if (!ranking || !first?.named || first.fn || first.per || first.as) return false;
  const next = frame.bare.filter(({ measure, at }) => isJoinedTo(first, measure, at, tokens));
  if (next.length === 0) return false;
  const asksForRow = frame.words.has('who') || tokens.some(({ lower }) => /^(which|whose|whom)$/.test(lower));
  if (asksForRow || open.size > 0 || ranking.listed || ranking.n !== undefined || frame.measures.length > 0)
    throw new Unsettled('I can rank by one thing only.');
  const fn = ranking.direction === 'desc' ? ('max' as const) : ('min' as const);
  frame.measures = [{ ...first, fn }, ...next.map(({ measure }) => ({ ...measure, fn }))];
  frame.bare = frame.bare.filter((each) => !next.includes(each));
  frame.ranking = undefined;
  return true;
}

/** Whether a measure stands right behind another one and an "and". */
export function isJoinedTo(
  before: MeasureDraft,
  { named }: MeasureDraft,
  at: number,
  tokens: readonly { lower: string }[],
): boolean {
  if (!before.named || !named || at < before.named.to) return false;
  const between = tokens.slice(before.named.to, named.from).map(({ lower }) => lower);
  return between.length > 0 && between.length <= 3 && between.every((word) => /^(and|&|,|the|our|also)$/.test(word));
}

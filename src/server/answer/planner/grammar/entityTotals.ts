// "agents by number of policies", "agents with their total premium", "which agent has how many policies": the table that is
// named first is what the totals are of, one row for each. Not here: "number of policies by agent" (groupRules.ts),
// rankings with a superlative (rankings.ts).
import { Unsettled } from './choices.ts';
import type { Subject } from './frame.ts';
import { isMeasurable, tablesOf } from './input.ts';
import type { MeasureDraft } from './pieces.ts';
import { isPlural } from './plurals.ts';
import { ownCost, waysTo } from './scope.ts';
import type { Work } from './work.ts';

/** What may stand between the name and the measure. */
const joint =
  /^((and|with|by|ranked|sorted|ordered|including|plus|has|have|had|got|gets|get|made|make|did|do|does|their|its|the|each|how|many|much|a|an|of|in|for|whose|number|amount|count|total|sum|overall|average|avg|mean|median|highest|lowest|maximum|minimum|max|min|different|distinct)\b ?|[,:] ?)*$/;
const lead =
  /^((show|list|give|display|get|all|the|our|of|a|me|please|table|which|what|who|every|each|for|chart|plot|as|bar|compare)\b ?|[,:] ?)*$/;

const lower = (work: Work, from: number, to: number): string =>
  work.input.tokens
    .slice(Math.max(0, from), Math.max(0, to))
    .map((token) => token.lower)
    .join(' ');

/** Where the first measure is said. */
function measuredAt({ frame, scope }: Work): number {
  const named = [...frame.measures, ...frame.by, ...frame.bare.map(({ measure }) => measure)].map(
    ({ named: of }) => of?.from ?? Number.POSITIVE_INFINITY,
  );
  const grouped = frame.groups.flatMap(({ dim }) =>
    dim.kind === 'named' && (ownCost(scope, dim.named) !== undefined || dim.named.candidates.some(isMeasurable))
      ? [dim.named.from]
      : [],
  );
  return Math.min(...named, ...grouped, ...(frame.rowsAt >= 0 ? [frame.rowsAt] : []));
}

/** The table that the question begins with, when rows of the base belong to its rows. */
function headOf(work: Work): Subject | undefined {
  const { open, scope } = work;
  const [first] = [...open].sort((a, b) => a.at - b.at);
  if (!first || ownCost(scope, first.named) !== undefined || first.n !== undefined) return undefined;
  const [table] = tablesOf(first.named);
  if (!table || !lead.test(lower(work, 0, first.named.from))) return undefined;
  const isAsked = /^(which|what|each|every)$/.test(work.input.tokens[first.named.from - 1]?.lower ?? '');
  if (!isPlural(first.named) && !isAsked) return undefined;
  return waysTo(scope, table).some((way) => !way.fansOut) ? first : undefined;
}

/**
 * Makes the table that is named first the group of the totals behind it; by a measure they are ranked. What stands between
 * them as a condition stays one. Throws where the two do not go together.
 */
export function takeEntity(work: Work): void {
  const { frame, open, scope } = work;
  const head = headOf(work);
  if (!head) return;
  const at = measuredAt(work);
  if (!Number.isFinite(at) || at < head.named.to) return;
  const between = frame.conds.map(({ at: place }) => place).filter((place) => place > head.at && place < at);
  const said = lower(work, head.named.to, between.length > 0 ? Math.min(...between) : at);
  const isBy = frame.by.length > 0 || /\b(by|ranked|sorted|ordered)\b/.test(lower(work, head.named.to, at));
  const taken = takeGroup(work, head);
  const has = taken.length > 0 || frame.measures.length + frame.by.length + frame.bare.length > 0;
  if (!has) return;
  const isJoined = joint.test(said) && (said !== '' || isBy);
  if (!isJoined)
    throw new Unsettled(`I cannot tell what "${head.named.text}" has to do with the rest.`, [head.named.text]);
  // "customers and revenue by country" may be how many customers.
  if (/^(and|,)( |$)/.test(said) && !/\b(their|its)\b/.test(said) && taken.length === 0 && frame.groups.length > 0)
    throw new Unsettled(`Say "number of ${head.named.text}", or "by ${head.named.text}" for each of them.`, [
      head.named.text,
    ]);
  for (const draft of taken) frame.measures.push(draft);
  open.delete(head);
  frame.groups.unshift({ dim: { kind: 'named', named: head.named }, each: false, per: false, at: head.at });
  if (isBy && !frame.order) frame.order = { direction: 'desc' };
  scope.chooser.add(0.05);
}

/** "agents by policies", "agents by premium": what stands behind "by" is measured. */
function takeGroup({ frame, scope }: Work, head: Subject): MeasureDraft[] {
  if (frame.measures.length + frame.by.length + frame.bare.length > 0) return [];
  const [group, ...others] = frame.groups;
  if (group?.dim.kind !== 'named' || others.length > 0 || group.each || group.per) return [];
  const { named } = group.dim;
  // What has no name of its own is not what such a ranking is of.
  if (!tablesOf(head.named).some(({ nameColumn }) => nameColumn)) return [];
  if (named.candidates.some(isMeasurable) && named.candidates[0]?.kind !== 'table') {
    frame.groups = [];
    return [{ named }];
  }
  if (ownCost(scope, named) === undefined) return [];
  frame.groups = [];
  return [{ fn: 'count', named }];
}

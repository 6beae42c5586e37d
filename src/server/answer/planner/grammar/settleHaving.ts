// Limits on totals: "customers with more than 40 orders", "depots with an average cost above 765".
// Not here: limits on single rows (settleConditions.ts).

import type { Condition, Group, Having, Measure, Plan } from '../plan/plan.ts';
import { inUnitOf } from './boundUnits.ts';
import { Unsettled } from './choices.ts';
import type { Subject } from './frame.ts';
import { isMeasurable, tablesOf } from './input.ts';
import { measuresOf } from './measureDrafts.ts';
import { whoseRows } from './persons.ts';
import type { Cond, MeasureDraft } from './pieces.ts';
import type { Named } from './question.ts';
import { isTable, ownCost, seenFrom, waysTo } from './scope.ts';
import { checkBound } from './settleConditions.ts';
import { namedGroup, settleGroup } from './settleGroups.ts';
import { settleMeasure } from './settleMeasures.ts';
import { emptyPlan, ordered, settleConditions, settleDates, type Work } from './work.ts';

type BoundCond = Extract<Cond, { kind: 'bound' }>;

/** The limits of a question that cannot be limits on single rows of the base. */
export function limitedTotals(work: Work): BoundCond[] {
  return work.conds.flatMap(({ cond }) => (cond.kind === 'bound' && limitsTotal(work, cond) ? [cond] : []));
}

function limitsTotal(work: Work, cond: BoundCond): boolean {
  if (cond.loose) return false;
  if (!cond.named || cond.fn) return true;
  const { base } = work.scope;
  const own = cond.named.candidates.find(
    (candidate) => candidate.kind === 'column' && candidate.column.table === base && isMeasurable(candidate),
  );
  const [best] = cond.named.candidates;
  if (best?.kind === 'table' && (!own || own.score < best.score)) return true;
  if (!own) return false;
  // Of an entity the rows belong to, what is limited is the total of its rows.
  return work.frame.measures.length === 0 && entityOf(work) !== undefined;
}

/** What is limited by its totals: a table the base belongs to, or a column that rows share. */
function entityOf(work: Work): Subject | undefined {
  const { frame, scope, input } = work;
  // "list address, area and bedrooms of houses with 5 bedrooms": what is listed is of each row.
  if (frame.words.has('list') && frame.bare.length > 0) return undefined;
  const subjects = [...work.open].sort((a, b) => a.at - b.at);
  const [first] = subjects;
  if (!first) return undefined;
  const isOwn = tablesOf(first.named).includes(scope.base);
  // "houses with 5 bedrooms: address, area": what stands behind a colon is shown of each row.
  const gap = [first.named.from - 1, first.named.from].map((at) => input.tokens[at]);
  const isShown = input.text.slice(gap[0]?.end, gap[1]?.start).includes(':') && gap[0] !== undefined;
  return isOwn || isShown ? undefined : first;
}

const draftOf = (work: Work, cond: BoundCond): MeasureDraft => {
  const isCount = cond.named?.candidates[0]?.kind === 'table';
  // "total sales over 80 million" is hardly their number.
  if (isCount && cond.fn && cond.fn !== 'count') throw new Unsettled('The total of what?', [cond.named?.text ?? '']);
  const fn = cond.fn ?? work.frame.fn;
  return { named: cond.named, fn: isCount ? 'count' : fn === 'count' ? 'sum' : fn };
};

export function settleHaving(work: Work): Plan {
  const { frame, scope, input } = work;
  const limits = limitedTotals(work);
  const related = relatedCounts(work, limits);
  if (related) return related;
  const plan = emptyPlan('aggregate', scope.base, frame);
  const [counted] = frame.measures;
  const group = groupOf(work);
  const rest = work.conds.filter(({ cond }) => cond.kind !== 'bound' || !limits.includes(cond));
  work.conds = rest;
  const isCountOfGroups = counted?.fn === 'count' && group === undefined && frame.groups.length === 0;
  const shownDrafts =
    isCountOfGroups || (frame.measures.length === 0 && frame.bare.length === 0 && frame.by.length === 0)
      ? []
      : measuresOf(work);
  settleDates(work);
  const rules = { allowFiner: false, fiscalStart: input.fiscalStart };
  if (isCountOfGroups && counted?.named) plan.groups = [namedGroup(scope, counted.named, rules)];
  else
    plan.groups = [
      ...(group ? [namedGroup(scope, group, rules)] : []),
      ...frame.groups.map(({ dim }) => settleGroup(scope, dim, work.dates, rules)),
    ];
  if (plan.groups.length === 0) throw new Unsettled('I cannot tell whose total is limited.');
  const shown = shownDrafts.map((draft) => settleMeasure(scope, draft));
  plan.having = limits.flatMap((cond): Having[] => {
    checkZero(work, cond, plan.groups);
    checkBound(cond.bound);
    // That the limit is one on totals was not said.
    if (!cond.fn && cond.named && cond.named.candidates[0]?.kind === 'column') scope.chooser.add(0.3);
    const measure = measureFor(work, cond, shown);
    const column = measure.column && scope.base.columns.find(({ name }) => name === measure.column?.column);
    const bound = column ? inUnitOf(cond.bound, column) : cond.bound;
    const { also } = bound;
    return [{ measure, ...boundOf({ bound }) }, ...(also ? [{ measure, ...also }] : [])];
  });
  const [first] = plan.having;
  plan.measures = shown.length > 0 ? shown : first ? [first.measure] : [];
  if (isCountOfGroups) {
    scope.chooser.add(0.3);
    plan.countGroups = true;
  }
  plan.filters = settleConditions(work);
  return ordered(work, plan);
}

const boundOf = ({ bound }: Pick<BoundCond, 'bound'>) => ({
  op: bound.op,
  value: bound.value,
  ...(bound.upper === undefined ? {} : { upper: bound.upper }),
});

/** "fewer than 3 orders" is true of those without any, which a count of orders by customer does not show. */
function checkZero({ scope }: Work, { bound, named, fn }: BoundCond, groups: readonly Group[]): void {
  // What is only a column of the rows that are counted has none without them.
  if (groups.every(({ column }) => column.table === scope.base.key)) return;
  const isCount = named?.candidates[0]?.kind === 'table' && (fn === undefined || fn === 'count');
  if (!isCount) return;
  const { op, value } = bound;
  const includesZero = op === '<' || op === '<=' || op === '<>' || value <= (op === '>' ? -1 : 0);
  if (includesZero) throw new Unsettled('Those with none at all would be left out.');
}

function measureFor(work: Work, cond: BoundCond, shown: readonly Measure[]): Measure {
  if (!cond.named) {
    const [only] = shown;
    if (!only || shown.length > 1) throw new Unsettled('I cannot tell what is limited.');
    return only;
  }
  return settleMeasure(work.scope, draftOf(work, cond));
}

/** The entity or column whose totals are limited, where it is not a group already. */
function groupOf(work: Work): Named | undefined {
  const entity = entityOf(work);
  if (entity) {
    work.open.delete(entity);
    return entity.named;
  }
  return work.frame.words.has('who') ? whoseRows(work.scope) : undefined;
}

/** In "loans of members with more than 2 fines" the fines are the members'. */
function checkHead({ conds, scope }: Work, cond: BoundCond): void {
  const at = conds.find((each) => each.cond === cond)?.at ?? 0;
  const head = scope.names.filter(({ to, from }) => to <= at && from >= 0 && to > 0).at(-1);
  if (head && head !== cond.named && ownCost(scope, head) === undefined)
    throw new Unsettled(`I cannot tell whose the ${cond.named?.text ?? ''} are.`, [head.text]);
}

/** Of the rows of the base themselves: those with so many rows of a finer table. */
function relatedCounts(work: Work, limits: readonly BoundCond[]): Plan | undefined {
  const { frame, scope } = work;
  const [counted] = frame.measures;
  const isList = frame.measures.length + frame.bare.length + frame.groups.length === 0 && !frame.fn;
  const isCount = counted?.fn === 'count' && frame.measures.length === 1;
  if (!isList && !isCount) return undefined;
  const subject = [...work.open].find(({ named }) => tablesOf(named).includes(scope.base));
  if (isList && !subject) return undefined;
  const conditions: Condition[] = [];
  const finer = [];
  for (const cond of limits) {
    checkHead(work, cond);
    if (!cond.named || (cond.fn && cond.fn !== 'count') || cond.bound.also) return undefined;
    const options = seenFrom(scope, cond.named, isTable).filter(({ value }) => value.way.fansOut);
    if (options.length === 0) return undefined;
    const { candidate, way } = scope.chooser.choose(options, cond.named.text);
    finer.push(candidate.table);
    conditions.push({
      kind: 'related',
      table: candidate.table.key,
      ...(way.via === undefined ? {} : { via: way.via }),
      negated: false,
      where: [],
      count: boundOf(cond),
    });
  }
  const plan = emptyPlan(isList ? 'list' : 'aggregate', scope.base, frame);
  if (isCount && counted) plan.measures = [settleMeasure(scope, counted)];
  if (subject) work.open.delete(subject);
  // Where the totals themselves can be shown, they are: only those who have none need this way.
  if (isList) scope.chooser.add(0.3);
  work.conds = work.conds.filter(({ cond }) => cond.kind !== 'bound' || !limits.includes(cond));
  work.dates = { ...work.dates, finer: finer.map((table) => ({ table, at: -1 })) };
  settleDates(work);
  plan.groups = frame.groups.map(({ dim }) =>
    settleGroup(scope, dim, work.dates, { allowFiner: false, fiscalStart: work.input.fiscalStart }),
  );
  const filters = settleConditions(work);
  for (const condition of conditions) {
    const inner = filters.findIndex(
      (filter) => filter.kind === 'related' && condition.kind === 'related' && filter.table === condition.table,
    );
    const found = filters[inner];
    if (found?.kind === 'related' && condition.kind === 'related') {
      if (found.negated) throw new Unsettled('I cannot tell which of them are counted.');
      filters.splice(inner, 1);
      condition.where.push(...found.where);
    }
  }
  plan.filters = [...filters, ...conditions];
  return ordered(work, plan);
}

export { waysTo };

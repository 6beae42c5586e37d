// From a frame and the table it may be about to a plan: which kind of answer it is, and that nothing said is left out.
// Not here: each kind of plan (aggregates.ts, lists.ts, rankings.ts, settleHaving.ts).

import type { Plan } from '../plan/plan.ts';
import type { IndexedTable } from '../schemaIndex.ts';
import { aggregatePlan } from './aggregates.ts';
import { type Chooser, Unsettled } from './choices.ts';
import { limitDoers } from './doers.ts';
import { checkEvents, checkVerbs, takeAcquired } from './events.ts';
import { checkFarValues } from './farValues.ts';
import type { Frame, Subject } from './frame.ts';
import { columnsOf, isMeasurable, tablesOf } from './input.ts';
import { checkListed } from './listed.ts';
import { settleList } from './lists.ts';
import { isDate } from './located.ts';
import { checkBothSides, checkDegrees } from './opposites.ts';
import { asksTotal, isLimited, takeVerbAmount } from './ownAmount.ts';
import type { Input, Named } from './question.ts';
import { takeExtremes } from './rankedBehind.ts';
import { rankedPlan } from './rankings.ts';
import { isRepeated } from './repeated.ts';
import { checkRoles } from './roleValues.ts';
import { checkPlan, checkSaid } from './saidChecks.ts';
import { ownCost, waysTo } from './scope.ts';
import { limitedTotals, settleHaving } from './settleHaving.ts';
import { checkWho, namePeople } from './whoIs.ts';
import { scopeOf, type Work } from './work.ts';

export function settle(frame: Frame, input: Input, base: IndexedTable, chooser: Chooser): Plan {
  limitDoers(frame, input, base, chooser);
  const mentioned = new Set(
    [...frame.subjects.map(({ named }) => named), ...frame.measures.flatMap(({ named }) => named ?? [])].flatMap(
      tablesOf,
    ),
  );
  const scope = scopeOf(frame, input, base, chooser, mentioned);
  const work: Work = {
    frame,
    input,
    scope,
    dates: { finer: [] },
    open: new Set(frame.subjects),
    conds: [...frame.conds],
  };
  takeVerbAmount(work);
  if (
    frame.words.has('howMuch') &&
    frame.measures.length + frame.bare.length + frame.by.length === 0 &&
    !frame.ranking?.by
  )
    throw new Unsettled('I cannot tell how much of what.');
  checkSaid(work);
  checkNarrowing(frame, input);
  checkBothSides(input.tokens);
  checkDegrees(work);
  checkRoles(work);
  takeVerbs(work);
  takeAcquired(work);
  const plan = shaped(work);
  checkPlan(work, plan);
  closeSubjects(work, plan);
  checkListed(work, plan);
  checkWho(work, plan);
  checkEvents(work, plan);
  checkVerbs(work, plan);
  checkFarValues(work, plan);
  return plan;
}

/** "only open ones" limits what was answered before, and names nothing that could be shown by itself. */
const narrowing = /^((and|but|now|then|ok|okay|please) )*(only|just)\b|\b(ones|only)[.?! ]*$/i;
function checkNarrowing(frame: Frame, { text }: Input): void {
  const word = narrowing.exec(text.trim())?.[0];
  const isWhole =
    frame.measures.length + frame.bare.length + frame.groups.length + frame.by.length > 0 ||
    frame.ranking !== undefined ||
    frame.latest !== undefined ||
    frame.subjects.some(({ named }) => named.candidates[0]?.kind === 'table');
  if (word !== undefined && !isWhole)
    throw new Unsettled(
      'That only changes an answer before, and there is none: choose a reading or ask a whole question first.',
      [word],
    );
}

/** "capacity per warehouse", "plot warehouse capacity": the number of each of them, which is no total. */
function rowsOfEntity(work: Work): Plan | undefined {
  const { frame, scope } = work;
  const [bare, ...others] = frame.bare;
  const isPlain =
    frame.measures.length + frame.by.length + others.length === 0 &&
    !frame.fn &&
    !frame.as &&
    frame.steps === undefined;
  if (!bare?.measure.named || !isPlain || !scope.base.nameColumn) return undefined;
  if (!bare.measure.named.candidates.some((each) => each.kind === 'column' && each.column.table === scope.base))
    return undefined;
  const [group] = frame.groups;
  const isByRow = frame.groups.length === 1 && group?.dim.kind === 'named' && ownCost(scope, group.dim.named) === 0;
  const isDrawn =
    frame.groups.length === 0 &&
    frame.chart !== undefined &&
    frame.subjects.some(({ named }) => ownCost(scope, named) === 0);
  if (!isByRow && !isDrawn) return undefined;
  frame.groups = [];
  frame.order = { direction: 'desc', named: bare.measure.named };
  const at = bare.at - 0.5;
  const named: Named = {
    text: scope.base.singular,
    from: -1,
    to: -1,
    candidates: [{ kind: 'table', table: scope.base, score: 100 }],
  };
  if (![...work.open].some((subject) => ownCost(scope, subject.named) !== undefined)) work.open.add({ named, at });
  return settleList(work);
}

/** "branches by floor area, largest first": the rows in that order. */
function rowsByMeasure(work: Work): Plan | undefined {
  const { frame } = work;
  const [group] = frame.groups;
  const isPlain = frame.measures.length + frame.bare.length + frame.by.length === 0 && frame.groups.length === 1;
  if (!(frame.order || frame.words.has('list')) || frame.order?.named || !isPlain || group?.dim.kind !== 'named')
    return undefined;
  const { named } = group.dim;
  const isSortable = named.candidates.every(
    (each) =>
      isMeasurable(each) || (each.kind === 'column' && (each.column.role === 'date' || each.column.role === 'name')),
  );
  if (!isSortable) return undefined;
  frame.groups = [];
  frame.order = { direction: frame.order?.direction, named };
  if (named.candidates.every(isMeasurable)) frame.bare.push({ measure: { named }, at: named.from });
  else work.open.add({ named, at: named.from });
  return settleList(work);
}

/** "customers who ordered": a table named by its verb is one whose rows there are. */
function takeVerbs({ scope, open, conds }: Work): void {
  for (const subject of [...open]) {
    const [best] = subject.named.candidates;
    if (!/ed$/i.test(subject.named.text) || best?.kind !== 'table') continue;
    if (!waysTo(scope, best.table).some((way) => way.fansOut)) continue;
    open.delete(subject);
    conds.push({ cond: { kind: 'empty', named: subject.named, negated: true }, at: subject.at });
    scope.chooser.add(0.1);
  }
}

function shaped(work: Work): Plan {
  const { frame } = work;
  if (frame.words.has('when') && !frame.latest) throw new Unsettled('When was what?', ['when']);
  if (takeExtremes(work)) return aggregatePlan(work);
  if (frame.ranking || frame.latest) return rankedPlan(work);
  if (frame.rankedGrain) throw new Unsettled('Which period is asked for?');
  if (limitedTotals(work).length > 0) return settleHaving(work);
  const sorted = rowsByMeasure(work) ?? rowsOfEntity(work);
  if (sorted) return sorted;
  const isCounted = frame.measures.length > 0 || frame.by.length > 0;
  if (
    isCounted ||
    frame.groups.length > 0 ||
    frame.words.has('exists') ||
    frame.steps !== undefined ||
    frame.histogram ||
    frame.as ||
    frame.words.has('howMuch') ||
    isComparison(frame)
  )
    return aggregatePlan(work);
  // A column of numbers by itself is its total; beside names it is a column of a list.
  const listed =
    frame.words.has('list') ||
    frame.order !== undefined ||
    frame.subjects.some(({ named }) => tablesOf(named).length === 0 && !named.candidates.every(isDate)) ||
    // "items with calories" shows these.
    frame.bare.some(
      ({ at }) =>
        /^(with|and|,|their|its)$/.test(work.input.tokens[at - 1]?.lower ?? '') &&
        frame.subjects.some((subject) => subject.at < at),
    );
  if (frame.bare.length > 0 && !(listed && frame.fn === undefined && !asksTotal(work))) return aggregatePlan(work);
  namePeople(work);
  return settleList(work);
}

const isComparison = (frame: Frame): boolean =>
  frame.words.has('versus') ||
  frame.words.has('compare') ||
  frame.conds.some(({ cond }) => cond.kind === 'period' && cond.versus);

/** "per copy branch": the second name is neither a group nor what is grouped. "bikes cost": the cost is the bikes'. */
function isBesideGroup({ frame, input }: Work, subject: Subject): boolean {
  const { conds } = frame;
  const groups = frame.groups.flatMap(({ dim }) => ('named' in dim && dim.named ? [dim.named] : []));
  const measured = [...frame.measures, ...frame.bare.map(({ measure }) => measure)].flatMap(({ named }) => named ?? []);
  const limited = conds.flatMap(({ cond }) =>
    cond.kind === 'bound' && cond.named && /^costs?$/i.test(cond.named.text) ? [cond.named] : [],
  );
  const isVerb = (from: number) =>
    input.tokens.slice(subject.named.to, from).every(({ lower }) => /^(that|which|who|do|does|did)$/.test(lower)) &&
    from >= subject.named.to;
  return (
    groups.some(({ to }) => to === subject.named.from) || [...measured, ...limited].some(({ from }) => isVerb(from))
  );
}

/** Whether a word in front says how a name belongs to the rest: of, for, with. Two names side by side are two things. */
function isJoined(work: Work, subject: Subject): boolean {
  const { input, scope, open } = work;
  const { tokens } = input;
  let at = subject.named.from - 1;
  while (
    /^(the|a|an|our|all|any|each|every|their|its|of|these|those|different|single|my|your)$/.test(
      tokens[at]?.lower ?? '',
    ) &&
    tokens[at]?.lower !== 'of'
  )
    at -= 1;
  const before = tokens[at]?.lower;
  if (before === undefined) return true;
  if (isBesideName(work, subject) || before === 'and' || before === ',') return false;
  if (!open.has(subject) || ownCost(scope, subject.named) !== undefined) return true;
  // "for French titles": the value says of what it is.
  if (scope.values.some(({ to }) => to === subject.named.from)) return true;
  return /^(of|for|from|in|to|by|with|per|at|on|among|within|across|over|between|into|whose|that|which|have|has|had|via|through)$/.test(
    before,
  );
}

const isBesideName = ({ frame }: Work, subject: Subject): boolean =>
  [...frame.subjects.map(({ named }) => named), ...frame.measures.flatMap(({ named }) => named ?? [])].some(
    (other) => other !== subject.named && other.to === subject.named.from,
  );

/** A name that nothing used may only repeat what the plan is about; anything else would be left out in silence. */
function closeSubjects(work: Work, plan: Plan): void {
  const { scope } = work;
  const isCounted = plan.kind === 'list' || plan.measures.some((measure) => measure.fn.startsWith('count'));
  const tables = work.frame.subjects.filter(({ named }) => named.candidates[0]?.kind === 'table');
  for (const subject of new Set([...work.open, ...(tables.length > 1 ? tables : [])])) {
    const { named } = subject;
    if (asksTotal(work) && isLimited(plan, named)) continue;
    if (isBesideGroup(work, subject) && ownCost(work.scope, named) === undefined)
      throw new Unsettled(`I cannot tell what "${named.text}" has to do with the rest.`, [named.text]);
    if (!isJoined(work, subject) && (isCounted || ownCost(work.scope, named) === undefined))
      throw new Unsettled(`I cannot tell what "${named.text}" has to do with the rest.`, [named.text]);
    if (!work.open.has(subject)) continue;
    // "members with fines" are members: what is named first is listed.
    const listed = work.frame.subjects.find((each) => ownCost(work.scope, each.named) !== undefined);
    if (plan.kind === 'list' && listed && subject.at < listed.at && ownCost(work.scope, named) === undefined)
      throw new Unsettled(`I cannot tell how "${named.text}" and "${listed.named.text}" belong together.`, [
        named.text,
      ]);
    if (subject.n !== undefined && subject.n !== 1)
      throw new Unsettled(`I cannot tell what the ${subject.n} ${named.text} are.`, [named.text]);
    const own = tablesOf(named);
    const isParent = own.some((table) => table === scope.base || waysTo(scope, table).some((way) => !way.fansOut));
    if (isParent && (own.includes(scope.base) || isRepeated(work, plan, subject))) {
      scope.chooser.add(own.includes(scope.base) ? 0.02 : 0.1);
      continue;
    }
    const related = new Set(plan.filters.flatMap((filter) => (filter.kind === 'related' ? [filter.table] : [])));
    if (own.some((table) => related.has(table.key))) {
      scope.chooser.add(0.05);
      continue;
    }
    const used = new Set(
      [
        ...plan.groups.map((group) => group.column),
        ...plan.measures.flatMap(({ column }) => column ?? []),
        ...plan.columns,
      ].map(({ table, column }) => `${table}.${column}`),
    );
    if (columnsOf(named).some((column) => used.has(`${column.table.key}.${column.name}`))) continue;
    throw new Unsettled(`I cannot tell what "${named.text}" has to do with the rest.`, [named.text]);
  }
}

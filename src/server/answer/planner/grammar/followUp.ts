// Changing the plan of the answer before by what a short question adds: "only for East", "by month", "top 3", "as a pie chart".
// Not here: which questions are new ones (read.ts), what single phrases say (the rules of this folder).

import type { Group, Plan } from '../plan/plan.ts';
import type { IndexedTable } from '../schemaIndex.ts';
import { type Chooser, Unsettled } from './choices.ts';
import { withConditions } from './comparedBefore.ts';
import { countOfShown } from './countOfShown.ts';
import type { Frame } from './frame.ts';
import { columnsOf, mentionsAt, tablesOf } from './input.ts';
import type { Input } from './question.ts';
import { isRankedByAnother } from './rankedBefore.ts';
import { referenceIn } from './references.ts';
import { removeNamed } from './removals.ts';
import { chooseColumn, isColumn, refOf, waysTo } from './scope.ts';
import { settleGroup } from './settleGroups.ts';
import { settleMeasure } from './settleMeasures.ts';
import { ordered, scopeOf, settleConditions, settleDates, type Work } from './work.ts';

const leaning =
  /^(and|compare|compared|versus|vs|against|now|only|just|also|but|then|same|the same|what about|how about|instead|without|make (it|that)|as an?|do that|again|or|in percent|top|bottom|sort|order|by|per|group|break|split|back|undo|remove|drop|take out|leave out|exclude|include|add|plus|also)\b|\b(instead|that|those|these|it|them|same|ones|again|as well|additionally|rather than)\b|\bonly[.! ]*$/i;

const bareCount = /^(and )?how many( are there| is that| is it| are they| were there)?( in (all|total))?[?.! ]*$/i;

/** Whether a question leans on the answer before. */
export const leans = (input: Input): boolean =>
  leaning.test(input.text.trim()) ||
  bareCount.test(input.text.trim()) ||
  (input.tokens.length <= 4 && /^(for|with|without|in|from|excluding)\b/i.test(input.text.trim()));

const adding =
  /\b(also|as well|additionally|too|further|plus|split|break|broken|add|and by|and per|in addition|include)\b/i;
const replacing = /\b(instead|rather than|replace|now by)\b/i;

/** The earlier plan with what the frame says put in its place. Throws where the two do not fit together. */
export function follow(frame: Frame, input: Input, previous: Plan, base: IndexedTable, chooser: Chooser): Plan {
  const plan: Plan = structuredClone(previous);
  const scope = scopeOf(frame, input, base, chooser, new Set([base]));
  const work: Work = {
    frame,
    input,
    scope,
    dates: { finer: [] },
    open: new Set(frame.subjects),
    conds: [...frame.conds],
  };
  checkKind(frame, input);
  const counted = countOfShown(frame, previous, base);
  if (counted) return counted;
  checkLikeness(work);
  if (
    previous.groups.length > 0 &&
    frame.conds.some(({ cond }) => cond.kind === 'bound' && (cond.loose || !cond.named))
  )
    throw new Unsettled('I cannot tell whether single rows or totals are limited.');
  if (base.key !== plan.base) rebase(plan, work);
  if (frame.words.has('unfilter')) plan.filters = [];
  if (frame.words.has('ungroup')) ungroup(plan);
  dropReplaced(work);
  removeNamed(plan, work);
  keepDate(plan, work);
  settleDates(work);
  changeMeasures(plan, work);
  changeGroups(plan, work);
  const added = settleConditions(work);
  withConditions(plan, work, added, adding.test(input.text));
  changeRanking(plan, work);
  if (frame.chart) plan.chart = frame.chart;
  if (frame.chart && frame.chart !== 'table' && plan.kind === 'aggregate' && plan.groups.length === 0)
    throw new Unsettled('One number has no chart.', ['chart']);
  if (frame.order && previous.limit !== undefined)
    throw new Unsettled('That would show others than those ranked: ask it as one question.');
  const next = frame.order ? ordered(work, plan) : plan;
  closeSubjects(next, work);
  if (said(next) === said(previous)) throw new Unsettled('That changes nothing of the answer before.');
  return next;
}

/** "open ones" are those with the value "open", where there is one, and not those with a day in "opened on". */
function checkLikeness({ frame, input }: Work): void {
  for (const { named } of frame.subjects) {
    const all = mentionsAt(input, named.from).find(({ end }) => end === named.to)?.value.candidates ?? [];
    const best = Math.max(...named.candidates.map(({ score }) => score));
    if (all.some(({ kind, score }) => kind === 'value' && score > best))
      throw new Unsettled(`I cannot tell whether "${named.text}" is a value.`, [named.text]);
  }
}

/** A plan without its headers, which are made from the rest. */
const said = (plan: Plan): string => JSON.stringify(plan, (key, value) => (key === 'label' ? undefined : value));

function checkKind(frame: Frame, { text }: Input): void {
  if (
    frame.latest ||
    frame.steps !== undefined ||
    frame.histogram ||
    frame.words.has('exists') ||
    frame.words.has('who') ||
    (frame.groups.length > 0 && !frame.order && /\b(sort|order|sorted|ordered)( (it|them|that))?\b/i.test(text))
  )
    throw new Unsettled('I cannot tell how that changes the answer before.');
}

/** "the same for ..." of another table: everything else must be reachable from there too. */
function rebase(plan: Plan, work: Work): void {
  const { scope, frame } = work;
  if (frame.measures.length + frame.bare.length === 0 || plan.kind !== 'aggregate')
    throw new Unsettled('That is about other rows.');
  if (frame.subjects.length === 0 && frame.measures.every(({ named }) => !named) && frame.bare.length === 0)
    throw new Unsettled('I cannot tell which rows are counted.');
  if (plan.limit !== undefined && !replacing.test(work.input.text) && !frame.follows.some((word) => /same/.test(word)))
    throw new Unsettled('That would be about all of them, and not only about those shown.');
  // "their claims" are those of the rows before only where each claim belongs to one of these.
  const old = scope.index.tables.find((each) => each.key === plan.base);
  if (referenceIn(work.input, true) && !(old && waysTo(scope, old).some((way) => !way.fansOut)))
    throw new Unsettled(`I cannot tell which ${scope.base.label} belong to the answer before.`);
  const refs = [
    ...plan.groups.map(({ column }) => column),
    ...plan.filters.flatMap((filter) => ('column' in filter ? [filter.column] : [])),
  ];
  const isReachable = (key: string) => {
    const table = scope.index.tables.find((each) => each.key === key);
    return table !== undefined && waysTo(scope, table).filter((way) => !way.fansOut).length === 1;
  };
  const isSimple = plan.filters.every((filter) => 'column' in filter) && plan.having.length === 0;
  if (!isSimple || refs.some((ref) => ref.via !== undefined || !isReachable(ref.table)))
    throw new Unsettled(`The ${scope.base.label} cannot be shown like the answer before.`);
  plan.base = scope.base.key;
  scope.chooser.add(0.3);
}

function ungroup(plan: Plan): void {
  plan.groups = [];
  delete plan.order;
  delete plan.limit;
  delete plan.perGroup;
}

/** "A instead of B": B is what was, and says nothing more. */
function dropReplaced(work: Work): void {
  const { frame } = work;
  if (!replacing.test(work.input.text)) return;
  const joint = /\b(instead of|rather than)\b/i.exec(work.input.text);
  if (!joint) return;
  const at = work.input.tokens.findIndex((token) => token.start >= joint.index);
  work.conds = work.conds.filter((each) => each.at < at || work.conds.every((other) => other.at >= at));
  frame.groups = frame.groups.filter((each) => each.at < at || frame.groups.every((other) => other.at >= at));
  frame.bare = frame.bare.filter((each) => each.at < at || frame.bare.every((other) => other.at >= at));
  for (const subject of [...work.open]) if (subject.at >= at) work.open.delete(subject);
}

/** Periods go on meaning the date they meant before. */
function keepDate(plan: Plan, work: Work): void {
  const ref =
    plan.filters.flatMap((filter) => (filter.kind === 'period' ? [filter.column] : []))[0] ??
    plan.groups.find((group) => group.kind === 'date')?.column;
  const table = work.scope.index.tables.find((each) => each.key === ref?.table);
  const column = table?.columns.find((each) => each.name === ref?.column);
  const way = table ? waysTo(work.scope, table).find((each) => each.via === ref?.via) : undefined;
  if (!column || !way) return;
  work.dates = { ...work.dates, hint: { candidate: { kind: 'column', column, score: 100 }, way } };
}

const bareAnd = /^\s*and\b/i;

/** "and quantity" may stand beside what was measured, or take its place. */
function isAdded({ input, scope }: Work): boolean {
  if (adding.test(input.text) || !bareAnd.test(input.text)) return adding.test(input.text);
  return scope.chooser.choose(
    [
      { value: true, cost: 0 },
      { value: false, cost: 0 },
    ],
    'and',
  );
}

function changeMeasures(plan: Plan, work: Work): void {
  const { frame, scope } = work;
  const drafts = [...frame.measures, ...frame.by, ...frame.bare.map(({ measure }) => measure)];
  const [old] = plan.measures;
  if (plan.kind === 'list' && drafts.length > 0) {
    for (const { measure } of frame.bare)
      if (measure.named) plan.columns.push(refOf(chooseColumn(scope, measure.named, isColumn).candidate.column));
    if (frame.measures.length > 0) toAggregate(plan, work);
    else return;
  }
  if (drafts.length > 1 && !frame.words.has('and')) throw new Unsettled('I cannot tell which measure is meant.');
  const made = drafts.map((draft) => {
    const fn = draft.fn ?? frame.fn ?? (old && old.fn !== 'count' && old.fn !== 'count_distinct' ? old.fn : undefined);
    const as = draft.as ?? frame.as ?? (old?.per ? undefined : old?.as);
    const beside = old !== undefined && (adding.test(work.input.text) || bareAnd.test(work.input.text));
    return settleMeasure(scope, { ...draft, ...(fn ? { fn } : {}), ...(as ? { as } : {}) }, beside);
  });
  if (made.length > 0) {
    if (plan.limit !== undefined && /\b(their|its|those|them)\b/i.test(work.input.text))
      throw new Unsettled('That would be about all of them, and not only about those shown.');
    plan.measures = isAdded(work) ? [...plan.measures, ...made] : made;
    delete plan.countGroups;
    return;
  }
  if (!old) return;
  if (frame.as) {
    const needsGroups = plan.groups.length === 0 && frame.groups.length === 0;
    if (needsGroups || old.per) throw new Unsettled('That needs groups: say "by month", for example.');
    plan.measures = plan.measures.map((measure) => ({ ...measure, as: frame.as }));
  }
  if (frame.fn) {
    if (old.fn === 'count' || old.fn === 'count_distinct') throw new Unsettled('A count has no average.');
    const { fn } = frame;
    plan.measures = plan.measures.map((measure) => ({ ...measure, fn }));
  }
}

/** "their average fee" of a list: of the same rows. */
function toAggregate(plan: Plan, work: Work): void {
  if (plan.limit !== undefined || work.frame.bare.length > 0) throw new Unsettled('That is another question.');
  plan.kind = 'aggregate';
  plan.columns = [];
  delete plan.order;
}

function changeGroups(plan: Plan, work: Work): void {
  const { frame, scope, input } = work;
  if (frame.groups.length === 0) return;
  if (!adding.test(input.text) && isRankedByAnother(plan, work)) return;
  if (plan.kind !== 'aggregate') {
    plan.kind = 'aggregate';
    plan.measures = [{ fn: 'count', label: '' }];
    plan.columns = [];
    plan.groups = [];
  }
  const isCount = plan.measures.every((measure) => measure.fn === 'count' && !measure.per);
  const made = frame.groups.map(({ dim }) =>
    settleGroup(scope, dim, work.dates, { allowFiner: isCount, fiscalStart: input.fiscalStart }),
  );
  const isAdding = adding.test(input.text) && !replacing.test(input.text);
  if (isAdding && plan.limit !== undefined && plan.kind === 'aggregate')
    throw new Unsettled('That would be about all of them, and not only about those ranked: ask it as one question.');
  plan.groups = isAdding
    ? [...plan.groups.filter((old) => !made.some((group) => sameGroup(group, old))), ...made]
    : made;
  if (plan.groups.length > 3) throw new Unsettled('I can group by three things at most.');
  delete plan.order;
  delete plan.limit;
  delete plan.perGroup;
  delete plan.countGroups;
  delete plan.exists;
  if (!isAdding) plan.having = [];
  // Slices of time say little; a line is meant until the person says so again.
  if ((plan.chart === 'pie' || plan.chart === 'donut') && plan.groups.some((group) => group.kind === 'date'))
    delete plan.chart;
}

const sameGroup = (a: Group, b: Group): boolean =>
  a.kind === b.kind && a.column.table === b.column.table && a.column.column === b.column.column;

function changeRanking(plan: Plan, work: Work): void {
  const { ranking } = work.frame;
  if (!ranking) return;
  if (ranking.by) throw new Unsettled('That is another ranking.');
  const group = plan.groups.at(-1);
  for (const subject of [...work.open]) {
    const isRanked =
      group &&
      (columnsOf(subject.named).some((column) => column.name === group.column.column) ||
        tablesOf(subject.named).some((table) => table.key === group.column.table));
    if (isRanked || tablesOf(subject.named).includes(work.scope.base)) work.open.delete(subject);
  }
  const n = ranking.n ?? work.frame.subjects.find((subject) => subject.n !== undefined)?.n ?? (ranking.listed ? 10 : 1);
  if (plan.kind === 'aggregate' && plan.groups.length > 0) {
    plan.order = { direction: ranking.direction, measure: 0 };
    if (plan.groups.length > 1 && !plan.perGroup) throw new Unsettled('The top of which grouping?');
  } else if (plan.kind === 'list' && plan.order?.column) plan.order = { ...plan.order, direction: ranking.direction };
  else throw new Unsettled('There is nothing to rank in the answer before.');
  plan.limit = n;
}

/** Names that only repeat what the answer before was about. */
function closeSubjects(plan: Plan, work: Work): void {
  const { scope, frame } = work;
  for (const { named, at } of work.open) {
    // "how many customers" of policies by agent are not the policies.
    const isCounted = frame.rowsAt >= 0 && at > frame.rowsAt && tablesOf(named).length > 0;
    const before = work.input.tokens[at - 1]?.lower ?? '';
    if (isCounted && !tablesOf(named).includes(scope.base) && !/^(of|in|for|from|with)$/.test(before))
      throw new Unsettled(`"${named.text}" are not the ${scope.base.label}.`, [named.text]);
    const isAbout =
      tablesOf(named).some((table) => table === scope.base || waysTo(scope, table).some((way) => !way.fansOut)) ||
      plan.groups.some((group) => columnsOf(named).some((column) => column.name === group.column.column));
    if (isAbout) continue;
    if (plan.kind === 'list' && columnsOf(named).length > 0) {
      plan.columns.push(refOf(chooseColumn(scope, named, isColumn).candidate.column));
      continue;
    }
    throw new Unsettled(`I cannot tell what "${named.text}" changes.`, [named.text]);
  }
}

// Questions for totals: measures by groups, comparisons, bins, and what they must have to mean anything.
// Not here: shares, growth and running totals (along.ts), limits on totals (settleHaving.ts).

import type { Measure, Plan } from '../plan/plan.ts';
import type { IndexedTable } from '../schemaIndex.ts';
import { checkGroups, shares } from './along.ts';
import { takeAverage } from './averages.ts';
import { inUnitOf } from './boundUnits.ts';
import { Unsettled } from './choices.ts';
import { comparedGroup } from './comparisons.ts';
import { takeEntity } from './entityTotals.ts';
import type { Frame } from './frame.ts';
import { columnsOf, tablesOf } from './input.ts';
import { isDate } from './located.ts';
import { measuresOf } from './measureDrafts.ts';
import type { MeasureDraft } from './pieces.ts';
import type { Named } from './question.ts';
import { ownCost, waysTo } from './scope.ts';
import { naturalGroup, settleGroup } from './settleGroups.ts';
import { settleMeasure } from './settleMeasures.ts';
import { emptyPlan, ordered, settleConditions, settleDates, type Work } from './work.ts';

export function aggregatePlan(work: Work): Plan {
  const { frame, scope, input } = work;
  const plan = emptyPlan('aggregate', scope.base, frame);
  takeAverage(work);
  takeEntity(work);
  takeSteps(work);
  const drafts = measuresOf(work);
  dropBaseGroups(work, drafts);
  settleDates(work);
  const compared = comparedGroup(work);
  plan.measures = unlike(drafts.map((draft) => settleMeasure(scope, draft, drafts.length > 1)));
  dropOwnGroup(work, plan);
  joinDates(work);
  const isCount = plan.measures.every((measure) => measure.fn === 'count' && !measure.per);
  finestGrain(work);
  plan.groups = [
    ...(compared ? [compared] : []),
    ...frame.groups.map(({ dim }) =>
      settleGroup(scope, dim, work.dates, { allowFiner: isCount, fiscalStart: input.fiscalStart }),
    ),
  ];
  if (plan.groups.length === 0 && frame.words.has('data') && plan.measures.every(({ column }) => column))
    plan.groups = [naturalGroup(scope)];
  checkGroups(plan.groups);
  if (!compared) askPer(work, plan);
  askRatio(work, plan);
  const finer = plan.groups.flatMap(({ column }) => {
    const table = scope.index.tables.find((each) => each.key === column.table);
    const isFiner = table && waysTo(scope, table).some((way) => way.fansOut);
    return isFiner ? [{ table, at: Number.POSITIVE_INFINITY }] : [];
  });
  work.dates = { ...work.dates, finer: [...work.dates.finer, ...finer] };
  checkMonths(work, plan);
  limitTotals(work, plan);
  plan.filters = settleConditions(work);
  askShare(work, plan);
  if (frame.words.has('exists') && plan.groups.length === 0 && frame.measures.length + frame.bare.length === 0)
    plan.exists = true;
  return ordered(work, shares(plan, work));
}

/** "in March each year" is no one March. */
function checkMonths({ conds, input }: Work, plan: Plan): void {
  if (!plan.groups.some((group) => group.kind === 'date' && group.grain === 'year')) return;
  const isBare = conds.some(
    ({ cond }) =>
      cond.kind === 'period' &&
      cond.periods.some(
        ({ span: [from, to] }) => !input.tokens.slice(from, to).some(({ text }) => /\d|year|this|last/i.test(text)),
      ),
  );
  if (isBare) throw new Unsettled('I cannot answer for the same months of several years.');
}

/** "revenue by region with revenue over 1000" limits single rows or the totals, which are different numbers. */
function limitTotals(work: Work, plan: Plan): void {
  const { scope, frame } = work;
  if (plan.groups.length === 0) return;
  for (const each of [...work.conds]) {
    const { cond, at } = each;
    if (cond.kind !== 'bound' || !cond.named || cond.bound.value === 0 || cond.bound.also) continue;
    const measure = plan.measures.find(
      ({ column, as }) => column && !as && columnsOf(cond.named as Named).some(({ name }) => name === column.column),
    );
    // "transactions with an amount over 5": of each of them.
    const isOfRows = frame.subjects.some(
      ({ named }) => tablesOf(named).includes(scope.base) && named.to <= at && named.to >= at - 2,
    );
    if (!measure || isOfRows) continue;
    const isTotal = scope.chooser.choose(
      [
        { value: false, cost: 0 },
        { value: true, cost: 0 },
      ],
      cond.named.text,
    );
    if (!isTotal) continue;
    const column = scope.base.columns.find(({ name }) => name === measure.column?.column);
    const { op, value, upper } = column ? inUnitOf(cond.bound, column) : cond.bound;
    plan.having.push({ measure, op, value, ...(upper === undefined ? {} : { upper }) });
    work.conds = work.conds.filter((other) => other !== each);
  }
}

/** "percentage of properties with a garage by city": of each city's, or of all with one. */
function askShare({ scope }: Work, plan: Plan): void {
  const [measure] = plan.measures;
  const part = plan.filters.filter((filter) => filter.kind !== 'period');
  if (measure?.as !== 'share' || measure.per || plan.groups.length === 0 || part.length === 0) return;
  const isOfEach = scope.chooser.choose(
    [
      { value: true, cost: 0 },
      { value: false, cost: 0 },
    ],
    'share',
  );
  if (!isOfEach) return;
  const { as: _, label: __, ...whole } = measure;
  plan.measures = [{ ...measure, where: part, per: whole }];
  plan.filters = plan.filters.filter((filter) => filter.kind === 'period');
}

/** "average amount per customer" is the average within each, or what each has in all. */
function askPer(work: Work, plan: Plan): void {
  const { scope, frame } = work;
  const [measure] = plan.measures;
  const at = frame.groups.findIndex(({ per }) => per);
  const group = plan.groups[at];
  const owner = scope.index.tables.find(({ key }) => key === group?.column.table);
  const isEntity =
    group?.kind === 'column' &&
    owner !== scope.base &&
    (group.key !== undefined ||
      group.column.column === owner?.idColumn?.name ||
      group.column.column === owner?.nameColumn?.name);
  const isDated = group?.kind === 'date';
  if (measure?.fn !== 'avg' || plan.measures.length > 1 || measure.per || !(isEntity || isDated)) return;
  if (frame.fn !== 'avg' && !frame.measures.some(({ fn }) => fn === 'avg')) return;
  measure.fn = scope.chooser.choose(
    [
      { value: 'avg' as const, cost: 0 },
      { value: 'sum' as const, cost: 0 },
    ],
    'per',
  );
}

/** "plays per user by device": how many of each, or how many there are to one of them on each device. */
function askRatio({ scope, frame, input }: Work, plan: Plan): void {
  const [measure, ...others] = plan.measures;
  const isBehindBy = ({ dim }: Frame['groups'][number]) =>
    'named' in dim && /^(by|each|every|across)$/.test(input.tokens[(dim.named?.from ?? 0) - 1]?.lower ?? '');
  if (input.tokens.some(({ lower }) => /^(split|broken|grouped|then|,)$/.test(lower))) return;
  const at = frame.groups.findIndex((each) => each.per && each.dim.kind === 'named' && !isBehindBy(each));
  const group = plan.groups[at];
  const owner = scope.index.tables.find(({ key }) => key === group?.column.table);
  const isAdded = measure?.fn === 'count' || measure?.fn === 'sum';
  if (!measure || !isAdded || others.length > 0 || measure.per || measure.as) return;
  if (plan.groups.length !== 2 || frame.groups.length !== 2 || group?.kind !== 'column' || owner === scope.base) return;
  if (frame.groups.every((each) => each.per && !isBehindBy(each)) || plan.groups.some(({ kind }) => kind === 'date'))
    return;
  const isRatio = scope.chooser.choose(
    [
      { value: true, cost: 0 },
      { value: false, cost: 0 },
    ],
    'per',
  );
  if (!isRatio) return;
  measure.per = { fn: 'count_distinct', column: group.key ?? group.column };
  plan.groups = plan.groups.filter((each) => each !== group);
}

/** "by year and month" is by month, which names its year. */
function finestGrain({ frame }: Work): void {
  const order = ['year', 'quarter', 'month', 'day'];
  const plain = frame.groups.filter(({ dim }) => dim.kind === 'grain' && !dim.named && order.includes(dim.grain));
  if (plain.length !== 2) return;
  const rank = ({ dim }: (typeof plain)[number]) => (dim.kind === 'grain' ? order.indexOf(dim.grain) : 0);
  const [coarse] = plain.toSorted((a, b) => rank(a) - rank(b));
  frame.groups = frame.groups.filter((group) => group !== coarse);
}

const unlike = (measures: Measure[]): Measure[] =>
  measures.filter(
    (measure, at) => measures.findIndex((other) => JSON.stringify(other) === JSON.stringify(measure)) === at,
  );

/** "the average number of goals per match" of the matches is the average itself. */
function dropOwnGroup(work: Work, plan: Plan): void {
  const { frame, scope } = work;
  if (!frame.fn && !frame.measures.some(({ fn }) => fn === 'avg')) return;
  if (!plan.measures.every((measure) => measure.fn === 'avg')) return;
  const at = frame.groups.findIndex(
    ({ dim }) => dim.kind === 'named' && ownCost(scope, dim.named) === 0 && !hasOwnColumn(scope.base, dim.named),
  );
  if (at >= 0) frame.groups.splice(at, 1);
}

/** "class" of class sessions with a class name: rather that. */
const hasOwnColumn = (base: IndexedTable, { candidates }: Named): boolean =>
  candidates.some(
    (each) =>
      each.kind === 'column' &&
      each.column.table === base &&
      each.score >= 60 &&
      (each.column.role === 'category' || each.column.role === 'name') &&
      each.column !== base.nameColumn,
  );

/** "monthly ... by sign up date": the date says of what the months are. */
function joinDates(work: Work): void {
  const { frame } = work;
  const grain = frame.groups.find(({ dim }) => (dim.kind === 'grain' || dim.kind === 'part') && !dim.named);
  const at = frame.groups.findIndex(({ dim }) => dim.kind === 'named' && dim.named.candidates.every(isDate));
  const date = frame.groups[at];
  if (!grain || date?.dim.kind !== 'named' || (grain.dim.kind !== 'grain' && grain.dim.kind !== 'part')) return;
  grain.dim = { ...grain.dim, named: date.dim.named };
  frame.groups.splice(at, 1);
}

/** "histogram of minutes in steps of 30", "by minutes in buckets of 30": the numbers are the groups and rows are counted. */
function takeSteps(work: Work): void {
  const { frame } = work;
  if (frame.steps === undefined && !frame.histogram) return;
  if (frame.steps === undefined)
    throw new Unsettled('How wide should the steps of the histogram be? Say "in steps of 10", for example.');
  const width = frame.steps;
  const inGroups = frame.groups.findIndex(
    ({ dim }) => dim.kind === 'named' && dim.named.candidates.some((candidate) => candidate.kind === 'column'),
  );
  const group = frame.groups[inGroups];
  if (group?.dim.kind === 'named') {
    frame.groups[inGroups] = { ...group, dim: { kind: 'bin', named: group.dim.named, width } };
  } else {
    const bare = frame.bare.pop();
    const column = bare?.measure.named ?? takeColumn(work);
    if (!column) throw new Unsettled('Steps of what?');
    frame.groups.push({ dim: { kind: 'bin', named: column, width }, each: false, per: false, at: 0 });
  }
  frame.isBinned = true;
  frame.steps = undefined;
  frame.histogram = false;
  if (frame.measures.length === 0 && ![...work.open].some(({ named }) => tablesOf(named).includes(work.scope.base)))
    frame.measures.push({ fn: 'count' });
}

/** "over all trips" of the trips says nothing; "amount per fine" of the fines is the average. */
function dropBaseGroups(work: Work, drafts: MeasureDraft[]): void {
  const { frame, scope, input } = work;
  const at = frame.groups.findIndex(({ dim }) => dim.kind === 'named' && ownCost(scope, dim.named) === 0);
  const group = frame.groups[at];
  if (group?.dim.kind !== 'named') return;
  const { from } = group.dim.named;
  const isAll = /^(all|the)$/.test(input.tokens[from - 1]?.lower ?? '') && !group.each && !group.per;
  const [draft] = drafts;
  const isAverage =
    group.per && drafts.length === 1 && draft?.named !== undefined && (draft.fn === undefined || draft.fn === 'sum');
  if (isAverage && draft) draft.fn = 'avg';
  if (isAll || isAverage) frame.groups.splice(at, 1);
}

function takeColumn(work: Work): Named | undefined {
  const found = [...work.open].find(({ named }) => columnsOf(named).length > 0);
  if (found) work.open.delete(found);
  return found?.named;
}

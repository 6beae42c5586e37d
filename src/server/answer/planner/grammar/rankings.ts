// Rankings: the top N of something by a measure, also in each group; the highest and lowest value; the newest rows.
// Not here: single measures and groups (settleMeasures.ts, settleGroups.ts).

import type { Plan } from '../plan/plan.ts';
import type { IndexedTable } from '../schemaIndex.ts';
import { Unsettled } from './choices.ts';
import { eachRow } from './eachRow.ts';
import type { Ranking, Subject } from './frame.ts';
import { columnsOf, costOf, isMeasurable, isNumeric, tablesOf } from './input.ts';
import { newest } from './newest.ts';
import { isPerson } from './people.ts';
import { whoseRows } from './persons.ts';
import type { Dim, MeasureDraft } from './pieces.ts';
import { isPlural, usualTop } from './plurals.ts';
import type { Named } from './question.ts';
import { takeRankedBehind } from './rankedBehind.ts';
import { goodOrBad, wordBefore } from './rankedWords.ts';
import { rankedRole } from './roleValues.ts';
import { chooseColumn, columnWhere, isTable, ownCost, refOf, seenFrom, waysTo } from './scope.ts';
import { namedGroup, settleGroup } from './settleGroups.ts';
import { settleMeasure } from './settleMeasures.ts';
import { checkHeld, whoseRow } from './singleRows.ts';
import { anyMeasure, hintedMeasure } from './usualMeasures.ts';
import { emptyPlan, ordered, settleConditions, settleDates, type Work } from './work.ts';

const usualTopPerGroup = 3;

export function rankedPlan(work: Work): Plan {
  const { ranking, latest } = work.frame;
  checkHeld(work);
  if (latest && ranking) throw new Unsettled('I can rank by one thing only.');
  if (latest) return newest(work);
  if (!ranking) throw new Unsettled('I cannot tell what to rank.');
  if (ranking.isOpinion) ranking.direction = goodOrBad(work, ranking);
  if (work.frame.rankedGrain) return topPeriod(work, ranking, work.frame.rankedGrain);
  const behind = takeRankedBehind(work, ranking);
  if (behind) {
    const ranked = { ...ranking, n: ranking.n ?? usualTop, by: behind.by };
    return behind.dim.kind === 'named'
      ? top(work, ranked, { named: behind.dim.named })
      : topPeriod(work, ranked, behind.dim);
  }
  const role = rankedRole(work, ranking.at);
  const entity = role ? { named: tableNamed(role.table) } : rankedSubject(work, ranking);
  if (!entity) return extreme(work, ranking);
  return whoseRow(work, ranking, entity) ?? top(work, ranking, entity);
}

/** What is ranked: named in front ("doctor with the most"), behind ("top 5 products"), or asked for by "who". */
function rankedSubject(work: Work, ranking: Ranking): { named: Named; n?: number | undefined } | undefined {
  const { frame, open } = work;
  const take = (subject: Subject | undefined) => {
    if (subject) open.delete(subject);
    return subject;
  };
  const subjects = [...open].sort((a, b) => a.at - b.at);
  const counted = subjects.find(({ n }) => n !== undefined);
  if (counted) return take(counted);
  const asks = frame.words.has('which') || frame.words.has('who');
  const inFront = subjects.filter(({ at }) => at < ranking.at);
  const behind = subjects.filter(({ at }) => at > ranking.at);
  if (inFront.length > 0 && (asks || ranking.by !== undefined)) return take(inFront[0]);
  const isOf = (subject: Subject) => /^(of|for|in|from|among|on|at|by)$/.test(wordBefore(work, subject));
  const next = behind.find((subject) => ranking.by === undefined || !isOf(subject));
  // "the highest cost of a treatment": whose cost it is says the table, and is no ranking of treatments.
  if (next && (ranking.by === undefined || !tablesOf(next.named).includes(work.scope.base))) return take(next);
  if (inFront.length > 0) return take(inFront[0]);
  if (frame.words.has('who') && (ranking.by !== undefined || frame.by.length > 0))
    return { named: whoseRows(work.scope) };
  return undefined;
}

/** "which month had the most orders" */
function topPeriod(work: Work, ranking: Ranking, dim: Dim): Plan {
  const { frame, scope, input } = work;
  const draft = measureOf(work, ranking);
  if (!draft || frame.groups.length > 0) throw new Unsettled('By what should they be ranked?');
  const fn = draft.fn ?? frame.fn;
  settleDates(work);
  const plan = emptyPlan('aggregate', scope.base, frame);
  plan.measures = [settleMeasure(scope, { ...draft, ...(fn ? { fn } : {}) })];
  plan.groups = [settleGroup(scope, dim, work.dates, { allowFiner: false, fiscalStart: input.fiscalStart })];
  plan.filters = settleConditions(work);
  plan.order = { direction: ranking.direction, measure: 0 };
  plan.limit = ranking.n ?? 1;
  return plan;
}

function measureOf(work: Work, ranking: Ranking): MeasureDraft | undefined {
  const { frame, scope } = work;
  if (ranking.by) return ranking.by;
  const [by] = frame.by;
  if (by) {
    frame.by.shift();
    return by;
  }
  const at = frame.groups.findIndex(
    ({ dim, each }) =>
      !each &&
      dim.kind === 'named' &&
      (dim.named.candidates.some(isMeasurable) || tablesOf(dim.named).includes(scope.base)),
  );
  const group = at < 0 ? undefined : frame.groups[at];
  if (group?.dim.kind === 'named') {
    frame.groups.splice(at, 1);
    const { named } = group.dim;
    const isTableName = named.candidates[0]?.kind === 'table' && !named.candidates.some(isMeasurable);
    return isTableName ? { fn: 'count', named } : { named };
  }
  const [measure] = frame.measures;
  if (measure) {
    frame.measures.shift();
    return measure;
  }
  return frame.bare.shift()?.measure;
}

function top(work: Work, ranking: Ranking, entity: { named: Named; n?: number | undefined }): Plan {
  const { frame, scope, input } = work;
  if (entity.named.candidates.every((each) => each.kind === 'column' && each.column.role === 'flag'))
    throw new Unsettled('Yes and no cannot be ranked.', [entity.named.text]);
  const draft =
    measureOf(work, ranking) ??
    hintedMeasure(work, ranking, entity.named) ??
    (frame.groups.length === 0 && ranking.isTop ? anyMeasure(work, entity.named) : undefined);
  if (!draft) throw new Unsettled('By what should they be ranked?', [entity.named.text]);
  if (frame.measures.length > 0 || frame.by.length > 0) throw new Unsettled('I can rank by one thing only.');
  const fn = draft.fn ?? frame.fn;
  const dressed: MeasureDraft = { ...draft, ...(fn ? { fn } : {}) };
  const n = ranking.n ?? entity.n;
  const own = ownCost(scope, entity.named);
  const isOwn = own !== undefined;
  const perGroup = frame.groups.length > 0;
  const isPluralName = isPlural(entity.named);
  const usual = !isPluralName || frame.words.has('who') ? 1 : perGroup ? usualTopPerGroup : usualTop;
  const limit = n ?? usual;
  settleDates(work);
  const rules = { allowFiner: false, fiscalStart: input.fiscalStart };
  const groups = frame.groups.map(({ dim }) => settleGroup(scope, dim, work.dates, rules));
  if (groups.length > 1) throw new Unsettled('I can rank within one grouping only.');
  const best = Math.min(
    ...entity.named.candidates
      .filter(
        (candidate) => candidate.kind === 'column' || (candidate.kind === 'table' && candidate.table !== scope.base),
      )
      .map(({ score }) => costOf(score)),
  );
  const least = Math.min(...entity.named.candidates.map(({ score }) => costOf(score)));
  const asRows =
    isOwn && dressed.fn !== 'count' && !dressed.per
      ? scope.chooser.choose(
          [{ value: true, cost: own }, ...(Number.isFinite(best) ? [{ value: false, cost: best - least }] : [])],
          entity.named.text,
        )
      : false;
  if (asRows) {
    if (frame.words.has('who') && !isPerson(scope.base)) throw new Unsettled('I cannot tell who is meant.', ['who']);
    const options = chooseColumn(scope, dressed.named ?? entity.named, columnWhere(isNumeric));
    if (options.way.steps.length > 0) throw new Unsettled(`The ${scope.base.label} have no such column.`);
    const plan = emptyPlan('list', scope.base, frame);
    const name = scope.base.nameColumn ?? scope.base.idColumn;
    const column = refOf(options.candidate.column);
    const shown = work.frame.bare
      .splice(0)
      .flatMap(({ measure }) => (measure.named ? [chooseColumn(scope, measure.named, columnWhere(isNumeric))] : []));
    plan.groups = groups;
    plan.columns = name
      ? [refOf(name), column, ...shown.map(({ candidate, way }) => refOf(candidate.column, way.via))]
      : [];
    plan.filters = settleConditions(work);
    plan.order = { direction: ranking.direction, column };
    plan.limit = limit;
    if (groups.length > 0) plan.perGroup = true;
    return plan;
  }
  if (isOwn && seenFrom(scope, entity.named, isTable).length > 0 && columnsOf(entity.named).length === 0)
    throw new Unsettled('Rows cannot be ranked by a count of themselves.');
  const plan = emptyPlan('aggregate', scope.base, frame);
  const ranked = namedGroup(scope, entity.named, rules);
  const rows = eachRow(work, ranking, dressed, ranked, limit);
  if (rows) return rows;
  plan.measures = [settleMeasure(scope, dressed)];
  // "who opened the most": nobody is a day, or a loan.
  const owner = scope.index.tables.find(({ key }) => key === ranked.column.table);
  const isNumbered = owner !== undefined && ranked.column.column === owner.idColumn?.name && !isPerson(owner);
  const isThing = owner === scope.base && ranked.column.column === owner.nameColumn?.name && !isPerson(owner);
  if (frame.words.has('who') && (ranked.kind === 'date' || isNumbered || isThing))
    throw new Unsettled('I cannot tell who is meant.', ['who']);
  if (
    dressed.fn === 'count' &&
    ranked.column.table === scope.base.key &&
    ranked.column.column === scope.base.idColumn?.name
  )
    throw new Unsettled('Rows cannot be ranked by a count of themselves.');
  plan.groups = [...groups, ranked];
  const extra = work.frame.bare.splice(0);
  if (extra.length > 0) throw new Unsettled('I can rank by one thing only.');
  plan.filters = settleConditions(work);
  plan.order = { direction: ranking.direction, measure: 0 };
  plan.limit = limit;
  if (groups.length > 0) plan.perGroup = true;
  return ordered({ ...work, frame: { ...frame, order: undefined } }, plan);
}

/** "the highest cost", "the highest cost in each ward". */
function extreme(work: Work, ranking: Ranking): Plan {
  const { frame, scope, input } = work;
  const table = nounTable(work, ranking);
  if (table) return top(work, { ...ranking, n: ranking.n ?? 1 }, { named: tableNamed(table) });
  const draft = ranking.by ?? frame.bare.shift()?.measure;
  if (frame.words.has('who')) throw new Unsettled('I cannot tell who is meant.', ['who']);
  if (!draft?.named || draft.fn === 'count' || draft.per || draft.as)
    throw new Unsettled('I cannot tell what to rank.', []);
  const word = ranking.direction === 'desc' ? 'max' : 'min';
  if (ranking.listed || ranking.n !== undefined) throw new Unsettled('I cannot tell what to rank.');
  // "highest revenue by region": the highest of each region, or the region with the highest.
  const [loose] = frame.groups;
  const isLoose = loose !== undefined && !loose.each && frame.groups.length === 1 && loose.dim.kind === 'named';
  const asRanking = isLoose
    ? scope.chooser.choose(
        [
          { value: false, cost: 0 },
          { value: true, cost: 0 },
        ],
        draft.named.text,
      )
    : false;
  if (asRanking && loose?.dim.kind === 'named') {
    frame.groups.splice(0, 1);
    return top(work, { ...ranking, n: 1 }, { named: loose.dim.named });
  }
  if (draft.fn !== undefined) throw new Unsettled('The highest total of what?');
  if (frame.bare.length + frame.measures.length + frame.by.length > 0)
    throw new Unsettled('I can rank by one thing only.');
  const plan = emptyPlan('aggregate', scope.base, frame);
  settleDates(work);
  plan.measures = [settleMeasure(scope, { ...draft, fn: word })];
  plan.groups = frame.groups.map(({ dim }) =>
    settleGroup(scope, dim, work.dates, { allowFiner: false, fiscalStart: input.fiscalStart }),
  );
  plan.filters = settleConditions(work);
  return ordered(work, plan);
}

const tableNamed = (table: IndexedTable): Named => ({
  text: table.singular,
  from: 0,
  to: 0,
  candidates: [{ kind: 'table', table, score: 100 }],
});

/** "which manager has the highest wage": the table of which "manager" is a kind. */
function nounTable({ conds, input, scope }: Work, ranking: Ranking): IndexedTable | undefined {
  const noun = conds.find(({ cond, at }) => cond.kind === 'values' && at < ranking.at && at <= 2);
  if (!/^(which|what|who)$/.test(input.tokens[0]?.lower ?? '') || noun?.cond.kind !== 'values') return undefined;
  const tables = (noun.cond.values[0]?.candidates ?? []).flatMap((each) =>
    each.kind === 'value' ? [each.column.table] : [],
  );
  const [table, ...others] = new Set(tables);
  if (!table || others.length > 0) throw new Unsettled('I cannot tell what is ranked.');
  const isParent = table === scope.base || waysTo(scope, table).some((way) => !way.fansOut);
  return isParent ? table : undefined;
}

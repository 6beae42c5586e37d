// What a question measures, put together from its pieces: said outright, said from afar, or a count.
// Not here: which columns are meant (settleMeasures.ts).
import { tableAbove, withCounts } from './besideCounts.ts';
import { Unsettled } from './choices.ts';
import type { Frame } from './frame.ts';
import { isMeasurable, tablesOf } from './input.ts';
import { isNoun } from './lists.ts';
import { massOf } from './massNouns.ts';
import type { MeasureDraft } from './pieces.ts';
import type { Named } from './question.ts';
import { isJoinedTo } from './rankedBehind.ts';
import { ownCost } from './scope.ts';
import { checkBare, checkText, checkTotals } from './unmeasured.ts';
import type { Work } from './work.ts';

/** The measures of a question that asks for totals: those that are said, else what is only named, else a count. */
export function measuresOf(work: Work): MeasureDraft[] {
  const drafts = draftsOf(work);
  // Two measures side by side are one that was not understood: "total account balance".
  const isJoined = work.frame.words.has('and') || work.frame.measures.some(({ more }) => more);
  if (drafts.length > 1 && !isJoined && work.frame.by.length === 0)
    throw new Unsettled('I cannot tell how the measures belong together.');
  if (work.frame.words.has('howMuch') && drafts.every(({ fn, named }) => fn === 'count' || !named))
    throw new Unsettled('I cannot tell how much of what.');
  return drafts;
}

function draftsOf(work: Work): MeasureDraft[] {
  const { frame, open } = work;
  const said = [...frame.measures];
  for (const by of frame.by) {
    // "how many orders, counting by X": what is gone by replaces a measure without a name of its own.
    if (said.length === 0 || (said.length === 1 && said[0]?.named === undefined)) said.splice(0, 1, by);
    else said.push(by);
  }
  for (const { measure, at } of frame.bare) {
    // "total hires" of hires with a total may be how many or how much.
    // "shops that have docks" are shops, and no sum of docks.
    if (
      /^(have|has|had|having)$/.test(work.input.tokens[at - 1]?.lower ?? '') &&
      frame.subjects.some((subject) => subject.at < at)
    )
      throw new Unsettled('I cannot tell what is measured.');
    checkBare(work, measure, at);
    const isWord = /^(total|sum|count|average)$/i.test(measure.named?.text ?? '');
    if (isWord && frame.subjects.some(({ named }) => named.from === measure.named?.to))
      throw new Unsettled('The number or the total?', [measure.named?.text ?? '']);
    // "average duration and cost": the average of both.
    const before = said.find(
      (each) => /^(avg|median|min|max)$/.test(each.fn ?? '') && isJoinedTo(each, measure, at, work.input.tokens),
    );
    const isShared = before && !before.per && !before.as && !measure.fn;
    said.push(isShared ? { ...measure, fn: before.fn, ...(before.more ? { more: before.more } : {}) } : measure);
  }
  const measured = takeMeasuredGroups(work, said.length > 0);
  said.push(...measured);
  for (const measure of said) checkTotals(work, measure);
  const dressed = said.flatMap(({ more, ...measure }) => [
    dress(frame, measure),
    ...(more ?? []).map((fn) => dress(frame, { ...measure, fn })),
  ]);
  for (const { fn, named } of dressed) if (fn === 'count' && !named) checkRows(work);
  // "plays divided by number of users": the users are not the plays.
  const isOther = [...open].some((subject) => ownCost(work.scope, subject.named) === undefined);
  if (isOther && dressed.some(({ per }) => per?.fn === 'count' && !per.named))
    throw new Unsettled('I cannot tell what to divide by.');
  if (dressed.length > 0) return withCounts(work, dressed);
  const table = [...open].find((subject) => tablesOf(subject.named).includes(work.scope.base));
  if (!table && frame.words.has('exists') && isNoun(work)) return [{ fn: 'count' }];
  if (!table) throw new Unsettled('I cannot tell what to count.');
  // "customers with claims by city" are customers: what is named first is counted.
  const first = [...open].find((subject) => subject.at < table.at && tablesOf(subject.named).length > 0);
  if (first && ownCost(work.scope, first.named) === undefined)
    throw new Unsettled(`I cannot tell how "${first.named.text}" and "${table.named.text}" belong together.`, [
      first.named.text,
    ]);
  if (table.n !== undefined) throw new Unsettled(`I cannot tell what the ${table.n} are.`, [table.named.text]);
  checkText(table.named, frame.fn === 'sum');
  open.delete(table);
  const amount = massDraft(work, table.named);
  if (amount) return [dress(frame, amount)];
  return [dress(frame, { fn: 'count', named: table.named, ...(frame.fn === 'sum' ? { total: true as const } : {}) })];
}

/** "fuel by machine" may be how many rows there are, and is rather how much. */
function massDraft({ frame, scope }: Work, named: Named): MeasureDraft | undefined {
  const mass = frame.fn || frame.words.has('exists') ? undefined : massOf(scope.base, named);
  if (!mass) return undefined;
  const { column, fn } = mass;
  const amount = { ...named, text: column.label, candidates: [{ kind: 'column' as const, column, score: 100 }] };
  const chosen = scope.chooser.choose<MeasureDraft>(
    [
      { value: { fn, named: amount }, cost: 0 },
      { value: { fn: 'count', named }, cost: 0 },
    ],
    named.text,
  );
  // What a count of these rows costs is counted where it is settled.
  if (chosen.fn !== 'count') scope.chooser.add(ownCost(scope, named) ?? 0);
  return chosen;
}

/** A count of nothing that is named counts the rows the question is about. */
function checkRows(work: Work): void {
  const { frame, input, scope } = work;
  const about = frame.subjects.filter(({ named }) => tablesOf(named).length > 0);
  // "how many users ...": what is named next is what is counted.
  const first = about.find(({ at }) => at > frame.rowsAt) ?? about[0];
  const often = input.tokens.slice(frame.rowsAt, frame.rowsAt + 3).map(({ lower }) => lower);
  // Artists are not what happens so many times: that is told by rows that belong to them.
  if (
    frame.rowsAt >= 0 &&
    /^(how often|how many times|number of times)\b/.test(often.join(' ')) &&
    scope.base.nameColumn
  )
    throw new Unsettled('I cannot tell what is counted.');
  if (first) {
    const cost = ownCost(scope, first.named);
    if (cost === undefined || tableAbove(scope, first.named)) throw new Unsettled('I cannot tell what to count.');
    scope.chooser.add(cost);
    return;
  }
  if (frame.isBinned || isNoun(work)) return;
  if (!frame.words.has('rows') && frame.measures.length > 0 && !isRows(work))
    throw new Unsettled('I cannot tell what to count.');
}

/** "How many rows", "records by site": of the only table that the rest of the question speaks of. */
const isRows = ({ input }: Work): boolean =>
  input.tokens.some((token) => /^(rows?|records?|entries|entry|lines)$/.test(token.lower)) ||
  input.index.tables.length === 1;

/** "on average", "as a running total" said from afar. */
function dress(frame: Frame, measure: MeasureDraft): MeasureDraft {
  if (measure.fn && frame.fn && measure.fn !== frame.fn && frame.fn !== 'sum')
    throw new Unsettled('An average of totals, or a total of averages, is more than I can answer.');
  const fn = measure.fn ?? frame.fn;
  const as = measure.as ?? (measure.per && frame.as === 'share' ? 'share' : frame.as);
  if ((frame.fn === 'avg' && measure.fn === 'count') || measure.averaged)
    throw new Unsettled('An average of counts needs what to count for: "orders per customer".');
  return { ...measure, ...(fn ? { fn } : {}), ...(as ? { as } : {}) };
}

/** "by line total" behind a question for money names what is measured and no group. */
function takeMeasuredGroups(work: Work, isMeasured: boolean): MeasureDraft[] {
  const { frame } = work;
  if (isMeasured || frame.steps !== undefined || frame.histogram) return [];
  if (!frame.words.has('howMuch')) return [];
  const at = frame.groups.findIndex(({ dim }) => dim.kind === 'named' && dim.named.candidates.every(isMeasurable));
  const [group] = at < 0 ? [] : frame.groups.splice(at, 1);
  return group?.dim.kind === 'named' ? [{ named: group.dim.named }] : [];
}

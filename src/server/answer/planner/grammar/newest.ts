// The newest and the oldest rows, and when they were.
// Not here: rankings by a measure (rankings.ts).
import type { Plan } from '../plan/plan.ts';
import { type Option, Unsettled } from './choices.ts';
import { newestOfWhat } from './frame.ts';
import { tablesOf } from './input.ts';
import { isDate } from './located.ts';
import { isPlural, usualTop } from './plurals.ts';
import { kindAsked } from './roleValues.ts';
import { type ColumnCandidate, chooseColumn, ownCost, refOf, type Seen } from './scope.ts';
import { dateFor } from './settlePeriods.ts';
import { emptyPlan, settleConditions, settleDates, type Work } from './work.ts';

const aged = /^(birth|brth|born|dob|age|built)/;

/** "the newest agent by hire date": by which date is said. */
function takeDate(work: Work): void {
  const { frame, scope } = work;
  const [group, ...others] = frame.groups;
  if (group?.dim.kind !== 'named' || others.length > 0 || group.each || group.per) return;
  if (!group.dim.named.candidates.every(isDate)) return;
  frame.groups = [];
  work.dates = { ...work.dates, hint: chooseColumn(scope, group.dim.named, isDate) };
}

/** "the last 5 orders", "when was the first invoice". */
export function newest(work: Work): Plan {
  const { frame, scope, open } = work;
  const { latest } = frame;
  takeDate(work);
  const kind = latest && kindAsked(work, latest.at);
  const subject = kind
    ? { named: kind, at: kind.from, n: undefined }
    : [...open].find(({ named }) => tablesOf(named).includes(scope.base));
  if (!latest || !subject || frame.measures.length + frame.bare.length + frame.groups.length > 0)
    throw new Unsettled(newestOfWhat);
  if (!kind) open.delete(subject);
  scope.chooser.add(ownCost(scope, subject.named) ?? 0);
  // "latest joined date of members" is the date itself.
  const isOf = /^(of|for|in|among|from)$/.test(work.input.tokens[subject.named.from - 1]?.lower ?? '');
  const isDated =
    isOf && [...open].some(({ named, at }) => named.candidates.every(isDate) && at > latest.at && at < subject.at);
  settleDates(work);
  const byAge = /^(oldest|youngest)$/.test(latest.word) ? ages(work) : [];
  const dated = byAge.length > 0 ? undefined : dateFor(scope, undefined, work.dates, subject.named.text);
  const { candidate, way } = dated ?? scope.chooser.choose(byAge, latest.word);
  if (way.fansOut) throw new Unsettled(newestOfWhat);
  // Whoever was hired first is not the oldest.
  if (kind && /^(oldest|youngest)$/.test(latest.word) && !candidate.column.words.some((word) => aged.test(word)))
    throw new Unsettled(newestOfWhat);
  const column = refOf(candidate.column, way.via);
  if (frame.words.has('when') && latest.n !== undefined) throw new Unsettled('When was what?', ['when']);
  const isWhen = frame.words.has('when') || isDated;
  const plan = emptyPlan(isWhen ? 'aggregate' : 'list', scope.base, frame);
  plan.filters = settleConditions(work);
  if (isWhen) return { ...plan, measures: [{ fn: latest.direction === 'desc' ? 'max' : 'min', column, label: '' }] };
  // Who is oldest has the earliest date and the greatest age.
  const isAge = candidate.column.words.includes('age');
  plan.order = { direction: isAge ? (latest.direction === 'asc' ? 'desc' : 'asc') : latest.direction, column };
  // Rows without the date stand last in either order: that there is one needs no saying beside it.
  plan.filters = plan.filters.filter(
    (each) =>
      !(
        each.kind === 'empty' &&
        each.negated &&
        each.column.column === column.column &&
        each.column.table === column.table
      ),
  );
  plan.limit = latest.n ?? subject.n ?? (isPlural(subject.named) ? usualTop : 1);
  return plan;
}

/** The oldest of people: by each date or age there is of them, for the person to say. */
function ages({ scope }: Work): Option<Seen<ColumnCandidate>>[] {
  const found = scope.base.columns.filter(
    (column) => column.role === 'date' || column.words.includes('age') || column.words.includes('birth'),
  );
  if (found.length < 2) return [];
  return found.map((column) => ({
    value: { candidate: { kind: 'column', column, score: 100 }, way: { table: scope.base, steps: [], fansOut: false } },
    cost: 0,
  }));
}

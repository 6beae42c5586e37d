// "average number of orders per customer": an average of counts, which is the number of rows over the number of those they
// belong to. Not here: averages of a column (measureRules.ts), averages per period, which have no such form.
import { Unsettled } from './choices.ts';
import type { Frame } from './frame.ts';
import { tablesOf } from './input.ts';
import type { MeasureDraft } from './pieces.ts';
import { isPlural } from './plurals.ts';
import type { Named } from './question.ts';
import { ownCost, type Way, waysTo } from './scope.ts';
import type { Work } from './work.ts';

/** More than what makes a reading one to ask about. */
const notSure = 4.5;

/** Turns an average of counts into a ratio; leaves everything else as it is. */
export function takeAverage(work: Work): void {
  const { frame, scope } = work;
  const counted = countOf(work);
  if (!counted) return;
  const entity = takeOwner(work);
  if (!entity) return;
  const { id, way } = entity;
  // Those without any row are no part of the ratio: where there may be some, the person is asked.
  const isWhole = way.steps.every(({ link }) => link.isTotal === true);
  if (!isWhole) {
    scope.chooser.add(notSure);
    work.conds.push({ cond: { kind: 'empty', named: id, negated: true }, at: id.from });
  }
  const { averaged: _, ...draft } = counted;
  frame.measures = [{ ...draft, per: { fn: 'count', named: id, distinct: true } }];
  frame.fn = undefined;
}

const isAverage = ({ fn, averaged }: MeasureDraft, frame: Frame): boolean =>
  averaged === true || (fn === 'count' && frame.fn === 'avg');

/** The count that is averaged: said as one, or the rows that are named behind "average". */
function countOf({ frame, open, scope }: Work): MeasureDraft | undefined {
  const [measure, ...others] = frame.measures;
  if (others.length + frame.bare.length + frame.by.length > 0) return undefined;
  if (measure) return isAverage(measure, frame) ? measure : undefined;
  if (frame.fn !== 'avg') return undefined;
  const rows = [...open].find(({ named, n }) => ownCost(scope, named) !== undefined && n === undefined);
  if (!rows || !isPlural(rows.named)) return undefined;
  open.delete(rows);
  return { fn: 'count', named: rows.named };
}

/** "per customer", "does a customer have": whose rows are counted, by the column that tells them apart. */
function takeOwner(work: Work): { id: Named; way: Way } | undefined {
  const { frame, open, scope } = work;
  const of = (named: Named) => {
    const [table] = tablesOf(named).filter((each) => each !== scope.base);
    const [way, ...others] = table ? waysTo(scope, table) : [];
    const [step] = way?.steps.length === 1 ? way.steps : [];
    const own = scope.base.columns.find(({ name }) => name === step?.link.fromColumns[0]);
    const column = own ?? table?.idColumn ?? table?.nameColumn;
    if (!way || way.fansOut || !column || ownCost(scope, named) !== undefined) return undefined;
    if (others.length > 0) throw new Unsettled(`I cannot tell which ${named.text} is meant.`, [named.text]);
    return { id: { ...named, candidates: [{ kind: 'column' as const, column, score: 100 }] }, way };
  };
  const at = frame.groups.findIndex(({ dim, per, each }) => (per || each) && dim.kind === 'named' && of(dim.named));
  const group = frame.groups[at];
  if (group?.dim.kind === 'named') {
    frame.groups.splice(at, 1);
    return of(group.dim.named);
  }
  const subject = [...open].find(({ named, n }) => n === undefined && !isPlural(named) && of(named));
  if (!subject) return undefined;
  open.delete(subject);
  return of(subject.named);
}

// "requests by residents born before 1960": those behind "by" that are limited themselves limit the rows, and group nothing.
// Not here: what is grouped by (groupRules.ts, settleGroups.ts).
import { findPath } from '../joins.ts';
import type { IndexedTable } from '../schemaIndex.ts';
import { type Chooser, Unsettled } from './choices.ts';
import type { Frame } from './frame.ts';
import { columnsOf, tablesOf } from './input.ts';
import { isDate } from './located.ts';
import { isPerson } from './people.ts';
import type { Cond } from './pieces.ts';
import type { Input, Named } from './question.ts';
import { namesOf } from './work.ts';

/** Takes such groups out of the frame, or asks where a grouping is as likely. */
export function limitDoers(frame: Frame, input: Input, base: IndexedTable, chooser: Chooser): void {
  for (const group of [...frame.groups]) {
    const { dim, at } = group;
    const isAlone = frame.groups.filter((other) => other.at === at).length === 1;
    const named = dim.kind === 'named' && isAlone && !group.each && !group.per ? dim.named : undefined;
    if (named && isLimited(frame, input, base, named, at)) {
      const next = input.tokens[named.to]?.lower ?? '';
      const isPlace = /^(in|from|of|at|on|for|,|over|under|above|below)$/.test(next);
      const isSure = group.done || (!isPlace && tablesOf(named).some(isPerson));
      const options = (isSure ? [true] : [true, false]).map((value) => ({ value, cost: 0 }));
      if (!chooser.choose(options, named.text)) continue;
      frame.groups = frame.groups.filter((other) => other !== group);
      frame.subjects.push({ named, at: named.from });
      // "members who joined": nobody is asked for.
      if (next === 'who') frame.words = new Set([...frame.words].filter((word) => word !== 'who'));
    } else if (group.done)
      throw new Unsettled(`I cannot tell what "by ${named?.text ?? ''}" is to say.`, [named?.text ?? 'by']);
  }
}

/** In the plural, with a condition of its own directly behind. */
function isLimited(frame: Frame, { tokens, index }: Input, base: IndexedTable, named: Named, at: number): boolean {
  const last = tokens[named.to - 1];
  const tables = tablesOf(named).filter((table) => table !== base);
  if (tokens[at]?.lower !== 'by' || !last || last.lower === last.stem || tables.length === 0) return false;
  if (frame.ranking || frame.chart || tablesOf(named).includes(base)) return false;
  const [next] = frame.conds.filter((each) => each.at >= named.to).toSorted((a, b) => a.at - b.at);
  if (!next) return false;
  // "members who joined in 2024": the date is named beside the period.
  const dates = frame.subjects.filter(
    (each) =>
      each.at >= named.to && each.at <= named.to + 2 && each.at <= next.at && each.named.candidates.every(isDate),
  );
  if (dates.some((each) => columnsOf(each.named).some((column) => tables.includes(column.table)))) return true;
  if (next.at > named.to + 2) return false;
  return tables.some((table) => isAbout(next.cond, table, (other) => reaches(index, table, other)));
}

const reaches = (index: Input['index'], from: IndexedTable, to: IndexedTable): boolean =>
  findPath(index, from, to).kind !== 'none';

function isAbout(cond: Cond, table: IndexedTable, isReached: (other: IndexedTable) => boolean): boolean {
  if (cond.kind === 'bound' && (cond.loose || cond.fn || cond.named?.candidates[0]?.kind === 'table')) return false;
  const isDated = cond.kind === 'period' || cond.kind === 'weekday';
  return namesOf(cond).some(({ candidates }) =>
    candidates.some((each) => {
      const other = each.kind === 'table' ? each.table : each.column.table;
      return other === table || (!isDated && isReached(other));
    }),
  );
}

// What people are there as ("captain", "surgeon"), behind "by" or where something is ranked: whom is asked for, and no filter alone.
// Not here: values that limit rows (settleConditions.ts), rankings (rankings.ts).

import type { IndexedColumn, IndexedTable } from '../schemaIndex.ts';
import { Unsettled } from './choices.ts';
import { mentionsAt, tablesOf } from './input.ts';
import { isPerson } from './people.ts';
import type { Cond } from './pieces.ts';
import { isPlural } from './plurals.ts';
import type { Input, Named } from './question.ts';
import { waysTo } from './scope.ts';
import type { Work } from './work.ts';

const roles = new Set('role position job profession occupation'.split(' '));
const kinds = new Set('title type kind category'.split(' '));

const isRole = ({ words, table }: IndexedColumn): boolean =>
  words.some((word) => roles.has(word)) || (isPerson(table) && words.some((word) => kinds.has(word)));

/** The table whose rows are called so, by their role or by the key that leads to them. */
function calledSo(named: Named, input: Input): { table: IndexedTable; hasKey: boolean } | undefined {
  const { index } = input;
  const all = mentionsAt(input, named.from).find(({ end }) => end === named.to)?.value.candidates ?? [];
  for (const each of named.candidates) {
    if (each.kind !== 'value') continue;
    const { table } = each.column;
    const hasKey = index.links.some(
      (link) =>
        link.to === table &&
        link.from !== table &&
        all.some(
          (other) =>
            other.kind === 'column' && other.column.table === link.from && link.fromColumns.includes(other.column.name),
        ),
    );
    if (hasKey || isRole(each.column)) return { table, hasKey };
  }
  return undefined;
}

const single = (cond: Cond): Named | undefined =>
  cond.kind === 'values' && !cond.negated && !cond.column && cond.values.length === 1 ? cond.values[0] : undefined;

/** "delay by captain" is that of each captain; "repairs by mechanics" those that any of them made. */
export function checkRoles({ conds, input }: Work): void {
  for (const { cond, at } of conds) {
    const named = single(cond);
    if (!named || input.tokens[at]?.lower !== 'by') continue;
    const found = calledSo(named, input);
    if (!found || (!found.hasKey && isPlural(named))) continue;
    throw new Unsettled(
      `I cannot tell whether "by ${named.text}" is to limit or to group: say "per ${found.table.singular}" or name the column.`,
      [named.text],
    );
  }
}

const opens = /^(which|what|who|the|a|an|show|list|find|is|are|was|were|give|me)$/;
const goesOn = /^(with|who|whose|that|having|has|have|had|by)$/;

/** "top 3 captains", "captain with the most flights": the people ranked, where no table is named beside them. */
export function rankedRole(work: Work, at: number): { table: IndexedTable; named: Named } | undefined {
  const { frame, input, conds, scope } = work;
  for (const { cond } of conds) {
    const named = single(cond);
    if (!named) continue;
    const before = input.tokens.slice(0, named.from).map(({ lower }) => lower);
    const isRanked = isBehindRank(before) || (named.from < at && before.every((word) => opens.test(word)));
    const next = input.tokens[named.to]?.lower ?? '';
    if (!isRanked || (next !== '' && !goesOn.test(next))) continue;
    if (frame.subjects.some((subject) => subject.named.to === named.from || subject.named.from === named.to)) continue;
    const found = calledSo(named, input);
    if (!found) continue;
    const [way] = waysTo(scope, found.table);
    if (found.hasKey || !way || way.fansOut)
      throw new Unsettled(`I cannot tell whether "${named.text}" is to limit or is what is ranked.`, [named.text]);
    return { table: found.table, named };
  }
  return undefined;
}

const isBehindRank = (before: readonly string[]): boolean =>
  /\b(top|bottom|best|worst|highest|lowest)( \S+)?$/.test(before.join(' '));

/** "the oldest rabbit", "which nurse is the newest": rows of the base that are called so by their kind. */
export function kindAsked({ frame, input, conds, scope }: Work, at: number): Named | undefined {
  const [cond, ...others] = conds.flatMap((each) => (each.cond.kind === 'values' ? [each.cond] : []));
  const named = cond && single(cond);
  if (!named || others.length > 0 || frame.subjects.some((subject) => tablesOf(subject.named).length > 0))
    return undefined;
  const isKind = named.candidates.every(
    (each) =>
      each.kind === 'value' &&
      each.column.table === scope.base &&
      (isRole(each.column) || each.column.words.some((word) => nouns.has(word))),
  );
  const words = (from: number, to: number) => input.tokens.slice(from, to).map(({ lower }) => lower);
  // Directly behind, or asked for in front.
  const isBehind = named.from > at && named.from - at <= 2 && words(at, named.from).every((word) => newest.test(word));
  const isInFront = named.from < at && words(0, named.from).every((word) => opens.test(word));
  return isKind && (isBehind || (isInFront && words(named.to, at).every((word) => opens.test(word))))
    ? named
    : undefined;
}

const nouns = new Set('species breed'.split(' '));
const newest = /^(the|most|recent|latest|newest|last|oldest|youngest|first|earliest)$/;

// "issues closed by month": where rows have a day that is called after what they came to, that is when.
// Not here: periods and the dates that are named (settlePeriods.ts), verbs that name only a date (work.ts).
import type { IndexedColumn, IndexedTable } from '../schemaIndex.ts';
import { root, type Token } from '../tokens.ts';
import { type Option, Unsettled } from './choices.ts';
import type { Dates } from './located.ts';
import type { Cond } from './pieces.ts';
import type { Named } from './question.ts';
import { type ColumnCandidate, type Scope, type Seen, waysTo } from './scope.ts';

/** What is being settled, as far as its dates go. */
interface Dated {
  scope: Scope;
  conds: readonly { cond: Cond; at: number }[];
  dates: Dates;
}

/** What has been done: denied, sold, paid, won. */
export const participle =
  /(ed|old|en|ght|nt|aid|ept|elt)$|\b(lost|won|held|left|made|done|gone|found|begun|run|met|shut|cut|put|set|read|drawn|withdrawn|known|shown|thrown|grown|worn|torn|born|hit|led|fed|built)$/i;

const likeState = (word: string, state: string): boolean => {
  if (word === state || root(word) === root(state)) return true;
  const length = Math.max(4, state.length - 3);
  return state.endsWith('ed') && word.length >= length && word.slice(0, length) === state.slice(0, length);
};

/** The days of a table that are called after a word: `closed_on`, `close_date`, `cancellation_date`. */
const daysOf = (table: IndexedTable, state: string): IndexedColumn[] =>
  table.columns.filter(({ role, words }) => role === 'date' && words.some((word) => likeState(word, state)));

interface State {
  named: Named;
  day: IndexedColumn;
}

function statesOf(conds: readonly { cond: Cond }[]): State[] {
  const found = conds.flatMap(({ cond }): Named[] => {
    if (cond.kind === 'values') return cond.negated || cond.column ? [] : cond.values;
    return cond.kind === 'flag' && cond.is && !cond.lack ? [cond.column] : [];
  });
  return found.flatMap((named): State[] => {
    if (!participle.test(named.text)) return [];
    const tables = named.candidates.flatMap((each) => (each.kind === 'table' ? [] : [each.column.table]));
    return [...new Set(tables)].flatMap((table) => {
      const days = daysOf(table, named.text.toLowerCase());
      const [day] = days;
      return day && days.length === 1 ? [{ named, day }] : [];
    });
  });
}

/** More than what makes a reading one to ask about. */
const notSure = 4.5;

const joint = /^(and|or|vs|versus|&|,|\/)$/;

/** "opened and closed per month": each is counted by a day of its own. */
function checkTwoDays(tokens: readonly Token[], { named, day }: State): void {
  const sides = [
    [named.from - 1, named.from - 2],
    [named.to, named.to + 1],
  ];
  for (const [at = -1, other = -1] of sides) {
    const word = tokens[other];
    if (!word || !joint.test(tokens[at]?.lower ?? '')) continue;
    if (participle.test(word.lower) && daysOf(day.table, word.lower).some((each) => each !== day))
      throw new Unsettled(`${word.text} and ${named.text} are of two different dates; ask about one at a time.`, [
        word.text,
        named.text,
      ]);
  }
}

/** "closed issues", "are closed": how they are, which may be asked of another day's rows; "issues closed" says what was done. */
function isManner({ tokens, names, values }: Scope, { from, to }: Named): boolean {
  if (/^(is|are|be|being|now|currently|still|already)$/.test(tokens[from - 1]?.lower ?? '')) return true;
  // "developers who closed issues"
  if (/^(who|that|which|they|have|has|had)$/.test(tokens[from - 1]?.lower ?? '')) return false;
  let at = to;
  for (;;) {
    if (names.some((each) => each.from === at)) return true;
    const next = values.find((each) => each.from === at);
    if (next) at = next.to;
    else if (joint.test(tokens[at]?.lower ?? '')) at += 1;
    else return false;
  }
}

/** "created in 2024 and closed": the period is another verb's. */
const isOfAnother = ({ tokens, values }: Scope, periods: readonly number[]): boolean =>
  periods.some((start) => {
    const at = /^(in|on|during|over|within|since|before|after|between|the)$/.test(tokens[start - 1]?.lower ?? '')
      ? start - 2
      : start - 1;
    return /(ed|en)$/.test(tokens[at]?.lower ?? '') && !values.some(({ from, to }) => from <= at && at < to);
  });

/** "not closed in 2024" may be those closed at another time and those never closed: the person is asked. */
function checkDenied({ scope, conds }: Dated): void {
  const starts = conds.flatMap(({ cond, at }) => (cond.kind === 'period' && !cond.column ? [at] : []));
  const isDenied = conds.some(
    ({ cond }) =>
      cond.kind === 'empty' &&
      !cond.negated &&
      cond.named.candidates.every((each) => each.kind === 'column' && each.column.role === 'date') &&
      starts.some((at) => at === cond.named.to || at === cond.named.to + 1),
  );
  if (isDenied) scope.chooser.add(notSure);
}

/** The date of what the rows came to, where the question says it and names no other date. */
export function stateDate(work: Dated): Seen<ColumnCandidate> | undefined {
  const { scope, conds } = work;
  checkDenied(work);
  const states = statesOf(conds);
  for (const state of states) checkTwoDays(scope.tokens, state);
  if (work.dates.hint) return undefined;
  const options = states.flatMap(({ named, day }): Option<Seen<ColumnCandidate> | undefined>[] => {
    const said = conds.flatMap(({ cond, at }) => (cond.kind === 'period' ? [at] : []));
    const isSure = !isManner(scope, named) && !isOfAnother(scope, said);
    return waysTo(scope, day.table).flatMap((way) => {
      const value: Seen<ColumnCandidate> = { candidate: { kind: 'column', column: day, score: 100 }, way };
      const isOwn = way.steps.length === 0 || way.fansOut;
      return [{ value, cost: 0 }, ...(isSure && isOwn ? [] : [{ value: undefined, cost: 0 }])];
    });
  });
  const days = new Map(options.map((each) => [each.value?.candidate.column, each]));
  if (options.length === 0) return undefined;
  const chosen = scope.chooser.choose([...days.values()], 'date');
  // As much as a date of the finer rows is preferred where none is called after a state (settlePeriods.ts).
  if (chosen?.way.fansOut) scope.chooser.add(-0.3);
  return chosen;
}

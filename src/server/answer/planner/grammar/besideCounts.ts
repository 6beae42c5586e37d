// Counts of what rows belong to: of orders beside the revenue of their items, of products that were sold.
// Not here: counts of the rows themselves (settleMeasures.ts).
import type { SimpleMeasure } from '../plan/plan.ts';
import type { IndexedTable } from '../schemaIndex.ts';
import { Unsettled } from './choices.ts';
import { tablesOf } from './input.ts';
import type { MeasureDraft } from './pieces.ts';
import { isPlural } from './plurals.ts';
import type { Named } from './question.ts';
import { refOf, type Scope, waysTo } from './scope.ts';
import type { Work } from './work.ts';

/** The table above the base that the words name, where they name the base less well: "orders" are no order items. */
export function tableAbove(scope: Scope, { candidates }: Named): IndexedTable | undefined {
  const [first] = candidates;
  if (first?.kind !== 'table' || first.table === scope.base || first.score < 90) return undefined;
  const own = candidates.find((each) => each.kind === 'table' && each.table === scope.base);
  if (own && own.score >= 90) return undefined;
  return waysTo(scope, first.table).some(({ fansOut }) => !fansOut) ? first.table : undefined;
}

const events = /^(sold|bought|ordered|purchased|used|rented|booked|delivered|shipped|borrowed|hired|consumed)$/;

/** What is counted beside a measure of finer rows, or by what happened to it; undefined where neither is asked. */
export function countAbove(
  scope: Scope,
  named: Named,
  table: IndexedTable,
  { distinct, beside }: { distinct: boolean; beside: boolean },
): SimpleMeasure | undefined {
  const isSold = scope.tokens.some(({ lower }) => events.test(lower));
  if (!beside && !isSold) return undefined;
  const [way, ...others] = waysTo(scope, table);
  const [step] = way?.steps ?? [];
  const [key, ...keys] = step?.link.fromColumns ?? [];
  const column = scope.base.columns.find(({ name }) => name === key);
  if (!way || others.length > 0 || way.steps.length !== 1 || keys.length > 0 || !column || way.fansOut)
    return undefined;
  const count: SimpleMeasure = { fn: 'count_distinct', column: refOf(column) };
  if (isSold) return distinct ? count : countOrUnits(scope, named, count);
  // An order is its items; a customer is one without orders as well, and would not be counted.
  if (table.nameColumn)
    throw new Unsettled(
      `Beside the ${scope.base.label}, ${table.label} without any would be left out of the count. Ask for one after the other.`,
      [named.text],
    );
  return count;
}

/** "how many products were sold": so many different ones, or so many pieces. */
function countOrUnits(scope: Scope, named: Named, count: SimpleMeasure): SimpleMeasure {
  const quantities = scope.base.columns.filter(
    ({ role, words }) => role === 'measure' && /^(quantity|unit|piece|count)$/.test(words.at(-1) ?? ''),
  );
  const [quantity, ...others] = quantities;
  const units =
    quantity && others.length === 0 ? [{ value: { fn: 'sum' as const, column: refOf(quantity) }, cost: 0 }] : [];
  return scope.chooser.choose<SimpleMeasure>([{ value: count, cost: 0 }, ...units], named.text);
}

const opening = /^(show|me|give|get|plot|chart|display|tell|compare|list|what|are|is|were|was|the|our|and)$/;

/** "orders and revenue by month", "revenue and orders": a table beside a measure is counted. */
export function withCounts({ input, open }: Work, measures: readonly MeasureDraft[]): MeasureDraft[] {
  const { tokens } = input;
  const lower = (at: number) => tokens[at]?.lower ?? '';
  const isAnd = (at: number) => /^(and|&|,)$/.test(lower(at));
  const skip = (from: number, by: 1 | -1): number => {
    let at = from;
    while (/^(the|our|all|total|average|sum|of|number)$/.test(lower(at))) at += by;
    return at;
  };
  const all = [...measures];
  for (const subject of [...open]) {
    const { named } = subject;
    if (tablesOf(named).length === 0 || !isPlural(named)) continue;
    const [before, behind] = [skip(named.from - 1, -1), named.to];
    const isFirst =
      isAnd(behind) &&
      (before < 0 || opening.test(lower(before))) &&
      measures.some((measure) => measure.named?.from === skip(behind + 1, 1));
    const isNext = isAnd(before) && measures.some((measure) => measure.named?.to === before);
    if (!isFirst && !isNext) continue;
    open.delete(subject);
    const count = { fn: 'count' as const, named };
    if (isFirst) all.unshift(count);
    else all.push(count);
  }
  return all;
}

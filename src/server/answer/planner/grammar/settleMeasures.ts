// From measures as they are said to measures of a plan over the base table.
// Not here: conditions and groups (their files), names in headers (plan/labels.ts).
import type { Candidate } from '../entities.ts';
import type { Measure, SimpleMeasure } from '../plan/plan.ts';
import { isPer } from '../roles.ts';
import type { IndexedColumn } from '../schemaIndex.ts';
import { countAbove, tableAbove } from './besideCounts.ts';
import { Unsettled } from './choices.ts';
import { isMeasurable, tablesOf } from './input.ts';
import { amountMeant, amountsOf, numberOrTotal } from './ownAmount.ts';
import type { MeasureDraft } from './pieces.ts';
import { chooseColumn, columnWhere, ownCost, refOf, type Scope, seenFrom } from './scope.ts';
import { checkText } from './unmeasured.ts';

type Measurable = Extract<Candidate, { kind: 'column' | 'product' }>;
const measurable = (candidate: Candidate): candidate is Measurable =>
  isMeasurable(candidate) && candidate.kind !== 'value';
const countable = columnWhere((column) => column.role !== 'measure' && column.role !== 'date');

/** "fraud transactions" are those that are, and no kinds of fraud. */
const nameable = columnWhere((column) => column.role !== 'measure' && column.role !== 'date' && column.role !== 'flag');

/** `beside`: other measures stand beside it. */
export function settleMeasure(scope: Scope, draft: MeasureDraft, beside = false): Measure {
  const { per, as } = draft;
  const over = simple(scope, draft, beside);
  const under = per ? simple(scope, per, beside) : undefined;
  if (under && JSON.stringify(under) === JSON.stringify(over))
    throw new Unsettled('I cannot tell what is divided by what.', [per?.named?.text ?? '']);
  return {
    ...over,
    ...(under ? { per: under } : {}),
    ...(as ? { as } : {}),
    label: '',
  };
}

function simple(scope: Scope, { fn, named, distinct, total }: MeasureDraft, beside: boolean): SimpleMeasure {
  if (!named) return { fn: 'count' };
  if (fn === 'count' && total) checkText(named, true);
  const isSaid = total === true && /^(total|overall)$/.test(scope.tokens[named.from - 1]?.lower ?? '');
  const either = isSaid && tablesOf(named).includes(scope.base) ? numberOrTotal(scope, named) : undefined;
  if (either) return either;
  if (fn === 'count' && total && amountsOf(scope).length > 0)
    throw new Unsettled(
      `Do you want the number of ${named.text} or a total? Say "number of" or what is to be added up.`,
      [named.text],
    );
  if (fn === 'count') return counted(scope, named, { distinct: distinct === true, total: total === true, beside });
  const isRows = !named.candidates.some(isMeasurable);
  const amount = isRows ? amountMeant(scope, { fn }, named) : undefined;
  if (amount) return amount;
  const here = chooseOwn(scope, named);
  const { candidate } = here;
  const usual = candidate.kind === 'column' && candidate.column.averaged ? level(scope, candidate.column) : 'sum';
  const times = candidate.kind === 'product' ? { times: refOf(candidate.times) } : {};
  // "total temperature" is asked for by name, and means nothing all the same.
  const chosen = fn ?? usual;
  return { fn: chosen, column: refOf(candidate.column), ...times };
}

/** A rate or a temperature is seen by its average; of prices the total may be meant as well. */
function level(scope: Scope, column: IndexedColumn): 'avg' | 'sum' {
  if (!column.words.includes('price') || isPer(column)) return 'avg';
  return scope.chooser.choose(
    [
      { value: 'avg' as const, cost: 0 },
      { value: 'sum' as const, cost: 0 },
    ],
    column.label,
  );
}

/** What is measured stands on the base itself: through a join it would be counted more than once. */
function chooseOwn(scope: Scope, named: NonNullable<MeasureDraft['named']>) {
  const options = seenFrom(scope, named, measurable).filter(({ value }) => value.way.steps.length === 0);
  // "amount of orders" is the orders' own.
  const isOf = /^(of|for|from|in)$/.test(scope.tokens[named.to]?.lower ?? '');
  const next = scope.names.find(({ from }) => isOf && (from === named.to + 1 || from === named.to + 2));
  const [owner] = next ? tablesOf(next) : [];
  const hasOwn = named.candidates.some(
    (candidate) => candidate.kind === 'column' && candidate.column.table === owner && candidate.score >= 80,
  );
  if (owner && owner !== scope.base && hasOwn)
    throw new Unsettled(`The ${owner.label} have a ${named.text} of their own.`, [named.text]);
  if (options.length === 0) throw new Unsettled(`The ${scope.base.label} have no ${named.text}.`, [named.text]);
  return scope.chooser.choose(options, named.text);
}

function counted(
  scope: Scope,
  named: NonNullable<MeasureDraft['named']>,
  { distinct, total, beside }: { distinct: boolean; total: boolean; beside: boolean },
): SimpleMeasure {
  const above = total ? undefined : tableAbove(scope, named);
  const counts = above && countAbove(scope, named, above, { distinct, beside });
  if (counts) {
    scope.chooser.add(0.3);
    return counts;
  }
  const best = named.candidates.find((candidate) => candidate.kind === 'table' && candidate.table === scope.base);
  const columns = seenFrom(scope, named, countable).filter(({ value }) => !value.way.fansOut);
  const own = columns.filter(({ value }) => value.way.steps.length === 0);
  if (best && !above) {
    const [column] = own.toSorted((a, b) => a.cost - b.cost);
    // "orders" is the table; a column of the same name only where the words fit it better.
    if (!column || column.value.candidate.score <= best.score) {
      scope.chooser.add(ownCost(scope, named) ?? 0);
      return { fn: 'count' };
    }
  }
  if (tablesOf(named).length > 0 && own.length === 0)
    throw new Unsettled(`"${named.text}" are not the ${scope.base.label}.`, [named.text]);
  // Authors are the rows of the authors: conditions on their titles say what these must have.
  const [first] = named.candidates;
  if (first?.kind === 'table' && first.table !== scope.base && first.table.idColumn)
    throw new Unsettled(`"${named.text}" are not the ${scope.base.label}.`, [named.text]);
  // Different users are the rows of the users; a key that leads to them counts the same less directly.
  if (tablesOf(named).length > 0) scope.chooser.add(0.8);
  const { candidate, way } = chooseColumn(scope, named, distinct ? countable : nameable);
  scope.chooser.add(way.steps.length * 0.4);
  if (way.steps.length > 0 && !distinct)
    throw new Unsettled(`The ${scope.base.label} have no ${named.text}.`, [named.text]);
  if (total) throw new Unsettled(`The total of what?`, [named.text]);
  // A row's own key is the row itself.
  if (candidate.column === scope.base.idColumn && way.steps.length === 0) return { fn: 'count' };
  return { fn: 'count_distinct', column: refOf(candidate.column, way.via) };
}

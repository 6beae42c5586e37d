// The one amount that the rows of a table have, for who speaks of the rows and means what they are worth.
// Not here: columns that are named themselves (settleMeasures.ts).
import type { Plan, SimpleMeasure } from '../plan/plan.ts';
import type { IndexedColumn } from '../schemaIndex.ts';
import { tableAmount } from '../tableAmounts.ts';
import { columnsOf, tablesOf } from './input.ts';
import { massOf } from './massNouns.ts';
import type { MeasureDraft } from './pieces.ts';
import type { Named } from './question.ts';
import { refOf, type Scope } from './scope.ts';
import type { Work } from './work.ts';

const amounts = new Set(['amount', 'total', 'sum', 'value', 'cost', 'fee', 'revenue', 'price']);

export const amountsOf = ({ base }: Scope): IndexedColumn[] =>
  base.columns.filter(
    ({ role, averaged, ownWords }) =>
      role === 'measure' && (!averaged || ownWords.includes('price')) && ownWords.some((word) => amounts.has(word)),
  );

/** "average price" of a price list, whose one number may be called after its currency. */
function amountsCalled(scope: Scope, named: Named): IndexedColumn[] {
  const found = amountsOf(scope);
  if (found.length > 0) return found;
  const mass = massOf(scope.base, named);
  if (mass) return [mass.column];
  if (!amounts.has(named.text.toLowerCase())) return found;
  return scope.base.columns.filter(({ role }) => role === 'measure');
}

/** More than any reading that is answered without asking. */
const doubt = 4.5;

/** "the average payment": only who asks back may take it for the average amount of the payments. */
export function amountMeant(scope: Scope, { fn }: MeasureDraft, named: Named): SimpleMeasure | undefined {
  const [column, ...others] = amountsCalled(scope, named);
  if (!column || others.length > 0 || fn === undefined || fn === 'count' || !tablesOf(named).includes(scope.base))
    return undefined;
  scope.chooser.add(doubt);
  return { fn, column: refOf(column) };
}

/** "total payments": how many there are, or their amounts added up. */
export function numberOrTotal(scope: Scope, named: Named): SimpleMeasure | undefined {
  const found = amountsOf(scope);
  const mass = found.length === 0 ? massOf(scope.base, named) : undefined;
  const [column, ...others] = mass ? [mass.column] : found;
  if (!column || others.length > 0 || column.averaged) return undefined;
  return scope.chooser.choose<SimpleMeasure>(
    [
      { value: { fn: 'count' }, cost: 0 },
      { value: { fn: 'sum', column: refOf(column) }, cost: 0 },
    ],
    named.text,
  );
}

/** "total amount paid by card" begins with its total, and lists nothing. */
export function asksTotal({ frame, input }: Work): boolean {
  const [only, ...others] = frame.bare;
  const isOther = frame.words.has('list') || frame.words.has('and') || frame.order !== undefined;
  if (!only?.measure.named || others.length > 0 || isOther) return false;
  const { from } = only.measure.named;
  const lead = input.tokens.slice(0, from + 1).map(({ lower }) => lower);
  return /^(what (is|was|are|were) )?(the |our )?(total|overall)$/.test(lead.join(' '));
}

/** "paid by card": the word says by which column the value limits the rows. */
export const isLimited = ({ filters }: Plan, named: Named): boolean =>
  filters.some(
    (filter) =>
      filter.kind === 'in' &&
      columnsOf(named).some(({ name, table }) => name === filter.column.column && table.key === filter.column.table),
  );

/** "how much did we invoice", "how much was invoiced": the amount of what the verb names. */
export function takeVerbAmount({ frame, input, scope, open }: Work): void {
  if (!frame.words.has('howMuch') || frame.measures.length + frame.bare.length + frame.by.length > 0) return;
  if (frame.ranking || frame.latest) return;
  const isVerb = ({ from, to }: Named) =>
    to === from + 1 &&
    (/ed$/.test(input.tokens[from]?.lower ?? '') || /^(we|they|you|i)$/.test(input.tokens[from - 1]?.lower ?? ''));
  const verb = [...open].find(({ named }) => tablesOf(named).includes(scope.base) && isVerb(named));
  const column = verb && tableAmount(scope.base);
  if (!column) return;
  const named: Named = { ...verb.named, candidates: [{ kind: 'column', column, score: 100 }] };
  frame.measures.push({ fn: 'sum', named });
  open.delete(verb);
}

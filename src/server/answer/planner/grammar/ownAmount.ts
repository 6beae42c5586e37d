// The one amount that the rows of a table have, for who speaks of the rows and means what they are worth.
// Not here: columns that are named themselves (settleMeasures.ts).
import type { SimpleMeasure } from '../plan/plan.ts';
import type { IndexedColumn } from '../schemaIndex.ts';
import { tablesOf } from './input.ts';
import { massOf } from './massNouns.ts';
import type { MeasureDraft } from './pieces.ts';
import type { Named } from './question.ts';
import { refOf, type Scope } from './scope.ts';

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

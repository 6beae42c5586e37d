// "fuel by machine", "total rainfall": a table called after what it is an amount of. Its rows are not what the word counts.
// Not here: amounts of rows that can be counted (ownAmount.ts).
import { averagedWords } from '../nameLexicon.ts';
import type { IndexedColumn, IndexedTable } from '../schemaIndex.ts';
import { nameParts, stemOf } from '../tokens.ts';
import { unitsSaid } from '../units.ts';
import { tablesOf } from './input.ts';
import type { Fn } from './pieces.ts';
import { isPlural } from './plurals.ts';
import type { Named } from './question.ts';

export interface Mass {
  column: IndexedColumn;
  fn: Extract<Fn, 'sum' | 'avg'>;
}

const isUnit = ({ name, unit }: IndexedColumn): boolean =>
  unit !== undefined || nameParts(name).every((part) => unitsSaid(part).length > 0);

/** The one amount of a table whose rows the words do not count; undefined where they may. */
export function massOf(base: IndexedTable, named: Named): Mass | undefined {
  if (isPlural(named) || !tablesOf(named).includes(base)) return undefined;
  const [column, ...others] = base.columns.filter(({ role }) => role === 'measure');
  if (!column || others.length > 0 || (base.nameColumn && !isUnit(column))) return undefined;
  // The end of the name says whether rows are counted by it: price quotes are, a price is not.
  const last = named.text.toLowerCase().split(' ').at(-1) ?? '';
  const isEnd = stemOf(last) === base.singular.split(' ').at(-1);
  const isCounted = nameParts(base.name).some((part) => part !== stemOf(part) && stemOf(part) === stemOf(last));
  if (isEnd && isCounted) return undefined;
  const isLevel = column.averaged || averagedWords.has(stemOf(last));
  return { column, fn: isLevel ? 'avg' : 'sum' };
}

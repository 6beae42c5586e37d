// "invoice amount", "order value", "amount invoiced": the one plain amount that the rows of a table have, named by the table.
// Not here: names that have the words themselves (nameScore.ts), words of the revenue family (moneyNames.ts).
import { isPlainAmount } from './moneyNames.ts';
import type { IndexedColumn, IndexedTable } from './schemaIndex.ts';
import type { Token } from './tokens.ts';

const heads = new Set(['amount', 'value', 'total', 'sum']);
const isAdded = ({ role, averaged }: IndexedColumn): boolean => role === 'measure' && !averaged;

/** The only plain amount of a table; the only number of it too, where the word is not the column's own. */
export function tableAmount(table: IndexedTable, word?: string): IndexedColumn | undefined {
  const added = table.columns.filter(isAdded);
  const [only, ...others] = added.filter(isPlainAmount);
  if (!only || others.length > 0) return undefined;
  return added.length === 1 || (word !== undefined && only.words.includes(word)) ? only : undefined;
}

export interface AmountPhrase {
  /** The words that name the table. */
  of: readonly Token[];
  word: string;
}

/** Splits "invoice amount" and "amount invoiced". A plural counts: "orders total" may be how many there are. */
export function amountPhrase(phrase: readonly Token[]): AmountPhrase | undefined {
  const [first] = phrase;
  const last = phrase.at(-1);
  if (!first || !last || phrase.length < 2 || phrase.length > 3) return undefined;
  const before = phrase.at(-2);
  if (heads.has(last.stem)) {
    const isCounted = (last.stem === 'total' || last.stem === 'sum') && before?.lower !== before?.stem;
    return isCounted ? undefined : { of: phrase.slice(0, -1), word: last.stem };
  }
  const isDone = phrase.length === 2 && /ed$/.test(last.lower) && heads.has(first.stem);
  return isDone && first.stem !== 'sum' && first.stem !== 'total' ? { of: [last], word: first.stem } : undefined;
}

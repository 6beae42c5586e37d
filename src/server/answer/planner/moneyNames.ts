// What "revenue" and its like may mean where no name has the word: the one amount that is of nothing else, or one to be asked about.
// Not here: names that have the word (nameScore.ts), price times quantity (entities.ts).
import type { IndexedColumn, SchemaIndex } from './schemaIndex.ts';

const words = new Set(['revenue', 'turnover', 'sale', 'income', 'earning', 'proceed']);
/** What came in as a whole; income may be without what was spent. */
const plainWords = new Set(['revenue', 'turnover', 'sale']);
const heads = new Set(['amount', 'total', 'value', 'sum', 'sale', 'revenue']);
/** Words beside them that do not say of what else the money is. */
const silent = new Set([
  ...heads,
  'line',
  'item',
  'order',
  'gross',
  'net',
  'grand',
  'invoice',
  'usd',
  'eur',
  'gbp',
  'chf',
]);
/** Money that goes out, or is only promised or held. */
const others = new Set(
  'expense cost refund return fine claim penalty loan budget salary payroll purchase loss payout withdrawal transaction transfer account balance quote forecast target'.split(
    ' ',
  ),
);

export interface MoneyName {
  column: IndexedColumn;
  /** Nothing else can be meant. */
  isSure: boolean;
}

const isAmount = ({ role, averaged, words: own }: IndexedColumn): boolean =>
  role === 'measure' && !averaged && heads.has(own.at(-1) ?? '');
const isPlain = ({ table, words: own }: IndexedColumn): boolean =>
  own.every((each) => silent.has(each) || table.words.includes(each));

/** An amount of nothing else than the row. */
export const isPlainAmount = (column: IndexedColumn): boolean =>
  column.role === 'measure' && !column.averaged && isPlain(column) && column.words.some((word) => heads.has(word));

/** What may be meant by an amount at all. */
export const isAmountLike = ({ role, words: own }: IndexedColumn): boolean =>
  role === 'measure' && own.some((word) => heads.has(word) || /^(price|cost|fee|charge|premium)$/.test(word));

/** Columns of money that the word may mean, where no name has it. */
export function moneyNames(index: SchemaIndex, word: string): MoneyName[] {
  if (!words.has(word)) return [];
  const named = index.tables.flatMap(({ columns }) =>
    columns.filter(
      ({ role, words: own }) => role === 'measure' && own.some((each) => /^(revenue|turnover)$/.test(each)),
    ),
  );
  if (word === 'sale' && named.length > 0) return named.map((column) => ({ column, isSure: named.length === 1 }));
  const all = index.tables.flatMap(({ columns }) => columns.filter(isAmount));
  const plain = all.filter(isPlain);
  const [only] = plain;
  const isIncome = only && (only.range?.min ?? 0) >= 0 && !only.table.words.some((each) => others.has(each));
  if (only && plain.length === 1 && isIncome && plainWords.has(word)) return [{ column: only, isSure: true }];
  return (plain.length > 0 ? plain : all).map((column) => ({ column, isSure: false }));
}

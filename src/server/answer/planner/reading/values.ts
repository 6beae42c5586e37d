// Values and numbers of conditions in a reading: `"delivered"`, `true`, "over 40", "between 3 and 5".
// Not here: the conditions (conditions.ts), periods (periods.ts).
import type { Comparison, Scalar } from '../plan/plan.ts';
import type { IndexedColumn } from '../schemaIndex.ts';
import { normalise } from '../tokens.ts';
import { number } from './combinators.ts';
import { choice, form, type Reader, type Syntax, skipWord } from './syntax.ts';
import { quotedValue } from './tokens.ts';

export interface Bound {
  op: Comparison;
  value: number;
  upper?: number | undefined;
}

const bounded = (words: string, op: Comparison): Syntax<Bound> =>
  form<{ value: number }, Bound>(
    `${words} {value}`,
    { value: number },
    (bound) => (bound.op === op ? { value: bound.value } : undefined),
    ({ value }) => ({ op, value }),
  );

/** "over 40", "between 3 and 5": what a number is compared with. */
export const bound: Syntax<Bound> = choice<Bound>(
  bounded('over', '>'),
  bounded('at least', '>='),
  bounded('under', '<'),
  bounded('at most', '<='),
  bounded('exactly', '='),
  bounded('not exactly', '<>'),
  form<{ value: number; upper: number }, Bound>(
    'between {value} and {upper}',
    { value: number, upper: number },
    ({ op, value, upper }) => (op === 'between' && upper !== undefined ? { value, upper } : undefined),
    ({ value, upper }) => ({ op: 'between', value, upper }),
  ),
);

const maxOffered = 40;

/** A value, quoted when it is text. */
export const scalar: Syntax<Scalar> = {
  write: (value, to) =>
    typeof value === 'string'
      ? quotedValue(value)
      : typeof value === 'number'
        ? number.write(value, to)
        : String(value),
  read(from) {
    offerValues(from);
    const token = from.tokens[from.at];
    if (token?.kind === 'quoted' && token.open !== true) {
      if (isMisspelled(token.text, from.column)) return undefined;
      from.at += 1;
      return { value: token.text };
    }
    if (token?.kind === 'number') return number.read(from);
    if (from.column?.type === 'boolean' && !token)
      for (const text of ['true', 'false']) from.offers?.push({ text, from: from.at });
    if (skipWord(from, 'true')) return { value: true };
    return skipWord(from, 'false') ? { value: false } : undefined;
  },
};

/** A value the data spell otherwise would find nothing; whoever wrote it did not mean that. */
function isMisspelled(value: string, column: IndexedColumn | undefined): boolean {
  const spellings = column?.values?.get(normalise(value));
  return spellings !== undefined && !spellings.includes(value);
}

function offerValues(from: Reader): void {
  const token = from.tokens[from.at];
  const isBegun = token === undefined || (token.open === true && from.at === from.tokens.length - 1);
  if (!from.offers || !isBegun) return;
  const begun = token?.lower ?? '';
  let left = maxOffered;
  for (const spellings of from.column?.values?.values() ?? []) {
    const [value] = spellings;
    if (value === undefined || !value.toLowerCase().startsWith(begun)) continue;
    from.offers.push({ text: quotedValue(value), from: from.at, rank: -1 });
    left -= 1;
    if (left === 0) return;
  }
}

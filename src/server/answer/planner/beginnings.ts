// A word that is no value itself and begins several values of one column: the question that says so.
// Not here: whether it is understood (understand.ts), misspelt words (typo.ts).
import type { IndexedColumn, SchemaIndex } from './schemaIndex.ts';
import { tokenize } from './tokens.ts';

/** Shorter words begin too much. */
const leastLength = 3;

/** The question with a condition in place of the word, where exactly one column has several values that begin with it. */
export function withBeginning(text: string, word: string, index: SchemaIndex): string | undefined {
  const token = tokenize(text).find((each) => each.kind === 'word' && each.lower === word.toLowerCase());
  if (!token || token.stem.length < leastLength) return undefined;
  const columns = index.tables.flatMap((table) => table.columns.filter((column) => begins(column, token.stem)));
  const [only, ...others] = columns;
  if (!only || others.length > 0) return undefined;
  const condition = `${only.table.label} where ${only.label} starts with "${token.stem}"`;
  return `${text.slice(0, token.start)}${condition}${text.slice(token.end)}`;
}

const begins = ({ values }: IndexedColumn, stem: string): boolean =>
  [...(values?.keys() ?? [])].filter((value) => value.startsWith(stem) && !/^\p{L}/u.test(value.slice(stem.length)))
    .length > 1;

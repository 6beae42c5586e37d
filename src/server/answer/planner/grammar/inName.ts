// Whether a word of the language stands inside a longer name of the data, or is a word of one: "line total", "area" are no charts.
// Not here: finding names (input.ts).
import { mentionsAt } from './input.ts';
import type { Input } from './question.ts';

export const isInName = (input: Input, at: number): boolean =>
  [at - 2, at - 1, at].some(
    (from) =>
      from >= 0 &&
      mentionsAt(input, from).some(
        ({ end, value }) => end > at && end - from > 1 && (value.candidates[0]?.score ?? 0) >= 90,
      ),
  );

/** A table, a column or a value has it as a word, also as one of several: "area" of `areaHa`, "line" of `line_id`. */
export function isOfName({ index, tokens }: Input, at: number): boolean {
  const token = tokens[at];
  if (!token) return false;
  const said = [token.lower, token.stem];
  const isSaid = (words: readonly string[]) => words.some((word) => said.includes(word));
  return index.tables.some(
    (table) =>
      isSaid(table.words) ||
      table.columns.some(({ words, values }) => isSaid(words) || said.some((word) => values?.has(word))),
  );
}

// Whether a word of the language stands inside a longer name of the data: "line total", "floor area" are no charts.
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

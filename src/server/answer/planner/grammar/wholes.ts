// What "but" leaves something out of: everyone, all, the name of a table or column. Behind a value it may go on: "open but late".
// Not here: what is left out (conditionRules.ts).
import { mentionsAt, valueNamed } from './input.ts';
import type { Input } from './question.ts';

/** A name of many in front of "but", which leaves some of them out; behind a value it may go on. */
export function isWhole(input: Input, at: number): boolean {
  const word = input.tokens[at - 1]?.lower ?? '';
  if (/^(everything|everyone|everybody|anything|anyone|anybody|all|any|every)$/.test(word)) return true;
  if (!/^(the|a|an|those|\p{L}.*)$/u.test(input.tokens[at + 1]?.lower ?? '')) return false;
  const before = [1, 2, 3, 4].flatMap((length) =>
    mentionsAt(input, at - length).filter(({ end, value }) => at >= length && end === at && value.to === at),
  );
  const isSaidAll = input.tokens.slice(0, at).some(({ lower }) => /^(all|every|each|any)$/.test(lower));
  return before.some(({ value }) => {
    // "open orders but late": rather both.
    const isQualified = [1, 2, 3].some((length) =>
      valueNamed(input, value.from - length).some(({ end }) => value.from >= length && end === value.from),
    );
    if (isQualified && !isSaidAll) return false;
    // "no skills but SQL" are only that.
    if (/^(no|without)$/.test(input.tokens[value.from - 1]?.lower ?? '')) return false;
    const [best] = value.candidates;
    return (
      best?.kind === 'table' || (best?.kind === 'column' && best.column.role !== 'flag' && best.column.role !== 'date')
    );
  });
}

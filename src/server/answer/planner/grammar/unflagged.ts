// "unpaid", "inactive", "uninsured": what a flag says, denied by the beginning of the word.
// Not here: denials in words of their own (conditionRules.ts).
import { candidatesFor } from '../entities.ts';
import { fold } from '../fold.ts';
import { root, stem } from '../tokens.ts';
import { costOf } from './input.ts';
import type { Cond } from './pieces.ts';
import type { Rule } from './rule.ts';

const denying = /^(?:un|in|non|dis)(\p{L}{4,})$/u;

/** Only where the data know no such word themselves. */
export const unflagged: Rule<Cond> = (input, at) => {
  const token = input.tokens[at];
  const rest = token?.kind === 'word' ? denying.exec(token.lower)?.[1] : undefined;
  if (!token || rest === undefined || candidatesFor(input.index, [token], input.found).length > 0) return [];
  const plain = { ...token, text: rest, lower: rest, stem: stem(fold(rest)), root: root(fold(rest)) };
  const named = candidatesFor(input.index, [plain], input.found);
  const columns = named.filter(
    (each) => each.kind === 'column' && (each.column.role === 'flag' || each.column.role === 'date'),
  );
  const [best] = columns;
  // Where the word says something else as well, which of them is denied is not clear.
  if (best?.kind !== 'column' || best.score < (named[0]?.score ?? 0) || best.score < 50) return [];
  const { role } = best.column;
  const candidates = columns.filter((each) => each.kind === 'column' && each.column.role === role);
  const column = { text: token.text, from: at, to: at + 1, candidates };
  // What was never paid has no day on which it was.
  const value: Cond =
    role === 'flag' ? { kind: 'flag', column, is: false } : { kind: 'empty', named: column, negated: false };
  return [{ value, end: at + 1, cost: costOf(best.score) }];
};

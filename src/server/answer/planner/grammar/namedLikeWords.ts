// Names that are words of the language too, and are written as names: "repositories that use Go", "sites of Total".
// Not here: small words that are values without a capital (wordOrValue.ts).
import { type Candidate, candidatesFor } from '../entities.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import type { Token } from '../tokens.ts';
import { languageWords } from './languageWords.ts';
import { empty } from './smallWords.ts';

const owning = /^(of|for|with|in|from|by|use|uses|used|using)$/;
const opening =
  /^(show|give|get|list|find|display|tell|what|which|who|how|is|are|does|do|did|was|were|has|have|can|could|would|please|so|ok|okay|hi|hello|hey|see|view|let|i|we|the|a|an|any|all|there)$/;
const joints = /^(or|and|not|in|on|at|to|is|are|it|us|me|a|i)$/;

const isCapital = ({ text }: Token): boolean => /^\p{Lu}\p{Ll}/u.test(text);

/** Whether the word at `at` is a name for its capital; `unclear` where a capital or its place alone does not say so. */
export function namedLikeWord(
  tokens: readonly Token[],
  at: number,
  index: SchemaIndex,
  candidates: readonly Candidate[],
): 'name' | 'unclear' | undefined {
  const token = tokens[at];
  if (token?.kind !== 'word' || joints.test(token.lower)) return undefined;
  if (!languageWords.has(token.lower) && !empty.has(token.lower)) return undefined;
  const isExact = candidates.some((each) => each.kind === 'value' && each.values.includes(token.text));
  const isLast = tokens.slice(at + 1).every(({ kind }) => kind === 'symbol');
  const isOwned = owning.test(tokens[at - 1]?.lower ?? '');
  if (!isExact || !isCapital(token)) return isOwned && isLast && empty.has(token.lower) ? 'unclear' : undefined;
  if (at === 0 || /^[.?!:;]$/.test(tokens[at - 1]?.text ?? ''))
    return empty.has(token.lower) && !opening.test(token.lower) ? 'unclear' : undefined;
  const others = tokens.filter(
    ({ kind, lower }, place) => place > 0 && place !== at && kind === 'word' && lower.length > 3,
  );
  const isTitle = others.length > 1 && others.every(isCapital);
  const next = tokens[at + 1];
  const isLonger =
    next !== undefined &&
    candidatesFor(index, [token, next], new Map()).some(({ kind, score }) => kind !== 'value' && score >= 95);
  if (isTitle || isLonger) return empty.has(token.lower) ? 'unclear' : undefined;
  return 'name';
}

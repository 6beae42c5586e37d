// "did any builds fail": the plain form of a verb where the data have the state that it leads to, "failed".
// Not here: what a state and its date have to do with each other (stateDates.ts).
import { candidatesFor } from '../entities.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import { root, stem, type Token } from '../tokens.ts';

const asking = /^(did|do|does|didn't|don't|doesn't)$/;

function formsOf(verb: string): string[] {
  const last = verb.at(-1) ?? '';
  return [
    ...(verb.endsWith('e') ? [`${verb}d`] : [`${verb}ed`]),
    ...(/[^aeiou]y$/.test(verb) ? [`${verb.slice(0, -1)}ied`] : []),
    ...(/[aeiou][^aeiouwxy]$/.test(verb) ? [`${verb}${last}ed`] : []),
  ];
}

/** The tokens with such verbs as the states they lead to, so that they limit what is asked about and are not passed over. */
export function withStates(tokens: readonly Token[], index: SchemaIndex): Token[] {
  const from = tokens.findIndex(({ lower }) => asking.test(lower));
  if (from < 0) return [...tokens];
  return tokens.map((token, at) => {
    if (at <= from || token.kind !== 'word' || token.lower.length < 3) return token;
    const own = candidatesFor(index, [token], new Map());
    if (own.some(({ kind, score }) => kind === 'value' || score >= 60)) return token;
    for (const lower of formsOf(token.lower)) {
      const state: Token = { ...token, lower, stem: stem(lower), root: root(lower) };
      const isState = candidatesFor(index, [state], new Map()).some(
        (each) =>
          each.kind === 'value' && each.score >= 90 && each.values.some((value) => value.toLowerCase() === lower),
      );
      if (isState) return { ...state, text: lower };
    }
    return token;
  });
}

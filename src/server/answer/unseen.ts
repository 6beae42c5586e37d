// An answerer that cannot see pictures, given a question that came with one: it says so, once, and answers the rest.
// Not here: keeping the picture (uploads/).
import type { Answerer } from './answerer.ts';

/** The same answers, the first of their sentences being that the picture was not looked at. */
export function withoutSight(answerer: Answerer, who = 'The planner'): Answerer {
  const note = `${who} cannot see pictures; this is answered without the image.`;
  return async function* (question) {
    let isSaid = false;
    for await (const piece of answerer(question)) {
      if (piece.kind === 'text' && !isSaid) {
        isSaid = true;
        yield { kind: 'text', text: `${note} ${piece.text}` };
      } else if (piece.kind === 'failed') {
        yield { ...piece, error: isSaid ? piece.error : `${note} ${piece.error}` };
      } else {
        if (piece.kind === 'done' && !isSaid) yield { kind: 'text', text: note };
        yield piece;
      }
    }
  };
}

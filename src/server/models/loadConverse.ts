// Speaking to models, loaded when the first one is asked: the library that does it is a bundle of its own.
// Not here: the library (sdk/).
import type { Converse } from './conversation.ts';

export const converse: Converse = async function* (request) {
  const { converse: speak } = await import('./sdk/converse.ts');
  yield* speak(request);
};

// What is said to questions while the server stops: to one that comes now, and to one that was taken and still waits.
// Not here: stopping (turns.ts).
import type { Answerer } from '../answer/answerer.ts';
import { ApiError } from '../apiError.ts';

/** Nothing is stored of the question. */
export const isStopping = () => new ApiError('INTERNAL', 'The server is stopping. Ask again when it is back.');

/** The answer to one that was told that it was taken: it is kept, with why it has no other. */
export const unanswered: Answerer = async function* () {
  const error = 'The server stopped before it came to this question. Ask again.';
  yield { kind: 'failed', code: 'INTERNAL', error };
};

// Suggestions for a question that is being written (ours): what is asked for, and what a client takes of the answer.
// Not here: what is suggested (server/answer/planner), the questions that data begins with (rest.ts).
import * as v from 'valibot';
import { listOf } from '../lenient.ts';

/** Characters of a question that is completed; nobody waits for more words behind a longer one. */
export const maxSuggestedFrom = 2_000;

export const suggestionsQuerySchema = v.object({
  text: v.pipe(v.string(), v.maxLength(maxSuggestedFrom, `must have at most ${maxSuggestedFrom} characters`)),
  integration_id: v.optional(v.string()),
});

/** `starter`: a whole question for who has written nothing yet. `next`: what was written, with its next words. */
export const suggestionKinds = ['starter', 'next'] as const;

/** Characters of a suggestion: one that is longer is no line of a list. */
const longestSuggestion = 4_000;
const mostSuggestions = 6;

/** Taken whole or not at all: a question that was cut would ask something else. */
const item = v.object({
  text: v.pipe(
    v.string(),
    v.nonEmpty(),
    v.maxLength(longestSuggestion),
    v.regex(/^[^\p{Cc}\u202A-\u202E\u2066-\u2069]*$/u),
  ),
});
export const suggestionItemsSchema = v.object({ items: listOf(item, mostSuggestions) });

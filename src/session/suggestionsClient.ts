// The REST call for the next words of a question that is being written (ours).
// Not here: when it is made (host/suggestions.ts).
import { suggestionItemsSchema } from '../protocol/trellis/suggestions.ts';
import { createAuthorizedCall } from './authorizedCall.ts';
import { judged } from './httpCall.ts';
import type { TokenSource } from './tokenSource.ts';

/** Whole questions, the likeliest first; none where the server has nothing to add. Throws a SessionError. */
export type SuggestionsClient = (text: string, integrationId: string | null, signal: AbortSignal) => Promise<string[]>;

/** Words that come later than this are of no use to who writes. */
const withinMs = 5_000;

/** `baseUrl` is read at each call: the embedded server has another port after a restart. */
export function createSuggestionsClient(baseUrl: () => Promise<string>, tokens: TokenSource): SuggestionsClient {
  const authorized = createAuthorizedCall(baseUrl, tokens);
  return async (text, integrationId, signal) => {
    const query = new URLSearchParams({ text, ...(integrationId === null ? {} : { integration_id: integrationId }) });
    const json = await authorized({ method: 'GET', path: `/suggestions?${query}`, withinMs, signal });
    return judged(suggestionItemsSchema, json).items.map((item) => item.text);
  };
}

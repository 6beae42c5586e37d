// A REST call with this window's token, once more with a new one when it was refused.
// Not here: which calls there are (restClient.ts, libraryClient.ts), questions (trellisSession.ts).
import { SessionError } from './errors.ts';
import { call, type HttpRequest } from './httpCall.ts';
import type { TokenSource } from './tokenSource.ts';

/** The JSON of the answer, undefined when it is none. Rejects with a SessionError. */
export type AuthorizedCall = (request: HttpRequest) => Promise<unknown>;

/** `baseUrl` is read at each call: the embedded server has another port after a restart. */
export function createAuthorizedCall(baseUrl: () => Promise<string>, tokens: TokenSource): AuthorizedCall {
  return async (request) => {
    const withToken = async (token: string) =>
      call(await baseUrl(), { ...request, headers: { Authorization: `Bearer ${token}` } });
    const token = await tokens.token();
    try {
      return await withToken(token);
    } catch (error) {
      if (!(error instanceof SessionError) || error.kind !== 'unauthorized') throw error;
      // Once: a token that ran out is replaced; a key that is dead stays dead.
      return withToken(await tokens.renewed(token));
    }
  };
}

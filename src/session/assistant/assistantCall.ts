// A call of the assistant API beside questions, with this window's token if there is one.
// Not here: which calls there are (assistantRest.ts, conversations.ts), questions (askStream.ts).
import { assistantErrorSchema } from '../../protocol/assistant/bodies.ts';
import { asSessionError, type SessionError } from '../errors.ts';
import { call, type HttpApi, type HttpRequest } from '../httpCall.ts';

export const assistantApi: HttpApi = { name: 'assistant', root: '/api', errors: assistantErrorSchema };

/** The JSON of the answer, undefined when it is none. Rejects with a SessionError. */
export type AssistantCall = (request: HttpRequest) => Promise<unknown>;

/** The token goes into this one header, never into an address. */
export function bearer(token: string | null): Record<string, string> {
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}

/** All paths begin with a slash. */
export function bareUrl(url: string): string {
  return url.replace(/\/$/, '');
}

/** `token` is read at each call; `onFailed` hears of each that failed, before whoever called does. */
export function createAssistantCall(
  url: string,
  token: () => Promise<string | null>,
  onFailed: (reason: SessionError) => void,
): AssistantCall {
  return async (request) => {
    try {
      return await call(url, { ...request, headers: bearer(await token()) }, assistantApi);
    } catch (cause) {
      const reason = asSessionError(cause);
      onFailed(reason);
      throw reason;
    }
  };
}

// A call of the assistant API beside questions, with this window's token if there is one.
// Not here: which calls there are (assistantRest.ts, conversations.ts), questions (askStream.ts).
import { assistantErrorSchema } from '../../protocol/assistant/bodies.ts';
import { asSessionError, SessionError } from '../errors.ts';
import { call, type HttpApi, type HttpRequest } from '../httpCall.ts';

export const assistantApi: HttpApi = { name: 'assistant', root: '/api', errors: assistantErrorSchema };

/** The JSON of the answer, undefined when it is none. Rejects with a SessionError. */
export type AssistantCall = (request: HttpRequest) => Promise<unknown>;

/** Whether it can stand in a header. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]{1,8000}$/.test(text);
}

/** The token goes into this one header, never into an address. Throws a SessionError that does not hold it when it cannot. */
export function bearer(token: string | null): Record<string, string> {
  if (token === null) return {};
  if (!isToken(token)) throw new SessionError('unauthorized', 'That is no token.');
  return { Authorization: `Bearer ${token}` };
}

/** All paths begin with a slash. */
export function bareUrl(url: string): string {
  return url.replace(/\/$/, '');
}

/** `token` is read at each call; `onFailed` hears of each that failed, before whoever called does. After `over` nothing is sent. */
export function createAssistantCall(
  url: string,
  token: () => Promise<string | null>,
  onFailed: (reason: SessionError) => void,
  over: AbortSignal,
): AssistantCall {
  return async (request) => {
    try {
      if (over.aborted) throw new SessionError('offline', 'Signed out.');
      return await call(url, { ...request, headers: bearer(await token()), signal: over }, assistantApi);
    } catch (cause) {
      const reason = asSessionError(cause);
      onFailed(reason);
      throw reason;
    }
  };
}

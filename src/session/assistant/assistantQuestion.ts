// A question as the assistant API takes it, and its refusal as a person is told of it.
// Not here: sending it (askStream.ts), when it goes (assistantTurns.ts).
import { SessionError } from '../errors.ts';
import type { AskRequest } from '../turns.ts';

const imageAlone = "What's in this image?";

/** A picture needs words. */
export function wordsSent({ message, image }: AskRequest): string {
  return message === '' && image ? imageAlone : message;
}

export function bodyOf(request: AskRequest, chatId: string | null): Record<string, unknown> {
  const { model, options, image } = request;
  return {
    text: wordsSent(request),
    provider: model ?? 'default',
    ...(chatId === null ? {} : { conversation_id: chatId }),
    ...(options?.mood ? { mood: options.mood } : {}),
    ...(options ? { web: options.web } : {}),
    ...(image ? { image_base64: image.base64, image_mime: image.mime } : {}),
  };
}

/**
 * Answers behind which the question may have been taken all the same: a server or gateway that broke at it or lost its patience, and a
 * success that cannot be read.
 */
function saysNothing(status: number): boolean {
  return (status >= 200 && status < 300) || status === 500 || status === 502 || status === 504;
}

/**
 * As a person is told of it. Nothing is sent again by itself, so that who is to wait has to know how long; and any other answer
 * instead of a stream is a refusal, however odd.
 */
export function refusalToTell(reason: SessionError): SessionError {
  const { kind, code, status, retryAfterSeconds, debugId } = reason;
  const odd = kind === 'server' ? 'SERVER_FAILED' : kind === 'protocol' ? 'NOT_TRELLIS' : null;
  if (odd !== null && status !== null && !saysNothing(status))
    return new SessionError('request', reason.message, { code: code ?? odd, status, debugId, cause: reason });
  if (kind !== 'rateLimit' || retryAfterSeconds === null) return reason;
  const wait = `Try again in ${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}.`;
  const details = { code, status, retryAfterSeconds, debugId, cause: reason };
  return new SessionError(kind, `${reason.message} ${wait}`, details);
}

/** A server that says why knows the path: it is the chat that is not there. */
export function isUnknownPath(cause: unknown): boolean {
  return cause instanceof SessionError && (cause.status === 404 || cause.status === 405) && cause.code === null;
}

/** The server, or something before it, has said that nothing is done. */
export function isRefusal({ kind, status }: SessionError): boolean {
  return kind === 'stopped' || kind === 'unauthorized' || (status !== null && !saysNothing(status));
}

export function stoppedBefore(): SessionError {
  return new SessionError('stopped', 'Stopped before it was sent.');
}

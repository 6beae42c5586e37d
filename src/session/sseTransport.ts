// One question and its answer over `POST /v1/chats` (an edited one: PATCH) as Server-Sent Events (section 6 of the Trellis API).
// Not here: when this way is taken (trellisSession.ts), tokens, stopping and turns (sseAnswers.ts).
import { createParser } from 'eventsource-parser';
import { parseJson } from '../protocol/decoded.ts';
import { decodeEvent, type ServerEvent } from '../protocol/trellis/events.ts';
import { errorMessage, SessionError } from './errors.ts';
import { noAnswer, refusalOf, send, textOf } from './httpCall.ts';
import { questionRequest } from './question.ts';
import { type AskRequest, endsTurn } from './turns.ts';

/** Of one answer; who sends more rubbish is not written down any further. */
const maxLogged = 3;

export interface SseQuestion {
  baseUrl: string;
  token: string;
  request: Omit<AskRequest, 'key'>;
  signal: AbortSignal;
  onEvent: (event: ServerEvent) => void;
  /** Whatever came, an event or not: the line lives. A `beat` is a comment, by which some servers say so. */
  onAlive?: (sign: 'bytes' | 'beat') => void;
  onUnknown: (name: string) => void;
  log: (level: 'info' | 'warn', text: string) => void;
}

/**
 * Resolves after the event that ends the turn; what the server says behind it is not read. Rejects with a SessionError: with a
 * `status` when the request was refused, `protocol` when the answer is no event stream or too large, `offline` when the line
 * was cut or the stream ended early, which says nothing about whether the server has the question.
 */
export async function askOverSse(question: SseQuestion): Promise<void> {
  const { baseUrl, token, request, signal } = question;
  let response: Response;
  try {
    const headers = { Accept: 'text/event-stream', Authorization: `Bearer ${token}` };
    response = await send(baseUrl, { ...questionRequest(request), headers }, signal);
    question.onAlive?.('bytes');
    if (!response.ok) throw await refusalOf(baseUrl, response);
  } catch (cause) {
    if (cause instanceof SessionError) throw cause;
    throw noAnswer(baseUrl, cause);
  }
  const type = response.headers.get('content-type') ?? '';
  if (response.status !== 200 || !/^text\/event-stream\b/i.test(type)) {
    await discard(response, question.log);
    throw new SessionError('protocol', "The answer is not a stream of the Trellis API. Check the server's address.");
  }
  let ended: boolean;
  try {
    ended = await readAnswer(response, question);
  } catch (cause) {
    if (cause instanceof SessionError) throw cause;
    throw new SessionError('offline', 'The connection was lost.', { cause });
  }
  if (!ended) throw new SessionError('offline', 'The connection was lost: the answer ended too early.');
}

/** True when the event that ends the turn was among them. Leaving the loop closes the connection. */
export async function readAnswer(
  response: Response,
  { onEvent, onAlive, onUnknown, log }: Pick<SseQuestion, 'onEvent' | 'onAlive' | 'onUnknown' | 'log'>,
): Promise<boolean> {
  let ended = false;
  let dropped = 0;
  const parser = createParser({
    onComment: () => onAlive?.('beat'),
    onEvent({ event: name = 'message', data }) {
      if (ended) return;
      const json = parseJson(data);
      const decoded =
        json === undefined
          ? ({ kind: 'malformed', reason: `${name}: The data is not JSON.` } as const)
          : decodeEvent(name, json);
      if (decoded.kind === 'unknown') onUnknown(decoded.name);
      else if (decoded.kind === 'malformed') {
        dropped += 1;
        if (dropped <= maxLogged) log('warn', `An event was dropped: ${decoded.reason.slice(0, 300)}`);
      } else {
        ended = endsTurn(decoded.value);
        onEvent(decoded.value);
      }
    },
  });
  for await (const text of textOf(response)) {
    onAlive?.('bytes');
    parser.feed(text);
    if (ended) return true;
  }
  // A server may leave out the blank line at the very end; a record that is cut is no JSON and is dropped.
  parser.feed('\n\n');
  return ended;
}

async function discard(response: Response, log: SseQuestion['log']): Promise<void> {
  try {
    await response.body?.cancel();
  } catch (cause) {
    log('info', `A refused answer did not close: ${errorMessage(cause)}`);
  }
}

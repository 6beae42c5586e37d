// One question and its answer over the assistant API: as a stream of events, or as one complete reply, by what the answer says it is.
// Not here: when questions go (assistantSession.ts), what an answer becomes of its events (answerSoFar.ts).
import { createParser } from 'eventsource-parser';
import { replySchema } from '../../protocol/assistant/bodies.ts';
import { type AssistantEvent, decodeAssistantEvent, failureIn } from '../../protocol/assistant/events.ts';
import { parseJson } from '../../protocol/decoded.ts';
import { errorMessage, SessionError } from '../errors.ts';
import { judged, maxBody, noAnswer, refusalOf, wholeText } from '../httpCall.ts';
import { assistantApi, bearer } from './assistantCall.ts';
import { type SendQuestion, sendPatiently } from './patientRequest.ts';

/** Of one answer; who sends more rubbish is only counted. */
const maxLogged = 3;
/**
 * Bytes of one stream. Each event repeats the text so far, so that this grows with the square of an answer's length; what is kept
 * of it is bounded by `maxBody`, and so is a single event.
 */
const maxStream = 16 * maxBody;

export type QuestionPath = '/chat/stream' | '/chat';

export interface AskedQuestion {
  url: string;
  token: string | null;
  path: QuestionPath;
  body: Record<string, unknown>;
  signal: AbortSignal;
  /** For tests; else the real one. */
  send?: SendQuestion | undefined;
  onEvent: (event: AssistantEvent) => void;
  onUnknown: (name: string) => void;
  log: (level: 'info' | 'warn', text: string) => void;
}

/**
 * Resolves after the event that ends the answer; what is said behind it is not read. Rejects with a SessionError: with a `status`
 * when the request was refused, `offline` when nobody answered or the stream ended early. It is sent once, whatever happens.
 */
export async function askAssistant(question: AskedQuestion): Promise<void> {
  const { url, token, path, body, signal, send = sendPatiently } = question;
  let response: Response;
  try {
    const headers = { Accept: 'text/event-stream', 'Content-Type': 'application/json', ...bearer(token) };
    response = await send(`${url}${assistantApi.root}${path}`, { headers, body: JSON.stringify(body), signal });
    if (!response.ok) throw await refusalOf(url, response, assistantApi);
  } catch (cause) {
    if (cause instanceof SessionError) throw cause;
    throw noAnswer(url, cause);
  }
  const type = response.headers.get('content-type') ?? '';
  try {
    if (/^text\/event-stream\b/i.test(type)) {
      if (!(await readStream(response, question)))
        throw new SessionError('offline', 'The connection was lost: the answer ended too early.');
    } else if (/^application\/json\b/i.test(type)) readReply(await wholeText(response), question);
    else {
      await discard(response, question.log);
      const text = "The answer is not one of the assistant API. Check the server's address.";
      throw new SessionError('protocol', text, { status: response.status });
    }
  } catch (cause) {
    if (cause instanceof SessionError) throw cause;
    throw new SessionError('offline', 'The connection was lost.', { cause });
  }
}

type Reader = Pick<AskedQuestion, 'body' | 'onEvent' | 'onUnknown' | 'log'>;

/** True when the event that ends the answer was among them. Leaving the loop closes the connection. */
async function readStream(response: Response, { onEvent, onUnknown, log }: Reader): Promise<boolean> {
  let ended = false;
  let dropped = 0;
  let failure: SessionError | undefined;
  const drop = (reason: string) => {
    dropped += 1;
    if (dropped <= maxLogged) log('warn', `An event was dropped: ${reason.slice(0, 300)}`);
  };
  const parser = createParser({
    maxBufferSize: maxBody,
    onError(cause) {
      if (cause.type === 'max-buffer-size-exceeded') failure = tooLarge();
    },
    onEvent({ event: name, data }) {
      if (ended || failure) return;
      const json = parseJson(data);
      if (json === undefined) {
        drop(`${name ?? 'without a name'}: The data is not JSON.`);
        return;
      }
      const decoded = decodeAssistantEvent(name, json);
      if (decoded.kind === 'unknown') onUnknown(decoded.name);
      else if (decoded.kind === 'malformed') drop(decoded.reason);
      else {
        ended = decoded.value.event === 'done' || decoded.value.event === 'error';
        onEvent(decoded.value);
      }
    },
  });
  const decoder = new TextDecoder();
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > maxStream) throw tooLarge();
      parser.feed(decoder.decode(chunk, { stream: true }));
      if (failure) throw failure;
      if (ended) return true;
    }
    // A server may leave out the blank line at the very end; a record that is cut is no JSON and is dropped.
    parser.feed(`${decoder.decode()}\n\n`);
    return ended;
  } finally {
    if (dropped > maxLogged) log('warn', `${dropped} events of this answer were dropped in all.`);
  }
}

function tooLarge(): SessionError {
  return new SessionError('protocol', 'The answer of the server is too large.');
}

/** A complete reply is a stream of few events. */
function readReply(text: string, { body, onEvent }: Reader): void {
  const reply = judged(replySchema, parseJson(text), assistantApi);
  const { conversation_id, provider, message_id, visualizations, ...rest } = reply;
  // After a failure without a chat the id is of no conversation: the one that was made is not told.
  const strays = failureIn(reply.reply) !== null && !body.conversation_id && /^[^:]*:web$/.test(conversation_id ?? '');
  const turn = { provider: provider ?? null, conversation_id: strays ? null : (conversation_id ?? null) };
  if (!strays) onEvent({ event: 'meta', data: turn });
  for (const visualization of visualizations ?? []) onEvent({ event: 'visualization', data: { visualization } });
  onEvent({ event: 'done', data: { ...rest, ...turn, message_id: message_id ?? null } });
}

async function discard(response: Response, log: Reader['log']): Promise<void> {
  try {
    await response.body?.cancel();
  } catch (cause) {
    log('info', `A refused answer did not close: ${errorMessage(cause)}`);
  }
}

// Holds an answer against the document: its status, its type, its body, and whether the request may succeed at all.
// Not here: sending, counting answers (fuzz.ts).
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { parseJson } from '../../src/protocol/decoded.ts';
import { decodeEvent } from '../../src/protocol/trellis/events.ts';
import type { Checks } from '../soak/proof.ts';
import { eventStream, eventsOf, type Received } from './line.ts';
import type { Pool } from './pool.ts';
import type { FuzzRequest } from './request.ts';

export const checkNames = [
  'every request is answered, and never with a 5xx',
  'the status is documented',
  'the type of the body is documented',
  'a JSON body fits its schema',
  'a stream is known events that end with exactly one of message, error, interrupted',
  'a stream of the assistant API is known events, from meta to exactly one of done, error',
  'no answer hangs',
  'no answer ends with an error of the server',
  'a request as documented is not called invalid',
  'a request that may not succeed does not',
  'who must wait is told how long',
  'every limit was reached',
  'every operation was answered with its success',
] as const;
export type CheckName = (typeof checkNames)[number];

const endings = ['message', 'error', 'interrupted'];
const shownLength = 300;

/** The request and its answer in a few lines, so that a person can send it again. */
export function told({ operation, member, sent }: FuzzRequest, answer: Received | undefined): string {
  const { Authorization: _, ...headers } = sent.headers;
  const body = sent.body ? ` ${shortened(sent.body.toString())}` : '';
  const asked = `${operation.id} as ${member.email}: ${sent.method} ${sent.path} ${JSON.stringify(headers)}${body}`;
  return answer ? `${asked}\n    -> ${answer.status} ${answer.type ?? 'no type'} ${shortened(answer.text)}` : asked;
}

function shortened(text: string): string {
  return text.length > shownLength ? `${text.slice(0, shownLength)}... (${text.length} characters)` : text;
}

export function judge(checks: Judging, pool: Pool, request: FuzzRequest, answer: Received): void {
  const { operation, mustFail, isSound } = request;
  const because = (why: string) => () => `${why}\n    ${told(request, answer)}`;
  const { status, type, text } = answer;
  checks.expect(checkNames[0], status < 500, because('a 5xx'));
  const documented = operation.answers.get(status);
  checks.expect('the status is documented', documented !== undefined, because(`not documented: ${status}`));
  if (!documented) return;
  const { content } = documented;
  const isTyped = content.size === 0 ? type === undefined && text === '' : type !== undefined && content.has(type);
  checks.expect('the type of the body is documented', isTyped, because(`not documented: ${type}`));
  const schema = type === 'application/json' ? content.get(type) : undefined;
  if (schema) judgeJson(checks, schema, text, because);
  if (type === eventStream && request.taken !== 'cut') {
    if (operation.id.startsWith('assistant')) judgeAssistantStream(checks, text, because);
    else judgeStream(checks, request, text, because);
  }
  // That a text is the address of a database is more than a schema says.
  if (isSound && !['checkIntegration', 'createIntegration'].includes(operation.id)) {
    const isInvalid = (status === 400 || status === 422) && text.includes('"INVALID_REQUEST"');
    checks.expect('a request as documented is not called invalid', !isInvalid, because('called invalid'));
  }
  if (mustFail !== undefined)
    checks.expect(
      'a request that may not succeed does not',
      status >= 400,
      because(`it succeeded, although ${mustFail}`),
    );
  if (operation.id === 'deleteChats' && status === 200) judgeDeleted(checks, pool, request, text, because);
  if (status === 429) {
    const seconds = Number(answer.retryAfter);
    const isTold = Number.isInteger(seconds) && seconds >= 1 && seconds <= 60;
    checks.expect('who must wait is told how long', isTold, because(`Retry-After: ${answer.retryAfter}`));
  }
}

/** Where the looks at an answer are counted. */
type Judging = Pick<Checks<CheckName>, 'expect'>;
type Because = (why: string) => () => string;

function judgeJson(checks: Judging, fits: ValidateFunction, text: string, because: Because): void {
  const json = parseJson(text);
  const isFit = json !== undefined && fits(json);
  checks.expect('a JSON body fits its schema', isFit, because(JSON.stringify(fits.errors?.slice(0, 3))));
}

function judgeStream(checks: Judging, request: FuzzRequest, text: string, because: Because): void {
  const { events, unread } = eventsOf(text);
  const wrong = [...unread];
  for (const { event, data } of events) {
    const decoded = decodeEvent(event ?? '', parseJson(data));
    if (decoded.kind !== 'valid') wrong.push(`${decoded.kind}: ${event} ${data}`);
  }
  const ends = events.flatMap(({ event }, index) => (endings.includes(event ?? '') ? [index] : []));
  if (ends.length !== 1 || ends[0] !== events.length - 1) wrong.push(`${ends.length} ends`);
  if (events[0]?.event !== 'chat_metadata') wrong.push(`begins with ${events[0]?.event}`);
  if (!text.endsWith('\n\n')) wrong.push('the last event is not finished');
  if (request.taken === 'stop' && request.isSound && events.at(-1)?.event !== 'interrupted')
    wrong.push('it was to be interrupted');
  const name = 'a stream is known events that end with exactly one of message, error, interrupted';
  checks.expect(name, wrong.length === 0, because(wrong.join('; ')));
  const isInternal = events.at(-1)?.data.includes('"INTERNAL"') === true;
  checks.expect('no answer ends with an error of the server', !isInternal, because('INTERNAL'));
}

const assistantEvents = ['meta', 'assistant', 'tool_start', 'tool_end', 'visualization', 'done', 'error'];

/** Each name is repeated in its data; text is all deltas so far, and the reply. */
function judgeAssistantStream(checks: Judging, stream: string, because: Because): void {
  const { events, unread } = eventsOf(stream);
  const wrong = [...unread];
  let text = '';
  for (const [index, { event = '', data }] of events.entries()) {
    const json = parseJson(data) as Record<string, unknown> | undefined;
    const isEnd = event === 'done' || event === 'error';
    if (json?.type !== event || !assistantEvents.includes(event)) wrong.push(`${event} ${data}`);
    if ((event === 'meta') !== (index === 0)) wrong.push(`${event} is event ${index + 1}`);
    if (isEnd !== (index === events.length - 1)) wrong.push(`${event} is event ${index + 1} of ${events.length}`);
    if (event === 'assistant') text += String(json?.delta);
    if (event === 'assistant' && json?.text !== text) wrong.push('text is not all deltas');
    if (event === 'done' && json?.reply !== text) wrong.push('the reply is not all deltas');
  }
  if (!stream.endsWith('\n\n') || events.length < 2) wrong.push('it is not finished');
  const name = 'a stream of the assistant API is known events, from meta to exactly one of done, error';
  checks.expect(name, wrong.length === 0, because(wrong.join('; ')));
  const isInternal = events.at(-1)?.data.includes('"INTERNAL"') === true;
  checks.expect('no answer ends with an error of the server', !isInternal, because('INTERNAL'));
}

function judgeDeleted(checks: Judging, pool: Pool, { member }: FuzzRequest, text: string, because: Because): void {
  const json = parseJson(text);
  const deleted = typeof json === 'object' && json !== null && 'deleted' in json ? json.deleted : [];
  const ids = Array.isArray(deleted) ? deleted.map(String) : [];
  const foreign = ids.filter((id) => (pool.find('chat', id)?.owner ?? member.id) !== member.id);
  const name = 'a request that may not succeed does not';
  checks.expect(name, foreign.length === 0, because(`chats of another member: ${foreign}`));
}

// Every event a Trellis server sends, over WebSocket frames and SSE alike (sections 6 and 7.3 of the Trellis API).
// Not here: what a client makes of them (chat/fromServer.ts) and what a client sends (actions.ts).
import * as v from 'valibot';
import { type Decoded, decodeWith, issueText, parseJson } from '../decoded.ts';
import {
  chatIdSchema,
  lenient,
  lenientFlag,
  lenientNumber,
  lenientShown,
  listOf,
  longest,
  shown,
  shownOr,
  suggestionsSchema,
  lenientText as text,
} from '../lenient.ts';
import { maxMessageLength } from './actions.ts';
import { visualizationSchema } from './visualization.ts';

/** Our server marks every event of a turn with its chat; another server sends none. */
const turn = { chat_id: text };

/** What a person is told of a failure that the server does not put into words. */
export const unsaidError = 'The server failed and did not say why.';

/** A click sends the message, so that one too long to be sent is none. */
export const clarificationSchema = listOf(
  v.object({ label: shown(longest.title), message: v.pipe(v.string(), v.maxLength(maxMessageLength)) }),
);

/** Numbers of an answer's text, as they stand there, that are in no result of the database. */
export const unverifiedSchema = listOf(shown(longest.name));

/** What ends a turn ends it however odd it is: of `message`, `interrupted` and `error` nothing is required. */
export const eventSchemas = {
  authenticated: v.object({ status: text }),
  chat_metadata: v.object({ ...turn, id: chatIdSchema, user_message_id: text, client_message_id: text }),
  processing: v.object({ ...turn, status: shown(longest.name) }),
  visualization: v.intersect([v.object(turn), visualizationSchema]),
  text_delta: v.object({ ...turn, content: v.string() }),
  /** Ours, told with the tool events: what a model thinks on its way, a piece at a time. */
  reasoning: v.object({ ...turn, content: v.string() }),
  message: v.object({
    ...turn,
    content: v.fallback(v.optional(v.string(), ''), ''),
    id: text,
    reading: lenientShown(longest.reading),
    sql: text,
    model: lenientShown(longest.name),
    clarification: lenient(clarificationSchema),
    unverified: lenient(unverifiedSchema),
  }),
  interrupted: v.object({ ...turn, status: text, id: text }),
  deleted: v.object({ ...turn, message_id: v.string() }),
  error: v.object({
    ...turn,
    error: shownOr(longest.sentence, unsaidError),
    code: lenientShown(longest.name),
    retryable: lenientFlag,
    debug_id: lenientShown(longest.debugId),
    error_type: text,
    retry_after_seconds: lenientNumber,
    suggestions: lenient(suggestionsSchema),
    user_message_id: text,
    /** Of a question that was refused: it alone has failed, whatever else runs in its chat. */
    client_message_id: text,
    /** The action that was refused (ours): nothing that runs has ended. */
    refused: text,
    message_id: text,
    id: text,
  }),
  pong: v.object({}),
  heartbeat: v.object({}),
  /** Ours, only for who asks with `?changes=1`: somebody, perhaps another window, has changed the chats. */
  chats_changed: v.object({}),
  tool_call: v.object({ ...turn, id: v.string(), name: v.string(), arguments: v.optional(v.unknown()) }),
  tool_result: v.object({
    ...turn,
    id: v.string(),
    name: v.string(),
    row_count: lenientNumber,
    truncated: lenientFlag,
    error: lenientShown(longest.sentence),
    duration_ms: lenientNumber,
  }),
  tool_message: v.object({ ...turn, content: v.string() }),
} as const;

export type EventName = keyof typeof eventSchemas;
export type EventData<N extends EventName> = v.InferOutput<(typeof eventSchemas)[N]>;
export type ServerEvent = { [N in EventName]: { event: N; data: EventData<N> } }[EventName];

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(eventSchemas, name);
}

/** The field that data which is only a text stands for. */
const textFields = new Map<EventName, string>([
  ['message', 'content'],
  ['error', 'error'],
]);
/** Of these, data that is no object at all counts as empty: the first three end a turn, the last is shown as "cannot be shown". */
const neverMalformed = new Set<EventName>(['message', 'interrupted', 'error', 'visualization']);

function dataOf(name: EventName, data: unknown): unknown {
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data;
  const field = textFields.get(name);
  if (field !== undefined && typeof data === 'string') return { [field]: data };
  return neverMalformed.has(name) ? {} : (data ?? {});
}

/** Judges one event by name and data: what an SSE record carries, and a frame after its envelope is off. */
export function decodeEvent(name: string, data: unknown): Decoded<ServerEvent> {
  if (!isEventName(name)) return { kind: 'unknown', name };
  const result = v.safeParse(eventSchemas[name], dataOf(name, data));
  if (!result.success) return { kind: 'malformed', reason: `${name}: ${issueText(result.issues)}` };
  // The table pairs each name with its schema, which the compiler cannot follow through an index.
  return { kind: 'valid', value: { event: name, data: result.output } as ServerEvent };
}

const envelope = v.object({ event: v.string(), data: v.optional(v.unknown()) });

/** Judges one WebSocket frame from a server: `{"event":<name>,"data":{...}}`. */
export function decodeFrame(frame: string): Decoded<ServerEvent> {
  const json = parseJson(frame);
  if (json === undefined) return { kind: 'malformed', reason: 'The frame is not JSON.' };
  const outer = decodeWith(envelope, json);
  if (outer.kind !== 'valid') return outer;
  return decodeEvent(outer.value.event, outer.value.data);
}

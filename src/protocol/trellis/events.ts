// Every event a Trellis server sends, over WebSocket frames and SSE alike (sections 6 and 7.3 of the Trellis API).
// Not here: what a client makes of them (chat/fromServer.ts) and what a client sends (actions.ts).
import * as v from 'valibot';
import { type Decoded, decodeWith, issueText, parseJson } from '../decoded.ts';
import { visualizationSchema } from './visualization.ts';

/** Our server marks every event of a turn with its chat; another server sends none. */
const turn = { chat_id: v.optional(v.nullable(v.string())) };
const text = v.optional(v.nullable(v.string()));

export const clarificationSchema = v.array(v.object({ label: v.string(), message: v.string() }));

export const eventSchemas = {
  authenticated: v.object({ status: text }),
  chat_metadata: v.object({ ...turn, id: v.string(), user_message_id: text, client_message_id: text }),
  processing: v.object({ ...turn, status: v.string() }),
  visualization: v.intersect([v.object(turn), visualizationSchema]),
  text_delta: v.object({ ...turn, content: v.string() }),
  message: v.object({
    ...turn,
    content: v.string(),
    id: v.string(),
    reading: text,
    sql: text,
    model: text,
    clarification: v.optional(v.nullable(clarificationSchema)),
  }),
  interrupted: v.object({ ...turn, status: text, id: text }),
  deleted: v.object({ ...turn, message_id: v.string() }),
  error: v.object({
    ...turn,
    error: v.string(),
    code: text,
    retryable: v.optional(v.nullable(v.boolean())),
    debug_id: text,
    error_type: text,
    retry_after_seconds: v.optional(v.nullable(v.number())),
    suggestions: v.optional(v.nullable(v.array(v.string()))),
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
    row_count: v.optional(v.nullable(v.number())),
    truncated: v.optional(v.nullable(v.boolean())),
    error: text,
    duration_ms: v.optional(v.nullable(v.number())),
  }),
  tool_message: v.object({ ...turn, content: v.string() }),
} as const;

export type EventName = keyof typeof eventSchemas;
export type EventData<N extends EventName> = v.InferOutput<(typeof eventSchemas)[N]>;
export type ServerEvent = { [N in EventName]: { event: N; data: EventData<N> } }[EventName];

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(eventSchemas, name);
}

/** Judges one event by name and data: what an SSE record carries, and a frame after its envelope is off. */
export function decodeEvent(name: string, data: unknown): Decoded<ServerEvent> {
  if (!isEventName(name)) return { kind: 'unknown', name };
  const result = v.safeParse(eventSchemas[name], data ?? {});
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

// The bodies of the assistant API (sections 3 to 6), key by key: they type the handlers and stand in the OpenAPI document.
// Not here: the events of a stream (assistant/telling.ts), requests (protocol/assistant/served.ts).
import * as v from 'valibot';
import { visualization } from '../answers.ts';

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const time = v.pipe(text, v.regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/));

export const reply = v.strictObject({ reply: text, conversation_id: text, provider: text });

export const conversations = v.strictObject({
  conversations: v.array(
    v.strictObject({
      id: text,
      title: text,
      created_at: time,
      last_active: time,
      message_count: count,
      approx_tokens: count,
      folder_id: v.null(),
    }),
  ),
});

const messageError = v.strictObject({
  error: text,
  code: v.optional(text),
  retryable: v.optional(v.boolean()),
  debug_id: v.optional(text),
  suggestions: v.optional(v.array(text)),
});

const message = v.strictObject({
  role: v.picklist(['user', 'assistant']),
  content: text,
  id: text,
  created_at: v.pipe(text, v.isoTimestamp()),
  provider: v.optional(text),
  text,
  sql: v.optional(text),
  reading: v.optional(text),
  clarification: v.optional(v.array(v.strictObject({ label: text, message: text }))),
  visualizations: v.optional(v.array(visualization)),
  interrupted: v.optional(v.boolean()),
  error: v.optional(messageError),
  image: v.optional(v.strictObject({ mime: text, name: text, size: count })),
});
export type Message = v.InferInput<typeof message>;
export const messages = v.strictObject({ conversation_id: text, messages: v.array(message) });

export const deleted = v.strictObject({ ok: v.literal(true) });
export const truncated = v.strictObject({
  ok: v.literal(true),
  conversation_id: text,
  keep_count: count,
  deleted: count,
});

export const providers = v.strictObject({ providers: v.array(text) });
const refused = v.strictObject({ error: text });
export const provider = v.strictObject({ provider: text });
export const chosenProvider = v.union([provider, refused]);
export const mood = v.strictObject({ mood: v.picklist(['serious', 'friendly', 'normal']) });
export const chosenMood = v.union([mood, refused]);
export const providerFlow = v.strictObject({
  default_provider: text,
  order: v.array(text),
  providers: v.array(
    v.strictObject({
      provider: text,
      label: text,
      position: count,
      connected: v.boolean(),
      enabled: v.boolean(),
      auto_disabled: v.boolean(),
      disabled_reason: text,
      active: v.boolean(),
      model: text,
      default_model: text,
    }),
  ),
});

export const me = v.strictObject({ id: text, username: text, role: v.picklist(['admin', 'user']) });

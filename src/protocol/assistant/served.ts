// What a client may ask of our server in the assistant API (sections 3, 4 and 6), judged strictly; unknown fields are ignored.
// Not here: what a client takes of any such server's answers, what stands inside a text (servedText.ts).
import * as v from 'valibot';

const text = v.string();
const perhaps = v.optional(v.nullable(text));

export const chatRequestSchema = v.object({
  /** May be empty where a picture comes with it. */
  text,
  /** `default` where it is absent. */
  provider: v.optional(text),
  conversation_id: perhaps,
  /** One that nobody knows acts as `normal`. */
  mood: perhaps,
  web: v.optional(v.boolean()),
  /** Ours: with `web`, the data may be asked, too. Without it a question that may ask the web cannot. */
  web_with_data: v.optional(v.boolean()),
  /** Of one picture: PNG, JPEG, GIF or WebP. */
  image_base64: perhaps,
  /** Not believed: a picture is what its bytes say. */
  image_mime: perhaps,
});
export type ChatRequest = v.InferOutput<typeof chatRequestSchema>;

const limit = v.optional(v.pipe(text, v.regex(/^(?:[1-9]\d?|100)$/, 'must be a whole number from 1 to 100')));
export const defaultLimit = 50;

export const conversationsQuerySchema = v.object({ channel: v.optional(text), limit });
export const messagesQuerySchema = v.object({ conversation_id: text, limit });
export const truncateRequestSchema = v.object({
  keep_count: v.optional(v.pipe(v.number(), v.integer('must be a whole number'))),
});
export const providerRequestSchema = v.object({ provider: text });
export const moodRequestSchema = v.object({ mood: text });
